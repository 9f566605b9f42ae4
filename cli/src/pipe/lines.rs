//! Lines of any length, held in memory up to a limit.

use std::io::{self, BufRead, BufReader, Read};
use std::mem;

/// The longest line that is looked at, in bytes.
pub(super) const LONGEST: usize = 64 << 20;

/// What the input holds next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// A line without its end.
    Whole(&'l [u8]),
    /// A line that is too long; it was skipped.
    TooLong,
    /// Nothing more.
    End,
}

/// The lines of an input. The last one may lack its end.
pub(super) struct Lines<R> {
    input: BufReader<R>,
    longest: usize,
    /// How many bytes of what was read the last line took.
    used: usize,
    /// Where the next line ends in what was read.
    end: Option<usize>,
    /// A line that came in pieces.
    pieces: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(super) const fn of(input: BufReader<R>) -> Self {
        Self::up_to(LONGEST, input)
    }

    const fn up_to(longest: usize, input: BufReader<R>) -> Self {
        Self { input, longest, used: 0, end: None, pieces: Vec::new() }
    }

    /// Whether the whole next line was read already, so that nobody has to be waited for.
    pub(super) fn is_next_here(&mut self) -> bool {
        self.input.consume(mem::take(&mut self.used));
        self.end = memchr::memchr(b'\n', self.input.buffer()).filter(|length| *length <= self.longest);
        self.end.is_some()
    }

    pub(super) fn next(&mut self) -> io::Result<Line<'_>> {
        if self.end.is_none() && !self.is_next_here() {
            return self.in_pieces();
        }
        let length = self.end.take().unwrap_or_default();
        self.used = length + 1;
        Ok(Line::Whole(&self.input.buffer()[..length]))
    }

    fn in_pieces(&mut self) -> io::Result<Line<'_>> {
        // A long line does not keep its room for good.
        if self.pieces.capacity() > 1 << 20 {
            self.pieces = Vec::new();
        }
        self.pieces.clear();
        let (mut begun, mut too_long) = (false, false);
        loop {
            let piece = match self.input.fill_buf() {
                Ok(piece) => piece,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if piece.is_empty() {
                return Ok(match (begun, too_long) {
                    (false, _) => Line::End,
                    (true, false) => Line::Whole(&self.pieces),
                    (true, true) => Line::TooLong,
                });
            }
            begun = true;
            let end = memchr::memchr(b'\n', piece);
            let text = &piece[..end.unwrap_or(piece.len())];
            too_long |= self.pieces.len() + text.len() > self.longest;
            if too_long {
                self.pieces.clear();
            } else {
                self.pieces.extend_from_slice(text);
            }
            let used = text.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                return Ok(if too_long { Line::TooLong } else { Line::Whole(&self.pieces) });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], longest: usize, room: usize) -> Vec<String> {
        let mut input = Lines::up_to(longest, BufReader::with_capacity(room, text));
        let mut lines = Vec::new();
        loop {
            match input.next().unwrap() {
                Line::Whole(line) => lines.push(String::from_utf8(line.to_vec()).unwrap()),
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
