//! Documents: their values with their places, read from JSON or YAML, and what stands around
//! them: paths, spans, sources.

mod flat;
pub(crate) mod json;
mod lookup;
mod path;
mod place;
pub(crate) mod tape;
mod text;
mod word;
mod write;
pub(crate) mod yaml;

pub use flat::{Flat, read as read_flat};
pub use lookup::Lookup;
pub use path::{At, Path, Step};
pub(crate) use place::Lines;
pub use place::{LineColumn, Place, SourceId, Sources, Span};
pub use tape::{Kind, Passage, Tape, Value};
pub use yaml::{
    Document as YamlDocument, Fault as YamlFault, Note as YamlNote, NoteKind as YamlNoteKind, YamlError,
    is_text as is_yaml_text, read as read_yaml,
};

/// Documents above this many bytes are refused.
pub const MAX_DOCUMENT: usize = 64 << 20;

/// Deepest nesting of lists and objects: the reference's limit.
pub const MAX_DEPTH: usize = 10_000;

/// The character that starts at byte `at`; `None` where none does.
fn char_at(bytes: &[u8], at: usize) -> Option<char> {
    let rest = &bytes[at..bytes.len().min(at + 4)];
    let valid = match core::str::from_utf8(rest) {
        Ok(text) => text,
        Err(error) => core::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(),
    };
    valid.chars().next()
}

/// Whether a text is JSON as the reference decodes it: numbers must fit a 64-bit float.
pub(crate) fn json_text_is_valid(text: &str) -> bool {
    json::read(text.as_bytes(), SourceId::default(), 0, Passage::Direct).is_ok_and(|tape| !tape.overflows())
}
