//! What a request is answered with.

use garboard_ignition::document::{self, Sources};
use garboard_ignition::report::{Entry, Voice};
use garboard_ignition::{Origin, Refused, Report, Version};
use std::borrow::Cow;
use std::io;
use std::mem;

/// A config, with what there is to say of it.
pub(super) struct Answer {
    /// The version that it declares, where that is asked.
    pub(super) version: Option<Version>,
    /// As JSON.
    pub(super) config: String,
    pub(super) findings: Findings,
    /// Who set its values, where that is asked.
    pub(super) origins: Option<Vec<Origin>>,
}

impl Answer {
    /// Appends the fields of the answer. Going through serde would take half as long again.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        if let Some(version) = self.version {
            write_version(out, version);
        }
        out.extend_from_slice(b",\"config\":");
        out.extend_from_slice(self.config.as_bytes());
        self.findings.write(out);
        if let Some(origins) = &self.origins {
            out.extend_from_slice(b",\"origins\":");
            serde_json::to_writer(out, origins)?;
        }
        Ok(())
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Box<Error>,
    /// The findings that led to it.
    pub(super) findings: Findings,
}

/// The reason in one sentence.
#[derive(Debug)]
pub(super) struct Error {
    /// For programs.
    pub(super) code: &'static str,
    /// For people.
    pub(super) message: Cow<'static, str>,
    /// Which of several documents it is about.
    pub(super) config: Option<String>,
    /// Where in it, if the reason has a place.
    pub(super) place: Option<Place>,
}

/// A place in a text.
#[derive(Debug)]
pub(super) struct Place {
    file: String,
    /// Which document of a file of manifests, counted from 0.
    pub(super) document: Option<usize>,
    line: u32,
    column: u32,
}

impl Place {
    /// Where something begins, if it has a place in a text.
    pub(super) fn of(place: &document::Place, sources: &Sources) -> Option<Self> {
        let start = sources.locate(place)?;
        Some(Self {
            file: sources.name(place.source).to_owned(),
            document: None,
            line: start.line,
            column: start.column,
        })
    }

    fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(b",\"place\":{");
        if !self.file.is_empty() {
            out.extend_from_slice(b"\"file\":");
            serde_json::to_writer(&mut *out, &self.file)?;
            out.push(b',');
        }
        if let Some(document) = self.document {
            out.extend_from_slice(b"\"document\":");
            serde_json::to_writer(&mut *out, &document)?;
            out.push(b',');
        }
        out.extend_from_slice(b"\"line\":");
        serde_json::to_writer(&mut *out, &self.line)?;
        out.extend_from_slice(b",\"column\":");
        serde_json::to_writer(&mut *out, &self.column)?;
        out.push(b'}');
        Ok(())
    }
}

impl Failure {
    /// The request cannot be understood.
    pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::because("bad-request", message)
    }

    /// There is one reason and no findings.
    pub(super) fn because(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        let error = Error { code, message: message.into(), config: None, place: None };
        Self { error: Box::new(error), findings: Findings::default() }
    }

    /// The same with what led to it.
    pub(super) fn of(mut self, report: List) -> Self {
        self.findings.report = report;
        self
    }

    /// A config cannot be restated. What is in the way is ours to tell, and is the report.
    pub(super) fn unconverted(refused: &Refused, sources: &Sources) -> Self {
        let mut failure = Self::refused(refused, sources);
        if refused.code() == "not-expressible" {
            failure.error.message = refused.to_string().into();
            failure.findings.report.append(mem::take(&mut failure.findings.notes));
        }
        failure
    }

    /// The documents do not allow an answer.
    pub(super) fn refused(refused: &Refused, sources: &Sources) -> Self {
        let message = refused.reference_error().to_owned().into();
        let findings = Findings::of(refused.report(), sources);
        let place = Place::of(&refused.first().place, sources);
        let error = Error { code: refused.code(), message, config: None, place };
        Self { error: Box::new(error), findings }
    }

    /// Appends the fields of the answer.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let Error { code, message, config, place } = &*self.error;
        write_error(out, code, message, config.as_deref(), place.as_ref())?;
        self.findings.write(out);
        Ok(())
    }
}

/// Appends why there is no answer.
pub(super) fn write_error(
    out: &mut Vec<u8>,
    code: &str,
    message: &str,
    config: Option<&str>,
    place: Option<&Place>,
) -> io::Result<()> {
    plain(out, ",\"error\":{\"code\":\"", code);
    out.extend_from_slice(b"\",\"message\":");
    serde_json::to_writer(&mut *out, message)?;
    if let Some(config) = config {
        out.extend_from_slice(b",\"config\":");
        serde_json::to_writer(&mut *out, config)?;
    }
    if let Some(place) = place {
        place.write(out)?;
    }
    out.push(b'}');
    Ok(())
}

/// Appends which version a config declares.
pub(super) fn write_version(out: &mut Vec<u8>, version: Version) {
    plain(out, ",\"version\":\"", version.as_str());
    out.push(b'"');
}

/// Appends the findings of a report by who has the word, without keeping any.
pub(super) fn write_findings(out: &mut Vec<u8>, report: &Report, sources: &Sources) {
    let of = |voice| report.entries().iter().filter(move |entry| entry.rule.voice == voice);
    write_list(out, "report", of(Voice::Reference), sources);
    if of(Voice::Advice).next().is_some() {
        write_list(out, "notes", of(Voice::Advice), sources);
    }
}

fn write_list<'e>(out: &mut Vec<u8>, name: &str, entries: impl Iterator<Item = &'e Entry>, sources: &Sources) {
    begin_list(out, name);
    for (at, entry) in entries.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        entry.write_json(sources, out);
    }
    out.push(b']');
}

fn begin_list(out: &mut Vec<u8>, name: &str) {
    plain(out, ",\"", name);
    out.extend_from_slice(b"\":[");
}

/// Appends words of our own: nothing in them is escaped.
#[inline]
fn plain(out: &mut Vec<u8>, before: &str, word: &str) {
    out.extend_from_slice(before.as_bytes());
    out.extend_from_slice(word.as_bytes());
}

/// Findings by who has the word, as the insides of JSON lists. A verdict is not among them: it is the error.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The reference's own.
    pub(super) report: List,
    /// Ours: advice, losses.
    pub(super) notes: List,
}

impl Findings {
    pub(super) fn of(report: &Report, sources: &Sources) -> Self {
        let mut findings = Self::default();
        for entry in report.entries() {
            match entry.rule.voice {
                Voice::Verdict => {}
                Voice::Reference => findings.report.add(entry, sources),
                Voice::Advice => findings.notes.add(entry, sources),
            }
        }
        findings
    }

    pub(super) fn append(&mut self, other: Self) {
        self.report.append(other.report);
        self.notes.append(other.notes);
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.report.write(out, "report");
        if !self.notes.0.is_empty() {
            self.notes.write(out, "notes");
        }
    }
}

/// Findings as JSON, with commas between them.
#[derive(Debug, Default)]
pub(super) struct List(Vec<u8>);

impl List {
    /// Whatever the voice.
    pub(super) fn of(report: &Report, sources: &Sources) -> Self {
        let mut list = Self::default();
        report.entries().iter().for_each(|entry| list.add(entry, sources));
        list
    }

    pub(super) fn add(&mut self, entry: &Entry, sources: &Sources) {
        self.next();
        entry.write_json(sources, &mut self.0);
    }

    pub(super) fn append(&mut self, other: Self) {
        if self.0.is_empty() {
            *self = other;
        } else if !other.0.is_empty() {
            self.next();
            self.0.extend(other.0);
        }
    }

    fn next(&mut self) {
        if !self.0.is_empty() {
            self.0.push(b',');
        }
    }

    fn write(&self, out: &mut Vec<u8>, name: &str) {
        begin_list(out, name);
        out.extend_from_slice(&self.0);
        out.push(b']');
    }
}
