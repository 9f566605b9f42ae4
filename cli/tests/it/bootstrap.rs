//! `--bootstrap`: the day a cluster is installed, and the day after.

use crate::run::{Tree, config, has};
use std::path::PathBuf;

/// The example, copied.
fn example() -> Tree {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../examples/bootstrap"].iter().collect();
    let tree = Tree::new::<&str>(&[]);
    for entry in std::fs::read_dir(folder).expect("the example") {
        let path = entry.expect("a file of it").path();
        let name = format!("dir/{}", path.file_name().and_then(|name| name.to_str()).expect("a name"));
        tree.add(name, std::fs::read(&path).expect("a text"));
    }
    tree
}

#[test]
fn names_of_the_first_day_are_exact() {
    let run = example().run(&["render", "--bootstrap", "dir", "-o", "name"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let lines: Vec<_> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", run.stdout);
    for (line, pool) in lines.iter().zip(["infra", "master", "worker"]) {
        assert!(line.starts_with(&format!("rendered-{pool}-")) && line.ends_with("\texact"), "{line}");
    }
    let run = example().run(&["render", "--bootstrap", "dir", "--pool", "infra", "-o", "json"]);
    assert_eq!(run.json()["pools"][0]["pool"], "infra");
    let run = example().run(&["render", "--bootstrap", "dir", "--pool", "other"]);
    assert_eq!(run.status, 2);
    has(&run.stderr, &["there is no MachineConfigPool other; there are infra, master, worker"]);
}

#[test]
fn files_are_written_once_and_nothing_is_overwritten() {
    let tree = example();
    let run = tree.run(&["render", "--bootstrap", "dir", "--dest", "out"]);
    assert_eq!((run.status, &*run.stdout), (0, ""), "{}", run.stderr);
    has(&run.stderr, &["7 files are in out"]);
    let pool = std::fs::read_to_string(tree.path("out/machine-pools/infra.yaml")).expect("a pool");
    has(&pool, &["kind: MachineConfigPool", "name: rendered-infra-"]);
    assert!(tree.path("out/controller-config/machine-config-controller.yaml").exists());
    let run = tree.run(&["render", "--bootstrap", "dir", "--dest", "out"]);
    assert_eq!(run.status, 2);
    has(&run.stderr, &["out: is not empty"]);
}

#[test]
fn files_below_the_directory_are_passed_over_and_any_ending_counts() {
    let tree = example();
    tree.add("dir/below/bad.yaml", "a: [");
    tree.add("dir/60-extra", config("60-extra", "infra", "  kernelArguments: [extra]\n"));
    let run = tree.run(&["render", "--bootstrap", "dir", "--pool", "infra"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    has(&run.stdout, &["- extra\n"]);
}

#[test]
fn what_is_refused_is_named_with_its_line() {
    let tree = example();
    tree.add(
        "dir/second.yaml",
        include_str!("../../../examples/bootstrap/kubelet.yaml").replace("infra-pods", "second"),
    );
    let run = tree.run(&["render", "--bootstrap", "dir"]);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    has(
        &run.stderr,
        &["multiple KubeletConfigs targeting MachineConfigPool infra", "dir/second.yaml:5", "generation-refused"],
    );
    let run = example().run(&["render", "--bootstrap", "dir", "--payload-version", "4.30.0"]);
    assert_eq!(run.status, 1);
    has(&run.stderr, &["error creating feature gates handler", "only 4.22.0", "dir/feature-gate.yaml:5"]);
    let run = Tree::new(&[("dir/a.yaml", "kind: Namespace\n")]).run(&["diff", "--bootstrap", "dir"]);
    assert_eq!(run.status, 1);
    has(&run.stderr, &["error: no controllerconfig found in dir"]);
}

#[test]
fn both_days_are_compared_and_the_cause_is_named() {
    let run = example().run(&["diff", "--bootstrap", "dir"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    has(
        &run.stdout,
        &[
            "pool infra: rendered-infra-",
            "nodes of pool infra will degrade: the first rendered name differs",
            "[bootstrap-kernel-arguments]",
            "systemd.unified_cgroup_hierarchy=1",
            "pool master: nothing differs",
            "pool worker: nothing differs",
        ],
    );
    let run = example().run(&["diff", "--bootstrap", "dir", "-o", "json"]);
    let infra = &run.json()["compared"][0];
    let codes: Vec<_> = infra["findings"].as_array().expect("a list").iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["bootstrap-name-lost", "bootstrap-kernel-arguments"]);
    let run = example().run(&["diff", "--bootstrap", "dir", "--pool", "worker"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
}

#[test]
fn a_directory_stands_in_place_of_the_paths() {
    let tree = example();
    for args in [
        &["render", "--bootstrap", "dir", "dir"][..],
        &["render", "dir", "--dest", "out"],
        &["diff", "dir", "--bootstrap", "dir"],
        &["diff", "dir"],
        &["diff"],
        &["render", "--bootstrap", "absent"],
    ] {
        assert_eq!(tree.run(args).status, 2, "{args:?}");
    }
}

#[test]
fn what_the_installer_was_told_makes_a_controller_config() {
    let tree = example();
    std::fs::remove_file(tree.path("dir/controller-config.yaml")).expect("it was there");
    let told = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cluster-config-v1}\ndata:\n  install-config: |\n    baseDomain: example.test\n    metadata: {name: one}\n    platform: {none: {}}\n    pullSecret: hidden\n    sshKey: ssh-ed25519 AAAAC3Nz me@example.test\n";
    tree.add("dir/cluster-config.yaml", told);
    let images =
        ["--os-image", "registry.example.test/os@sha256:1", "--extensions-image", "registry.example.test/ext@sha256:2"];
    let args =
        [&["render", "--bootstrap", "dir", "-o", "name", "--release-image", "quay.io/release/release:1"][..], &images]
            .concat();
    let run = tree.run(&args);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stdout.lines().count() == 3 && run.stdout.lines().all(|line| line.ends_with("\texact")),
        "{}",
        run.stdout
    );
    has(&run.stderr, &["install-config-supposed", "172.30.0.0/16 is taken", "dir/cluster-config.yaml:3"]);
    assert!(!run.stderr.contains("hidden"), "{}", run.stderr);
    tree.add("dir/cluster-config.yaml", told.replace("{none: {}}", "{moon: {}}"));
    let run = tree.run(&args);
    assert_eq!((run.status, &*run.stdout), (1, ""));
    has(&run.stderr, &["install-config-unusable", "platform must be one of", "dir/cluster-config.yaml:3"]);
}
