//! What kubectl refuses although the parser takes it.

use super::super::MAX_DOCUMENT;
use super::super::tape::Style;
use super::{YamlError, fault};
use alloc::{format, vec::Vec};

/// A text that kubectl would read, and what is unusual in it.
#[derive(Clone)]
pub(super) struct Screened<'s> {
    pub(super) text: &'s str,
    pub(super) tabs: bool,
    /// Where the line breaks are that only kubectl takes for such: U+0085, U+2028, U+2029.
    pub(super) breaks: Vec<usize>,
}

/// Checks the encoding, and every character.
pub(super) fn screen(bytes: &[u8]) -> Result<Screened<'_>, YamlError> {
    if bytes.len() > MAX_DOCUMENT {
        let message = format!("larger than {} MiB", MAX_DOCUMENT >> 20);
        return Err(fault::limit(message, MAX_DOCUMENT));
    }
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = bytes {
        return Err(fault::encoding("this is UTF-16: save it as UTF-8", 0));
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let message = match bytes[..at].last() {
            None if bytes.get(1) == Some(&0) => "this is not UTF-8 but looks like UTF-16: save it as UTF-8".into(),
            _ => format!("byte 0x{:02X} is not UTF-8: save the file as UTF-8", bytes[at]),
        };
        fault::encoding(message, at)
    })?;
    let mut screened = Screened { text, tabs: false, breaks: Vec::new() };
    let mut at = 0;
    for chunk in bytes.chunks(64) {
        let odd =
            chunk.iter().fold(false, |odd, &b| odd | (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) | (b >= 0x7F));
        screened.tabs |= chunk.iter().fold(false, |tabs, &b| tabs | (b == b'\t'));
        if odd {
            inspect(text, at, at + chunk.len(), &mut screened.breaks)?;
        }
        at += chunk.len();
    }
    Ok(screened)
}

/// Looks at each character that begins in the range.
fn inspect(text: &str, start: usize, end: usize, breaks: &mut Vec<usize>) -> Result<(), YamlError> {
    let mut at = start;
    while !text.is_char_boundary(at) {
        at += 1;
    }
    for c in text[at..].chars() {
        if at >= end {
            break;
        }
        match c {
            '\t' | '\n' | '\r' => {}
            '\u{85}' | '\u{2028}' | '\u{2029}' => breaks.push(at),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                let message = match c {
                    '\0' => "a NUL character: this is a binary file, or UTF-16".into(),
                    _ => format!(
                        "control character U+{:04X}: write it as \"\\x{:02X}\" in double quotes",
                        c as u32, c as u32
                    ),
                };
                return Err(fault::encoding(message, at));
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    Ok(())
}

/// What stands before the first node: directives, and markers of documents.
pub(super) fn prefix(text: &str, end: usize, explicit: bool) -> Result<(), YamlError> {
    let mut at = 0;
    for line in text[..end].split_inclusive(['\n', '\r']) {
        if line.starts_with('%') && explicit {
            let name = line[1..].split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
            if !matches!(name, "YAML" | "TAG") {
                return Err(fault::syntax(format!("unknown directive `%{name}`"), at));
            }
        } else if line.starts_with("...") {
            return Err(fault::syntax("a document ends here (`...`) before it begins", at));
        } else if at > 0 && line.starts_with('\u{feff}') {
            return Err(fault::syntax("a byte order mark in the middle of the text: delete it", at));
        }
        at += line.len();
    }
    Ok(())
}

/// The name of an anchor or alias: letters, digits, `-` and `_`.
pub(super) fn name(text: &str, start: usize, end: usize) -> Result<(), YamlError> {
    let name = &text[start + 1..end];
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        let message = format!("`{name}`: the name of an anchor holds only letters, digits, `-` and `_`");
        return Err(fault::syntax(message, start));
    }
    match text.as_bytes().get(end) {
        Some(b'[' | b'{') => Err(fault::syntax("white space is missing after this name", end)),
        _ => Ok(()),
    }
}

/// A tag has few characters, and ends at white space, also before a bracket or comma.
pub(super) fn tag(text: &str, start: usize, end: usize) -> Result<(), YamlError> {
    let whole = &text[start..end];
    let inner = whole.strip_prefix("!<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(whole);
    let fine = |b: u8| b.is_ascii_alphanumeric() || b"-_;/?:@&=+$,.!~*'()[]%".contains(&b);
    if whole == "!!" || !inner.bytes().all(fine) {
        return Err(fault::syntax(format!("`{whole}` is not a tag; a text that starts with `!` needs quotes"), start));
    }
    match text[end..].chars().next() {
        None | Some(' ' | '\t' | '\n' | '\r') => Ok(()),
        Some(_) => Err(fault::syntax("white space is missing after this tag", end)),
    }
}

/// About U+0085, U+2028 and U+2029.
pub(super) const BREAK: &str = "kubectl takes this invisible character for the end of a line: delete it";

/// The escapes of a double-quoted scalar, given what stands between the quotes.
pub(super) fn escapes(raw: &str, at: usize) -> Result<(), YamlError> {
    let mut rest = raw;
    while let Some(slash) = rest.find('\\') {
        let escape = &rest[slash..];
        let here = at + raw.len() - escape.len();
        if escape.starts_with("\\/") {
            return Err(fault::syntax("kubectl does not know the escape `\\/`: write `/`", here));
        }
        if escape.starts_with("\\u")
            && matches!(escape.as_bytes().get(2..4), Some([b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F']))
        {
            let message =
                "kubectl does not know pairs of `\\u` escapes: write the character itself, or `\\U` and eight digits";
            return Err(fault::syntax(message, here));
        }
        rest = &escape[escape.char_indices().nth(2).map_or(escape.len(), |(next, _)| next)..];
    }
    Ok(())
}

/// A plain scalar inside of brackets.
pub(super) fn plain_in_flow(text: &str, at: usize) -> Result<(), YamlError> {
    if let Some(mark) = text.find('?') {
        return Err(fault::syntax("kubectl does not take `?` inside of brackets: quote the text", at + mark));
    }
    if text.starts_with(':') {
        return Err(fault::syntax("kubectl takes this `:` for the end of a key: quote the text", at));
    }
    Ok(())
}

/// A key inside of brackets, and what follows it: the colon must be on the same line, and not
/// directly before a bracket or comma.
pub(super) fn key_in_flow(text: &str, start: usize, end: usize, plain: bool, explicit: bool) -> Result<(), YamlError> {
    let rest = &text.as_bytes()[end..];
    let mut at = 0;
    while let Some(&b) = rest.get(at) {
        at += match b {
            b'#' => rest[at..].iter().take_while(|&&b| b != b'\n').count(),
            b if b.is_ascii_whitespace() => 1,
            _ => break,
        };
    }
    match (rest.get(at) == Some(&b':')).then_some(at) {
        Some(0) if plain && matches!(rest.get(1), Some(b',' | b'[' | b']' | b'{' | b'}')) => {
            Err(fault::syntax("a space is missing after this `:`", end))
        }
        _ if explicit => Ok(()),
        Some(colon) if text.as_bytes()[start..end + colon].iter().any(|b| matches!(b, b'\n' | b'\r')) => {
            Err(fault::syntax("a key and its `:` must stand on one line", end + colon))
        }
        _ => Ok(()),
    }
}

/// Where a gap between two nodes begins, as far as tabs are concerned.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    /// A key could start here; a tab may not.
    pub(super) fresh: bool,
    /// A plain scalar ends here, in this column.
    pub(super) plain: Option<usize>,
}

/// Checks the tabs in a gap; `indent` is one more than the column of the block around it. Says
/// whether a key could start at its end.
pub(super) fn tabs(gap: &[u8], at: usize, edge: Edge, flow: bool, indent: usize) -> Result<bool, YamlError> {
    let (mut i, mut fresh) = (0, edge.fresh);
    if let Some(column) = edge.plain {
        // White space behind a plain scalar is looked at as if the scalar went on.
        i = gap.iter().take_while(|b| b.is_ascii_whitespace()).count();
        fresh = plain_tabs(&gap[..i], at, column, indent)?;
    }
    while let Some(&b) = gap.get(i) {
        let word = |end: fn(u8) -> bool| gap[i..].iter().take_while(|&&b| !end(b)).count();
        i += match b {
            b'\t' if fresh && !flow => return Err(tab(at + i)),
            b' ' | b'\t' | b':' => 1,
            b'#' => word(|b| matches!(b, b'\n' | b'\r')),
            b'\n' | b'\r' => {
                fresh = true;
                1
            }
            b'-' | b'?' if !gap[i..].starts_with(b"---") => {
                fresh = true;
                1
            }
            _ => {
                fresh = false;
                word(|b| b.is_ascii_whitespace())
            }
        };
    }
    Ok(fresh)
}

/// Checks the tabs of a plain scalar; says whether it ends behind a line break.
pub(super) fn plain_tabs(raw: &[u8], at: usize, column: usize, indent: usize) -> Result<bool, YamlError> {
    let (mut column, mut broken) = (column, false);
    for (i, &b) in raw.iter().enumerate() {
        match b {
            b'\n' | b'\r' => (column, broken) = (0, true),
            b'\t' if broken && column < indent => return Err(tab(at + i)),
            b' ' | b'\t' => column += 1,
            _ => (column, broken) = (indent, false),
        }
    }
    Ok(broken)
}

pub(super) fn tab(at: usize) -> YamlError {
    fault::syntax("a tab where only spaces may stand: indent with spaces", at)
}

/// A block scalar whose indentation is not given may not begin with a tab.
pub(super) fn block_start(text: &str, source: &str, start: usize) -> Result<(), YamlError> {
    if !text.trim_start_matches('\n').starts_with('\t') {
        return Ok(());
    }
    let header = source[..start].trim_end_matches([' ', '\n', '\r']);
    let header = &header[header.rfind(['|', '>']).unwrap_or(0)..];
    if header.bytes().skip(1).take(2).any(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(tab(start))
}

/// Whether a style has quotes, between which line breaks of all kinds are folded.
pub(super) const fn is_quoted(style: Style) -> bool {
    matches!(style, Style::SingleQuoted | Style::DoubleQuoted)
}
