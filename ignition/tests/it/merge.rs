//! Merging: the recorded families, whole.

use crate::cases::{Case, pruned, replay, same};
use garboard_ignition::document::SourceId;
use garboard_ignition::model::Content;
use garboard_ignition::report::Voice;
use garboard_ignition::{Config, Merging, Origins, Report, Version, merge_all, parse};
use serde_json::Value;

#[test]
fn merge_family() {
    replay("merge", compare);
}

#[test]
fn merge_random_family() {
    replay("merge_random", compare);
}

fn compare(case: &Case) -> Result<(), String> {
    match case.op.as_str() {
        "merge" => compare_merge(case),
        "join" => compare_join(case),
        other => panic!("unknown op {other}"),
    }
}

fn documents(case: &Case) -> Vec<&str> {
    let documents = case.input["documents"].as_array().expect("documents");
    documents.iter().map(|document| document.as_str().expect("texts")).collect()
}

fn compare_merge(case: &Case) -> Result<(), String> {
    let spec: Version = case.input["spec"].as_str().and_then(|spec| spec.parse().ok()).expect("a version");
    let config = |text: &str| parse(text.as_bytes()).expect("cases are good").config;
    let raised = |text: &str| config(text).at(spec).expect("upward always works").config;
    let configs: Vec<Config> = documents(case).into_iter().map(raised).collect();
    let merged = merge_all((0..).map(SourceId).zip(configs.clone())).expect("there are two");

    let written = serde_json::from_str(&merged.config.to_full_json()).expect("JSON");
    same(pruned(&written), pruned(&case.want["config"]))?;
    same(transcript(&merged.origins), leaves(case))?;
    same(report(&merged.config.check()), wanted_report(case))?;
    origins_are_right(&merged.origins, &merged.config, &configs)?;

    // Untraced, and raised while merging instead of before, it is the same.
    let plain = configs.into_iter().reduce(Config::merge).expect("there are two");
    same(&plain, &merged.config)?;
    let late = documents(case).into_iter().map(config).reduce(Config::merge).expect("there are two");
    same(late.at(spec).expect("upward always works").config.to_json(), merged.config.to_json())
}

/// Contents that are not judged first, so that their keys may repeat. They have no versions.
fn compare_join(case: &Case) -> Result<(), String> {
    let content = |text: &str| serde_json::from_str::<Content>(text).expect("cases have right types");
    let mut contents = documents(case).into_iter().map(content);
    let mut merging = Merging::new(SourceId(0), contents.next().expect("there are two"));
    merging.add(SourceId(1), contents.next().expect("there are two"));
    let (content, origins) = merging.finish();

    let mut got = serde_json::to_value(&content).expect("JSON");
    let mut want = case.want["config"].clone();
    for config in [&mut got, &mut want] {
        config["ignition"].as_object_mut().expect("an object").remove("version");
    }
    same(pruned(&got), pruned(&want))?;
    let versionless = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| !line.ends_with("$.ignition.version")).collect()
    };
    same(versionless(transcript(&origins)), versionless(leaves(case)))?;
    let judged = match Config::new(Version::LATEST, content) {
        Ok(_) => Vec::new(),
        Err(refused) => report(refused.report()),
    };
    // The recorded pass is the one that does not look for repeated keys.
    let judged: Vec<_> = judged.into_iter().filter(|(.., message)| message != "duplicate entry defined").collect();
    let wanted = wanted_report(case).into_iter().filter(|(_, path, _)| path != "$.ignition.version");
    same(judged, wanted.collect())
}

/// Where each leaf comes from, in the words of the reference.
fn transcript(origins: &Origins) -> Vec<String> {
    let side = |source: SourceId| if source == SourceId(0) { "parent" } else { "child" };
    origins.iter().map(|origin| format!("{}:{} → {}", side(origin.source), origin.from, origin.path)).collect()
}

/// The lines of the recorded transcript that are about leaves: not about records and lists.
fn leaves(case: &Case) -> Vec<String> {
    let lines = case.want["transcript"].as_array().expect("a transcript");
    let lines = lines.iter().map(|line| line.as_str().expect("texts"));
    let target = |line: &str| line.rsplit_once(" → ").expect("an arrow").1.to_owned();
    let is_leaf = |line: &&str| {
        !matches!(read(&case.want["config"], &target(line)), Some(Value::Object(_) | Value::Array(_)) | None)
    };
    lines.filter(is_leaf).map(Into::into).collect()
}

/// The value at a path of a config.
fn read<'a>(config: &'a Value, path: &dyn ToString) -> Option<&'a Value> {
    config.pointer(&path.to_string()[1..].replace('.', "/"))
}

fn report(report: &Report) -> Vec<(String, String, String)> {
    let entries = report.entries().iter().filter(|entry| entry.rule.voice == Voice::Reference);
    let said = |text: &dyn ToString| text.to_string();
    entries.map(|entry| (said(&entry.severity), said(&entry.place.path), said(&entry.message))).collect()
}

fn wanted_report(case: &Case) -> Vec<(String, String, String)> {
    let entries = case.want["report"].as_array().cloned().unwrap_or_default();
    let text = |entry: &Value, name: &str| entry[name].as_str().expect("texts").to_owned();
    entries.iter().map(|entry| (text(entry, "severity"), text(entry, "path"), text(entry, "message"))).collect()
}

/// Reading a leaf where it comes from gives the same value, and each is found by its path.
fn origins_are_right(origins: &Origins, merged: &Config, configs: &[Config]) -> Result<(), String> {
    let merged: Value = serde_json::from_str(&merged.to_full_json()).expect("JSON");
    let sources: Vec<Value> =
        configs.iter().map(|config| serde_json::from_str(&config.to_full_json()).expect("JSON")).collect();
    for origin in origins.iter() {
        let value = read(&merged, &origin.path);
        same(value.is_some(), true).map_err(|how| format!("{}: {how}", origin.path))?;
        same(read(&sources[origin.source.0 as usize], &origin.from), value)?;
        same(origins.of(&origin.path).as_ref(), Some(&origin))?;
        for old in &origin.overrode {
            same(read(&sources[old.source.0 as usize], &old.path).is_some(), true)?;
        }
    }
    same(origins.iter().count(), origins.len())
}
