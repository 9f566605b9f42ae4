//! ContainerRuntimeConfigs.

use super::registries::placed;
use super::{Input, answer, differ, sorted};
use crate::cases::{Case, replay};
use garboard_core::api::{ContainerRuntimeConfig, MachineConfig, MachineConfigPool};
use garboard_core::cluster::Placed;
use garboard_core::generate::runtime::{by_age, generate};
use garboard_core::generate::{Base, Bases, Context, Existing, Generated, Mode};
use garboard_ignition::Refused;
use garboard_ignition::document::SourceId;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Line {
    input: Own,
}

/// What these cases ask about besides.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Own {
    #[serde(deserialize_with = "placed")]
    container_runtime_configs: Vec<Placed<ContainerRuntimeConfig>>,
}

/// What they turn into, as cases have it.
fn of(common: &Input, own: &Own) -> Value {
    let bases = common.bases();
    let context = common.context(&bases);
    let generated = generate(&own.container_runtime_configs, &context, common.existing());
    if context.mode == Mode::Bootstrap {
        return sorted(answer(generated, false));
    }
    let mut answer = answer(generated, true);
    if let Some(noted) = answer.as_object_mut().and_then(|answer| answer.remove("kubeletConfigs")) {
        answer["containerRuntimeConfigs"] = noted;
    }
    answer
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    let common = Input::of(&case.line);
    let want = if common.mode == "bootstrap" { sorted(case.want.clone()) } else { case.want.clone() };
    differ(of(&common, &line.input), want)
}

#[test]
fn runtimes_are_set_up_as_the_reference_does() {
    replay("generate/runtime", 200, compare);
}

#[test]
fn the_order_of_objects_says_nothing_about_runtimes() {
    replay("generate/runtime", 200, |case| {
        let line: Line = serde_json::from_str(&case.line).expect("a case");
        let (common, mut own) = (Input::of(&case.line), line.input);
        by_age(&mut own.container_runtime_configs);
        let before = of(&common, &own);
        own.container_runtime_configs.reverse();
        by_age(&mut own.container_runtime_configs);
        differ(of(&common, &own), before)
    });
}

#[test]
fn runtimes_that_are_generated_twice_change_nothing() {
    replay("generate/runtime", 200, |case| {
        let line: Line = serde_json::from_str(&case.line).expect("a case");
        let (mut common, mut own) = (Input::of(&case.line), line.input);
        let before = of(&common, &own);
        if common.mode == "bootstrap" || before.get("error").is_some() {
            return differ(of(&common, &own), before);
        }
        let bases = common.bases();
        let context = common.context(&bases);
        let made = generate(&own.container_runtime_configs, &context, common.existing()).expect("in a cluster");
        for config in &mut own.container_runtime_configs {
            let config = &mut config.object;
            let status = &made.statuses[&config.metadata.name];
            config.metadata.annotations.clone_from(&status.annotations);
            config.metadata.finalizers.clone_from(&status.finalizers);
            config.status.conditions = Some(status.conditions.clone());
            config.status.observed_generation = status.observed_generation;
        }
        common.machine_configs = made.machine_configs;
        differ(of(&common, &own), before)
    });
}

#[test]
fn the_last_name_wins_and_what_others_lose_is_told() {
    let config = |name: &str, source, settings: Value| {
        let object = json!({ "metadata": { "name": name }, "spec": {
            "machineConfigPoolSelector": { "matchLabels": { "a": "b" } }, "containerRuntimeConfig": settings,
        } });
        let mut placed = Placed::nowhere(serde_json::from_value::<ContainerRuntimeConfig>(object).expect("an object"));
        placed.stand.source = SourceId(source);
        placed
    };
    let configs = [
        config("a", 1, json!({ "pidsLimit": 100, "logLevel": "debug", "overlaySize": "1G" })),
        config("b", 2, json!({ "pidsLimit": 200, "logLevel": "debug", "defaultRuntime": "runc" })),
        config("bad", 3, json!({ "pidsLimit": 1 })),
    ];
    let pools: [MachineConfigPool; 1] =
        [serde_json::from_value(json!({ "metadata": { "name": "infra", "labels": { "a": "b" } } })).expect("a pool")];
    let files = ["storage.conf", "registries.conf", "policy.json"];
    let mut bases = Bases::default();
    bases.insert("worker", Base::Files(files.map(|name| (format!("/etc/containers/{name}"), String::new())).into()));
    let context = Context::new(Mode::Cluster, &pools, &bases);
    let made = generate(&configs, &context, Existing::default()).expect("in a cluster");
    let told: Vec<_> = made.report.entries().iter().map(|it| (it.place.source.0, it.rule.code, &*it.message)).collect();
    let words = "2 ContainerRuntimeConfigs are for pool infra: b wins, and without effect are \
        /etc/crio/crio.conf.d/01-ctrcfg-pidsLimit of a";
    assert_eq!(told, [(3, "generation-refused", "invalid PidsLimit 1"), (2, "pool-configs-compete", words)]);
    let refused: Vec<_> = made.statuses.iter().map(|(name, status)| (&**name, status.refused.is_some())).collect();
    assert_eq!(refused, [("a", false), ("b", false), ("bad", true)]);
}

/// Objects that select a pool, of their own names, in a cluster.
fn selecting(objects: Vec<Value>) -> Result<Generated, Refused> {
    let configs = objects.into_iter().enumerate().map(|(number, mut object)| {
        object["metadata"]["name"] = json!(format!("c{number:05}"));
        object["spec"]["machineConfigPoolSelector"] = json!({ "matchLabels": { "a": "b" } });
        Placed::nowhere(serde_json::from_value::<ContainerRuntimeConfig>(object).expect("an object"))
    });
    let configs: Vec<_> = configs.collect();
    let pools: [MachineConfigPool; 1] =
        [serde_json::from_value(json!({ "metadata": { "name": "infra", "labels": { "a": "b" } } })).expect("a pool")];
    let files = ["storage.conf", "registries.conf", "policy.json"];
    let mut bases = Bases::default();
    bases.insert("worker", Base::Files(files.map(|name| (format!("/etc/containers/{name}"), String::new())).into()));
    let existing = [MachineConfig::new("99-infra-generated-containerruntime")].into_iter().collect();
    generate(&configs, &Context::new(Mode::Cluster, &pools, &bases), existing)
}

#[test]
fn where_the_controller_crashes_objects_are_refused() {
    let seen = json!({ "spec": { "containerRuntimeConfig": {} }, "status": { "observedGeneration": 1 } });
    for (object, words) in [(json!({ "spec": {} }), "has no containerRuntimeConfig"), (seen, "has no conditions")] {
        let refused = selecting(vec![object]).expect_err(words).to_string();
        assert!(refused.contains(words) && refused.ends_with("the reference crashes"), "{refused}");
    }
}

#[test]
fn a_hundred_objects_for_a_pool_are_refused_a_name() {
    let object = json!({ "spec": { "containerRuntimeConfig": { "pidsLimit": 100 } } });
    let refused = |count| {
        let made = selecting(vec![object.clone(); count]).expect("in a cluster");
        let mut words: Vec<_> =
            made.statuses.into_values().filter_map(|status| Some(status.refused?.to_string())).collect();
        words.dedup();
        (made.machine_configs.len(), words)
    };
    let full = "max number of supported ctrcfgs (10) has been reached. Please delete old ctrcfgs before retrying";
    assert_eq!(refused(20), (10, vec![full.to_owned()]));
    assert_eq!(refused(5_000), (1, vec!["more than 100 ContainerRuntimeConfigs are for pool infra".to_owned()]));
}

#[test]
fn what_goes_with_a_deleted_runtime_config_goes() {
    let name = "99-infra-generated-containerruntime";
    let made = selecting(vec![json!({
        "metadata": { "deletionTimestamp": "2026-01-01T00:00:00Z", "finalizers": [name] },
        "spec": { "containerRuntimeConfig": {} },
    })]);
    let made = made.expect("in a cluster");
    assert!(made.machine_configs.is_empty() && made.statuses["c00000"].finalizers.is_empty());
}

#[test]
fn where_nobody_knows_what_to_start_from_nothing_is_noted() {
    let object = json!({ "metadata": { "name": "c" }, "spec": {
        "machineConfigPoolSelector": { "matchLabels": { "a": "b" } }, "containerRuntimeConfig": {},
    } });
    let configs = [Placed::nowhere(serde_json::from_value::<ContainerRuntimeConfig>(object).expect("an object"))];
    let pools: [MachineConfigPool; 1] =
        [serde_json::from_value(json!({ "metadata": { "name": "infra", "labels": { "a": "b" } } })).expect("a pool")];
    let bases = Bases::default();
    for mode in [Mode::Bootstrap, Mode::Cluster] {
        let made = generate(&configs, &Context::new(mode, &pools, &bases), Existing::default()).expect("nothing");
        let codes: Vec<_> = made.report.entries().iter().map(|entry| entry.rule.code).collect();
        assert_eq!(codes, ["no-base-file"]);
        assert!(made.machine_configs.is_empty() && made.statuses.is_empty());
    }
}
