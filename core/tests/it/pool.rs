//! The rules of MachineConfigPools: the least input that breaks each, and what is near and does not.

use crate::judged::{Row, all_hold, all_silent, codes, judge};
use garboard_core::rule::*;
use garboard_ignition::report::Gate::{self, ApiServer, Render, Rollout};

const NONE: Option<Gate> = None;

const ROLE: &str = "machineconfiguration.openshift.io/role";

/// A pool of 13 lines, then what stands in `spec` besides its selectors.
const POOL: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfigPool
metadata:
  name: infra
spec:
  machineConfigSelector:
    matchExpressions:
    - key: machineconfiguration.openshift.io/role
      operator: In
      values: [worker, infra]
  nodeSelector:
    matchLabels:
      node-role.kubernetes.io/infra: \"\"
";

const NODES: &str = "  nodeSelector:\n    matchLabels:\n      node-role.kubernetes.io/infra: \"\"\n";

fn pool(lines: &str) -> String {
    format!("{POOL}  {lines}\n")
}

/// A pool with this after `machineConfigSelector:`, on line 6.
fn selecting(name: &str, selector: &str) -> String {
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata:\n  name: {name}\nspec:\n  \
         machineConfigSelector: {selector}\n{NODES}"
    )
}

pub(crate) fn rows() -> Vec<Row> {
    let nodes = |selector: &str| POOL.replace(NODES, &format!("  nodeSelector: {selector}\n"));
    let alone = |role: &str| format!("{{matchLabels: {{{ROLE}: {role}}}}}");
    let one = |operator: &str, values: &str| {
        format!("{{matchExpressions: [{{key: {ROLE}, operator: {operator}, values: {values}}}]}}")
    };
    let row = |rule, gate, lines: &str| Row::new(rule, gate, 14, pool(lines));
    let many: Vec<_> = (0..101).map(|n| format!("{{name: a{n}}}")).collect();
    Vec::from([
        // the API server
        Row::new(
            &FIELD_MISSING,
            ApiServer,
            4,
            "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata:\n  name: a\n",
        ),
        row(&UNKNOWN_FIELD, ApiServer, "maxUnavailible: 1"),
        row(&FIELD_TYPE, ApiServer, "paused: \"false\""),
        row(&FIELD_TYPE, ApiServer, "maxUnavailable: 1.5"),
        row(&FIELD_TYPE, ApiServer, "maxUnavailable: true"),
        row(&FIELD_TYPE, ApiServer, "configuration: {source: [a]}"),
        Row::new(&FIELD_TYPE, ApiServer, 10, POOL.replace("[worker, infra]", "[worker, infra, 1]")),
        row(&FIELD_MISSING, ApiServer, "osImageStream: {}"),
        row(&FIELD_VALUE, ApiServer, "osImageStream: {name: A}"),
        row(&FIELD_VALUE, ApiServer, "pinnedImageSets: [{name: a}, {name: a}]"),
        row(&FIELD_VALUE, ApiServer, "pinnedImageSets: [{name: \"\"}]"),
        row(&FIELD_VALUE, ApiServer, &format!("pinnedImageSets: [{}]", many.join(", "))),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 6, selecting("infra", &alone("infra"))),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 6, selecting("infra", &one("In", "[infra]"))),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 6, selecting("infra", &one("NotIn", "[worker]"))),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 6, selecting("infra", &one("Exists", "[]"))),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 6, selecting("infra", "{matchLabels: {role: worker}}")),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 6, selecting("infra", "{matchLabels: {}}")),
        Row::new(&POOL_NOT_FROM_WORKER, ApiServer, 4, selecting("infra", "null")),
        // selectors
        Row::new(&EMPTY_SELECTOR, Render, 6, selecting("infra", "{}")),
        Row::new(&SELECTING_ALL_NODES, Rollout, 11, nodes("{}")),
        Row::new(&BAD_SELECTOR, Render, 9, POOL.replace(": In", ": Contains")),
        Row::new(&BAD_SELECTOR, Rollout, 11, nodes("{matchLabels: {a/b/c: d}}")),
        Row::new(&POOL_WITHOUT_NODES, NONE, 4, POOL.replace(NODES, "")),
        Row::new(&POOL_WITHOUT_NODES, NONE, 11, nodes("{matchLabels: {}}")),
        Row::new(&POOL_WITHOUT_ITS_ROLE, NONE, 6, selecting("infra", &alone("worker"))),
        Row::new(&POOL_WITHOUT_ITS_ROLE, NONE, 6, selecting("infra", &one("In", "[worker, infr]"))),
        Row::new(&POOL_WITHOUT_ITS_ROLE, NONE, 6, selecting("infra", &one("NotIn", "[infra]"))),
        Row::new(
            &POOL_WITHOUT_ITS_ROLE,
            NONE,
            6,
            POOL.replace("    - key: m", "    - {key: a, operator: Exists}\n    - key: m"),
        ),
        // maxUnavailable
        row(&MAX_UNAVAILABLE, Rollout, "maxUnavailable: \"1\""),
        row(&MAX_UNAVAILABLE, Rollout, "maxUnavailable: 5.5%"),
        row(&MAX_UNAVAILABLE, Rollout, "maxUnavailable: \" 50%\""),
        row(&MAX_UNAVAILABLE, Rollout, "maxUnavailable: \"\""),
        row(&MAX_UNAVAILABLE, Rollout, "maxUnavailable: 3000000000"),
        row(&MAX_UNAVAILABLE_NEGATIVE, Rollout, "maxUnavailable: -1"),
        row(&MAX_UNAVAILABLE_NEGATIVE, Rollout, "maxUnavailable: -50%"),
        Row::new(&MAX_UNAVAILABLE_ZERO, NONE, 14, pool("maxUnavailable: 0")),
        Row::new(&MAX_UNAVAILABLE_ZERO, NONE, 14, pool("maxUnavailable: 0%")),
    ])
}

#[test]
fn every_rule_is_broken_by_the_least_input() {
    all_hold(&rows());
}

#[test]
fn what_is_near_a_mistake_and_is_none_is_silent() {
    let labels = |role: &str| format!("{{matchLabels: {{{ROLE}: {role}}}}}");
    all_silent(&[
        POOL.to_owned(),
        POOL.replace("In\n      values: [worker, infra]", "NotIn\n      values: [master]"),
        POOL.replace("name: infra", "generateName: infra-"),
        selecting("master", &labels("master")),
        selecting("worker", &labels("worker")),
        selecting("arbiter", &labels("arbiter")),
        pool("maxUnavailable: 1"),
        pool("maxUnavailable: 10"),
        pool("maxUnavailable: 150%"),
        pool("maxUnavailable: +50%"),
        pool("maxUnavailable: null"),
        // The arbiter pool's is not looked at.
        selecting("arbiter", &labels("arbiter")) + "  maxUnavailable: some\n",
        pool("paused: true"),
        pool("osImageStream: {name: rhel-10}"),
        pool("pinnedImageSets: [{name: a}, {name: b.c}]"),
        pool("configuration: {name: rendered-infra-1, source: [{kind: MachineConfig, name: a}]}"),
        // What is laid over a pool that exists.
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\n\
         spec: {paused: true}\n"
            .into(),
        // What a policy compares with.
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\n\
         status: {conditions: [{type: Updated, status: \"True\"}]}\n"
            .into(),
    ]);
}

#[test]
fn a_role_that_is_filled_in_later_is_not_missed() {
    for (from, to) in [("[worker, infra]", "[worker, $role]"), ("name: infra", "name: \"{{ .pool }}\"")] {
        assert_eq!(codes(&judge(&POOL.replace(from, to))), ["placeholder"], "{to}");
    }
}

#[test]
fn the_selector_to_write_is_shown() {
    let help = |text: String| judge(&text).entries()[0].hint.clone().unwrap_or_default().into_owned();
    let both = "write matchExpressions: [{key: machineconfiguration.openshift.io/role, operator: In, values: [worker, infra]}]";
    assert_eq!(help(selecting("infra", "{matchLabels: {a: b}}")), both);
    let own = "write matchLabels: {machineconfiguration.openshift.io/role: master}";
    assert_eq!(help(selecting("master", "{}")), own);
    assert_eq!(help(pool("maxUnavailable: \"3\"")), "write 3 without quotes, or 3%");
}
