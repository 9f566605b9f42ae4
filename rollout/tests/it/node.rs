//! How far a pool is, and which of its nodes go next, against the recorded cases.

use crate::cases::{Case, replay, same};
use garboard_core::api::{MachineConfigNode, MachineConfigPool};
use garboard_rollout::fleet::{Node, PoolView};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    input: Input,
}

#[derive(Deserialize)]
struct Input {
    pool: MachineConfigPool,
    nodes: Vec<Node>,
    mcns: Vec<MachineConfigNode>,
}

impl Input {
    fn of(case: &Case) -> Self {
        serde_json::from_str::<Line>(&case.line).expect("a pool and nodes").input
    }
}

fn in_families(compare: impl Fn(&Case) -> Result<(), String>) {
    replay("rollout/node", 600, &compare);
    replay("rollout/node_more", 600, &compare);
}

/// Whole, in the order of the controller's conditions. What a controller would write where it cannot go on is not
/// recorded.
#[test]
fn the_status_of_a_pool_is_as_recorded() {
    in_families(|case| {
        let Input { pool, nodes, mcns } = Input::of(case);
        for nodes in [nodes.iter().collect(), nodes.iter().rev().collect()] {
            let mut view = PoolView::new(&pool, nodes);
            view.mcns = mcns.iter().collect();
            let status = serde_json::to_value(view.status()).expect("JSON");
            if case.want.get("error").is_none() {
                same(&status, &case.want["status"])?;
            }
        }
        Ok(())
    });
}
