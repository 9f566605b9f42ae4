//! Configs as JSON, byte for byte as the reference writes them.

use crate::config::Config;
use crate::model::rows::{Formerly, Row, Rows, Shown};
use crate::scan;
use crate::version::Version;
use alloc::{format, string::String, vec::Vec};
use core::slice;

/// What becomes of records that say nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// They are written, as Go's own encoder does.
    Full,
    /// They are left out, as the encoder of the operator and the converter does.
    Compact,
    /// They are left out, and so is everything else that says nothing: spec 2 before 2.3.
    Lean,
}

impl Form {
    /// Of the encoder of the operator and the converter.
    pub(crate) fn short(version: Version) -> Self {
        if version < Version::V2_3 { Self::Lean } else { Self::Compact }
    }
}

/// In which order fields are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// That of the reference's types.
    Reference,
    /// That of their names, as bytes.
    ByName,
}

pub(crate) fn json(config: &Config, form: Form) -> String {
    json_of(config.content(), config.version(), form, config.size_hint())
}

/// A whole document, given its root, and about how many bytes it takes.
pub(crate) fn json_of(content: &dyn Rows, version: Version, form: Form, room: usize) -> String {
    let mut out = String::with_capacity(room);
    write(content, version, form, &mut out);
    out
}

/// Appends a whole document, given its root.
pub(crate) fn write(content: &dyn Rows, version: Version, form: Form, out: &mut impl Text) {
    Writer { out, version, form }.record(content, None);
}

/// What JSON is appended to.
pub(crate) trait Text {
    fn push(&mut self, ascii: u8);
    fn push_str(&mut self, text: &str);
    fn len(&self) -> usize;
}

impl Text for String {
    fn push(&mut self, ascii: u8) {
        self.push(char::from(ascii));
    }

    fn push_str(&mut self, text: &str) {
        self.push_str(text);
    }

    fn len(&self) -> usize {
        self.len()
    }
}

impl Text for Vec<u8> {
    fn push(&mut self, ascii: u8) {
        self.push(ascii);
    }

    fn push_str(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }

    fn len(&self) -> usize {
        self.len()
    }
}

struct Writer<'o, O> {
    out: &'o mut O,
    version: Version,
    form: Form,
}

impl<O: Text> Writer<'_, O> {
    fn record(&mut self, record: &dyn Rows, former: Option<&'static Formerly>) {
        self.out.push(b'{');
        let start = self.out.len();
        for (row, shown) in Written::rows(record, former, self.version, self.form, Order::Reference) {
            // The model's own names: nothing in them is escaped.
            if self.out.len() > start {
                self.out.push(b',');
            }
            self.out.push(b'"');
            self.out.push_str(row.key);
            self.out.push_str("\":");
            self.value(row, shown);
        }
        self.out.push(b'}');
    }

    fn value(&mut self, row: &Row, shown: Shown<'_>) {
        match shown {
            Shown::Absent => self.out.push_str("null"),
            Shown::Plain(text) | Shown::Text(text) => string(self.out, text),
            Shown::Int(number) | Shown::PlainInt(number) => {
                if number < 0 {
                    self.out.push(b'-');
                }
                digits(self.out, number.unsigned_abs());
            }
            Shown::Bool(value) => self.out.push_str(if value { "true" } else { "false" }),
            Shown::Version => string(self.out, self.version.as_str()),
            Shown::Record(record) => self.record(record, row.former_at(self.version)),
            Shown::List(list) => {
                self.out.push(b'[');
                for index in 0..list.count() {
                    if index > 0 {
                        self.out.push(b',');
                    }
                    self.value(row, list.item(index));
                }
                self.out.push(b']');
            }
        }
    }
}

/// Most numbers have few digits.
pub(crate) fn digits(out: &mut impl Text, number: u64) {
    if number >= 10 {
        digits(out, number / 10);
    }
    out.push(b'0' + (number % 10) as u8);
}

/// The fields that are written where records that say nothing are left out.
pub(crate) fn written_rows<'a>(
    record: &'a dyn Rows,
    former: Option<&'static Formerly>,
    version: Version,
    order: Order,
) -> impl Iterator<Item = (&'static Row, Shown<'a>)> {
    Written::rows(record, former, version, Form::short(version), order)
}

/// The fields of a record that are written, in an order.
struct Written<'a> {
    record: &'a dyn Rows,
    rows: &'static [Row],
    former: Option<&'static Formerly>,
    version: Version,
    form: Form,
    /// Rows of which it is known that they say something, a bit for each.
    used: u32,
    /// Rows that are to come, a bit for each.
    left: u32,
    by_name: Option<slice::Iter<'static, usize>>,
}

impl<'a> Written<'a> {
    fn rows(
        record: &'a dyn Rows,
        former: Option<&'static Formerly>,
        version: Version,
        form: Form,
        order: Order,
    ) -> Self {
        let rows = record.rows();
        // Most fields say nothing, and most records are written where that is known at once.
        let (used, left) = match form {
            Form::Compact | Form::Lean if former.is_none() => {
                let used = record.in_use();
                (used, if form == Form::Lean { used } else { used | record.always() })
            }
            _ => (0, !u32::MAX.checked_shl(rows.len() as u32).unwrap_or_default()),
        };
        let by_name = (order == Order::ByName).then(|| record.by_name().iter());
        Self { record, rows, former, version, form, used, left, by_name }
    }

    /// The number of the next row that is to come.
    fn number(&mut self) -> Option<usize> {
        let left = self.left;
        if let Some(order) = &mut self.by_name {
            return order.find(|number| left >> **number & 1 == 1).copied();
        }
        self.left &= left.wrapping_sub(1);
        (left != 0).then(|| left.trailing_zeros() as usize)
    }

    /// Whether a field is written of which it is not known that it says something.
    fn has(&self, row: &Row, shown: Shown<'_>) -> bool {
        let always =
            row.always && self.form != Form::Lean || self.former.is_some_and(|former| former.always.contains(&row.key));
        match shown {
            // In versions in which null means absent, it is absent where it says nothing.
            Shown::Record(_) if row.optional => true,
            Shown::Record(record) if row.nullable_in == Some(self.version) => !record.is_empty(),
            Shown::Record(record) => always || self.form == Form::Full || !record.is_empty(),
            shown => always || !shown.is_nothing(),
        }
    }
}

impl<'a> Iterator for Written<'a> {
    type Item = (&'static Row, Shown<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(number) = self.number() {
            let (row, shown) = (&self.rows[number], self.record.shown(number));
            let is_written = self.used >> number & 1 == 1 || self.has(row, shown);
            if is_written && row.known_at(self.version, self.former) {
                return Some((row, shown));
            }
        }
        None
    }
}

/// A JSON string as Go writes it, with what HTML could mistake escaped.
pub(crate) fn string(out: &mut impl Text, text: &str) {
    out.push(b'"');
    let mut rest = text;
    while let Some(at) = first_unsure(rest.as_bytes()) {
        let (plain, behind) = rest.split_at(at);
        let mut behind = behind.chars();
        out.push_str(plain);
        if let Some(c) = behind.next() {
            escape(out, c);
        }
        rest = behind.as_str();
    }
    out.push_str(rest);
    out.push(b'"');
}

/// Where the first byte stands that is escaped, or begins a character that may be.
fn first_unsure(text: &[u8]) -> Option<usize> {
    const SHORT: usize = 64;
    if text.len() < SHORT {
        return text.iter().position(|&byte| UNSURE[usize::from(byte)]);
    }
    scan::find(text, is_unsure)
}

const fn is_unsure(byte: u8) -> bool {
    // The last is the first byte of U+2028 and U+2029.
    (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == 0xe2)
}

fn escape(out: &mut impl Text, c: char) {
    let mut itself = [0; 4];
    out.push_str(match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '<' | '>' | '&' | '\0'..' ' | '\u{2028}' | '\u{2029}' => return out.push_str(&format!("\\u{:04x}", c as u32)),
        _ => c.encode_utf8(&mut itself),
    });
}

/// The same as a table, which is quicker for few bytes.
const UNSURE: [bool; 256] = {
    let mut unsure = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        unsure[byte] = is_unsure(byte as u8);
        byte += 1;
    }
    unsure
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_go_escapes_them() {
        let mut out = String::new();
        string(&mut out, "a\"\\\u{8}\u{c}\n\r\t<>&\u{2028}\u{1f}\u{7f}é");
        assert_eq!(out, r#""a\"\\\b\f\n\r\t\u003c\u003e\u0026\u2028\u001f"#.to_owned() + "\u{7f}é\"");
    }

    extern crate std;
    use std::borrow::ToOwned;
}
