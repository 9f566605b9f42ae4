//! The report as the reader of spec 2 prints it.
//!
//! Its positions differ from those of spec 3: lists and objects stand where they end, and what is
//! not in the document stands where the innermost thing around it does, without an excerpt.

use super::syntax;
use crate::document::{Kind, LineColumn, Lookup, Passage, Path, SourceId, Step, Tape, Value, json};
use crate::report::{Entry, Report, Severity, Voice};
use crate::rule;
use crate::version::Version;
use alloc::{borrow::ToOwned, format, string::String, string::ToString, vec::Vec};
use core::fmt;

/// A finding as the reader of spec 2 shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in the reference's words.
    pub message: String,
    /// Line and column of the reference; `None` where it has no place.
    pub position: Option<(u32, u32)>,
    /// The lines of the document up to there, with a mark below; empty where the thing itself is
    /// not in the document.
    pub excerpt: String,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => {
                write!(f, "{} at line {line}, column {column}\n{}{}", self.severity, self.excerpt, self.message)
            }
            None => write!(f, "{}: {}", self.severity, self.message),
        }
    }
}

/// The reference's findings about a document, as it shows them.
///
/// ```
/// use garboard_ignition::v2;
///
/// let document = br#"{ "ignition": { "version": "2.4.0" }, "sotrage": {} }"#;
/// let report = v2::parse(document)?.report;
/// let remark = &v2::remarks(&report, document)[0];
/// assert_eq!(remark.message, "Config has unrecognized key: sotrage");
/// assert_eq!(remark.position, Some((1, 47)));
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
#[must_use]
pub fn remarks(report: &Report, document: &[u8]) -> Vec<Remark> {
    let tape = json::read(document, SourceId::default(), 0, Passage::Direct).ok();
    let mut places = Places {
        document,
        lookup: tape.as_ref().map(|tape| Lookup::new(tape.root())),
        hides_tls: false,
    };
    places.hides_tls = tape.as_ref().is_some_and(declares_2_3);
    let entries = report.entries().iter().filter(|entry| entry.rule.voice == Voice::Reference);
    entries.map(|entry| places.remark(entry)).collect()
}

/// The same, as one text.
#[must_use]
pub fn report_text(report: &Report, document: &[u8]) -> String {
    joined(remarks(report, document).iter().map(ToString::to_string))
}

/// The text of a report about a config that has no document.
pub(super) fn without_places(report: &Report) -> String {
    joined(report.entries().iter().map(|entry| format!("{}: {}", entry.severity, entry.message)))
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

struct Places<'d> {
    document: &'d [u8],
    lookup: Option<Lookup<'d>>,
    /// 2.3 does not find `tls`.
    hides_tls: bool,
}

impl Places<'_> {
    fn remark(&mut self, entry: &Entry) -> Remark {
        let found = self.find(entry);
        let shown = |offset: usize| (position(self.document, offset), offset);
        Remark {
            severity: entry.severity,
            message: entry.message.clone().into_owned(),
            position: found.map(|(offset, _)| shown(offset).0),
            excerpt: match found {
                Some((offset, true)) => excerpt(self.document, offset),
                _ => String::new(),
            },
        }
    }

    /// How many bytes lead up to what the entry is about, and whether it is there itself.
    fn find(&mut self, entry: &Entry) -> Option<(usize, bool)> {
        if core::ptr::eq(entry.rule, &raw const rule::SPEC_1) {
            return None;
        }
        if core::ptr::eq(entry.rule, &raw const rule::SYNTAX) {
            return syntax::fault(self.document).map(|fault| (fault.offset, true));
        }
        if core::ptr::eq(entry.rule, &raw const rule::TYPE) {
            return entry.marker.map(|marker| (marker as usize, true));
        }
        let lookup = self.lookup.as_mut()?;
        let steps = entry.place.path.steps();
        if let [before @ .., Step::Key(_)] = steps {
            let key = entry.place.span.map(|span| span.end as usize);
            // The key itself was found; its object is looked up for its sake alone.
            return key.or_else(|| Some(end(lookup.find(&before.iter().cloned().collect()).0))).map(|at| (at, true));
        }
        let (path, cut) = if self.hides_tls { above_tls(&entry.place.path) } else { (entry.place.path.clone(), false) };
        let (value, whole) = lookup.find(&path);
        Some((end(value), whole && !cut))
    }
}

/// The path up to `security`, where it leads further.
fn above_tls(path: &Path) -> (Path, bool) {
    match path.steps() {
        [ignition, security, Step::Field("tls"), ..] => {
            ([ignition.clone(), security.clone()].into_iter().collect(), true)
        }
        _ => (path.clone(), false),
    }
}

fn declares_2_3(tape: &Tape<'_>) -> bool {
    let version = tape.root().get("ignition").and_then(|ignition| ignition.get("version"));
    version.is_some_and(|version| version.is_text(Version::V2_3.as_str()))
}

/// The index of a scalar's last byte, or of the bracket that closes a list or object.
fn end(value: Value<'_>) -> usize {
    match value.kind() {
        Kind::Object | Kind::Array => (value.node().end as usize).saturating_sub(1),
        _ => (value.span().end as usize).saturating_sub(1),
    }
}

/// Lines count from 1. Columns count from 0 in the first line, from 1 in all others.
fn position(document: &[u8], offset: usize) -> (u32, u32) {
    let LineColumn { line, column } = LineColumn::of(document, offset);
    (line, if line == 1 { column - 1 } else { column })
}

/// The line before, and the line up to the offset with a mark below its end.
fn excerpt(document: &[u8], offset: usize) -> String {
    let before = &document[..offset.min(document.len())];
    let (line, column) = position(document, offset);
    let mut lines = before.rsplit(|byte| *byte == b'\n').map(|text| String::from_utf8_lossy(text).into_owned());
    let this = lines.next().unwrap_or_default();
    let previous = match lines.next() {
        Some(text) => format!("{:5}: {text}\n", line - 1),
        None => "".to_owned(),
    };
    format!("{previous}{line:5}: {this}\n{:>width$}\n", "^", width = column as usize + 6)
}
