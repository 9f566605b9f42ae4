//! Which texts Go takes for a URL, and how it takes them apart: `net/url` with `urlstrictcolons=0`, as the reference
//! is built.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::net::Ipv6Addr;

use crate::scan;

/// A URL, as far as a rule asks about it. Everything is text of the input, not decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// In lower case, without the colon. Empty when there is none: then the text is a path.
    pub scheme: Cow<'a, str>,
    /// What follows the scheme, up to `?` or `#`, when it does not start with a slash: `urn:THIS`. Else empty.
    pub opaque: &'a str,
    /// What follows the first `?`, up to `#`. Never refused: see [`Url::query_values`].
    pub query: &'a str,
}

/// Go would not parse the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadUrl {
    /// Byte offset of what it takes offence at.
    pub at: usize,
}

/// Takes a URL apart: `url.Parse`.
///
/// # Errors
/// [`BadUrl`] for a control character before the fragment, a colon without a scheme before it, a user, host or port
/// that cannot be one, and a `%` without two hexadecimal digits in user, host, path or fragment.
pub fn parse(text: &str) -> Result<Url<'_>, BadUrl> {
    let Cut { body, query, fragment } = cut(text)?;
    let colon = scheme_end(body)?;
    let scheme = lower(&body[..colon.unwrap_or(0)]);
    let rest_at = colon.map_or(0, |colon| colon + 1);
    let rest = &body[rest_at..];

    let mut opaque = "";
    if rest.starts_with("//") && (colon.is_some() || !rest.starts_with("///")) {
        let authority_at = rest_at + 2;
        let length = rest[2..].find('/').unwrap_or(rest.len() - 2);
        authority(&rest[2..2 + length], authority_at)?;
        escapes(&rest[2 + length..], authority_at + length)?;
    } else if colon.is_some() && !rest.starts_with('/') {
        opaque = rest;
    } else {
        match rest.find(['/', ':']) {
            Some(at) if rest.as_bytes()[at] == b':' => return bad(rest_at + at),
            _ => escapes(rest, rest_at)?,
        }
    }
    escapes(fragment, text.len() - fragment.len())?;
    Ok(Url { scheme, opaque, query })
}

impl<'a> Url<'a> {
    /// What the query says under `key`, decoded, in its order: `url.Query()[key]`.
    ///
    /// As in Go, a setting that holds a `;` or a bad `%` is passed over, and so is a query of more than 10000.
    pub fn query_values(&self, key: &str) -> impl Iterator<Item = Cow<'a, [u8]>> {
        let too_many = memchr::memchr_iter(b'&', self.query.as_bytes()).count() >= MAX_SETTINGS;
        let settings = if too_many { "" } else { self.query }.split('&');
        settings.filter(|setting| !setting.is_empty() && !setting.contains(';')).filter_map(move |setting| {
            let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
            let name = decode(name)?;
            let value = decode(value)?;
            (*name == *key.as_bytes()).then_some(value)
        })
    }
}

struct Cut<'a> {
    body: &'a str,
    query: &'a str,
    fragment: &'a str,
}

/// Cuts at the first `#`, and what is before it at its first `?`, in one pass over the text.
fn cut(text: &str) -> Result<Cut<'_>, BadUrl> {
    let bytes = text.as_bytes();
    let mut query_at = None;
    let mut at = find_special(bytes, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => break,
            b'?' => _ = query_at.get_or_insert(at),
            _ => return bad(at),
        }
        at = find_special(bytes, at + 1);
    }
    Ok(Cut {
        body: &text[..query_at.unwrap_or(at)],
        query: query_at.map_or("", |query_at| &text[query_at + 1..at]),
        fragment: text.get(at + 1..).unwrap_or(""),
    })
}

/// The next `#`, `?` or control character, or the end.
fn find_special(bytes: &[u8], from: usize) -> usize {
    let special = |byte: u8| (byte < b' ') | (byte == 0x7f) | (byte == b'#') | (byte == b'?');
    scan::find(&bytes[from..], special).map_or(bytes.len(), |at| from + at)
}

/// Where the colon after the scheme is: letters, then also digits, `+`, `-` and `.`.
fn scheme_end(body: &str) -> Result<Option<usize>, BadUrl> {
    let end =
        body.bytes().position(|byte| !matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'-' | b'.'));
    match end {
        Some(0) if body.starts_with(':') => bad(0),
        Some(end) if body.as_bytes()[end] == b':' && body.as_bytes()[0].is_ascii_alphabetic() => Ok(Some(end)),
        _ => Ok(None),
    }
}

fn lower(scheme: &str) -> Cow<'_, str> {
    if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(scheme.to_ascii_lowercase())
    } else {
        Cow::Borrowed(scheme)
    }
}

/// `user@host:port`, the `user@` up to the last `@`.
fn authority(text: &str, at: usize) -> Result<(), BadUrl> {
    let Some(end) = text.rfind('@') else {
        return host(text, at);
    };
    let user = &text[..end];
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
    if let Some(wrong) = user.bytes().position(|byte| !allowed(byte)) {
        return bad(at + wrong);
    }
    escapes(user, at)?;
    host(&text[end + 1..], at + end + 1)
}

fn host(text: &str, at: usize) -> Result<(), BadUrl> {
    match text.rfind('[') {
        Some(0) => literal(text, at),
        Some(bracket) => bad(at + bracket),
        None => {
            if let Some(colon) = text.rfind(':') {
                port(&text[colon..], at + colon)?;
            }
            // Only bytes beyond ASCII may be escaped in a name, and the percent sign itself.
            in_host(text, at, |escape, byte| byte >= 0x80 || escape == "%25")
        }
    }
}

/// `[address%25zone]:port`, where only an IPv6 address will do.
fn literal(text: &str, at: usize) -> Result<(), BadUrl> {
    let Some(close) = text.rfind(']') else {
        return bad(at);
    };
    port(&text[close + 1..], at + close + 1)?;
    let inside = &text[1..close];
    let (address, zone) = inside.split_once("%25").map_or((inside, None), |(address, zone)| (address, Some(zone)));
    if address.parse::<Ipv6Addr>().is_err() {
        return bad(at + 1);
    }
    let Some(zone) = zone else { return Ok(()) };
    let zone_at = at + close - zone.len();
    if zone.is_empty() {
        return bad(zone_at);
    }
    in_host(zone, zone_at, |escape, byte| byte == b' ' || is_host(byte) || escape == "%25")
}

/// Nothing, or a colon and digits, or a colon alone.
fn port(text: &str, at: usize) -> Result<(), BadUrl> {
    match text.strip_prefix(':') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        None if text.is_empty() => Ok(()),
        _ => bad(at),
    }
}

/// Checks the bytes of a host: those of ASCII by a list, and each escape, `%41`, with what it stands for.
fn in_host(text: &str, at: usize, may_escape: impl Fn(&str, u8) -> bool) -> Result<(), BadUrl> {
    escapes(text, at)?;
    let bytes = text.as_bytes();
    let mut next = 0;
    while next < bytes.len() {
        if let Some(byte) = escaped(&bytes[next..]) {
            if !may_escape(&text[next..next + 3], byte) {
                return bad(at + next);
            }
            next += 3;
        } else if bytes[next] < 0x80 && !is_host(bytes[next]) {
            return bad(at + next);
        } else {
            next += 1;
        }
    }
    Ok(())
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!\"$&'()*+,;<=>[]:".contains(&byte)
}

/// Checks that every `%` starts an escape.
fn escapes(text: &str, at: usize) -> Result<(), BadUrl> {
    let bytes = text.as_bytes();
    // `%%41`: the first percent sign is wrong, and so is reached first. One inside an escape cannot be.
    match memchr::memchr_iter(b'%', bytes).find(|&percent| escaped(&bytes[percent..]).is_none()) {
        Some(wrong) => bad(at + wrong),
        None => Ok(()),
    }
}

/// The byte that the `%41` at the start stands for.
fn escaped(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// A name or value of a query, with its escapes and its `+` for space undone; nothing if an escape is wrong.
fn decode(text: &str) -> Option<Cow<'_, [u8]>> {
    let bytes = text.as_bytes();
    if memchr::memchr2(b'%', b'+', bytes).is_none() {
        return Some(Cow::Borrowed(bytes));
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut next = 0;
    while next < bytes.len() {
        match bytes[next] {
            b'%' => {
                out.push(escaped(&bytes[next..])?);
                next += 2;
            }
            b'+' => out.push(b' '),
            other => out.push(other),
        }
        next += 1;
    }
    Some(Cow::Owned(out))
}

fn bad<T>(at: usize) -> Result<T, BadUrl> {
    Err(BadUrl { at })
}

/// How many settings of a query Go reads before it takes it for an attack.
const MAX_SETTINGS: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::{BadUrl, parse};
    use alloc::borrow::Cow;
    use alloc::vec::Vec;

    #[test]
    fn taken_apart() {
        for (text, scheme, opaque, query) in [
            ("", "", "", ""),
            ("*", "", "", ""),
            ("/a b", "", "", ""),
            ("///a:b", "", "", ""),
            ("a/b:c", "", "", ""),
            ("1a/", "", "", ""),
            ("HTTPS://h/?q#f", "https", "", "q"),
            ("data:,a%zz?b?c#d\n", "data", ",a%zz", "b?c"),
            ("s3:?", "s3", "", ""),
            ("arn:/x", "arn", "", ""),
            ("http://h:80:90/", "http", "", ""),
            ("http://u:p@@[fe80::1%25a%20b]:1/", "http", "", ""),
            ("http://[::ffff:1.2.3.4]:/", "http", "", ""),
            ("http://%c3é\"<", "http", "", ""),
        ] {
            let url = parse(text).unwrap();
            assert_eq!((&*url.scheme, url.opaque, url.query), (scheme, opaque, query), "{text}");
        }
        assert!(matches!(parse("a+1:").unwrap().scheme, Cow::Borrowed("a+1")));
    }

    #[test]
    fn refused() {
        for (text, at) in [
            (":a", 0),
            ("1a:b", 2),
            ("a:b\x7f#", 3),
            ("a:?\x1f", 3),
            ("a:#%4", 3),
            ("http://a/%4", 9),
            ("http://a%41/", 8),
            ("http://a b/", 8),
            ("http://a:b/", 8),
            ("http://a:1:b/", 10),
            ("http://u[@h/", 8),
            ("http://u%@h/", 8),
            ("http://a[::1]/", 8),
            ("http://[::1/", 7),
            ("http://[::1]x/", 12),
            ("http://[1.2.3.4]/", 8),
            ("http://[::1%25]/", 14),
            ("http://[::1%25%2f]/", 14),
        ] {
            assert_eq!(parse(text), Err(BadUrl { at }), "{text}");
        }
    }

    #[test]
    fn query_values() {
        for (query, want) in [
            ("", &[][..]),
            ("k", &[&b""[..]]),
            ("&k=1&&k=2&K=3&kk=4", &[b"1", b"2"]),
            ("%6b=a+b=%00&k=a;b&k=%zz&%=&k=c", &[b"a b=\0", b"c"]),
        ] {
            let text = alloc::format!("s3://b/o?{query}");
            let values: Vec<_> = parse(&text).unwrap().query_values("k").collect();
            assert_eq!(values, want, "{query}");
        }
        for (settings, want) in [(9_999, 1), (10_000, 0)] {
            let text = alloc::format!("s3:?{}k", "&".repeat(settings));
            assert_eq!(parse(&text).unwrap().query_values("k").count(), want);
        }
    }
}
