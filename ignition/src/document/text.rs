//! From the text of a scalar to its source and back.

use super::tape::Style;
use super::word::Marks;
use alloc::{string::String, vec};

/// The text of a JSON string, given what stands between its quotes.
///
/// As in the reference, an unpaired surrogate escape becomes one U+FFFD, after which the next
/// escape is read on its own.
pub(crate) fn unescape(raw: &str) -> String {
    let raw = raw.as_bytes();
    // No escape is shorter than what it stands for.
    let mut text = vec![0; raw.len()];
    let (mut at, mut end) = (0, 0);
    while at < raw.len() {
        if let (Some(eight), Some(room)) = (raw[at..].first_chunk(), text[end..].first_chunk_mut::<8>()) {
            // What is copied too much is written over.
            *room = *eight;
            let Some(plain) = Marks::of(b'\\', *eight).first() else {
                (at, end) = (at + 8, end + 8);
                continue;
            };
            (at, end) = (at + plain, end + plain);
        } else if raw[at] != b'\\' {
            text[end] = raw[at];
            (at, end) = (at + 1, end + 1);
            continue;
        }
        if let Some(byte) = simple(&raw[at..]) {
            text[end] = byte;
            (at, end) = (at + 2, end + 1);
        } else {
            let (piece, length) = escape(&raw[at..]);
            (at, end) = (at + length, end + piece.encode_utf8(&mut text[end..]).len());
        }
    }
    text.truncate(end);
    String::from_utf8(text).expect("pieces of a text and characters are a text")
}

/// The same for bytes that are not all text: each invalid byte becomes one U+FFFD.
pub(crate) fn unescape_lossy(raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len());
    pieces(raw, &mut |piece, _| text.push(piece));
    text
}

/// The offset in `raw`, the source of a scalar, that `offset` of its text comes from.
///
/// Exact for JSON strings and YAML's quoted and literal styles. In a folded or multi-line plain
/// scalar it is the start of the word, since white space was rewritten between words.
pub(crate) fn raw_offset(style: Style, raw: &[u8], text: &str, offset: usize) -> usize {
    match style {
        Style::Json => escaped_offset(raw, offset),
        Style::DoubleQuoted | Style::SingleQuoted | Style::Plain | Style::Literal | Style::Folded => {
            super::yaml::raw_offset(style, raw, text, offset)
        }
    }
}

/// Walks a JSON string until `offset` bytes of text have gone by.
fn escaped_offset(raw: &[u8], offset: usize) -> usize {
    if core::str::from_utf8(raw).is_err() {
        return lossy_offset(raw, offset);
    }
    let (mut at, mut seen) = (0, 0);
    while let Some(plain) = memchr::memchr(b'\\', &raw[at..]).filter(|plain| seen + plain <= offset) {
        (at, seen) = (at + plain, seen + plain);
        let (piece, length) = escape(&raw[at..]);
        if offset < seen + piece.len_utf8() {
            return at;
        }
        (at, seen) = (at + length, seen + piece.len_utf8());
    }
    (at + offset - seen).min(raw.len())
}

/// The same where an invalid byte stands for three bytes of text.
fn lossy_offset(raw: &[u8], offset: usize) -> usize {
    let (mut seen, mut found) = (0, 0);
    pieces(raw, &mut |piece, at| {
        if seen <= offset {
            found = at;
        }
        seen += piece.len_utf8();
    });
    if offset >= seen { raw.len() } else { found }
}

/// Calls `each` with every character of the text and where in `raw` it begins.
fn pieces(raw: &[u8], each: &mut dyn FnMut(char, usize)) {
    let mut at = 0;
    while at < raw.len() {
        let (piece, length) = if raw[at] == b'\\' { escape(&raw[at..]) } else { plain(&raw[at..]) };
        each(piece, at);
        at += length;
    }
}

/// The character at the start of `raw` and its length; an invalid byte stands for itself alone.
fn plain(raw: &[u8]) -> (char, usize) {
    super::char_at(raw, 0).map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8()))
}

/// The character an escape stands for and how many bytes it takes. The syntax is known good.
fn escape(raw: &[u8]) -> (char, usize) {
    match (simple(raw), raw.get(1)) {
        (Some(byte), _) => (char::from(byte), 2),
        (None, Some(_)) => unicode_escape(raw),
        (None, None) => (char::REPLACEMENT_CHARACTER, 2),
    }
}

/// What an escape of one letter stands for: all but `\uXXXX`.
fn simple(raw: &[u8]) -> Option<u8> {
    letter(*raw.get(1)?)
}

/// What a letter behind a backslash stands for, if it is an escape of one letter.
pub(super) const fn letter(letter: u8) -> Option<u8> {
    let byte = LETTERS[letter as usize];
    if byte == 0 { None } else { Some(byte) }
}

/// What each byte behind a backslash stands for; 0 for what is no escape of one letter.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] = match byte as u8 {
            b'n' => b'\n',
            b'b' => 0x8,
            b'f' => 0xc,
            b'r' => b'\r',
            b't' => b'\t',
            b'"' | b'\\' | b'/' => byte as u8,
            _ => 0,
        };
        byte += 1;
    }
    letters
};

fn unicode_escape(raw: &[u8]) -> (char, usize) {
    let Some(first) = unit(raw) else { return (char::REPLACEMENT_CHARACTER, 2) };
    if let Some(c) = char::from_u32(first) {
        return (c, 6);
    }
    let pair = unit(&raw[6..]).filter(|second| first < 0xDC00 && (0xDC00..0xE000).contains(second));
    match pair {
        Some(second) => {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        None => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// The code unit of a `\uXXXX` at the start of `raw`.
fn unit(raw: &[u8]) -> Option<u32> {
    let hex = raw.strip_prefix(b"\\u")?.get(..4)?;
    hex.iter().try_fold(0, |sum, &digit| Some(sum * 16 + char::from(digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped_as_the_reference_does() {
        for (raw, want) in [
            (&b"plain"[..], "plain"),
            (b"\\u0073torage", "storage"),
            (b"\\ud83d\\ude00!", "\u{1F600}!"),
            (b"\\ud83d\\u0041", "\u{FFFD}A"),
            (b"\\ude00\\n", "\u{FFFD}\n"),
            (b"\xe2\x98a", "\u{FFFD}\u{FFFD}a"),
            (b"\\/\\\\\\\"", "/\\\""),
        ] {
            assert_eq!(unescape_lossy(raw), want);
            if let Ok(raw) = core::str::from_utf8(raw) {
                assert_eq!(unescape(raw), want);
            }
        }
    }

    #[test]
    fn offsets_in_a_text_lead_back_to_its_source() {
        let raw = b"a\\n\\u00e9b";
        for (offset, want) in [(0, 0), (1, 1), (2, 3), (3, 3), (4, 9), (5, 10), (99, 10)] {
            assert_eq!(raw_offset(Style::Json, raw, "", offset), want, "{offset}");
            assert_eq!(lossy_offset(raw, offset), want, "{offset}");
        }
    }
}
