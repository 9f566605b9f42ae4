//! Rendering against what the render controller answers.

use crate::cases::{Case, replay, same, text};
use garboard_core::changes;
use garboard_core::goyaml;
use garboard_core::part::Part;
use garboard_core::render::{Build, Context, Images, Rendered, Source, render};
use garboard_ignition::Refused;
use garboard_ignition::document::{Path, Step};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

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

#[test]
fn every_value_of_a_rendered_config_has_one_origin_that_says_the_same() {
    let seen = Cell::new(0);
    let check = |case: &Case| {
        let parts = parts(&case.input);
        let mut context = context(&case.input);
        context.origins = true;
        let Ok(rendered) = render(&parts.iter().collect::<Vec<_>>(), &context) else { return Ok(()) };
        let whole = serde_json::json!({ "spec": rendered.spec() });
        let mut leaves = BTreeMap::new();
        collect("$", &whole, &mut leaves);
        let spec_2 = |name: &str| {
            let configs = case.input["configs"].as_array().expect("a list").iter();
            let mut versions = configs.filter(|config| config["metadata"]["name"] == name);
            versions.any(|config| {
                let version = config["spec"]["config"]["ignition"]["version"].as_str();
                version.is_some_and(|version| version.starts_with('2'))
            })
        };
        for origin in rendered.origins() {
            let path = origin.path.to_string();
            let value = leaves.remove(&path).ok_or_else(|| format!("{path} has an origin and no value, or two"))?;
            let Source::Config { name, path: from, .. } = &origin.source else { continue };
            if spec_2(name) {
                continue;
            }
            let sources = case.input["configs"].as_array().expect("a list").iter();
            let mut said = sources.filter(|config| config["metadata"]["name"] == *name).map(|config| at(config, from));
            if !said.any(|said| said == Some(&value)) {
                return Err(format!("{path} is {value}, and not so in {name} at {from}"));
            }
            seen.set(seen.get() + 1);
        }
        leaves.retain(|_, value| *value != "");
        same(leaves, BTreeMap::new())
    };
    replay("machineconfig/render", 900, check);
    replay("machineconfig/render_more", 700, check);
    assert!(seen.get() > 10_000, "{}", seen.get());
}

/// The values that are no objects and no lists, by their paths.
fn collect(path: &str, value: &Value, leaves: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| collect(&format!("{path}.{key}"), value, leaves))
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| collect(&format!("{path}.{index}"), value, leaves));
        }
        leaf => assert!(leaves.insert(path.to_owned(), leaf.clone()).is_none(), "{path} twice"),
    }
}

/// What stands at a path of a MachineConfig.
fn at<'a>(config: &'a Value, path: &Path) -> Option<&'a Value> {
    path.steps().iter().try_fold(config, |here, step| match step {
        Step::Index(index) => here.get(*index as usize),
        step => here.get(step.to_string()),
    })
}
