//! Comparing against what a node's daemon answers.

use crate::cases::{Case, replay, same, text};
use garboard_core::api::{
    IrreconcilableValidationOverrides, MachineConfig, NodeDisruptionPolicyConfig as PolicyConfig,
};
use garboard_rollout::change::{Diff, NodeDisruptionPolicies, Overrides, Verdict};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A case, as far as it holds MachineConfigs: they are texts, of which no other reading is made first.
#[derive(Deserialize)]
struct Line {
    input: Both,
}

#[derive(Deserialize)]
struct Both {
    old: MachineConfig,
    new: MachineConfig,
}

#[test]
fn every_recorded_change_is_judged_so() {
    replay("rollout/diff", 1200, agree);
    replay("rollout/registries", 500, agree);
    replay("rollout/crossversion", 300, agree);
}

fn agree(case: &Case) -> Result<(), String> {
    assert_eq!(case.op, "diff");
    let Line { input: Both { old, new } } = serde_json::from_str(&case.line).expect("two MachineConfigs");
    let reason = text(&case.want["reconcilable"]);
    let diff = match (Diff::between(&old, &new), case.want.get("error")) {
        (Err(unreadable), Some(_)) => return same(reason.contains(&format!("parsing {} ", unreadable.side)), true),
        (Err(unreadable), None) => return Err(unreadable.to_string()),
        (Ok(_), Some(error)) => return Err(format!("not refused: {error}")),
        (Ok(diff), None) => diff,
    };
    let (policies, overrides) = asked(&case.input);
    let verdict = diff.verdict(overrides, &policies);
    // In its wrapper the names stand the wrong way round.
    let wrapper = format!(
        "new machineconfig {:?} is not reconcilable against {:?}: ",
        text(&case.input["old"]["metadata"]["name"]),
        text(&case.input["new"]["metadata"]["name"])
    );
    let first = verdict.obstacles.first().map(|obstacle| format!("{wrapper}{obstacle}"));
    same(first.as_deref().unwrap_or_default(), reason)?;
    compare(&verdict, &case.want["diff"])
}

/// The policies and overrides of a request.
pub(crate) fn asked(input: &Value) -> (NodeDisruptionPolicies, Overrides) {
    let policies: Option<PolicyConfig> = serde_json::from_value(input["policies"].clone()).expect("policies");
    let overrides: Option<IrreconcilableValidationOverrides> =
        serde_json::from_value(input["overrides"].clone()).expect("overrides");
    let policies = NodeDisruptionPolicies::merge(&policies.unwrap_or_default()).expect("policies that hold");
    (policies, Overrides::of(&overrides.unwrap_or_default()))
}

/// What was recorded of a diff, by the names that the reference has for it.
fn compare(verdict: &Verdict, want: &Value) -> Result<(), String> {
    let got = serde_json::to_value(verdict).expect("JSON");
    for (flag, field) in [
        ("os_update", "OSUpdate"),
        ("kernel_arguments", "Kargs"),
        ("fips", "FIPS"),
        ("passwd", "Passwd"),
        ("files", "Files"),
        ("units", "Units"),
        ("kernel_type", "KernelType"),
        ("extensions", "Extensions"),
    ] {
        same(&got["flags"][flag], &want[field]).map_err(|how| format!("{flag}: {how}"))?;
    }
    same(&got["summary"], &want["OSChanges"])?;
    same(set(&got["changed"]["files"]), set(&want["DiffFiles"]))?;
    for (kind, field) in [("added", "UnitsAdded"), ("removed", "UnitsRemoved"), ("updated", "UnitsUpdated")] {
        same(set(&got["changed"]["units"][kind]), set(&want[field]))?;
    }
    same(&got["kernel_arguments"], &want["KargArgs"])?;
    let boot = &got["first_boot"];
    same(&Value::from([boot["action"].clone()]), &want["Actions"])?;
    same(&boot["drain"], &want["Drain"])?;
    same(boot["drain_error"].is_string(), want["DrainErr"] != "")?;
    if want["NDPActions"].is_null() {
        return Ok(());
    }
    let actions = got["actions"].as_array().expect("a list").iter().cloned().map(|mut action| {
        action.as_object_mut().expect("an object").remove("because");
        action.to_string()
    });
    same(actions.collect::<BTreeSet<_>>(), set(&want["NDPActions"]))?;
    same(got["drain"]["error"].is_string(), want["NDPDrainErr"] != "")?;
    same(&got["drain"]["required"], &want["NDPDrain"])
}

fn set(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|item| item.as_str().map_or_else(|| item.to_string(), Into::into))
        .collect()
}
