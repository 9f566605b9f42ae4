//! The recorded answers of kubectl.

extern crate std;

use super::super::tape::Style;
use super::super::{Kind, SourceId, Value};
use super::{offset, read};
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::io::Read as _;

#[derive(Clone, Debug)]
struct Case {
    id: String,
    text: String,
    /// `None`: refused.
    json: Option<String>,
}

fn cases() -> Vec<Case> {
    let file = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/yaml/kubectl.jsonl.gz"));
    let mut lines = String::new();
    flate2::read::GzDecoder::new(&file[..]).read_to_string(&mut lines).unwrap();
    let case = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |value: &serde_json::Value| value.as_str().map(ToString::to_string);
        Case {
            id: text(&case["id"]).unwrap(),
            text: text(&case["input"]["text"]).unwrap(),
            // Only invalid bytes of !!binary are written so; to JSON it is the same character.
            json: text(&case["want"]["json"]).map(|json| json.replace("\\ufffd", "\u{fffd}")),
        }
    };
    lines.lines().map(case).collect()
}

/// What we answer, as the reference writes JSON.
fn answer(text: &str) -> Option<String> {
    let document = read(text.as_bytes(), SourceId::default(), 0).ok()?;
    let mut out = String::new();
    render(document.tape.root(), &mut out);
    Some(out)
}

#[test]
fn every_answer_is_kubectls() {
    let mut wrong = Vec::new();
    let cases = cases();
    for case in cases.iter().filter(|case| !case.id.starts_with("differs-")) {
        let ours = answer(&case.text);
        if ours != case.json {
            wrong.push(format!("{}: {:?}\n  kubectl {:?}\n  ours    {ours:?}", case.id, case.text, case.json));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() > 1000);
}

/// Each of these has a line in DEVIATIONS.md; one that no longer differs is to be renamed.
#[test]
fn differences_from_kubectl_are_the_known_ones() {
    for case in cases().iter().filter(|case| case.id.starts_with("differs-")) {
        assert_ne!(answer(&case.text), case.json, "{}: {:?}", case.id, case.text);
    }
}

#[test]
fn every_character_of_a_string_leads_back_to_its_source() {
    let mut strings = 0;
    for case in cases() {
        let Ok(document) = read(case.text.as_bytes(), SourceId::default(), 0) else { continue };
        let tape = &document.tape;
        for index in 0..tape.len() {
            let value = Value::at(tape, index);
            let Some(text) = value.as_str() else { continue };
            strings += usize::from(follows(&case, value, &text));
        }
    }
    assert!(strings > 3000, "{strings}");
}

/// Whether this string was read from its source by the rules of its style, and not made of a
/// number or by a tag.
fn follows(case: &Case, value: Value<'_>, text: &str) -> bool {
    let (span, style) = (value.span(), value.node().style);
    let quotes = u32::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
    let raw = &case.text[(span.start + quotes) as usize..(span.end - quotes) as usize];
    let mut walked = String::new();
    offset::pieces(style, raw.as_bytes(), text, &mut |c, _| walked.push(c));
    let block = matches!(style, Style::Literal | Style::Folded);
    if !(walked == text || block && walked.starts_with(text)) {
        assert!(style == Style::Plain || case.text.contains("!!binary"), "{}: {text:?} {walked:?}", case.id);
        return false;
    }
    for (offset, c) in text.char_indices() {
        let there = case.text[value.source_offset(offset) as usize..].chars().next();
        let same = there == Some(c) || there == Some('\\') || matches!(c, ' ' | '\n');
        assert!(same, "{}: {text:?} at {offset}: {there:?}", case.id);
    }
    true
}

#[test]
fn spans_nest_and_scalars_show_what_they_are() {
    for case in cases() {
        let Ok(document) = read(case.text.as_bytes(), SourceId::default(), 0) else { continue };
        for index in 0..document.tape.len() {
            let value = Value::at(&document.tape, index);
            let span = value.span();
            let shown = case.text.get(span.start as usize..span.end as usize);
            let shown = shown.unwrap_or_else(|| panic!("{}: {value:?}", case.id));
            match value.kind() {
                Kind::Null => {}
                Kind::String => assert!(!shown.is_empty() || value.is_text(""), "{}: {value:?}", case.id),
                Kind::Array => assert!(shown.starts_with(['[', '-']), "{}: {shown:?}", case.id),
                _ => assert!(!shown.is_empty(), "{}: {value:?}", case.id),
            }
            // What an alias repeats stands elsewhere.
            let children = value.elements().chain(value.members().flat_map(|(key, value)| [key, value]));
            for child in children.filter(|_| !case.text.contains('*')) {
                let inner = child.span();
                assert!(span.start <= inner.start && inner.end <= span.end, "{}: {child:?} in {value:?}", case.id);
            }
        }
    }
}

/// Compact, with sorted keys; of equal keys the last. `&`, `<`, `>`, U+2028 and U+2029 are escaped.
fn render(value: Value<'_>, out: &mut String) {
    enum Step<'t> {
        Text(&'static str),
        Key(Cow<'t, str>),
        Value(Value<'t>),
    }
    let mut todo = Vec::from([Step::Value(value)]);
    while let Some(step) = todo.pop() {
        let value = match step {
            Step::Text(text) => {
                out.push_str(text);
                continue;
            }
            Step::Key(key) => {
                quoted(&key, out);
                continue;
            }
            Step::Value(value) => value,
        };
        let from = todo.len();
        match value.kind() {
            Kind::Null => out.push_str("null"),
            Kind::True => out.push_str("true"),
            Kind::False => out.push_str("false"),
            Kind::Number => out.push_str(&value.as_number().unwrap()),
            Kind::String => quoted(&value.as_str().unwrap(), out),
            Kind::Array => {
                out.push('[');
                for element in value.elements() {
                    todo.push(Step::Text(if todo.len() > from { "," } else { "" }));
                    todo.push(Step::Value(element));
                }
                todo.push(Step::Text("]"));
            }
            Kind::Object => {
                out.push('{');
                let members: BTreeMap<_, _> =
                    value.members().map(|(key, value)| (key.as_str().unwrap(), value)).collect();
                for (key, value) in members {
                    todo.push(Step::Text(if todo.len() > from { "," } else { "" }));
                    todo.extend([Step::Key(key), Step::Text(":"), Step::Value(value)]);
                }
                todo.push(Step::Text("}"));
            }
        }
        todo[from..].reverse();
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", c as u32))
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
