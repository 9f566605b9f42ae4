//! JSON documents: values stand in the text, in one another and one after the other, and a position in a string leads
//! back to its source.

use crate::places::{covers, on_characters};
use garboard_ignition::document::{Kind, SourceId, Value};
use garboard_ignition::{read_json, read_json_stream};

/// Holds the invariants of a document's places against any bytes.
pub fn holds(input: &[u8]) {
    let Ok(tape) = read_json(input, SourceId(2)) else { return };
    document(tape.root(), input, 0);

    // The same document behind another in a stream: everything stands further on, and nothing else changes.
    let before = b"[\"\xC3\xA9\"] \n";
    let stream = [before, input, b" {}"].concat();
    let (first, next) = read_json_stream(&stream, 0, SourceId(2)).expect("the first document is good");
    assert_eq!(first.root().kind(), Kind::Array);
    let space = input.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    assert_eq!(next, before.len() + space, "the second document begins at its first byte");
    let (second, next) = read_json_stream(&stream, next, SourceId(2)).expect("a document is good in a stream too");
    assert_eq!(&stream[next..], b"{}", "the third document is left");
    document(second.root(), input, before.len());
    let (mut alone, mut behind) = (vec![tape.root()], vec![second.root()]);
    while let (Some(a), Some(b)) = (alone.pop(), behind.pop()) {
        assert_eq!((a.kind(), a.as_str(), a.as_number(), a.raw()), (b.kind(), b.as_str(), b.as_number(), b.raw()));
        assert_eq!(a.span().start as usize + before.len(), b.span().start as usize, "{a:?} moved elsewhere");
        alone.extend(children(a));
        behind.extend(children(b));
    }
    assert!(alone.is_empty() && behind.is_empty(), "a document has fewer values in a stream");
}

/// What holds for a document that was read from `input`, which begins at byte `base` of its source.
fn document(root: Value<'_>, input: &[u8], base: usize) {
    covers(root.span(), base, base + input.len(), "the document");
    let characters = core::str::from_utf8(input).ok();
    let mut steps = 20_000;
    let mut waiting = vec![root];
    while let Some(value) = waiting.pop() {
        let span = value.span();
        let (start, end) = (span.start as usize, span.end as usize);
        assert_eq!(value.raw(), &input[start - base..end - base], "{value:?} shows other bytes");
        if let (Some(text), 0) = (characters, base) {
            on_characters(span, text, "a value");
        }
        bracketed(value);
        let mut before = start;
        for child in children(value) {
            covers(child.span(), before, end, "a value below another");
            before = child.span().end as usize;
            waiting.push(child);
        }
        if let Some(text) = value.as_str() {
            offsets(value, &text, &mut steps);
        }
        for (key, found) in value.members().take(20) {
            let name = key.as_str().expect("keys are strings");
            assert!(key.is_text(&name), "{key:?} is not its own text");
            let last = value.members().filter(|(key, _)| key.is_text(&name)).last().map(|(_, value)| value.span());
            assert_eq!(value.get(&name).map(Value::span), last, "of equal keys the last counts, not {found:?}");
        }
    }
}

/// Keys, values and elements, in the order of the source.
fn children(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    value.members().flat_map(|(key, value)| [key, value]).chain(value.elements())
}

/// A value begins and ends as its kind does.
fn bracketed(value: Value<'_>) {
    let raw = value.raw();
    let ends = |first, last| raw.len() >= 2 && raw.starts_with(first) && raw.ends_with(last);
    let holds = match value.kind() {
        Kind::Null => raw == b"null",
        Kind::True => raw == b"true",
        Kind::False => raw == b"false",
        Kind::Number => value.as_number().is_some_and(|digits| digits.as_bytes() == raw),
        Kind::String => ends(b"\"", b"\""),
        Kind::Array => ends(b"[", b"]"),
        Kind::Object => ends(b"{", b"}"),
    };
    assert!(holds, "{value:?} stands at {:?}", raw.escape_ascii().to_string());
}

/// Every character of a string comes from inside of it, later ones from further on. `steps` bounds the work, which
/// grows with the square of a string's length.
pub fn offsets(value: Value<'_>, text: &str, steps: &mut usize) {
    let span = value.span();
    let mut before = span.start;
    let every = text.len() / 50 + 1;
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len(), text.len() + 1, text.len() * 2 + 9]);
    for at in ends.enumerate().filter(|(index, at)| index % every == 0 || at + 9 > text.len()).map(|(_, at)| at) {
        if *steps == 0 {
            return;
        }
        *steps -= 1;
        let found = value.source_offset(at);
        assert!(before <= found, "byte {at} of a text comes from {found}, an earlier one from {before}");
        assert!(found <= span.end, "byte {at} of a text comes from {found}, behind {span:?}");
        before = found;
    }
}
