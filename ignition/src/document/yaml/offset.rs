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

/// How far the lines of a block scalar are indented: what its second line with content has in
/// the source, less what it has in the text.
fn indentation(raw: &[u8], text: &str) -> usize {
    let spaces = |text: &[u8]| text.iter().take_while(|&&b| b == b' ').count();
    // The first line of `raw` comes without its indentation, unless it is blank.
    let content = |line: &&[u8]| !line.iter().all(|b| matches!(b, b' ' | b'\r'));
    let mut lines = raw.split(|&b| b == b'\n');
    let first = if text.starts_with('\n') { None } else { lines.next() };
    let Some(line) = lines.find(content) else { return usize::MAX };
    let start = first.map_or(0, <[u8]>::len).min(text.len());
    let rest = &text.as_bytes()[start..];
    let run = rest.iter().take_while(|&&b| matches!(b, b' ' | b'\n')).count();
    let own = match rest[..run].iter().rposition(|&b| b == b'\n') {
        Some(lf) => run - lf - 1,
        None => 0,
    };
    spaces(line).saturating_sub(own)
}
