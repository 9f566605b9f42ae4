//! Findings: what is wrong with a document, said by a rule, at a place.

use crate::document::{Lines, Place};
use crate::rule::TOO_MANY_FINDINGS;
use crate::version::Version;
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::cell::OnceCell;
use core::fmt::{self, Write as _};

/// How bad a finding is. Ordered: an error is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Works, and will not for ever.
    Deprecated,
    /// Accepted, and likely not what was meant.
    Warning,
    /// Refused.
    Error,
}

impl Severity {
    /// Every severity, least first.
    pub const ALL: [Self; 4] = [Self::Info, Self::Deprecated, Self::Warning, Self::Error];

    /// `error`, `warning`, `deprecated` or `info`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Deprecated => "deprecated",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who refuses or drops what a finding is about, and so when a person would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Gate {
    /// The API server, when the object is applied.
    ApiServer,
    /// The controller that makes a MachineConfig of the object: it makes none, the pools stay as they are.
    Generate,
    /// The render controller: the pool degrades, its nodes stay as they are.
    Render,
    /// The controller that hands a pool's config out to its nodes: they stay as they are.
    Rollout,
    /// The daemon on a node: the node degrades.
    Node,
    /// A machine at its first boot: it does not come up.
    FirstBoot,
}

impl Gate {
    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ApiServer => "api-server",
            Self::Generate => "generate",
            Self::Render => "render",
            Self::Rollout => "rollout",
            Self::Node => "node",
            Self::FirstBoot => "first-boot",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiServer => "the API server, when it is applied",
            Self::Generate => "the controller that makes a MachineConfig of it",
            Self::Render => "the render controller; the pool degrades",
            Self::Rollout => "the controller that hands configs out to the nodes",
            Self::Node => "the daemon on each node; the node degrades",
            Self::FirstBoot => "the machine at its first boot",
        })
    }
}

/// Whose word a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The reference refuses the whole document in these words, without a report.
    Verdict,
    /// The reference says so, in these words.
    Reference,
    /// The reference is silent; we say so.
    Advice,
}

/// One thing that can be wrong, wherever it is found: a static, listed in its crate's catalogue.
#[non_exhaustive]
pub struct Rule {
    /// Its name for programs, stable for ever.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong; of the reference's rules its very words, `{}` standing for what varies.
    pub summary: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// Whose word it is.
    pub voice: Voice,
    /// The first version that has the rule.
    pub since: Version,
    /// The version that no longer has it.
    pub until: Option<Version>,
}

impl Rule {
    const fn new(severity: Severity, code: &'static str, summary: &'static str, help: &'static str) -> Self {
        Self {
            code,
            severity,
            summary,
            help,
            voice: Voice::Reference,
            since: Version::V3_0,
            until: None,
        }
    }

    /// A rule whose breach is refused.
    #[must_use]
    pub const fn error(code: &'static str, summary: &'static str, help: &'static str) -> Self {
        Self::new(Severity::Error, code, summary, help)
    }

    /// A rule whose breach is accepted, and likely a mistake.
    #[must_use]
    pub const fn warning(code: &'static str, summary: &'static str, help: &'static str) -> Self {
        Self::new(Severity::Warning, code, summary, help)
    }

    /// Something worth knowing.
    #[must_use]
    pub const fn info(code: &'static str, summary: &'static str, help: &'static str) -> Self {
        Self::new(Severity::Info, code, summary, help)
    }

    /// A rule about what works, and will not for ever.
    #[must_use]
    pub const fn deprecated(code: &'static str, summary: &'static str, help: &'static str) -> Self {
        Self::new(Severity::Deprecated, code, summary, help)
    }

    /// The same rule in versions from `version` on.
    #[must_use]
    pub const fn since(self, version: Version) -> Self {
        Self { since: version, ..self }
    }

    /// The same rule in versions before `version`.
    #[must_use]
    pub const fn until(self, version: Version) -> Self {
        Self { until: Some(version), ..self }
    }

    /// The same rule as a verdict on the whole document, for which the reference makes no report.
    #[must_use]
    pub const fn verdict(self) -> Self {
        Self { voice: Voice::Verdict, ..self }
    }

    /// The same rule as our own word: the reference is silent.
    #[must_use]
    pub const fn advice(self) -> Self {
        Self { voice: Voice::Advice, ..self }
    }

    /// Whether `version` has this rule.
    #[must_use]
    pub fn lives_in(&self, version: Version) -> bool {
        self.since <= version && self.until.is_none_or(|until| version < until)
    }
}

/// Its code: findings are printed by the thousand.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// Writes a crate's rules as statics, and `ALL`, the list of them.
#[doc(hidden)]
#[macro_export]
macro_rules! catalogue {
    ($($(#[doc = $doc:literal])* $name:ident = $rule:expr;)*) => {
        $($(#[doc = $doc])* pub static $name: $crate::report::Rule = $rule;)*
        /// Every rule of this crate, in the order of its documentation.
        pub static ALL: &[&$crate::report::Rule] = &[$(&$name),*];
    };
}

/// A finding.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// Who refuses it; `None` for advice.
    pub gate: Option<Gate>,
    /// What is wrong, in one sentence.
    pub message: Cow<'static, str>,
    /// Where.
    pub place: Place,
    /// The byte of the document at which the reference puts its line and column. At or past the
    /// end it prints `line 0 col 0`; absent where it finds no place.
    pub marker: Option<u32>,
    /// Other places that have to do with it.
    pub related: Vec<Place>,
    /// What to do in this very case, where more can be said than the rule's help says.
    pub hint: Option<Cow<'static, str>>,
}

impl Entry {
    /// A finding with the rule's own severity and words.
    #[must_use]
    pub fn new(rule: &'static Rule, place: Place) -> Self {
        Self {
            rule,
            severity: rule.severity,
            gate: None,
            message: Cow::Borrowed(rule.summary),
            place,
            marker: None,
            related: Vec::new(),
            hint: None,
        }
    }

    /// The same finding in other words.
    #[must_use]
    pub fn saying(self, message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), ..self }
    }

    /// The same finding with advice for this very case.
    #[must_use]
    pub fn hinting(self, hint: impl Into<Cow<'static, str>>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same finding at a gate.
    #[must_use]
    pub fn at_gate(self, gate: Gate) -> Self {
        Self { gate: Some(gate), ..self }
    }

    /// The same finding with one more place that has to do with it.
    #[must_use]
    pub fn beside(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }
}

/// Findings about documents, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Report(Vec<Entry>);

impl Report {
    /// How many findings one document can have; then one more says that there are others.
    pub const MOST: usize = 100_000;

    /// A report without findings.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The findings.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The findings, to be changed in place.
    pub fn entries_mut(&mut self) -> &mut [Entry] {
        &mut self.0
    }

    /// Adds a finding. After [`MOST`](Self::MOST) of them an error is added instead that says so, and
    /// then nothing more.
    pub fn add(&mut self, entry: Entry) {
        match self.0.len() {
            len if len < Self::MOST => self.0.push(entry),
            Self::MOST => self.0.push(Entry::new(&TOO_MANY_FINDINGS, entry.place)),
            _ => {}
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether something is refused.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.0.iter().any(|entry| entry.severity == Severity::Error)
    }

    /// The worst finding's severity.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.0.iter().map(|entry| entry.severity).max()
    }

    /// Takes over the findings of another report.
    pub fn append(&mut self, other: Self) {
        other.0.into_iter().for_each(|entry| self.add(entry));
    }

    /// Keeps the findings that `keep` wants.
    pub fn retain(&mut self, keep: impl FnMut(&Entry) -> bool) {
        self.0.retain(keep);
    }

    /// Sorts by place, then code: by source, by where it stands in it, by path.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            let key = |e: &Entry| (e.place.source, e.place.span.map_or(0, |s| s.start));
            key(a)
                .cmp(&key(b))
                .then_with(|| a.place.path.cmp(&b.place.path))
                .then_with(|| a.rule.code.cmp(b.rule.code))
                .then_with(|| a.message.cmp(&b.message))
        });
    }

    /// The report as the reference prints it: a line for each finding, with its own positions.
    ///
    /// `document` is the text the report is about. Advice of ours is left out.
    #[must_use]
    pub fn to_text(&self, document: &[u8]) -> String {
        let mut text = String::new();
        let entries = self.0.iter().filter(|entry| entry.rule.voice == Voice::Reference);
        let lines = OnceCell::new();
        let position = |marker: u32| {
            let inside = ((marker as usize) < document.len()).then_some(marker);
            inside.map(|marker| lines.get_or_init(|| Lines::of(document)).position(marker))
        };
        for entry in entries {
            let at = entry.marker.map(|marker| position(marker).map_or((0, 0), |at| (at.line, at.column)));
            // Writing to a string cannot fail.
            let _ = write_line(&mut text, entry, at);
        }
        text
    }
}

fn write_line(text: &mut String, entry: &Entry, position: Option<(u32, u32)>) -> fmt::Result {
    write!(text, "{}", entry.severity)?;
    let place = &entry.place;
    match (position, place.path.is_root()) {
        (Some((line, column)), false) => write!(text, " at {}, line {line} col {column}", place.path)?,
        (Some((line, column)), true) => write!(text, " at line {line} col {column}")?,
        (None, false) => write!(text, " at {}", place.path)?,
        (None, true) => {}
    }
    writeln!(text, ": {}", entry.message)
}

impl IntoIterator for Report {
    type Item = Entry;
    type IntoIter = alloc::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Entry> for Report {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut report = Self::new();
        entries.into_iter().for_each(|entry| report.add(entry));
        report
    }
}

/// The documents do not allow an answer. Holds at least one error.
#[derive(Clone, Debug)]
pub struct Refused(Report);

impl Refused {
    /// A refusal for the errors of `report`; gives the report back where it has none.
    ///
    /// # Errors
    /// The report, if nothing in it is an error.
    pub fn of(report: Report) -> Result<Self, Report> {
        if report.is_fatal() { Ok(Self(report)) } else { Err(report) }
    }

    /// A refusal for one reason, which is an error whatever it was before.
    #[must_use]
    pub fn because(mut entry: Entry) -> Self {
        entry.severity = Severity::Error;
        Self(Report::from_iter([entry]))
    }

    /// The same refusal with the reasons of another behind it.
    #[must_use]
    pub(crate) fn beside(mut self, more: Self) -> Self {
        self.0.append(more.0);
        self
    }

    /// Every finding, warnings included.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.0
    }

    /// Every finding, warnings included.
    #[must_use]
    pub fn into_report(self) -> Report {
        self.0
    }

    /// The first error.
    #[must_use]
    pub fn first(&self) -> &Entry {
        let error = |entry: &&Entry| entry.severity == Severity::Error;
        self.0.0.iter().find(error).expect("a refusal is made of at least one error")
    }

    /// What the reference answers besides its report.
    #[must_use]
    pub fn reference_error(&self) -> &str {
        match self.first().rule.voice {
            Voice::Verdict => &self.first().message,
            Voice::Reference | Voice::Advice => "config is not valid",
        }
    }

    /// The code of the first error's rule.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.first().rule.code
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first().message)
    }
}

impl core::error::Error for Refused {}
