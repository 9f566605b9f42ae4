//! Node disruption policies against what the operator makes of them.

use crate::cases::{Case, replay, same};
use garboard_core::api::NodeDisruptionPolicyConfig;
use garboard_rollout::change::NodeDisruptionPolicies;

#[test]
fn every_recorded_list_of_policies_is_merged_so() {
    replay("rollout/policies", 150, agree);
    replay("rollout/policies_more", 100, agree);
}

fn agree(case: &Case) -> Result<(), String> {
    assert_eq!(case.op, "policies");
    let asked: NodeDisruptionPolicyConfig =
        serde_json::from_value(case.input["policies"].clone()).map_err(|error| error.to_string())?;
    match (NodeDisruptionPolicies::merge(&asked), case.want.get("error")) {
        (Err(_), Some(_)) => Ok(()),
        (Err(bad), None) => Err(bad.to_string()),
        (Ok(_), Some(error)) => Err(format!("not refused: {error}")),
        (Ok(merged), None) => {
            let merged = serde_json::to_value(&merged).expect("JSON");
            let want = serde_json::to_string(&case.want["merged"]).expect("JSON").replace("null", "[]");
            same(merged.to_string(), want)
        }
    }
}
