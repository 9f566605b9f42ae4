//! What kubectl refuses although the parser takes it.

use super::super::tape::Style;
use super::screen::Screened;
use super::{YamlError, fault};
use alloc::{format, vec::Vec};
use granit_parser::Span;

/// Follows the source from node to node and looks at what stands between them.
pub(super) struct Watch<'s> {
    text: &'s str,
    tabs: bool,
    /// Line breaks of kubectl's own; the first `passed` are dealt with.
    breaks: Vec<usize>,
    passed: usize,
    /// Up to here the source is dealt with.
    seen: usize,
    edge: Edge,
}

/// Where a gap between two nodes begins, as far as tabs are concerned.
#[derive(Clone, Copy)]
struct Edge {
    /// A key could start here; a tab may not.
    fresh: bool,
    /// A plain scalar ends here, in this column.
    plain: Option<usize>,
}

/// What a node stands in.
#[derive(Clone, Copy)]
pub(super) struct Around {
    /// Inside of brackets.
    pub(super) flow: bool,
    /// One more than the column of the innermost block.
    pub(super) indent: usize,
}

const BREAK: &str = "kubectl takes this invisible character for the end of a line: delete it";

impl<'s> Watch<'s> {
    pub(super) fn new(screened: Screened<'s>) -> Self {
        let Screened { text, tabs, breaks } = screened;
        Self {
            text,
            tabs,
            breaks,
            passed: 0,
            seen: 0,
            edge: Edge { fresh: true, plain: None },
        }
    }

    pub(super) const fn seen(&self) -> usize {
        self.seen
    }

    /// Goes on to the end of `span`, where a node stands, a scalar if it has a style.
    pub(super) fn follow(&mut self, span: &Span, style: Option<Style>, around: Around) -> Result<(), YamlError> {
        let (start, end) = range(span);
        if self.tabs && start >= self.seen {
            let fresh = self.gap(start, around)?;
            let plain = style == Some(Style::Plain) && start < end;
            if plain {
                plain_tabs(&self.text.as_bytes()[start..end], start, span.start.col(), around.indent)?;
            }
            let block = matches!(style, Some(Style::Literal | Style::Folded));
            self.edge = Edge {
                fresh: if start < end { block } else { fresh },
                plain: plain.then(|| span.end.col()),
            };
        }
        self.seen = self.seen.max(end);
        while let Some(&at) = self.breaks.get(self.passed).filter(|&&at| at < end.max(start)) {
            let quoted = matches!(style, Some(Style::SingleQuoted | Style::DoubleQuoted));
            if at < start || !quoted {
                return Err(fault::syntax(BREAK, at));
            }
            self.passed += 1;
        }
        Ok(())
    }

    /// What follows the document begins at `at`.
    pub(super) fn leave(&mut self, at: usize) -> Result<(), YamlError> {
        let around = Around { flow: false, indent: 0 };
        if self.tabs && at >= self.seen {
            self.gap(at, around)?;
        }
        match self.breaks.get(self.passed) {
            Some(&found) if found <= at => Err(fault::syntax(BREAK, found)),
            _ => Ok(()),
        }
    }

    /// Whether kubectl breaks lines inside of the node followed last, from `start` on, where the
    /// parser does not.
    pub(super) fn breaks_inside(&self, start: usize) -> bool {
        self.passed.checked_sub(1).is_some_and(|last| self.breaks[last] > start)
    }

    /// Checks the tabs up to `end`; says whether a key could start there.
    fn gap(&self, end: usize, around: Around) -> Result<bool, YamlError> {
        let gap = &self.text.as_bytes()[self.seen..end];
        let (mut i, mut fresh) = (0, self.edge.fresh);
        if let Some(column) = self.edge.plain {
            // White space behind a plain scalar is looked at as if the scalar went on.
            i = gap.iter().take_while(|b| b.is_ascii_whitespace()).count();
            fresh = plain_tabs(&gap[..i], self.seen, column, around.indent)?;
        }
        while let Some(&b) = gap.get(i) {
            let run = |ends: fn(u8) -> bool| gap[i..].iter().take_while(|&&b| !ends(b)).count();
            i += match b {
                b'\t' if fresh && !around.flow => return Err(tab(self.seen + i)),
                b' ' | b'\t' | b':' => 1,
                b'#' => run(|b| matches!(b, b'\n' | b'\r')),
                b'\n' | b'\r' => {
                    fresh = true;
                    1
                }
                b'-' | b'?' if !gap[i..].starts_with(b"---") => {
                    fresh = true;
                    1
                }
                // A tag, an anchor, the start of a document.
                _ => {
                    fresh = false;
                    run(|b| b.is_ascii_whitespace())
                }
            };
        }
        Ok(fresh)
    }
}

/// The bytes of a span.
pub(super) fn range(span: &Span) -> (usize, usize) {
    span.byte_range().map_or((0, 0), |range| (range.start, range.end))
}

/// Checks the tabs of a plain scalar; says whether it ends behind a line break.
fn plain_tabs(raw: &[u8], at: usize, column: usize, indent: usize) -> Result<bool, YamlError> {
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

/// What stands before the first node: directives, and markers of documents.
pub(super) fn prefix(text: &str, end: usize) -> Result<(), YamlError> {
    let mut at = 0;
    for line in text[..end].split_inclusive(['\n', '\r']) {
        if let Some(directive) = line.strip_prefix('%') {
            let name = directive.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
            if !matches!(name, "YAML" | "TAG") {
                return Err(fault::syntax(format!("kubectl does not know the directive `%{name}`"), at));
            }
        } else if line.starts_with("...") {
            return Err(fault::syntax("a document ends here before it begins: delete `...`", at));
        } else if at > 0 && line.starts_with('\u{feff}') {
            return Err(fault::syntax("a byte order mark in the middle of the text: delete it", at));
        }
        at += line.len();
    }
    Ok(())
}

/// An anchor or alias: its name has letters, digits, `-` and `_`.
pub(super) fn anchor(text: &str, span: &Span) -> Result<(), YamlError> {
    let (start, end) = range(span);
    let name = &text[start + 1..end];
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        let message = format!("`{name}`: the name of an anchor has only letters, digits, `-` and `_`");
        return Err(fault::syntax(message, start));
    }
    match text.as_bytes().get(end) {
        Some(b'[' | b'{') => Err(fault::syntax("white space is missing after this name", end)),
        _ => Ok(()),
    }
}

/// A tag has few characters, and ends at white space, also before a bracket or comma.
pub(super) fn tag(text: &str, span: &Span) -> Result<(), YamlError> {
    let (start, end) = range(span);
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

/// The escapes of a double-quoted scalar, given what stands between the quotes.
pub(super) fn escapes(raw: &str, at: usize) -> Result<(), YamlError> {
    let mut rest = raw;
    while let Some(slash) = rest.find('\\') {
        let escape = &rest[slash..];
        let here = at + raw.len() - escape.len();
        match escape.as_bytes() {
            [_, b'/', ..] => return Err(fault::syntax("kubectl does not know the escape `\\/`: write `/`", here)),
            [_, b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..] => {
                let message = "kubectl does not know pairs of `\\u` escapes: write the character itself";
                return Err(fault::syntax(message, here));
            }
            _ => {}
        }
        rest = &escape[escape.char_indices().nth(2).map_or(escape.len(), |(next, _)| next)..];
    }
    Ok(())
}

/// A plain scalar inside of brackets.
pub(super) fn plain_in_flow(raw: &str, at: usize) -> Result<(), YamlError> {
    if let Some(mark) = raw.find('?') {
        return Err(fault::syntax("kubectl does not take `?` inside of brackets: quote the text", at + mark));
    }
    if raw.starts_with(':') {
        return Err(fault::syntax("kubectl takes this `:` for the end of a key: quote the text", at));
    }
    Ok(())
}

/// A key inside of brackets, from its tag or anchor on: its colon must stand on the same line, and
/// not directly before a bracket or comma.
pub(super) fn key_in_flow(text: &str, start: usize, end: usize, style: Style, explicit: bool) -> Result<(), YamlError> {
    let rest = &text.as_bytes()[end..];
    let mut gap = 0;
    while let Some(&b) = rest.get(gap) {
        gap += match b {
            b'#' => rest[gap..].iter().take_while(|&&b| b != b'\n').count(),
            b if b.is_ascii_whitespace() => 1,
            _ => break,
        };
    }
    if rest.get(gap) != Some(&b':') {
        return Ok(());
    }
    if gap == 0 && style == Style::Plain && matches!(rest.get(1), Some(b',' | b'[' | b']' | b'{' | b'}')) {
        return Err(fault::syntax("a space is missing after this `:`", end));
    }
    let broken = !explicit && text.as_bytes()[start..end + gap].iter().any(|b| matches!(b, b'\n' | b'\r'));
    if broken { Err(fault::syntax("a key and its `:` must stand on one line", end + gap)) } else { Ok(()) }
}

/// A block scalar may not begin with a tab, unless its indentation is given in its header.
pub(super) fn block_start(text: &str, source: &str, start: usize) -> Result<(), YamlError> {
    if !text.trim_start_matches('\n').starts_with('\t') {
        return Ok(());
    }
    let before = source[..start].trim_end_matches([' ', '\n', '\r']);
    let header = &before[before.rfind(['|', '>']).unwrap_or(0)..];
    let given = header.bytes().skip(1).take(2).any(|b| b.is_ascii_digit());
    if given { Ok(()) } else { Err(tab(start)) }
}

#[cfg(test)]
mod tests {
    use super::super::super::SourceId;
    use super::super::read;

    #[test]
    fn what_kubectl_refuses_is_refused_where_it_stands() {
        for (text, at, says) in [
            // Tabs.
            ("\ta: 1", 0, "indent with spaces"),
            ("a: 1\n\t\nb: 2", 5, "indent with spaces"),
            ("a: 1\n\t# comment\nb: 2", 5, "indent with spaces"),
            ("a:\n  - x\n\t- y", 9, "indent with spaces"),
            ("a: x\n\ty", 5, "indent with spaces"),
            ("-\ta", 1, "indent with spaces"),
            ("? a\n:\tb", 5, "indent with spaces"),
            ("a: |\n \tb", 6, "indent with spaces"),
            ("a: |\n  b\n\t  c\nd: [\n\t1]", 9, "indent with spaces"),
            ("a: |\n  b\n\t\nc: 1", 9, "indent with spaces"),
            // Escapes.
            ("a: \"x\\/y\"", 5, "write `/`"),
            ("a: \"é\\ud83d\\ude00\"", 6, "pairs"),
            // Line breaks of kubectl's own.
            ("a: x\u{2028}y", 4, "invisible"),
            ("a: 1 # c\u{85}b: 2", 8, "invisible"),
            ("a: |\n  x\u{2029}y", 8, "invisible"),
            ("\"a\u{2028}b\": 1", 0, "key"),
            // Directives and markers.
            ("%YAML 1.2\n---\na: 1", 0, "1.1"),
            ("%FOO\n---\na: 1", 0, "`%FOO`"),
            ("# c\n...\na: 1", 4, "before it begins"),
            ("# c\n\u{feff}a: 1", 4, "byte order mark"),
            // Anchors and tags.
            ("a: &x.y 1", 3, "`x.y`"),
            ("a: &x 1\nb: *x:", 11, "no anchor above"),
            ("a: !f#o 1", 3, "`!f#o`"),
            ("a: !! 1", 3, "not a tag"),
            ("[!foo, a]", 5, "white space"),
            ("[&a[b]]", 3, "white space"),
            // Inside of brackets.
            ("[a?, b]", 2, "`?`"),
            ("[a, :b]", 4, "`:`"),
            ("{a:, b: 1}", 2, "a space is missing"),
            ("{a\n: 1}", 3, "one line"),
            ("{a # c\n  : 1}", 9, "one line"),
            ("{!!str\n a: 1}", 9, "one line"),
            ("[\"a\n b\": 1]", 7, "one line"),
            // Blocks at the very root.
            ("|\nfoo", 2, "indented"),
        ] {
            let error = read(text.as_bytes(), SourceId::default(), 0).unwrap_err();
            assert_eq!((error.at, error.message.contains(says)), (at, true), "{text:?}: {error:?}");
        }
    }

    #[test]
    fn what_is_like_it_and_accepted_is_accepted() {
        for text in [
            "a:\t1\nb: [\n\t'1'\n\t]\n",
            "a: x\t# c\nb: x\n \ty",
            "a:\n- b\t\n- \"c\"\t# d",
            "a: |\n  b\n  \tc",
            "a: |1\n \tb",
            "a: \"\\\\/ \\\\ud83d \\u00e9\"",
            "a: \"x\u{2028}y\"\nb: 'x\u{85}y'",
            "%YAML 1.1\n%TAG !x! tag:x,2000:\n---\na: !x!y 1",
            "\u{feff}a: 1",
            "a: &x-1_y 1\nb: *x-1_y",
            "a?: b?",
            "{? a\n: 1}",
            "{a: 1,\n b\t: 2}",
            "- x?\n- :y",
        ] {
            assert!(read(text.as_bytes(), SourceId::default(), 0).is_ok(), "{text:?}");
        }
    }
}
