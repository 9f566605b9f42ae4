//! What holds of every run: order does not matter where none is given, and a second run changes nothing.

use super::{Input, shown};
use crate::cases::{replay, same};
use garboard_core::api::{KubeletConfig, MachineConfig, Raw};
use garboard_core::generate::{
    Context, Existing, Generated, Mode, Subject, by_age, feature_gate, kubelet, node_config,
};

/// A run over KubeletConfigs in the order of their age.
fn run(input: &Input, configs: &[KubeletConfig], context: &Context<'_>, existing: Existing) -> Generated {
    let subject = |config| {
        let mut subject = Subject::new(config);
        subject.raw = input.raw.get(&config.metadata.name).map(String::as_bytes);
        subject
    };
    let mut subjects: Vec<_> = configs.iter().map(subject).collect();
    by_age(&mut subjects);
    kubelet::generate(&subjects, context, existing).expect("a cluster goes on")
}

/// A run over what another one left.
fn run_again(input: &Input, configs: &mut [KubeletConfig], context: &Context<'_>, last: &Generated) -> Generated {
    for config in &mut *configs {
        let status = &last.statuses[&config.metadata.name];
        config.metadata.annotations.clone_from(&status.annotations);
        config.metadata.finalizers.clone_from(&status.finalizers);
        config.status.conditions = Some(status.conditions.clone());
        config.status.observed_generation = status.observed_generation;
    }
    run(input, configs, context, last.machine_configs.iter().cloned().collect())
}

#[test]
fn the_order_of_objects_does_not_matter() {
    replay("generate/kubelet", 240, |case| {
        let input = Input::of(&case.line);
        let bases = input.bases();
        let mut context = input.context(&bases);
        context.mode = Mode::Cluster;
        let forwards = run(&input, &input.kubelet_configs, &context, input.existing());
        let mut configs = input.kubelet_configs.clone();
        configs.reverse();
        let mut machine_configs = input.machine_configs.clone();
        machine_configs.reverse();
        let backwards = run(&input, &configs, &context, machine_configs.into_iter().collect());
        same(forwards.statuses, backwards.statuses)?;
        same(shown(forwards.machine_configs), shown(backwards.machine_configs))
    });
}

#[test]
fn a_second_run_changes_nothing() {
    replay("generate/kubelet", 240, |case| {
        let input = Input::of(&case.line);
        let bases = input.bases();
        let mut context = input.context(&bases);
        context.mode = Mode::Cluster;
        let mut configs = input.kubelet_configs.clone();
        let mut last = run(&input, &configs, &context, input.existing());
        // What is refused because of a MachineConfig that another object's run takes away is taken then.
        if last.statuses.values().any(|status| status.refused.is_some()) {
            last = run_again(&input, &mut configs, &context, &last);
        }
        let again = run_again(&input, &mut configs, &context, &last);
        same(again.statuses, last.statuses)?;
        same(shown(again.machine_configs), shown(last.machine_configs))
    });
    for (family, count, generate) in [
        ("generate/featuregate", 80, feature_gate::generate as fn(&Context<'_>, Existing) -> _),
        ("generate/nodeconfig", 60, node_config::generate),
    ] {
        replay(family, count, |case| {
            let input = Input::of(&case.line);
            let bases = input.bases();
            let mut context = input.context(&bases);
            context.mode = Mode::Cluster;
            let Ok(first) = generate(&context, input.existing()) else { return Ok(()) };
            let again = generate(&context, first.machine_configs.iter().cloned().collect()).expect("a second time");
            same(shown(again.machine_configs), shown(first.machine_configs))
        });
    }
}

#[test]
fn one_object_of_many_that_is_huge_or_odd_hides_no_other() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let long = format!(r#"{{"podCIDR":"{}"}}"#, "x".repeat(1 << 20));
    let digits = format!(r#"{{"reservedMemory":[{{"numaNode":0,"limits":{{"a":"{}Mi"}}}}]}}"#, "9".repeat(100_000));
    let odd = ["[]", "5", "\"\"", "null", &*deep, &*long, &*digits, r#"{"logging":{"vmodule":[null]}}"#];
    let configs: Vec<KubeletConfig> = (0..200)
        .map(|number| {
            let mut config = KubeletConfig::new(&format!("config-{number:04}"));
            config.spec.machine_config_pool_selector =
                serde_json::from_str(&format!(r#"{{"matchLabels":{{"pool":"p{number}"}}}}"#)).expect("a selector");
            let text = odd.get(number).copied().unwrap_or(r#"{"maxPods":5}"#);
            config.spec.kubelet_config = Some(Raw::parse(text).expect("JSON"));
            config
        })
        .collect();
    let pools: Vec<_> = (0..200)
        .map(|number| {
            let text = format!(r#"{{"metadata":{{"name":"p{number}","labels":{{"pool":"p{number}"}}}}}}"#);
            serde_json::from_str(&text).expect("a pool")
        })
        .collect();
    let mut bases = garboard_core::generate::Bases::default();
    let files = [("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250".into())];
    bases.insert("worker", garboard_core::generate::Base::Files(files.into()));
    let context = Context::new(Mode::Cluster, &pools, &bases);
    let subjects: Vec<_> = configs.iter().map(Subject::new).collect();
    let made = kubelet::generate(&subjects, &context, Existing::default()).expect("a cluster goes on");
    let refused = made.statuses.values().filter(|status| status.refused.is_some()).count();
    assert_eq!((made.machine_configs.len(), refused), (196, 4));
    let none = made.machine_configs.iter().filter(|config: &&MachineConfig| config.spec.config.is_none()).count();
    assert_eq!(none, 0);
}
