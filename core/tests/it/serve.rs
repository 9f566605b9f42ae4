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

fn with_config(config: &str) -> MachineConfig {
    serde_json::from_str(&format!(r#"{{"spec":{{"config":{config}}}}}"#)).expect("a MachineConfig")
}

#[test]
fn kernel_arguments_do_not_add_up_from_request_to_request() {
    let config = r#"{"ignition":{"version":"3.4.0"},"kernelArguments":{"shouldExist":["nosmt"]}}"#;
    let (config, context) = (with_config(config), Context::new("a", ""));
    let first = serve(&config, Version::V3_2, &context).expect("served").to_json();
    assert!(first.contains("%22kernelArguments%22%3A%5B%22nosmt%22%5D"), "{first}");
    for _ in 0..2 {
        assert_eq!(serve(&config, Version::V3_2, &context).expect("served").to_json(), first);
    }
    let newer = serve(&config, Version::V3_3, &context).expect("served").to_json();
    assert!(newer.contains("%22kernelArguments%22%3Anull"), "{newer}");
}

/// Each of the lines of so deep a value begins with so much white space that together they are hundreds of megabytes.
#[test]
fn a_config_too_deep_to_have_a_line_for_each_value_is_refused() {
    let deep = "[".repeat(9_000) + &"]".repeat(9_000);
    let config = with_config(&format!(r#"{{"ignition":{{"version":"3.4.0"}},"later":{deep}}}"#));
    let refused = serve(&config, Version::V3_4, &Context::new("a", "")).expect_err("refused");
    assert_eq!(refused.code(), "too-large");
}

#[test]
fn a_refusal_has_a_code() {
    let code =
        |config: &MachineConfig, version| serve(config, version, &Context::new("a", "")).expect_err("refused").code();
    assert_eq!(code(&MachineConfig::default(), Version::V3_4), "no-config");
    let plain = with_config(r#"{"ignition":{"version":"3.4.0"}}"#);
    assert_eq!(code(&plain, Version::V3_0), "not-expressible");
    assert_eq!(code(&plain, Version::V3_6), "not-expressible");
    assert_eq!(code(&plain, Version::V2_4), "not-expressible");
    let unwanted = r#"{"ignition":{"version":"3.4.0"},"kernelArguments":{"shouldNotExist":["nosmt"]}}"#;
    assert_eq!(code(&with_config(unwanted), Version::V3_2), "not-expressible");
    let twice = r#"{"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/etc/kubernetes/kubeconfig"}]}}"#;
    assert_eq!(code(&with_config(twice), Version::V3_4), "duplicate-entry");
    assert_eq!(code(&with_config(r#"{"ignition":{"version":"3.6.0"}}"#), Version::V3_5), "version-unsupported");
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
