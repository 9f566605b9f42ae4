//! How far a pool is, and which of its nodes go next, against the recorded cases.

use crate::cases::{Case, replay, same};
use garboard_core::api::{MachineConfigNode, MachineConfigPool};
use garboard_rollout::fleet::{Action, Fleet, Members, Node, Plan, PoolView, Timestamp, plan};
use serde::Deserialize;
use serde_json::{Value, json};

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
        assert_eq!((&*case.op, &case.input["members"]), ("plan", &json!("given")));
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

/// Every case with its nodes in the given order and reversed: a controller has them in any order.
#[test]
fn the_nodes_that_go_next_are_as_recorded() {
    in_families(|case| {
        let Input { pool, mut nodes, .. } = Input::of(case);
        for _ in 0..2 {
            let mut fleet = Fleet::new(std::slice::from_ref(&pool), &nodes);
            fleet.members = Members::Given;
            let plan = plan(&fleet, Timestamp::from_seconds(0));
            each_node_once(&nodes, &plan);
            same_plan(case, &pool, &plan)?;
            nodes.reverse();
        }
        Ok(())
    });
}

fn same_plan(case: &Case, pool: &MachineConfigPool, plan: &Plan<'_>) -> Result<(), String> {
    let [numbers] = &*plan.pools else { return Err("a plan of one pool has its numbers".into()) };
    if let Some(error) = case.want.get("error") {
        let said = plan.findings.entries().iter().any(|entry| *entry.message == *error);
        let held = plan.held.iter().all(|held| held.hold.code() == "bad-max-unavailable");
        return same((said, held, plan.actions.len(), numbers.max_unavailable), (true, true, 0, None));
    }
    let got = json!({
        "maxUnavailable": numbers.max_unavailable,
        "capacity": numbers.capacity,
        "sorted": numbers.candidates,
    });
    let want = ["maxUnavailable", "capacity", "sorted"].map(|key| (key.to_owned(), case.want[key].clone()));
    same(&got, &want.into_iter().collect())?;

    let mut unsorted = numbers.candidates.clone();
    let mut recorded: Vec<&str> =
        case.want["candidates"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    unsorted.sort_unstable();
    recorded.sort_unstable();
    same(unsorted, recorded)?;

    let capacity = usize::try_from(numbers.capacity).unwrap_or(0);
    let first = numbers.candidates.iter().take(if pool.spec.paused { 0 } else { capacity });
    same(told(plan), first.copied().collect())
}

/// The nodes that are told to go, in order.
pub(crate) fn told<'a>(plan: &Plan<'a>) -> Vec<&'a str> {
    let told = |action: Action<'a>| match action {
        Action::SetDesired { node, .. } => Some(node),
        _ => None,
    };
    plan.actions.iter().filter_map(told).collect()
}

pub(crate) fn each_node_once(nodes: &[Node], plan: &Plan<'_>) {
    let held: Vec<_> = plan.held.iter().map(|held| held.node).collect();
    assert!(held.is_sorted(), "holds are by name");
    let mut all = [told(plan), held].concat();
    let mut want: Vec<_> = nodes.iter().map(|node| &*node.name).collect();
    all.sort_unstable();
    want.sort_unstable();
    assert_eq!(all, want);
}
