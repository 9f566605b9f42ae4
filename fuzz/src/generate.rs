//! KubeletConfigs, whatever they ask for: what they turn into is made without end of the run, the same twice, and a
//! second run changes nothing. What is written reads back as what it was.

use garboard_core::api::{KubeletConfig, MachineConfigPool};
use garboard_core::generate::{Base, Bases, Context, Existing, Generated, Mode, Subject, by_age, kubelet};

const PATH: &str = "/etc/kubernetes/kubelet.conf";

/// Holds the invariants of [`kubelet::generate`] against any bytes: as what a KubeletConfig asks for, as the file that it
/// is laid over, and as whole objects.
pub fn holds(input: &[u8]) {
    let plain = bases("maxPods: 250\nevictionHard: {a: 1Gi}\n");
    let mut asks = KubeletConfig::new("asks");
    asks.spec.machine_config_pool_selector =
        serde_json::from_str(r#"{"matchLabels":{"pool":"worker"}}"#).expect("a selector");
    let mut subject = Subject::new(&asks);
    subject.raw = Some(input);
    steady(&[subject], &plain);
    if let Ok(text) = core::str::from_utf8(input) {
        steady(&[Subject::new(&asks)], &bases(text));
    }
    if let Ok(objects) = serde_json::from_slice::<Vec<KubeletConfig>>(input) {
        let mut subjects: Vec<_> = objects.iter().map(Subject::new).collect();
        by_age(&mut subjects);
        steady(&subjects, &plain);
    }
}

fn bases(text: &str) -> Bases {
    let mut bases = Bases::default();
    bases.insert("worker", Base::Files([(PATH.into(), text.into())].into()));
    bases
}

fn pools() -> Vec<MachineConfigPool> {
    let pool = |name: &str| {
        serde_json::from_str(&format!(r#"{{"metadata":{{"name":"{name}","labels":{{"pool":"{name}"}}}}}}"#))
            .expect("a pool")
    };
    ["worker", "infra", "infra-2"].map(pool).into()
}

fn steady(subjects: &[Subject<'_>], bases: &Bases) {
    let pools = pools();
    let mut context = Context::new(Mode::Cluster, &pools, bases);
    context.controller_version = "1";
    context.feature_gates.insert("SomeGate".into(), true);
    let run = |existing| kubelet::generate(subjects, &context, existing).expect("a cluster goes on");
    let first: Generated = run(Existing::default());
    assert_eq!(first.machine_configs, run(Existing::default()).machine_configs, "a second answer differs");
    for status in first.statuses.values() {
        assert!(!status.conditions.is_empty() || status.finalizers.is_empty());
        assert!(status.refused.as_ref().is_none_or(|why| !why.as_str().is_empty()));
    }
    if subjects.len() == 1 {
        let existing = first.machine_configs.iter().cloned().collect();
        assert_eq!(first.machine_configs, run(existing).machine_configs, "a second run changes something");
    }
    context.mode = Mode::Bootstrap;
    if let Err(refused) = kubelet::generate(subjects, &context, Existing::default()) {
        assert!(!refused.to_string().is_empty());
    }
}
