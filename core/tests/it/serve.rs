//! What machines are served, against the recorded cases.

use crate::cases::{Case, replay, same, text};
use garboard_core::api::{ControllerConfig, MachineConfig};
use garboard_core::serve::{Context, negotiate, serve};
use garboard_ignition::Version;
use serde::Deserialize;
use serde_json::{Value, json};

#[test]
fn versions_are_negotiated_as_the_server_does() {
    replay("rollout/accept", 500, |case| {
        assert_eq!(case.op, "negotiate");
        match negotiate(case.input["accept"].as_str()) {
            Ok(version) => same(json!({ "version": version.as_str() }), case.want.clone()),
            Err(refused) => same(json!({ "error": refused.to_string() }), case.want.clone()),
        }
    });
}

#[test]
fn configs_are_served_as_the_server_does() {
    replay("rollout/serve", 150, served);
    replay("rollout/serve_more", 150, served);
}

/// A case, with the objects as they are written: their text is served.
#[derive(Deserialize)]
struct Asked {
    input: Input,
}

#[derive(Deserialize)]
struct Input {
    machine_config: MachineConfig,
    controller_config: Option<ControllerConfig>,
}

/// Of refusals only that both refuse is compared; of configs, what they say.
fn served(case: &Case) -> Result<(), String> {
    assert_eq!(case.op, "serve");
    let Asked { input } = serde_json::from_str(&case.line).expect("objects of the API");
    let mut context = Context::new(text(&case.input["current_config"]), text(&case.input["kubeconfig"]));
    context.image = text(&case.input["image"]);
    context.controller_config = input.controller_config.as_ref();
    let version = Version::named(text(&case.input["version"])).expect("a version");
    match serve(&input.machine_config, version, &context) {
        Ok(served) => {
            let got: Value = serde_json::from_str(&served.to_json()).expect("a config in JSON");
            same(without_nothings(&got), without_nothings(&case.want["ignition"]))
        }
        Err(refused) if case.want.get("error").is_none() => Err(format!("refused: {refused}")),
        Err(_) => Ok(()),
    }
}

/// Without members that are null or empty, or become so.
fn without_nothings(value: &Value) -> Value {
    let is_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    match value {
        Value::Array(items) => items.iter().map(without_nothings).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (key.clone(), without_nothings(value)));
            Value::Object(members.filter(|(_, value)| !is_nothing(value)).collect())
        }
        other => other.clone(),
    }
}
