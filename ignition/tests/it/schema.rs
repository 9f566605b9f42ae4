//! The printed schemas: held against the recorded cases, and against a checker that others wrote.

use crate::cases::{Case, read};
use garboard_ignition::document::{SourceId, Value as Written};
use garboard_ignition::{Version, read_json, schema};
use jsonschema::Validator;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Every recorded question that has one answer for a whole config.
const FAMILIES: &[&str] = &["parse", "translate", "parse_compat", "mutate"];

#[test]
fn a_published_checker_takes_the_schemas_for_schemas() {
    for version in Version::ALL {
        jsonschema::meta::validate(&schema::schema(version)).unwrap_or_else(|error| panic!("{version}: {error}"));
    }
}

#[test]
fn what_the_reference_accepts_in_silence_about_keys_the_schema_accepts() {
    let validators = validators();
    let mut seen = 0;
    let wrong = answers(|case, document| {
        let (version, report) = (version(document)?, said(case));
        if case.want.get("error").is_some() || report.iter().any(|it| it.starts_with("unused key")) {
            return None;
        }
        seen += 1;
        let errors: Vec<_> =
            validators[&version].iter_errors(document).map(|it| format!("{}: {it}", it.instance_path())).collect();
        (!errors.is_empty()).then(|| errors.join("; "))
    });
    report(&wrong, seen, 3500);
}

#[test]
fn what_has_a_value_of_the_wrong_type_the_schema_refuses() {
    let validators = validators();
    let mut seen = 0;
    let wrong = answers(|case, document| {
        let report = said(case);
        let type_error = report.first().is_some_and(|it| it.starts_with("json: cannot unmarshal"));
        // JSON Schema has no other whole numbers than numbers that are whole.
        let whole = report.first().is_some_and(|it| it.contains("number 1e3 ") || it.contains("number 1000.0 "));
        if !type_error || whole {
            return None;
        }
        seen += 1;
        let version = version(document).unwrap_or(Version::LATEST);
        validators[&version].is_valid(document).then(|| report[0].to_owned())
    });
    report(&wrong, seen, 1900);
}

#[test]
fn what_has_a_key_without_effect_the_schema_refuses() {
    let validators = validators();
    let mut seen = 0;
    let wrong = answers(|case, document| {
        let (version, report) = (version(document)?, said(case));
        if case.want.get("error").is_some() || !report.iter().any(|it| it.starts_with("unused key")) {
            return None;
        }
        seen += 1;
        validators[&version].is_valid(document).then(|| report.join("; "))
    });
    report(&wrong, seen, 500);
}

/// Facts that were not written by whoever wrote the rows: path, type and first version of every field.
#[test]
fn fields_have_the_types_of_the_published_schemas() {
    let facts = include_str!("../data/fields.tsv").lines().filter(|line| !line.starts_with('#'));
    let facts: Vec<Vec<_>> = facts.map(|line| line.split('\t').collect()).collect();
    for version in Version::ALL {
        let schema = schema::schema(version);
        for fact in &facts {
            let (path, kind, since) = (fact[0], fact[1], fact[2]);
            let first = Version::ALL.into_iter().find(|it| it.as_str().starts_with(&format!("{since}.")));
            let first = first.expect("a version");
            assert!(first <= Version::V3_5, "{path}: raise restate::NEWEST_FIELD, from which on nothing is dropped");
            let known = first <= version;
            let wanted = known.then_some(kind);
            assert_eq!(kind_at(&schema, path).as_deref(), wanted, "{path} at {version}");
        }
    }
}

/// The type of the field at a path, null apart.
fn kind_at(schema: &Value, path: &str) -> Option<String> {
    let step = |at: &Value, step: &str| {
        let next = if step == "*" { at.get("items") } else { at["properties"].get(step) }?;
        let definition = next["$ref"].as_str().and_then(|place| schema.pointer(place.strip_prefix('#')?));
        Some(definition.unwrap_or(next).clone())
    };
    let found = path.split('.').try_fold(schema.clone(), |at, name| step(&at, name))?;
    found["type"].as_str().or(found["type"][0].as_str()).map(ToOwned::to_owned)
}

#[test]
fn every_field_and_record_is_described() {
    for version in Version::ALL {
        let schema = schema::schema(version);
        let records = schema["$defs"].as_object().expect("records").values().chain([&schema]);
        for record in records {
            let fields = record["properties"].as_object().expect("fields").values();
            for described in fields.chain([record]) {
                assert_ne!(described["description"].as_str().unwrap_or_default(), "", "{version}: {described}");
            }
        }
    }
}

/// The documentation of the model's fields and records is what the schemas say of them. It is kept in a file, since
/// comments are not there when a program runs.
#[test]
fn descriptions_are_the_documentation_of_the_model() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
    let path = format!("{folder}schema/descriptions.tsv");
    let mut wanted = String::from("# From the documentation of the model: UPDATE=1 cargo test -p garboard-ignition\n");
    for file in ["mod", "passwd", "storage", "systemd"] {
        let source = std::fs::read_to_string(format!("{folder}model/{file}.rs")).expect("a source of the model");
        wanted += &descriptions(&source);
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).expect("the file can be written");
    }
    let written = std::fs::read_to_string(&path).expect("the descriptions");
    assert!(written == wanted, "{path} is stale: UPDATE=1 cargo test -p garboard-ignition descriptions");
}

/// Lines of `record.field`, a tab and the documentation, from the source of a part of the model.
fn descriptions(source: &str) -> String {
    let mut documented: BTreeMap<(&str, &str), String> = BTreeMap::new();
    let (mut record, mut said) = ("", Vec::new());
    for line in source.lines().map(str::trim) {
        let public = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub "));
        if let Some(text) = line.strip_prefix("///") {
            said.push(text.trim());
        } else if let Some(name) = public.and_then(|rest| rest.strip_prefix("struct ")) {
            record = name.trim_end_matches([' ', '{', ';']);
            documented.insert((record, ""), said.join(" "));
            said.clear();
        } else if let Some((field, _)) = public.and_then(|rest| rest.split_once(": ")) {
            documented.insert((record, field), said.join(" "));
            said.clear();
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            said.clear();
        }
    }
    let mut lines = String::new();
    for rows in source.split("\nrows!(").skip(1).map(|rest| rest.split_once("});").expect("an end").0) {
        let (names, rows) = rows.split_once('{').expect("a list of rows");
        let (record, name) = names.trim().split_once(" as ").unwrap_or((names.trim(), names.trim()));
        writeln!(lines, "{name}\t{}", documented[&(record, "")]).expect("a string takes all");
        for row in rows.split(',') {
            let Some((field, row)) = row.trim().split_once(": ") else { continue };
            let key = row.split('"').nth(1).expect("a JSON name");
            writeln!(lines, "{name}.{key}\t{}", documented[&(record, field)]).expect("a string takes all");
        }
    }
    lines
}

fn validators() -> BTreeMap<Version, Validator> {
    let validator = |version| jsonschema::validator_for(&schema::schema(version)).expect("a schema");
    Version::ALL.into_iter().map(|version| (version, validator(version))).collect()
}

/// What `wrong` says about each config of the recorded cases that is JSON and means the same to everybody: a key that
/// is written twice has several values for the reference, and one for others.
fn answers(mut wrong: impl FnMut(&Case, &Value) -> Option<String>) -> Vec<String> {
    let mut answers = Vec::new();
    for family in FAMILIES {
        for case in read(family).into_iter().filter(|case| case.op == "parse") {
            let Some(text) = case.input["document"].as_str() else { continue };
            let Ok(tape) = read_json(text.as_bytes(), SourceId::default()) else { continue };
            let Ok(document) = serde_json::from_str(text) else { continue };
            if !repeats_keys(tape.root())
                && let Some(answer) = wrong(&case, &document)
            {
                answers.push(format!("{family} {}: {answer}", case.id));
            }
        }
    }
    answers
}

/// The version a config declares, where it is spelt as everybody spells it.
fn version(document: &Value) -> Option<Version> {
    let text = document["ignition"]["version"].as_str()?;
    Version::ALL.into_iter().find(|version| version.as_str() == text)
}

fn said(case: &Case) -> Vec<&str> {
    let entries = case.want["report"].as_array().into_iter().flatten();
    entries.filter_map(|entry| entry["message"].as_str()).collect()
}

fn repeats_keys(value: Written<'_>) -> bool {
    let keys: Vec<_> = value.members().filter_map(|(key, _)| key.as_str()).collect();
    keys.iter().enumerate().any(|(at, key)| keys[..at].contains(key))
        || value.members().any(|(_, value)| repeats_keys(value))
        || value.elements().any(repeats_keys)
}

fn report(wrong: &[String], seen: usize, least: usize) {
    let first = wrong.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {seen} are judged otherwise\n{first}", wrong.len());
    assert!(seen >= least, "only {seen} cases were looked at");
}
