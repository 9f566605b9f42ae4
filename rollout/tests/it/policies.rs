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

#[test]
fn actions_that_end_the_operators_process_are_refused() {
    for (action, code) in [
        (r#"{"type":"Restart"}"#, "policy-action-without-service"),
        (r#"{"type":"Reload","restart":{"serviceName":"a.service"}}"#, "policy-action-without-service"),
        (r#"{"type":"Special"}"#, "policy-action-unknown"),
        (r#"{"type":"reboot"}"#, "policy-action-unknown"),
        (r#"{}"#, "policy-action-unknown"),
    ] {
        for asked in [
            format!(r#"{{"files":[{{"path":"/a","actions":[{{"type":"None"}},{action}]}}]}}"#),
            format!(r#"{{"units":[{{"name":"a.service","actions":[{action}]}}]}}"#),
            format!(r#"{{"sshkey":{{"actions":[{action}]}}}}"#),
        ] {
            let asked: NodeDisruptionPolicyConfig = serde_json::from_str(&asked).expect("policies");
            let bad = NodeDisruptionPolicies::merge(&asked).unwrap_err();
            assert_eq!((bad.code(), bad.actions().len()), (code, 1), "{bad}");
            assert!(bad.to_string().starts_with("$."), "{bad}");
        }
    }
}

#[test]
fn a_policy_of_more_than_a_hundred_actions_is_refused() {
    let merge = |count: usize| {
        let actions = vec![r#"{"type":"Drain"}"#; count].join(",");
        let asked = format!(r#"{{"files":[{{"path":"/a","actions":[{actions}]}}]}}"#);
        let asked: NodeDisruptionPolicyConfig = serde_json::from_str(&asked).expect("policies");
        NodeDisruptionPolicies::merge(&asked)
    };
    assert_eq!(merge(101).unwrap_err().code(), "policy-actions-too-many");
    assert!(merge(100).is_ok());
}
