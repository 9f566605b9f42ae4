//! The reference's words for a value of the wrong type.

use crate::decode::{Mismatch, Wanted};
use crate::document::{Kind, Value};
use alloc::{format, string::String};

/// What is decoded: it names the root in the message.
#[derive(Clone, Copy)]
pub(crate) enum Reading {
    /// The stub that knows only the version.
    Stub,
    /// The whole config.
    Whole,
    /// One record of the model, by the reference's name for it.
    Part(&'static str),
}

/// The message, and the byte offset the reference reports, relative to the document's text.
pub(crate) fn describe(root: Value<'_>, mismatch: Mismatch, reading: Reading) -> (String, u32) {
    let value = Value::at(root.tape(), mismatch.index);
    let (what, kind) = (kind_of(value, mismatch.wanted), name_of(mismatch.wanted));
    let (name, root_type) = match reading {
        Reading::Stub => ("versionStub", "util.versionStub".into()),
        Reading::Whole => ("Config", "types.Config".into()),
        Reading::Part(name) => (name, format!("types.{name}")),
    };
    let (path, last) = path_to(root, mismatch.index);
    let place = match last {
        None => return (format!("json: cannot unmarshal {what} into Go value of type {root_type}"), end_of(value)),
        Some(last) if !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()) => format!("{name}{path}"),
        Some(_) => format!("Go struct field {name}{path}"),
    };
    (format!("json: cannot unmarshal {what} into {place} of type {kind}"), end_of(value))
}

/// The message of the reader of spec 2, which does not say where.
pub(crate) fn describe_plainly(root: Value<'_>, mismatch: Mismatch) -> String {
    let what = kind_of(Value::at(root.tape(), mismatch.index), mismatch.wanted);
    format!("json: cannot unmarshal {what} into Go value of type {}", name_of(mismatch.wanted))
}

fn kind_of(value: Value<'_>, wanted: Wanted) -> String {
    let what = String::from(match value.kind() {
        Kind::String => "string",
        Kind::True | Kind::False => "bool",
        Kind::Array => "array",
        Kind::Object => "object",
        Kind::Number => "number",
        Kind::Null => "null",
    });
    match (wanted, value.as_number()) {
        (Wanted::Int, Some(digits)) => format!("number {digits}"),
        _ => what,
    }
}

fn name_of(wanted: Wanted) -> String {
    match wanted {
        Wanted::Bare(name) => String::from(name),
        Wanted::Int => String::from("int"),
        Wanted::Named(name) => format!("types.{name}"),
        Wanted::ListOf(name) => format!("[]types.{name}"),
    }
}

/// Just past a scalar, just past the bracket of an object or list.
pub(crate) fn end_of(value: Value<'_>) -> u32 {
    let node = value.node();
    match value.kind() {
        Kind::Array | Kind::Object => node.start + 1,
        _ => node.end,
    }
}

/// The tokens that lead to a value, each with a dot before it, and the last of them.
fn path_to(root: Value<'_>, index: usize) -> (String, Option<String>) {
    let (mut path, mut last, mut here) = (String::new(), None, root);
    while here.index() != index {
        let holds =
            |value: Value<'_>| value.index() <= index && index < value.index() + value.tape().size(value.index());
        let member = here.members().find(|&(_, value)| holds(value));
        let (token, value) = match member {
            Some((key, value)) => (escape(&key.as_str().unwrap_or_default()), value),
            None => match here.elements().enumerate().find(|&(_, value)| holds(value)) {
                Some((at, value)) => (format!("{at}"), value),
                None => break,
            },
        };
        path.push('.');
        // The reference swaps the separators of a pointer for dots.
        path.push_str(&token);
        last = Some(token);
        here = value;
    }
    (path, last)
}

/// A key as a token of a JSON pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
