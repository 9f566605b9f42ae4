//! Configs as JSON, byte for byte as the reference writes them.

use crate::config::Config;
use crate::model::rows::{Formerly, Row, Rows, Shown};
use crate::version::Version;
use alloc::string::String;
use core::fmt::Write as _;

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
    json_of(config.content(), config.version(), form)
}

/// A whole document, given its root.
pub(crate) fn json_of(content: &dyn Rows, version: Version, form: Form) -> String {
    let mut writer = Writer { out: String::with_capacity(ROOM), version, form };
    writer.record(content, None);
    writer.out
}

/// What most small configs fit in.
const ROOM: usize = 512;

struct Writer {
    out: String,
    version: Version,
    form: Form,
}

impl Writer {
    fn record(&mut self, record: &dyn Rows, former: Option<&'static Formerly>) {
        self.out.push('{');
        let start = self.out.len();
        for (row, shown) in rows_in(record, former, self.version, self.form, Order::Reference) {
            if self.out.len() > start {
                self.out.push(',');
            }
            // The model's own names: nothing in them is escaped.
            self.out.push('"');
            self.out.push_str(row.key);
            self.out.push_str("\":");
            self.value(row, shown);
        }
        self.out.push('}');
    }

    fn value(&mut self, row: &Row, shown: Shown<'_>) {
        match shown {
            Shown::Absent => self.out.push_str("null"),
            Shown::Plain(text) | Shown::Text(text) => self.string(text),
            // Writing to a string cannot fail.
            Shown::Int(number) | Shown::PlainInt(number) => _ = write!(self.out, "{number}"),
            Shown::Bool(value) => self.out.push_str(if value { "true" } else { "false" }),
            Shown::Version => self.string(self.version.as_str()),
            Shown::Record(record) => self.record(record, row.former_at(self.version)),
            Shown::List(list) => {
                self.out.push('[');
                for index in 0..list.count() {
                    if index > 0 {
                        self.out.push(',');
                    }
                    self.value(row, list.item(index));
                }
                self.out.push(']');
            }
        }
    }

    fn string(&mut self, text: &str) {
        string(&mut self.out, text);
    }
}

/// The fields that are written where records that say nothing are left out.
pub(crate) fn written_rows<'a>(
    record: &'a dyn Rows,
    former: Option<&'static Formerly>,
    version: Version,
    order: Order,
) -> impl Iterator<Item = (&'static Row, Shown<'a>)> {
    rows_in(record, former, version, Form::short(version), order)
}

fn rows_in<'a>(
    record: &'a dyn Rows,
    former: Option<&'static Formerly>,
    version: Version,
    form: Form,
    order: Order,
) -> impl Iterator<Item = (&'static Row, Shown<'a>)> {
    let (rows, by_name) = (record.rows(), record.by_name());
    let index = move |nth: usize| if order == Order::ByName { by_name[nth] } else { nth };
    let shown = (0..rows.len()).map(move |nth| (&rows[index(nth)], record.shown(index(nth))));
    shown.filter(move |(row, shown)| {
        let always = row.always && form != Form::Lean || former.is_some_and(|former| former.always.contains(&row.key));
        let written = match *shown {
            // In versions in which null means absent, it is absent where it says nothing.
            Shown::Record(_) if row.optional => true,
            Shown::Record(record) if row.nullable_in == Some(version) => !is_empty(record),
            Shown::Record(record) => always || form == Form::Full || !is_empty(record),
            shown => always || !is_nothing(shown),
        };
        written && row.known_at(version, former)
    })
}

pub(crate) fn is_empty(record: &dyn Rows) -> bool {
    (0..record.rows().len()).all(|index| match record.shown(index) {
        Shown::Record(inner) => !record.rows()[index].optional && is_empty(inner),
        shown => is_nothing(shown),
    })
}

/// What `omitempty` leaves out: not a pointer to something empty.
fn is_nothing(shown: Shown<'_>) -> bool {
    match shown {
        Shown::Absent | Shown::Plain("") | Shown::PlainInt(0) => true,
        Shown::List(list) => list.count() == 0,
        _ => false,
    }
}

/// A JSON string as Go writes it, with what HTML could mistake escaped.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x0c => "\\f",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            b'<' | b'>' | b'&' | 0..0x20 => "",
            // The first byte of U+2028 and U+2029.
            0xe2 if text[at..].starts_with(['\u{2028}', '\u{2029}']) => "",
            _ => continue,
        };
        let Some(c) = text[at..].chars().next() else { break };
        out.push_str(&text[plain..at]);
        out.push_str(escape);
        if escape.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", c as u32);
        }
        plain = at + c.len_utf8();
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

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
