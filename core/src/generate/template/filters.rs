//! What templates in Jinja's language can do with values. Texts that grow are bounded before they are made.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};

/// So long may a text be.
const MAX_TEXT: usize = 4 << 20;

/// So far may lines be moved.
const MAX_INDENT: usize = 64;

/// The names of all of them, for people.
pub(super) const NAMES: &str =
    "default, first, indent, join, last, length, lower, replace, tojson, trim, upper, and the tests defined and none";

/// Adds them.
pub(super) fn add(environment: &mut Environment<'_>) {
    environment.add_filter("default", |value: Value, other: Value| if is_unset(&value) { other } else { value });
    environment.add_filter("first", |list: Value| end(&list, true));
    environment.add_filter("indent", indent);
    environment.add_filter("join", join);
    environment.add_filter("last", |list: Value| end(&list, false));
    environment.add_filter("length", length);
    environment.add_filter("lower", |text: &str| text.to_lowercase());
    environment.add_filter("replace", replace);
    environment.add_filter("tojson", json);
    environment.add_filter("trim", |text: &str| String::from(text.trim()));
    environment.add_filter("upper", |text: &str| text.to_uppercase());
    environment.add_test("defined", |value: Value| !value.is_undefined());
    environment.add_test("none", |value: Value| value.is_none());
}

/// Whether there is nothing to write of a value.
pub(super) fn is_unset(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

/// A truth value, as files of nodes have it.
pub(super) fn flag(value: &Value) -> &'static str {
    if value.is_true() { "true" } else { "false" }
}

fn wrong(words: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, words.into())
}

fn bounded(length: Option<usize>) -> Result<usize, Error> {
    let too_long = || wrong(format!("the text would be longer than {MAX_TEXT} bytes: write less"));
    length.filter(|length| *length <= MAX_TEXT).ok_or_else(too_long)
}

/// Moves all lines but the first, as they stand in a block of YAML.
fn indent(text: &str, width: usize) -> Result<String, Error> {
    if width > MAX_INDENT {
        return Err(wrong(format!("lines cannot be moved by {width}: write at most {MAX_INDENT}")));
    }
    let lines = text.split_inclusive('\n').count();
    let mut out =
        String::with_capacity(bounded(lines.checked_mul(width).and_then(|more| more.checked_add(text.len())))?);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && !line.trim().is_empty() {
            out.extend(core::iter::repeat_n(' ', width));
        }
        out.push_str(line);
    }
    Ok(out)
}

fn join(list: Value, between: &str) -> Result<String, Error> {
    if list.kind() != ValueKind::Seq {
        return Err(wrong("what is no list cannot be joined"));
    }
    let mut out = String::new();
    for (number, one) in list.try_iter()?.enumerate() {
        let one = match one.kind() {
            ValueKind::Bool => flag(&one).into(),
            ValueKind::String | ValueKind::Number => format!("{one}"),
            _ => return Err(wrong("only texts and numbers can be joined: write a loop")),
        };
        let between = if number > 0 { between } else { "" };
        bounded(out.len().checked_add(between.len() + one.len()))?;
        out.push_str(between);
        out.push_str(&one);
    }
    Ok(out)
}

fn replace(text: &str, old: &str, new: &str) -> Result<String, Error> {
    if old.is_empty() {
        return Err(wrong("nothing cannot be replaced: write what is to go"));
    }
    bounded(text.matches(old).count().checked_mul(new.len()).and_then(|more| more.checked_add(text.len())))?;
    Ok(text.replace(old, new))
}

fn json(value: Value) -> Result<String, Error> {
    serde_json::to_string(&value).map_err(|error| wrong(format!("it is no JSON: {error}")))
}

fn length(value: Value) -> Result<usize, Error> {
    value.len().ok_or_else(|| wrong("it has no length"))
}

fn end(list: &Value, first: bool) -> Result<Value, Error> {
    let all: Vec<_> = list.try_iter()?.collect();
    let found = if first { all.into_iter().next() } else { all.into_iter().next_back() };
    found.ok_or_else(|| wrong("the list is empty: ask `if` first"))
}
