//! Configs laid over each other.

use crate::choices::Choices;
use crate::mutated;
use garboard_ignition::document::{Path, SourceId};
use garboard_ignition::model::Content;
use garboard_ignition::{Config, Version, merge_all, parse};
use serde_json::Value;
use std::collections::BTreeSet;

/// Holds the invariants of merging against configs made by what the bytes decide.
pub fn holds(input: &[u8]) {
    let mut choices = Choices::new(input);
    let count = 1 + choices.below(3);
    let texts: Vec<String> = (0..count).map(|_| mutated::grown(&mut choices).json(&mut choices)).collect();
    let good = texts.iter().filter_map(|text| parse(text.as_bytes()).ok());
    configs(&good.map(|parsed| parsed.config).collect::<Vec<_>>());
}

/// What holds for any configs.
pub fn configs(configs: &[Config]) {
    let merged = merge_all((0..).map(SourceId).zip(configs.iter().cloned()));
    let Some(merged) = merged else { return assert!(configs.is_empty(), "only nothing gives nothing") };
    let version = merged.config.version();
    assert_eq!(
        Some(version.max(Version::V3_3)),
        configs.iter().map(Config::version).max().map(|v| v.max(Version::V3_3))
    );
    assert!(merged.config.floor() <= version, "{version} cannot say what was merged");

    let raised: Vec<Config> = configs.iter().map(|config| at(config, version)).collect();
    let plain = raised.iter().cloned().reduce(Config::merge).expect("there is one");
    assert_eq!(plain, merged.config, "traced and untraced");
    for config in &raised {
        nothing_changes_nothing(config);
    }
    keys_are_unique(&merged.config);

    let sources: Vec<Value> = raised.iter().map(json).collect();
    let whole = json(&merged.config);
    let (mut met, mut full) = (BTreeSet::new(), 0);
    for origin in merged.origins.iter() {
        let value = read(&whole, &origin.path).unwrap_or_else(|| panic!("no value at {}", origin.path));
        let there = read(&sources[origin.source.0 as usize], &origin.from);
        assert_eq!(Some(value), there, "{} comes from {} of {}", origin.path, origin.from, origin.source.0);
        assert_eq!(merged.origins.of(&origin.path).as_ref(), Some(&origin), "looked up");
        assert!(met.insert(origin.path.to_string()), "{} has two origins", origin.path);
        full += leaves(value);
        let mut younger = origin.source;
        for old in &origin.overrode {
            assert!(old.source < younger, "what was overridden is older");
            assert!(read(&sources[old.source.0 as usize], &old.path).is_some(), "overridden, and never there");
            younger = old.source;
        }
    }
    assert_eq!(leaves(&whole), full, "every leaf has an origin");
}

fn at(config: &Config, version: Version) -> Config {
    config.clone().at(version).expect("upward always works").config
}

/// An empty child changes nothing, and an empty parent adds nothing.
fn nothing_changes_nothing(config: &Config) {
    let nothing = Config::new(config.version(), Content::default()).expect("it says nothing wrong");
    assert_eq!(config.clone().merge(nothing.clone()), *config, "with an empty child");
    assert_eq!(nothing.merge(config.clone()), *config, "with an empty parent");
}

fn keys_are_unique(config: &Config) {
    let report = config.check();
    let twice = report.entries().iter().find(|entry| entry.rule.code == "duplicate-entry");
    assert!(twice.is_none(), "{:?}", twice.map(|entry| entry.place.path.to_string()));
}

fn json(config: &Config) -> Value {
    serde_json::from_str(&config.to_full_json()).expect("configs are written as JSON")
}

fn read<'a>(config: &'a Value, path: &Path) -> Option<&'a Value> {
    config.pointer(&path.to_string()[1..].replace('.', "/"))
}

/// How many values are there that are no records or lists, but for empty texts and zeros: those that cannot be absent
/// have no origin.
fn leaves(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(leaves).sum(),
        Value::Array(elements) => elements.iter().map(leaves).sum(),
        Value::String(text) => usize::from(!text.is_empty()),
        other => usize::from(*other != 0),
    }
}
