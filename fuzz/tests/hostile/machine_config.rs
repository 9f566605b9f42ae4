//! MachineConfigs in YAML and JSON.

use crate::{hostile, listed, mebi, scale};

hostile! {
    modes_above_0777 = files(90_000, |n| format!("{{path: /{n}, mode: 1023}}"));
    modes_in_octal = files(90_000, |n| format!("{{path: /{n}, mode: 0644}}"));
    files_each_with_an_error = files(100_000, |_| "{path: a}".into());
    files_each_with_unused_keys = files(50_000, |n| format!("{{path: /{n}, mdoe: 1}}"));
    one_wrong_file_many_times = config(format!(
        "storage: {{files: [&f {{path: {}}}, {}]}}", "x".repeat(100_000), listed(600, |_| "*f".into())
    ));
    users_other_than_core =
        config(format!("passwd: {{users: [{}]}}", listed(90_000, |n| format!("{{name: u{n}}}"))));
    extensions = format!("{HEAD}spec:\n  extensions: [{}]\n", listed(100_000, |_| "usbgard".into()));
    kernel_arguments_of_other_types = format!("{HEAD}spec:\n  kernelArguments: [{}]\n", listed(100_000, |_| "1".into()));
    unknown_fields = format!("{HEAD}spec:\n{}", listed(100_000, |n| format!("  kernelType{n}: 1\n")).replace(',', ""));
    labels = format!("{HEAD}    x: y\n{}spec: {{}}\n", listed(100_000, |n| format!("    l{n}: '-'\n")).replace(',', ""));

    placeholders = files(100_000, |n| format!("{{path: '/$x/{n}'}}"));
    placeholders_each_with_an_error = files(50_000, |n| format!("{{path: '$x/{n}'}}"));
    placeholders_in_one_text = files(1, |_| format!("{{path: '{}'}}", "$1 ".repeat(mebi() << 18)));
    placeholders_that_do_not_end = files(1, |_| format!("{{path: '{}'}}", "${".repeat(mebi() << 18)));
    templates_that_do_not_end = files(1, |_| format!("{{path: '{}'}}", "{{".repeat(mebi() << 18)));
    dollar_signs = files(1, |_| format!("{{path: '{}'}}", "$".repeat(mebi() << 20)));

    suppressed_findings = format!(
        "{HEAD}spec:\n  config:\n    ignition: {{version: 3.5.0}}\n    storage:\n      files:\n{}",
        listed(50_000, |_| "      - {path: a} # garboard: ignore[path-relative]\n".into()).replace(",      -", "      -")
    );
    lists_in_lists = "{\"kind\":\"List\",\"items\":[".repeat(4_990) + &"]}".repeat(4_990);
    a_list_of_objects = format!(
        "{{\"kind\":\"List\",\"items\":[{}]}}",
        listed(50_000, |n| format!("{{\"apiVersion\":\"v1\",\"kind\":\"K{n}\"}}"))
    );
    a_list_of_machine_configs = format!(
        "{{\"kind\":\"List\",\"items\":[{}]}}",
        listed(20_000, |n| {
            format!("{{\"apiVersion\":\"machineconfiguration.openshift.io/v1\",\"kind\":\"MachineConfig\",\"x{n}\":\"$a\"}}")
        })
    );
    a_stream_of_machine_configs =
        "{\"apiVersion\":\"machineconfiguration.openshift.io/v1\",\"kind\":\"MachineConfig\"}\n".repeat(scale() * 20_000);
    documents_with_machine_configs = format!("---\n{HEAD}").repeat(scale() * 10_000);

}

const HEAD: &str = "apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 50-hostile
  labels:
    machineconfiguration.openshift.io/role: worker
";

fn config(section: String) -> String {
    format!("{HEAD}spec:\n  config:\n    ignition: {{version: 3.5.0}}\n    {section}\n")
}

fn files(count: usize, file: impl Fn(usize) -> String) -> String {
    let files = if count > 2 { listed(count, file) } else { (0..count).map(file).collect::<Vec<_>>().join(",") };
    config(format!("storage: {{files: [{files}]}}"))
}
