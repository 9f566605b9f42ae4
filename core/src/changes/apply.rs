//! Changes, carried out.

use super::{Change, Kind, Step};
use alloc::collections::BTreeMap;
use alloc::{string::String, vec::Vec};
use serde_json::{Map, Value};

pub(super) fn all(changes: &[Change], spec: &mut Value) {
    for change in changes {
        one(change, &change.way, spec);
    }
}

/// Carries `change` out below `value`, to which the rest of the way leads.
fn one(change: &Change, way: &[Step], value: &mut Value) {
    let Some((step, rest)) = way.split_first() else { return here(change, value) };
    match step {
        Step::Field(name) => {
            let object = as_object(value);
            let inner = object.entry(name.clone()).or_insert(Value::Null);
            one(change, rest, inner);
            // A record or list that nothing is left of is not written.
            if inner.is_null() || change.kind == Kind::Removed && is_empty(inner) {
                object.remove(name);
            }
        }
        Step::Order { key } => reorder(change.new.as_ref(), key, as_list(value)),
        Step::Named { key, name } => {
            let list = as_list(value);
            let at = list.iter().position(|thing| name_of(thing, key) == Some(name));
            match at {
                Some(at) if change.kind == Kind::Removed && rest.is_empty() => drop(list.remove(at)),
                Some(at) => one(change, rest, &mut list[at]),
                None => list.push(change.new.clone().unwrap_or_default()),
            }
        }
    }
}

/// Carries `change` out on the value itself.
fn here(change: &Change, value: &mut Value) {
    let is_thing = matches!(change.way.last(), Some(Step::Named { .. }));
    match (change.kind, &change.new) {
        (Kind::Changed, Some(Value::Object(new))) if is_thing => own_fields(change.old.as_ref(), new, as_object(value)),
        (_, new) => *value = new.clone().unwrap_or_default(),
    }
}

/// The fields of a thing, without the lists in it that are compared on their own.
fn own_fields(old: Option<&Value>, new: &Map<String, Value>, thing: &mut Map<String, Value>) {
    for field in old.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        thing.remove(field);
    }
    thing.extend(new.iter().map(|(field, value)| (field.clone(), value.clone())));
}

fn reorder(order: Option<&Value>, key: &str, list: &mut [Value]) {
    let names = order.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let places: BTreeMap<_, _> = names.enumerate().map(|(place, name)| (name, place)).collect();
    list.sort_by_cached_key(|thing| name_of(thing, key).and_then(|name| places.get(name)).copied());
}

fn name_of<'a>(thing: &'a Value, key: &str) -> Option<&'a str> {
    thing.as_object().map(|thing| thing.get(key).and_then(Value::as_str).unwrap_or_default())
}

/// What is there as an object; another value gives way to one.
fn as_object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("it is an object now")
}

/// What is there as a list; another value gives way to one.
fn as_list(value: &mut Value) -> &mut Vec<Value> {
    if !value.is_array() {
        *value = Value::Array(Vec::new());
    }
    value.as_array_mut().expect("it is a list now")
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}
