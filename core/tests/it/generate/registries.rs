//! Registries, mirrors and policies of images.

use super::{Input, differ, shown, sorted};
use crate::cases::{Case, replay};
use garboard_core::api::{
    ClusterImagePolicy, Condition, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy,
    ImageTagMirrorSet,
};
use garboard_core::cluster::Placed;
use garboard_core::generate::registries::{Objects, generate};
use garboard_core::generate::{Generated, Mode};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Line {
    input: Own,
}

/// What these cases ask about besides.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Own {
    #[serde(default)]
    release_image: String,
    image: Option<Image>,
    #[serde(deserialize_with = "placed")]
    idms: Vec<Placed<ImageDigestMirrorSet>>,
    #[serde(deserialize_with = "placed")]
    itms: Vec<Placed<ImageTagMirrorSet>>,
    #[serde(deserialize_with = "placed")]
    icsp: Vec<Placed<ImageContentSourcePolicy>>,
    #[serde(deserialize_with = "placed")]
    cluster_image_policies: Vec<Placed<ClusterImagePolicy>>,
    #[serde(deserialize_with = "placed")]
    image_policies: Vec<Placed<ImagePolicy>>,
}

/// Objects that stand in no file.
pub(super) fn placed<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Vec<Placed<T>>, D::Error> {
    Ok(Vec::deserialize(from)?.into_iter().map(Placed::nowhere).collect())
}

/// What they turn into, as cases have it. A file to start from that is missed counts as a refusal.
fn answer(common: &Input, own: &Own) -> Value {
    let bases = common.bases();
    let context = common.context(&bases);
    let image = own.image.clone().map(Placed::nowhere);
    let mut objects = Objects::default();
    objects.release_image = &own.release_image;
    objects.image = image.as_ref();
    objects.digest_mirrors = &own.idms;
    objects.tag_mirrors = &own.itms;
    objects.content_sources = &own.icsp;
    objects.cluster_policies = &own.cluster_image_policies;
    objects.policies = &own.image_policies;
    let generated = match generate(objects, &context, common.existing()) {
        Ok(generated) => generated,
        Err(refused) => return json!({ "error": refused.reference_error() }),
    };
    if let Some(entry) = generated.report.entries().iter().find(|entry| entry.rule.code == "no-base-file") {
        return json!({ "error": entry.message });
    }
    let mut answer = json!({});
    if !generated.statuses.is_empty() {
        answer["imagePolicies"] = noted(&generated);
    }
    let bootstrap = context.mode == Mode::Bootstrap;
    answer["machineConfigs"] = shown(generated.machine_configs);
    if bootstrap { sorted(answer) } else { answer }
}

/// What is noted on policies.
fn noted(generated: &Generated) -> Value {
    let lines = |conditions: &[Condition]| -> Vec<String> {
        conditions.iter().map(|it| format!("{}={} {}: {}", it.kind, it.status, it.reason, it.message)).collect()
    };
    let all: BTreeMap<_, _> =
        generated.statuses.iter().map(|(name, status)| (name.clone(), lines(&status.conditions))).collect();
    json!(all)
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    let common = Input::of(&case.line);
    let want = if common.mode == "bootstrap" { sorted(case.want.clone()) } else { case.want.clone() };
    differ(answer(&common, &line.input), want)
}

#[test]
fn registries_and_policies_are_those_of_the_reference() {
    replay("generate/registries", 300, compare);
}
