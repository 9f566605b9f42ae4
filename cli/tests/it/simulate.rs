//! `garboard simulate`: how a rollout goes, before it is made.

use crate::run::{self, Run, Tree, file};
use serde_json::{Value, json};

const WORKERS: &str = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\nspec:\n  maxUnavailable: 2\n  machineConfigSelector: {matchLabels: {machineconfiguration.openshift.io/role: worker}}\n  nodeSelector: {matchLabels: {node-role.kubernetes.io/worker: \"\"}}\n";

/// A change for which workers reboot.
fn change() -> Tree {
    Tree::new(&[
        ("old/pool.yaml", WORKERS.to_owned()),
        ("old/50-a.yaml", run::config("50-a", "worker", &file("/etc/a", "data:,one"))),
        ("new/pool.yaml", WORKERS.to_owned()),
        ("new/50-a.yaml", run::config("50-a", "worker", &file("/etc/a", "data:,two"))),
    ])
}

/// Ten workers that take exactly ten minutes each.
const EXACT: [&str; 16] = [
    "simulate",
    "--from",
    "old",
    "--to",
    "new",
    "--nodes",
    "worker=10",
    "--drain",
    "60s",
    "--apply",
    "60s",
    "--reboot",
    "8m",
    "--action",
    "10s",
    "--runs",
];

fn exact(tree: &Tree, more: &[&str]) -> Run {
    tree.run(&[&EXACT[..], &["3"], more].concat())
}

fn exact_json(tree: &Tree, more: &[&str]) -> Value {
    let run = exact(tree, &[more, &["-o", "json"]].concat());
    assert!(run.status < 2, "{}", run.stderr);
    run.json()
}

#[test]
fn the_text_says_how_long_in_which_waves_because_of_what_and_what_it_rests_on() {
    let tree = change();
    let run = exact(&tree, &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for line in [
        "pool worker: REBOOT, 10 nodes (supposed), at most 2 at once",
        "  reboot: /etc/a changes, and no policy says what to do then (by 50-a,",
        "      new/50-a.yaml:12)",
        "  done after  50m 20s",
        "  waves       2 at 0s, 2 at 10m 5s, 2 at 20m 10s, 2 at 30m 15s, 2 at 40m 20s",
        "              every node gets there in every run",
        "              at most 2 of 10, from 0s to 50m 20s",
        "              10 reboots, 10 drains",
        "how long nodes take is from flags: drain 1m; apply 1m; reboot 8m; action 10s",
    ] {
        assert!(run.stdout.lines().any(|it| it == line), "{line:?} in\n{}", run.stdout);
    }
    assert!(run.stdout.lines().any(|line| line == format!("  out         {}", "█".repeat(60))), "{}", run.stdout);
    let assumed = tree.run(&["simulate", "--from", "old", "--to", "new", "--nodes", "worker=10"]);
    assert!(assumed.stdout.contains("how long nodes take is assumed, and measured nowhere"), "{}", assumed.stdout);
    assert!(assumed.stdout.contains(" · p50 "), "{}", assumed.stdout);
}

#[test]
fn the_json_begins_with_its_schema_and_holds_every_wave() {
    let tree = change();
    let run = exact(&tree, &["-o", "json"]);
    assert!(run.stdout.starts_with("{\n  \"schema\": \"garboard/1\",\n"), "{}", run.stdout);
    let whole = run.json();
    let pool = &whole["pools"][0];
    assert_eq!(
        (&whole["finished"], &whole["last_update_s"]["p50"], &whole["peak"]),
        (&json!(3), &json!(3020), &json!(2))
    );
    assert_eq!(
        (&pool["waves"][1]["at_s"], &pool["waves"][4]["nodes"]),
        (&json!(605), &json!(["worker-09", "worker-10"]))
    );
    assert_eq!((&pool["unavailable"], &pool["impact"]), (&whole["unavailable"], &json!("reboot")));
    assert_eq!(pool["causes"][0]["by"], "50-a, new/50-a.yaml:12");
    assert_eq!((&whole["model"]["from"], &whole["findings"][0]["code"]), (&json!("flags"), &json!("change-reboots")));
    assert_eq!(exact(&tree, &["-o", "json"]).stdout, run.stdout, "the same question has the same answer");
}

#[test]
fn a_node_that_stays_away_is_told_and_makes_the_exit_status_1() {
    let run = exact(&change(), &["--fault", "never-returns:worker-03", "--fault", "never-returns:worker-04"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(
        run.stdout.contains("stuck       worker-03, worker-04, from 12m 5s on (never-returned): it went"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("stuck       worker-05, worker-06, worker-07, worker-08 and 2 more, from"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("in 3 of 3 runs not every node gets there"), "{}", run.stdout);
}

#[test]
fn constraints_are_priced_each_by_leaving_it_out() {
    let tree = change();
    let window = ["--window", "22:00+1h", "--now", "2026-08-28T21:00:00Z"];
    let whole = exact_json(&tree, &[&window[..], &["--canary", "1:30m"]].concat());
    let costs: Vec<_> = whole["constraints"].as_array().expect("a list").iter().map(|it| &it["costs_s"]).collect();
    // One goes alone and is waited for; then the last waves miss the window, and wait a day for the next.
    assert!(costs.iter().all(|cost| cost.as_i64().is_some_and(|cost| cost >= 3600)), "{costs:?}");
    let whole = exact_json(&tree, &["--canary", "1:30m"]);
    assert_eq!(whole["constraints"][0]["costs_s"], 10 * 60 + 30 * 60, "{}", whole["constraints"]);
}

#[test]
fn two_values_of_max_unavailable_stand_side_by_side() {
    let tree = change();
    let whole = exact_json(&tree, &["--compare", "worker=50%"]);
    assert_eq!(whole["compared"]["pools"]["worker"]["last_update_s"]["p50"], 1205);
    assert_eq!((&whole["compared"]["peak"], &whole["peak"]), (&json!(5), &json!(2)));
    let text = exact(&tree, &["--compare", "worker=50%"]).stdout;
    assert!(text.contains("pool worker  p50 50m 20s, p95 50m 20s, at most 2 out  p50 20m 5s, p95"), "{text}");
}

#[test]
fn nodes_of_a_dump_are_simulated_as_they_are() {
    let tree = change();
    let node = |name: &str, state: &str| {
        format!(
            "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels: {{node-role.kubernetes.io/worker: \"\"}}\n  annotations:\n    machineconfiguration.openshift.io/currentConfig: rendered-worker-a\n    machineconfiguration.openshift.io/desiredConfig: rendered-worker-a\n    machineconfiguration.openshift.io/state: {state}\n"
        )
    };
    tree.add("old/nodes.yaml", [node("w1", "Done"), node("w2", "Degraded"), node("w3", "Done")].concat());
    tree.add("old/pool.yaml", format!("{WORKERS}  configuration: {{name: rendered-worker-a}}\n"));
    let run = tree.run(&["simulate", "--from", "old", "--to", "new", "--nodes", "worker=10", "-o", "json"]);
    assert!(run.stderr.contains("--nodes is left out"), "{}", run.stderr);
    let pool = &run.json()["pools"][0];
    assert_eq!((&pool["nodes"], &pool["supposed"]), (&json!(3), &json!(false)), "{pool}");
}

#[test]
fn how_long_nodes_take_is_measured_on_those_of_a_dump_that_are_under_way() {
    let tree = change();
    let condition = |kind: &str, minute: u32| {
        let since = format!("2026-01-01T10:{minute:02}:00Z");
        format!("{{type: {kind}, status: \"True\", reason: a, message: a, lastTransitionTime: {since}}}")
    };
    for (number, minutes) in [(1, 2), (2, 3), (3, 20)] {
        let conditions = [condition("UpdateExecuted", 1), condition("RebootedNode", 1 + minutes)].join(", ");
        let node = format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: w{number}, labels: {{node-role.kubernetes.io/worker: \"\"}}}}\n---\n\
             apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigNode\nmetadata: {{name: w{number}}}\n\
             spec: {{node: {{name: w{number}}}, pool: {{name: worker}}, configVersion: {{desired: a}}}}\n\
             status: {{conditions: [{conditions}]}}\n"
        );
        tree.add(format!("old/node-{number}.yaml"), node);
    }
    let args = ["simulate", "--from", "old", "--to", "new", "-o", "json"];
    let told = tree.run(&args).json();
    let of = |told: &Value, phase: &str| {
        let phases = told["model"]["phases"].as_array().expect("phases").clone();
        phases.into_iter().find(|it| it["phase"] == phase).expect("the phase")
    };
    let reboot = of(&told, "reboot");
    assert_eq!((&told["model"]["from"], &reboot["measured_on"]), (&json!("measured"), &json!(3)));
    assert_eq!(reboot["takes"], "3m (95 of 100 within 20m)");
    assert_eq!(of(&told, "drain")["assumed"], true);
    let said = tree.run(&[&args[..], &["--reboot", "5m"]].concat()).json();
    assert_eq!((&said["model"]["from"], &of(&said, "reboot")["takes"]), (&json!("flags"), &json!("5m")));
}

#[test]
fn a_change_that_nodes_refuse_ends_with_status_1() {
    let tree = change();
    tree.add("new/50-b.yaml", run::config("50-b", "worker", "  fips: true\n"));
    let run = exact(&tree, &[]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stdout.contains("pool worker: REFUSED"), "{}", run.stdout);
}

#[test]
fn where_nothing_changes_nothing_is_done() {
    let tree = change();
    let base = ["simulate", "--from", "old", "--to", "old", "--nodes", "worker=3", "--canary", "1:1h"];
    let run = tree.run(&[&base[..], &["--compare", "worker=3"]].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.contains("done after  at once: every node is there already"), "{}", run.stdout);
    assert!(run.stdout.contains("costs no time, at once") && !run.stdout.contains("ever done"), "{}", run.stdout);
    let page = tree.run(&[&base[..], &["-o", "html"]].concat()).stdout;
    assert!(page.contains("3 nodes, all of which are there already.") && !page.contains("ever done"), "{page}");
}

#[test]
fn a_model_may_stand_in_a_file() {
    let tree = change();
    let phases = |reboot: &str| {
        format!(r#"{{"drain":{{"fixed":60}},"apply":{{"fixed":60}},"reboot":{reboot},"action":{{"fixed":1}}}}"#)
    };
    tree.add("model.json", format!(r#"{{"default":{}}}"#, phases(r#"{"fixed":480}"#)));
    tree.add("bad.json", format!(r#"{{"default":{}}}"#, phases(r#"{"lognormal":{"p50":9,"p95":3}}"#)));
    tree.add("pools.json", format!(r#"{{"default":{0},"pools":{{"wroker":{0}}}}}"#, phases(r#"{"fixed":480}"#)));
    let ask =
        |file: &str| tree.run(&["simulate", "--from", "old", "--to", "new", "--nodes", "worker=10", "--model", file]);
    let good = ask("model.json");
    assert!(
        good.stdout.contains("done after  50m 20s") && good.stdout.contains("is from model.json"),
        "{}",
        good.stdout
    );
    for (file, want) in [
        ("bad.json", "bad.json: default.reboot.lognormal: p95 is 3, below the p50 of 9"),
        ("pools.json", "--model: there is no pool \"wroker\": did you mean worker?"),
        ("absent.json", "absent.json: "),
    ] {
        let bad = ask(file);
        assert!(bad.status == 2 && bad.stderr.contains(want), "{file}: {}", bad.stderr);
    }
}

#[test]
fn what_cannot_be_simulated_is_refused_with_what_to_write() {
    let tree = change();
    for (more, want) in [
        (&["--drain", "-5s"][..], "write it as 90s, 5m or 1h30m"),
        (&["--drain", "400d"], "from 0s to 365d"),
        (&["--drain", "lognormal:300,60"], "p95 is 60, below the p50 of 300: write 300 or more for p95"),
        (&["--drain", "uniform:9..3"], "write uniform:3s..9s"),
        (&["--fault", "never-returns:101%"], "write 0% to 100%"),
        (&["--fault", "fire:5%"], "there is no fault \"fire\""),
        (
            &["--fault", "never-returns:worker-11"],
            "--fault never-returns:worker-11: there is no node \"worker-11\": did you mean worker-01?",
        ),
        (&["--window", "22:00+0s", "--now", "2026-08-28T12:00:00Z"], "a window of 0s never opens"),
        (&["--window", "22:00+1h"], "--now"),
        (&["--window", "noon", "--now", "2026-08-28T12:00:00Z"], "mon-fri 22:00+4h"),
        (&["--runs", "0"], "1..=100000"),
        (
            &["--runs", "100000", "--nodes", "worker=1000000"],
            "--runs: 100000 runs of 1000000 nodes take too long: write 200 or less",
        ),
        (&["--nodes", "worker=10000000"], "with at most 1000000 nodes"),
        (&["--nodes", "wroker=5"], "--nodes: there is no pool \"wroker\": did you mean worker?"),
        (&["--compare", "wroker=5"], "--compare: there is no pool \"wroker\": did you mean worker?"),
        (&["--compare", "worker=0"], "such as worker=3 or worker=10%"),
        (&["--canary", "0:1h"], "such as 1:1h"),
        (&["--pool-order", "wroker"], "--pool-order: there is no pool \"wroker\": did you mean worker?"),
        (&["--limit", "0s"], "no limit from 1s to 36500d"),
        (&["--model", "m.json", "--drain", "60s"], "cannot be used with"),
    ] {
        let base = ["simulate", "--from", "old", "--to", "new"];
        let nodes: &[&str] = if more.contains(&"worker=1000000") { &[] } else { &["--nodes", "worker=10"] };
        let run = tree.run(&[&base[..], nodes, more].concat());
        assert!(run.status == 2 && run.stderr.contains(want), "{more:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{more:?}");
    }
    let none = tree.run(&["simulate", "--from", "old", "--to", "new"]);
    assert!(none.status == 2 && none.stderr.contains("--nodes worker=100"), "{}", none.stderr);
}

#[test]
fn the_page_loads_nothing_runs_nothing_and_has_every_number_in_a_table() {
    let run = exact(&change(), &["--compare", "worker=5", "--canary", "1:30m", "-o", "html"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let page = &run.stdout;
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">") && page.ends_with("</html>\n"), "{page}");
    for never in ["<script", "src=", "http:", "https:", "@import", "url(", "onload", "innerHTML"] {
        assert!(!page.contains(never), "{never}");
    }
    for there in [
        "default-src 'none'",
        "prefers-color-scheme: dark",
        "width=device-width",
        "<table data-table=\"ranges\"",
        "<table data-table=\"waves\" data-of=\"worker\"",
        "<table data-table=\"unavailable\" data-of=\"worker\"",
        "<table data-table=\"constraints\"",
        "<table data-table=\"compared\"",
        "by 50-a, new/50-a.yaml:12",
        "These are no measurements",
    ] {
        assert!(page.contains(there), "{there} in\n{page}");
    }
    assert_eq!(page.matches("<svg ").count(), page.matches("role=\"img\" aria-label=\"").count());
    assert_eq!(page.matches("<details>").count(), page.matches("<summary>").count());
}

#[test]
fn names_are_text_in_the_page_whatever_they_say() {
    let tree = change();
    let hostile = "<img src=x onerror=alert(1)>'\\\"&\\u202E";
    let label = "node-role.kubernetes.io/worker";
    let annotation = |name: &str| format!("machineconfiguration.openshift.io/{name}");
    let node = json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": "NAME", "labels": { label: "" }, "annotations": {
        annotation("currentConfig"): "rendered-worker-a", annotation("desiredConfig"): "rendered-worker-a",
        annotation("state"): "Done" } } });
    tree.add("old/node.json", node.to_string().replace("NAME", hostile));
    tree.add("old/pool.yaml", format!("{WORKERS}  configuration: {{name: rendered-worker-a}}\n"));
    let run = tree.run(&["simulate", "--from", "old", "--to", "new", "--fault", "never-returns:100%", "-o", "html"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(!run.stdout.contains("<img") && !run.stdout.contains('\u{202e}'), "{}", run.stdout);
    assert!(run.stdout.contains("&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;\\u{202e}"), "{}", run.stdout);
}
