//! Between the text of a scalar and its source.
//!
//! Each style is walked as the reference reads it, so that the text comes out character by
//! character with the place of each.

use super::super::char_at;
use super::super::tape::Style;
use alloc::string::String;

/// The offset in `raw`, the source between the quotes or of the block, that `offset` of its text
/// comes from; what was folded away counts as the break it was.
pub(crate) fn raw_offset(style: Style, raw: &[u8], text: &str, offset: usize) -> usize {
    let (mut seen, mut found) = (0, None);
    pieces(style, raw, text, &mut |piece, at| {
        if seen <= offset {
            found = Some(at);
        }
        seen += piece.len_utf8();
    });
    if offset >= seen { raw.len() } else { found.unwrap_or(0) }
}

/// The text of a quoted scalar.
pub(super) fn quoted(style: Style, raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len());
    pieces(style, raw, "", &mut |piece, _| text.push(piece));
    text
}

/// Calls `each` with every character of the text and where in `raw` it begins. A block scalar
/// may give more line breaks at its end than its text holds.
pub(super) fn pieces(style: Style, raw: &[u8], text: &str, each: &mut dyn FnMut(char, usize)) {
    match style {
        Style::Literal | Style::Folded => block(style == Style::Folded, raw, text, each),
        _ => flow(style, raw, each),
    }
}

/// The bytes of a block scalar: with the blank lines that its text begins with, without the
/// indentation of the line that ends it.
pub(super) fn block_range(bytes: &[u8], text: &str, mut start: usize, mut end: usize) -> (usize, usize) {
    let spaces = |bytes: &[u8]| bytes.iter().rev().take_while(|&&b| b == b' ').count();
    if text.bytes().all(|b| b == b'\n') && matches!(bytes.get(start), Some(b'|' | b'>')) {
        // Without content the parser gives the place of the header.
        let header = bytes[start..end].iter().position(|b| matches!(b, b'\n' | b'\r'));
        let start = header.map_or(end, |header| start + header + break_at(bytes, start + header));
        return (start, end);
    }
    for _ in text.bytes().take_while(|&b| b == b'\n') {
        let line = start - spaces(&bytes[..start]);
        match bytes[..line] {
            [.., b'\r', b'\n'] => start = line - 2,
            [.., b'\n' | b'\r'] => start = line - 1,
            _ => break,
        }
    }
    let line = end - spaces(&bytes[start..end]);
    if !text.ends_with(' ') && matches!(bytes[..line], [.., b'\n' | b'\r']) {
        end = line;
    }
    (start, end.max(start))
}

fn flow(style: Style, raw: &[u8], each: &mut dyn FnMut(char, usize)) {
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'\'' if style == Style::SingleQuoted => {
                each('\'', at);
                at += 2;
            }
            b'\\' if style == Style::DoubleQuoted => {
                let broken = break_at(raw, at + 1);
                if broken > 0 {
                    at = space(raw, at + 1 + broken, true, each);
                } else {
                    let (c, length) = escape(&raw[at..]);
                    each(c, at);
                    at += length;
                }
            }
            b' ' | b'\t' => at = space(raw, at, false, each),
            _ if break_at(raw, at) > 0 => at = space(raw, at, false, each),
            _ => {
                let c = character(raw, at);
                each(c, at);
                at += c.len_utf8();
            }
        }
    }
}

/// A run of white space: kept inside of a line, folded where it holds a line break. After an
/// escaped break only further breaks count.
fn space(raw: &[u8], from: usize, escaped: bool, each: &mut dyn FnMut(char, usize)) -> usize {
    let (mut to, mut first, mut more) = (from, None, 0);
    while let Some(&byte) = raw.get(to) {
        let length = break_at(raw, to);
        if length > 0 {
            if first.is_none() && !escaped {
                first = Some(to);
            } else {
                more += 1;
            }
            to += length;
        } else if matches!(byte, b' ' | b'\t') {
            to += 1;
        } else {
            break;
        }
    }
    let Some(first) = first.or(escaped.then_some(from)) else {
        raw[from..to].iter().enumerate().for_each(|(i, &byte)| each(char::from(byte), from + i));
        return to;
    };
    let mut at = first;
    if !escaped {
        let c = broken(raw, first);
        // A line feed folds; the separators of Unicode stay.
        if c != '\n' {
            each(c, first);
        } else if more == 0 {
            each(' ', first);
        }
        at += break_at(raw, first);
    }
    while at < to {
        let length = break_at(raw, at);
        if length > 0 {
            each(broken(raw, at), at);
        }
        at += length.max(1);
    }
    to
}

/// Length of the line break at `at`; 0 where there is none.
fn break_at(raw: &[u8], at: usize) -> usize {
    match raw.get(at..).unwrap_or_default() {
        [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

/// What a line break stands for.
fn broken(raw: &[u8], at: usize) -> char {
    match raw[at] {
        0xE2 => character(raw, at),
        _ => '\n',
    }
}

fn character(raw: &[u8], at: usize) -> char {
    char_at(raw, at).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The character that an escape stands for, and how many bytes it takes.
fn escape(raw: &[u8]) -> (char, usize) {
    let simple = match raw.get(1) {
        Some(b'0') => '\0',
        Some(b'a') => '\x07',
        Some(b'b') => '\x08',
        Some(b't') => '\t',
        Some(b'n') => '\n',
        Some(b'v') => '\x0b',
        Some(b'f') => '\x0c',
        Some(b'r') => '\r',
        Some(b'e') => '\x1b',
        Some(b'N') => '\u{85}',
        Some(b'_') => '\u{a0}',
        Some(b'L') => '\u{2028}',
        Some(b'P') => '\u{2029}',
        Some(b'x') => return coded(raw, 2),
        Some(b'u') => return coded(raw, 4),
        Some(b'U') => return coded(raw, 8),
        _ => character(raw, 1.min(raw.len() - 1)),
    };
    (simple, 2.min(raw.len()))
}

fn coded(raw: &[u8], digits: usize) -> (char, usize) {
    let hex = raw.get(2..2 + digits).and_then(|hex| core::str::from_utf8(hex).ok());
    let code = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
    (code.unwrap_or(char::REPLACEMENT_CHARACTER), (2 + digits).min(raw.len()))
}

/// A block scalar from its first line on: the blank ones whole, the first with content from there.
fn block(folded: bool, raw: &[u8], text: &str, each: &mut dyn FnMut(char, usize)) {
    let indent = indentation(raw, text);
    let mut at = 0;
    // The break that ended the last line with content, and those of blank lines since.
    let mut ended = None;
    let mut blank = (0, 0);
    let mut spaced = false;
    if text.starts_with('\n') {
        at = skip_blank(raw, at, indent, &mut blank.1);
    }
    while at < raw.len() {
        let starts_blank = matches!(raw[at], b' ' | b'\t');
        match ended {
            Some(_) if folded && !spaced && !starts_blank && blank.0 < blank.1 => {}
            Some(end) if folded && !spaced && !starts_blank => each(' ', end),
            Some(end) => each('\n', end),
            None => {}
        }
        breaks(raw, blank, each);
        spaced = starts_blank;
        while at < raw.len() && break_at(raw, at) == 0 {
            let c = character(raw, at);
            each(c, at);
            at += c.len_utf8();
        }
        ended = (at < raw.len()).then_some(at);
        at += break_at(raw, at);
        blank = (at, at);
        at = skip_blank(raw, at, indent, &mut blank.1);
    }
    if let Some(end) = ended {
        each('\n', end);
    }
    breaks(raw, blank, each);
}

/// Skips blank lines and the indentation of the next one; `end` becomes the end of the last blank.
fn skip_blank(raw: &[u8], from: usize, indent: usize, end: &mut usize) -> usize {
    let mut at = from;
    loop {
        let spaces = raw[at..].iter().take(indent).take_while(|&&b| b == b' ').count();
        match break_at(raw, at + spaces) {
            0 => return at + spaces,
            length => at += spaces + length,
        }
        *end = at;
    }
}

fn breaks(raw: &[u8], (mut at, end): (usize, usize), each: &mut dyn FnMut(char, usize)) {
    while at < end {
        let length = break_at(raw, at);
        if length > 0 {
            each('\n', at);
        }
        at += length.max(1);
    }
}

/// How far the lines of a block scalar are indented: what a line has in the source, less what it
/// has in the text.
fn indentation(raw: &[u8], text: &str) -> usize {
    let spaces = |line: &[u8]| line.iter().take_while(|&&b| b == b' ').count();
    // The first line of `raw` comes without its indentation, unless it is blank.
    let mut rest = lines(raw);
    let first = if text.starts_with('\n') { None } else { rest.next() };
    let start = first.map_or(0, <[u8]>::len).min(text.len());
    if let Some(line) = rest.clone().find(|line| spaces(line) < line.len()) {
        let gap = &text.as_bytes()[start..];
        let gap = &gap[..gap.iter().take_while(|&&b| matches!(b, b' ' | b'\n')).count()];
        let own = gap.iter().rposition(|&b| b == b'\n').map_or(0, |lf| gap.len() - lf - 1);
        return spaces(line).saturating_sub(own);
    }
    // Nothing but spaces: where some are text, the rest is indentation.
    let shown = text.split('\n').skip(usize::from(first.is_some())).map(|line| spaces(line.as_bytes()));
    rest.zip(shown).find(|(_, shown)| *shown > 0).map_or(usize::MAX, |(line, shown)| spaces(line).saturating_sub(shown))
}

/// The lines of a text, without their breaks.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest.take()?;
        let end = text.iter().position(|b| matches!(b, b'\n' | b'\r'));
        rest = end.map(|end| &text[end + break_at(text, end)..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn offsets_lead_back_to_the_source() {
        for (style, raw, text, pairs) in [
            (
                Style::Plain,
                "a  b\n   c\n\n d",
                "a  b c\nd",
                &[(0, 0), (1, 1), (3, 3), (4, 4), (5, 8), (6, 10), (7, 12)][..],
            ),
            (Style::SingleQuoted, "it''s \n x", "it's x", &[(2, 2), (3, 4), (4, 6), (5, 8), (6, 9)]),
            (
                Style::DoubleQuoted,
                "\\t\\x41\\u00e9b",
                "\tA\u{e9}b",
                &[(0, 0), (1, 2), (2, 6), (3, 6), (4, 12), (5, 13)],
            ),
            (Style::DoubleQuoted, "a \\\n  b\n\n\tc", "a b\nc", &[(1, 1), (2, 6), (3, 8), (4, 10)]),
            (Style::Literal, "a\n  b\n", "a\nb\n", &[(0, 0), (1, 1), (2, 4), (3, 5), (4, 6)]),
            (Style::Literal, "a\r\n   b\r\n\r\n", "a\n b\n", &[(1, 1), (2, 5), (3, 6), (4, 7)]),
            (Style::Literal, "\n  \n  a", "\n\na", &[(0, 0), (1, 3), (2, 6)]),
            (Style::Literal, "a\n    ", "a\n  ", &[(2, 4), (3, 5), (4, 6)]),
            (
                Style::Folded,
                "a\n  b\n    c\n  d\n\n  e\n",
                "a b\n  c\nd\ne\n",
                &[(1, 1), (2, 4), (3, 5), (4, 8), (6, 10), (8, 14), (9, 16), (10, 19)],
            ),
        ] {
            for &(offset, want) in pairs {
                assert_eq!(raw_offset(style, raw.as_bytes(), text, offset), want, "{raw:?} at {offset}");
            }
            assert_eq!(raw_offset(style, raw.as_bytes(), text, 99), raw.len());
        }
    }

    #[test]
    fn quoted_text_breaks_lines_as_kubectl_does() {
        for (style, raw, want) in [
            (Style::DoubleQuoted, "a\u{2028} b", "a\u{2028}b"),
            (Style::DoubleQuoted, "a \u{85} b", "a b"),
            (Style::SingleQuoted, "a\u{2028}\u{85}\n b", "a\u{2028}\n\nb"),
            (Style::DoubleQuoted, "a\\\u{85} \n b", "a\nb"),
        ] {
            assert_eq!(quoted(style, raw.as_bytes()), want);
        }
    }

    #[test]
    fn a_block_is_its_lines() {
        for (source, text, found, want) in [
            ("k: |\n  a\n", "a\n", (7, 9), "a\n"),
            ("k: |\n\n \n  a\nb: 1", "\n\na\n", (10, 12), "\n \n  a\n"),
            ("- k: |\n    a\n  b: 1", "a\n", (11, 15), "a\n"),
            ("k: |2\r\n\r\n  a", "\na", (11, 12), "\r\n  a"),
            ("k: >+ # c\n\n\n", "\n\n", (3, 12), "\n\n"),
            ("k: |", "", (3, 4), ""),
        ] {
            let (start, end) = block_range(source.as_bytes(), text, found.0, found.1);
            assert_eq!(&source[start..end], want, "{source:?}");
        }
    }

    #[test]
    fn unescaped_characters_are_the_same_in_text_and_source() {
        // Words, spaces and breaks in every order, as long as the styles allow them.
        let parts = ["a", "é", " ", "\n", "\n   ", "\t", "''", "\\n", "\\\n"];
        for mut code in 0..parts.len().pow(5) {
            let mut raw = String::from("w");
            for _ in 0..5 {
                raw.push_str(parts[code % parts.len()]);
                code /= parts.len();
            }
            raw.push('w');
            for style in [Style::Plain, Style::SingleQuoted, Style::DoubleQuoted] {
                let mut places = Vec::new();
                pieces(style, raw.as_bytes(), "", &mut |c, at| places.push((c, at)));
                for (c, at) in places {
                    let there = raw[at..].chars().next().unwrap();
                    assert!(c == there || there == '\\' || matches!(c, ' ' | '\n'), "{raw:?}: {c:?} at {at}");
                }
            }
        }
    }
}
