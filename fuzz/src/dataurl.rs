//! `data:` URLs: checking, decoding and looking at the first bytes agree.

use garboard_ignition::go::dataurl::{check, decode};

/// Holds the invariants of [`mod@garboard_ignition::go::dataurl`] against any text; what is no text is mended.
pub fn holds(input: &[u8]) {
    let text = &*String::from_utf8_lossy(input);
    let (checked, decoded) = (check(text), decode(text));
    match (checked, decoded) {
        (Ok(url), Ok(bytes)) => {
            assert!(text.ends_with(url.data), "the data is at the end");
            assert!(text["data:".len()..].starts_with(url.media_type), "the media type is at the start");
            assert_eq!(*url.decode(), *bytes);
            assert!(bytes.len() <= url.data.len(), "more bytes than characters");
            let ends = [0, 1, 2, 3, 4, 5, bytes.len() / 2, bytes.len(), bytes.len() + 1];
            for count in ends {
                assert_eq!(url.head(count), bytes[..count.min(bytes.len())], "the first {count}");
            }
        }
        (Err(one), Err(other)) => {
            assert_eq!(one, other);
            assert!(!one.message.is_empty(), "refused in silence");
            assert!(text.is_char_boundary(one.at), "refused at {}", one.at);
        }
        (checked, decoded) => panic!("checked: {checked:?}, decoded: {decoded:?}"),
    }
}
