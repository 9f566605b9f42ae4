//! KubeletConfigs, ContainerRuntimeConfigs and MachineConfigPools.

use crate::{hostile, listed};

hostile! {
    kubelet_fields_that_are_unknown =
        kubelet(listed(100_000, |n| format!("    maxPod{n}: 1\n")).replace(",    ", "    "));
    kubelet_fields_in_other_case = kubelet(listed(100_000, |n| format!("    MAXPODS: {n}\n")).replace(",    ", "    "));
    kubelet_values_of_other_types = kubelet(format!("    clusterDNS: [{}]\n", listed(100_000, |_| "[]".into())));
    kubelet_records_with_unknown_fields =
        kubelet(format!("    registerWithTaints: [{}]\n", listed(50_000, |_| "{kye: a, efect: b}".into())));
    kubelet_field_of_a_long_name_many_times = kubelet(format!(
        "    reservedMemory: [&r {{{}: 1}}, {}]\n", "x".repeat(1000), listed(60_000, |_| "*r".into())
    ));
    kubelet_gates = kubelet(format!("    featureGates: {{{}}}\n", listed(100_000, |n| format!("A{n}: true"))));
    kubelet_config_that_is_deep = kubelet(format!("    deep: {}1{}\n", "[".repeat(9_000), "]".repeat(9_000)));
    ciphers = spec(
        "KubeletConfig",
        &format!("tlsSecurityProfile: {{type: Custom, custom: {{ciphers: [{}]}}}}", listed(90_000, |_| "AES128-SHB".into())),
    );
    stores_of_one_path = spec(
        "ContainerRuntimeConfig",
        &format!("containerRuntimeConfig: {{additionalLayerStores: [{}]}}", listed(90_000, |_| "{path: /a}".into())),
    );
    an_amount_of_many_digits =
        spec("ContainerRuntimeConfig", &format!("containerRuntimeConfig: {{logSizeMax: \"{}\"}}", "1".repeat(1 << 20)));
    a_duration_of_many_pieces = kubelet(format!("    syncFrequency: {}\n", "1s".repeat(1 << 19)));
    selectors_of_many_values = spec(
        "MachineConfigPool",
        &format!(
            "machineConfigSelector: {{matchExpressions: [{{key: a, operator: In, values: [{}]}}]}}",
            listed(100_000, |n| format!("-{n}"))
        ),
    );
    selectors_of_many_labels = spec(
        "MachineConfigPool",
        &format!("nodeSelector: {{matchLabels: {{{}}}}}", listed(100_000, |n| format!("a/b/{n}: \"-\""))),
    );
    selectors_of_many_expressions = spec(
        "MachineConfigPool",
        &format!(
            "machineConfigSelector: {{matchExpressions: [{}]}}",
            listed(50_000, |_| "{key: machineconfiguration.openshift.io/role, operator: Inn}".into())
        ),
    );
}

fn spec(kind: &str, line: &str) -> String {
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: {kind}\nmetadata:\n  name: hostile\nspec:\n  {line}\n"
    )
}

fn kubelet(lines: String) -> String {
    spec("KubeletConfig", "kubeletConfig:") + &lines
}
