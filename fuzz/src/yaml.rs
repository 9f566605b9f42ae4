//! YAML documents: reading one ends, answers the same twice and wherever the document begins, and its places lie in
//! the text.

use crate::places::{covers, on_characters};
use crate::spans::offsets;
use crate::tree::Tree;
use garboard_ignition::document::{Kind, SourceId, Value, YamlDocument, YamlError, read_yaml};

/// Holds the invariants of [`read_yaml`] against any bytes.
pub fn holds(input: &[u8]) {
    let first = read_yaml(input, SourceId(1), 0);
    let moved = read_yaml(input, SourceId(1), BASE);
    match (&first, &moved) {
        (Ok(first), Ok(moved)) => {
            let text = core::str::from_utf8(input).expect("what is read as YAML is text");
            document(first, text, 0);
            document(moved, text, BASE as usize);
            same(first, moved);
        }
        (Err(first), Err(moved)) => {
            assert_eq!(first, moved, "refused otherwise at another place");
            refused(first, input);
        }
        _ => panic!("refused at one place only"),
    }
}

const BASE: u32 = 1000;

fn document(document: &YamlDocument<'_>, text: &str, base: usize) {
    for note in &document.notes {
        for span in [Some(note.at), note.related].into_iter().flatten() {
            covers(span, base, base + text.len(), "a note");
        }
    }
    let sorted = document.notes.windows(2).all(|pair| pair[0].at <= pair[1].at);
    assert!(sorted, "notes are in the order of the source");
    // An alias, and a merge key, show the value where it stands.
    let nested = !text.contains(['*']);
    let mut steps = 20_000;
    let mut values = 200_000;
    let mut waiting = vec![document.tape.root()];
    while let Some(value) = waiting.pop() {
        let span = value.span();
        covers(span, base, base + text.len(), "a value");
        if base == 0 {
            on_characters(span, text, "a value");
        }
        let mut before = span.start as usize;
        for child in value.members().flat_map(|(key, value)| [key, value]).chain(value.elements()) {
            if nested {
                covers(child.span(), before, span.end as usize, "a value below another");
                before = child.span().end as usize;
            }
            waiting.push(child);
        }
        if let Some(text) = value.as_str() {
            offsets(value, &text, &mut steps);
        }
        if let Some(digits) = value.as_number() {
            let json = serde_json::from_str::<serde_json::Number>(&digits);
            assert!(json.is_ok(), "{digits} is no number in JSON");
        }
        values -= 1;
        if values == 0 {
            break;
        }
    }
}

/// The same values at other places.
fn same(first: &YamlDocument<'_>, moved: &YamlDocument<'_>) {
    assert_eq!(first.empty, moved.empty);
    assert_eq!(first.notes.len(), moved.notes.len());
    let (a, b) = (first.tape.root(), moved.tape.root());
    if shallow(a) {
        assert_eq!(Tree::of(a), Tree::of(b), "other values at another place");
    }
}

/// Whether it is small enough to be looked at recursively, and whole.
fn shallow(root: Value<'_>) -> bool {
    let mut count = 0;
    let mut waiting = vec![(root, 0)];
    while let Some((value, depth)) = waiting.pop() {
        count += 1;
        if depth > 100 || count > 10_000 {
            return false;
        }
        let below = value.members().map(|(_, value)| value).chain(value.elements());
        waiting.extend(below.map(|value| (value, depth + 1)));
    }
    !matches!(root.kind(), Kind::Null)
}

fn refused(error: &YamlError, input: &[u8]) {
    assert!(!error.message.is_empty(), "refused in silence");
    assert!(error.at <= input.len(), "refused at {} of {}", error.at, input.len());
    if let Ok(text) = core::str::from_utf8(input) {
        assert!(text.is_char_boundary(error.at), "refused inside of a character");
    }
}
