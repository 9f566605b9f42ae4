//! Scalars in each style, with the columns that decide where a line is folded.

use super::style::{self, Style, is_break, is_printable};
use super::writer::Writer;
use core::fmt::Write as _;

/// A space beyond this column is where a line is folded.
const WIDTH: usize = 80;

/// What an escape of its own stands for in double quotes; all others are written by their number.
const ESCAPES: [(char, char); 15] = [
    ('\0', '0'),
    ('\u{7}', 'a'),
    ('\u{8}', 'b'),
    ('\t', 't'),
    ('\n', 'n'),
    ('\u{b}', 'v'),
    ('\u{c}', 'f'),
    ('\r', 'r'),
    ('\u{1b}', 'e'),
    ('"', '"'),
    ('\\', '\\'),
    ('\u{85}', 'N'),
    ('\u{a0}', '_'),
    ('\u{2028}', 'L'),
    ('\u{2029}', 'P'),
];

/// Where a scalar goes on below its first line, and whether it may be folded: keys on one line with their value
/// may not.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub(super) indent: usize,
    pub(super) folds: bool,
}

/// Writes a text in the style it needs.
pub(super) fn text(writer: &mut Writer, text: &str, layout: Layout) {
    let style = style::of(text);
    match style {
        Style::Literal => return literal(writer, text, layout.indent),
        // Without a space it cannot be folded, wherever it stands.
        Style::Plain if memchr::memchr(b' ', text.as_bytes()).is_none() => return writer.out.push_str(text),
        _ => {}
    }
    let mut line = Line { column: writer.column(), writer, layout };
    match style {
        Style::Plain => line.plain(text),
        Style::Single => line.single(text),
        _ => line.double(text),
    }
}

/// Writes a block, whose lines stand in one column and are never folded.
fn literal(writer: &mut Writer, text: &str, indent: usize) {
    writer.out.push('|');
    if text.starts_with(|c| c == ' ' || is_break(c)) {
        writer.out.push('2');
    }
    writer.out.push_str(chomping(text));
    writer.out.push('\n');
    let mut rest = text;
    while !rest.is_empty() {
        if !rest.starts_with(is_break) {
            writer.pad(indent);
        }
        let (line, below) = rest.split_at(line_end(rest));
        writer.out.push_str(line);
        rest = below;
    }
    if text.ends_with(is_break) {
        writer.line = writer.out.len();
    }
}

/// Where the first line ends, its break included.
fn line_end(text: &str) -> usize {
    let mut from = 0;
    // U+2028 and U+2029 begin with 0xe2.
    while let Some(skipped) = memchr::memchr2(b'\n', 0xe2, &text.as_bytes()[from..]) {
        from += skipped;
        let Some(c) = text[from..].chars().next() else { break };
        from += c.len_utf8();
        if is_break(c) {
            return from;
        }
    }
    text.len()
}

/// What a block says of the breaks at its end.
fn chomping(text: &str) -> &'static str {
    let mut last = text.chars().rev();
    match (last.next().is_some_and(is_break), last.next().is_none_or(is_break)) {
        (false, _) => "-",
        (true, true) => "+",
        (true, false) => "",
    }
}

/// A scalar being written that may be folded.
struct Line<'w> {
    writer: &'w mut Writer,
    layout: Layout,
    /// How many characters stand before the next one on its line.
    column: usize,
}

impl Line<'_> {
    fn plain(&mut self, text: &str) {
        if self.fits(text, 1) {
            return self.writer.out.push_str(text);
        }
        let folds_before = |next| next != b' ';
        self.each(text, folds_before, |line, c, _| line.push(c));
    }

    fn single(&mut self, text: &str) {
        self.push('\'');
        let folds_before = |next| next != b' ';
        let mut after_break = false;
        self.each(text, folds_before, |line, c, _| {
            if is_break(c) {
                line.writer.out.push(c);
                line.begin(0);
            } else {
                if after_break {
                    line.writer.pad(line.layout.indent);
                    line.column = line.layout.indent;
                }
                line.push(c);
                if c == '\'' {
                    line.push(c);
                }
            }
            after_break = is_break(c);
        });
        self.push('\'');
    }

    fn double(&mut self, text: &str) {
        // The reference looks for a byte order mark at the beginning, whichever character it is at.
        let escapes_all = text.starts_with('\u{feff}');
        self.layout.folds &= !escapes_all;
        self.push('"');
        self.each(
            text,
            |_| true,
            |line, c, after_fold| {
                if escapes_all || !is_printable(c) || is_break(c) || matches!(c, '"' | '\\') {
                    return line.escape(c);
                }
                // A space would be lost at the start of a line.
                if after_fold && c == ' ' {
                    line.push('\\');
                }
                line.push(c);
            },
        );
        self.push('"');
    }

    /// Gives all characters to `write`, with each whether the line was folded before it; but for the spaces at which
    /// it is. `folds_before` says which bytes may follow such a space.
    fn each(&mut self, text: &str, folds_before: impl Fn(u8) -> bool, mut write: impl FnMut(&mut Self, char, bool)) {
        let folds = !self.fits(text, MOST_COLUMNS);
        let (mut after_space, mut after_fold) = (false, false);
        for (at, c) in text.char_indices() {
            let may_fold = folds && c == ' ' && !after_space && at > 0 && self.column > WIDTH;
            let folded = may_fold && text.as_bytes().get(at + 1).is_some_and(|&next| folds_before(next));
            if folded {
                self.writer.out.push('\n');
                self.begin(self.layout.indent);
            } else {
                write(self, c, after_fold);
            }
            (after_space, after_fold) = (c == ' ', folded);
        }
    }

    /// Whether no space of a text can be folded, if each of its bytes takes at most so many columns.
    fn fits(&self, text: &str, columns: usize) -> bool {
        !self.layout.folds || self.column + columns * text.len() <= WIDTH || !text.contains(' ')
    }

    /// Begins a line with spaces.
    fn begin(&mut self, indent: usize) {
        self.writer.line = self.writer.out.len();
        self.writer.pad(indent);
        self.column = indent;
    }

    fn push(&mut self, c: char) {
        self.writer.out.push(c);
        self.column += 1;
    }

    fn escape(&mut self, c: char) {
        let from = self.writer.out.len();
        self.writer.out.push('\\');
        let out = &mut self.writer.out;
        if let Some((_, name)) = ESCAPES.iter().find(|(of, _)| *of == c) {
            out.push(*name);
        } else {
            // Writing to a string cannot fail.
            _ = match u32::from(c) {
                number @ ..=0xff => write!(out, "x{number:02X}"),
                number @ ..=0xffff => write!(out, "u{number:04X}"),
                number => write!(out, "U{number:08X}"),
            };
        }
        // Escapes are ASCII.
        self.column += self.writer.out.len() - from;
    }
}

/// How many columns one byte takes at most: `\x1F`.
const MOST_COLUMNS: usize = 4;
