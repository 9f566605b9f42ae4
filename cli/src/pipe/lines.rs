//! Lines of any length, held in memory up to a limit.

use std::io::{self, BufRead};

/// The longest line that is looked at, in bytes.
pub(super) const LONGEST: usize = 64 << 20;

/// What the input holds next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, now in the buffer, without its end.
    Whole,
    /// A line that is too long; it was skipped.
    TooLong,
    /// Nothing more.
    End,
}

/// Reads the next line into `buffer`. The last one may lack its end.
pub(super) fn next(input: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Line> {
    next_up_to(LONGEST, input, buffer)
}

fn next_up_to(longest: usize, input: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Line> {
    // A long line does not keep its room for good.
    if buffer.capacity() > 1 << 20 {
        *buffer = Vec::new();
    }
    buffer.clear();
    let (mut begun, mut too_long) = (false, false);
    loop {
        let piece = match input.fill_buf() {
            Ok(piece) => piece,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if piece.is_empty() {
            return Ok(match (begun, too_long) {
                (false, _) => Line::End,
                (true, false) => Line::Whole,
                (true, true) => Line::TooLong,
            });
        }
        begun = true;
        let end = memchr::memchr(b'\n', piece);
        let text = &piece[..end.unwrap_or(piece.len())];
        too_long |= buffer.len() + text.len() > longest;
        if too_long {
            buffer.clear();
        } else {
            buffer.extend_from_slice(text);
        }
        let used = text.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(if too_long { Line::TooLong } else { Line::Whole });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn lines(text: &[u8], longest: usize, room: usize) -> Vec<String> {
        let mut input = BufReader::with_capacity(room, text);
        let (mut lines, mut buffer) = (Vec::new(), Vec::new());
        loop {
            match next_up_to(longest, &mut input, &mut buffer).unwrap() {
                Line::Whole => lines.push(String::from_utf8(buffer.clone()).unwrap()),
                Line::TooLong => lines.push("too long".into()),
                Line::End => return lines,
            }
        }
    }

    #[test]
    fn each_line_comes_once_whatever_the_buffer() {
        for room in [1, 2, 3, 5, 100] {
            assert_eq!(lines(b"", 4, room), [""; 0]);
            assert_eq!(lines(b"a\n\nbc", 4, room), ["a", "", "bc"]);
            assert_eq!(lines(b"abcd\nabcde\nf\n", 4, room), ["abcd", "too long", "f"]);
            assert_eq!(lines(b"abcdefgh", 4, room), ["too long"]);
        }
    }
}
