//! ContainerRuntimeConfigs.

use super::{Common, names, shown};
use crate::cases::{Case, replay, same};
use garboard_core::api::{ContainerRuntimeConfig, MachineConfig};
use garboard_core::generate::runtime::{self, generate};
use garboard_core::generate::{Generated, Mode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Line {
    input: Input,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    #[serde(flatten)]
    common: Common,
    container_runtime_configs: Vec<ContainerRuntimeConfig>,
    #[serde(default)]
    machine_configs: Vec<Value>,
}

impl Input {
    fn generate(&self) -> Result<Generated, String> {
        let (bases, mode) = (self.common.bases(), self.common.mode());
        let mut input = runtime::Input::new(mode, &self.common.pools, &bases, &self.container_runtime_configs);
        input.stores = self.common.has_gate("AdditionalStorageConfig");
        input.controller_version = super::VERSION;
        let read =
            |config: &Value| serde_json::from_str::<MachineConfig>(&config.to_string()).expect("a MachineConfig");
        input.existing = self.machine_configs.iter().map(read).collect();
        let generated = generate(input).map_err(|why| why.to_string())?;
        // At bootstrap the reference refuses, where here a file to start from is missed.
        let missed = generated.report.entries().iter().find(|entry| entry.rule.code == "no-base-file");
        match missed.filter(|_| mode == Mode::Bootstrap) {
            Some(entry) => Err(entry.message.clone().into_owned()),
            None => Ok(generated),
        }
    }
}

/// What the libraries of the reference say of TOML is theirs.
fn known(text: &str) -> String {
    text.split_once(" toml: ").map_or(text, |(known, _)| known).into()
}

/// What is noted on objects, as cases have it.
fn noted(generated: &Generated) -> Value {
    let mut all = Map::new();
    for (name, status) in &generated.statuses {
        let conditions = status.conditions.iter();
        let conditions: Vec<_> =
            conditions.map(|it| known(&format!("{}={}: {}", it.kind, it.status, it.message))).collect();
        all.insert(
            name.clone(),
            json!({
                "annotations": status.annotations,
                "finalizers": Some(&status.finalizers).filter(|it| !it.is_empty()),
                "conditions": Some(conditions).filter(|it| !it.is_empty()),
                "observedGeneration": status.observed_generation,
            }),
        );
    }
    Value::Object(all)
}

fn wanted(want: &Value) -> Value {
    let mut want = want.clone();
    for status in want.as_object_mut().into_iter().flat_map(Map::values_mut) {
        for condition in status["conditions"].as_array_mut().into_iter().flatten() {
            *condition = json!(known(condition.as_str().expect("a condition")));
        }
    }
    want
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    let bootstrap = line.input.common.mode() == Mode::Bootstrap;
    match (line.input.generate(), case.want.get("error")) {
        (Err(_), Some(_)) => Ok(()),
        (Err(why), None) => Err(format!("refused: {why}")),
        (Ok(_), Some(error)) => Err(format!("not refused: {error}")),
        (Ok(generated), None) => {
            if !bootstrap {
                same(noted(&generated), wanted(&case.want["containerRuntimeConfigs"]))?;
                let refused = generated.statuses.iter();
                let refused =
                    refused.filter_map(|(name, it)| Some((name.clone(), json!(it.refused.as_ref()?.as_str()))));
                let none = json!({});
                same(Value::Object(refused.collect()), case.want.get("errors").unwrap_or(&none).clone())?;
            }
            let mut want = case.want["machineConfigs"].clone();
            let mut got = shown(generated.machine_configs);
            if bootstrap {
                names(&mut want);
                names(&mut got);
            }
            super::alike(&got, &want)
        }
    }
}

#[test]
fn runtimes_are_set_up_as_the_reference_does() {
    replay("generate/runtime", 200, compare);
}
