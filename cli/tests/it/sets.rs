//! `garboard validate`: what manifests say together.

use crate::run::{MACHINE_CONFIG, Tree};

/// A MachineConfig of worker that sets `mitigations` in its eighth line.
fn config(name: &str, value: &str) -> String {
    format!("{}  kernelArguments: [mitigations={value}]\n", MACHINE_CONFIG.replace("50-example", name))
}

/// Two in a directory, and one in another.
fn tree() -> Tree {
    Tree::new(&[
        ("a/10-a.yaml", config("10-a", "off")),
        ("a/20-b.yaml", config("20-b", "auto")),
        ("b/30-c.yaml", config("30-c", "auto")),
    ])
}

#[test]
fn a_directory_is_a_set_and_with_cluster_all_paths_are_one() {
    let tree = tree();
    let run = tree.run(&["validate", "a", "b"]);
    assert!(run.stdout.contains("kernel argument mitigations of this object is overridden by 20-b"), "{}", run.stdout);
    assert!(!run.stdout.contains("30-c"), "{}", run.stdout);
    let run = tree.run(&["validate", "--cluster", "a", "b"]);
    assert!(run.stdout.contains("kernel argument mitigations of this object is overridden by 30-c"), "{}", run.stdout);
    let alone = tree.run(&["validate", "a/10-a.yaml", "b/30-c.yaml"]);
    assert!(!alone.stdout.contains("overridden"), "{}", alone.stdout);
}

#[test]
fn findings_about_sets_are_selected_and_ignored_as_all_others() {
    let tree = tree();
    let chosen = |args: &[&str]| tree.run(&[&["validate", "a"], args].concat()).stdout.contains("value-overridden");
    assert!(chosen(&[]) && chosen(&["--select", "value-overridden"]));
    assert!(!chosen(&["--select", "role-missing"]) && !chosen(&["--ignore", "value-overridden"]));
}

#[test]
fn every_format_has_the_findings_about_sets() {
    let tree = tree();
    let run = |format| tree.run(&["validate", "a", "-o", format]);
    let all = run("json").json().to_string();
    assert!(all.contains("\"value-overridden\"") && all.contains("10-a.yaml"), "{all}");
    let sarif = run("sarif").json();
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let ours: Vec<_> = results.iter().filter(|result| result["ruleId"] == "value-overridden").collect();
    assert_eq!(ours.len(), 1, "{sarif}");
    assert_eq!(ours[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 8, "{sarif}");
    for (format, once) in [("github", "is overridden by 20-b"), ("junit", "<failure type=\"warning\"")] {
        let run = run(format);
        assert_eq!(run.stdout.matches(once).count(), 1, "{format}: {}", run.stdout);
    }
}
