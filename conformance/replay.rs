//! The recorded cases of `conformance/`, and how they are replayed.

use serde_json::Value;
use std::io::Read as _;

/// What the reference answered to one input.
pub(crate) struct Case {
    pub(crate) op: String,
    pub(crate) input: Value,
    pub(crate) want: Value,
    /// The whole of it as it is written, where the order of keys matters.
    pub(crate) line: String,
}

/// Compares every case of a family.
///
/// # Panics
/// After the last case, if any differ: with how many, and the first five. Also if the family cannot be read or has
/// another number of cases.
pub(crate) fn replay(family: &str, count: usize, compare: impl Fn(&Case) -> Result<(), String>) {
    let path = format!("{}/../conformance/{family}.jsonl.gz", env!("CARGO_MANIFEST_DIR"));
    let packed = std::fs::read(&path).unwrap_or_else(|error| panic!("the recorded cases are missing: {path}: {error}"));
    let mut lines = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut lines).expect("a whole file of text");
    assert_eq!(lines.lines().count(), count, "{path}");
    let mut last = String::new();
    let mut differing = Vec::new();
    for line in lines.lines() {
        let mut case: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error}: {line}"));
        let id = text(&case["id"]).to_owned();
        assert!(last < id, "{path}: {id} is out of order");
        let op = text(&case["op"]).to_owned();
        let (input, want) = (case["input"].take(), case["want"].take());
        if let Err(how) = compare(&Case { op, input, want, line: line.into() }) {
            differing.push(format!("{id}: {how}"));
        }
        last = id;
    }
    let first = differing.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(differing.is_empty(), "{family}: {} of {count} cases differ\n{first}", differing.len());
}

/// Compares two answers.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(got: T, want: T) -> Result<(), String> {
    if got == want { Ok(()) } else { Err(format!("\n  got  {got:?}\n  want {want:?}")) }
}

/// A text of a case.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("text expected, not {value}"))
}
