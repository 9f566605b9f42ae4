//! JUnit XML: a file without findings is a test that passed, each finding one that failed.

use super::{File, Output, Totals, gate};
use garboard_ignition::document::Sources;
use garboard_ignition::{Finding, Severity};
use std::fmt::Write as _;
use std::io::{self, Write as _};

#[derive(Default)]
pub(super) struct Junit {
    totals: Totals,
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Output for Junit {
    fn file(&mut self, file: &File, _: &Sources) -> io::Result<()> {
        self.totals.file(file);
        if file.findings.is_empty() {
            self.tests += 1;
            self.case(&file.name, "validate", "");
        }
        for finding in &file.findings {
            self.finding(finding);
        }
        Ok(())
    }

    fn unreadable(&mut self, name: &str, why: &str) -> io::Result<()> {
        self.totals.unreadable(why);
        self.tests += 1;
        self.errors += 1;
        self.case(name, "read", &format!("<error message=\"{}\"/>", escape(why)));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let (tests, failures, errors) = (self.tests, self.failures, self.errors);
        let counts = format!("name=\"garboard\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
        let mut out = io::stdout().lock();
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites {counts}>\n<testsuite {counts}>\n{}</testsuite>\n</testsuites>", self.cases)
    }
}

impl Junit {
    /// Errors and warnings fail; what is only worth knowing is told by a test that passed.
    fn finding(&mut self, finding: &Finding) {
        self.tests += 1;
        let at = finding.at.range.map(|(start, _)| format!(":{}:{}", start.line, start.column)).unwrap_or_default();
        let name = format!("{}{at}", finding.rule.code);
        let gate = gate(finding, "\n");
        let text = format!("{}{at} {}: {}{gate}\n{}", finding.at.file, finding.severity, finding.message, finding.help);
        let inner = if finding.severity >= Severity::Warning {
            self.failures += 1;
            let message = escape(&finding.message);
            format!("<failure type=\"{}\" message=\"{message}\">{}</failure>", finding.severity, escape(&text))
        } else {
            format!("<system-out>{}</system-out>", escape(&text))
        };
        self.case(&finding.at.file, &name, &inner);
    }

    fn case(&mut self, class: &str, name: &str, inner: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.cases,
            "<testcase classname=\"{}\" name=\"{}\">{inner}</testcase>",
            escape(class),
            escape(name)
        );
    }
}

/// Text for XML 1.0, which has no way to write most control characters.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push('\t'),
            c if c.is_control() || super::is_invisible(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {
                out.push('\u{FFFD}')
            }
            c => out.push(c),
        }
    }
    out
}
