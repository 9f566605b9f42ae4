//! Restating at other versions and in the other generation: the recorded families, whole.

use crate::cases::{Case, bytes, pruned, replay, same};
use garboard_ignition::restate::{self, Restated};
use garboard_ignition::{Refused, Version, parse, v2};
use serde_json::{Value, json};

#[test]
fn convert_family() {
    replay("convert", compare);
}

#[test]
fn convert_random_family() {
    replay("convert_random", compare);
}

fn compare(case: &Case) -> Result<(), String> {
    match case.op.as_str() {
        "convert" => compare_convert(case),
        "read" => compare_read(case, &case.want, &case.input["spec"]).map(|_| ()),
        "deduplicate" => compare_deduplicate(case),
        other => panic!("unknown op {other}"),
    }
}

#[test]
fn convert_mco_family() {
    replay("convert_mco", |case| {
        let document = document(case);
        let to = version(&case.input["to"]);
        let served = match parse(&document) {
            Ok(parsed) => restate::as_server(parsed.config, to).map_err(|refused| refused.to_string()),
            Err(refused) => {
                let (error, report) = (refused.reference_error(), refused.report().to_text(&document));
                Err(format!("parsing Ignition config failed with error: {error}\nReport: {report}"))
            }
        };
        answer(served.map(|served| served.to_json()), &case.want)
    });
}

fn document(case: &Case) -> Vec<u8> {
    match case.input["document"].as_str() {
        Some(text) => text.into(),
        None => bytes(&case.input["document_base64"]),
    }
}

fn version(value: &Value) -> Version {
    value.as_str().and_then(Version::named).expect("cases name versions")
}

fn compare_convert(case: &Case) -> Result<(), String> {
    let to = version(&case.input["to"]);
    if case.want.get("read").is_some() {
        let Some(config) = compare_read(case, &case.want["read"], &Value::Null)? else { return Ok(()) };
        let none = serde_json::Map::new();
        let mounts = case.input["filesystems"].as_object().unwrap_or(&none);
        let mounts = mounts.iter().map(|(name, path)| (name.clone(), path.as_str().expect("paths").to_owned()));
        let raised = config.raise(&mounts.collect()).map(|parsed| {
            assert_eq!(parsed.config.version(), to);
            parsed.config.to_json()
        });
        return answer(raised.map_err(words), &case.want);
    }
    let config = parse(&document(case)).map_err(|refused| format!("not read: {refused}"))?.config;
    let restated = if to.is_spec_2() {
        v2::lower(config, to).map(Restated::Spec2)
    } else {
        config.at_lossy(to).map(Restated::Spec3)
    };
    answer(restated.map(|restated| restated.to_json()).map_err(words), &case.want)
}

fn words(refused: Refused) -> String {
    refused.to_string()
}

fn answer(got: Result<String, String>, want: &Value) -> Result<(), String> {
    match (got, want.get("config"), want["error"].as_str()) {
        (Ok(got), Some(want), _) => same(pruned(&serde_json::from_str(&got).expect("JSON")), pruned(want)),
        (Err(got), _, Some(want)) => same(got.as_str(), want),
        // Where the reference crashes any refusal will do.
        (Err(_), None, None) => Ok(()),
        (Ok(got), None, error) => Err(format!("accepted as {got}, and {error:?} was wanted")),
        (Err(got), Some(_), None) => Err(format!("refused: {got}")),
    }
}

/// What reading a document of spec 2 answers: the config at `spec`, or as the case's own conversion takes it.
fn compare_read(case: &Case, want: &Value, spec: &Value) -> Result<Option<v2::Config>, String> {
    let document = document(case);
    let (error, report, config) = match v2::parse(&document) {
        Ok(parsed) => (None, parsed.report, Some(parsed.config)),
        Err(refused) => (Some(refused.reference_error().to_owned()), refused.into_report(), None),
    };
    same(error.as_deref(), want["error"].as_str())?;
    let remarks = v2::remarks(&report, &document).iter().map(remark).collect();
    same(ordered(remarks), ordered(want["report"].as_array().cloned().unwrap_or_default()))?;
    let Some(config) = config else { return same(want.get("config"), None).map(|()| None) };
    let spec = if case.input["to"] == "3.0.0" {
        Version::V2_3
    } else {
        spec.as_str().and_then(Version::named).unwrap_or(Version::V2_4)
    };
    let config = config.raise_within(spec);
    let written: Value = serde_json::from_str(&config.to_json()).expect("JSON");
    same(pruned(&written), pruned(&want["config"]))?;
    same(v2::report_text(&config.judge(), &[]).as_str(), want["text"].as_str().unwrap_or_default())?;
    Ok(Some(config))
}

/// Unknown keys that follow one another, each with the key that was meant behind it, come in any order.
fn ordered(remarks: Vec<Value>) -> Vec<Value> {
    let mut groups: Vec<Vec<Value>> = Vec::new();
    let mut start = 0;
    let message = |group: &[Value]| group[0]["message"].as_str().unwrap_or_default().to_owned();
    for remark in remarks {
        let text = remark["message"].as_str().unwrap_or_default();
        if text.starts_with("Did you mean ") {
            groups.last_mut().expect("it follows the key").push(remark);
            continue;
        }
        if !text.starts_with("Config has unrecognized key: ") {
            groups[start..].sort_by_key(|group| (message(group), group[0].to_string()));
            start = groups.len() + 1;
        }
        groups.push([remark].into());
    }
    groups[start..].sort_by_key(|group| (message(group), group[0].to_string()));
    groups.into_iter().flatten().collect()
}

fn remark(remark: &v2::Remark) -> Value {
    let mut value = json!({ "severity": remark.severity.as_str(), "message": remark.message });
    if let Some((line, column)) = remark.position {
        value["line"] = line.into();
        value["column"] = column.into();
    }
    if !remark.excerpt.is_empty() {
        value["excerpt"] = remark.excerpt.as_str().into();
    }
    value
}

fn compare_deduplicate(case: &Case) -> Result<(), String> {
    let Some(config) = compare_read(case, &case.want["read"], &Value::Null)? else { return Ok(()) };
    answer(config.without_repeats().map(|config| config.to_json()).map_err(words), &case.want)
}
