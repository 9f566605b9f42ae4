//! A finding with its place spelt out: what people, other programs and editors are shown.

mod json;

use crate::document::{LineColumn, Place, Sources};
use crate::report::{Entry, Gate, Report, Rule, Severity};
use alloc::{borrow::Cow, borrow::ToOwned, string::String, vec::Vec};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// An [`Entry`] that needs its sources no longer.
///
/// Serialised, it is an object with `severity`, `code`, `message`, `path`, `file`, `line`,
/// `column`, `end_line`, `end_column`, `gate`, `marker`, `related` and `help`; what does not
/// apply is left out, except `marker`, which is null where the reference finds no place. Lines and
/// columns count from 1, columns count bytes; a marker of 0 and 0 is the reference's own way of
/// saying "at the end".
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// Who refuses it.
    pub gate: Option<Gate>,
    /// What is wrong.
    pub message: Cow<'static, str>,
    /// Where.
    pub at: Spot,
    /// Line and column of the reference.
    pub marker: Option<(u32, u32)>,
    /// Other places that have to do with it.
    pub related: Vec<Spot>,
    /// What to do about it.
    pub help: Cow<'static, str>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Spot {
    /// The file's name, empty where there is none.
    pub file: String,
    /// Where it begins and ends, if it has a place in the text.
    pub range: Option<(LineColumn, LineColumn)>,
    /// The way to it from the document's root, `$.…`.
    pub path: String,
}

impl Report {
    /// Every finding with its place spelt out.
    pub fn findings<'a>(&'a self, sources: &'a Sources) -> impl Iterator<Item = Finding> + 'a {
        self.entries().iter().map(move |entry| Finding::of(entry, sources))
    }
}

impl Finding {
    /// The finding an entry is, with its place looked up.
    #[must_use]
    pub fn of(entry: &Entry, sources: &Sources) -> Self {
        Self {
            rule: entry.rule,
            severity: entry.severity,
            gate: entry.gate,
            message: entry.message.clone(),
            at: Spot::of(&entry.place, sources),
            marker: entry.marker.map(|marker| reference_position(entry, marker, sources)),
            related: entry.related.iter().map(|place| Spot::of(place, sources)).collect(),
            help: entry.hint.clone().unwrap_or(Cow::Borrowed(entry.rule.help)),
        }
    }
}

/// Line 0 and column 0 at and past the end, as the reference has it.
fn reference_position(entry: &Entry, marker: u32, sources: &Sources) -> (u32, u32) {
    let source = entry.place.source;
    if marker as usize >= sources.text(source).len() {
        return (0, 0);
    }
    sources.position(source, marker).map_or((0, 0), |at| (at.line, at.column))
}

fn range(place: &Place, sources: &Sources) -> Option<(LineColumn, LineColumn)> {
    let position = |offset| sources.position(place.source, offset);
    let span = place.span?;
    Some((position(span.start)?, position(span.end)?))
}

impl Spot {
    fn of(place: &Place, sources: &Sources) -> Self {
        Self {
            file: sources.name(place.source).to_owned(),
            range: range(place, sources),
            path: place.path.text(),
        }
    }

    fn serialize_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("path", &self.path)?;
        if !self.file.is_empty() {
            map.serialize_entry("file", &self.file)?;
        }
        if let Some((start, end)) = self.range {
            map.serialize_entry("line", &start.line)?;
            map.serialize_entry("column", &start.column)?;
            map.serialize_entry("end_line", &end.line)?;
            map.serialize_entry("end_column", &end.column)?;
        }
        Ok(())
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("severity", self.severity.as_str())?;
        map.serialize_entry("code", self.rule.code)?;
        map.serialize_entry("message", &self.message)?;
        self.at.serialize_into(&mut map)?;
        if let Some(gate) = self.gate {
            map.serialize_entry("gate", gate.code())?;
        }
        map.serialize_entry("marker", &self.marker.map(Marker))?;
        if !self.related.is_empty() {
            map.serialize_entry("related", &self.related)?;
        }
        map.serialize_entry("help", &self.help)?;
        map.end()
    }
}

impl Serialize for Spot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_into(&mut map)?;
        map.end()
    }
}

struct Marker((u32, u32));

impl Serialize for Marker {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("line", &self.0.0)?;
        map.serialize_entry("column", &self.0.1)?;
        map.end()
    }
}
