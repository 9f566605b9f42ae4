//! Plans that the recorded cases do not reach, and what differs between the two kinds of rules.

use crate::node::{each_node_once, told};
use garboard_core::api::{MachineConfigPool, MachineOSBuild, MachineOSConfig};
use garboard_rollout::Rules;
use garboard_rollout::fleet::{
    Action, Constraints, Fleet, Members, Node, Plan, Problem, State, Timestamp, Window, plan,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const NOW: &str = "2026-01-28T00:00:00Z";

/// A node of a pool by a word such as `A/B Working`; a dash is an annotation that is absent.
fn node(name: &str, role: &str, word: &str) -> Node {
    let (configs, state) = word.split_once(' ').unwrap_or((word, ""));
    let (current, desired) = configs.split_once('/').expect("two configs");
    let config = |name: &str| (name != "-").then(|| name.into());
    let mut node = Node::new(name);
    node.labels = [(format!("node-role.kubernetes.io/{role}"), "")].into_iter().collect();
    (node.current_config, node.desired_config) = (config(current), config(desired));
    node.state = State::of(state);
    node
}

fn workers(words: &[&str]) -> Vec<Node> {
    (b'a'..).zip(words).map(|(name, word)| node(&char::from(name).to_string(), "worker", word)).collect()
}

fn cordoned(mut node: Node) -> Node {
    node.unschedulable = true;
    node
}

fn drained(mut node: Node) -> Node {
    (node.unschedulable, node.drained) = (true, true);
    node
}

fn pool(name: &str, spec: Value) -> MachineConfigPool {
    let mut pool: MachineConfigPool =
        serde_json::from_value(json!({ "metadata": { "name": name }, "spec": spec })).expect("a pool");
    if pool.spec.node_selector.is_none() {
        let selector = json!({ "matchLabels": { format!("node-role.kubernetes.io/{name}"): "" } });
        pool.spec.node_selector = serde_json::from_value(selector).expect("a selector");
    }
    if pool.spec.configuration.name.is_empty() {
        pool.spec.configuration.name = "B".into();
    }
    pool
}

fn now() -> Timestamp {
    Timestamp::parse(NOW).expect("a time")
}

/// Asks with the nodes in both orders; the answers are the same.
fn planned<R>(
    pools: &[MachineConfigPool],
    nodes: &[Node],
    set: impl Fn(&mut Fleet<'_>),
    look: impl Fn(&Plan<'_>) -> R,
) -> R {
    let mut nodes = nodes.to_vec();
    let mut seen = None;
    for _ in 0..2 {
        let mut fleet = Fleet::new(pools, &nodes);
        set(&mut fleet);
        let plan = plan(&fleet, now());
        each_node_once(&nodes, &plan);
        let shown = format!("{:?} {:?} {:?}", plan.actions, plan.held, plan.pools);
        assert_eq!(seen.get_or_insert_with(|| shown.clone()), &shown, "the order of nodes shows");
        nodes.reverse();
    }
    let mut fleet = Fleet::new(pools, &nodes);
    set(&mut fleet);
    look(&plan(&fleet, now()))
}

/// Which nodes go, and the codes of the holds of the others.
fn outcome(plan: &Plan<'_>) -> (String, BTreeMap<String, String>) {
    let holds = plan.held.iter().map(|it| (it.node.to_owned(), it.hold.code().to_owned()));
    (told(plan).join(" "), holds.collect())
}

fn goes(pools: &[MachineConfigPool], nodes: &[Node], set: impl Fn(&mut Fleet<'_>)) -> String {
    planned(pools, nodes, set, |plan| outcome(plan).0)
}

fn hold(pools: &[MachineConfigPool], nodes: &[Node], set: impl Fn(&mut Fleet<'_>), node: &str) -> (String, String) {
    planned(pools, nodes, set, |plan| {
        let held = plan.held.iter().find(|it| it.node == node).unwrap_or_else(|| panic!("{node} goes"));
        (held.hold.code().to_owned(), held.hold.to_string())
    })
}

fn safe(fleet: &mut Fleet<'_>) {
    fleet.rules = Rules::Safe;
}

fn codes(plan: &Plan<'_>) -> Vec<&'static str> {
    plan.findings.entries().iter().map(|it| it.rule.code).collect()
}

#[test]
fn candidates_and_capacity_are_those_of_the_reference() {
    let idle = "A/A Done";
    let failing = "A/B Degraded";
    let rows: [(Vec<Node>, i64, &str, i64); 24] = [
        (workers(&[idle; 3]), 1, "abc", 1),
        (workers(&[idle; 3]), 5, "abc", 5),
        (workers(&[failing, idle]), 1, "", 0),
        (workers(&[failing, idle]), 2, "b", 1),
        (workers(&[failing, idle, idle, idle]), 3, "bcd", 2),
        (workers(&["A/C Degraded", idle]), 1, "ab", 1),
        ([cordoned(node("a", "worker", idle)), node("b", "worker", idle)].into(), 1, "", 0),
        ([cordoned(node("a", "worker", idle)), node("b", "worker", idle)].into(), 2, "b", 1),
        ([cordoned(node("a", "worker", "B/B Done")), node("b", "worker", idle)].into(), 1, "", 0),
        ([&[cordoned(node("a", "worker", failing))], &workers(&["B/B Done", idle, idle])[1..]].concat(), 2, "", 0),
        ([&[cordoned(node("a", "worker", failing))], &workers(&["B/B Done", idle, idle])[1..]].concat(), 3, "bc", 1),
        ([cordoned(node("a", "worker", "A/C Degraded"))].into(), 1, "", 0),
        ([&[cordoned(node("a", "worker", "A/C Degraded"))], &workers(&[idle; 3])[1..]].concat(), 3, "bc", 2),
        (workers(&["A/A Degraded", idle]), 1, "", 0),
        (workers(&["A/A Degraded", idle]), 2, "ab", 1),
        (workers(&["A/C Working", idle]), 1, "", 0),
        (workers(&["A/C Working", idle]), 2, "ab", 1),
        (workers(&["-/-", idle]), 1, "", 0),
        (workers(&["-/-", idle]), 2, "ab", 1),
        (workers(&["A/C Degraded"; 4]), 1, "abcd", 1),
        (workers(&["A/C Working"; 4]), 1, "", 0),
        (workers(&["A/- Done", "B/B Done"]), 2, "a", 1),
        (workers(&[idle; 2]), -1, "", 0),
        (workers(&[idle; 2]), 0, "ab", 1),
    ];
    for (nodes, max, candidates, capacity) in rows {
        let pools = [pool("worker", json!({ "maxUnavailable": max }))];
        planned(
            &pools,
            &nodes,
            |_| {},
            |plan| {
                let numbers = &plan.pools[0];
                assert_eq!(
                    (&*numbers.candidates.concat(), numbers.capacity),
                    (candidates, capacity),
                    "{nodes:?} {max}"
                );
                let first = candidates.chars().take(usize::try_from(capacity).unwrap_or(0)).collect::<String>();
                assert_eq!(told(plan).concat(), first);
            },
        );
    }
}

#[test]
fn a_fleet_of_nothing_has_an_empty_plan() {
    let none = plan(&Fleet::new(&[], &[]), now());
    assert!(none.actions.is_empty() && none.held.is_empty() && none.pools.is_empty() && none.findings.is_empty());
    let pools = [pool("worker", json!({}))];
    planned(
        &pools,
        &[],
        |_| {},
        |plan| {
            assert_eq!((plan.pools[0].max_unavailable, plan.pools[0].capacity), (Some(1), 1));
        },
    );
    assert_eq!(outcome(&plan(&Fleet::new(&[], &workers(&["A/A Done"])), now())).1["a"], "not-a-member");
    let given = |fleet: &mut Fleet<'_>| fleet.members = Members::Given;
    assert_eq!(hold(&[], &workers(&["A/A Done"]), given, "a").0, "not-a-member");
}

/// A line for each code, in the order in which the first one counts.
#[test]
fn every_hold_says_why_and_what_would_free_the_node() {
    let one = |word| workers(&[word]);
    let worker = |spec| [pool("worker", spec)];
    let windows = || {
        let mut node = node("a", "worker", "A/A Done");
        node.labels = [("kubernetes.io/os", "windows"), ("node-role.kubernetes.io/worker", "")].into_iter().collect();
        node
    };
    let not_ready = || {
        let mut node = node("a", "worker", "A/A Done");
        node.problem = Problem::of("Ready", "Unknown");
        node
    };
    let stuck = || {
        let mut node = cordoned(node("a", "worker", "A/C Degraded"));
        node.reason = Some("no space left".into());
        node
    };
    let no_target = || {
        let mut pools = worker(json!({}));
        pools[0].spec.configuration.name.clear();
        pools
    };
    let deleted = || {
        let mut pools = worker(json!({}));
        pools[0].metadata.deletion_timestamp = Some(NOW.into());
        pools
    };
    let bad = || {
        [
            pool("worker", json!({})),
            pool("x", json!({ "nodeSelector": { "matchExpressions": [{ "key": "a", "operator": "Gt" }] } })),
        ]
    };
    for (pools, nodes, code, words) in [
        (&worker(json!({ "maxUnavailable": "x" }))[..], one("A/A Done"), "bad-max-unavailable", "is no number"),
        (&worker(json!({ "maxUnavailable": "x" })), [windows()].into(), "bad-max-unavailable", "correct it"),
        (&worker(json!({})), [windows()].into(), "windows", "runs Windows"),
        (&worker(json!({})), [node("a", "other", "A/A Done")].into(), "not-a-member", "none of the pools selects it"),
        (&bad(), one("A/A Done"), "not-a-member", "nodeSelector of pool x is invalid"),
        (&no_target(), one("A/A Done"), "no-target", "nothing is rendered for pool worker"),
        (&worker(json!({ "paused": true })), one("B/B Done"), "up-to-date", "it has B already"),
        (&worker(json!({ "paused": true })), one("A/B Degraded"), "pool-paused", "unpause it"),
        (&deleted(), one("A/A Done"), "pool-paused", "being deleted"),
        (
            &worker(json!({})),
            [stuck()].into(),
            "degraded",
            "no space left; it is cordoned, so that no new target reaches",
        ),
        (&worker(json!({})), one("A/B Unreconcilable"), "degraded", "does not say why"),
        (&worker(json!({})), one("A/B Done"), "updating", "on its way to B"),
        (&worker(json!({})), one("B/B Working"), "updating", "on its way to B"),
        (&worker(json!({})), one("-/- Working"), "updating", "its daemon is at work"),
        (&worker(json!({})), [cordoned(node("a", "worker", "A/A Done"))].into(), "cordoned", "uncordon it"),
        (&worker(json!({})), [not_ready()].into(), "not-ready", "NotReady=Unknown"),
        (&worker(json!({ "maxUnavailable": -1 })), one("A/A Done"), "no-capacity", "below zero"),
        (
            &worker(json!({})),
            workers(&["A/A Done", "A/B Degraded"]),
            "no-capacity",
            "at most 1 may be out at once: 1 failed on the way",
        ),
    ] {
        let (got, message) = hold(pools, &nodes, |_| {}, "a");
        assert_eq!(got, code, "{message}");
        assert!(message.contains(words), "{code}: {message}");
    }
    let both = [pool("infra", json!({})), pool("gpu", json!({}))];
    let mut torn = node("a", "infra", "A/A Done");
    torn.labels = [("node-role.kubernetes.io/infra", ""), ("node-role.kubernetes.io/gpu", "")].into_iter().collect();
    assert_eq!(hold(&both, &[torn], |_| {}, "a").0, "two-custom-pools");
}

#[test]
fn the_node_of_the_operator_goes_when_others_are_done() {
    let masters = |words: &[&str]| -> Vec<Node> {
        (b'a'..).zip(words).map(|(name, word)| node(&char::from(name).to_string(), "master", word)).collect()
    };
    let on_a = |fleet: &mut Fleet<'_>| fleet.operator_node = Some("a");
    let idle = ["A/A Done"; 3];
    for rules in [Rules::Mco, Rules::Safe] {
        let on_a = |fleet: &mut Fleet<'_>| {
            on_a(fleet);
            fleet.rules = rules;
        };
        let pools = |max: i64| [pool("master", json!({ "maxUnavailable": max }))];
        assert_eq!(goes(&pools(1), &masters(&idle), on_a), "b");
        assert_eq!(goes(&pools(3), &masters(&idle), on_a), "b c");
        assert_eq!(hold(&pools(3), &masters(&idle), on_a, "a").0, "operator-node");
        assert_eq!(goes(&pools(1), &masters(&["A/A Done", "B/B Done"]), on_a), "a");
        planned(&pools(1), &masters(&idle), on_a, |plan| assert_eq!(plan.pools[0].candidates, ["a", "b", "c"]));
    }
    let workers = [pool("worker", json!({}))];
    assert_eq!(goes(&workers, &[node("a", "worker", "A/A Done"), node("b", "worker", "A/A Done")], on_a), "a");
}

fn arbiter_fleet(masters: [&str; 2], arbiter: &str) -> Vec<Node> {
    [node("m1", "master", masters[0]), node("m2", "master", masters[1]), node("r", "arbiter", arbiter)].into()
}

#[test]
fn the_control_plane_and_its_arbiter_are_never_updated_together() {
    let with = |fleet: &mut Fleet<'_>| fleet.topology = Some("HighlyAvailableArbiter");
    let pools = |master: Value| [pool("master", master), pool("arbiter", json!({ "maxUnavailable": 3 }))];
    let done = "B/B Done";
    for (master, nodes, want) in [
        (json!({}), arbiter_fleet(["A/A Done"; 2], "A/A Done"), "m1"),
        (json!({}), arbiter_fleet([done; 2], "A/A Done"), "r"),
        (json!({}), arbiter_fleet([done, "A/B Working"], "A/A Done"), ""),
        (json!({}), arbiter_fleet(["A/A Done"; 2], "A/B Working"), ""),
        (json!({ "paused": true }), arbiter_fleet(["A/A Done"; 2], "A/A Done"), "r"),
        (json!({ "paused": true }), arbiter_fleet(["A/A Done", "A/B Working"], "A/A Done"), ""),
        (json!({ "maxUnavailable": "x" }), arbiter_fleet([done; 2], "A/A Done"), ""),
    ] {
        assert_eq!(goes(&pools(master.clone()), &nodes, with), want, "{master}");
    }
    let busy = arbiter_fleet(["A/A Done"; 2], "A/B Working");
    planned(&pools(json!({ "maxUnavailable": 2 })), &busy, with, |plan| {
        let numbers: Vec<_> = plan.pools.iter().map(|it| (it.pool, it.max_unavailable, it.capacity)).collect();
        assert_eq!(numbers, [("arbiter", Some(1), 0), ("master", Some(0), 0)]);
        assert_eq!(outcome(plan).1["m1"], "other-pool-first");
    });
    let (code, message) = hold(&pools(json!({})), &arbiter_fleet(["A/A Done"; 2], "A/A Done"), with, "r");
    assert_eq!(code, "other-pool-first");
    assert!(message.contains("nodes of pool master"), "{message}");
}

#[test]
fn an_arbiter_without_its_control_plane_and_the_reverse_are_left_alone() {
    let nodes = arbiter_fleet(["A/A Done"; 2], "A/A Done");
    let with = |fleet: &mut Fleet<'_>| fleet.topology = Some("HighlyAvailableArbiter");
    let other = |fleet: &mut Fleet<'_>| fleet.topology = Some("HighlyAvailable");
    let (master, arbiter) = (pool("master", json!({})), pool("arbiter", json!({})));
    let alone = core::slice::from_ref(&master);
    assert_eq!(goes(alone, &nodes, with), "");
    planned(alone, &nodes, with, |plan| {
        assert_eq!(codes(plan), ["arbiter-pool-missing"]);
        assert!(plan.actions.is_empty(), "not even a taint is written");
    });
    assert_eq!(goes(core::slice::from_ref(&arbiter), &nodes, with), "");
    assert_eq!(goes(core::slice::from_ref(&arbiter), &nodes, other), "");
    let both = [master, arbiter];
    assert_eq!(goes(&both, &nodes, other), "m1", "outside of that topology nothing ever targets the arbiter");
    assert_eq!(goes(&both, &nodes, |_| {}), "r m1", "of a topology that is not known nothing is held");
}

#[test]
fn a_stuck_master_that_is_ready_holds_the_arbiter_under_safe_rules_only() {
    let pools = [pool("master", json!({})), pool("arbiter", json!({}))];
    let nodes = arbiter_fleet(["B/B Done", "A/B Degraded"], "A/A Done");
    for (rules, want) in [(Rules::Mco, "r"), (Rules::Safe, "")] {
        let set = |fleet: &mut Fleet<'_>| (fleet.topology, fleet.rules) = (Some("HighlyAvailableArbiter"), rules);
        assert_eq!(goes(&pools, &nodes, set), want);
    }
}

#[test]
fn taints_sit_on_nodes_that_wait_and_under_safe_rules_until_they_are_done() {
    let pools = [pool("worker", json!({ "maxUnavailable": 2 }))];
    let mut nodes = workers(&["A/A Done", "A/B Working", "B/B Done", "A/A Done"]);
    for at in [1, 2, 3] {
        nodes[at].tainted = true;
    }
    let taints = |plan: &Plan<'_>| -> Vec<String> {
        let taint = |it: Action<'_>| match it {
            Action::AddTaint { node } => Some(format!("+{node}")),
            Action::RemoveTaint { node } => Some(format!("-{node}")),
            _ => None,
        };
        plan.actions.iter().filter_map(taint).collect()
    };
    assert_eq!(planned(&pools, &nodes, |_| {}, taints), ["+a", "-b", "-c"]);
    assert_eq!(planned(&pools, &nodes, safe, taints), ["+a", "-c"]);
    let paused = [pool("worker", json!({ "paused": true }))];
    planned(&paused, &nodes, |fleet| fleet.topology = Some("SingleReplica"), |plan| assert!(plan.actions.is_empty()));
}

#[test]
fn the_topology_is_written_where_it_differs() {
    let pools = [pool("worker", json!({}))];
    let mut nodes = workers(&["B/B Done", "B/B Done"]);
    nodes[0].topology = Some("SingleReplica".into());
    planned(
        &pools,
        &nodes,
        |fleet| fleet.topology = Some("SingleReplica"),
        |plan| {
            let differs = Action::SetTopology { node: "b", topology: "SingleReplica" };
            assert!(plan.actions.iter().eq([differs]));
        },
    );
    planned(&pools, &nodes, |fleet| fleet.topology = Some(""), |plan| assert!(plan.actions.is_empty()));
}

fn leak<T: Clone>(of: &[T]) -> &'static [T] {
    Box::leak(of.to_vec().into_boxed_slice())
}

#[test]
fn nodes_of_a_layered_pool_wait_for_the_image_and_are_told_both() {
    let pools = [pool("worker", json!({}))];
    let nodes = workers(&["A/A Done", "B/B Done"]);
    let mosc: MachineOSConfig = serde_json::from_value(json!({ "metadata": { "name": "c" },
        "spec": { "machineConfigPool": { "name": "worker" } }, "status": { "currentImagePullSpec": "i" } }))
    .expect("a MachineOSConfig");
    let mosb = |condition: &str| -> MachineOSBuild {
        serde_json::from_value(json!({ "metadata": { "name": "b" },
            "spec": { "machineConfig": { "name": "B" }, "machineOSConfig": { "name": "c" } },
            "status": { "conditions": [{ "type": condition, "status": "True" }], "digestedImagePushSpec": "i" } }))
        .expect("a MachineOSBuild")
    };
    let (moscs, built, failed) = ([mosc], [mosb("Succeeded")], [mosb("Failed")]);
    let moscs = leak(&moscs);
    let with =
        |mosbs: &'static [MachineOSBuild]| move |fleet: &mut Fleet<'_>| (fleet.moscs, fleet.mosbs) = (moscs, mosbs);
    planned(&pools, &nodes, with(leak(&built)), |plan| {
        assert_eq!(
            plan.actions.iter().next_back(),
            Some(Action::SetDesired { node: "a", config: "B", image: Some("i") })
        );
    });
    assert_eq!(goes(&pools, &nodes, with(&[])), "");
    let (code, message) = hold(&pools, &nodes, with(&[]), "b");
    assert_eq!(code, "image-not-ready", "{message}");
    planned(&pools, &nodes, with(leak(&failed)), |plan| {
        assert_eq!(codes(plan), ["build-failed"]);
        assert!(plan.actions.is_empty(), "no taint either");
        assert_eq!(plan.pools[0].candidates, ["a", "b"]);
    });
    // Out of layering: the config is right, and the image is taken away.
    let mut left = node("a", "worker", "B/B Done");
    (left.current_image, left.desired_image) = (Some("i".into()), Some("i".into()));
    planned(
        &pools,
        &[left],
        |_| {},
        |plan| {
            assert_eq!(
                plan.actions.iter().next_back(),
                Some(Action::SetDesired { node: "a", config: "B", image: None })
            );
        },
    );
}

#[test]
fn pools_wait_for_windows_and_for_pools_before_them() {
    let pools = [pool("infra", json!({})), pool("worker", json!({})), pool("gpu", json!({}))];
    let nodes = [node("i", "infra", "A/A Done"), node("w", "worker", "A/A Done"), node("g", "gpu", "A/A Done")];
    let ordered =
        |fleet: &mut Fleet<'_>| fleet.constraints.pool_order = ["absent", "infra", "worker"].map(Into::into).into();
    assert_eq!(goes(&pools, &nodes, ordered), "g i");
    assert_eq!(hold(&pools, &nodes, ordered, "w").1, "pool infra goes first: it goes when all nodes there are done");
    let closed = |fleet: &mut Fleet<'_>| {
        let mut constraints = Constraints::default();
        constraints.windows = [Window::new(None, 3600, 60)].into();
        fleet.constraints = constraints;
    };
    planned(&pools, &nodes, closed, |plan| {
        assert_eq!(plan.recheck_after.map(|it| it.as_secs()), Some(3600));
        assert!(plan.held.iter().all(|it| it.hold.code() == "window-closed"));
    });
    let never = |fleet: &mut Fleet<'_>| fleet.constraints.windows = [Window::new(None, 0, 0)].into();
    planned(&pools, &nodes, never, |plan| assert_eq!((plan.recheck_after, plan.held.len()), (None, 3)));
}

#[test]
fn nodes_made_in_the_future_go_last_and_those_without_a_time_first() {
    let pools = [pool("worker", json!({ "maxUnavailable": 3 }))];
    let mut nodes = workers(&["A/A Done"; 3]);
    nodes[0].created = Timestamp::parse("2999-01-01T00:00:00Z");
    nodes[1].created = Timestamp::parse("2026-01-01T00:00:00Z");
    let early = |nodes: &[Node]| {
        let fleet = Fleet::new(&pools, nodes);
        let at = |time: &str| format!("{:?}", plan(&fleet, Timestamp::parse(time).expect("a time")));
        assert_eq!(at("1970-01-01T00:00:00Z"), at("9999-01-01T00:00:00Z"), "without windows no time counts");
    };
    early(&nodes);
    assert_eq!(goes(&pools, &nodes, |_| {}), "c b a");
}

#[test]
fn a_node_that_booted_for_a_custom_pool_is_planned_as_all_others() {
    let node: Node = serde_json::from_value(json!({ "metadata": { "name": "a",
        "labels": { "node-role.kubernetes.io/worker": "" },
        "annotations": { "machineconfiguration.openshift.io/firstPivotConfig": "rendered-infra-a",
            "machineconfiguration.openshift.io/currentConfig": "A", "machineconfiguration.openshift.io/desiredConfig": "A",
            "machineconfiguration.openshift.io/state": "Done" } } }))
    .expect("a node");
    assert_eq!(goes(&[pool("worker", json!({}))], &[node], |_| {}), "a");
}

#[test]
fn what_is_wrong_with_pools_is_among_the_findings() {
    for (spec, nodes, want) in [
        (json!({ "maxUnavailable": 0 }), &["A/A Done"][..], &["max-unavailable-zero"][..]),
        (json!({ "maxUnavailable": -2 }), &["A/A Done"], &["max-unavailable-negative"]),
        (json!({ "maxUnavailable": "-50%" }), &["A/A Done"; 4], &["max-unavailable-negative"]),
        (json!({ "maxUnavailable": "5.5%" }), &["A/A Done"], &["max-unavailable-invalid"]),
        (json!({ "nodeSelector": {} }), &["A/A Done"], &["selecting-all-nodes"]),
        (json!({ "nodeSelector": { "matchLabels": { "a b": "" } } }), &["A/A Done"], &["bad-selector"]),
        (json!({ "paused": true }), &["A/A Done", "B/B Done"], &["paused-pool-waiting"]),
        (json!({ "paused": true }), &["B/B Done"], &[]),
        (json!({}), &["A/B Degraded", "A/A Done"], &["pool-blocked"]),
        (json!({}), &["A/A Done"], &[]),
    ] {
        let pools = [pool("worker", spec.clone())];
        planned(&pools, &workers(nodes), |_| {}, |plan| assert_eq!(codes(plan), want, "{spec}"));
    }
}

// What the two kinds of rules disagree about: a line of DEVIATIONS.md each.

#[test]
fn max_unavailable_is_kept_between_one_and_all_nodes_under_safe_rules() {
    for (max, want) in
        [(json!(-1), 1), (json!("-50%"), 1), (json!(0), 1), (json!(9), 4), (json!("150%"), 4), (json!(2), 2)]
    {
        let pools = [pool("worker", json!({ "maxUnavailable": max }))];
        planned(&pools, &workers(&["A/A Done"; 4]), safe, |plan| {
            assert_eq!(
                (plan.pools[0].max_unavailable, told(plan).len()),
                (Some(want), usize::try_from(want).unwrap()),
                "{max}"
            );
        });
    }
}

#[test]
fn a_node_that_failed_and_is_cordoned_counts_once_under_safe_rules() {
    let pools = [pool("worker", json!({ "maxUnavailable": 2 }))];
    let nodes =
        [&[cordoned(node("a", "worker", "A/B Degraded"))], &workers(&["B/B Done", "A/A Done", "A/A Done"])[1..]]
            .concat();
    assert_eq!(goes(&pools, &nodes, |_| {}), "");
    assert_eq!(goes(&pools, &nodes, safe), "b");
}

#[test]
fn a_node_that_an_update_drained_is_told_anew_under_safe_rules() {
    let pools = [pool("worker", json!({}))];
    let nodes = [drained(node("a", "worker", "A/C Degraded")), node("b", "worker", "A/A Done")];
    planned(
        &pools,
        &nodes,
        |_| {},
        |plan| {
            assert_eq!((told(plan).len(), codes(plan)), (0, vec!["node-out-of-reach"]));
        },
    );
    planned(&pools, &nodes, safe, |plan| assert_eq!((told(plan), codes(plan)), (vec!["a"], vec![])));
    let by_hand = [cordoned(node("a", "worker", "A/C Degraded")), node("b", "worker", "A/A Done")];
    assert_eq!(goes(&pools, &by_hand, safe), "", "somebody else cordoned it");
}

#[test]
fn nodes_that_failed_on_an_older_way_are_not_let_loose_together_under_safe_rules() {
    let pools = [pool("worker", json!({}))];
    // They failed while the pool let four go at once; now it lets one.
    let failed = workers(&["A/C Degraded", "A/C Degraded", "A/A Done"]);
    assert_eq!(goes(&pools, &failed, |_| {}), "a", "and b is next as soon as a fails again");
    assert_eq!(goes(&pools, &failed, safe), "a");
    let recovered = workers(&["A/B Working", "A/C Degraded", "A/A Done"]);
    assert_eq!(goes(&pools, &recovered, safe), "");
    let two = [pool("worker", json!({ "maxUnavailable": 2 }))];
    assert_eq!(goes(&two, &workers(&["A/C Degraded", "A/C Degraded", "A/A Done"]), safe), "a b");
    assert_eq!(goes(&two, &workers(&["A/C Degraded", "A/A Done", "A/A Done"]), |_| {}), "a b");
    assert_eq!(goes(&two, &workers(&["A/C Degraded", "A/A Done", "A/A Done"]), safe), "a b");
}

#[test]
fn a_node_at_work_elsewhere_takes_no_place_under_safe_rules() {
    let pools = [pool("worker", json!({ "maxUnavailable": 2 }))];
    let nodes = workers(&["A/C Working", "A/A Done"]);
    assert_eq!(goes(&pools, &nodes, |_| {}), "a");
    assert_eq!(goes(&pools, &nodes, safe), "b");
}

#[test]
fn a_lost_target_is_written_again_where_there_is_room_under_safe_rules() {
    let pools = [pool("worker", json!({}))];
    let nodes = workers(&["A/- Done", "-/-", "A/A Done"]);
    assert_eq!(goes(&pools, &nodes, |_| {}), "", "they count as unavailable, for ever");
    assert_eq!(goes(&pools, &nodes, safe), "a");
}
