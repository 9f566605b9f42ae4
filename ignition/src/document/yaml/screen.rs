//! The first look at a text: its encoding, and every character.

use super::super::MAX_DOCUMENT;
use super::{YamlError, fault};
use alloc::{format, vec::Vec};

/// A text that kubectl would read, and what is unusual in it.
#[derive(Clone)]
pub(super) struct Screened<'s> {
    pub(super) text: &'s str,
    /// Whether it holds tabs.
    pub(super) tabs: bool,
    /// Where the line breaks are that only kubectl takes for such: U+0085, U+2028, U+2029.
    pub(super) breaks: Vec<usize>,
}

pub(super) fn screen(bytes: &[u8]) -> Result<Screened<'_>, YamlError> {
    if bytes.len() > MAX_DOCUMENT {
        let message = format!("the document is larger than {} MiB", MAX_DOCUMENT >> 20);
        return Err(fault::limit(message, MAX_DOCUMENT));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(fault::encoding("the text is UTF-16: save it as UTF-8", 0));
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        fault::encoding(format!("byte 0x{:02X} is not UTF-8: save the text as UTF-8", bytes[at]), at)
    })?;
    let mut screened = Screened { text, tabs: false, breaks: Vec::new() };
    for (index, chunk) in bytes.chunks(64).enumerate() {
        // Without a branch inside, so that many bytes are looked at at once.
        let odd = |&b: &u8| (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r') | (b >= 0x7F);
        let any_odd = chunk.iter().fold(false, |any, b| any | odd(b));
        screened.tabs |= chunk.iter().fold(false, |any, &b| any | (b == b'\t'));
        if any_odd {
            let start = index * 64;
            inspect(text, start, start + chunk.len(), &mut screened.breaks)?;
        }
    }
    Ok(screened)
}

/// Looks at each character that begins in the range.
fn inspect(text: &str, start: usize, end: usize, breaks: &mut Vec<usize>) -> Result<(), YamlError> {
    let start = (start..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    for (offset, c) in text[start..].char_indices() {
        let at = start + offset;
        if at >= end {
            break;
        }
        match c {
            '\t' | '\n' | '\r' => {}
            '\u{85}' | '\u{2028}' | '\u{2029}' => breaks.push(at),
            '\0' => return Err(fault::encoding("the text holds a NUL: it is binary, or UTF-16", at)),
            '\x01'..='\x1f' | '\x7f'..='\u{9f}' => {
                let code = c as u32;
                let message = format!("control character U+{code:04X}: write it as \\x{code:02X} in double quotes");
                return Err(fault::encoding(message, at));
            }
            '\u{fffe}' | '\u{ffff}' => return Err(fault::encoding("this is no character of Unicode", at)),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_kubectl_refuses_are_refused_where_they_stand() {
        for (bytes, at, says) in [
            (&b"a: \x00"[..], 3, "NUL"),
            (b"a: \x1b[0m", 3, "\\x1B"),
            (b"a: \x7f", 3, "\\x7F"),
            ("a: \u{9f}".as_bytes(), 3, "\\x9F"),
            ("a: \u{ffff}".as_bytes(), 3, "no character"),
            (b"a: \xe9t\xe9", 3, "0xE9 is not UTF-8"),
            (b"\xff\xfea\x00", 0, "UTF-16"),
            (b"\xfe\xff\x00a", 0, "UTF-16"),
            (b"a\x00b\x00", 1, "UTF-16"),
        ] {
            let error = screen(bytes).err().unwrap();
            assert_eq!((error.at, error.message.contains(says)), (at, true), "{error:?}");
        }
    }

    #[test]
    fn every_character_of_a_long_text_is_looked_at() {
        for at in [0, 62, 63, 64, 65, 127, 128, 200] {
            let mut text = "é".repeat(at / 2) + &"x".repeat(at % 2);
            text.push('\u{2028}');
            text.push_str(&"x".repeat(100));
            assert_eq!(screen(text.as_bytes()).unwrap().breaks, [at]);
            text.push('\0');
            assert_eq!(screen(text.as_bytes()).err().unwrap().at, text.len() - 1);
        }
        assert!(screen("plain é\r\n".as_bytes()).unwrap().breaks.is_empty());
        assert!(screen(b"a:\tb").unwrap().tabs);
    }
}
