//! The rules of node disruption policies: the least input that breaks each, and what is near and does not.

use crate::judged::{Row, all_hold, all_silent};
use garboard_core::rule::*;
use garboard_ignition::report::Gate::{self, ApiServer};

const NONE: Option<Gate> = None;

/// A MachineConfiguration of six lines, then what stands in its policy.
const POLICY: &str = "\
apiVersion: operator.openshift.io/v1
kind: MachineConfiguration
metadata:
  name: cluster
spec:
  nodeDisruptionPolicy:
";

fn policy(lines: &str) -> String {
    format!("{POLICY}    {lines}\n")
}

/// A policy for a file with these actions, on line 7.
fn actions(list: &str) -> String {
    policy(&format!("files: [{{path: /etc/a, actions: [{list}]}}]"))
}

/// Two policies that do not say the same.
fn two(path: &str, other: &str) -> String {
    policy(&format!("files: [{{path: {path}, actions: []}}, {{path: {other}, actions: [{{type: Drain}}]}}]"))
}

const RESTART: &str = "{type: Restart, restart: {serviceName: a.service}}";

pub(crate) fn rows() -> Vec<Row> {
    let row = |rule, text: String| Row::new(rule, ApiServer, 7, text);
    let named = |name: &str| actions(&RESTART.replace("a.service", name));
    let many = (0..51).map(|n| format!("{{path: /etc/{n}, actions: []}}")).collect::<Vec<_>>().join(", ");
    Vec::from([
        row(&UNKNOWN_FIELD, policy("file: []")),
        row(&FIELD_TYPE, policy("files: {}")),
        row(&FIELD_MISSING, policy("files: [{path: /etc/a}]")),
        row(&FIELD_MISSING, policy("units: [{actions: []}]")),
        row(&FIELD_MISSING, policy("sshkey: {}")),
        row(&FIELD_VALUE, policy("files: [{path: /etc/a, actions: []}, {path: /etc/a, actions: []}]")),
        row(&FIELD_VALUE, policy(&format!("files: [{many}]"))),
        row(&FIELD_VALUE, policy("units: [{name: a, actions: []}]")),
        row(&FIELD_VALUE, policy("sshkey: {actions: [{type: Special}]}")),
        row(&FIELD_VALUE, actions("{type: reboot}")),
        row(&FIELD_VALUE, actions(&["{type: Drain}"; 11].join(", "))),
        row(&FIELD_VALUE, named("a.bogus")),
        row(&FIELD_VALUE, named(".service")),
        row(&FIELD_VALUE, named("\"a b.service\"")),
        row(&FIELD_VALUE, named(&("a".repeat(248) + ".service"))),
        row(&DISRUPTION_ALONE, actions("{type: Reboot}, {type: Drain}")),
        row(&DISRUPTION_ALONE, actions(&format!("{RESTART}, {{type: None}}"))),
        row(&DISRUPTION_SERVICE, actions("{type: Restart}")),
        row(&DISRUPTION_SERVICE, actions("{type: Reload, reload: null}")),
        row(&DISRUPTION_SERVICE, actions("{type: Drain, reload: {serviceName: a.service}}")),
        Row::new(&DISRUPTION_MATCHES_NOTHING, NONE, 7, policy("files: [{path: /, actions: []}]")),
        Row::new(&DISRUPTION_MATCHES_NOTHING, NONE, 7, policy("files: [{path: etc/a, actions: []}]")),
        Row::new(&DISRUPTION_WIDE, NONE, 7, policy("files: [{path: /etc/, actions: []}]")),
        Row::new(&DISRUPTION_SHADOWED, NONE, 7, two("/etc/a", "/etc/a/")),
        Row::new(&DISRUPTION_SHADOWED, NONE, 7, two("/etc/a/", "/etc//a/")),
        Row::new(&DISRUPTION_SHADOWED, NONE, 7, two("/etc/a/", "/etc/./a")),
        Row::new(&DISRUPTION_STANDARD, NONE, 7, policy("files: [{path: /etc/containers/, actions: []}]")),
        Row::new(
            &FIELD_VALUE,
            ApiServer,
            6,
            POLICY.replace("nodeDisruptionPolicy:", "irreconcilableValidationOverrides: {storage: [Luks]}"),
        ),
    ])
}

#[test]
fn every_rule_is_broken_by_the_least_input() {
    all_hold(&rows());
}

#[test]
fn what_is_near_a_mistake_and_is_none_is_silent() {
    all_silent(&[
        POLICY.to_owned(),
        actions(""),
        actions("{type: Reboot}"),
        actions("{type: None}"),
        actions(&format!("{{type: Drain}}, {{type: DaemonReload}}, {RESTART}, {RESTART}")),
        actions("{type: Reload, reload: {serviceName: 'a:b_c-d\\e.f.socket'}}"),
        policy("files: [{path: /etc/a/, actions: []}, {path: /etc/a, actions: []}]"),
        two("/etc/a", "/etc/a/b"),
        two("/etc/a/", "/etc/ab"),
        policy("files: [{path: /etc/containers/registries.conf, actions: []}]"),
        policy("units: [{name: a.timer, actions: [{type: DaemonReload}]}]"),
        policy("sshkey: {actions: [{type: None}]}"),
        POLICY.replace("nodeDisruptionPolicy:", "irreconcilableValidationOverrides: {storage: [Disks, Raid]}"),
        POLICY.replace("nodeDisruptionPolicy:", "managementState: Managed"),
    ]);
}
