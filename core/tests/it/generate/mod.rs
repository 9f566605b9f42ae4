//! What objects turn into, against the recorded cases.

use garboard_core::api::{ControllerConfig, KubeletConfig, MachineConfig, MachineConfigPool, Raw, TlsSecurityProfile};
use garboard_core::generate::template::{Inputs, bases};
use garboard_core::generate::{Bases, Context, Existing, Generated, Mode, NodeConfig, Status, Subject, Tls};
use garboard_ignition::Refused;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod complete;
mod findings;
mod kubelet;
mod managed;
mod node;
mod order;
mod registries;
mod runtime;
mod template;

/// The codes of findings that are made here.
pub(crate) fn covered() -> impl Iterator<Item = &'static str> {
    findings::CODES.into_iter().chain(registries::CODES).chain(complete::CODES)
}

/// What a case asks about, but for names.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    mode: String,
    templates: BTreeMap<String, String>,
    controller_config: ControllerConfig,
    pools: Vec<MachineConfigPool>,
    feature_gates: Gates,
    api_server: Option<ApiServer>,
    node: Option<NodeConfig>,
    #[serde(default)]
    machine_configs: Vec<MachineConfig>,
    #[serde(default)]
    kubelet_configs: Vec<KubeletConfig>,
    #[serde(default)]
    raw: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize)]
struct Gates {
    enabled: Vec<String>,
    disabled: Vec<String>,
}

#[derive(Clone, Deserialize)]
struct ApiServer {
    spec: ApiServerSpec,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiServerSpec {
    tls_security_profile: Option<TlsSecurityProfile>,
}

#[derive(Deserialize)]
struct Line {
    input: Input,
}

impl Input {
    /// The input of a case; `spec.kubeletConfig` stays the text it is.
    fn of(line: &str) -> Self {
        serde_json::from_str::<Line>(line).unwrap_or_else(|error| panic!("{error}: {line}")).input
    }

    fn bases(&self) -> Bases {
        let profile = self.api_server.as_ref().and_then(|server| server.spec.tls_security_profile.as_ref());
        bases(&self.templates, &Inputs::new(&self.controller_config.spec, &Tls::of(profile)))
    }

    fn context<'a>(&'a self, bases: &'a Bases) -> Context<'a> {
        let mode = if self.mode == "bootstrap" { Mode::Bootstrap } else { Mode::Cluster };
        let mut context = Context::new(mode, &self.pools, bases);
        let Gates { enabled, disabled } = &self.feature_gates;
        context.feature_gates.extend(enabled.iter().map(|gate| (gate.clone(), true)));
        context.feature_gates.extend(disabled.iter().map(|gate| (gate.clone(), false)));
        context.node = self.node.as_ref();
        // What a build of the reference without a version calls itself.
        context.controller_version = "was-not-built-properly";
        context
    }

    fn existing(&self) -> Existing {
        self.machine_configs.iter().cloned().collect()
    }

    fn subjects(&self) -> Vec<Subject<'_>> {
        let subject = |config| {
            let mut subject = Subject::new(config);
            subject.raw = self.raw.get(&config.metadata.name).map(String::as_bytes);
            subject
        };
        self.kubelet_configs.iter().map(subject).collect()
    }
}

/// MachineConfigs as cases compare them: without what says of which kind they are, and `spec.config` as JSON.
fn shown(configs: impl IntoIterator<Item = MachineConfig>) -> Value {
    let show = |mut config: MachineConfig| {
        let json = config.spec.config.as_ref().map(|raw| raw.read::<Value>().expect("JSON"));
        config.spec.config = json.as_ref().map(Raw::from);
        let mut shown = serde_json::to_value(&config).expect("JSON");
        let members = shown.as_object_mut().expect("an object");
        members.remove("kind");
        members.remove("apiVersion");
        shown
    };
    json!(configs.into_iter().map(show).collect::<Vec<_>>())
}

/// An answer with its MachineConfigs by name: at bootstrap they come in the order of their making.
fn sorted(mut answer: Value) -> Value {
    if let Some(configs) = answer.get_mut("machineConfigs").and_then(Value::as_array_mut) {
        configs.sort_by_key(|config| config["metadata"]["name"].to_string());
    }
    answer
}

/// What a run answers, as cases have it.
fn answer(generated: Result<Generated, Refused>, with_statuses: bool) -> Value {
    let generated = match generated {
        Ok(generated) => generated,
        Err(refused) => return json!({ "error": refused.reference_error() }),
    };
    let mut answer = json!({ "machineConfigs": shown(generated.machine_configs) });
    if with_statuses {
        let errors = generated.statuses.iter().filter_map(|(name, it)| Some((name, it.refused.as_ref()?.as_str())));
        let errors: BTreeMap<_, _> = errors.collect();
        if !errors.is_empty() {
            answer["errors"] = json!(errors);
        }
        let statuses: BTreeMap<_, _> = generated.statuses.iter().map(|(name, status)| (name, noted(status))).collect();
        answer["kubeletConfigs"] = json!(statuses);
    }
    answer
}

fn noted(status: &Status) -> Value {
    let conditions = status.conditions.iter().map(|it| format!("{}={}: {}", it.kind, it.status, it.message));
    let finalizers = Some(&status.finalizers).filter(|finalizers| !finalizers.is_empty());
    json!({
        "annotations": status.annotations,
        "conditions": conditions.collect::<Vec<_>>(),
        "finalizers": finalizers,
        "observedGeneration": status.observed_generation,
    })
}

/// How an answer differs from the wanted one. Refusals are compared as refusals: some words are those of libraries.
fn differ(mut got: Value, mut want: Value) -> Result<(), String> {
    for side in [&mut got, &mut want] {
        if let Some(error) = side.get_mut("error") {
            *error = "refused".into();
        }
        for (_, error) in side.get_mut("errors").and_then(Value::as_object_mut).into_iter().flatten() {
            *error = first_words(error).into();
        }
        for kind in ["kubeletConfigs", "containerRuntimeConfigs"] {
            let noted = side.get_mut(kind).and_then(Value::as_object_mut).into_iter().flatten();
            for condition in noted.filter_map(|(_, it)| it["conditions"].as_array_mut()).flatten() {
                *condition = first_words(condition).into();
            }
        }
    }
    if got == want { Ok(()) } else { Err(difference("", &got, &want)) }
}

/// Words up to those that a library chose.
fn first_words(text: &Value) -> String {
    let text = text.as_str().unwrap_or_default();
    for end in [
        "could not be unmarshalled, err: ",
        "could not deserialize the Kubelet source: ",
        "failed with error: ",
        "config: toml: ",
    ] {
        if let Some(at) = text.find(end) {
            return text[..at + end.len()].into();
        }
    }
    text.into()
}

/// The first place where two values differ, with the text of files.
fn difference(path: &str, got: &Value, want: &Value) -> String {
    match (got, want) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            let (key, a, b) = a
                .iter()
                .zip(b.values())
                .map(|((key, a), b)| (key, a, b))
                .find(|(_, a, b)| a != b)
                .expect("a difference");
            difference(&format!("{path}.{key}"), a, b)
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let (at, (a, b)) = (0..).zip(a.iter().zip(b)).find(|(_, (a, b))| a != b).expect("a difference");
            difference(&format!("{path}[{at}]"), a, b)
        }
        (Value::String(a), Value::String(b)) if a.starts_with("data:") && b.starts_with("data:") => {
            let text = |url: &str| {
                let bytes = garboard_ignition::go::dataurl::decode(url).expect("bytes");
                String::from_utf8(bytes).expect("text")
            };
            let (a, b) = (text(a), text(b));
            let lines = a.lines().zip(b.lines()).find(|(a, b)| a != b);
            format!("{path}: {lines:?} in\n{a}")
        }
        _ => format!("{path}:\n  got  {got}\n  want {want}"),
    }
}
