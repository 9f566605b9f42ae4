//! `garboard plan`: what a change does, before it is made.

use crate::run::{self, Tree, file};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// A MachineConfig for workers.
fn config(name: &str, spec: &str) -> String {
    run::config(name, "worker", spec)
}

const POOL: &str = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\nspec:\n  maxUnavailable: 2\n  machineConfigSelector: {matchLabels: {machineconfiguration.openshift.io/role: worker}}\n  nodeSelector: {matchLabels: {node-role.kubernetes.io/worker: \"\"}}\n  configuration: {name: rendered-worker-a}\n";

/// A node of the pool, Done at a config.
fn node(name: &str, config: &str, more: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels: {{node-role.kubernetes.io/worker: \"\"}}\n  annotations:\n    machineconfiguration.openshift.io/currentConfig: {config}\n    machineconfiguration.openshift.io/desiredConfig: {config}\n    machineconfiguration.openshift.io/state: Done\n{more}"
    )
}

/// The first pool of a plan in JSON.
fn first(tree: &Tree, args: &[&str]) -> Value {
    let all = [&["plan"], args, &["-o", "json"]].concat();
    tree.run(&all).json()["pools"][0].clone()
}

fn git(tree: &Tree, args: &[&str]) {
    let base = ["-c", "user.name=a", "-c", "user.email=a@b.test", "-c", "init.defaultBranch=main"];
    let run = Command::new("git").current_dir(tree.path("")).args(base).args(args).output().expect("git is there");
    assert!(run.status.success(), "{args:?}: {}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn a_change_of_a_file_is_told_with_its_cause_and_its_line() {
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", &file("/etc/a", "data:,one"))),
        ("new/50-a.yaml", config("50-a", &file("/etc/a", "data:,two"))),
    ]);
    let run = tree.run(&["plan", "--from", "old", "--to", "new"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for line in [
        "pool worker: REBOOT",
        "  every node is drained, then: reboot",
        "    reboot: /etc/a changes, and no policy says what to do then",
        "      by 50-a, new/50-a.yaml:12",
        "  ~ changed   file:/etc/a  (50-a, new/50-a.yaml:12)",
        "1 pool: 1 reboot",
    ] {
        assert!(run.stdout.lines().any(|it| it == line), "{line:?} in\n{}", run.stdout);
    }
    assert!(!run.stdout.contains('\x1b'), "no colours where nobody sees them");
    let coloured = tree.run(&["--color", "always", "plan", "--from", "old", "--to", "new"]);
    assert!(coloured.stdout.contains("\x1b[1;33mREBOOT\x1b[0m"), "{}", coloured.stdout);
}

#[test]
fn the_exit_status_follows_the_worst_pool() {
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", &file("/etc/a", "data:,one"))),
        ("reboot/50-a.yaml", config("50-a", "  kernelArguments: [nosmt]\n")),
        ("quiet/50-a.yaml", config("50-a", &file("/etc/a", "data:,one"))),
        ("refused/50-a.yaml", config("50-a", "  fips: true\n")),
        (
            "any/50-a.yaml",
            config("50-a", &file("/etc/a", "data:,one"))
                + "      - path: /var/lib/kubelet/config.json\n        contents: {source: \"data:,a\"}\n",
        ),
    ]);
    for (to, fail_on, status) in [
        ("reboot", "irreconcilable", 0),
        ("reboot", "reboot", 1),
        ("reboot", "any", 1),
        ("quiet", "any", 0),
        ("refused", "irreconcilable", 1),
        ("any", "drain", 0),
        ("any", "any", 1),
    ] {
        let run = tree.run(&["plan", "--from", "old", "--to", to, "--fail-on", fail_on]);
        assert_eq!(run.status, status, "{to} {fail_on}: {}{}", run.stdout, run.stderr);
    }
    assert_eq!(tree.run(&["plan", "--from", "old", "--to", "new", "--fail-on", "reboots"]).status, 2);
}

#[test]
fn a_policy_is_tried_and_the_operators_own_one_counts() {
    let policy = "apiVersion: operator.openshift.io/v1\nkind: MachineConfiguration\nmetadata: {name: try}\nspec:\n  nodeDisruptionPolicy:\n    files:\n    - path: /etc/a\n      actions: [{type: Restart, restart: {serviceName: a.service}}]\n";
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", &file("/etc/a", "data:,one"))),
        ("new/50-a.yaml", config("50-a", &file("/etc/a", "data:,two"))),
        ("policy.yaml", policy.to_owned()),
    ]);
    let args = ["plan", "--from", "old", "--to", "new", "--policy"];
    let run = tree.run(&[&args[..], &["policy.yaml"]].concat());
    let line = "    restart a.service: /etc/a changes, and the cluster's policy for /etc/a holds";
    assert!(run.stdout.lines().any(|it| it == line), "{}", run.stdout);
    assert!(run.stdout.contains("every node: restart a.service (no drain)"), "{}", run.stdout);
    let run = tree.run(&[&args[..], &["old/50-a.yaml"]].concat());
    assert_eq!(
        (run.status, run.stderr.contains("there is no MachineConfiguration in it")),
        (2, true),
        "{}",
        run.stderr
    );
}

#[test]
fn supposed_nodes_go_in_waves() {
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", "  kernelArguments: [a]\n")),
        ("new/50-a.yaml", config("50-a", "  kernelArguments: [b]\n")),
        ("new/pool.yaml", POOL.to_owned()),
    ]);
    let pool = first(&tree, &["--from", "old", "--to", "new", "--nodes", "worker=5"]);
    let nodes = &pool["nodes"];
    assert_eq!((nodes["total"].as_u64(), nodes["waves"].as_u64()), (Some(5), Some(3)), "{nodes}");
    assert_eq!(nodes["first"], serde_json::json!(["worker-1", "worker-2"]), "{nodes}");
    let run = tree.run(&["plan", "--from", "old", "--to", "new"]);
    assert!(run.stdout.contains("no nodes are known"), "{}", run.stdout);
    for wrong in ["worker", "worker=x", "worker=1000001", "worker=-1"] {
        let run = tree.run(&["plan", "--from", "old", "--to", "new", "--nodes", wrong]);
        assert_eq!(run.status, 2, "{wrong}");
        assert!(run.stderr.contains("POOL=COUNT"), "{}", run.stderr);
    }
}

#[test]
fn manifests_are_laid_over_what_a_cluster_holds() {
    let dump = [
        config("00-worker", "  kernelArguments: [base]\n"),
        "---\n".to_owned() + &config("50-a", "  kernelArguments: [a]\n"),
        "---\n".to_owned() + POOL,
        node("w1", "rendered-worker-a", ""),
        node("w2", "rendered-worker-a", "spec: {unschedulable: true}\n"),
        node("w3", "rendered-worker-0", ""),
        node("w4", "rendered-worker-a", ""),
    ];
    let tree =
        Tree::new(&[("dump.yaml", dump.concat()), ("repo/50-a.yaml", config("50-a", "  kernelArguments: [b]\n"))]);
    let run = tree.run(&["plan", "--from", "dump.yaml", "--to", "repo", "-o", "json"]);
    assert!(run.stderr.contains("repo is laid over it"), "{}", run.stderr);
    let pool = &run.json()["pools"][0];
    // What the dump has and the repository does not name stays.
    assert_eq!(pool["changes"].as_array().map(Vec::len), Some(1), "{pool}");
    let nodes = &pool["nodes"];
    assert_eq!(nodes["total"], 4, "{nodes}");
    assert_eq!(nodes["first"], serde_json::json!(["w1"]), "one is cordoned and takes the other place: {nodes}");
    assert_eq!(nodes["behind"], 1, "{nodes}");
    assert_eq!((&nodes["stuck"][0]["node"], &nodes["stuck"][0]["code"]), (&"w2".into(), &"cordoned".into()), "{nodes}");
    assert_eq!(nodes["needed"], serde_json::json!({"rendered-worker-0": 1, "rendered-worker-a": 3}));
}

#[test]
fn a_paused_pool_says_what_unpausing_starts() {
    let paused = POOL.replace("spec:\n", "spec:\n  paused: true\n");
    let dump = [
        config("50-a", "  kernelArguments: [a]\n"),
        "---\n".to_owned() + &paused,
        node("w1", "rendered-worker-a", ""),
        node("w2", "rendered-worker-a", ""),
        node("w3", "rendered-worker-a", ""),
    ];
    let tree = Tree::new(&[("dump.yaml", dump.concat()), ("b.yaml", config("50-a", "  kernelArguments: [b]\n"))]);
    let run = tree.run(&["plan", "--from", "dump.yaml", "--to", "b.yaml"]);
    let line = "  the pool is paused: nothing happens until it is not, and then 2 go at once";
    assert!(run.stdout.lines().any(|it| it == line), "{}", run.stdout);
}

#[test]
fn sides_are_revisions_too_and_a_path_counts_before_them() {
    let tree = Tree::new(&[("clusters/prod/50-a.yaml", config("50-a", "  kernelArguments: [a]\n"))]);
    tree.add("other/50-b.yaml", config("50-b", "  kernelArguments: [other]\n"));
    git(&tree, &["init", "-q"]);
    git(&tree, &["add", "."]);
    git(&tree, &["commit", "-q", "-m", "one"]);
    tree.add("clusters/prod/50-a.yaml", config("50-a", "  kernelArguments: [b]\n"));
    git(&tree, &["commit", "-q", "-a", "-m", "two"]);
    let prod = ["-f", "clusters/prod"];

    let pool = first(&tree, &[&["--from", "HEAD~1", "--to", "HEAD"], &prod[..]].concat());
    let cause = &pool["actions"][0]["because"][0];
    assert_eq!(cause["subject"], "kernel_arguments");
    assert_eq!(cause["source"]["place"]["file"], "clusters/prod/50-a.yaml", "{cause}");
    assert_eq!(cause["source"]["place"]["line"], 8, "{cause}");

    // The working tree, against what was committed.
    tree.add("clusters/prod/50-a.yaml", config("50-a", "  kernelArguments: [c]\n"));
    let run = tree.run(&["plan", "--from", "HEAD", "--to", ".", "-f", "clusters/prod"]);
    assert!(run.stdout.contains("-b") && run.stdout.contains("+c"), "{}", run.stdout);
    let run = tree.run(&["plan", "--from", "HEAD~1", "--to", "HEAD"]);
    assert!(run.stderr.contains("files here differ from what is committed"), "{}", run.stderr);

    // A directory that has the name of a revision.
    git(&tree, &["branch", "other"]);
    let run = tree.run(&["plan", "--from", "other", "--to", "other"]);
    assert!(run.stdout.contains("nothing changes"), "{}", run.stdout);
    let run = tree.run(&["plan", "--from", "git:other", "--to", "HEAD"]);
    assert!(run.stdout.contains("nothing changes"), "{}", run.stdout);

    for (from, says) in [
        ("nothing", "nothing is neither a path nor a revision"),
        ("git:clusters", "clusters is neither a path nor a revision"),
        ("--help", "unexpected argument"),
    ] {
        let run = tree.run(&["plan", "--from", from, "--to", "HEAD"]);
        assert_eq!(run.status, 2, "{from}: {}", run.stdout);
        assert!(run.stderr.contains(says) || from == "--help", "{from}: {}", run.stderr);
    }
    let run = tree.run(&["plan", "--from", "HEAD~1", "--to", "HEAD", "-f", "no/such"]);
    assert_eq!((run.status, run.stderr.contains("no/such: there is nothing of this name in HEAD~1")), (2, true));
}

#[test]
fn a_directory_that_one_side_lacks_is_what_the_other_adds() {
    let tree = Tree::new(&[("README.md", "nothing yet\n")]);
    git(&tree, &["init", "-q"]);
    git(&tree, &["add", "."]);
    git(&tree, &["commit", "-q", "-m", "one"]);
    tree.add("prod/50-a.yaml", config("50-a", "  kernelArguments: [a]\n"));
    let run = tree.run(&["plan", "--from", "HEAD", "--to", ".", "-f", "prod"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("prod: there is nothing of this name in HEAD"), "{}", run.stderr);
    assert!(run.stdout.contains("pool worker: "), "{}", run.stdout);
}

#[test]
fn two_rendered_configs_are_compared_as_they_are() {
    let rendered = |name: &str, argument: &str| {
        config(name, &format!("  kernelArguments: [{argument}]\n"))
            .replace("  labels:\n    machineconfiguration.openshift.io/role: worker\n", "")
    };
    let tree =
        Tree::new(&[("a.yaml", rendered("rendered-worker-a", "a")), ("b.yaml", rendered("rendered-worker-b", "b"))]);
    let run = tree.run(&["plan", "--from", "a.yaml", "--to", "b.yaml"]);
    for line in ["pool rendered-worker-b: REBOOT", "      by rendered-worker-b, b.yaml:6"] {
        assert!(run.stdout.lines().any(|it| it == line), "{line:?} in\n{}{}", run.stdout, run.stderr);
    }
}

#[test]
fn a_new_pool_is_compared_with_the_one_its_nodes_come_from() {
    let infra = POOL.replace("name: worker", "name: infra").replace(
        "{matchLabels: {machineconfiguration.openshift.io/role: worker}}",
        "{matchExpressions: [{key: machineconfiguration.openshift.io/role, operator: In, values: [worker, infra]}]}",
    );
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", "  kernelArguments: [a]\n")),
        ("new/50-a.yaml", config("50-a", "  kernelArguments: [a]\n")),
        ("new/50-i.yaml", config("50-i", "  kernelArguments: [i]\n").replace("role: worker", "role: infra")),
        ("new/pool.yaml", infra),
    ]);
    let pool = first(&tree, &["--from", "old", "--to", "new"]);
    assert_eq!((&pool["pool"], &pool["impact"]), (&"infra".into(), &"reboot".into()), "{pool}");
    assert!(pool["note"].as_str().is_some_and(|note| note.contains("come from worker")), "{pool}");
}

#[test]
fn findings_stand_at_their_lines_in_every_format() {
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", &file("/etc/a", "data:,one"))),
        ("new/50-a.yaml", config("50-a", &file("/etc/a", "data:,two"))),
        ("new/60-b.yaml", config("60-b", "  fips: true\n")),
    ]);
    let run = tree.run(&["plan", "--from", "old", "--to", "new", "-o", "github"]);
    assert!(run.stdout.contains("::error file=new/60-b.yaml,line=8,"), "{}", run.stdout);
    let run = tree.run(&["plan", "--from", "old", "--to", "new", "-o", "sarif"]);
    let result = &run.json()["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "change-irreconcilable", "{result}");
    let run = tree.run(&["plan", "--from", "old", "--to", "new", "-o", "junit"]);
    assert!(run.stdout.contains("change-irreconcilable"), "{}", run.stdout);
    let run = tree.run(&["plan", "--from", "old", "--to", "new", "-o", "markdown"]);
    assert!(run.stdout.contains("| worker | **refused** |"), "{}", run.stdout);
    assert!(run.stdout.contains("```diff\n"), "{}", run.stdout);
}

#[test]
fn secrets_are_shown_only_if_asked_for() {
    let tree = Tree::new(&[
        ("old/50-a.yaml", config("50-a", &file("/etc/a", "data:,one"))),
        ("new/50-a.yaml", config("50-a", &file("/home/core/.docker/config.json", "data:,s3cret"))),
    ]);
    for format in ["text", "json", "markdown", "github", "sarif", "junit"] {
        let run = tree.run(&["plan", "--from", "old", "--to", "new", "-o", format]);
        assert!(!run.stdout.contains("s3cret") && !run.stderr.contains("s3cret"), "{format}: {}", run.stdout);
    }
    let run = tree.run(&["plan", "--from", "old", "--to", "new", "--show-secrets"]);
    assert!(run.stdout.contains("s3cret"), "{}", run.stdout);
}

#[test]
fn what_people_met_in_the_field_is_told_before_it_happens() {
    let field: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../tests/field"].iter().collect();
    let tree = Tree::new::<&str>(&[]);
    let mut seen = 0;
    for folder in std::fs::read_dir(field).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(case) = std::fs::read_to_string(folder.join("case.json")) else { continue };
        let case: Value = serde_json::from_str(&case).unwrap();
        if case["kind"] != "plan" {
            continue;
        }
        seen += 1;
        let sides = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        for side in sides.filter(|side| side.starts_with("new")) {
            let at = |side: &str| folder.join(side).display().to_string();
            let run = tree.run(&["plan", "--from", &at("old"), "--to", &at(&side), "-o", "json"]);
            let whole = run.json();
            let found = whole["findings"].as_array().unwrap();
            let related = found.iter().filter_map(|it| it["related"].as_array()).flatten();
            let places: Vec<_> = found.iter().chain(related).map(|it| (&it["file"], &it["line"])).collect();
            let expected = case["expect"]["findings"].as_array().unwrap();
            let own = expected.iter().filter(|it| it["file"].as_str().unwrap().starts_with(&(side.clone() + "/")));
            for finding in own {
                let place = (&Value::from(at(finding["file"].as_str().unwrap())), &finding["line"]);
                assert!(places.contains(&place), "{place:?} in\n{}{}", run.stdout, run.stderr);
            }
            let value = &case["expect"]["value"];
            let refused = value[&side] == "refused" || value["refused_source"].is_string();
            assert_eq!(run.status == 1, refused, "{}: {}", at(&side), run.stdout);
            let pool = first(&tree, &["--from", &at("old"), "--to", &at(&side)]);
            for (expected, field) in [(&value["new"], "new"), (&value["old"], "old"), (&value[&side]["new"], "new")] {
                if expected.as_str().is_some_and(|name| name.starts_with("rendered-")) {
                    assert_eq!(&pool[field]["name"], expected, "{}", at(&side));
                }
            }
            if let Some(actions) = value[&side]["actions"].as_array() {
                let done: Vec<_> = pool["actions"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect();
                assert_eq!(&done, actions, "{}", at(&side));
                assert_eq!(pool["drain"]["required"], value[&side]["drain"], "{}", at(&side));
            }
            for pool in whole["pools"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|pool| value[pool["pool"].as_str().unwrap()].is_object())
            {
                let value = &value[pool["pool"].as_str().unwrap()];
                assert_eq!((&pool["old"]["name"], &pool["new"]["name"]), (&value["old"], &value["new"]));
                assert_eq!(pool["nodes"]["first"], value["nodes"], "{pool}");
            }
            if value["rollout"] == false {
                assert_eq!(pool["impact"], "nothing", "{}", at(&side));
            }
        }
    }
    assert_eq!(seen, 7, "cases of kind plan");
}
