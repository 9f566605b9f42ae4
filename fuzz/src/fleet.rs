//! Pools and nodes: a plan speaks of every node once, is the same whatever the order, and a status counts no node twice.

use garboard_core::api::{ControllerConfig, MachineConfigNode, MachineConfigPool, MachineOSBuild, MachineOSConfig};
use garboard_rollout::Rules;
use garboard_rollout::fleet::{
    Action, Build, Constraints, Fleet, Members, Membership, Node, Plan, PoolView, Timestamp, plan,
};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    pools: Vec<MachineConfigPool>,
    #[serde(default)]
    nodes: Vec<Node>,
    #[serde(default)]
    mcns: Vec<MachineConfigNode>,
    #[serde(default)]
    moscs: Vec<MachineOSConfig>,
    #[serde(default)]
    mosbs: Vec<MachineOSBuild>,
    #[serde(default)]
    controller_config: ControllerConfig,
    #[serde(default)]
    operator_node: Option<String>,
    #[serde(default)]
    now: Option<Timestamp>,
    #[serde(default)]
    constraints: Constraints,
}

/// Holds the invariants of [`mod@garboard_rollout::fleet`] against bytes that are a cluster in JSON.
pub fn holds(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(mut input) = serde_json::from_str::<Input>(text) else { return };
    let once: BTreeSet<_> = input.nodes.iter().map(|node| &node.name).collect();
    let names: BTreeSet<_> = input.pools.iter().map(|pool| &pool.metadata.name).collect();
    let is_named_well = once.len() == input.nodes.len() && names.len() == input.pools.len();
    for rules in [Rules::Mco, Rules::Safe] {
        for members in [Members::Select, Members::Given] {
            let before = planned(&input, rules, members);
            input.nodes.reverse();
            // Of several pools the first has the nodes that are given.
            if members == Members::Select {
                input.pools.reverse();
            }
            if is_named_well {
                assert_eq!(before, planned(&input, rules, members), "the order shows");
            }
        }
        input.pools.iter().for_each(|pool| status(&input, pool, rules));
    }
    let membership = Membership::new(&input.pools);
    for node in &input.nodes {
        assert!(membership.pools_of(node).is_ok_and(|pools| pools.len() <= 2) || !node.is_windows());
    }
}

fn planned(input: &Input, rules: Rules, members: Members) -> String {
    let mut fleet = Fleet::new(&input.pools, &input.nodes);
    (fleet.rules, fleet.members) = (rules, members);
    (fleet.moscs, fleet.mosbs) = (&input.moscs, &input.mosbs);
    fleet.operator_node = input.operator_node.as_deref();
    fleet.topology = input.controller_config.control_plane_topology();
    fleet.constraints = input.constraints.clone();
    let plan = plan(&fleet, input.now.unwrap_or(Timestamp::from_seconds(0)));
    assert_eq!(plan.pools.len(), input.pools.len());
    every_node_once(&plan, &input.nodes);
    let holds: String =
        plan.held.iter().map(|held| format!("{} {} {}\n", held.node, held.hold.code(), held.hold)).collect();
    format!("{holds}{:?}{:?}{:?}", plan.actions, plan.pools, plan.findings)
}

fn every_node_once(plan: &Plan<'_>, nodes: &[Node]) {
    let told = |action: &Action<'_>| matches!(action, Action::SetDesired { .. });
    let count = plan.actions.iter().filter(|action| told(action)).count() + plan.held.len();
    assert_eq!(count, nodes.len(), "nodes are told or held");
    assert!(plan.held.iter().is_sorted_by(|a, b| a.node <= b.node), "holds are by name");
}

fn status(input: &Input, pool: &MachineConfigPool, rules: Rules) {
    let mut view = PoolView::selecting(pool, &input.nodes);
    view.mcns = input.mcns.iter().collect();
    view.build = Build::of(pool, &input.moscs, &input.mosbs);
    view.controller_config = Some(&input.controller_config);
    (view.rules, view.image_mode_status) = (rules, rules == Rules::Safe);
    let status = view.status();
    assert!(status.ready_machine_count <= status.machine_count);
    assert!(status.unavailable_machine_count <= status.machine_count);
    assert_eq!(serde_json::to_string(&status).ok(), serde_json::to_string(&view.status()).ok());
}
