//! The names of MachineConfigs that controllers write.

use super::shown;
use crate::cases::{Case, replay, same};
use garboard_core::api::{ContainerRuntimeConfig, KubeletConfig, MachineConfig, MachineConfigPool, ObjectMeta};
use garboard_core::generate::managed::{self, Claim, Purpose};
use garboard_core::generate::{Existing, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Line {
    input: Input,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    purpose: String,
    pool: MachineConfigPool,
    #[serde(default)]
    config: String,
    #[serde(default)]
    kubelet_configs: Vec<KubeletConfig>,
    #[serde(default)]
    container_runtime_configs: Vec<ContainerRuntimeConfig>,
    machine_configs: Vec<MachineConfig>,
}

/// What the reference is asked in a case.
fn answer(input: Input) -> Result<Value, Refusal> {
    let purpose = match &*input.purpose {
        "kubelet" => Purpose::Kubelet,
        "containerruntime" => Purpose::ContainerRuntime,
        "registries" => Purpose::Registries,
        "features" => Purpose::FeatureGate,
        "nodeconfig" => Purpose::NodeConfig,
        other => panic!("what is {other}?"),
    };
    let mut existing: Existing = input.machine_configs.into_iter().collect();
    let pool = &input.pool.metadata;
    let kubelets = input.kubelet_configs.iter().map(Claim::from);
    let claims: Vec<_> = kubelets.chain(input.container_runtime_configs.iter().map(Claim::from)).collect();
    let nobody = ObjectMeta::new(&input.config);
    let name = if matches!(purpose, Purpose::Kubelet | Purpose::ContainerRuntime) {
        let known = claims.iter().copied().find(|claim| claim.metadata.name == input.config);
        let config = known.unwrap_or(Claim { metadata: &nobody, selector: None });
        managed::name_for(config, &claims, purpose, pool, &mut existing)?
    } else {
        managed::name(purpose, pool, &mut existing)
    };
    Ok(json!({ "name": name, "machineConfigs": shown(existing.into_configs()) }))
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    same(answer(line.input).unwrap_or_else(|why| json!({ "error": why.as_str() })), case.want.clone())
}

#[test]
fn names_are_those_of_the_reference() {
    replay("generate/managedkey", 100, compare);
}
