//! The recorded cases of `conformance/`, and how they are replayed.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What the reference answered to one input.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) op: String,
    pub(crate) input: Value,
    pub(crate) want: Value,
}

/// Compares every case of a family. An answer that differs is told in words.
///
/// # Panics
/// After the last case, if any differ: with how many, and the first five. Also if the family cannot be read.
pub(crate) fn replay(family: &str, compare: impl Fn(&Case) -> Result<(), String>) {
    let cases = read(family);
    let differing: Vec<String> = cases
        .iter()
        .filter_map(|case| compare(case).err().map(|how| format!("{} ({}): {how}", case.id, case.op)))
        .collect();
    let first = differing.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(differing.is_empty(), "{family}: {} of {} cases differ\n{first}", differing.len(), cases.len());
}

/// Compares two answers.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(got: T, want: T) -> Result<(), String> {
    if got == want { Ok(()) } else { Err(format!("\n  got  {got:?}\n  want {want:?}")) }
}

/// Bytes that stand in a case as base64.
pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("base64 expected, not {value}"));
    STANDARD.decode(text).unwrap_or_else(|error| panic!("base64 expected, not {text}: {error}"))
}

/// Without members that are null, `[]` or `{}`, or become so.
pub(crate) fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().map(|(key, value)| (key.clone(), pruned(value)));
            Value::Object(kept.filter(|(_, value)| !is_nothing(value)).collect())
        }
        Value::Array(elements) => Value::Array(elements.iter().map(pruned).collect()),
        other => other.clone(),
    }
}

fn is_nothing(value: &Value) -> bool {
    *value == Value::Null || *value == json!([]) || *value == json!({})
}

/// All cases of a family. There is always one.
pub(crate) fn read(family: &str) -> Vec<Case> {
    let path = format!("{}/../conformance/ignition/{family}.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
    let packed = std::fs::read(&path).unwrap_or_else(|error| panic!("the recorded cases are missing: {path}: {error}"));
    let mut lines = String::new();
    let unpacked = flate2::read::GzDecoder::new(&*packed).read_to_string(&mut lines);
    unpacked.unwrap_or_else(|error| panic!("{path}: {error}"));
    let cases: Vec<Case> = lines.lines().map(|line| case(line, &path)).collect();
    assert!(!cases.is_empty(), "{path} is empty");
    cases
}

fn case(line: &str, path: &str) -> Case {
    let mut value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error}: {line}"));
    let text = |name: &str| {
        let text = value[name].as_str();
        text.unwrap_or_else(|| panic!("{path}: no {name}: {line}")).to_owned()
    };
    let (id, op) = (text("id"), text("op"));
    Case { id, op, input: value["input"].take(), want: value["want"].take() }
}
