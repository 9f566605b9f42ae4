//! URLs: what is taken apart is part of the text, and a fault has a place in it.

use garboard_ignition::go::url::parse;

/// Holds the invariants of [`mod@garboard_ignition::go::url`] against any text; what is no text is mended.
pub fn holds(input: &[u8]) {
    let text = &*String::from_utf8_lossy(input);
    match parse(text) {
        Ok(url) => {
            assert!(text.len() >= url.scheme.len() && !url.scheme.contains(|c: char| c.is_ascii_uppercase()));
            assert!(text[..url.scheme.len()].eq_ignore_ascii_case(&url.scheme), "the scheme is at the start");
            assert!(text.contains(url.opaque) && text.contains(url.query), "{url:?}");
            for key in ["", "versionId", "a"] {
                let longest = url.query_values(key).map(|value| value.len()).max();
                assert!(longest.is_none_or(|longest| longest <= url.query.len()), "a value longer than its query");
            }
            // What stands behind the mark is no part of what is before it.
            let before = text.split('#').next().unwrap_or_default();
            let alone = parse(before).expect("a URL is one without its fragment");
            assert_eq!((alone.scheme, alone.opaque, alone.query), (url.scheme, url.opaque, url.query));
        }
        Err(bad) => assert!(text.is_char_boundary(bad.at), "refused at {}", bad.at),
    }
}
