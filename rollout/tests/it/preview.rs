//! What a plan says as a whole, whatever it is made of.

use garboard_ignition::document::SourceId;
use garboard_rollout::preview::{Impact, Options, Outcome, Preview, Rollout, Side};
use garboard_rollout::simulate::Effect;

/// A MachineConfig for workers.
fn config(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata:\n  name: {name}\n  labels: {{machineconfiguration.openshift.io/role: worker}}\nspec:\n{spec}\n"
    )
}

fn side(source: u32, documents: &[String]) -> Side {
    let mut side = Side::default();
    side.read(SourceId(source), documents.concat().as_bytes());
    side
}

/// All that a plan says, but for the order in which its parts were given.
fn said(preview: &Preview) -> Vec<String> {
    preview
        .pools
        .iter()
        .map(|pool| {
            let verdict = pool.verdict.as_ref().map(|it| serde_json::to_string(it).expect("JSON"));
            format!("{} {:?} {:?} {verdict:?} {:?}", pool.pool, pool.impact(), pool.new.name(), pool.machines)
        })
        .collect()
}

/// Changes from the least to the worst.
const CHANGES: &[(&str, Impact)] = &[
    ("", Impact::Nothing),
    (
        "  config:\n    ignition: {version: 3.4.0}\n    storage: {files: [{path: /var/lib/kubelet/config.json, contents: {source: \"data:,a\"}}]}",
        Impact::Any,
    ),
    (
        "  config:\n    ignition: {version: 3.4.0}\n    storage: {files: [{path: /etc/other, contents: {source: \"data:,a\"}}]}",
        Impact::Reboot,
    ),
    ("  kernelArguments: [nosmt]", Impact::Reboot),
    ("  fips: true", Impact::Irreconcilable),
];

#[test]
fn more_changes_never_disturb_less() {
    let base = config("00-base", "  kernelArguments: [base]");
    let old = side(0, std::slice::from_ref(&base));
    for some in 0..1 << CHANGES.len() {
        let chosen = |set: usize| CHANGES.iter().enumerate().filter(move |(at, _)| set & 1 << at != 0);
        let documents = |set: usize| -> Vec<String> {
            let added = chosen(set).filter(|(_, (spec, _))| !spec.is_empty());
            std::iter::once(base.clone())
                .chain(added.map(|(at, (spec, _))| config(&format!("5{at}-x"), spec)))
                .collect()
        };
        let preview = Preview::between(&old, &side(1, &documents(some)), &Options::default());
        let worst = chosen(some).map(|(_, (_, impact))| *impact).max().unwrap_or_default();
        assert_eq!(preview.impact(), worst, "{some:b}");
    }
}

#[test]
fn the_order_of_files_and_documents_does_not_matter() {
    let pool = "---\napiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\nspec:\n  maxUnavailable: 2\n  machineConfigSelector: {matchLabels: {machineconfiguration.openshift.io/role: worker}}\n  nodeSelector: {matchLabels: {node-role.kubernetes.io/worker: \"\"}}\n".to_owned();
    let node = |name: &str, more: &str| {
        format!(
            "---\napiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {{node-role.kubernetes.io/worker: \"\"}}, annotations: {{machineconfiguration.openshift.io/currentConfig: a, machineconfiguration.openshift.io/desiredConfig: a, machineconfiguration.openshift.io/state: Done}}}}\n{more}"
        )
    };
    let mut old = vec![
        config("50-a", "  kernelArguments: [a]"),
        config("60-b", "  kernelArguments: [b]"),
        pool,
        node("w1", ""),
        node("w2", "spec: {unschedulable: true}\n"),
        node("w3", ""),
    ];
    let new = [config("50-a", "  kernelArguments: [c]")];
    let plan = |old: &[String]| {
        let old = side(0, old);
        said(&Preview::between(&old, &side(1, &new).over(&old), &Options::default()))
    };
    let first = plan(&old);
    assert!(first[0].contains("Reboot") && first[0].contains("w1"), "{first:?}");
    for turn in 1..old.len() {
        old.rotate_left(1);
        assert_eq!(plan(&old), first, "turned {turn} times");
    }
    old.reverse();
    assert_eq!(plan(&old), first, "reversed");
}

#[test]
fn what_cannot_be_rendered_is_refused_and_says_why() {
    let good = config("50-a", "  kernelArguments: [a]");
    let bad = config("60-b", "  config: {ignition: {version: 9.9.9}}");
    for (old, new) in [(vec![good.clone()], vec![good.clone(), bad.clone()]), (vec![good.clone(), bad], vec![good])] {
        let preview = Preview::between(&side(0, &old), &side(1, &new), &Options::default());
        assert_eq!(preview.impact(), Impact::Irreconcilable);
        let pool = &preview.pools[0];
        assert!(
            [&pool.old, &pool.new].into_iter().any(|it| matches!(it, Outcome::Refused(report) if report.is_fatal()))
        );
    }
}

#[test]
fn nodes_that_wait_have_to_go_all_the_same() {
    let node = |name: &str, more: &str| {
        format!(
            "---\napiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {{node-role.kubernetes.io/worker: \"\"}}, annotations: {{machineconfiguration.openshift.io/currentConfig: a, machineconfiguration.openshift.io/desiredConfig: a, machineconfiguration.openshift.io/state: Done}}}}\n{more}"
        )
    };
    let base = config("50-a", "  kernelArguments: [a]");
    let old = side(0, &[base, node("w1", "spec: {unschedulable: true}\n"), node("w2", ""), node("w3", "")]);
    let new = side(1, &[config("50-a", "  kernelArguments: [b]")]).over(&old);
    let preview = Preview::between(&old, &new, &Options::default());
    let machines = preview.pools[0].machines.as_ref().expect("nodes are known");
    assert_eq!((machines.total, machines.to_go, machines.first.len(), machines.waves), (3, 3, 0, Some(2)));
    assert!(machines.waiting.as_ref().is_some_and(|why| why.contains("1 unavailable")), "{machines:?}");
    assert_eq!(machines.stuck[0].code, "cordoned");
}

#[test]
fn nothing_is_a_plan_too() {
    let preview = Preview::between(&Side::default(), &Side::default(), &Options::default());
    assert!(preview.pools.is_empty() && preview.impact() == Impact::Nothing);
}

/// A node of the workers, Done at a config.
fn node(name: &str, config: &str) -> String {
    let annotation = |name: &str, value: &str| format!("    machineconfiguration.openshift.io/{name}: {value}\n");
    let annotations = [("currentConfig", config), ("desiredConfig", config), ("state", "Done")];
    let annotations: String = annotations.iter().map(|(name, value)| annotation(name, value)).collect();
    format!(
        "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels: {{node-role.kubernetes.io/worker: \"\"}}\n  annotations:\n{annotations}"
    )
}

#[test]
fn a_rollout_has_the_nodes_of_the_cluster_or_else_those_supposed_each_with_what_happens_to_it() {
    let base = config("00-base", "  kernelArguments: [base]");
    let new = side(1, &[base.clone(), config("50-x", "  kernelArguments: [nosmt]")]);
    let mut options = Options::default();
    options.nodes = [("worker".to_owned(), 3)].into();

    let old = side(0, std::slice::from_ref(&base));
    let rollout = Rollout::of(&Preview::between(&old, &new, &options), &old, &new, &options);
    let names: Vec<_> = rollout.nodes.iter().map(|node| &*node.name).collect();
    assert_eq!((rollout.is_supposed, names), (true, vec!["worker-1", "worker-2", "worker-3"]));
    assert_eq!(rollout.effects.pools["worker"], Effect::new(true, true));
    let members: Vec<_> = rollout.fleet().by_pool().into_iter().map(|(pool, nodes)| (pool, nodes.len())).collect();
    assert!(members.contains(&(Some("worker"), 3)), "{members:?}");

    // A node that is behind goes from what it has, if that is there, and not from what its pool had.
    let behind = "---\napiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {name: rendered-worker-behind}\nspec: {fips: true, config: {ignition: {version: 3.4.0}}}\n";
    let dump =
        side(0, &[base, behind.to_owned(), node("w1", "rendered-worker-behind"), node("w2", "rendered-worker-x")]);
    let rollout = Rollout::of(&Preview::between(&dump, &new.clone().over(&dump), &options), &dump, &new, &options);
    assert_eq!((rollout.is_supposed, rollout.nodes.len()), (false, 2));
    let refused: Vec<_> = rollout.effects.from.iter().map(|((_, from), effect)| (&**from, effect.refused)).collect();
    assert_eq!(refused, [("rendered-worker-behind", true)]);
}
