//! SARIF 2.1.0, for code scanning.

use super::columns::Columns;
use super::stream::Stream;
use super::{File, Output, Totals, gate};
use crate::cmd::catalogue;
use garboard_ignition::document::Sources;
use garboard_ignition::report::Rule;
use garboard_ignition::{Finding, Severity, Spot};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

pub(super) struct Sarif {
    totals: Totals,
    results: Stream,
    notifications: Vec<Value>,
    /// How often a fingerprint occurred: the second of two equal findings is another one.
    seen: BTreeMap<u64, usize>,
}

impl Default for Sarif {
    fn default() -> Self {
        let results = Stream::new(head());
        Self {
            totals: Totals::default(),
            results,
            notifications: Vec::new(),
            seen: BTreeMap::new(),
        }
    }
}

impl Output for Sarif {
    fn file(&mut self, file: &File, sources: &Sources) -> io::Result<()> {
        self.totals.file(file);
        let mut columns = Columns::default();
        for finding in &file.findings {
            let result = self.result(finding, sources, &mut columns);
            self.results.element(&result)?;
        }
        Ok(())
    }

    fn unreadable(&mut self, name: &str, why: &str) -> io::Result<()> {
        self.totals.unreadable(why);
        self.notifications.push(json!({
            "level": "error",
            "message": { "text": why },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(name) } } }],
        }));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let invocation = json!({
            "executionSuccessful": self.notifications.is_empty(),
            "toolExecutionNotifications": self.notifications,
        });
        self.results.end(&format!("], \"invocations\": [{invocation}]}}]}}"))
    }
}

/// All that comes before the results.
fn head() -> String {
    let driver = json!({
        "name": "garboard",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": catalogue().map(rule).collect::<Vec<_>>(),
    });
    format!(
        "{{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\", \"runs\": [{{\n\
         \"tool\": {{\"driver\": {driver}}},\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": ["
    )
}

impl Sarif {
    fn result(&mut self, finding: &Finding, sources: &Sources, columns: &mut Columns) -> Value {
        let print = fingerprint([finding.rule.code, &finding.at.file, &finding.at.path, &finding.message]);
        let occurrence = self.seen.entry(print).or_default();
        *occurrence += 1;
        let index = catalogue().position(|rule| rule.code == finding.rule.code);
        let related: Vec<_> =
            finding.related.iter().map(|spot| location(spot, sources, &mut Columns::default())).collect();
        json!({
            "ruleId": finding.rule.code,
            "ruleIndex": index,
            "level": level(finding.severity),
            "message": { "text": format!("{}. {}{}", finding.message, finding.help, gate(finding, "\n")) },
            "locations": [location(&finding.at, sources, columns)],
            "relatedLocations": related,
            "partialFingerprints": { "garboard/v1": format!("{print:016x}:{occurrence}") },
        })
    }
}

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary },
        "help": { "text": rule.help },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Deprecated => "warning",
        Severity::Info => "note",
    }
}

fn location(spot: &Spot, sources: &Sources, columns: &mut Columns) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&spot.file) } });
    if let Some(region) = columns.region(spot, sources) {
        physical["region"] = json!({
            "startLine": region.start_line,
            "startColumn": region.start_column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        });
    }
    json!({ "physicalLocation": physical, "logicalLocations": [{ "fullyQualifiedName": spot.path }] })
}

/// A path as a relative reference; absolute paths become `file:` URLs.
fn uri(path: &str) -> String {
    let mut out = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => out += &format!("%{byte:02X}"),
        }
    }
    out
}

/// FNV-1a over the parts: the same finding has the same print wherever it moves in its file.
fn fingerprint(parts: [&str; 4]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
