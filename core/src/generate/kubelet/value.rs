//! A kubelet's configuration as values of its fields, and how they are written.

use super::duration;
use super::fields::{Known, LeftOut, Record, Row, Type};
use crate::generate::quantity::Quantity;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A structure, with a value for each field that something is said of. Copies share what is not changed in them.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) record: &'static Record,
    /// In the order of the record's rows.
    pub(super) values: Vec<Option<Arc<Value>>>,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A list or a map that is none, inside of another one.
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Also a point in time.
    Text(String),
    /// In nanoseconds.
    Duration(i64),
    /// In nanoseconds, and whether it is written as text.
    Flush(i64, bool),
    Quantity(Quantity),
    Object(Object),
    List(Vec<Self>),
    Map(BTreeMap<String, Self>),
}

impl Object {
    pub(super) fn empty(record: &'static Record) -> Self {
        Self { record, values: record.rows.iter().map(|_| None).collect() }
    }

    pub(super) fn get(&self, field: Known) -> Option<&Value> {
        self.values[field.0].as_deref()
    }

    /// The text of a field; empty if it has none.
    pub(super) fn text(&self, field: Known) -> &str {
        match self.get(field) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&self, field: Known) -> impl Iterator<Item = &str> {
        let list = match self.get(field) {
            Some(Value::List(list)) => &**list,
            _ => &[],
        };
        list.iter().map(|item| if let Value::Text(text) = item { &**text } else { "" })
    }

    /// The entries of a map.
    pub(super) fn map_mut(&mut self, field: Known) -> Option<&mut BTreeMap<String, Value>> {
        match self.values[field.0].as_mut().map(Arc::make_mut) {
            Some(Value::Map(map)) => Some(map),
            _ => None,
        }
    }

    pub(super) fn set(&mut self, field: Known, value: Value) {
        self.values[field.0] = Some(Arc::new(value));
    }

    pub(super) fn clear(&mut self, field: Known) {
        self.values[field.0] = None;
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl core::fmt::Debug for Object {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let said =
            self.record.rows.iter().zip(&self.values).filter_map(|(row, value)| Some((row.name, value.as_deref()?)));
        f.debug_map().entries(said).finish()
    }
}

impl Value {
    /// What a field holds that nothing is said of.
    pub(super) fn zero(kind: Type) -> Self {
        match kind {
            Type::Bool => Self::Bool(false),
            Type::Int32 | Type::Int64 | Type::Uint32 => Self::Int(0),
            Type::Float => Self::Float(0.0),
            Type::Text | Type::Time => Self::Text(String::new()),
            Type::Duration => Self::Duration(0),
            Type::Flush => Self::Flush(0, false),
            Type::Quantity => Self::Quantity(Quantity::default()),
            Type::Object(record) => Self::Object(Object::empty(record)),
            _ => Self::Null,
        }
    }

    /// Whether it says nothing.
    pub(super) fn is_zero(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(value) => !value,
            Self::Int(number) | Self::Duration(number) => *number == 0,
            Self::Float(number) => *number == 0.0,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::Flush(..) | Self::Quantity(_) | Self::Object(_) => false,
        }
    }
}

impl Row {
    fn is_written(&self, value: &Value) -> bool {
        self.left_out != LeftOut::Empty || !value.is_zero()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        for (row, value) in self.record.rows.iter().zip(&self.values) {
            match value.as_deref() {
                Some(value) if row.is_written(value) => object.serialize_entry(row.name, value)?,
                None => unsaid(row, &mut object)?,
                Some(_) => {}
            }
        }
        object.end()
    }
}

/// A structure of which nothing is said.
struct Unsaid(&'static Record);

impl Serialize for Unsaid {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        self.0.rows.iter().try_for_each(|row| unsaid(row, &mut object))?;
        object.end()
    }
}

/// What is written of a field of which nothing is said.
fn unsaid<M: SerializeMap>(row: &Row, object: &mut M) -> Result<(), M::Error> {
    match (row.left_out, row.kind) {
        (LeftOut::Never, Type::Object(record)) => object.serialize_entry(row.name, &Unsaid(record)),
        (LeftOut::Never, kind) => object.serialize_entry(row.name, &Value::zero(kind)),
        _ => Ok(()),
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Int(number) | Self::Flush(number, false) => to.serialize_i64(*number),
            Self::Float(number) => to.serialize_f64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::Duration(length) | Self::Flush(length, true) => to.serialize_str(&duration::text(*length)),
            Self::Quantity(quantity) => to.serialize_str(&quantity.text()),
            Self::Object(object) => object.serialize(to),
            Self::List(items) => items.serialize(to),
            Self::Map(entries) => entries.serialize(to),
        }
    }
}
