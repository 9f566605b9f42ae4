//! One JSON object for programs.

use super::stream::Stream;
use super::{File, Output, Totals};
use garboard_core::check::Subject;
use garboard_ignition::document::Sources;
use serde_json::{Value, json};
use std::io;

pub(super) struct Json {
    totals: Totals,
    report: Stream,
    unreadable: Vec<Value>,
}

impl Default for Json {
    fn default() -> Self {
        let head = r#"{"schema": "garboard/1", "report": ["#;
        Self {
            totals: Totals::default(),
            report: Stream::new(head.into()),
            unreadable: Vec::new(),
        }
    }
}

impl Output for Json {
    fn file(&mut self, file: &File, _: &Sources) -> io::Result<()> {
        self.totals.file(file);
        file.findings.iter().try_for_each(|finding| self.report.element(finding))
    }

    fn unreadable(&mut self, name: &str, why: &str) -> io::Result<()> {
        self.totals.unreadable(why);
        self.unreadable.push(json!({ "file": name, "message": why }));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        // Another group's kind of a name that means something here.
        let known = |kind: &str| kind == "Butane" || Subject::JUDGED.iter().any(|judged| judged.name() == kind);
        let subject = |subject: &Subject| match subject {
            Subject::Other(kind) if known(kind) => format!("other {kind}"),
            subject => subject.name().into(),
        };
        let counts = |pairs: Vec<(String, usize)>| -> Value { pairs.into_iter().map(|(k, v)| (k, json!(v))).collect() };
        let findings = self.totals.findings.iter().map(|(severity, count)| (severity.to_string(), *count)).collect();
        let subjects = self.totals.subjects.iter().map(|(of, count)| (subject(of), *count)).collect();
        let summary = json!({
            "files": self.totals.files,
            "findings": counts(findings),
            "objects": counts(subjects),
            "objectless": self.totals.objectless,
        });
        self.report.end(&format!("], \"unreadable\": {}, \"summary\": {summary}}}", json!(self.unreadable)))
    }
}
