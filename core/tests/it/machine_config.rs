//! The rules of manifests and MachineConfigs: the least input that breaks each, and what is near and does not.

use crate::judged::{CONFIG, Row, SPEC, all_hold, all_silent, codes, judge};
use crate::{container_runtime_config, disruption_policy, kubelet_config, pool};
use garboard_core::rule::*;
use garboard_ignition::report::Gate::{self, ApiServer, Node, Render};
use std::collections::BTreeSet;

const NONE: Option<Gate> = None;

fn rows() -> Vec<Row> {
    let metadata = |lines: &str| {
        format!("apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata:\n{lines}\n")
    };
    let role = "machineconfiguration.openshift.io/role";
    let large = |bytes: usize| format!("{SPEC}  osImageURL: {}\n", "a".repeat(bytes));
    let files = |lines: &str| format!("    storage:\n      files:\n      - path: /a\n        {lines}");
    Vec::from([
        // files
        Row::new(&NOT_TEXT, NONE, 1, "a: \0"),
        Row::new(&NOT_TEXT, NONE, 2, "a: 1\nb: \u{7}\n"),
        Row::new(&EMPTY_FILE, NONE, 1, "# nothing\n---\n"),
        Row::new(&YAML_SYNTAX, NONE, 2, "a: 1\nb: [\n"),
        Row::new(&YAML_SYNTAX, NONE, 3, "a: 1\n---\nb: *c\n---\nc: 1\n"),
        Row::new(&TEMPLATE_NOT_RENDERED, NONE, 2, "a: 1\n{{ if .b }}\nc: 1\n{{ end }}\n"),
        Row::new(&TEMPLATE_NOT_RENDERED, NONE, 1, "{\"a\": {{ .b }}}"),
        Row::new(&TEMPLATE_NOT_RENDERED, NONE, 2, "\n{{- if .b }}\n{\"a\": 1}\n{{ end }}\n"),
        Row::new(&TEMPLATE_NOT_RENDERED, NONE, 1, "{% if b %}\na: 1\n{% endif %}\n"),
        Row::new(&TEMPLATE_NOT_RENDERED, NONE, 2, "a: 1\n{% if b %}\nc: 1\n{% endif %}\n"),
        Row::spec(&PLACEHOLDER, NONE, 8, "  osImageURL: $image"),
        Row::spec(&PLACEHOLDER, NONE, 8, "  osImageURL: \"{{ .image }}\""),
        Row::spec(&PLACEHOLDER, NONE, 8, "  kernelType: ${kernel}"),
        Row::spec(&PLACEHOLDER, NONE, 8, r#"  kernelType: "\u0024{kernel}""#),
        Row::spec(&PLACEHOLDER, NONE, 8, r#"  kernelType: "\x24kernel""#),
        Row::spec(&PLACEHOLDER, NONE, 8, r#"  osImageURL: "\u007b\x7b .image }}""#),
        Row::spec(&PLACEHOLDER, NONE, 8, "  osImageURL: \"{\\\n    { .image }}\""),
        Row::new(
            &PLACEHOLDER,
            NONE,
            1,
            r#"{"apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
                "metadata": {"name": "a", "labels": {"machineconfiguration.openshift.io/role": "worker"}},
                "spec": {"kernelType": "\u0024kernel"}}"#
                .replace('\n', ""),
        ),
        Row::new(&PLACEHOLDER, NONE, 4, SPEC.replace("50-example", "50-$pool")),
        Row::new(&YAML_DUPLICATE_KEY, NONE, 2, "a: 1\na: 2\n"),
        Row::new(&YAML_DUPLICATE_KEY, NONE, 2, "on: 1\n\"true\": 2\n"),
        Row::new(&YAML_SECOND_DOCUMENT, NONE, 2, "a: 1\n--- # b\nb: 2\n"),
        Row::new(&YAML_SECOND_DOCUMENT, NONE, 3, "a: 1\n...\nb: 2\n"),
        Row::new(&YAML_MERGE_REPLACES_KEY, NONE, 2, "a: 1\n<<: {a: 2}\n"),
        Row::new(&YAML_TRAILING_TEXT, NONE, 3, "# c\n{a: 1}\nb: 2\n"),
        Row::new(&SUPPRESSION_UNKNOWN, NONE, 2, "a: 1\n# garboard: ignore[role-missing, kernel-typ-invalid]\n"),
        Row::new(&SUPPRESSION_UNKNOWN, NONE, 1, "a: 1 # garboard: ignore[]\n"),
        Row::new(&IGNITION_IN_YAML, NONE, 1, "ignition:\n  version: 3.4.0\n"),
        Row::new(&KIND_MISSING, ApiServer, 1, "apiVersion: v1\nmetadata:\n  name: a\n"),
        Row::new(&KIND_MISSING, ApiServer, 1, "spec:\n  config:\n    ignition: {}\n"),
        Row::new(&KIND_MISSING, ApiServer, 1, "{\"spec\": {\"config\": {\"ignition\": {}}}}"),
        Row::new(&API_VERSION_MISSING, ApiServer, 1, "kind: MachineConfig\n"),
        Row::new(&API_VERSION_MISSING, ApiServer, 1, "kind: Machineconfig\n"),
        Row::new(&API_VERSION_MISSING, ApiServer, 1, "kind: KubeletConfig\n"),
        Row::new(&API_VERSION_MISSING, ApiServer, 1, "kind: Config\nspec:\n  config:\n    ignition: {}\n"),
        Row::new(&KIND_UNKNOWN, ApiServer, 1, SPEC.replace(".openshift.", ".openshft.")),
        Row::new(&KIND_UNKNOWN, ApiServer, 1, SPEC.replace("/v1\n", "/v1beta1\n")),
        Row::new(&KIND_UNKNOWN, ApiServer, 1, SPEC.replace("machineconfiguration.openshift.io/v1\n", "v1\n")),
        Row::new(&KIND_UNKNOWN, ApiServer, 1, CONFIG.replace("configuration.openshift", ".openshift")),
        Row::new(&KIND_UNKNOWN, ApiServer, 1, "apiVersion: MachineConfiguration.openshift.io/v1\nkind: A\n"),
        Row::new(&KIND_UNKNOWN, ApiServer, 2, SPEC.replace(": MachineConfig", ": MachneConfig")),
        Row::new(&KIND_UNKNOWN, ApiServer, 2, SPEC.replace(": MachineConfig", ": machineconfig")),
        Row::new(&KIND_UNKNOWN, ApiServer, 2, SPEC.replace(": MachineConfig", ": MachineConfigPol")),
        Row::new(
            &KIND_UNKNOWN,
            ApiServer,
            2,
            SPEC.replace(": MachineConfig", ": Machineconfig").replace("/v1\n", "/v2\n"),
        ),
        // the API server
        Row::spec(&UNKNOWN_FIELD, ApiServer, 8, "  kernalArguments: [nosmt]"),
        Row::new(
            &UNKNOWN_FIELD,
            ApiServer,
            8,
            format!("{SPEC}  {{}}\nSpec: {{}}\n").replace("spec:\n  {}", "spec: {}"),
        ),
        Row::new(&UNKNOWN_FIELD, ApiServer, 5, SPEC.replace("labels:", "lables:")),
        Row::new(&UNKNOWN_FIELD, ApiServer, 7, SPEC.replace("spec:", "  clusterName: a")),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  kernelArguments: nosmt"),
        Row::spec(&FIELD_TYPE, ApiServer, 10, "  kernelArguments:\n  - nosmt\n  - 1"),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  extensions: {ipsec: true}"),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  fips: \"true\""),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  kernelType: on"),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  osImageURL: [a]"),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  baseOSExtensionsContainerImage: 1"),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  config: '{}'"),
        Row::spec(&FIELD_TYPE, ApiServer, 8, "  config: []"),
        Row::new(&FIELD_TYPE, ApiServer, 7, SPEC.replace("spec:", "spec: a")),
        Row::new(&FIELD_TYPE, ApiServer, 4, SPEC.replace("50-example", "50")),
        Row::new(&FIELD_TYPE, ApiServer, 6, SPEC.replace("worker", "true")),
        Row::new(&FIELD_TYPE, ApiServer, 8, SPEC.replace("spec:", "  annotations:\n    a: 1")),
        Row::new(&FIELD_TYPE, ApiServer, 3, metadata("").replace("metadata:", "metadata: a")),
        Row::new(&NAME_MISSING, ApiServer, 4, metadata(&format!("  labels: {{{role}: worker}}"))),
        Row::new(
            &NAME_MISSING,
            ApiServer,
            1,
            "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\n",
        ),
        Row::new(&NAME_INVALID, ApiServer, 4, SPEC.replace("50-example", "50_example")),
        Row::new(&NAME_INVALID, ApiServer, 4, SPEC.replace("50-example", "Example")),
        Row::new(&NAME_INVALID, ApiServer, 4, SPEC.replace("50-example", "a..b")),
        Row::new(&NAME_INVALID, ApiServer, 4, SPEC.replace("50-example", "a-")),
        Row::new(&NAME_INVALID, ApiServer, 4, SPEC.replace("50-example", "\"\"")),
        Row::new(&NAME_INVALID, ApiServer, 4, SPEC.replace("50-example", &"a".repeat(254))),
        Row::new(&LABEL_INVALID, ApiServer, 6, SPEC.replace("worker", "-worker")),
        Row::new(&LABEL_INVALID, ApiServer, 6, SPEC.replace("worker", "a b")),
        Row::new(&LABEL_INVALID, ApiServer, 6, SPEC.replace("worker", &"a".repeat(64))),
        // the render controller
        Row::new(&ROLE_MISSING, NONE, 6, SPEC.replace("/role", "/roll")),
        Row::new(&ROLE_MISSING, NONE, 6, SPEC.replace("openshift.io/role", "openshift.io/Role")),
        Row::new(&ROLE_MISSING, NONE, 6, SPEC.replace("worker", "\"\"")),
        Row::new(&ROLE_MISSING, NONE, 6, SPEC.replace("worker", "null")),
        Row::new(&ROLE_MISSING, NONE, 6, SPEC.replace(" worker", "")),
        Row::new(&ROLE_MISSING, NONE, 4, SPEC.replace("openshift.io/role", "openshift.io/pool")),
        Row::new(&ROLE_MISSING, NONE, 4, metadata("  name: a")),
        Row::spec(&CONFIG_VERSION_MISSING, Render, 8, "  config: {}"),
        Row::spec(&CONFIG_VERSION_MISSING, Render, 9, "  config:\n    storage: {}"),
        Row::new(&CONFIG_VERSION_MISSING, Render, 10, CONFIG.replace("3.4.0", "abc")),
        Row::new(&CONFIG_VERSION_MISSING, Render, 10, CONFIG.replace("3.4.0", "\"3.4\"")),
        Row::new(&CONFIG_VERSION_MISSING, Render, 10, CONFIG.replace("3.4.0", "null")),
        Row::new(&CONFIG_VERSION_UNKNOWN, Render, 10, CONFIG.replace("3.4.0", "3.6.0")),
        Row::new(&CONFIG_VERSION_UNKNOWN, Render, 10, CONFIG.replace("3.4.0", "3.5.0-experimental")),
        Row::new(&CONFIG_VERSION_UNKNOWN, Render, 10, CONFIG.replace("3.4.0", "2.3.0")),
        Row::new(&CONFIG_VERSION_UNKNOWN, Render, 10, CONFIG.replace("3.4.0", "4.0.0")),
        Row::new(&CONFIG_VERSION_UNKNOWN, Render, 10, CONFIG.replace("3.4.0", "2.4.0")),
        Row::config(&MODE_ABOVE_0777, Render, 14, &files("mode: 512")),
        Row::config(&MODE_ABOVE_0777, Render, 14, &files("mode: 01777")),
        Row::config(&MODE_ABOVE_0777, Render, 14, &files("mode: 755")),
        Row::new(
            &MODE_ABOVE_0777,
            Render,
            14,
            format!("{CONFIG}{}\n", files("mode: 755\n        filesystem: root")).replace("3.4.0", "2.2.0"),
        ),
        Row::spec(&KERNEL_TYPE, Render, 8, "  kernelType: realtme"),
        Row::spec(&KERNEL_TYPE, Render, 8, "  kernelType: Realtime"),
        Row::config(&EXTENSION, Render, 11, "  extensions: [usbgard]"),
        Row::spec(&EXTENSION, Node, 8, "  extensions: [usbgard]"),
        Row::config(
            &PARTITION_ZERO_BESIDE_ABSENT,
            Render,
            15,
            "    storage:\n      disks:\n      - device: /dev/sda\n        partitions:\n        - number: 1\n          \
             shouldExist: false\n        - label: a",
        ),
        Row::config(&USER_NOT_CORE, Node, 13, "    passwd:\n      users:\n      - name: admin"),
        Row::new(&TOO_LARGE, Render, 4, large(1_572_864)),
        Row::new(&NEARLY_TOO_LARGE, NONE, 4, large(1_300_000)),
    ])
}

#[test]
fn every_rule_is_broken_by_the_least_input() {
    all_hold(&rows());
}

#[test]
fn every_rule_has_a_row() {
    let rows =
        [rows(), kubelet_config::rows(), container_runtime_config::rows(), disruption_policy::rows(), pool::rows()]
            .concat();
    let rows: BTreeSet<_> = rows
        .iter()
        .map(|row| row.rule.code)
        .chain(crate::render::covered())
        .chain(crate::pools::covered())
        .chain(crate::set::covered())
        .chain(crate::generate::covered())
        .chain(crate::bootstrap::covered())
        .chain(crate::installer::covered())
        .collect();
    let missing: Vec<_> = ALL.iter().map(|rule| rule.code).filter(|code| !rows.contains(code)).collect();
    assert!(missing.is_empty(), "rules without a row: {missing:?}");
}

/// Nothing at all is found in these.
#[test]
fn what_is_near_a_mistake_and_is_none_is_silent() {
    let files = |lines: &str| format!("{CONFIG}    storage:\n      files:\n      - path: /a\n        {lines}\n");
    let spec = |lines: &str| format!("{SPEC}  {lines}\n");
    all_silent(&[
        // files
        "a: \"\\0\\a\"\n".to_owned(),
        "# {{ .comment }}\na: 1\n".to_owned(),
        "kind: ConfigMap\ndata: {a: \"{{ .b }} $c\"}\n".to_owned(),
        "a: {b: 1}\nc: {b: 1}\n".to_owned(),
        "a: 1\n--- \nb: 2\n---\t\n---\n".to_owned(),
        "<<: {a: 2}\na: 1\n".to_owned(),
        "x: &x {a: 1}\ny:\n  <<: *x\n  b: 1\n".to_owned(),
        "# c\n{a: 1}\n---\nb: 2\n".to_owned(),
        "# c\n{a: 1} # b\n\n".to_owned(),
        "a: 1 # garboard: ignore[role-missing]\n".to_owned(),
        "a: '# garboard: ignore[b]'\nb: |\n  # garboard: ignore[c]\n".to_owned(),
        "ignition: on\n".to_owned(),
        "replicas: 3\n".to_owned(),
        // the API server
        spec("kernelArguments: [nosmt, \"1\", 'on']"),
        spec("kernelArguments: null"),
        spec("kernelArguments: []"),
        spec("fips: yes"),
        spec("fips: null"),
        spec("osImageURL: ''"),
        spec("baseOSExtensionsContainerImage: registry.example.org/os:1"),
        spec("config: null"),
        SPEC.to_owned(),
        SPEC.replace("spec:\n", ""),
        SPEC.replace("spec:", "spec: null"),
        SPEC.replace("50-example", "a.b-c.9"),
        SPEC.replace("50-example", &"a".repeat(253)),
        SPEC.replace("name: 50-example", "generateName: 50-"),
        SPEC.replace("worker", &"a".repeat(63)),
        SPEC.replace("worker", "A_b.c-9"),
        SPEC.replace("spec:", "  annotations:\n    a: any text; at all\n  creationTimestamp: null\nspec:"),
        SPEC.replace("spec:", "  generation: 1\n  managedFields: []\n  resourceVersion: '1'\n  uid: a\nspec:"),
        // kinds that are not judged
        SPEC.replace(": MachineConfig", ": MachineConfigNode").replace("/v1\n", "/v1alpha1\n"),
        SPEC.replace(": MachineConfig", ": Unheard"),
        "apiVersion: machine.openshift.io/v1\nkind: Machine\n".to_owned(),
        "kind: A\n".to_owned(),
        "spec: {config: {a: 1}}\n".to_owned(),
        CONFIG
            .replace("machineconfiguration.openshift.io/v1\n", "example.org/v1\n")
            .replace("kind: MachineConfig", "kind: A"),
        // another's kind of the same name
        SPEC.replace("machineconfiguration.openshift.io/v1", "example.org/v1") + "  nothing: 1\n",
        // the render controller
        CONFIG.to_owned(),
        CONFIG.replace("3.4.0", "3.0.0"),
        CONFIG.replace("3.4.0", "\"3.5.0\""),
        files("mode: 511"),
        files("mode: 420"),
        format!("{CONFIG}    storage:\n      directories:\n      - path: /a\n        mode: 511\n"),
        spec("kernelType: ''"),
        spec("kernelType: default"),
        spec("kernelType: realtime"),
        spec("kernelType: 64k-pages"),
        spec("extensions: [ipsec, kerberos, kernel-devel, sandboxed-containers, sysstat, two-node-ha, usbguard]"),
        spec("extensions: []"),
        format!("{CONFIG}    passwd:\n      users:\n      - name: core\n"),
        format!(
            "{CONFIG}    storage:\n      disks:\n      - device: /dev/sda\n        partitions:\n        - number: 1\n          \
             shouldExist: false\n        - number: 2\n          label: a\n"
        ),
        spec(&format!("osImageURL: {}", "a".repeat(1_200_000))),
    ]);
}

/// One mistake does not hide another.
#[test]
fn all_mistakes_of_an_object_are_found() {
    let text = SPEC.replace("50-example", "A").replace("worker", "-x")
        + "  kernelType: x\n  extensions: [nope]\n  fips: 1\n  z: 1\n  config:\n    ignition:\n      version: 9.9.9\n";
    let found: BTreeSet<_> = codes(&judge(&text)).into_iter().collect();
    let want = ["config-version-unknown", "extension-unknown", "field-type", "kernel-type-invalid", "label-invalid"];
    let want: BTreeSet<_> = want.into_iter().chain(["name-invalid", "unknown-field"]).collect();
    assert_eq!(found, want);
}

/// The operator judges a config only after Ignition did; a person wants to hear all of it at once.
#[test]
fn a_config_that_is_not_valid_hides_no_rule_of_the_operator() {
    let text = format!(
        "{CONFIG}    passwd:\n      users:\n      - name: admin\n    storage:\n      files:\n      - path: relative\n      \
         - path: /a\n        mode: 1023\n"
    );
    let found: BTreeSet<_> = codes(&judge(&text)).into_iter().collect();
    for code in ["path-relative", "user-not-core", "mode-above-0777"] {
        assert!(found.contains(code), "{code} is not among {found:?}");
    }
}

#[test]
fn a_near_word_is_suggested_and_never_an_empty_one() {
    let help = |text: String| {
        let report = judge(&text);
        let entry = &report.entries()[0];
        entry.hint.clone().unwrap_or(entry.rule.help.into()).into_owned()
    };
    for (line, want) in [
        ("kernalArguments: []", "did you mean kernelArguments?"),
        ("kernelType: realtme", "did you mean realtime?"),
        ("kernelType: 64kpages", "did you mean 64k-pages?"),
        ("extensions: [usbgard]", "did you mean usbguard?"),
        ("kernelType: x", KERNEL_TYPE.help),
        ("kernelType: xyz", KERNEL_TYPE.help),
        ("q: 1", UNKNOWN_FIELD.help),
    ] {
        assert_eq!(help(format!("{SPEC}  {line}\n")), want, "{line}");
    }
    let role = "did you mean machineconfiguration.openshift.io/role?";
    for (text, want) in [
        (SPEC.replace("/role", "/rol"), role),
        (SPEC.replace("configuration.openshift.io/role", "config.openshift.io/role"), ROLE_MISSING.help),
        (SPEC.replace("  name:", "  Name: a\n  name:"), "did you mean name?"),
    ] {
        assert_eq!(help(text), want);
    }
}

#[test]
fn what_an_object_was_meant_to_be_is_suggested() {
    let group = "machineconfiguration.openshift.io";
    for (api_version, kind, want) in [
        (format!("{group}/v1"), "MachneConfig", "did you mean kind: MachineConfig?".to_owned()),
        (format!("{group}/v1"), "machineconfigpool", "did you mean kind: MachineConfigPool?".to_owned()),
        (format!("{group}/v1beta1"), "MachineConfig", format!("did you mean apiVersion: {group}/v1?")),
        (
            "machineconfiguration.openshift.oi/v1".into(),
            "KubeletConfig",
            format!("did you mean apiVersion: {group}/v1?"),
        ),
        ("v1".into(), "KubeletConfig", format!("did you mean apiVersion: {group}/v1?")),
        ("v1".into(), "MachineConfigs", format!("did you mean kind: MachineConfig and apiVersion: {group}/v1?")),
        (
            "machineconfigurations.openshift.io/v1alpha1".into(),
            "PinnedImageSet",
            format!("did you mean apiVersion: {group}/v1alpha1?"),
        ),
    ] {
        let report = judge(&format!("apiVersion: {api_version}\nkind: {kind}\n"));
        let found: Vec<_> = report.entries().iter().map(|entry| entry.hint.as_deref()).collect();
        assert_eq!(found, [Some(&*want)], "{api_version} {kind}");
    }
}

/// A cluster stores JSON, whose keys Ignition folds: this is accepted, and so it is here.
#[test]
fn keys_of_a_config_in_other_case_are_read_as_the_reference_reads_them() {
    let text = CONFIG.replace("ignition:", "Ignition:").replace("version:", "Version:");
    let found = codes(&judge(&format!("{text}    Storage:\n      Files:\n      - Path: relative\n")));
    assert!(found.contains(&"path-relative") && !found.contains(&"config-version-missing"), "{found:?}");
}
