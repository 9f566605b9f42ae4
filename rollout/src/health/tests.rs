//! What the answers are.

use super::{Cause, Dump, Health, Options, Phase, PoolPhase, Term};
use crate::fleet::Timestamp;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use garboard_ignition::document::SourceId;
use serde_json::{Value, json};

const P: &str = "machineconfiguration.openshift.io/";

fn pool(spec: Value, status: Value) -> Value {
    let mut whole = json!({
        "nodeSelector": { "matchLabels": { "node-role.kubernetes.io/worker": "" } },
        "configuration": { "name": "rendered-worker-b" },
    });
    for (key, value) in spec.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    json!({ "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfigPool",
        "metadata": { "name": "worker" }, "spec": whole, "status": status })
}

/// A node `current/desired/state`, with more annotations.
fn node(name: &str, stand: &str, more: &[(&str, &str)]) -> Value {
    let mut words = stand.split('/');
    let mut word = || words.next().unwrap_or_default();
    let mut annotations = json!({
        format!("{P}currentConfig"): format!("rendered-worker-{}", word()),
        format!("{P}desiredConfig"): format!("rendered-worker-{}", word()),
        format!("{P}state"): word(),
    });
    for (key, value) in more {
        annotations[format!("{P}{key}")] = (*value).into();
    }
    json!({ "apiVersion": "v1", "kind": "Node",
        "metadata": { "name": name, "labels": { "node-role.kubernetes.io/worker": "" }, "annotations": annotations } })
}

fn cordoned(mut node: Value) -> Value {
    node["spec"] = json!({ "unschedulable": true });
    node
}

fn unready(mut node: Value) -> Value {
    let ready = json!({ "type": "Ready", "status": "Unknown", "lastTransitionTime": "2026-08-28T09:00:00Z" });
    node["status"] = json!({ "conditions": [ready] });
    node
}

fn labelled(mut node: Value, label: &str) -> Value {
    node["metadata"]["labels"][label] = "".into();
    node
}

fn health(objects: &[Value], now: Option<&str>) -> Health {
    let mut dump = Dump::default();
    let list = json!({ "apiVersion": "v1", "kind": "List", "items": objects });
    dump.read(SourceId(0), list.to_string().as_bytes());
    let options = Options { now: now.and_then(Timestamp::parse), ..Options::default() };
    Health::of(&dump, &options)
}

#[test]
fn every_phase_has_its_cause_and_a_step() {
    let draining = [("desiredDrain", "drain-rendered-worker-b"), ("lastAppliedDrain", "uncordon-rendered-worker-a")];
    let reason = |text| [("reason", text)];
    let because = "failed to drain node: n after 1 hour. Please see machine-config-controller logs";
    let missing = "machineconfig.machineconfiguration.openshift.io \"rendered-worker-a\" not found";
    for (about, node, phase, cause) in [
        ("there", node("n", "b/b/Done", &[]), Phase::UpToDate, None),
        ("it goes", node("n", "a/a/Done", &[]), Phase::Next, None),
        ("told", node("n", "a/b/Done", &[]), Phase::Told, None),
        ("at work", node("n", "a/b/Working", &[]), Phase::Working, None),
        ("asked for", node("n", "a/b/Working", &draining), Phase::Draining, None),
        ("rebooting", node("n", "a/b/Working", &[("post-config-action", "Rebooting")]), Phase::Rebooting, None),
        ("away", unready(cordoned(node("n", "a/b/Working", &[]))), Phase::Rebooting, None),
        ("letting in", cordoned(node("n", "b/b/Done", &[("desiredDrain", "uncordon-x")])), Phase::Uncordoning, None),
        ("cordoned", cordoned(node("n", "b/b/Done", &[])), Phase::Cordoned, Some(Cause::Cordoned)),
        ("not ready", unready(node("n", "b/b/Done", &[])), Phase::NotReady, Some(Cause::NotReady)),
        ("stateless", node("n", "b/b/", &[]), Phase::Unknown, Some(Cause::NoState)),
        ("mute", node("n", "a/b/Degraded", &[]), Phase::Degraded, Some(Cause::Reported)),
        ("drain", node("n", "a/b/Degraded", &reason(because)), Phase::Degraded, Some(Cause::Drain)),
        ("gone", node("n", "a/b/Degraded", &reason(missing)), Phase::Degraded, Some(Cause::ConfigMissing)),
        (
            "drift",
            node("n", "b/b/Degraded", &reason("unexpected on-disk state validating against rendered-worker-b")),
            Phase::Degraded,
            Some(Cause::Drift),
        ),
        ("os", node("n", "a/b/Degraded", &reason("error running rpm-ostree rebase")), Phase::Degraded, Some(Cause::Os)),
        ("refused", node("n", "a/b/Unreconcilable", &[]), Phase::Unreconcilable, Some(Cause::Refused)),
        ("left", cordoned(node("n", "a/c/Degraded", &[])), Phase::Degraded, Some(Cause::OutOfReach)),
    ] {
        let health = health(&[pool(json!({}), json!({})), node], None);
        let node = &health.pools[0].nodes[0];
        assert_eq!((node.phase, node.cause), (phase, cause), "{about}: {node:?}");
        assert_eq!((node.stuck, node.step.is_some()), (cause.is_some(), cause.is_some()), "{about}");
        assert_eq!(health.is_stuck(), cause.is_some(), "{about}: {:?}", health.pools[0].phase);
        assert!(node.cause.is_none() || !node.because.is_empty(), "{about}: nothing says why");
    }
}

#[test]
fn a_force_file_is_never_the_advice() {
    for cause in ["content mismatch for file \"/etc/a\"", "rpm-ostree", "x"] {
        let health = health(&[pool(json!({}), json!({})), node("n", "a/b/Degraded", &[("reason", cause)])], None);
        let step = health.pools[0].nodes[0].step.clone().expect("a step");
        assert!(!step.contains("force"), "{step}");
    }
}

#[test]
fn a_name_that_is_made_up_is_not_put_into_a_command() {
    let health = health(&[pool(json!({}), json!({})), cordoned(node("n; rm -rf /", "b/b/Done", &[]))], None);
    let step = health.pools[0].nodes[0].step.clone().expect("a step");
    assert!(!step.contains("rm -rf") && step.contains("NODE"), "{step}");
}

#[test]
fn what_takes_long_is_told_only_where_the_time_is_known() {
    let objects = [pool(json!({}), json!({})), unready(node("n", "a/b/Working", &[]))];
    for (now, stuck) in [
        (None, false),
        (Some("2026-08-28T09:10:00Z"), false),
        (Some("2026-08-28T12:00:00Z"), true),
        (Some("2020-01-01T00:00:00Z"), false),
    ] {
        assert_eq!(health(&objects, now).is_stuck(), stuck, "{now:?}");
    }
    let at = health(&objects, Some("2026-08-28T12:00:00Z"));
    assert_eq!(at.pools[0].nodes[0].because[0], "it reports NotReady=Unknown since 2026-08-28T09:00:00Z, for 3 h");
}

#[test]
fn pools_have_their_phases() {
    let waiting = || node("n", "a/a/Done", &[]);
    let stuck = || node("m", "a/b/Degraded", &[("reason", "x")]);
    let render = json!({ "conditions": [{ "type": "RenderDegraded", "status": "True", "message": "no 50-x" }] });
    for (about, objects, phase, is_stuck) in [
        ("all there", Vec::from([pool(json!({}), json!({})), node("n", "b/b/Done", &[])]), PoolPhase::Updated, false),
        ("one goes", Vec::from([pool(json!({}), json!({})), waiting()]), PoolPhase::Updating, false),
        ("paused", Vec::from([pool(json!({ "paused": true }), json!({})), waiting()]), PoolPhase::Paused, false),
        ("degraded", Vec::from([pool(json!({}), json!({})), waiting(), stuck()]), PoolPhase::Degraded, true),
        ("render", Vec::from([pool(json!({}), render), node("n", "b/b/Done", &[])]), PoolPhase::Degraded, true),
        (
            "no number",
            Vec::from([pool(json!({ "maxUnavailable": "2" }), json!({})), waiting()]),
            PoolPhase::Blocked,
            true,
        ),
        (
            "no target",
            Vec::from([pool(json!({ "configuration": {} }), json!({})), waiting()]),
            PoolPhase::Unrendered,
            true,
        ),
        ("alone", Vec::from([pool(json!({}), json!({}))]), PoolPhase::Unknown, false),
        (
            "blocked",
            Vec::from([pool(json!({}), json!({})), waiting(), cordoned(node("c", "a/a/Done", &[]))]),
            PoolPhase::Blocked,
            true,
        ),
    ] {
        let health = health(&objects, None);
        assert_eq!((health.pools[0].phase, health.is_stuck()), (phase, is_stuck), "{about}: {:?}", health.pools[0]);
    }
}

#[test]
fn without_nodes_a_pool_is_what_its_own_status_says() {
    let status = json!({ "machineCount": 9, "updatedMachineCount": 4, "degradedMachineCount": 1,
        "conditions": [{ "type": "Degraded", "status": "True", "message": "Node w is reporting: \"x\"" }] });
    let health = health(&[pool(json!({}), status)], None);
    let pool = &health.pools[0];
    assert!(!health.nodes_known && !pool.counted && pool.room.is_none());
    assert_eq!((pool.counters.machines, pool.counters.updated, pool.phase), (9, 4, PoolPhase::Degraded));
    assert_eq!(pool.because, ["Degraded: Node w is reporting: \"x\""]);
}

#[test]
fn nodes_outside_of_pools_are_told_apart() {
    let custom = |name: &str| {
        let mut pool = pool(json!({}), json!({}));
        pool["metadata"]["name"] = name.into();
        pool["spec"]["nodeSelector"]["matchLabels"] = json!({ format!("node-role.kubernetes.io/{name}"): "" });
        pool
    };
    let mut windows = node("win", "b/b/Done", &[]);
    windows["metadata"]["labels"]["kubernetes.io/os"] = "windows".into();
    let mut stray = node("stray", "b/b/Done", &[]);
    stray["metadata"]["labels"] = json!({});
    let both =
        labelled(labelled(node("both", "b/b/Done", &[]), "node-role.kubernetes.io/a"), "node-role.kubernetes.io/b");
    let health = health(&[pool(json!({}), json!({})), custom("a"), custom("b"), windows, stray, both], None);
    let found: Vec<_> = health.outside.iter().map(|node| (&*node.node, node.phase, node.cause)).collect();
    assert_eq!(
        found,
        [
            ("both", Phase::InSeveralPools, Some(Cause::SeveralPools)),
            ("stray", Phase::InNoPool, Some(Cause::NoPool)),
            ("win", Phase::Windows, None),
        ]
    );
}

#[test]
fn objects_of_two_clusters_are_named() {
    let config = |name: &str| {
        json!({ "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "ControllerConfig",
        "metadata": { "name": "machine-config-controller" },
        "spec": { "infra": { "status": { "infrastructureName": name } } } })
    };
    let of = |mut object: Value, uid: &str| {
        object["metadata"]["uid"] = uid.into();
        object
    };
    let pool = || pool(json!({}), json!({}));
    let node = || node("n", "b/b/Done", &[]);
    for (objects, want) in [
        (Vec::from([pool(), node(), config("x"), config("x")]), ""),
        (Vec::from([pool(), node(), config("x"), config("y")]), "dump-of-several-clusters"),
        (Vec::from([pool(), of(node(), "1"), of(node(), "2")]), "dump-of-several-clusters"),
        (Vec::from([pool(), of(node(), "1"), of(node(), "1")]), "dump-object-twice"),
        (Vec::from([of(pool(), "1"), of(pool(), "2"), node()]), "dump-of-several-clusters"),
        (Vec::from([pool(), pool(), node()]), "dump-object-twice"),
    ] {
        let health = health(&objects, None);
        let codes: Vec<_> = health.report.entries().iter().map(|entry| entry.rule.code).collect();
        assert_eq!(codes.concat(), want);
        assert_eq!((health.pools.len(), health.pools[0].nodes.len()), (1, 1), "each counts once");
    }
}

#[test]
fn certificates_end_when_the_time_is_known() {
    let certificate = |subject: &str, end: Value| {
        json!({ "subject": subject, "signer": "", "bundleFile": "KubeAPIServerServingCAData",
            "notBefore": "2026-01-01T00:00:00Z", "notAfter": end })
    };
    let all = [
        certificate("none", Value::Null),
        certificate("long", "2036-01-01T00:00:00Z".into()),
        certificate("soon", "2026-02-10T00:00:00Z".into()),
        certificate("past", "2026-01-31T23:00:00Z".into()),
        certificate("past", "2026-01-31T23:00:00Z".into()),
    ];
    let config = json!({ "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "ControllerConfig",
        "metadata": { "name": "c" }, "spec": {}, "status": { "controllerCertificates": all } });
    let objects = [pool(json!({}), json!({})), config];
    let terms = |now| {
        let found = health(&objects, now).certificates.expect("there is a ControllerConfig");
        found.iter().map(|it| (it.subject.clone(), it.days_left, it.age_days, it.term)).collect::<Vec<_>>()
    };
    let name = |name: &str| -> String { name.into() };
    assert_eq!(
        terms(Some("2026-02-01T00:00:00Z")),
        [
            (name("past"), Some(-1), Some(31), Some(Term::Ended)),
            (name("soon"), Some(9), Some(31), Some(Term::EndsSoon)),
            (name("long"), Some(3621), Some(31), Some(Term::Holds)),
            (name("none"), None, Some(31), None),
        ]
    );
    assert!(terms(None).iter().all(|(_, left, age, term)| left.is_none() && age.is_none() && term.is_none()));
    assert!(health(&objects[..1], None).certificates.is_none(), "nothing is known");
}

#[test]
fn a_missing_machine_config_is_told_only_where_there_are_others() {
    let config = |name: &str| {
        json!({ "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
        "metadata": { "name": name }, "spec": {} })
    };
    let objects = [pool(json!({}), json!({})), node("n", "a/a/Done", &[]), config("rendered-worker-b")];
    let with = health(&objects, None);
    assert_eq!(with.pools[0].nodes[0].missing, ["rendered-worker-a"]);
    assert!(!with.is_stuck() && with.pools[0].notes.iter().any(|note| note.contains("rendered-worker-a")));
    assert!(health(&objects[..2], None).pools[0].nodes[0].missing.is_empty());
}

#[test]
fn hostile_objects_are_survived() {
    for text in [
        "",
        "[]",
        "null",
        "{",
        "kind: Node",
        "kind: List\nitems: [null, 1, {kind: Node, apiVersion: v1}]",
        "apiVersion: v1\nkind: Node\nmetadata: {annotations: {a: 1}, name: [x]}\n",
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {}\nspec: {nodeSelector: {}, maxUnavailable: -2147483648}\nstatus: {machineCount: 2147483647, updatedMachineCount: -2147483648}\n",
        "apiVersion: v1\nkind: Node\nmetadata: {name: n, annotations: {machineconfiguration.openshift.io/desiredDrain: '-'}}\n",
    ] {
        let mut dump = Dump::default();
        dump.read(SourceId(0), text.as_bytes());
        let options = Options { now: Some(Timestamp::from_seconds(i64::MAX)), ..Options::default() };
        let health = Health::of(&dump, &options);
        assert!(health.pools.len() <= 1, "{text}");
    }
}
