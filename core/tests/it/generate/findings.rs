//! What people are told of what objects turn into.

use garboard_core::api::{KubeletConfig, MachineConfigPool};
use garboard_core::generate::{Base, Bases, Context, Existing, Generated, Mode, Subject, by_age, kubelet};
use serde_json::{Value, from_value, json};

/// The codes that are covered here.
pub(super) const CODES: [&str; 3] = ["generation-refused", "no-base-file", "template-refused"];

fn bases(text: &str) -> Bases {
    let mut bases = Bases::default();
    bases.insert("worker", Base::Files([("/etc/kubernetes/kubelet.conf".into(), text.into())].into()));
    bases
}

fn pool() -> MachineConfigPool {
    from_value(json!({ "metadata": { "name": "worker", "labels": { "a": "" } } })).expect("a pool")
}

fn config(name: &str, settings: Value) -> KubeletConfig {
    from_value(json!({ "metadata": { "name": name, "generation": 1 }, "spec": {
        "machineConfigPoolSelector": { "matchLabels": { "a": "" } }, "kubeletConfig": settings,
    } }))
    .expect("a KubeletConfig")
}

fn generated(configs: &[KubeletConfig], bases: &Bases, existing: Existing) -> Generated {
    let pools = [pool()];
    let mut subjects: Vec<_> = configs.iter().map(Subject::new).collect();
    by_age(&mut subjects);
    kubelet::generate(&subjects, &Context::new(Mode::Cluster, &pools, bases), existing).expect("a run")
}

fn codes(generated: &Generated) -> Vec<&str> {
    generated.report.entries().iter().map(|entry| entry.rule.code).collect()
}

#[test]
fn a_refused_object_hides_no_other() {
    let configs = [config("bad", json!([])), config("good", json!({ "maxPods": 5 })), config("worse", json!("x"))];
    let generated = generated(&configs, &bases("{}"), Existing::default());
    assert_eq!(codes(&generated), [CODES[0], CODES[0]]);
    assert_eq!(generated.machine_configs.len(), 1);
    assert!(generated.statuses["bad"].refused.is_some());
    assert_eq!(generated.statuses["good"].refused, None);
}

#[test]
fn nothing_is_made_of_a_base_file_that_nobody_knows() {
    let configs = [config("good", json!({ "maxPods": 5 }))];
    let generated = generated(&configs, &Bases::default(), Existing::default());
    assert_eq!(codes(&generated), [CODES[1]]);
    assert_eq!(generated.machine_configs, []);
}

#[test]
fn who_loses_is_told_what() {
    let configs = [config("first", json!({ "maxPods": 5 })), config("second", json!({ "podsPerCore": 7 }))];
    let generated = generated(&configs, &bases("{}"), Existing::default());
    let entry = &generated.report.entries()[0];
    assert_eq!(entry.rule.code, "pool-configs-compete");
    assert_eq!(
        entry.message,
        "2 KubeletConfigs are for pool worker: second wins, and without effect are maxPods of first"
    );
}

#[test]
fn what_goes_with_a_deleted_object_goes() {
    let mut leaving = config("leaving", json!({}));
    leaving.metadata.deletion_timestamp = Some("2026-01-01T00:00:00Z".into());
    leaving.metadata.finalizers = vec!["99-worker-generated-kubelet".into()];
    let existing = ["99-worker-generated-kubelet", "50-other"].map(garboard_core::api::MachineConfig::new);
    let generated = generated(&[leaving], &bases("{}"), existing.into_iter().collect());
    assert_eq!(generated.machine_configs.len(), 1);
    assert_eq!(generated.machine_configs[0].metadata.name, "50-other");
}

#[test]
fn text_that_cannot_be_written_is_refused() {
    let configs = [config("control", json!({ "podCIDR": "\u{7f}" })), config("good", json!({ "maxPods": 5 }))];
    let generated = generated(&configs, &bases("{}"), Existing::default());
    assert_eq!(codes(&generated), [CODES[0]]);
}
