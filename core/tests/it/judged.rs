//! A file, judged, and the rows of the tables that say what has to come of it.

use garboard_core::{check, manifest};
use garboard_ignition::document::{LineColumn, SourceId};
use garboard_ignition::report::{Entry, Gate, Report, Rule};

/// The beginning of a MachineConfig: seven lines, then what stands in `spec`.
pub(crate) const SPEC: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 50-example
  labels:
    machineconfiguration.openshift.io/role: worker
spec:
";

/// The beginning of a MachineConfig with a config: ten lines, then what stands in `config`.
pub(crate) const CONFIG: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 50-example
  labels:
    machineconfiguration.openshift.io/role: worker
spec:
  config:
    ignition:
      version: 3.4.0
";

/// The least input that breaks a rule: with its gate and the line of the finding, which is the only one of its rule.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) rule: &'static Rule,
    pub(crate) gate: Option<Gate>,
    pub(crate) line: u32,
    pub(crate) text: String,
}

impl Row {
    pub(crate) fn new(rule: &'static Rule, gate: impl Into<Option<Gate>>, line: u32, text: impl Into<String>) -> Self {
        Self { rule, gate: gate.into(), line, text: text.into() }
    }

    /// The same below the head of a MachineConfig.
    pub(crate) fn spec(rule: &'static Rule, gate: impl Into<Option<Gate>>, line: u32, lines: &str) -> Self {
        Self::new(rule, gate, line, format!("{SPEC}{lines}\n"))
    }

    /// The same below the head of a config.
    pub(crate) fn config(rule: &'static Rule, gate: impl Into<Option<Gate>>, line: u32, lines: &str) -> Self {
        Self::new(rule, gate, line, format!("{CONFIG}{lines}\n"))
    }

    /// What differs, if anything.
    pub(crate) fn wrong(&self) -> Option<String> {
        let report = judge(&self.text);
        let shown = self.text.get(..self.text.len().min(600)).unwrap_or_default();
        let found: Vec<_> = report.entries().iter().filter(|entry| entry.rule.code == self.rule.code).collect();
        let [entry] = found[..] else {
            return Some(format!("{}: {} times, among {:?} in\n{shown}", self.rule.code, found.len(), codes(&report)));
        };
        let line = line(entry, &self.text);
        let is = (entry.gate, line, entry.severity);
        let want = (self.gate, self.line, self.rule.severity);
        (is != want).then(|| format!("{}: {is:?} is not {want:?} in\n{shown}", self.rule.code))
    }
}

/// Asks every row, and tells all that differ.
#[track_caller]
pub(crate) fn all_hold(rows: &[Row]) {
    let wrong: Vec<_> = rows.iter().filter_map(Row::wrong).collect();
    assert!(wrong.is_empty(), "{} of {} rows differ\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

pub(crate) fn judge(text: &str) -> Report {
    let read = manifest::read(SourceId(0), text.as_bytes(), manifest::Format::Unknown);
    check::file(&read, text.as_bytes(), &check::Options::default())
}

/// Nothing at all is found in any of these.
#[track_caller]
pub(crate) fn all_silent(texts: &[String]) {
    for text in texts {
        let report = judge(text);
        assert!(report.is_empty(), "{:?} in\n{}", codes(&report), &text[..text.len().min(600)]);
    }
}

/// The codes found, in order.
pub(crate) fn codes(report: &Report) -> Vec<&'static str> {
    report.entries().iter().map(|entry| entry.rule.code).collect()
}

fn line(entry: &Entry, text: &str) -> u32 {
    let span = entry.place.span.expect("a finding has a place");
    LineColumn::of(text.as_bytes(), span.start as usize).line
}
