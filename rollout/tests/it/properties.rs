//! What holds for every fleet: some thousands of them, made from seeds.

use crate::node::{each_node_once, told};
use crate::random::Random;
use garboard_core::api::MachineConfigPool;
use garboard_rollout::Rules;
use garboard_rollout::fleet::{Fleet, Membership, Node, Plan, State, Timestamp, plan};
use serde_json::json;

fn shuffle<T>(random: &mut Random, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        list.swap(at, random.below(at + 1));
    }
}

const ROLES: &[&str] = &["master", "worker", "arbiter", "infra", "gpu"];
const CONFIGS: &[&str] = &["A", "B", "B", "C", ""];

fn pools(random: &mut Random) -> Vec<MachineConfigPool> {
    let mut pools = Vec::new();
    for role in ROLES {
        if random.one_in(3) {
            continue;
        }
        let selector = match random.below(12) {
            0 => json!({}),
            1 => json!(null),
            2 if random.one_in(4) => json!({ "matchExpressions": [{ "key": "a", "operator": "Near" }] }),
            _ => json!({ "matchLabels": { format!("node-role.kubernetes.io/{role}"): "" } }),
        };
        let max = match random.below(6) {
            0 => json!(null),
            1 => json!(random.of(&["10%", "50%", "150%", "-20%", "x", "7"])),
            _ => json!(i64::try_from(random.below(6)).unwrap_or(0) - 1),
        };
        let spec = json!({ "nodeSelector": selector, "maxUnavailable": max, "paused": random.one_in(4),
            "configuration": { "name": random.of(CONFIGS) } });
        let pool = serde_json::from_value(json!({ "metadata": { "name": role }, "spec": spec }));
        pools.push(pool.expect("a pool"));
    }
    pools
}

fn node(random: &mut Random, number: usize) -> Node {
    let mut node = Node::new(&format!("n{number}"));
    let mut labels = Vec::new();
    for role in ROLES {
        if random.one_in(3) {
            labels.push((format!("node-role.kubernetes.io/{role}"), ""));
        }
    }
    if random.one_in(2) {
        labels.push(("topology.kubernetes.io/zone".into(), random.of(&["a", "b", ""])));
    }
    labels.push(("kubernetes.io/os".into(), random.of(&["linux", "linux", "linux", "windows"])));
    node.labels = labels.into_iter().collect();
    node.created = (!random.one_in(4)).then(|| Timestamp::from_seconds(random.seconds(3)));
    random.position(&mut node);
    (node.unschedulable, node.drained, node.tainted) = (random.one_in(5), random.one_in(5), random.one_in(3));
    node
}

fn shown(plan: &Plan<'_>) -> String {
    format!("{:?}\n{:?}\n{:?}\n{:?}", plan.actions, plan.held, plan.pools, plan.findings)
}

#[test]
fn every_node_goes_or_is_held_whatever_the_order_and_none_of_a_paused_pool_goes() {
    for seed in 0..4_000 {
        let random = &mut Random(seed);
        let mut pools = pools(random);
        let mut nodes: Vec<_> = (0..random.below(12)).map(|number| node(random, number)).collect();
        let rules = if seed % 2 == 0 { Rules::Mco } else { Rules::Safe };
        let topology = [None, Some("HighlyAvailableArbiter"), Some("HighlyAvailable")][random.below(3)];
        let operator = random.one_in(2).then_some("n1");
        let mut before = None;
        for _ in 0..3 {
            let mut fleet = Fleet::new(&pools, &nodes);
            (fleet.rules, fleet.topology, fleet.operator_node) = (rules, topology, operator);
            let plan = plan(&fleet, Timestamp::from_seconds(0));
            each_node_once(&nodes, &plan);
            allowed(&pools, &nodes, rules, &plan, seed);
            let shown = shown(&plan);
            assert_eq!(before.get_or_insert_with(|| shown.clone()), &shown, "seed {seed}");
            shuffle(random, &mut nodes);
            shuffle(random, &mut pools);
        }
    }
}

/// Which nodes may be told to go at all.
fn allowed(pools: &[MachineConfigPool], nodes: &[Node], rules: Rules, plan: &Plan<'_>, seed: u64) {
    let membership = Membership::new(pools);
    for name in told(plan) {
        let node = nodes.iter().find(|it| &*it.name == name).expect("a node of the fleet");
        let home = membership.pools_of(node).expect("it has a pool")[0];
        let pool = pools.iter().find(|it| it.metadata.name == home).expect("a pool of the fleet");
        assert!(!pool.spec.paused, "seed {seed}: {name} of a paused pool");
        let retried = rules == Rules::Safe && node.drained;
        assert!(node.is_ready() || retried, "seed {seed}: {name} is not ready");
        let numbers = plan.pools.iter().find(|it| it.pool == home).expect("its numbers");
        assert!(numbers.candidates.contains(&name), "seed {seed}: {name} is no candidate");
    }
    if rules == Rules::Mco {
        let capacity: i64 = plan.pools.iter().map(|it| it.capacity).sum();
        assert!(i64::try_from(told(plan).len()).unwrap_or(i64::MAX) <= capacity, "seed {seed}");
    }
}

/// A node, and what really goes on there.
fn step(node: &mut Node, random: &mut Random) {
    let arrived = node.current_config == node.desired_config;
    match node.state {
        State::Done if !arrived => node.state = State::Working,
        State::Working => match random.below(6) {
            0 => node.state = State::Degraded,
            1 | 2 => (node.unschedulable, node.drained) = (true, true),
            3 => {
                node.current_config.clone_from(&node.desired_config);
                (node.unschedulable, node.drained, node.state) = (false, false, State::Done);
            }
            _ => {}
        },
        State::Degraded if random.one_in(3) => node.state = State::Working,
        // Somebody cordons a node that is in service, or lets it in again.
        State::Done if random.one_in(20) => node.unschedulable = !node.unschedulable,
        _ => {}
    }
}

#[test]
fn never_more_nodes_are_out_because_of_us_than_may_be_under_safe_rules() {
    let mut most = 0;
    for seed in 0..400 {
        let random = &mut Random(seed);
        let max = 1 + random.below(4);
        let mut nodes: Vec<_> = (0..12)
            .map(|number| {
                let mut node = Node::new(&format!("n{number:02}"));
                node.labels = [("node-role.kubernetes.io/worker", "")].into_iter().collect();
                (node.current_config, node.desired_config, node.state) =
                    (Some("A".into()), Some("A".into()), State::Done);
                node
            })
            .collect();
        let spec = json!({ "maxUnavailable": max, "nodeSelector": { "matchLabels": { "node-role.kubernetes.io/worker": "" } } });
        let mut pools: [MachineConfigPool; 1] =
            [serde_json::from_value(json!({ "metadata": { "name": "worker" }, "spec": spec })).expect("a pool")];
        for _ in 0..80 {
            if random.one_in(15) || pools[0].spec.configuration.name.is_empty() {
                pools[0].spec.configuration.name = random.of(&["A", "B", "C", "D"]).into();
            }
            let mut fleet = Fleet::new(&pools, &nodes);
            fleet.rules = Rules::Safe;
            let plan = plan(&fleet, Timestamp::from_seconds(0));
            let going: Vec<String> = told(&plan).into_iter().map(Into::into).collect();
            for node in nodes.iter_mut().filter(|it| going.iter().any(|name| **name == *it.name)) {
                node.desired_config = Some((&*pools[0].spec.configuration.name).into());
            }
            let out = nodes.iter().filter(|it| it.drained || it.is_failing() || it.is_under_way()).count();
            assert!(out <= max, "seed {seed}: {out} are out or can be at any time, and at most {max} may");
            most = most.max(out);
            nodes.iter_mut().for_each(|node| step(node, random));
        }
    }
    assert_eq!(most, 4, "the limit is reached");
}
