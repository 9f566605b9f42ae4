//! `data:` URLs as the reference decodes them, with the module `vincent-petithory/dataurl` 1.0.0: close to RFC 2397,
//! and not the same.

mod encoding;

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

/// A `data:` URL that was found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataUrl<'a> {
    /// Between `data:` and the first parameter or the comma: `text/plain`, or empty.
    pub media_type: &'a str,
    /// Whether the data is base64, rather than text with escapes.
    pub base64: bool,
    /// What follows the comma, still encoded.
    pub data: &'a str,
}

/// A `data:` URL that the reference does not decode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDataUrl {
    /// Why, in the reference's words.
    pub message: Cow<'static, str>,
    /// Byte offset of the character that is wrong. The text's length when one is missing.
    pub at: usize,
}

/// Checks a `data:` URL whole, its data too, and decodes nothing.
///
/// # Errors
/// [`BadDataUrl`], the first thing wrong in reading order, but for two: a parameter's value and the data are first
/// read to their end for characters that may not stand there, then for escapes and base64 that cannot be decoded.
pub fn check(text: &str) -> Result<DataUrl<'_>, BadDataUrl> {
    if !text.starts_with(PREFIX) {
        return bad("missing data prefix", 0);
    }
    let mut lexer = Lexer { text, at: PREFIX.len() };
    lexer.media_type()?;
    let media_type = &text[PREFIX.len()..lexer.at];
    let base64 = lexer.parameters()?;
    let data = &text[lexer.at..];
    let check = if base64 { encoding::check_base64 } else { encoding::check_text };
    check(data.as_bytes(), lexer.at)?;
    Ok(DataUrl { media_type, base64, data })
}

/// The bytes that a `data:` URL stands for: [`check`], then [`DataUrl::decode`].
///
/// # Errors
/// Those of [`check`].
pub fn decode(text: &str) -> Result<Vec<u8>, BadDataUrl> {
    check(text).map(|url| url.decode().into_owned())
}

impl<'a> DataUrl<'a> {
    /// The bytes it stands for. Borrows data that is not encoded.
    pub fn decode(&self) -> Cow<'a, [u8]> {
        let data = self.data.as_bytes();
        if self.base64 {
            Cow::Owned(encoding::decode_base64(data))
        } else if memchr::memchr(b'%', data).is_some() {
            let mut bytes = Vec::with_capacity(data.len());
            bytes.extend(encoding::unescape(data));
            Cow::Owned(bytes)
        } else {
            Cow::Borrowed(data)
        }
    }

    /// The first `count` of those bytes, or fewer if there are no more.
    pub fn head(&self, count: usize) -> Vec<u8> {
        let data = self.data.as_bytes();
        if !self.base64 {
            return encoding::unescape(data).take(count).collect();
        }
        let encoded = encoding::without_newlines(data).take(count.div_ceil(3) * 4);
        let mut bytes = encoding::decode_base64(&encoded.collect::<Vec<_>>());
        bytes.truncate(count);
        bytes
    }
}

/// Reads what is before the data. Every part is ASCII, but for the second character of `data:x…`.
struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    /// Up to the first `;` or `,`, which stays unread.
    fn media_type(&mut self) -> Result<(), BadDataUrl> {
        let start = self.at;
        let mut extension = false;
        match self.peek() {
            Some(b';' | b',') => return Ok(()),
            None => return bad(NO_COMMA, self.at),
            Some(b'x' | b'X') => {
                // An extension is told by `x-`. Without the dash the character is passed over, whatever it is.
                let mut chars = self.text[start + 1..].chars();
                extension = chars.next() == Some('-');
                self.at = self.text.len() - chars.as_str().len();
            }
            Some(byte) if is_token(byte) => self.at += 1,
            Some(_) => return bad("invalid character after data prefix", self.at),
        }
        self.tokens();
        match self.peek() {
            Some(b'/') => {}
            None => return bad("missing media type slash", self.at),
            Some(_) => return bad("invalid character for media type", self.at),
        }
        let top_level = &self.text[start..self.at];
        if !extension && !TOP_LEVEL.iter().any(|known| top_level.starts_with(known)) {
            return bad("invalid media type", start);
        }
        self.at += 1;
        self.tokens();
        match self.peek() {
            Some(b';' | b',') => Ok(()),
            None => bad("incomplete media type", self.at),
            Some(_) => bad("invalid character for media subtype", self.at),
        }
    }

    /// From the first `;` past the comma. Whether the last parameter says that the data is base64.
    fn parameters(&mut self) -> Result<bool, BadDataUrl> {
        // Set by an opening quote, cleared by a value: an empty value in quotes leaves it set for the next one.
        let mut quoted = false;
        while self.peek() == Some(b';') {
            self.at += 1;
            let start = self.at;
            self.tokens();
            let name = &self.text[start..self.at];
            match self.peek() {
                None => return bad(UNTERMINATED, self.at),
                Some(b'=' | b',') if name.is_empty() => return bad(UNTERMINATED, self.at),
                Some(b'=') => {
                    self.at += 1;
                    self.value(&mut quoted)?;
                }
                Some(b',') if name == "base64" => {
                    self.at += 1;
                    return Ok(true);
                }
                Some(b',') => return bad(format!("expected base64, got {name}"), start),
                Some(_) => return bad("invalid character for parameter attribute", self.at),
            }
        }
        self.at += 1;
        Ok(false)
    }

    /// From after the `=` up to the next `;` or `,`.
    fn value(&mut self, quoted: &mut bool) -> Result<(), BadDataUrl> {
        let start = self.at;
        match self.peek() {
            None => return bad(NO_COMMA, self.at),
            Some(b'"') => {
                *quoted = true;
                self.quoted_value(quoted)?;
            }
            Some(_) => {
                self.tokens();
                match self.peek() {
                    None => return bad(NO_COMMA, self.at),
                    Some(b';' | b',') if self.at > start => {}
                    Some(_) => return bad(BAD_VALUE, self.at),
                }
                // Left set, the value is taken for the inside of quotes, which tokens always can be.
                if !core::mem::take(quoted) {
                    encoding::check_escapes(&self.text.as_bytes()[start..self.at], start)?;
                }
            }
        }
        match self.peek() {
            Some(b';' | b',') => Ok(()),
            None => bad(NO_COMMA, self.at),
            Some(_) => bad("expected semicolon or comma", self.at),
        }
    }

    /// From the opening quote past the closing one.
    fn quoted_value(&mut self, quoted: &mut bool) -> Result<(), BadDataUrl> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => match self.text.as_bytes().get(self.at + 1) {
                    Some(0x80..) => return bad("invalid escaped character", self.at + 1),
                    _ => self.at = self.text.len().min(self.at + 2),
                },
                Some(..0x80) => self.at += 1,
                Some(_) => return bad(BAD_VALUE, self.at),
                None => return bad("unclosed quoted string", self.at),
            }
        }
        let inside = &self.text.as_bytes()[start..self.at];
        if let Some(wrong) = bad_quoting(inside) {
            return bad("invalid syntax", start + wrong);
        }
        if !inside.is_empty() {
            *quoted = false;
        }
        self.at += 1;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn tokens(&mut self) {
        while self.peek().is_some_and(is_token) {
            self.at += 1;
        }
    }
}

/// RFC 2045's token: printable ASCII without the special characters.
fn is_token(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}

/// A table, since media types are most of what is read byte for byte.
static TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        table[byte as usize] = true;
        byte += 1;
    }
    let mut special: &[u8] = b"()<>@,;:\\\"/[]?=";
    while let [byte, rest @ ..] = special {
        table[*byte as usize] = false;
        special = rest;
    }
    table
};

/// Where the inside of a Go string literal is none, for ASCII in which every backslash precedes a character.
fn bad_quoting(inside: &[u8]) -> Option<usize> {
    let number = |digits: Option<&[u8]>, radix: u32| {
        let mut digits = digits?.iter().map(|&digit| char::from(digit).to_digit(radix));
        digits.try_fold(0_u32, |number, digit| number.checked_mul(radix)?.checked_add(digit?))
    };
    let mut at = 0;
    while at < inside.len() {
        let length = match inside[at..] {
            [b'\n', ..] => return Some(at),
            [b'\\', b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'"', ..] => Some(2),
            [b'\\', b'x', ..] => number(inside.get(at + 2..at + 4), 16).map(|_| 4),
            [b'\\', b'0'..=b'7', ..] => number(inside.get(at + 1..at + 4), 8).filter(|&byte| byte < 256).map(|_| 4),
            [b'\\', b'u', ..] => number(inside.get(at + 2..at + 6), 16).and_then(char::from_u32).map(|_| 6),
            [b'\\', b'U', ..] => number(inside.get(at + 2..at + 10), 16).and_then(char::from_u32).map(|_| 10),
            [b'\\', ..] => None,
            _ => Some(1),
        };
        let Some(length) = length else {
            return Some(at);
        };
        at += length;
    }
    None
}

fn bad<T>(message: impl Into<Cow<'static, str>>, at: usize) -> Result<T, BadDataUrl> {
    Err(BadDataUrl { message: message.into(), at })
}

const PREFIX: &str = "data:";
/// A media type has to start with one of these; RFC 2045 has it be one of these.
const TOP_LEVEL: [&str; 7] = ["text", "image", "audio", "video", "application", "message", "multipart"];

const NO_COMMA: &str = "missing comma before data";
const UNTERMINATED: &str = "unterminated parameter sequence";
const BAD_VALUE: &str = "invalid character for parameter value";

#[cfg(test)]
mod tests {
    use super::{check, decode};
    use alloc::borrow::Cow;

    #[test]
    fn decoded() {
        for (text, want) in [
            ("data:,", &b""[..]),
            ("data:,a+b%20%fFc", b"a+b \xffc"),
            ("data:;base64,", b""),
            ("data:;base64,aGk=", b"hi"),
            ("data:;base64,aG\nk\n=\n", b"hi"),
            ("data:;base64,aGl=", b"hi"), // bits left over
            ("data:text/plain;charset=utf-8;base64,aGk=", b"hi"),
            ("data:textual/;a=%41,x", b"x"),
            ("data:x-a/b,x", b"x"),
            ("data:text/plain;a=\"\\\"\\x41\\u00e9;,\",x", b"x"),
            ("data:;a=\"\";b=%zz,x", b"x"), // the quirk of the empty value
        ] {
            assert_eq!(decode(text).as_deref(), Ok(want), "{text}");
            let url = check(text).unwrap();
            for count in 0..5 {
                assert_eq!(url.head(count), want[..count.min(want.len())], "{text}");
            }
        }
        assert!(matches!(check("data:,plain").unwrap().decode(), Cow::Borrowed(b"plain")));
        assert_eq!(check("data:text/css;a=b,").unwrap().media_type, "text/css");
    }

    #[test]
    fn refused() {
        for (text, message, at) in [
            ("DATA:,", "missing data prefix", 0),
            ("data:", "missing comma before data", 5),
            ("data:/a,", "invalid character after data prefix", 5),
            ("data:text,", "invalid character for media type", 9),
            ("data:x/a,", "invalid character for media type", 8),
            ("data:xtext/a,", "invalid media type", 5),
            ("data:text/é,", "invalid character for media subtype", 10),
            ("data:text/a", "incomplete media type", 11),
            ("data:;,", "unterminated parameter sequence", 6),
            ("data:;BASE64,", "expected base64, got BASE64", 6),
            ("data:;base64;a=b,", "invalid character for parameter attribute", 12),
            ("data:;a=,", "invalid character for parameter value", 8),
            ("data:;a=%4,", "rfc2396: unexpected end of unescape sequence", 8),
            ("data:;a=\"", "unclosed quoted string", 9),
            ("data:;a=\"\\é\",", "invalid escaped character", 10),
            ("data:;a=\"a\\z\",", "invalid syntax", 10),
            ("data:;a=\"\\ud800\",", "invalid syntax", 9),
            ("data:;a=\"b\"c,", "expected semicolon or comma", 11),
            ("data:,a b", "invalid data character", 7),
            ("data:,%zé", "invalid data character", 8),
            ("data:,a%4z", "rfc2396: invalid char 0x25 in unescape sequence", 7),
            ("data:,a%4", "rfc2396: unexpected end of unescape sequence", 7),
            ("data:;base64,aGk-", "invalid data character", 16),
            ("data:;base64,aGkaGk", "illegal base64 data at input byte 4", 17),
            ("data:;base64,a=", "illegal base64 data at input byte 1", 14),
            ("data:;base64,aG=", "illegal base64 data at input byte 3", 16),
            ("data:;base64,aG=k", "illegal base64 data at input byte 2", 15),
            ("data:;base64,aGk=a", "illegal base64 data at input byte 4", 17),
        ] {
            let refused = check(text).unwrap_err();
            assert_eq!((&*refused.message, refused.at), (message, at), "{text}");
        }
    }
}
