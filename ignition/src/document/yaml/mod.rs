//! YAML into a tape, with the meaning kubectl gives it.
//!
//! The grammar is the parser's; what scalars, keys, merge keys and aliases mean, and what kubectl
//! refuses although the parser takes it, is decided here.

mod events;
mod fault;
mod merge;
mod offset;
mod scalar;
mod strict;

pub(crate) use offset::raw_offset;

use super::place::{SourceId, Span};
use super::tape::Tape;
use alloc::{string::String, vec::Vec};

/// One document, read.
#[derive(Debug)]
pub struct Document<'s> {
    /// Its values. A key stands as the text it becomes in JSON (`on` as `true`), merge keys and
    /// aliases are replaced by what they stand for, and of equal keys the last holds.
    pub tape: Tape<'s>,
    /// What is accepted and yet not what it looks like, in the order of the source.
    pub notes: Vec<Note>,
    /// Whether there is nothing but white space and comments.
    pub empty: bool,
}

/// A peculiarity of a document that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub at: Span,
    pub related: Option<Span>,
}

/// What a [`Note`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// A key stands again in the same object and replaces the `related` one.
    DuplicateKey,
    /// A merge key (`<<`) replaces the `related` key above it; in other readers the key stays.
    MergeReplacesKey,
    /// Another document starts here; kubectl drops it and all that follows.
    SecondDocument,
    /// Text after the end of the document, which kubectl drops.
    TrailingText,
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    pub fault: Fault,
    /// What was found, and what to write instead where that is plain.
    pub message: String,
    /// Offset in the bytes that were given.
    pub at: usize,
}

/// What sort of mistake a [`YamlError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not UTF-8, or not text.
    Encoding,
    /// It holds a template that was not filled in: `{{ … }}`.
    Template,
    /// The grammar of YAML.
    Syntax,
    /// Good YAML, but nothing that JSON could hold.
    Meaning,
    /// Too large, too deep, too much repeated.
    Limit,
}

/// Reads one document, as kubectl does after it has split the file at its `---` lines.
///
/// `base` is where `bytes` start in their source.
pub fn read(bytes: &[u8], source: SourceId, base: u32) -> Result<Document<'_>, YamlError> {
    events::read(strict::screen(bytes)?, source, base)
}

/// A value as compact JSON as the reference writes it, keys sorted, of equal keys the last.
pub(crate) fn render(value: super::Value<'_>, out: &mut String) {
    use super::Kind;
    enum Step<'t> {
        Text(&'static str),
        Key(alloc::borrow::Cow<'t, str>),
        Value(super::Value<'t>),
    }
    let mut todo = alloc::vec![Step::Value(value)];
    while let Some(step) = todo.pop() {
        match step {
            Step::Text(text) => out.push_str(text),
            Step::Key(key) => quoted(&key, out),
            Step::Value(value) => match value.kind() {
                Kind::Null => out.push_str("null"),
                Kind::True => out.push_str("true"),
                Kind::False => out.push_str("false"),
                Kind::Number => out.push_str(&value.as_number().unwrap()),
                Kind::String => quoted(&value.as_str().unwrap(), out),
                Kind::Array => {
                    out.push('[');
                    todo.push(Step::Text("]"));
                    let from = todo.len();
                    for (i, element) in value.elements().enumerate() {
                        if i > 0 {
                            todo.push(Step::Text(","));
                        }
                        todo.push(Step::Value(element));
                    }
                    todo[from..].reverse();
                }
                Kind::Object => {
                    out.push('{');
                    todo.push(Step::Text("}"));
                    let members: alloc::collections::BTreeMap<_, _> =
                        value.members().map(|(k, v)| (k.as_str().unwrap(), v)).collect();
                    let from = todo.len();
                    for (i, (key, value)) in members.into_iter().enumerate() {
                        if i > 0 {
                            todo.push(Step::Text(","));
                        }
                        todo.push(Step::Key(key));
                        todo.push(Step::Text(":"));
                        todo.push(Step::Value(value));
                    }
                    todo[from..].reverse();
                }
            },
        }
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
                out.push_str(&alloc::format!("\\u{:04x}", c as u32))
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
