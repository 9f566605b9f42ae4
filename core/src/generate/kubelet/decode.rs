//! What values of a document mean for the fields of a configuration.

use super::fields::{LeftOut, Record, Row, Type};
use super::value::{Object, Value};
use super::{duration, instant};
use crate::generate::quantity::Quantity;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use garboard_ignition::document::{Kind, Value as Node};
use garboard_ignition::go::quote::fold_eq;

/// What a document is written in, which decides about repeated keys and about texts without quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Json,
    Yaml,
}

/// Why a value does not fit its field.
pub(super) struct Fault {
    path: String,
    why: Why,
}

enum Why {
    Type(&'static str, &'static str),
    Words(String),
}

impl Fault {
    fn mistyped(node: Node<'_>, wanted: &'static str) -> Self {
        let found = match node.kind() {
            Kind::Null => "null",
            Kind::True | Kind::False => "bool",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array => "array",
            Kind::Object => "object",
        };
        Self { path: String::new(), why: Why::Type(found, wanted) }
    }

    fn saying(words: impl Into<String>) -> Self {
        Self { path: String::new(), why: Why::Words(words.into()) }
    }

    fn below(mut self, name: &str) -> Self {
        self.path = if self.path.is_empty() { name.into() } else { format!("{name}.{}", self.path) };
        self
    }

    /// In about the words of the reference.
    pub(super) fn words(self) -> String {
        match self.why {
            Why::Words(words) => words,
            Why::Type(found, _) if self.path.is_empty() => {
                format!("json: cannot unmarshal {found} into Go value of type v1beta1.KubeletConfiguration")
            }
            Why::Type(found, wanted) => format!(
                "json: cannot unmarshal {found} into Go struct field KubeletConfiguration.{} of type {wanted}",
                self.path
            ),
        }
    }
}

/// Reads an object into a structure, whose fields may have values already. Names count in any case; of repeated ones
/// the last.
pub(super) fn object(node: Node<'_>, into: &mut Object, notation: Notation) -> Result<(), Fault> {
    if node.kind() != Kind::Object {
        return Err(Fault::mistyped(node, "object"));
    }
    each(node, notation, |name, value| {
        let Some(index) = field(into.record, name) else { return Ok(()) };
        let row = &into.record.rows[index];
        let before = into.values[index].take().map(Arc::unwrap_or_clone);
        let value = self::value(value, row, before, notation).map_err(|fault| fault.below(row.name))?;
        into.values[index] = value.map(Arc::new);
        Ok(())
    })
}

/// The members of an object in the order in which they count: YAML goes through a map, which keeps the last of equal keys
/// and sorts them.
fn each<'t>(
    node: Node<'t>,
    notation: Notation,
    mut with: impl FnMut(&str, Node<'t>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let named = |(key, value): (Node<'t>, Node<'t>)| (key.as_str().unwrap_or_default(), value);
    if notation == Notation::Json {
        return node.members().map(named).try_for_each(|(name, value)| with(&name, value));
    }
    let sorted: BTreeMap<Cow<'_, str>, Node<'t>> = node.members().map(named).collect();
    sorted.into_iter().try_for_each(|(name, value)| with(&name, value))
}

fn field(record: &Record, name: &str) -> Option<usize> {
    record.index(name).or_else(|| record.rows.iter().position(|row| fold_eq(name, row.name)))
}

/// The value of a field that has had one before. Null takes lists, maps and what can be absent away, and changes
/// nothing else; but no length of time can be null.
fn value(node: Node<'_>, row: &Row, before: Option<Value>, notation: Notation) -> Result<Option<Value>, Fault> {
    if node.is_null() {
        return match row.kind {
            _ if row.left_out == LeftOut::Absent => Ok(None),
            Type::Duration => Err(Fault::saying(r#"time: invalid duration """#)),
            Type::Quantity => Ok(Some(Value::Quantity(Quantity::default()))),
            Type::Bool | Type::Int32 | Type::Int64 | Type::Uint32 | Type::Float | Type::Text | Type::Flush => {
                Ok(before)
            }
            Type::Object(_) => Ok(before),
            _ => Ok(None),
        };
    }
    present(node, row.kind, before, notation).map(Some)
}

fn present(node: Node<'_>, kind: Type, before: Option<Value>, notation: Notation) -> Result<Value, Fault> {
    let mistyped = || Fault::mistyped(node, kind.name());
    match kind {
        Type::Bool => node.as_bool().map(Value::Bool).ok_or_else(mistyped),
        Type::Int32 => whole(node, i32::MIN.into()..=i32::MAX.into()).ok_or_else(mistyped),
        Type::Int64 => whole(node, i64::MIN..=i64::MAX).ok_or_else(mistyped),
        Type::Uint32 => whole(node, 0..=u32::MAX.into()).ok_or_else(mistyped),
        Type::Float => float(node).ok_or_else(mistyped),
        Type::Text => text(node, notation).map(Value::Text).ok_or_else(mistyped),
        Type::Duration => {
            let text = node.as_str().ok_or_else(mistyped)?;
            duration::parse(&text).map(Value::Duration).map_err(Fault::saying)
        }
        Type::Flush => match node.as_str() {
            Some(text) => duration::parse(&text).map(|length| Value::Flush(length, true)).map_err(Fault::saying),
            None => node.as_i64().map(|length| Value::Flush(length, false)).ok_or_else(mistyped),
        },
        Type::Time => {
            let text = node.as_str().ok_or_else(mistyped)?;
            instant::in_utc(&text).map(Value::Text).ok_or_else(|| Fault::saying(format!("parsing time {text:?}")))
        }
        Type::Quantity => quantity(node),
        Type::Object(record) => {
            let mut into = match before {
                Some(Value::Object(object)) => object,
                _ => Object::empty(record),
            };
            object(node, &mut into, notation)?;
            Ok(Value::Object(into))
        }
        Type::Texts => list(node, Type::Text, notation),
        Type::Ints => list(node, Type::Int32, notation),
        Type::Objects(record) => list(node, Type::Object(record), notation),
        Type::TextMap => map(node, Type::Text, before, notation),
        Type::BoolMap => map(node, Type::Bool, before, notation),
        Type::TextsMap => map(node, Type::Texts, before, notation),
        Type::QuantityMap => map(node, Type::Quantity, before, notation),
    }
}

/// A value of a list or a map, where null is what nothing is said of.
fn item(node: Node<'_>, kind: Type, notation: Notation) -> Result<Value, Fault> {
    if node.is_null() { Ok(Value::zero(kind)) } else { present(node, kind, None, notation) }
}

fn list(node: Node<'_>, of: Type, notation: Notation) -> Result<Value, Fault> {
    if node.kind() != Kind::Array {
        return Err(Fault::mistyped(node, "list"));
    }
    node.elements().map(|element| item(element, of, notation)).collect::<Result<_, _>>().map(Value::List)
}

fn map(node: Node<'_>, of: Type, before: Option<Value>, notation: Notation) -> Result<Value, Fault> {
    if node.kind() != Kind::Object {
        return Err(Fault::mistyped(node, "map"));
    }
    let mut entries = match before {
        Some(Value::Map(entries)) => entries,
        _ => BTreeMap::new(),
    };
    each(node, notation, |name, value| {
        let value = item(value, of, notation).map_err(|fault| fault.below(name))?;
        entries.insert(name.into(), value);
        Ok(())
    })?;
    Ok(Value::Map(entries))
}

fn whole(node: Node<'_>, within: core::ops::RangeInclusive<i64>) -> Option<Value> {
    node.as_i64().filter(|number| within.contains(number)).map(Value::Int)
}

fn float(node: Node<'_>) -> Option<Value> {
    let number: f64 = node.as_number()?.parse().ok()?;
    number.is_finite().then_some(Value::Float(number))
}

fn quantity(node: Node<'_>) -> Result<Value, Fault> {
    let text = node.as_str().or_else(|| node.as_number()).unwrap_or_default();
    Quantity::parse(&text).map(Value::Quantity).ok_or_else(|| {
        Fault::saying("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    })
}

/// A text; in YAML also a number or a boolean that has no quotes.
fn text(node: Node<'_>, notation: Notation) -> Option<String> {
    if let Some(text) = node.as_str() {
        return Some(text.into_owned());
    }
    if notation == Notation::Json {
        return None;
    }
    if let Some(value) = node.as_bool() {
        return Some(format!("{value}"));
    }
    let number = node.as_number()?;
    if is_float(&number, node.raw()) { number.parse().ok().map(short) } else { Some(number.into_owned()) }
}

/// Whether YAML reads a number as a float: by its point or exponent, or because no 64 bits hold it.
fn is_float(number: &str, raw: &[u8]) -> bool {
    let digits = raw.strip_prefix(b"-").or_else(|| raw.strip_prefix(b"+")).unwrap_or(raw);
    let hexadecimal = digits.len() > 1 && digits[0] == b'0' && matches!(digits[1], b'x' | b'X');
    let fits = number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok();
    !fits || (!hexadecimal && raw.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')))
}

/// A float in the fewest digits that 32 bits need.
fn short(number: f64) -> String {
    let number = number as f32;
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.parse::<i32>().unwrap_or(0) {
        -4..=20 if number == 0.0 => "0".into(),
        -4..=5 => format!("{number}"),
        exponent @ ..-4 => format!("{digits}e-{:02}", -exponent),
        exponent => format!("{digits}e+{exponent:02}"),
    }
}
