//! The report as the reader of spec 2 prints it.
//!
//! Its positions differ from those of spec 3: lists and objects stand where they end, and what is
//! not in the document stands where the innermost thing around it does, without an excerpt.

use super::syntax;
use crate::document::{Kind, LineColumn, Lookup, Passage, Path, SourceId, Sources, Step, Tape, Value, json};
use crate::parse::named;
use crate::report::{Entry, Report, Severity, Voice};
use crate::rule;
use crate::version::Version;
use alloc::{format, string::String, string::ToString, vec::Vec};
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
    let mut sources = Sources::default();
    sources.add(String::new(), document.into());
    let mut places = Places {
        sources,
        lookup: tape.as_ref().map(|tape| Lookup::new(tape.root())),
        hides_tls: tape.as_ref().is_some_and(declares_2_3),
        left: MOST_SHOWN,
    };
    let entries = report.entries().iter().filter(|entry| entry.rule.voice == Voice::Reference);
    entries.map(|entry| places.remark(entry)).collect()
}

/// So many bytes of excerpts are shown: a document may be one long line, and each finding shows it.
const MOST_SHOWN: usize = 16 << 20;

/// The same, as one text.
///
/// ```
/// use garboard_ignition::v2;
///
/// let document = br#"{ "ignition": { "version": "2.4.0" }, "sotrage": {} }"#;
/// let report = v2::parse(document)?.report;
/// assert_eq!(
///     v2::report_text(&report, document).lines().last(),
///     Some("Config has unrecognized key: sotrage")
/// );
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
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
    sources: Sources,
    lookup: Option<Lookup<'d>>,
    /// 2.3 does not find `tls`.
    hides_tls: bool,
    /// How many bytes of excerpts may follow.
    left: usize,
}

impl Places<'_> {
    fn remark(&mut self, entry: &Entry) -> Remark {
        let found = self.find(entry).map(|(offset, there)| (self.position(offset), there));
        Remark {
            severity: entry.severity,
            message: entry.message.clone().into_owned(),
            position: found.map(|(position, _)| position),
            excerpt: match found {
                Some(((line, column), true)) => self.excerpt(line, column),
                _ => String::new(),
            },
        }
    }

    fn document(&self) -> &[u8] {
        self.sources.text(SourceId::default())
    }

    /// Lines count from 1. Columns count from 0 in the first line, from 1 in all others.
    fn position(&self, offset: usize) -> (u32, u32) {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        let at = self.sources.position(SourceId::default(), offset).unwrap_or(LineColumn { line: 1, column: 1 });
        (at.line, if at.line == 1 { at.column - 1 } else { at.column })
    }

    /// The line before, and the line up to the column with a mark below its end.
    fn excerpt(&mut self, line: u32, column: u32) -> String {
        let text = |line: u32| self.sources.line(SourceId::default(), line);
        let read = if line == 1 { column } else { column - 1 } as usize;
        let this = text(line).get(..read).unwrap_or_else(|| text(line));
        let previous = line.checked_sub(1).filter(|line| *line > 0);
        let length = this.len() + previous.map_or(0, |line| text(line).len()) + read + 32;
        let Some(left) = self.left.checked_sub(length) else { return String::new() };
        let previous = previous.map(|line| format!("{line:5}: {}\n", String::from_utf8_lossy(text(line))));
        let this = String::from_utf8_lossy(this);
        let mark = format!("{:>width$}", "^", width = column as usize + 6);
        let excerpt = format!("{}{line:5}: {this}\n{mark}\n", previous.unwrap_or_default());
        self.left = left;
        excerpt
    }

    /// How many bytes lead up to what the entry is about, and whether it is there itself.
    fn find(&mut self, entry: &Entry) -> Option<(usize, bool)> {
        if core::ptr::eq(entry.rule, &raw const rule::SPEC_1) {
            return None;
        }
        if core::ptr::eq(entry.rule, &raw const rule::SYNTAX) {
            return syntax::fault(self.document()).map(|fault| (fault.offset, true));
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
    let version = named(tape.root(), "ignition").flat_map(|ignition| named(ignition, "version")).last();
    version.is_some_and(|version| version.is_text(Version::V2_3.as_str()))
}

/// The index of a scalar's last byte, or of the bracket that closes a list or object.
fn end(value: Value<'_>) -> usize {
    match value.kind() {
        Kind::Object | Kind::Array => (value.node().end as usize).saturating_sub(1),
        _ => (value.span().end as usize).saturating_sub(1),
    }
}
