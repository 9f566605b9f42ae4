//! Which pools each node belongs to, against the recorded cases.

use crate::cases::{replay, same};
use garboard_core::api::MachineConfigPool;
use garboard_rollout::fleet::{Membership, Node};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Line {
    input: Input,
}

#[derive(Deserialize)]
struct Input {
    pools: Vec<MachineConfigPool>,
    nodes: Vec<Node>,
}

/// The same, whatever the order of the pools.
fn compare(family: &str, count: usize) {
    replay(family, count, |case| {
        assert_eq!(case.op, "pools");
        let Line { input: Input { mut pools, nodes } } = serde_json::from_str(&case.line).expect("pools and nodes");
        for _ in 0..2 {
            let membership = Membership::new(&pools);
            let pools_of = |node: &Node| match membership.pools_of(node) {
                Ok(pools) => json!(pools),
                Err(error) => json!({ "error": error.to_string() }),
            };
            let got: serde_json::Map<String, Value> =
                nodes.iter().map(|node| (node.name.to_string(), pools_of(node))).collect();
            same(&Value::Object(got), &case.want["nodes"])?;
            pools.reverse();
        }
        Ok(())
    });
}

#[test]
fn nodes_belong_to_pools_as_recorded() {
    compare("rollout/pools", 300);
    compare("rollout/pools_more", 100);
}
