//! Which texts are JSON, and what they mean: as serde_json says, but for the differences named here.

use crate::tree::Tree;
use garboard_ignition::document::{Flat, Kind, MAX_DEPTH, SourceId, Value, read_flat};
use garboard_ignition::{Config, parse, read_json};
use serde::de::IgnoredAny;

/// Holds our reader against serde_json on any bytes.
pub fn holds(input: &[u8]) {
    let ours = read_json(input, SourceId::default());
    // What it ignores it checks by the grammar alone: no limit to a number or to nesting, no word about surrogates or
    // encoding. That is what the reference does, but for the limit to nesting.
    let theirs = serde_json::from_slice::<IgnoredAny>(input);
    match (&ours, &theirs) {
        (Ok(_), Err(error)) => panic!("accepted, and serde_json says: {error}"),
        (Err(refused), Ok(_)) => assert!(depth(input) > MAX_DEPTH, "{refused}, and serde_json accepts it"),
        _ => {}
    }
    if let Some(fields) = str::from_utf8(input).ok().and_then(read_flat::<Flat<'_>>) {
        flat(ours.as_ref().expect("what is flat is JSON").root(), &fields);
    }
    let (Ok(tape), Ok(value)) = (ours, serde_json::from_slice::<serde_json::Value>(input)) else { return };
    same(tape.root(), &value);
    let tree = Tree::of(tape.root());
    if tree.has_distinct_keys() && has_whole_numbers(&tree) {
        replayed(input);
    }
}

/// The same object.
fn flat(ours: Value<'_>, fields: &[Flat<'_>]) {
    assert_eq!((ours.kind(), ours.members().count()), (Kind::Object, fields.len()));
    for ((key, value), field) in ours.members().zip(fields) {
        assert_eq!(key.as_str().as_deref(), Some(field.name));
        assert_eq!(value.raw(), field.raw.as_bytes());
        assert_eq!(value.as_str().as_deref().map(str::as_bytes), field.text.as_deref());
        assert!(!matches!(value.kind(), Kind::Array | Kind::Object), "{field:?}");
    }
}

/// The same value, if of equal keys the last counts.
fn same(ours: Value<'_>, theirs: &serde_json::Value) {
    match (ours.kind(), theirs) {
        (Kind::Null, serde_json::Value::Null) => {}
        (Kind::True | Kind::False, serde_json::Value::Bool(value)) => assert_eq!(ours.as_bool(), Some(*value)),
        (Kind::Number, serde_json::Value::Number(number)) => {
            let digits = ours.as_number().expect("a number has digits");
            assert_eq!(serde_json::from_str::<serde_json::Number>(&digits).ok().as_ref(), Some(number));
            // They have 0 and -0 apart, as a float.
            if let (Some(whole), true) = (number.as_i64(), *digits != *"-0") {
                assert_eq!(ours.as_i64(), Some(whole));
            }
        }
        (Kind::String, serde_json::Value::String(text)) => assert_eq!(ours.as_str().as_deref(), Some(text.as_str())),
        (Kind::Array, serde_json::Value::Array(list)) => {
            assert_eq!(ours.elements().count(), list.len());
            ours.elements().zip(list).for_each(|(ours, theirs)| same(ours, theirs));
        }
        (Kind::Object, serde_json::Value::Object(members)) => {
            for (key, value) in members {
                same(ours.get(key).unwrap_or_else(|| panic!("there is no {key:?}")), value);
            }
            for (key, _) in ours.members() {
                let name = key.as_str().expect("keys are strings");
                assert!(members.contains_key(&*name), "serde_json has no {name:?}");
            }
        }
        (_, theirs) => panic!("{ours:?} where serde_json has {theirs}"),
    }
}

/// A config that is deserialised is the one that is parsed. Fractions are none of a config's business, and come through
/// serde in other words.
fn replayed(input: &[u8]) {
    match (parse(input), serde_json::from_slice::<Config>(input)) {
        (Ok(parsed), Ok(replayed)) => assert_eq!(parsed.config, replayed, "deserialised"),
        (Ok(_), Err(error)) => panic!("accepted, and deserialising says: {error}"),
        (Err(refused), Ok(_)) => panic!("{refused}, and deserialising accepts it"),
        (Err(_), Err(_)) => {}
    }
}

fn has_whole_numbers(tree: &Tree) -> bool {
    match tree {
        Tree::Number(digits) => digits.parse::<i64>().is_ok_and(|number| number.to_string() == *digits),
        Tree::List(list) => list.iter().all(has_whole_numbers),
        Tree::Object(members) => members.iter().all(|(_, value)| has_whole_numbers(value)),
        _ => true,
    }
}

/// How deep the brackets of a text that is JSON are nested.
fn depth(input: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0usize, 0, false, false);
    for byte in input {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
