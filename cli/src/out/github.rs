//! Annotations of GitHub workflows, one a line.

use super::columns::Columns;
use super::{File, Output, Totals, gate, printable};
use garboard_ignition::Severity;
use garboard_ignition::document::Sources;
use std::io::{self, Write};

#[derive(Default)]
pub(super) struct Github {
    totals: Totals,
}

impl Output for Github {
    fn file(&mut self, file: &File, sources: &Sources) -> io::Result<()> {
        self.totals.file(file);
        let mut out = io::stdout().lock();
        let mut columns = Columns::default();
        for finding in &file.findings {
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning | Severity::Deprecated => "warning",
                Severity::Info => "notice",
            };
            let mut place = format!("file={}", property(&finding.at.file));
            if let Some(region) = columns.region(&finding.at, sources) {
                place += &format!(
                    ",line={},endLine={},col={},endColumn={}",
                    region.start_line, region.end_line, region.start_column, region.end_column
                );
            }
            let message = format!("{}{}%0A{}", data(&finding.message), gate(finding, "%0A"), data(&finding.help));
            writeln!(out, "::{command} {place},title={}::{message}", property(finding.rule.code))?;
        }
        Ok(())
    }

    fn unreadable(&mut self, name: &str, why: &str) -> io::Result<()> {
        self.totals.unreadable(why);
        writeln!(io::stdout().lock(), "::error file={},title=unreadable::{}", property(name), data(why))
    }

    fn finish(&mut self) -> io::Result<()> {
        io::stdout().lock().flush()
    }
}

fn data(text: &str) -> String {
    printable(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A"))
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
