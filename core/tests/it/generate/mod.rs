//! What objects turn into, against the recorded cases.

use garboard_core::api::MachineConfig;
use serde_json::{Value, json};

mod managed;

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
