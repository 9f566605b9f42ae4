//! `garboard render`, `blame` and `diff`: the pools of a cluster.

use crate::run::{Run, Tree, config, file};
use serde_json::Value;
use std::path::PathBuf;

fn field(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../tests/field", name].iter().collect()
}

fn garboard(args: &[&str]) -> Run {
    Tree::new::<&str>(&[]).run(args)
}

fn at(folder: &str, file: &str) -> String {
    field(folder).join(file).display().to_string()
}

#[test]
fn pools_of_real_troubles_get_the_names_that_a_cluster_gives() {
    for folder in ["29-password-mc-beside-ssh-mc", "31-names-sort-as-text", "35-kubelet-conf-replaced-by-plain-mc"] {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(at(folder, "case.json")).unwrap()).unwrap();
        let run = garboard(&["render", &at(folder, "cluster.yaml"), "--pool", "worker", "-o", "name"]);
        let name = run.stdout.split('\t').next().unwrap_or_default();
        assert_eq!(name, case["expect"]["value"]["rendered"], "{folder}: {}", run.stderr);
    }
}

#[test]
fn a_kernel_type_stays_and_a_development_package_beside_it_is_refused() {
    let folder = "33-kernel-type-cannot-be-reset";
    let run = garboard(&["render", &at(folder, "reset"), "--pool", "worker", "-o", "json"]);
    assert_eq!(run.json()["pools"][0]["config"]["spec"]["kernelType"], "realtime", "{}", run.stderr);
    let run = garboard(&["render", &at(folder, "with-kernel-devel"), "--pool", "worker"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("kernel-devel extension is not supported with kernelType: realtime"), "{}", run.stderr);
}

#[test]
fn names_are_marked_and_yaml_reads_back_as_the_object() {
    let tree = Tree::new(&[
        ("a.yaml", config("50-a", "worker", &file("/etc/a", "data:,a"))),
        ("b.yaml", config("50-b", "master", "  kernelArguments: [\"on\"]\n")),
    ]);
    let names = tree.run(&["render", ".", "-o", "name"]);
    assert_eq!(names.status, 0);
    let missing = "partial\tbase-image-unknown,extensions-image-unknown,base-configs-missing";
    assert!(
        names.stdout.lines().count() == 2 && names.stdout.lines().all(|line| line.ends_with(missing)),
        "{}",
        names.stdout
    );

    let yaml = tree.run(&["render", "."]).stdout;
    assert!(yaml.starts_with("# partial: a cluster gives it another name"), "{yaml}");
    let tree = Tree::new(&[("rendered.yaml", &yaml)]);
    let run = tree.run(&["validate", "rendered.yaml", "-o", "json"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert_eq!(run.stdout.matches("role-missing").count(), 0, "a rendered MachineConfig has no role: {}", run.stdout);
}

#[test]
fn a_pool_that_cannot_be_rendered_does_not_hinder_the_others() {
    let tree = Tree::new(&[
        ("a.yaml", config("50-a", "worker", "  kernelType: fast\n")),
        ("b.yaml", config("50-b", "master", "  fips: true\n")),
    ]);
    let run = tree.run(&["render", ".", "-o", "name"]);
    assert_eq!((run.status, run.stdout.lines().count()), (1, 1));
    assert!(run.stdout.starts_with("rendered-master-"));
    assert!(
        run.stderr.contains("a.yaml:8:") && run.stderr.contains("50-a: kernelType=fast is invalid"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("pool worker is not rendered"), "{}", run.stderr);
    let run = tree.run(&["render", ".", "--pool", "gpu"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("there is no MachineConfigPool gpu; there are master, worker"), "{}", run.stderr);
}

#[test]
fn the_images_come_from_the_controller_config_or_from_flags() {
    let controller = "apiVersion: machineconfiguration.openshift.io/v1\nkind: ControllerConfig\nmetadata:\n  name: machine-config-controller\n  annotations: {machineconfiguration.openshift.io/release-image-version: 4.18.1}\nspec:\n  baseOSContainerImage: quay.io/os@sha256:1\n  baseOSExtensionsContainerImage: quay.io/ext@sha256:2\n";
    let tree = Tree::new(&[("mc/a.yaml", &*config("50-a", "worker", "  fips: true\n")), ("cc.yaml", controller)]);
    let spec = |args: &[&str]| {
        let run = tree.run(&[&["render", "mc", "-o", "json"], args].concat());
        run.json()["pools"][0]["config"].clone()
    };
    let given = spec(&["--controller-config", "cc.yaml"]);
    assert_eq!(given["spec"]["osImageURL"], "quay.io/os@sha256:1");
    assert_eq!(given["metadata"]["annotations"]["machineconfiguration.openshift.io/release-image-version"], "4.18.1");
    let flags = spec(&["--controller-config", "cc.yaml", "--os-image", "other", "--controller-version", "abc"]);
    assert_eq!(
        (&flags["spec"]["osImageURL"], &flags["spec"]["baseOSExtensionsContainerImage"]),
        (&"other".into(), &"quay.io/ext@sha256:2".into())
    );
    assert_eq!(
        flags["metadata"]["annotations"]["machineconfiguration.openshift.io/generated-by-controller-version"],
        "abc"
    );
}

#[test]
fn blame_tells_who_set_a_file_and_what_that_overrode() {
    let tree = Tree::new(&[
        ("a.yaml", config("50-a", "worker", &file("/etc/x", "data:,a"))),
        ("b.yaml", config("60-b", "worker", &file("/etc/x", "data:,b"))),
        ("c.yaml", config("70-c", "worker", "  kernelArguments: [nosmt]\n")),
    ]);
    let run = tree.run(&["blame", ".", "--pool", "worker"]);
    assert_eq!(run.status, 0);
    assert!(
        run.stdout.contains("file:/etc/x  60-b  ./b.yaml:12:9\n  instead of  50-a  ./a.yaml:12:9\n"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("karg:nosmt  70-c  ./c.yaml:8:21\n"), "{}", run.stdout);
    let run = tree.run(&["blame", ".", "--pool", "worker", "--of", "file:/etc/y"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("says nothing of file:/etc/y"), "{}", run.stderr);
    assert_eq!(tree.run(&["blame", ".", "--pool", "worker", "--of", "/etc/x"]).status, 2);
}

#[test]
fn secrets_are_shown_by_neither_blame_nor_diff() {
    let hash = "  config:\n    ignition: {version: 3.4.0}\n    passwd:\n      users:\n      - {name: core, passwordHash: HIDEME}\n";
    let key = file("/etc/site.key", "data:,HIDEME");
    let (old, new) = ("old.yaml", "new.yaml");
    let tree = Tree::new(&[("a/u.yaml", config("50-a", "worker", hash)), ("a/k.yaml", config("60-b", "worker", &key))]);
    for args in [&["blame", "a", "--pool", "worker"][..], &["blame", "a", "--pool", "worker", "-o", "json"]] {
        let run = tree.run(args);
        assert!(run.status == 0 && !run.stdout.contains("HIDEME"), "{}", run.stdout);
    }
    for text in [hash, &key] {
        tree.add(old, config("50-a", "worker", &text.replace("HIDEME", "HIDEME2")));
        tree.add(new, config("50-a", "worker", text));
        for format in ["text", "json"] {
            let run = tree.run(&["diff", old, new, "-o", format]);
            assert!(run.status == 1 && !run.stdout.contains("HIDEME"), "{}", run.stdout);
        }
        assert!(tree.run(&["diff", old, new, "--show-secrets"]).stdout.contains("HIDEME"));
    }
}

#[test]
fn diff_names_what_is_only_spelt_otherwise_and_shows_the_line_that_changed() {
    let folder = "51-same-content-in-four-encodings";
    let (before, after) = (at(folder, "before.yaml"), at(folder, "after.yaml"));
    let run = garboard(&["diff", &before, &after, "-o", "json"]);
    assert_eq!(run.status, 1);
    let answer = run.json();
    let changes = answer["compared"][0]["changes"].as_array().expect("changes");
    let same: Vec<_> =
        changes.iter().filter(|it| it["same_bytes"] == true).map(|it| it["target"].as_str().unwrap()).collect();
    assert_eq!(same, ["file:/etc/enc/url.conf", "file:/etc/enc/base64.conf", "file:/etc/enc/gzip.conf"]);
    let text = garboard(&["diff", &before, &after]).stdout;
    assert!(text.contains("       2 -b=2\n       2 +b=3\n"), "{text}");
    assert!(
        text.ends_with("4 changes, 3 of them of spelling only: the same bytes, which make another name\n"),
        "{text}"
    );
    let same = garboard(&["diff", &before, &before]);
    assert_eq!(
        (same.status, same.stdout.as_str()),
        (
            0,
            "50-enc -> 50-enc: nothing differs\n"
                .replace("50-enc -> 50-enc: nothing differs", "nothing differs: 50-enc")
                .as_str()
        )
    );
}

#[test]
fn diff_of_clusters_goes_pool_by_pool_and_names_the_cause() {
    let tree = Tree::new(&[
        ("old/a.yaml", config("50-a", "worker", &file("/etc/x", "data:,a"))),
        ("old/m.yaml", config("50-m", "master", "  fips: true\n")),
        ("new/a.yaml", config("50-a", "worker", &file("/etc/y", "data:,b"))),
        ("new/k.yaml", config("60-k", "worker", "  kernelArguments: [nosmt]\n")),
        ("new/m.yaml", config("50-m", "master", "  fips: true\n")),
    ]);
    let run = tree.run(&["diff", "old", "new"]);
    assert_eq!(run.status, 1);
    for line in [
        "pool master: nothing differs: rendered-master-",
        "pool worker: rendered-worker-",
        "- removed   file:/etc/x  (50-a, old/a.yaml:12)",
        "+ added     file:/etc/y  (50-a, new/a.yaml:12)",
        "~ changed   field:$.spec.kernelArguments  (60-k, new/k.yaml:8)",
        "    => nodes are drained and rebooted\n",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
    }
    let removed = run.stdout.find("- removed").unwrap();
    assert!(removed < run.stdout.find("+ added").unwrap(), "removals come first");
    assert_eq!(tree.run(&["diff", "old", "old"]).status, 0);
    assert_eq!(tree.run(&["diff", "old", "nowhere"]).status, 2);
}
