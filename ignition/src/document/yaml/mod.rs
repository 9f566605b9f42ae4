//! YAML into a tape, with the meaning kubectl gives it.
//!
//! The grammar is the parser's; what scalars, keys, merge keys and aliases mean, and what kubectl
//! refuses although the parser takes it, is decided here.

mod build;
#[cfg(test)]
mod conformance;
mod events;
mod fault;
mod merge;
mod offset;
mod repeated;
mod scalar;
mod screen;
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
    /// What it is about.
    pub kind: NoteKind,
    /// Where it shows.
    pub at: Span,
    /// The place it is compared with.
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
    /// What sort of mistake it is.
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

/// Whether a scalar without quotes and tag is text: no null, boolean, number or timestamp of YAML 1.1.
#[must_use]
pub fn is_text(scalar: &str) -> bool {
    scalar::is_text(scalar)
}

/// Reads one document, as kubectl does after it has split the file at its `---` lines.
///
/// `base` is where `bytes` start in their source.
pub fn read(bytes: &[u8], source: SourceId, base: u32) -> Result<Document<'_>, YamlError> {
    events::read(screen::screen(bytes)?, source, base)
}
