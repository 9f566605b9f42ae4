//! Comparing against what a node's daemon answers.

use crate::cases::{Case, replay, same, text};
use crate::recorded;
use garboard_core::api::{
    IrreconcilableValidationOverrides, MachineConfig, NodeDisruptionPolicyConfig as PolicyConfig,
};
use garboard_rollout::change::{Diff, NodeDisruptionPolicies, Overrides};
use serde::Deserialize;
use serde_json::Value;

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
    let verdict = serde_json::to_value(diff.verdict(overrides, &policies)).expect("JSON");
    recorded::compare(case, &verdict)
}

/// The policies and overrides of a request.
pub(crate) fn asked(input: &Value) -> (NodeDisruptionPolicies, Overrides) {
    let policies: Option<PolicyConfig> = serde_json::from_value(input["policies"].clone()).expect("policies");
    let overrides: Option<IrreconcilableValidationOverrides> =
        serde_json::from_value(input["overrides"].clone()).expect("overrides");
    let policies = NodeDisruptionPolicies::merge(&policies.unwrap_or_default()).expect("policies that hold");
    (policies, Overrides::of(&overrides.unwrap_or_default()))
}
