//! How the recorded cases of `diff` are compared with an answer of `garboard pipe`.

use crate::cases::{Case, same, text};
use serde_json::Value;
use std::collections::BTreeSet;

/// Compares an answer, by the names that the reference has for its parts.
pub(crate) fn compare(case: &Case, got: &Value) -> Result<(), String> {
    // In its wrapper the names stand the wrong way round.
    let wrapper = format!(
        "new machineconfig {:?} is not reconcilable against {:?}: ",
        text(&case.input["old"]["metadata"]["name"]),
        text(&case.input["new"]["metadata"]["name"])
    );
    let first = got["obstacles"][0]["message"].as_str().map(|message| format!("{wrapper}{message}"));
    same(first.as_deref().unwrap_or_default(), text(&case.want["reconcilable"]))?;
    let want = &case.want["diff"];
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
