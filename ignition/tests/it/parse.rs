//! Reading, judging and restating configs: the recorded families, whole.

use crate::cases::{Case, bytes, pruned, replay, same};
use garboard_ignition::document::Sources;
use garboard_ignition::report::Voice;
use garboard_ignition::{Config, Finding, Options, Report, Version, parse_with};
use serde_json::{Value, json};

#[test]
fn parse_family() {
    replay("parse", compare);
}

#[test]
fn mutate_family() {
    replay("mutate", compare);
}

#[test]
fn syntax_family() {
    replay("syntax", compare);
}

#[test]
fn translate_family() {
    replay("translate", compare);
}

#[test]
fn parse_compat_family() {
    replay("parse_compat", compare);
}

fn compare(case: &Case) -> Result<(), String> {
    match case.op.as_str() {
        "parse" => compare_parse(case),
        "version" => compare_version(case),
        other => panic!("unknown op {other}"),
    }
}

fn document(case: &Case) -> Vec<u8> {
    match case.input["document"].as_str() {
        Some(text) => text.into(),
        None => bytes(&case.input["document_base64"]),
    }
}

fn compare_parse(case: &Case) -> Result<(), String> {
    let document = document(case);
    let spec = case.input["spec"].as_str().unwrap_or(Version::LATEST.as_str());
    let mut options = Options::default();
    options.limit = spec.parse().expect("cases name versions");
    let want = &case.want;
    let (error, report, config) = match parse_with(&document, &options) {
        Ok(parsed) => {
            let raised = parsed.config.at(options.limit).expect("upward always works").config;
            (None, parsed.report, Some(raised))
        }
        Err(refused) => (Some(refused.reference_error().to_owned()), refused.into_report(), None),
    };
    same(error.as_deref(), want["error"].as_str())?;
    same(entries(&report, &document), wanted_entries(want))?;
    // The text form says the same with other words around it.
    let lines = report.to_text(&document).lines().count();
    same(lines >= wanted_entries(want).len(), true)?;
    match (config, want.get("config")) {
        (Some(config), Some(want)) => {
            for written in [config.to_full_json(), config.to_json()] {
                same(pruned(&serde_json::from_str(&written).expect("JSON")), pruned(want))?;
            }
            round_trip(&config)
        }
        // The family of broken JSON records no config.
        (Some(_), None) => same(case.id.starts_with('s'), true),
        (None, None) => Ok(()),
        (None, Some(_)) => Err("refused, and a config was wanted".into()),
    }
}

/// What was written reads as the same config, with empty lists read as absent, and writes the same bytes.
fn round_trip(config: &Config) -> Result<(), String> {
    let written = config.to_json();
    // What was restated is not judged again, and need not be valid at its new version.
    let Ok(again) = garboard_ignition::parse(written.as_bytes()) else { return Ok(()) };
    same(again.config.to_json(), written.clone())?;
    let replayed: Config = serde_json::from_str(&written).map_err(|error| error.to_string())?;
    same(&replayed, &again.config)?;
    let serialized = serde_json::to_string(&replayed).map_err(|error| error.to_string())?;
    same(serde_json::from_str::<Value>(&serialized).expect("JSON"), serde_json::from_str(&written).expect("JSON"))
}

/// The reference's entries, in the shape of the cases; unused keys of one object are sorted, and of colliding partition
/// numbers any one will do.
fn entries(report: &Report, document: &[u8]) -> Vec<Value> {
    let mut sources = Sources::default();
    sources.add(String::new(), document.into());
    let reference = |finding: &Finding| finding.rule.voice == Voice::Reference;
    let entry = |finding: Finding| {
        let marker = finding.marker.map(|(line, column)| json!({ "line": line, "column": column }));
        let (severity, message) = (finding.severity.as_str(), finding.message);
        json!({ "severity": severity, "message": message, "path": finding.at.path, "marker": marker })
    };
    normal(report.findings(&sources).filter(reference).map(entry).collect())
}

fn wanted_entries(want: &Value) -> Vec<Value> {
    let mut entries = want["report"].as_array().cloned().unwrap_or_default();
    for entry in &mut entries {
        entry.as_object_mut().expect("entries are objects").remove("end");
    }
    normal(entries)
}

fn normal(mut entries: Vec<Value>) -> Vec<Value> {
    for entry in &mut entries {
        if entry["message"] == "partition numbers collide" {
            entry["path"] = Value::Null;
            entry["marker"] = Value::Null;
        }
    }
    let parent = |entry: &Value| {
        let message = entry["message"].as_str()?;
        let key = message.strip_prefix("unused key ")?;
        Some(entry["path"].as_str()?.strip_suffix(key)?.to_owned())
    };
    let mut start = 0;
    while start < entries.len() {
        let of = parent(&entries[start]);
        let mut end = start + 1;
        while of.is_some() && end < entries.len() && parent(&entries[end]) == of {
            end += 1;
        }
        entries[start..end].sort_by_key(ToString::to_string);
        start = end;
    }
    entries
}

fn compare_version(case: &Case) -> Result<(), String> {
    // The version itself is not public where it is unsupported; that it is read is seen by the refusal.
    let document = document(case);
    match (garboard_ignition::parse(&document), case.want["version"].as_str()) {
        (Ok(parsed), Some(version)) => same(parsed.config.version().to_string(), version.to_owned()),
        (Err(refused), Some(version)) if version.parse::<Version>().is_err() => {
            same(refused.code(), "version-unsupported")
        }
        (Err(refused), Some(version)) => Err(format!("{version} was refused: {refused}")),
        (Ok(_), None) => Err("accepted, and an error was wanted".into()),
        (Err(refused), None) => same(Some(refused.reference_error()), case.want["error"].as_str()),
    }
}
