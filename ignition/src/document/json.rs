//! JSON into a tape, by the grammar and with the words of the reference.
//!
//! The whole input is checked; the first fault ends it. Invalid UTF-8 inside strings and lone
//! surrogate escapes are accepted. Nesting is bounded and uses no stack of ours.

use super::tape::{Held, Kind, Passage, Style, Tape};
use super::word::Marks;
use super::{MAX_DEPTH, SourceId, char_at, text};
use crate::go::quote;
use crate::scan;
use alloc::{boxed::Box, format, string::String};

/// A fault in the grammar: the reference's words, and the byte offset it reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) message: String,
    /// Where the reference says it is, often one past the culprit.
    pub(crate) offset: usize,
    /// Where it is for people.
    pub(crate) culprit: usize,
}

/// Kept small, since every step of the scan answers with one or without.
pub(crate) type Fault = Box<SyntaxError>;

impl SyntaxError {
    /// The same fault in a text of which this was the part from byte `by` on.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self { offset: self.offset + by, culprit: self.culprit + by, ..self }
    }
}

/// Reads one JSON value and nothing after it.
pub(crate) fn read(bytes: &[u8], source: SourceId, base: u32, passage: Passage) -> Result<Tape<'_>, Fault> {
    let mut tape = Tape::new(bytes, source, base, passage);
    // Large configs have a node about every 24 bytes, small ones about every 10; the vector grows
    // where there are more.
    tape.reserve(if bytes.len() < 16 << 10 { bytes.len() / 10 + 4 } else { bytes.len() / 24 });
    let (tape, end) = scan(bytes, tape)?;
    match end {
        None => Ok(tape),
        Some(pos) => Err(invalid(bytes, pos, "after top-level value")),
    }
}

/// Reads the first JSON value of many; the second answer is where more text follows it, if any does.
/// What follows is not looked at: a stream of many small values costs no more than its bytes.
pub(crate) fn read_first(
    bytes: &[u8],
    source: SourceId,
    base: u32,
    passage: Passage,
) -> Result<(Tape<'_>, Option<usize>), Fault> {
    let (mut tape, rest) = scan(bytes, Tape::unchecked(bytes, source, base, passage))?;
    tape.shrink();
    tape.look_over(rest.unwrap_or(bytes.len()));
    Ok((tape, rest))
}

fn scan<'s>(bytes: &'s [u8], tape: Tape<'s>) -> Result<(Tape<'s>, Option<usize>), Fault> {
    let mut scan = Scan { bytes, pos: 0, open: None, depth: 0, clean: tape.is_utf8(), tape };
    scan.value()?;
    scan.space();
    let rest = (scan.pos < bytes.len()).then_some(scan.pos);
    Ok((scan.tape, rest))
}

struct Scan<'s> {
    bytes: &'s [u8],
    pos: usize,
    /// The innermost container that is open, and how many are.
    open: Option<(usize, Kind)>,
    depth: usize,
    /// The input is valid UTF-8, so that a string without a backslash needs no second look.
    clean: bool,
    tape: Tape<'s>,
}

impl Scan<'_> {
    fn value(&mut self) -> Result<(), Fault> {
        loop {
            self.space();
            let nested = match self.peek() {
                Some(b'"') => self.string()?,
                Some(b'{') => self.object()?,
                Some(b'[') => self.array()?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.literal("true", Kind::True)?,
                Some(b'f') => self.literal("false", Kind::False)?,
                Some(b'n') => self.literal("null", Kind::Null)?,
                Some(_) => return Err(self.invalid("looking for beginning of value")),
                None => return Err(self.eof()),
            };
            if !nested && self.ended()? {
                return Ok(());
            }
        }
    }

    /// After a value: closes what ends here. False: another value follows.
    fn ended(&mut self) -> Result<bool, Fault> {
        while let Some((index, kind)) = self.open {
            self.space();
            match (self.peek(), kind) {
                (Some(b','), Kind::Object) => {
                    self.pos += 1;
                    self.space();
                    self.key()?;
                    return Ok(false);
                }
                (Some(b','), _) => {
                    self.pos += 1;
                    return Ok(false);
                }
                (Some(b'}'), Kind::Object) | (Some(b']'), Kind::Array) => {
                    self.pos += 1;
                    self.depth -= 1;
                    self.open = self.tape.close_in(index, self.pos);
                }
                (None, _) => return Err(self.eof()),
                (Some(_), Kind::Object) => return Err(self.invalid("after object key:value pair")),
                (Some(_), _) => return Err(self.invalid("after array element")),
            }
        }
        Ok(true)
    }

    /// True: a value is wanted next.
    fn object(&mut self) -> Result<bool, Fault> {
        self.open(Kind::Object)?;
        self.space();
        if self.peek() == Some(b'}') {
            return Ok(false);
        }
        self.key()?;
        Ok(true)
    }

    fn array(&mut self) -> Result<bool, Fault> {
        self.open(Kind::Array)?;
        self.space();
        Ok(self.peek() != Some(b']'))
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        if self.depth == MAX_DEPTH {
            return Err(at("exceeded max depth".into(), self.pos + 1, self.pos));
        }
        let index = self.tape.open_in(self.open.map(|(index, _)| index), kind, self.pos);
        self.open = Some((index, kind));
        self.depth += 1;
        self.pos += 1;
        Ok(())
    }

    fn key(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(_) => return Err(self.invalid("looking for beginning of object key string")),
            None => return Err(self.eof()),
        };
        self.space();
        match self.peek() {
            Some(b':') => self.pos += 1,
            Some(_) => return Err(self.invalid("after object key")),
            None => return Err(self.eof()),
        }
        Ok(())
    }

    fn string(&mut self) -> Result<bool, Fault> {
        let start = self.pos;
        self.pos += 1;
        let mut held = Held::Raw;
        loop {
            self.pos = ordinary(self.bytes, self.pos);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    held = Held::Escaped;
                    self.escape()?;
                }
                Some(_) => {
                    let c = quote::rune(Ok(char::from(self.bytes[self.pos])));
                    let message = format!("invalid character {c} in string");
                    return Err(at(message, self.pos + 1, self.pos));
                }
                None => return Err(eof(unfinished(self.bytes))),
            }
        }
        self.pos += 1;
        if !self.clean && !self.bytes[start..self.pos].is_ascii() {
            held = Held::Escaped;
        }
        self.tape.scalar(Kind::String, Style::Json, held, start, self.pos);
        Ok(false)
    }

    #[inline]
    fn escape(&mut self) -> Result<(), Fault> {
        match self.bytes.get(self.pos + 1).copied().and_then(text::letter) {
            Some(_) => {
                self.pos += 2;
                Ok(())
            }
            None => self.long_escape(),
        }
    }

    /// An escape of more than one letter, or none at all.
    fn long_escape(&mut self) -> Result<(), Fault> {
        let (start, length) = (self.pos, self.bytes.len());
        let end = match self.bytes.get(start + 1) {
            None => return Err(eof(start)),
            Some(b'u') => {
                let digits = &self.bytes[start + 2..length.min(start + 6)];
                match (digits.iter().all(u8::is_ascii_hexdigit), digits.len()) {
                    (true, 4) => {
                        self.pos += 6;
                        return Ok(());
                    }
                    (true, _) => return Err(eof(start)),
                    (false, n) => start + 2 + n,
                }
            }
            Some(_) => start + 2,
        };
        let text = quote::sequence(&self.bytes[start..end]);
        Err(at(format!("invalid escape sequence {text} in string"), end, start))
    }

    fn number(&mut self) -> Result<bool, Fault> {
        let start = self.pos;
        if self.peek() == Some(b'-') {
            self.pos += 1;
        }
        if self.peek() == Some(b'0') {
            self.pos += 1;
        } else {
            self.digits(start)?;
        }
        let mut huge = self.pos - start > 300;
        if self.peek() == Some(b'.') {
            self.pos += 1;
            self.digits(start)?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.pos += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.pos += 1;
            }
            self.digits(start)?;
            huge = true;
        }
        if huge && overflows(&self.bytes[start..self.pos]) {
            self.tape.mark_overflow();
        }
        self.tape.scalar(Kind::Number, Style::Json, Held::Raw, start, self.pos);
        Ok(false)
    }

    /// At least one digit.
    fn digits(&mut self, number: usize) -> Result<(), Fault> {
        match self.peek() {
            Some(b'0'..=b'9') => {}
            Some(_) => return Err(self.invalid("in numeric literal")),
            None => return Err(eof(number)),
        }
        while let Some(b'0'..=b'9') = self.peek() {
            self.pos += 1;
        }
        Ok(())
    }

    fn literal(&mut self, name: &str, kind: Kind) -> Result<bool, Fault> {
        let start = self.pos;
        for want in name.chars() {
            match self.peek() {
                Some(b) if char::from(b) == want => self.pos += 1,
                Some(_) => {
                    return Err(self.invalid(&format!("in literal {name} (expecting {})", quote::rune(Ok(want)))));
                }
                None => return Err(self.eof()),
            }
        }
        self.tape.scalar(kind, Style::Json, Held::Raw, start, self.pos);
        Ok(false)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.pos += 1;
        }
    }

    #[cold]
    fn invalid(&self, context: &str) -> Fault {
        invalid(self.bytes, self.pos, context)
    }

    #[cold]
    fn eof(&self) -> Fault {
        eof(self.bytes.len())
    }
}

fn at(message: String, offset: usize, culprit: usize) -> Fault {
    Box::new(SyntaxError { message, offset, culprit })
}

fn eof(offset: usize) -> Fault {
    at("unexpected end of JSON input".into(), offset, offset)
}

fn invalid(bytes: &[u8], pos: usize, context: &str) -> Fault {
    let c = char_at(bytes, pos).ok_or(bytes[pos]);
    let end = pos + c.map_or(1, char::len_utf8);
    at(format!("invalid character {} {context}", quote::rune(c)), end, pos)
}

/// Where from `at` on the first byte is that is not ordinary inside a string: a quote, backslash or
/// control character.
pub(crate) fn ordinary(bytes: &[u8], mut at: usize) -> usize {
    // Most texts are short.
    let long = at + SHORT;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        match Marks::special(*eight).first() {
            Some(plain) => return at + plain,
            None => at += 8,
        }
        if at == long {
            return at + scan::find(&bytes[at..], is_special).unwrap_or(bytes.len() - at);
        }
    }
    while bytes.get(at).is_some_and(|&byte| !is_special(byte)) {
        at += 1;
    }
    at
}

/// A text is short up to here.
const SHORT: usize = 32;

/// Whether a byte cannot stand in a string as it is.
pub(crate) fn is_special(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\')
}

/// Where an unterminated string ends for the reference: before a character cut in two.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    let start = (tail..bytes.len()).rev().find(|&at| bytes[at] >= 0xC0);
    match start.map(|at| (at, core::str::from_utf8(&bytes[at..]))) {
        Some((at, Err(error))) if error.error_len().is_none() && error.valid_up_to() == 0 => at,
        _ => bytes.len(),
    }
}

fn overflows(number: &[u8]) -> bool {
    core::str::from_utf8(number).ok().and_then(|text| text.parse::<f64>().ok()).is_some_and(f64::is_infinite)
}
