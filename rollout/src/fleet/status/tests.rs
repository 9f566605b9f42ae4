//! What the recorded cases do not reach.

use super::{PoolStatus, PoolView};
use crate::Rules;
use crate::fleet::build::Build;
use crate::fleet::node::Node;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_core::api::{ControllerConfig, MachineConfigNode, MachineConfigPool, MachineOSBuild, MachineOSConfig};
use serde_json::{Value, from_value, json};

const P: &str = "machineconfiguration.openshift.io/";

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    from_value(value).expect("an object")
}

fn pool(spec: Value, conditions: Value) -> MachineConfigPool {
    let mut pool: MachineConfigPool =
        read(json!({ "metadata": { "name": "worker" }, "spec": spec, "status": { "conditions": conditions } }));
    pool.spec.configuration.name = "B".into();
    pool
}

fn node(name: &str, current: &str, desired: &str, state: &str) -> Node {
    let annotations = [("currentConfig", current), ("desiredConfig", desired), ("state", state)];
    let annotations: serde_json::Map<String, Value> =
        annotations.into_iter().map(|(key, value)| (format!("{P}{key}"), value.into())).collect();
    read(json!({ "metadata": { "name": name, "annotations": annotations } }))
}

fn mcn(name: &str, conditions: &[(&str, &str)], config: &str) -> MachineConfigNode {
    let conditions: Vec<_> =
        conditions.iter().map(|(kind, status)| json!({ "type": kind, "status": status, "message": "m" })).collect();
    read(
        json!({ "metadata": { "name": name }, "status": { "conditions": conditions, "configVersion": { "desired": config } } }),
    )
}

fn condition(status: &PoolStatus, kind: &str) -> (String, String, String) {
    let found = status.conditions.iter().find(|it| it.kind == kind).unwrap_or_else(|| panic!("no {kind}"));
    (found.status.clone().into(), found.reason.clone(), found.message.clone())
}

fn said(status: &str, message: &str) -> (String, String, String) {
    (status.into(), String::new(), message.into())
}

#[test]
fn an_empty_pool_is_updated_and_adopts_its_configuration() {
    let mut pool = pool(json!({ "configuration": { "source": [{ "name": "a" }] } }), json!([]));
    pool.status.configuration.name = "A".into();
    let status = PoolView::new(&pool, Vec::new()).status();
    assert_eq!(condition(&status, "Updated"), said("True", "All nodes are updated with MachineConfig B"));
    assert_eq!((&*status.configuration.name, status.configuration.source.len()), ("B", 1));
    let waiting = node("n", "A", "A", "Done");
    let status = PoolView::new(&pool, [&waiting].into()).status();
    assert_eq!(status.configuration.name, "A", "not before all have it");
}

#[test]
fn an_updated_node_that_is_cordoned_is_not_ready() {
    let pool = pool(json!({}), json!([]));
    let mut node = node("n", "B", "B", "Done");
    node.unschedulable = true;
    let status = PoolView::new(&pool, [&node].into()).status();
    assert_eq!((status.updated_machine_count, status.ready_machine_count, status.unavailable_machine_count), (1, 0, 1));
    assert_eq!(condition(&status, "Updating"), said("True", "All nodes are updating to MachineConfig B"));
}

#[test]
fn what_is_degraded_is_the_annotation_without_the_gate_and_the_report_with_it() {
    let pool = pool(json!({}), json!([]));
    let node = node("n", "A", "B", "Degraded");
    let report = mcn("n", &[("Updated", "True"), ("NodeDegraded", "False")], "B");
    let mut view = PoolView::new(&pool, [&node].into());
    view.mcns = [&report].into();
    let status = view.status();
    assert_eq!((status.degraded_machine_count, status.updated_machine_count), (1, 0));
    let want = ("True".into(), "0 nodes are reporting degraded status on sync".into(), String::new());
    assert_eq!(condition(&status, "NodeDegraded"), want);
    view.image_mode_status = true;
    let status = view.status();
    assert_eq!((status.degraded_machine_count, status.updated_machine_count, status.ready_machine_count), (0, 1, 0));
    assert_eq!(condition(&status, "Updated").0, "False");
}

#[test]
fn reports_behind_an_empty_one_are_lost_to_the_reference_alone() {
    let pool = pool(json!({}), json!([]));
    let nodes = ["a", "b", "c"].map(|name| node(name, "B", "B", "Done"));
    let reports = [mcn("a", &[], "B"), mcn("b", &[("Updated", "True")], "B"), mcn("c", &[("Updated", "True")], "B")];
    for (rules, order, updated) in [
        (Rules::Mco, [0, 1, 2], 0),
        (Rules::Mco, [1, 2, 0], 2),
        (Rules::Safe, [0, 1, 2], 2),
        (Rules::Safe, [1, 0, 2], 2),
    ] {
        let mut view = PoolView::new(&pool, nodes.iter().collect());
        view.mcns = order.map(|at| &reports[at]).into();
        (view.rules, view.image_mode_status) = (rules, true);
        let status = view.status();
        let stored = status.pool_synchronizers_status[0].updated_machine_count;
        assert_eq!((i64::from(status.updated_machine_count), stored), (updated, updated), "{rules:?} {order:?}");
    }
}

#[test]
fn of_a_report_that_is_updated_and_degraded_the_first_counts() {
    let pool = pool(json!({}), json!([]));
    let node = node("n", "B", "B", "Done");
    let both = [("Updated", "True"), ("NodeDegraded", "True")];
    for (order, updated, degraded) in [([both[0], both[1]], 1, 0), ([both[1], both[0]], 0, 1)] {
        let report = mcn("n", &order, "B");
        let mut view = PoolView::new(&pool, [&node].into());
        (view.mcns, view.image_mode_status) = ([&report].into(), true);
        let status = view.status();
        assert_eq!((status.updated_machine_count, status.degraded_machine_count), (updated, degraded));
    }
}

#[test]
fn a_pool_that_cannot_be_rendered_is_degraded_without_a_word() {
    let pool = pool(json!({}), json!([{ "type": "RenderDegraded", "status": "True", "message": "m" }]));
    let node = node("n", "A", "A", "Done");
    let status = PoolView::new(&pool, [&node].into()).status();
    assert_eq!(condition(&status, "Degraded"), said("True", ""));
    assert_eq!(condition(&status, "Updating"), said("True", "All nodes are updating to MachineConfig B"));
}

#[test]
fn certificates_of_the_api_server_are_listed() {
    let pool = pool(json!({}), json!([]));
    let config: ControllerConfig = read(json!({ "status": { "controllerCertificates": [
        { "bundleFile": "KubeAPIServerServingCAData", "subject": "CN=a", "notAfter": "2030-01-01T00:00:00Z" },
        { "bundleFile": "RootCAData", "subject": "CN=b" },
    ] } }));
    let mut view = PoolView::new(&pool, Vec::new());
    view.controller_config = Some(&config);
    let want = json!([{ "bundle": "KubeAPIServerServingCAData", "subject": "CN=a", "expiry": "2030-01-01T00:00:00Z" }]);
    assert_eq!(serde_json::to_value(view.status().cert_expirys).expect("JSON"), want);
}

/// The conditions of a layered pool: whether it is updating, what is said, and what becomes of an old failure.
#[test]
fn a_layered_pool_says_how_far_its_image_is() {
    let mosc: MachineOSConfig = read(json!({ "metadata": { "name": "c" }, "status": { "currentImagePullSpec": "i" } }));
    let mosb = |condition: &str, digest: &str| -> MachineOSBuild {
        read(json!({ "metadata": { "name": "b" }, "spec": { "machineConfig": { "name": "B" } }, "status": {
            "conditions": [{ "type": condition, "status": "True" }], "digestedImagePushSpec": digest } }))
    };
    let mut there = node("n", "B", "B", "Done");
    (there.current_image, there.desired_image) = (Some("i".into()), Some("i".into()));
    let waiting = |what: &str| format!("Pool is waiting for {what} (mosb: b)");
    let stopped = |what: &str| format!("Pool update stopped due to OS image build {what} (mosb: b)");
    let rests = |what: &str| format!("Pool is paused; OS image build {what} (mosb: b)");
    let applying = waiting("nodes to apply OS image");
    let start = || waiting("OS image build to start");
    let new = |prefix: &str| format!("Pool is {prefix}waiting for a new OS image build to start (mosc: c)");
    for (paused, build, updating, message, old_failure) in [
        (false, None, "True", new(""), Some("BuildPending")),
        (false, Some(mosb("Prepared", "")), "True", start(), Some("Building")),
        (false, Some(mosb("Other", "")), "True", start(), None),
        (false, Some(mosb("Building", "")), "True", waiting("OS image build to complete"), Some("Building")),
        (false, Some(mosb("Succeeded", "j")), "True", applying, Some("BuildSuccess")),
        (false, Some(mosb("Succeeded", "i")), "False", String::new(), Some("BuildSuccess")),
        (false, Some(mosb("Failed", "")), "False", stopped("failure"), None),
        (false, Some(mosb("Interrupted", "")), "False", stopped("being interrupted"), None),
        (true, None, "True", new("paused; "), Some("BuildPending")),
        (true, Some(mosb("Prepared", "")), "True", rests("has been prepared but will not rollout"), Some("Building")),
        (true, Some(mosb("Building", "")), "True", rests("in progress"), Some("Building")),
        (true, Some(mosb("Other", "")), "True", rests("has been created but not yet started"), None),
        (true, Some(mosb("Succeeded", "i")), "False", rests("completed successfully"), Some("BuildSuccess")),
        (true, Some(mosb("Failed", "")), "False", rests("failed"), None),
        (true, Some(mosb("Interrupted", "")), "False", rests("was interrupted"), None),
    ] {
        let failed =
            json!([{ "type": "ImageBuildDegraded", "status": "True", "reason": "BuildFailed", "message": "x" }]);
        let pool = pool(json!({ "paused": paused }), failed);
        let mut view = PoolView::new(&pool, [&there].into());
        view.build = Build::new(Some(&mosc), build.as_ref());
        let status = view.status();
        assert_eq!(condition(&status, "Updating"), said(updating, &message));
        let (degraded, reason, _) = condition(&status, "ImageBuildDegraded");
        assert_eq!(
            (&*degraded, &*reason),
            old_failure.map_or(("True", "BuildFailed"), |reason| ("False", reason)),
            "{message}"
        );
        let words =
            if old_failure.is_some() { said("False", "") } else { said("True", "Custom OS image build failed") };
        assert_eq!(condition(&status, "Degraded"), words, "{message}");
        let counted = i32::from(build.is_some());
        assert_eq!(status.updated_machine_count, counted, "{message}");
    }
}

#[test]
fn a_layered_pool_that_was_degraded_waits_and_one_without_layers_forgets_old_failures() {
    let mosc: MachineOSConfig = read(json!({ "metadata": { "name": "c" }, "status": { "currentImagePullSpec": "i" } }));
    for kind in ["RenderDegraded", "NodeDegraded", "PinnedImageSetsDegraded"] {
        let pool = pool(json!({}), json!([{ "type": kind, "status": "True" }]));
        let mut view = PoolView::new(&pool, Vec::new());
        view.build = Build::new(Some(&mosc), None);
        assert_eq!(
            condition(&view.status(), "Updating"),
            said("False", "Pool update paused due to degraded condition")
        );
    }
    let pool = pool(json!({}), json!([{ "type": "ImageBuildDegraded", "status": "True" }]));
    let status = PoolView::new(&pool, Vec::new()).status();
    assert_eq!(condition(&status, "ImageBuildDegraded").1, "NoLayeredObjects");
    assert_eq!(condition(&status, "Degraded").0, "False");
}

#[test]
fn messages_name_the_image_of_a_layered_pool() {
    let pool = pool(json!({}), json!([]));
    let mosc: MachineOSConfig = read(json!({ "status": { "currentImagePullSpec": "i" } }));
    let mosb: MachineOSBuild = read(json!({ "status": { "conditions": [{ "type": "Succeeded", "status": "True" }] } }));
    let mut view = PoolView::new(&pool, Vec::new());
    view.build = Build::new(Some(&mosc), Some(&mosb));
    assert_eq!(condition(&view.status(), "Updated").2, "All nodes are updated with MachineConfig B / Image i");
}

#[test]
fn nodes_of_a_pool_that_nobody_can_look_up_are_none() {
    let label = |value: Value| -> Node { read(json!({ "metadata": { "name": "n", "labels": value } })) };
    let nodes = [label(json!({ "role": "worker" })), label(json!({ "role": "worker", "kubernetes.io/os": "windows" }))];
    for (selector, members) in [
        (json!({ "matchLabels": { "role": "worker" } }), 1),
        (json!({ "matchLabels": { "role": "-" } }), 0),
        (json!({}), 0),
        (json!(null), 0),
    ] {
        let pool = pool(json!({ "nodeSelector": selector }), json!([]));
        assert_eq!(PoolView::selecting(&pool, &nodes).status().machine_count, members, "{selector}");
    }
}
