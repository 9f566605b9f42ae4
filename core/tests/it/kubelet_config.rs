//! The rules of KubeletConfigs: the least input that breaks each, and what is near and does not.

use crate::judged::{Row, all_hold, all_silent, codes, judge};
use garboard_core::rule::*;
use garboard_ignition::report::Gate::{ApiServer, Generate};

/// The beginning of a KubeletConfig: eight lines, then what stands in `spec`.
const SPEC: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: KubeletConfig
metadata:
  name: example
spec:
  machineConfigPoolSelector:
    matchLabels:
      pools.operator.machineconfiguration.openshift.io/worker: \"\"
";

fn spec(lines: &str) -> String {
    format!("{SPEC}  {lines}\n")
}

/// The line after the ninth holds the first of these.
fn kubelet(lines: &str) -> String {
    spec(&format!("kubeletConfig:\n    {lines}"))
}

fn selector(lines: &str) -> String {
    SPEC.replace("    matchLabels:\n      pools.operator.machineconfiguration.openshift.io/worker: \"\"\n", lines)
}

pub(crate) fn rows() -> Vec<Row> {
    let missing = "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata:\n  name: a\n";
    let tls = |lines: &str| spec(&format!("tlsSecurityProfile:\n    {lines}"));
    Vec::from([
        // the API server
        Row::new(&UNKNOWN_FIELD, ApiServer, 9, spec("kubeletconfig: {maxPods: 1}")),
        Row::new(&UNKNOWN_FIELD, ApiServer, 7, SPEC.replace("matchLabels", "matchlabels").replace("worker", "a")),
        Row::new(&FIELD_MISSING, ApiServer, 4, missing),
        Row::new(&FIELD_MISSING, ApiServer, 4, format!("{missing}spec: null\n")),
        Row::new(&FIELD_MISSING, ApiServer, 8, selector("    matchExpressions:\n    - {key: a}\n")),
        Row::new(&FIELD_TYPE, ApiServer, 9, spec("kubeletConfig: \"maxPods: 1\"")),
        Row::new(&FIELD_TYPE, ApiServer, 9, spec("logLevel: \"5\"")),
        Row::new(&FIELD_TYPE, ApiServer, 9, spec("logLevel: 1.5")),
        Row::new(&FIELD_TYPE, ApiServer, 9, spec("autoSizingReserved: \"true\"")),
        Row::new(&FIELD_TYPE, ApiServer, 8, SPEC.replace("\"\"", "true")),
        Row::new(&FIELD_TYPE, ApiServer, 5, format!("{missing}spec: []\n")),
        Row::new(&FIELD_VALUE, ApiServer, 9, spec("logLevel: 11")),
        Row::new(&FIELD_VALUE, ApiServer, 9, spec("logLevel: -1")),
        Row::new(&FIELD_VALUE, ApiServer, 9, spec("systemGomaxprocsBehavior: autosize")),
        Row::new(&FIELD_VALUE, ApiServer, 10, tls("type: modern")),
        Row::new(&FIELD_VALUE, ApiServer, 11, tls("type: Custom\n    custom: {minTLSVersion: \"1.2\"}")),
        Row::new(&FIELD_VALUE, ApiServer, 11, tls("type: Custom\n    custom: {groups: []}")),
        Row::new(&FIELD_VALUE, ApiServer, 11, tls("type: Custom\n    custom: {groups: [X25519, X25519]}")),
        // selectors
        Row::new(&BAD_SELECTOR, Generate, 8, SPEC.replace("worker: \"\"", "worker: -a")),
        Row::new(&BAD_SELECTOR, Generate, 8, SPEC.replace("/worker", "/a/worker")),
        Row::new(&BAD_SELECTOR, Generate, 9, selector("    matchExpressions:\n    - key: a\n      operator: in\n")),
        Row::new(&BAD_SELECTOR, Generate, 9, selector("    matchExpressions:\n    - key: a\n      operator: In\n")),
        Row::new(
            &BAD_SELECTOR,
            Generate,
            10,
            selector("    matchExpressions:\n    - key: a\n      operator: Exists\n      values: [b]\n"),
        ),
        Row::new(
            &BAD_SELECTOR,
            Generate,
            10,
            selector("    matchExpressions:\n    - key: a\n      operator: NotIn\n      values: [b c]\n"),
        ),
        Row::new(&POOL_SELECTOR_EMPTY, Generate, 4, format!("{missing}spec: {{}}\n")),
        Row::new(&POOL_SELECTOR_EMPTY, Generate, 6, selector("").replace("Selector:", "Selector: {}")),
        Row::new(&POOL_SELECTOR_EMPTY, Generate, 6, selector("    matchLabels: {}\n    matchExpressions: []\n")),
        // the controller
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("maxPods: \"300\"")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("maxPods: 1.5")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("maxPods: 3000000000")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("MaxPods: true")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("serializeImagePulls: \"false\"")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("clusterDNS: 192.0.2.10")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("failSwapOn: \"false\"")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("authentication: []")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("syncFrequency: 10")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("syncFrequency: 1d")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("syncFrequency: null")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("cpuCFSQuotaPeriod: \"\"")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("logging: {verbosity: -1}")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("memoryThrottlingFactor: \"0.9\"")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("evictionHard: {memory.available: [1]}")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("reservedMemory: [{limits: {memory: 1GB}}]")),
        Row::new(&KUBELET_UNREADABLE, Generate, 10, kubelet("registerWithTaints: [{timeAdded: today}]")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("cgroupDriver: systemd")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("CgroupDriver: systemd")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("clusterDNS:\n    - 192.0.2.10")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("clusterDomain: example.org")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("featureGates: {A: true}")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("failSwapOn: false")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 11, kubelet("memorySwap:\n      swapBehavior: NoSwap")),
        Row::new(&KUBELET_FIELD_FORBIDDEN, Generate, 10, kubelet("staticPodPath: /x")),
        Row::new(&KUBELET_FIELD_UNKNOWN, Generate, 10, kubelet("maxPod: 300")),
        Row::new(&KUBELET_FIELD_UNKNOWN, Generate, 11, kubelet("authentication:\n      anonymus: {enabled: false}")),
        Row::new(&KUBELET_FIELD_UNKNOWN, Generate, 11, kubelet("registerWithTaints:\n    - effct: NoSchedule")),
        Row::new(&KUBELET_ZERO, Generate, 10, kubelet("enableSystemLogQuery: false")),
        Row::new(&KUBELET_ZERO, Generate, 10, kubelet("podPidsLimit: 0")),
        Row::new(&KUBELET_ZERO, Generate, 10, kubelet("enforceNodeAllocatable: []")),
        Row::new(&KUBELET_ZERO, Generate, 10, kubelet("staticPodPath: \"\"")),
        Row::new(
            &KUBELET_RESERVED_TWICE,
            Generate,
            11,
            kubelet("systemReserved: {cpu: 1}\n  autoSizingReserved: true"),
        ),
        Row::new(&KUBELET_CGROUPS_DIFFER, Generate, 10, kubelet("systemReservedCgroup: /a\n    systemCgroups: /b")),
        Row::new(&TLS_PROFILE_UNUSED, Generate, 10, tls("type: Custom")),
        Row::new(&TLS_PROFILE_UNUSED, Generate, 11, tls("type: Modern\n    custom: {}")),
        Row::new(&TLS_PROFILE_UNUSED, Generate, 10, tls("custom: {ciphers: [a]}")),
        Row::new(
            &TLS_CIPHER_UNKNOWN,
            Generate,
            11,
            tls("type: Custom\n    custom: {ciphers: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}"),
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
        SPEC.to_owned(),
        spec("logLevel: 0"),
        spec("logLevel: 10.0"),
        spec("logLevel: null"),
        spec("autoSizingReserved: true"),
        spec("kubeletConfig: {}"),
        spec("kubeletConfig: null"),
        spec(
            "tlsSecurityProfile: {type: Custom, custom: {ciphers: [ECDHE-RSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256]}}",
        ),
        spec("tlsSecurityProfile: {type: Old, old: {}, custom: null}"),
        spec("tlsSecurityProfile: {type: Custom, custom: {groups: [X25519], minTLSVersion: VersionTLS12}}"),
        format!("{SPEC}status:\n  conditions: text\n"),
        // What a policy compares with.
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata: {name: a}\nstatus: {}\n"
            .into(),
        selector("    matchExpressions:\n    - {key: example.org/a, operator: NotIn, values: [a, \"\"]}\n"),
        selector("    matchExpressions:\n    - {key: a, operator: Exists, values: []}\n    matchLabels: null\n"),
        // How Go reads YAML.
        kubelet("maxPods: 300"),
        kubelet("maxPods: 1e2"),
        kubelet("maxpods: 300"),
        kubelet("maxPods: null"),
        kubelet("syncFrequency: 1m30s"),
        kubelet("cpuCFSQuotaPeriod: null"),
        kubelet("logging: {flushFrequency: 5, verbosity: 2, options: {json: {infoBufferSize: 1Ki}}}"),
        kubelet("logging: {flushFrequency: 5s}"),
        kubelet("evictionHard: {memory.available: 500, nodefs.available: 10%}"),
        kubelet("cpuManagerPolicy: 1"),
        kubelet("reservedMemory: [{numaNode: 0, limits: {memory: 1Gi, hugepages-1Gi: 1}}]"),
        kubelet("staticPodURLHeader: {a: [b, 1], c: null}"),
        kubelet("registerWithTaints: [{key: a, effect: NoSchedule, timeAdded: 2026-01-02T03:04:05Z}]"),
        kubelet("kind: KubeletConfiguration\n    apiVersion: kubelet.config.k8s.io/v1beta1"),
        // What says nothing is allowed.
        kubelet(
            "cgroupDriver: \"\"\n    clusterDNS: []\n    featureGates: {}\n    failSwapOn: null\n    memorySwap: {}",
        ),
        kubelet("registryPullQPS: 0\n    protectKernelDefaults: false\n    kubeAPIQPS: null\n    podPidsLimit: 1"),
        kubelet("systemReserved: {}\n  autoSizingReserved: true"),
        kubelet("systemReserved: {cpu: 1}\n  autoSizingReserved: false"),
        kubelet("systemReservedCgroup: /a\n    systemCgroups: /a"),
        kubelet("systemReservedCgroup: /a\n    systemCgroups: \"\""),
    ]);
}

#[test]
fn the_words_say_what_was_found_and_what_to_write() {
    for (text, message, help) in [
        (
            kubelet("maxPods: \"300\""),
            "KubeletConfig could not be unmarshalled, err: spec.kubeletConfig.maxPods must be a whole number, and is a string",
            "write 300 without quotes",
        ),
        (
            kubelet("maxPod: 300"),
            "unknown kubelet field spec.kubeletConfig.maxPod: accepted and without effect",
            "did you mean maxPods?",
        ),
        (
            kubelet("clusterDNS: [192.0.2.1, '::1']"),
            "KubeletConfiguration: clusterDNS is not allowed to be set, but contains: [192.0.2.1 ::1]",
            KUBELET_FIELD_FORBIDDEN.help,
        ),
        (
            kubelet("featureGates: {A: true}"),
            "KubeletConfiguration: featureGates is not allowed to be set, but contains: map[A:true]",
            KUBELET_FIELD_FORBIDDEN.help,
        ),
        (spec("logLevel: 11"), "spec.logLevel must be from 0 to 10, and is 11", FIELD_VALUE.help),
        (spec("logLevel: 1.5"), "spec.logLevel must be a whole number, and is 1.5", FIELD_TYPE.help),
        (
            spec("tlsSecurityProfile: {type: modern}"),
            "spec.tlsSecurityProfile.type must be Old, Intermediate, Modern or Custom, and is \"modern\"",
            "did you mean Modern?",
        ),
        (
            spec("kubeletConfig: \"a: 1\""),
            "spec.kubeletConfig must be an object, and is a string",
            "write it as YAML or JSON below kubeletConfig:, not as a string",
        ),
        (
            selector("    matchExpressions: [{key: a, operator: in}]\n"),
            "invalid label selector: \"in\" is not a valid label selector operator",
            "did you mean In?",
        ),
        (
            spec("tlsSecurityProfile: {type: Custom, custom: {ciphers: [TLS_RSA_WITH_AES_128_CBC_SHA]}}"),
            "the cipher TLS_RSA_WITH_AES_128_CBC_SHA is not known by this name: it is dropped",
            "write AES128-SHA",
        ),
    ] {
        let report = judge(&text);
        let said: Vec<_> = report
            .entries()
            .iter()
            .map(|entry| (&*entry.message, entry.hint.as_deref().unwrap_or(entry.rule.help)))
            .collect();
        assert_eq!(said, [(message, help)], "{text}");
    }
}

/// What cannot be read is not called forbidden too.
#[test]
fn a_wrong_value_has_one_finding() {
    for line in ["cgroupDriver: [a]", "clusterDNS: a", "failSwapOn: \"true\"", "featureGates: [A]"] {
        assert_eq!(codes(&judge(&kubelet(line))), ["kubelet-config-unreadable"], "{line}");
    }
}

#[test]
fn placeholders_hide_what_is_wrong_with_them() {
    for line in ["maxPods: ${pods}", "clusterDomain: $domain", "syncFrequency: \"{{ .every }}\""] {
        let found = codes(&judge(&kubelet(line)));
        assert!(found.contains(&"placeholder") && !found.contains(&"kubelet-config-unreadable"), "{line}: {found:?}");
    }
}
