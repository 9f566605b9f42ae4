//! The cases of `tests/field` about pools: who goes next, and how many may be out.

use crate::node::told;
use garboard_core::api::MachineConfigPool;
use garboard_core::manifest::{self, Format};
use garboard_ignition::document::SourceId;
use garboard_rollout::fleet::{Fleet, Node, Plan, Timestamp, plan};
use serde_json::Value;
use std::path::PathBuf;

fn file(case: &str, name: &str) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../tests/field", case, name].iter().collect();
    std::fs::read(path).expect("the case is there")
}

fn expected(case: &str) -> Value {
    let read: Value = serde_json::from_slice(&file(case, "case.json")).expect("a case");
    read["expect"]["value"].clone()
}

fn cluster(case: &str, name: &str) -> (Vec<MachineConfigPool>, Vec<Node>) {
    let (mut pools, mut nodes) = (Vec::new(), Vec::new());
    let text = file(case, name);
    let unread = manifest::each(SourceId(0), &text, Format::Unknown, |document| {
        for object in document.objects() {
            match &*object.kind() {
                "MachineConfigPool" => pools.push(object.read().expect("a pool")),
                _ => nodes.push(object.read().expect("a node")),
            }
        }
    });
    assert!(unread.is_empty());
    (pools, nodes)
}

fn planned<R>(case: &str, name: &str, look: impl Fn(&Plan<'_>) -> R) -> R {
    let (pools, nodes) = cluster(case, name);
    look(&plan(&Fleet::new(&pools, &nodes), Timestamp::from_seconds(0)))
}

/// The names in a list.
fn names(of: &Value) -> Vec<&str> {
    of.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

#[test]
fn percentages_round_down_to_one_and_text_that_is_none_stops_its_pool() {
    let case = "55-percentages-round-down-to-one";
    let want = expected(case);
    planned(case, "cluster.yaml", |plan| {
        let mut next = Vec::new();
        for pool in &plan.pools {
            let want = &want[pool.pool];
            if want == "error" {
                assert_eq!((pool.max_unavailable, pool.capacity), (None, 0), "{}", pool.pool);
                continue;
            }
            assert_eq!(pool.max_unavailable, want["maxUnavailable"].as_i64(), "{}", pool.pool);
            next.extend(names(&want["next"]));
        }
        assert_eq!(told(plan), next);
        let codes: Vec<_> = plan.findings.entries().iter().map(|it| it.rule.code).collect();
        assert!(codes.contains(&"max-unavailable-invalid") && codes.contains(&"max-unavailable-zero"), "{codes:?}");
    });
}

#[test]
fn a_paused_pool_tells_what_waits_and_who_goes_first_when_it_is_unpaused() {
    let case = "57-paused-pool-hides-work";
    let want = expected(case);
    planned(case, "cluster.yaml", |plan| {
        assert_eq!(told(plan), names(&want["paused"]["next"]));
        let pending: Vec<_> = plan.held.iter().filter(|it| it.hold.code() == "pool-paused").map(|it| it.node).collect();
        assert_eq!(pending, names(&want["pending"]));
        let said: Vec<_> = plan.findings.entries().iter().map(|it| &*it.message).collect();
        assert_eq!(said, ["3 of 4 nodes of pool worker wait for it to be unpaused"]);
        assert_eq!(plan.pools[0].candidates[..1], names(&want["unpaused.yaml"]["next"]), "of a paused pool too");
    });
    planned(case, "unpaused.yaml", |plan| {
        let want = &want["unpaused.yaml"];
        assert_eq!(told(plan), names(&want["next"]));
        let numbers = &plan.pools[0];
        assert_eq!(numbers.max_unavailable, want["maxUnavailable"].as_i64());
        assert_eq!(Some(numbers.capacity), want["capacity"].as_i64());
        let cordoned: Vec<_> = plan.held.iter().filter(|it| it.hold.code() == "cordoned").map(|it| it.node).collect();
        assert_eq!(cordoned, names(&want["unavailable"]));
    });
}
