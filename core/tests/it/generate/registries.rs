//! Registries, mirrors and policies of images.

use super::{Common, names, shown};
use crate::cases::{Case, replay, same};
use garboard_core::api::{
    ClusterImagePolicy, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy, ImageTagMirrorSet,
    MachineConfig,
};
use garboard_core::generate::registries::{self, generate};
use garboard_core::generate::{Generated, Mode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Line {
    input: Input,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input {
    #[serde(flatten)]
    common: Common,
    #[serde(default)]
    release_image: String,
    image: Option<Image>,
    idms: Vec<ImageDigestMirrorSet>,
    itms: Vec<ImageTagMirrorSet>,
    icsp: Vec<ImageContentSourcePolicy>,
    cluster_image_policies: Vec<ClusterImagePolicy>,
    image_policies: Vec<ImagePolicy>,
    #[serde(default)]
    machine_configs: Vec<Value>,
}

impl Input {
    fn generate(&self) -> Result<Generated, String> {
        let bases = self.common.bases();
        let mut input = registries::Input::new(self.common.mode(), &self.common.pools, &bases);
        input.release_image = &self.release_image;
        input.image = self.image.as_ref();
        input.digest_mirrors = &self.idms;
        input.tag_mirrors = &self.itms;
        input.content_sources = &self.icsp;
        input.cluster_policies = &self.cluster_image_policies;
        input.policies = &self.image_policies;
        input.signatures = self.common.has_gate("SigstoreImageVerification");
        input.controller_version = super::VERSION;
        let read =
            |config: &Value| serde_json::from_str::<MachineConfig>(&config.to_string()).expect("a MachineConfig");
        input.existing = self.machine_configs.iter().map(read).collect();
        let generated = generate(input).map_err(|why| why.to_string())?;
        match generated.report.entries().iter().find(|entry| entry.rule.code == "no-base-file") {
            Some(entry) => Err(entry.message.clone().into_owned()),
            None => Ok(generated),
        }
    }
}

/// What is noted on policies.
fn noted(generated: &Generated) -> Value {
    let lines = |conditions: &[garboard_core::api::Condition]| -> Vec<String> {
        conditions.iter().map(|it| format!("{}={} {}: {}", it.kind, it.status, it.reason, it.message)).collect()
    };
    let all: BTreeMap<_, _> =
        generated.statuses.iter().map(|(name, status)| (name.clone(), lines(&status.conditions))).collect();
    json!(all)
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    match (line.input.generate(), case.want.get("error")) {
        (Err(_), Some(_)) => Ok(()),
        (Err(why), None) => Err(format!("refused: {why}")),
        (Ok(_), Some(error)) => Err(format!("not refused: {error}")),
        (Ok(generated), None) => {
            let none = json!({});
            same(noted(&generated), case.want.get("imagePolicies").unwrap_or(&none).clone())?;
            let mut want = case.want["machineConfigs"].clone();
            let mut got = shown(generated.machine_configs);
            if line.input.common.mode() == Mode::Bootstrap {
                names(&mut want);
                names(&mut got);
            }
            super::alike(&got, &want)
        }
    }
}

#[test]
fn registries_and_policies_are_those_of_the_reference() {
    replay("generate/registries", 300, compare);
}
