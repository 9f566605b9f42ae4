//! Rendering against what the render controller answers.

use crate::cases::{Case, replay, same, text};
use garboard_core::changes;
use garboard_core::goyaml;
use garboard_core::part::Part;
use garboard_core::render::{Build, Context, Images, Rendered, render};
use garboard_ignition::Refused;
use serde_json::Value;
use std::cell::{Cell, RefCell};

#[test]
fn every_recorded_pool_gets_its_name_and_text() {
    replay("machineconfig/names", 28, agree);
    replay("machineconfig/render", 900, agree);
    replay("machineconfig/render_more", 700, agree);
}

fn agree(case: &Case) -> Result<(), String> {
    assert_eq!(case.op, "render");
    let want = &case.want;
    match (answer(&case.input), want.get("error")) {
        (Err(refused), Some(error)) if refused.first().rule.code == "machine-config-too-large" => {
            same(format!("size validation failed: {refused}"), text(error).to_owned())
        }
        (Err(_), Some(_)) => Ok(()),
        (Err(refused), None) => Err(format!("refused: {refused}")),
        (Ok(_), Some(error)) => Err(format!("not refused: {error}")),
        (Ok(rendered), None) => {
            same(rendered.name.as_str(), text(&want["name"]))?;
            same(rendered.hashed(), text(&want["hash_input"]))?;
            match want.get("config") {
                Some(config) => same(&serde_json::to_value(&rendered).expect("JSON"), config),
                None => Ok(()),
            }
        }
    }
}

/// The parts of a request.
fn parts(input: &Value) -> Vec<Part> {
    let configs = input["configs"].as_array().expect("a list");
    configs.iter().map(|config| Part::from_json(&config.to_string()).expect("a MachineConfig")).collect()
}

fn answer(input: &Value) -> Result<Rendered, Refused> {
    let parts = parts(input);
    render(&parts.iter().collect::<Vec<_>>(), &context(input))
}

fn context(input: &Value) -> Context {
    let pool = &input["pool"];
    let mut context = Context::new(pool.as_str().unwrap_or_else(|| text(&pool["metadata"]["name"])));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    context.uid = text(&pool["metadata"]["uid"]);
    context.stream = text(&pool["spec"]["osImageStream"]["name"]);
    let controller = &input["controller_config"];
    let image = |flag: &str, field: &str| match &input[flag] {
        Value::Null => text(&controller["spec"][field]),
        given => text(given),
    };
    context.images = Images::new(
        image("os_image", "baseOSContainerImage"),
        image("extensions_image", "baseOSExtensionsContainerImage"),
    );
    let release = &controller["metadata"]["annotations"]["machineconfiguration.openshift.io/release-image-version"];
    context.build = Build::new(text(&input["controller_version"]), text(release));
    context
}

#[test]
fn changes_applied_to_one_rendered_config_give_the_other() {
    let before: RefCell<Option<Rendered>> = RefCell::default();
    let compared = Cell::new(0);
    replay("machineconfig/render", 900, |case| {
        let Ok(after) = answer(&case.input) else { return Ok(()) };
        let before = before.replace(Some(after.clone()));
        let Some(before) = before else { return Ok(()) };
        let changes = changes::between(before.spec(), after.spec());
        compared.set(compared.get() + changes.len());
        let mut spec = serde_json::to_value(before.spec()).expect("JSON");
        changes::apply(&changes, &mut spec);
        same(goyaml::marshal(&spec).expect("YAML").as_str(), after.hashed())
    });
    assert!(compared.get() > 10_000, "{}", compared.get());
}

/// For each rule about what a pool selects: the MachineConfigs and the pool that break it.
const ROWS: &[(&str, &str, &str)] = &[
    ("nothing-selected", "{}", "[]"),
    ("labels-missing", "{}", r#"[{"metadata":{"name":"a"}}]"#),
    (
        "controller-version-differs",
        r#"{"controller_version":"b"}"#,
        r#"[{"metadata":{"name":"a","labels":{},"annotations":{"machineconfiguration.openshift.io/generated-by-controller-version":"a"}}}]"#,
    ),
    (
        "kernel-devel-beside-kernel-type",
        "{}",
        r#"[{"metadata":{"name":"a","labels":{}},"spec":{"extensions":["kernel-devel"],"kernelType":"realtime"}}]"#,
    ),
    (
        "image-beside-stream",
        r#"{"pool":{"metadata":{"name":"p"},"spec":{"osImageStream":{"name":"rhel-9"}}}}"#,
        r#"[{"metadata":{"name":"a","labels":{}},"spec":{"osImageURL":"quay.io/a@sha256:b"}}]"#,
    ),
    ("not-nameable", "{}", r#"[{"metadata":{"name":"a","labels":{}},"spec":{"kernelArguments":["\u007f"]}}]"#),
    ("kernel-type-invalid", "{}", r#"[{"metadata":{"name":"a","labels":{}},"spec":{"kernelType":"fast"}}]"#),
    ("field-type", "{}", r#"[{"metadata":{"name":"a","labels":{}},"spec":{"fips":"yes"}}]"#),
];

/// The rules that have a row here.
pub(crate) fn covered() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|(code, ..)| *code).chain(["rendered-config-invalid"])
}

#[test]
fn what_cannot_be_rendered_is_refused_by_its_rule() {
    for (code, input, configs) in ROWS {
        let refused = answer(&request(input, configs)).map(|rendered| rendered.name).unwrap_err();
        assert_eq!(refused.first().rule.code, *code, "{refused}");
    }
}

/// A request of these MachineConfigs, of which API version and kind are left out.
fn request(input: &str, configs: &str) -> Value {
    let mut request: Value = serde_json::from_str(input).expect("JSON");
    let mut configs: Value = serde_json::from_str(configs).expect("JSON");
    for config in configs.as_array_mut().expect("a list") {
        config["apiVersion"] = "machineconfiguration.openshift.io/v1".into();
        config["kind"] = "MachineConfig".into();
    }
    request["configs"] = configs;
    if request["pool"].is_null() {
        request["pool"] = "worker".into();
    }
    request
}

#[test]
fn a_whole_that_breaks_a_rule_is_rendered_and_told() {
    let configs = r#"[
        {"metadata":{"name":"a","labels":{}},"spec":{"config":{"ignition":{"version":"3.4.0"},"storage":{"files":[
            {"path":"/etc/a","user":{"id":0}}]}}}},
        {"metadata":{"name":"b","labels":{}},"spec":{"config":{"ignition":{"version":"3.4.0"},"storage":{"files":[
            {"path":"/etc/a","user":{"name":"core"}}]}}}}]"#;
    let rendered = answer(&request("{}", configs)).expect("a rendered MachineConfig");
    let report = rendered.judge();
    let told: Vec<_> = report.entries().iter().map(|entry| (entry.rule.code, entry.place.path.to_string())).collect();
    let rule = "rendered-config-invalid";
    let want = ["$.spec.config.storage.files.0.user", "$.spec.config.storage.files.0.overwrite"];
    for path in want {
        assert!(told.contains(&(rule, path.to_owned())), "{told:?}");
    }
}
