//! JSON objects in which nothing is nested, such as the lines of a protocol: read in one pass, without a tape.

use super::json::ordinary;
use super::text::letter;
use super::word::Marks;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// A field of a flat object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Flat<'l> {
    /// Its name.
    pub name: &'l str,
    /// Its value as it is written.
    pub raw: &'l str,
    /// Its text, escapes resolved, if it is a string.
    pub text: Option<Cow<'l, str>>,
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
/// assert_eq!(fields[1].text.as_deref(), Some("a\"b"));
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
        let Cow::Borrowed(name) = scan.string()? else { return None };
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

    fn string(&mut self) -> Option<Cow<'l, str>> {
        self.pass(b'"')?;
        let (start, end) = (self.at, ordinary(self.line.as_bytes(), self.at));
        let rest = &self.line.as_bytes()[end..];
        if rest.first() == Some(&b'"') {
            self.at = end + 1;
            return Some(Cow::Borrowed(&self.line[start..end]));
        }
        let mut text = Vec::with_capacity(end - start + rest.len().min(ROOM));
        text.extend_from_slice(&self.line.as_bytes()[start..end]);
        self.at = end + resolve(rest, &mut text)? + 1;
        String::from_utf8(text).ok().map(Cow::Owned)
    }
}

/// Appends the rest of a string, escapes of one letter resolved; how many bytes stand before its closing quote.
fn resolve(rest: &[u8], into: &mut Vec<u8>) -> Option<usize> {
    let (mut block, mut end, mut at) = ([0; 256], 0, 0);
    loop {
        if end + 8 > block.len() {
            into.extend_from_slice(&block[..end]);
            end = 0;
        }
        // What is copied too much is written over.
        let eight = rest[at..].first_chunk().copied().unwrap_or_else(|| last(&rest[at..]));
        *block[end..].first_chunk_mut()? = eight;
        let Some(plain) = Marks::special(eight).first() else {
            (at, end) = (at + 8, end + 8);
            continue;
        };
        (at, end) = (at + plain, end + plain);
        match *rest.get(at)? {
            b'"' => {
                into.extend_from_slice(&block[..end]);
                return Some(at);
            }
            b'\\' => {
                block[end] = letter(*rest.get(at + 1)?)?;
                (at, end) = (at + 2, end + 1);
            }
            _ => return None,
        }
    }
}

/// Fewer than eight bytes, and behind them what ends a string.
#[cold]
fn last(bytes: &[u8]) -> [u8; 8] {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    eight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read_as(line: &str, want: &[(&str, &str, Option<&str>)]) {
        let fields: Vec<Flat<'_>> = read(line).expect("a flat object");
        let fields: Vec<_> = fields.iter().map(|field| (field.name, field.raw, field.text.as_deref())).collect();
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
