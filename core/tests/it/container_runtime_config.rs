//! The rules of ContainerRuntimeConfigs: the least input that breaks each, and what is near and does not.

use crate::judged::{Row, all_hold, all_silent};
use garboard_core::rule::*;
use garboard_ignition::report::Gate::{ApiServer, Generate};

/// The beginning of a ContainerRuntimeConfig: nine lines, then what stands in its config.
const CONFIG: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: ContainerRuntimeConfig
metadata:
  name: example
spec:
  machineConfigPoolSelector:
    matchLabels:
      pools.operator.machineconfiguration.openshift.io/worker: \"\"
  containerRuntimeConfig:
";

fn config(lines: &str) -> String {
    format!("{CONFIG}    {lines}\n")
}

pub(crate) fn rows() -> Vec<Row> {
    let object =
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: ContainerRuntimeConfig\nmetadata:\n  name: a\n";
    let row = |rule, gate, lines: &str| Row::new(rule, gate, 10, config(lines));
    let six = "additionalLayerStores: [{path: /a}, {path: /b}, {path: /c}, {path: /d}, {path: /e}, {path: /f}]";
    Vec::from([
        Row::new(&FIELD_MISSING, ApiServer, 4, object),
        Row::new(&FIELD_MISSING, ApiServer, 6, CONFIG.replace("  containerRuntimeConfig:\n", "")),
        Row::new(&POOL_SELECTOR_EMPTY, Generate, 4, format!("{object}spec: {{containerRuntimeConfig: {{}}}}\n")),
        row(&UNKNOWN_FIELD, ApiServer, "pidsLimits: 100"),
        row(&FIELD_TYPE, ApiServer, "pidsLimit: \"2048\""),
        row(&FIELD_TYPE, ApiServer, "pidsLimit: 9223372036854775808"),
        row(&FIELD_TYPE, ApiServer, "overlaySize: true"),
        row(&FIELD_TYPE, ApiServer, "overlaySize: 1.5"),
        row(&FIELD_TYPE, ApiServer, "logLevel: 1"),
        row(&FIELD_TYPE, ApiServer, "additionalImageStores: [/a]"),
        row(&FIELD_MISSING, ApiServer, "additionalImageStores: [{}]"),
        row(&FIELD_VALUE, ApiServer, "logSizeMax: 10MB"),
        row(&FIELD_VALUE, ApiServer, "overlaySize: \"\""),
        row(&FIELD_VALUE, ApiServer, "defaultRuntime: kata"),
        row(&FIELD_VALUE, ApiServer, "defaultRuntime: \"\""),
        row(&FIELD_VALUE, ApiServer, "containerGomaxprocsBehavior: Auto"),
        row(&FIELD_VALUE, ApiServer, "additionalLayerStores: [{path: a}]"),
        row(&FIELD_VALUE, ApiServer, "additionalLayerStores: [{path: /}]"),
        row(&FIELD_VALUE, ApiServer, "additionalLayerStores: [{path: /a b}]"),
        row(&FIELD_VALUE, ApiServer, "additionalLayerStores: [{path: /a//b}]"),
        row(&FIELD_VALUE, ApiServer, "additionalLayerStores: [{path: \"\"}]"),
        row(&FIELD_VALUE, ApiServer, &format!("additionalLayerStores: [{{path: /{}}}]", "a".repeat(256))),
        row(&FIELD_VALUE, ApiServer, "additionalArtifactStores: [{path: /a}, {path: /a}]"),
        row(&FIELD_VALUE, ApiServer, "additionalArtifactStores: []"),
        row(&FIELD_VALUE, ApiServer, six),
        row(&LOG_LEVEL, Generate, "logLevel: warning"),
        row(&LOG_LEVEL, Generate, "logLevel: Info"),
        row(&PIDS_LIMIT, Generate, "pidsLimit: 19"),
        row(&PIDS_LIMIT, Generate, "pidsLimit: -1"),
        row(&LOG_SIZE, Generate, "logSizeMax: 8192"),
        row(&LOG_SIZE, Generate, "logSizeMax: 8Ki"),
        row(&LOG_SIZE, Generate, "logSizeMax: 500m"),
        row(&OVERLAY_SIZE, Generate, "overlaySize: -1"),
        row(&OVERLAY_SIZE, Generate, "overlaySize: -500m"),
    ])
}

#[test]
fn every_rule_is_broken_by_the_least_input() {
    all_hold(&rows());
}

#[test]
fn what_is_near_a_mistake_and_is_none_is_silent() {
    all_silent(&[
        config("pidsLimit: 20"),
        config("pidsLimit: 0"),
        config("pidsLimit: null"),
        config("logSizeMax: 8193"),
        config("logSizeMax: 10M"),
        config("logSizeMax: -1"),
        config("logSizeMax: 0"),
        config("logSizeMax: 12E"),
        config("overlaySize: 8G"),
        config("overlaySize: \"8589934592\""),
        config("logLevel: debug"),
        config("logLevel: \"\""),
        config("defaultRuntime: crun"),
        config("additionalLayerStores: [{path: /var/lib/a_b-c.d}, {path: /b}]"),
        config("{}"),
    ]);
}
