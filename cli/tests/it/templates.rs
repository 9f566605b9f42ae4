//! `--templates`: the MachineConfigs of roles, made of a directory of templates.

use crate::run::{self, Tree, has};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const CONTROLLER_CONFIG: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: ControllerConfig
metadata: {name: machine-config-controller}
spec:
  clusterDNSIP: 10.96.0.10
  images: {infraImageKey: registry.example.test/pause@sha256:1}
  dns: {spec: {baseDomain: example.test}}
  infra: {status: {platformStatus: {type: None}}}
  baseOSContainerImage: registry.example.test/os@sha256:1
  baseOSExtensionsContainerImage: registry.example.test/extensions@sha256:1
";

const KUBELET: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: KubeletConfig
metadata: {name: pods}
spec:
  machineConfigPoolSelector: {matchLabels: {pools.operator.machineconfiguration.openshift.io/worker: \"\"}}
  kubeletConfig: {maxPods: 500}
";

/// The templates that the project has.
fn ours() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../templates/kubeadm"].iter().collect()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

fn cluster() -> Tree {
    Tree::new(&[
        ("cluster/controllerconfig.yaml", CONTROLLER_CONFIG.to_owned()),
        ("cluster/kubelet.yaml", KUBELET.to_owned()),
        ("cluster/50-smt.yaml", run::config("50-smt", "worker", "  kernelArguments: [nosmt]\n")),
    ])
}

#[test]
fn with_templates_and_images_names_are_exact() {
    let tree = cluster();
    let run = tree.run(&["render", "cluster", "-o", "name"]);
    has(&run.stdout, &["partial"]);
    let run = tree.run(&["render", "cluster", "--templates", text(&ours()), "-o", "name"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    assert!(!run.stdout.contains("partial"), "{}", run.stdout);
    has(&run.stdout, &["rendered-worker-", "rendered-master-"]);
    let again = tree.run(&["render", "cluster", "--templates", text(&ours()), "-o", "name"]);
    assert_eq!(again.stdout, run.stdout);
}

#[test]
fn blame_names_the_template() {
    let tree = cluster();
    let templates = text(&ours()).to_owned();
    let blame = |of: &str| {
        let run = tree.run(&["blame", "cluster", "--templates", &templates, "--pool", "worker", "--of", of]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout
    };
    has(&blame("file:/etc/containers/storage.conf"), &["00-worker", "_base/files/containers-storage.conf:1:1"]);
    has(&blame("unit:kubelet.service"), &["00-worker", "common/_base/units/kubelet.service:1:1"]);
    // The generator's file wins over the template's.
    let kubelet = blame("file:/etc/kubernetes/kubelet.conf");
    has(
        &kubelet,
        &["99-worker-generated-kubelet", "cluster/kubelet.yaml:3", "01-worker-kubelet/_base/files/kubelet.conf.j2:1:1"],
    );
}

#[test]
fn what_is_made_of_templates_changes_with_objects() {
    let tree = cluster();
    tree.add("after/controllerconfig.yaml", CONTROLLER_CONFIG);
    tree.add("after/kubelet.yaml", KUBELET.replace("500", "300"));
    tree.add("after/50-smt.yaml", run::config("50-smt", "worker", "  kernelArguments: [nosmt]\n"));
    let templates = text(&ours()).to_owned();
    let run = tree.run(&["diff", "cluster", "after", "--templates", &templates]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    has(&run.stdout, &["/etc/kubernetes/kubelet.conf", "-maxPods: 500", "+maxPods: 300"]);
    assert!(!run.stdout.contains("storage.conf"), "{}", run.stdout);
    let side = ["--from", "cluster", "--to", "after", "--templates", &templates, "--nodes", "worker=3"];
    for command in ["plan", "simulate"] {
        let run = tree.run(&[&[command][..], &side].concat());
        assert_eq!(run.status, 0, "{command}: {}", run.stderr);
        assert!(!run.stdout.contains("partial"), "{}", run.stdout);
        has(&run.stdout, &["worker"]);
    }
}

#[test]
fn the_readme_shows_templates_that_work() {
    let tree = cluster();
    let readme = fs::read_to_string(ours().join("README.md")).expect("the README");
    let mut shown = 0;
    for block in readme.split("```yaml ").skip(1) {
        let (path, rest) = block.split_once('\n').expect("a path");
        let template = rest.split("```").next().expect("a template");
        tree.add(format!("templates/{path}"), template);
        shown += 1;
    }
    assert_eq!(shown, 2);
    let run = tree.run(&["render", "cluster", "--templates", "templates", "--pool", "worker", "-o", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    has(&run.stdout, &["server%20time.example.test%20iburst"]);
    tree.add("cluster/controllerconfig.yaml", CONTROLLER_CONFIG.replace("type: None", "type: KubeVirt"));
    let run = tree.run(&["render", "cluster", "--templates", "templates", "--pool", "worker", "-o", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(!run.stdout.contains("chrony"), "{}", run.stdout);
    let rendered: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert!(rendered.is_object() || rendered.is_array());
}

#[test]
fn templates_that_cannot_be_used_are_told() {
    let tree = cluster();
    tree.add("empty/README.md", "nothing\n");
    tree.add("wrong/files/a", "path: /a\n");
    tree.add("large/worker/00-worker/_base/files/a", "#".repeat((1 << 20) + 1));
    tree.add("bad/worker/00-worker/_base/files/a.j2", "path: /a\nmode: {{ mode }}\n");
    tree.add("bytes/worker/00-worker/_base/files/a", String::new());
    fs::write(tree.path("bytes/worker/00-worker/_base/files/a"), b"path: \xff").expect("written");
    for (directory, status, words) in [
        ("missing", 2, "missing: no such file or directory"),
        ("cluster/kubelet.yaml", 2, "is no directory: name one"),
        ("empty", 2, "empty: holds no templates: write worker/<MachineConfig>/<variant>/files/<name> below it"),
        ("wrong", 2, "wrong: holds no templates"),
        ("large", 2, "_base/files/a: has more than 1048576 bytes"),
        ("bytes", 2, "_base/files/a: is no UTF-8 text"),
        ("bad", 1, "line 2: undefined value: `mode`"),
    ] {
        let run = tree.run(&["render", "cluster", "--templates", directory, "-o", "name"]);
        assert_eq!(run.status, status, "{directory}: {}", run.stderr);
        has(&run.stderr, &[words]);
    }
    // What is rendered without them does not pretend.
    let run = tree.run(&["render", "cluster", "--templates", "bad", "-o", "name"]);
    has(&run.stderr, &["error[template-refused]", "bad/worker/00-worker/_base/files/a.j2:1:1"]);
    has(&run.stdout, &["partial"]);
    fs::remove_file(tree.path("cluster/controllerconfig.yaml")).expect("removed");
    let run = tree.run(&["render", "cluster", "--templates", text(&ours()), "-o", "name"]);
    has(&run.stderr, &["add the ControllerConfig of the cluster"]);
}
