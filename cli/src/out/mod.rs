//! Findings, printed. Each format takes files one by one and writes what it can at once.

mod blame;
mod changes;
mod columns;
mod fold;
mod github;
mod json;
mod junit;
mod origins;
mod plan;
mod rendered;
mod sarif;
pub(crate) mod simulate;
mod status;
mod stream;
mod text;

pub(crate) use blame::print as blame;
pub(crate) use changes::{Compared, print as changes};
pub(crate) use origins::print as origins;
pub(crate) use plan::{View, print as plan};
pub(crate) use rendered::print as rendered;
pub(crate) use status::print as status;

use crate::args::{Format, Notation};
use garboard_core::check::Subject;
use garboard_core::goyaml;
use garboard_ignition::document::Sources;
use garboard_ignition::{Entry, Finding, Report};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write as _};

/// What was found in one file.
#[derive(Default)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) subjects: BTreeMap<Subject, usize>,
    pub(crate) objectless: usize,
    /// Whether it was told of before.
    pub(crate) again: bool,
}

/// A way to print findings.
pub(crate) trait Output {
    /// Takes the findings of a file, whose text `sources` holds.
    fn file(&mut self, file: &File, sources: &Sources) -> io::Result<()>;
    /// Takes a file that could not be read, and why.
    fn unreadable(&mut self, name: &str, why: &str) -> io::Result<()>;
    /// Writes what is left.
    fn finish(&mut self) -> io::Result<()>;
}

pub(crate) fn new(format: Format) -> Box<dyn Output> {
    match format {
        Format::Text => Box::new(text::Text::default()),
        Format::Json => Box::new(json::Json::default()),
        Format::Sarif => Box::new(sarif::Sarif::default()),
        Format::Github => Box::new(github::Github::default()),
        Format::Junit => Box::new(junit::Junit::default()),
    }
}

/// Prints a config. `json` tells how the reference writes it.
pub(crate) fn config<C: Serialize>(config: &C, json: fn(&C) -> String, notation: Notation) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match notation {
        Notation::Json => writeln!(out, "{}", json(config)),
        // What a config says can be written: it is text, and not deep.
        Notation::Yaml => out.write_all(goyaml::to_string(config).map_err(io::Error::other)?.as_bytes()),
    }
}

/// The gate of a finding, behind `before`; nothing where it has none. Some refuse it, some drop it,
/// some only notice: the message says which.
pub(crate) fn gate(finding: &Finding, before: &str) -> String {
    finding.gate.map(|gate| format!("{before}gate: {gate}")).unwrap_or_default()
}

/// The sum over all files.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) files: usize,
    pub(crate) unreadable: usize,
    /// By severity, as [`garboard_ignition::Severity`] orders them.
    pub(crate) findings: BTreeMap<garboard_ignition::Severity, usize>,
    pub(crate) subjects: BTreeMap<Subject, usize>,
    /// Documents that hold no object.
    pub(crate) objectless: usize,
}

impl Totals {
    pub(crate) fn file(&mut self, file: &File) {
        self.files += usize::from(!file.again);
        self.objectless += file.objectless;
        for finding in &file.findings {
            *self.findings.entry(finding.severity).or_default() += 1;
        }
        for (subject, count) in &file.subjects {
            *self.subjects.entry(subject.clone()).or_default() += count;
        }
    }

    /// Says on standard error what could not be read.
    pub(crate) fn unreadable(&mut self, why: &str) {
        self.unreadable += 1;
        error(why);
    }
}

/// Says on standard error what went wrong.
pub(crate) fn error(why: &str) {
    say(format_args!("error: {}", printable(why)));
}

/// Says on standard error what is worth knowing, though nothing is wrong.
pub(crate) fn note(what: &str) {
    say(format_args!("note: {}", printable(what)));
}

/// Says a line on standard error. Where that is full or closed nobody reads it, and the run goes on.
pub(crate) fn say(line: impl Display) {
    drop(writeln!(io::stderr(), "{line}"));
}

/// Shows findings on standard error, for commands whose answer is something else. Whether one is an error. Findings
/// that stand nowhere are shown without a file.
pub(crate) fn aside(report: &Report, sources: &Sources) -> io::Result<bool> {
    let nowhere = Sources::default();
    for entry in report.entries() {
        let sources = if entry.place.span.is_some() || sources.len() == 1 { sources } else { &nowhere };
        text::aside(&Finding::of(entry, sources), sources)?;
    }
    Ok(report.is_fatal())
}

/// Findings for an answer to programs: those that stand nowhere are without a file.
pub(crate) fn findings(report: &Report, sources: &Sources) -> Vec<Finding> {
    let nowhere = Sources::default();
    let of = |entry: &Entry| Finding::of(entry, if entry.place.span.is_some() { sources } else { &nowhere });
    report.entries().iter().map(of).collect()
}

/// Text from outside, safe for a terminal: characters that are not seen but act are spelt out.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() || is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Marks that turn the direction of text, separate lines or take no room.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}
