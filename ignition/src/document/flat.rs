//! JSON objects in which nothing is nested, such as the lines of a protocol: read in one pass, without a tape.

use super::json::{is_special, ordinary};
use super::text::letter;
use crate::scan;
use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Range;

/// A field of a flat object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flat<'l> {
    /// Its name.
    pub name: &'l str,
    /// Its value as it is written.
    pub raw: &'l str,
    /// Its text, escapes resolved, if it is a string: UTF-8, as the whole is.
    pub text: Option<Cow<'l, [u8]>>,
}

/// The fields of an object, as they are written, whose values are strings, whole numbers, `true`, `false` or `null`.
///
/// None if it is another value or no JSON at all, and also if it is spelt as hardly anybody spells it: with more than 16
/// fields, a name with escapes, a text with `\uXXXX`, a number of more than 15 digits. [`read_json`](crate::read_json)
/// reads those, and says what is wrong.
///
/// ```
/// use garboard_ignition::document::{Flat, read_flat};
///
/// let fields: Vec<Flat> = read_flat(r#"{"id": 1, "text": "a\"b"}"#).unwrap();
/// assert_eq!((fields[0].name, fields[0].raw), ("id", "1"));
/// assert_eq!(fields[1].text.as_deref(), Some(&b"a\"b"[..]));
/// assert_eq!(read_flat::<Flat>(r#"{"id": [1]}"#), None);
/// ```
#[must_use]
pub fn read<'l, F: From<Flat<'l>>>(line: &'l str) -> Option<Vec<F>> {
    let mut scan = Scan { line, at: 0 };
    let mut fields = Vec::new();
    scan.space();
    scan.pass(b'{')?;
    loop {
        scan.space();
        let name = scan.name()?;
        scan.space();
        scan.pass(b':')?;
        scan.space();
        let start = scan.at;
        let text = match scan.peek()? {
            b'"' => Some(scan.string()?),
            _ => {
                scan.plain()?;
                None
            }
        };
        if fields.len() == MOST {
            return None;
        }
        fields.push(Flat { name, raw: &line[start..scan.at], text }.into());
        scan.space();
        match scan.peek()? {
            b',' => scan.at += 1,
            _ => break,
        }
    }
    scan.pass(b'}')?;
    scan.space();
    (scan.at == line.len()).then_some(fields)
}

/// So many fields are read.
const MOST: usize = 16;

/// A text that is unescaped begins with room for so many bytes.
const ROOM: usize = 4096;

struct Scan<'l> {
    line: &'l str,
    at: usize,
}

impl<'l> Scan<'l> {
    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn pass(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    /// A word or a whole number.
    fn plain(&mut self) -> Option<()> {
        let rest = &self.line.as_bytes()[self.at..];
        let length = rest.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        let known = match &rest[..length] {
            b"true" | b"false" | b"null" | b"0" => true,
            [b'1'..=b'9', digits @ ..] | [b'-', b'1'..=b'9', digits @ ..] if length < 16 => {
                digits.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        };
        self.at += length;
        known.then_some(())
    }

    /// A string without escapes.
    fn name(&mut self) -> Option<&'l str> {
        self.pass(b'"')?;
        let (start, end) = (self.at, ordinary(self.line.as_bytes(), self.at));
        self.at = end;
        self.pass(b'"')?;
        Some(&self.line[start..end])
    }

    fn string(&mut self) -> Option<Cow<'l, [u8]>> {
        self.pass(b'"')?;
        let (start, end) = (self.at, ordinary(self.line.as_bytes(), self.at));
        let rest = &self.line.as_bytes()[end..];
        if rest.first() == Some(&b'"') {
            self.at = end + 1;
            return Some(Cow::Borrowed(&self.line.as_bytes()[start..end]));
        }
        let mut text = Vec::with_capacity(end - start + rest.len().min(ROOM) + STEP);
        text.extend_from_slice(&self.line.as_bytes()[start..end]);
        self.at = end + resolve(rest, &mut text)? + 1;
        Some(Cow::Owned(text))
    }
}

/// So many bytes of a string are looked at together.
const BLOCK: usize = 64;

/// So many bytes are copied together; what is too much is taken off again.
const STEP: usize = 16;

/// Appends the rest of a string, escapes of one letter resolved; how many bytes stand before its closing quote.
fn resolve(rest: &[u8], into: &mut Vec<u8>) -> Option<usize> {
    // Where a block begins, and from where on in it bytes stay to be copied.
    let (mut start, mut from) = (0, 0);
    loop {
        let bytes = rest.get(start..)?;
        let padded;
        let window = match bytes.first_chunk() {
            Some(whole) => whole,
            None => {
                padded = last(bytes);
                &padded
            }
        };
        let mut marks = scan::marks(window.first_chunk()?, is_special) & u64::MAX << from;
        while marks != 0 {
            let at = marks.trailing_zeros() as usize;
            copy(window, from..at, into)?;
            match window[at] {
                b'\\' => {
                    into.push(letter(*rest.get(start + at + 1)?)?);
                    from = at + 2;
                    marks &= !(3 << at);
                }
                b'"' => return Some(start + at),
                _ => return None,
            }
        }
        if from < BLOCK {
            copy(window, from..BLOCK, into)?;
            from = BLOCK;
        }
        (start, from) = (start + BLOCK, from - BLOCK);
    }
}

/// Appends some bytes of a block.
fn copy(window: &[u8; BLOCK + STEP], bytes: Range<usize>, into: &mut Vec<u8>) -> Option<()> {
    let end = into.len() + bytes.len();
    if bytes.len() > STEP {
        into.extend_from_slice(&window[bytes]);
    } else {
        into.extend_from_slice(window[bytes.start..].first_chunk::<STEP>()?);
        into.truncate(end);
    }
    Some(())
}

/// The last bytes, and behind them what ends a string.
fn last(bytes: &[u8]) -> [u8; BLOCK + STEP] {
    let mut padded = [0; BLOCK + STEP];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read_as(line: &str, want: &[(&str, &str, Option<&str>)]) {
        let fields: Vec<Flat<'_>> = read(line).expect("a flat object");
        let fields: Vec<_> = fields.iter().map(|field| (field.name, field.raw, field.text.as_deref())).collect();
        let want: Vec<_> = want.iter().map(|(name, raw, text)| (*name, *raw, text.map(str::as_bytes))).collect();
        assert_eq!(fields, want);
    }

    #[test]
    fn fields_come_as_they_are_written() {
        read_as(
            " { \"a\" : -12 ,\"b\":\"\",\t\"a\":null, \"\": true}\r\n",
            &[("a", "-12", None), ("b", "\"\"", Some("")), ("a", "null", None), ("", "true", None)],
        );
        for plain in 0..20 {
            let (long, escapes) = ("é".repeat(plain), "\\\"\\\\\\/\\b\\f\\n\\r\\t");
            let raw = alloc::format!("\"{long}{escapes}{long}\"");
            let text = alloc::format!("{long}\"\\/\u{8}\u{c}\n\r\t{long}");
            read_as(&alloc::format!("{{\"a\":{raw}}}"), &[("a", &raw, Some(&text))]);
        }
    }

    #[test]
    fn what_is_not_flat_or_not_json_is_left_alone() {
        let many = "\"a\":1,".repeat(MOST);
        for line in [
            "",
            "{",
            "{}",
            "[]",
            "1",
            "\"a\"",
            "{\"a\":[]}",
            "{\"a\":{}}",
            "{\"a\":1.5}",
            "{\"a\":1e5}",
            "{\"a\":01}",
            "{\"a\":-}",
            "{\"a\":nul}",
            "{\"a\":nullx}",
            "{\"a\":1234567890123456}",
            "{\"a\":\"\\u0041\"}",
            "{\"\\n\":1}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\n\n\"}",
            "{\"a\":\"b",
            "{\"a\":\"\\",
            "{\"a\":\"\\n",
            "{\"a\":1,}",
            "{\"a\":1}x",
            "{\"a\" 1}",
            "{a:1}",
            "{\"a\":1 \"b\":2}",
            &alloc::format!("{{{many}\"b\":1}}"),
        ] {
            assert_eq!(read::<Flat<'_>>(line), None, "{line}");
        }
    }

    #[test]
    fn escapes_are_resolved_wherever_they_stand() {
        for before in 0..20 {
            for between in 0..20 {
                let (before, between) = ("b".repeat(before), "c".repeat(between));
                let raw = alloc::format!("\"{before}\\n{between}\\\"{between}\\\\\\\\{before}\"");
                let text = alloc::format!("{before}\n{between}\"{between}\\\\{before}");
                read_as(&alloc::format!("{{\"a\":{raw}}}"), &[("a", &raw, Some(&text))]);
            }
        }
        let (raw, text) = ("\\\\a".repeat(500), "\\a".repeat(500));
        let raw = alloc::format!("\"{raw}\"");
        read_as(&alloc::format!("{{\"a\":{raw}}}"), &[("a", &raw, Some(&text))]);
    }
}
