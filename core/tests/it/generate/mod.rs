//! What objects turn into, against the recorded cases.

use garboard_core::api::{ControllerConfig, MachineConfig, MachineConfigPool};
use garboard_core::generate::{Bases, Mode, Tls, template};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod managed;
mod registries;
mod runtime;

/// What the build calls itself that recorded the cases.
const VERSION: &str = "was-not-built-properly";

/// What all cases have.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Common {
    mode: String,
    templates: BTreeMap<String, String>,
    controller_config: ControllerConfig,
    pools: Vec<MachineConfigPool>,
    feature_gates: Gates,
}

#[derive(Clone, Deserialize)]
struct Gates {
    enabled: Vec<String>,
}

impl Common {
    fn mode(&self) -> Mode {
        if self.mode == "bootstrap" { Mode::Bootstrap } else { Mode::Cluster }
    }

    fn bases(&self) -> Bases {
        template::bases(&self.templates, &self.controller_config.spec, &Tls::of(None))
    }

    fn has_gate(&self, gate: &str) -> bool {
        self.feature_gates.enabled.iter().any(|enabled| enabled == gate)
    }
}

/// Puts MachineConfigs in the order of their names: at bootstrap they come in that of their making.
fn names(configs: &mut Value) {
    configs.as_array_mut().expect("a list").sort_by_key(|config| config["metadata"]["name"].to_string());
}

/// Compares MachineConfigs, and shows the first file that differs.
fn alike(got: &Value, want: &Value) -> Result<(), String> {
    if got == want {
        return Ok(());
    }
    let files = |configs: &Value| -> Vec<(String, String)> {
        let configs = configs.as_array().expect("a list").iter();
        configs
            .flat_map(|config| {
                let name = config["metadata"]["name"].to_string();
                let files = config["spec"]["config"]["storage"]["files"].as_array().cloned().unwrap_or_default();
                let file = move |file: &Value| {
                    let url = file["contents"]["source"].as_str().expect("a data URL");
                    let bytes = garboard_ignition::go::dataurl::decode(url).expect("a data URL");
                    (format!("{name} {}", file["path"]), String::from_utf8_lossy(&bytes).into_owned())
                };
                files.iter().map(file).collect::<Vec<_>>()
            })
            .collect()
    };
    let (ours, theirs) = (files(got), files(want));
    if let Some((ours, theirs)) = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs) {
        return Err(format!("{}\n{}\n--- wanted {}\n{}", ours.0, ours.1, theirs.0, theirs.1));
    }
    Err(format!("\n  got  {got}\n  want {want}"))
}

/// MachineConfigs as cases compare them: without what says of which kind they are, and `spec.config` as JSON.
fn shown(configs: impl IntoIterator<Item = MachineConfig>) -> Value {
    let show = |config: MachineConfig| {
        let mut shown = serde_json::to_value(&config).expect("JSON");
        let members = shown.as_object_mut().expect("an object");
        members.remove("kind");
        members.remove("apiVersion");
        shown
    };
    json!(configs.into_iter().map(show).collect::<Vec<_>>())
}
