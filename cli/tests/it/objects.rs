//! What KubeletConfigs and their kin turn into, seen through by the commands.

use crate::run::{Tree, has};
use std::path::PathBuf;

/// A folder of the example in which no MachineConfig changes.
fn example(side: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../examples/objects", side].iter().collect();
    path.to_str().expect("a path that is text").into()
}

fn planned(tree: &Tree, new: &str) -> String {
    let run = tree.run(&["plan", "--from", &example("before"), "--to", new, "--nodes", "worker=12"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

#[test]
fn a_changed_kubelet_config_reboots_and_is_named_with_its_line() {
    let text = planned(&Tree::new::<&str>(&[]), &example("after"));
    let partial = "(these names are partial: base-image-unknown, extensions-image-unknown)";
    has(&text, &["pool worker: REBOOT", "/kubelet.yaml:4", "-maxPods: 300", "+maxPods: 500", partial]);
    // Paths are longer here than where somebody works.
    assert!(text.lines().count() <= 33, "a screen at most\n{text}");
}

#[test]
fn a_mirror_for_digests_reloads_and_one_for_tags_drains() {
    let read = |name: &str| std::fs::read_to_string(PathBuf::from(example("after")).join(name)).expect("the example");
    let before =
        |name: &str| std::fs::read_to_string(PathBuf::from(example("before")).join(name)).expect("the example");
    let mirrors = read("mirrors.yaml");
    let tags = mirrors.replace("ImageDigestMirrorSet", "ImageTagMirrorSet").replace("imageDigest", "imageTag");
    let tree = Tree::new::<&str>(&[]);
    for (folder, mirrors) in [("digests", mirrors), ("tags", tags)] {
        for name in ["base.yaml", "image.yaml", "kubelet.yaml"] {
            tree.add(format!("{folder}/{name}"), before(name));
        }
        tree.add(format!("{folder}/mirrors.yaml"), mirrors);
    }
    has(&planned(&tree, "digests"), &["pool worker: no drain, no reboot", "reload crio.service", "mirrors.yaml:4"]);
    let drained = "the new registry quay.example.test/team is not for pulls by";
    has(&planned(&tree, "tags"), &["pool worker: DRAIN", drained, "mirrors.yaml:4"]);
}

#[test]
fn blame_names_the_object_behind_a_file() {
    let tree = Tree::new::<&str>(&[]);
    let run = tree.run(&["blame", &example("after"), "--pool", "worker", "--of", "file:/etc/kubernetes/kubelet.conf"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    has(&run.stdout, &["99-worker-generated-kubelet", "kubelet.yaml:4:9", "01-worker-kubelet"]);
}

#[test]
fn without_the_files_to_start_from_that_is_said() {
    let tree = Tree::new::<&str>(&[]);
    let kubelet = std::fs::read_to_string(PathBuf::from(example("after")).join("kubelet.yaml")).expect("the example");
    tree.add("kubelet.yaml", kubelet);
    tree.add("50-a.yaml", crate::run::config("50-a", "worker", "  kernelArguments: [nosmt]\n"));
    let run = tree.run(&["render", "."]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    has(&run.stderr, &["info[no-base-file]", "without its /etc/kubernetes/kubelet.conf"]);
    has(&run.stdout, &["the MachineConfigs made of a KubeletConfig"]);
}

#[test]
fn what_a_controller_refuses_hinders_no_rendering_and_is_found() {
    let read = |name: &str| std::fs::read_to_string(PathBuf::from(example("before")).join(name)).expect("the example");
    let mirrors = std::fs::read_to_string(PathBuf::from(example("after")).join("mirrors.yaml")).expect("the example");
    let tree = Tree::new(&[
        ("base.yaml", read("base.yaml")),
        ("image.yaml", read("image.yaml")),
        ("kubelet.yaml", read("kubelet.yaml").replace("maxPods: 300", "clusterDNS: [10.0.0.10]")),
        ("mirrors.yaml", mirrors.replace("quay.example.test/team", "quay.example.test/team:latest")),
    ]);
    let run = tree.run(&["render", "."]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    has(&run.stderr, &["warning[generation-refused]", "clusterDNS is not allowed to be set", "mirrors.yaml"]);
    let judged = tree.validate(&["."]);
    let at = |file: &str| judged.findings().iter().filter(|it| it["file"] == file && it["severity"] == "error").count();
    assert_eq!((at("./kubelet.yaml"), at("./mirrors.yaml")), (1, 1), "each once: {:?}", judged.findings());
}
