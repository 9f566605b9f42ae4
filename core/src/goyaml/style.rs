//! Which quotes a text needs.

use garboard_ignition::document::is_yaml_text;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    /// A block below a `|`.
    Literal,
}

/// Longest key, in bytes, that stands on a line with its value.
const LONGEST_SIMPLE_KEY: usize = 128;

/// What stands in a text that decides about its style.
#[derive(Default)]
struct Traits {
    /// Any line break, not only a line feed.
    has_break: bool,
    has_line_feed: bool,
    /// A character that only an escape shows.
    has_special: bool,
    space_before_break: bool,
    space_after_break: bool,
    /// What would begin or end something else than text.
    has_indicator: bool,
}

/// The style of a text.
pub(super) fn of(text: &str) -> Style {
    if is_word(text) {
        return if resolves_to_text(text) { Style::Plain } else { Style::Double };
    }
    let traits = Traits::of(text);
    let split = traits.has_special || traits.space_before_break;
    if traits.has_line_feed && !split && !text.ends_with(' ') {
        Style::Literal
    } else if traits.has_line_feed || split || traits.space_after_break || !resolves_to_text(text) {
        Style::Double
    } else if traits.has_break || traits.has_indicator || text.starts_with(' ') || text.ends_with(' ') {
        Style::Single
    } else {
        Style::Plain
    }
}

/// Whether it is a short word or path, as most texts are: nothing in it but its beginning decides about its style.
fn is_word(text: &str) -> bool {
    let starts = text.as_bytes().first().is_some_and(|first| first.is_ascii_alphanumeric() || *first == b'/');
    starts && text.len() <= LONGEST_WORD && text.bytes().all(|byte| IN_WORDS[usize::from(byte)])
}

/// Whether it is such a word, and read as text.
pub(super) fn is_plain_word(text: &str) -> bool {
    is_word(text) && resolves_to_text(text)
}

/// Whether a text that has letters alone is such a word.
pub(super) fn are_plain_letters(text: &str) -> bool {
    text.len() <= LONGEST_WORD && resolves_to_text(text)
}

const LONGEST_WORD: usize = 32;

const IN_WORDS: [bool; 256] = {
    let mut in_words = [false; 256];
    let mut byte = 0;
    while byte <= b'z' {
        in_words[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'_' | b'-');
        byte += 1;
    }
    in_words
};

/// Whether a key stands on a line with its value.
pub(super) fn is_simple_key(key: &str) -> bool {
    key.len() <= LONGEST_SIMPLE_KEY && !key.contains(is_break)
}

/// What ends a line, to the reference.
pub(super) const fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What a scalar shows without an escape.
pub(super) const fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}') && c != '\u{feff}'
}

/// Whether a text without quotes is read as itself by YAML 1.1, base 60 included.
fn resolves_to_text(text: &str) -> bool {
    match text.bytes().next() {
        None => false,
        Some(b'0'..=b'9' | b'+' | b'-') => is_yaml_text(text) && !is_base_60(text),
        Some(b'.' | b'~') => is_yaml_text(text),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => {
            text.len() > "false".len() || is_yaml_text(text)
        }
        Some(_) => true,
    }
}

/// `1:30`, `-1_2:03:4.5`: no number to the reference, but quoted, since other readers take it for one.
fn is_base_60(text: &str) -> bool {
    // Nearly none.
    if !text.as_bytes().contains(&b':') {
        return false;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    first.starts_with(|c: char| c.is_ascii_digit())
        && first.bytes().all(is_digit)
        && fraction.bytes().all(is_digit)
        && whole.contains(':')
        && parts.all(|part| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
}

impl Traits {
    fn of(text: &str) -> Self {
        let mut traits = Self {
            has_indicator: starts_with_indicator(text.as_bytes()),
            ..Self::default()
        };
        let (mut after_space, mut after_break) = (false, false);
        let mut rest = text;
        while let Some(skipped) = first_that_matters(rest.as_bytes()) {
            let mut chars = rest[skipped..].chars();
            let Some(c) = chars.next() else { break };
            rest = chars.as_str();
            (after_space, after_break) = (after_space && skipped == 0, after_break && skipped == 0);
            traits.has_special |= !is_printable(c);
            match c {
                ' ' => traits.space_after_break |= after_break,
                ':' => traits.has_indicator |= rest.is_empty() || rest.starts_with(' '),
                '#' => traits.has_indicator |= after_space,
                c if is_break(c) => {
                    traits.has_break = true;
                    traits.has_line_feed |= c == '\n';
                    traits.space_before_break |= after_space;
                }
                _ => {}
            }
            (after_space, after_break) = (c == ' ', is_break(c));
        }
        traits
    }
}

/// Where the first byte stands that matters. Long texts without one are passed by in blocks.
fn first_that_matters(text: &[u8]) -> Option<usize> {
    const BLOCK: usize = 32;
    let other = |&byte: &u8| byte.wrapping_sub(b'!') > b'~' - b'!' || byte == b':' || byte == b'#';
    let quiet = |block: &&[u8]| !block.iter().fold(false, |found, byte| found | other(byte));
    let skipped = BLOCK * text.chunks_exact(BLOCK).take_while(quiet).count();
    text[skipped..].iter().position(|&byte| MATTERS[usize::from(byte)]).map(|at| skipped + at)
}

/// The bytes with which a character begins that may decide about the style, wherever it stands.
const MATTERS: [bool; 256] = {
    let mut matters = [true; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        matters[byte as usize] = matches!(byte, b':' | b'#');
        byte += 1;
    }
    matters
};

/// What cannot stand at the beginning without quotes.
fn starts_with_indicator(text: &[u8]) -> bool {
    match text {
        [b'-', b'-', b'-', ..] | [b'.', b'.', b'.', ..] => true,
        [b'?' | b':' | b'-'] | [b'?' | b':' | b'-', b' ', ..] => true,
        [first, ..] => b"#,[]{}&*!|>'\"%@`".contains(first),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_those_a_text_needs() {
        for (style, texts) in [
            (
                Style::Plain,
                &["a", "a b", "a:b", "-dash", "?x", "100%", "it's", "x, y", "k=[1]", "<<", "=", "1e", "é"][..],
            ),
            (Style::Plain, &["1e400", "0x", "_1", "1:60", "1:2x", "2001-02-30", "nUll", ".5_", "12:", "a#"][1..8]),
            (
                Style::Single,
                &["a: b", "- x", "-", "#c", "a #c", "*x", "@a", "'q'", " a", "a ", "12:", "...", "x\u{2028}"],
            ),
            (Style::Double, &["", "~", "on", "1", "0o7", "1_000", "1:30", "-1_2:03:4.5", "2001-1-2", ".5_0", ".inf"]),
            (Style::Double, &["a\tb", "\u{7f}", "\u{85}", "😀", "\u{feff}", "\u{ffff}", "a \nb", "a\nb ", "a\n\r"]),
            (Style::Double, &["x\u{2028} y", "x \u{2028}y"]),
            (Style::Literal, &["a\nb", "a\n b", " a\n", "\n", "1\n", "a\n\u{2028}"]),
        ] {
            for text in texts {
                assert_eq!(of(text), style, "{text:?}");
            }
        }
    }
}
