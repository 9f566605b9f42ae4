//! Sentences that are longer than a line of a terminal.

use super::printable;
use std::io::{self, Write};

/// How wide a line is. Wider terminals show it as well, and what is read stays the same wherever it is.
const WIDTH: usize = 80;

/// Writes a text behind `indent` spaces; what does not fit goes on below, further in. Words are never broken, so that paths
/// can be copied.
pub(super) fn line(indent: usize, text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut column = indent;
    // Blanks that are written only if a word follows them on their line.
    let mut blanks = indent;
    for (number, word) in printable(text).split(' ').enumerate() {
        let length = word.chars().count();
        if number > 0 {
            blanks += 1;
            column += 1;
        }
        if number > 0 && length > 0 && column + length > WIDTH {
            out.write_all(b"\n")?;
            (blanks, column) = (indent + 4, indent + 4);
        }
        if length > 0 {
            write!(out, "{:blanks$}{word}", "")?;
            blanks = 0;
        }
        column += length;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(indent: usize, text: &str) -> String {
        let mut out = Vec::new();
        line(indent, text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_does_not_fit_goes_on_below() {
        let (word, long) = ("abcd ".repeat(20), "x".repeat(100));
        assert_eq!(folded(4, "a  b"), "    a  b\n");
        assert_eq!(folded(0, &format!("a  {long}")), format!("a\n    {long}\n"));
        assert_eq!(folded(0, ""), "\n");
        let text = folded(4, word.trim());
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.iter().map(|line| line.len()).collect::<Vec<_>>(), [78, 32]);
        assert!(lines[0].starts_with("    abcd") && lines[1].starts_with("        abcd"), "{text}");
        assert_eq!(folded(2, &format!("a {long} b")), format!("  a\n      {long}\n      b\n"));
        // A line that is just as wide as a terminal stays one.
        assert_eq!(folded(0, &"é".repeat(80)).lines().count(), 1);
    }
}
