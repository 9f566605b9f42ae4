//! One JSON object for programs.

use super::{File, Output, Totals};
use garboard_core::check::Subject;
use garboard_ignition::document::Sources;
use serde_json::{Value, json};
use std::io::{self, Write};

#[derive(Default)]
pub(super) struct Json {
    totals: Totals,
    report: Vec<Value>,
    unreadable: Vec<Value>,
}

impl Output for Json {
    fn file(&mut self, file: &File, _: &Sources) -> io::Result<()> {
        self.totals.file(file);
        for finding in &file.findings {
            self.report.push(serde_json::to_value(finding)?);
        }
        Ok(())
    }

    fn unreadable(&mut self, name: &str, why: &str) -> io::Result<()> {
        self.totals.unreadable(why);
        self.unreadable.push(json!({ "file": name, "message": why }));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let subject = |subject: &Subject| match subject {
            // Another group's kind of a name that means something here.
            Subject::Other(kind) if ["MachineConfig", "Ignition", "Butane"].contains(&&**kind) => {
                format!("other {kind}")
            }
            Subject::Other(kind) => kind.clone(),
            Subject::Ignition => "Ignition".into(),
            Subject::MachineConfig => "MachineConfig".into(),
            Subject::Butane => "Butane".into(),
            _ => String::new(),
        };
        let counts = |pairs: Vec<(String, usize)>| -> Value { pairs.into_iter().map(|(k, v)| (k, json!(v))).collect() };
        let findings = self.totals.findings.iter().map(|(severity, count)| (severity.to_string(), *count)).collect();
        let subjects = self.totals.subjects.iter().map(|(of, count)| (subject(of), *count)).collect();
        let whole = json!({
            "schema": "garboard/1",
            "report": self.report,
            "unreadable": self.unreadable,
            "summary": { "files": self.totals.files, "findings": counts(findings), "objects": counts(subjects),
                "objectless": self.totals.objectless },
        });
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &whole)?;
        writeln!(out)
    }
}
