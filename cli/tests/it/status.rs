//! `garboard status`: how a cluster is.

use crate::run::{Run, Tree};
use serde_json::Value;

const POOL: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfigPool
metadata: {name: worker}
spec:
  nodeSelector: {matchLabels: {node-role.kubernetes.io/worker: ''}}
  configuration: {name: rendered-worker-b}
";

fn node(name: &str, current: &str, desired: &str, state: &str) -> String {
    format!(
        "apiVersion: v1
kind: Node
metadata:
  name: {name}
  labels: {{node-role.kubernetes.io/worker: ''}}
  annotations:
    machineconfiguration.openshift.io/currentConfig: rendered-worker-{current}
    machineconfiguration.openshift.io/desiredConfig: rendered-worker-{desired}
    machineconfiguration.openshift.io/state: {state}
    machineconfiguration.openshift.io/reason: 'content mismatch for file \"/etc/a\"'
"
    )
}

fn field(name: &str) -> Run {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/field").join(name);
    Tree::new::<&str>(&[]).run(&["status", &path.display().to_string(), "-o", "json"])
}

fn pool<'a>(status: &'a Value, name: &str) -> &'a Value {
    status["pools"].as_array().expect("a list").iter().find(|pool| pool["pool"] == name).expect(name)
}

#[test]
fn a_paused_pool_says_what_is_pending_and_who_goes_first() {
    let paused = field("57-paused-pool-hides-work/cluster.yaml").json();
    let worker = pool(&paused, "worker");
    assert_eq!((&worker["phase"], &worker["room"]), (&"paused".into(), &1.into()));
    assert_eq!((worker["next"].to_string(), worker["unpausing"].to_string()), ("[]".into(), "[\"w2\"]".into()));
    let pending = worker["nodes"].as_array().unwrap().iter().filter(|node| node["phase"] != "up-to-date");
    let mut pending: Vec<_> = pending.map(|node| node["node"].as_str().unwrap()).collect();
    pending.sort_unstable();
    assert_eq!(pending, ["w1", "w2", "w3"]);
    let unpaused = field("57-paused-pool-hides-work/unpaused.yaml").json();
    let worker = pool(&unpaused, "worker");
    assert_eq!((worker["max_unavailable"].clone(), worker["next"].to_string()), (2.into(), "[\"w2\"]".into()));
    assert_eq!(worker["counters"]["unavailable"], 1);
    assert_eq!(worker["nodes"][0]["node"], "w3", "what is stuck comes first");
}

#[test]
fn shares_of_nodes_are_told_as_the_cluster_counts_them() {
    let run = field("55-percentages-round-down-to-one/cluster.yaml");
    let status = run.json();
    for (name, machines, next) in [("worker", 5, "[\"w1\"]"), ("infra", 3, "[\"i1\"]"), ("edge", 2, "[\"e1\"]")] {
        let pool = pool(&status, name);
        assert_eq!((&pool["counters"]["machines"], &pool["max_unavailable"]), (&machines.into(), &1.into()), "{name}");
        assert_eq!(pool["next"].to_string(), next);
    }
    let gpu = pool(&status, "gpu");
    assert_eq!((&gpu["phase"], &gpu["max_unavailable"], run.status), (&"blocked".into(), &Value::Null, 1));
    let codes: Vec<_> = status["findings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"max-unavailable-zero") && codes.contains(&"max-unavailable-invalid"), "{codes:?}");
}

#[test]
fn what_is_stuck_is_said_with_its_cause_and_the_next_step() {
    let tree = Tree::new(&[
        ("must-gather/cluster-scoped-resources/pools/worker.yaml", POOL.to_owned()),
        ("must-gather/cluster-scoped-resources/core/nodes/w1.yaml", node("w1", "b", "b", "Degraded")),
        ("must-gather/cluster-scoped-resources/core/nodes/w2.yaml", node("w2", "b", "b", "Done")),
    ]);
    let run = tree.run(&["status", "must-gather"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    for line in [
        "pool worker: DEGRADED, 1 of 2 updated, 1 unavailable, 1 degraded, at most 1 out",
        "  node w1: degraded, at rendered-worker-b",
        "    because: content mismatch for file \"/etc/a\"",
        "    do: put what is named back as rendered-worker-b has it",
        "what time it is was not said (--now)",
        "stuck: 1 of 1 pool, 1 node",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80), "{}", run.stdout);
}

#[test]
fn the_status_tells_whether_something_is_stuck() {
    let well = Tree::new(&[("dump.yaml", format!("{POOL}---\n{}", node("w1", "b", "b", "Done")))]);
    let run = well.run(&["status", "dump.yaml"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.starts_with("pool worker: updated, 1 node at rendered-worker-b\n"), "{}", run.stdout);
    assert!(run.stdout.ends_with("nothing is stuck\n"), "{}", run.stdout);
    assert_eq!(well.run(&["status", "dump.yaml", "--pool", "infra"]).status, 2);
    assert_eq!(well.run(&["status", "missing.yaml"]).status, 2);
    assert_eq!(well.run(&["status"]).status, 2);
    assert_eq!(well.run(&["status", "dump.yaml", "--now", "yesterday"]).status, 2);
    let pipe = well.feed(&["status", "-", "-o", "json"], POOL.as_bytes());
    let status = pipe.json();
    assert_eq!((&status["schema"], &status["nodes_known"]), (&"garboard/1".into(), &false.into()));
    let nothing = Tree::new(&[("a.yaml", node("w1", "b", "b", "Done"))]);
    let run = nothing.run(&["status", "a.yaml"]);
    assert!(run.status == 2 && run.stderr.contains("there is no MachineConfigPool"), "{}", run.stderr);
}

#[test]
fn what_a_node_says_cannot_act_on_the_terminal() {
    let bad = node("w1", "b", "b", "Degraded").replace("content mismatch", "\"\\e[2J").replace("'\"\\e", "\"\\e");
    let bad = bad.replace("for file \"/etc/a\"'", "\"");
    let tree = Tree::new(&[("dump.yaml", format!("{POOL}---\n{bad}"))]);
    let run = tree.run(&["status", "dump.yaml"]);
    assert!(run.status == 1 && !run.stdout.contains('\u{1b}'), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("\\u{1b}[2J"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_dump_of_two_clusters_is_named() {
    let of = |uid: &str| node("w1", "b", "b", "Done").replace("  name: w1\n", &format!("  name: w1\n  uid: {uid}\n"));
    let tree = Tree::new(&[("a.yaml", format!("{POOL}---\n{}", of("one"))), ("b.yaml", of("two"))]);
    let run = tree.run(&["status", "a.yaml", "b.yaml"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("[dump-of-several-clusters]") && run.stderr.contains("b.yaml:4"), "{}", run.stderr);
}
