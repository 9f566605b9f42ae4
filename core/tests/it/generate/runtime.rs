//! ContainerRuntimeConfigs.

use super::registries::placed;
use super::{Input, answer, differ, sorted};
use crate::cases::{Case, replay};
use garboard_core::api::ContainerRuntimeConfig;
use garboard_core::cluster::Placed;
use garboard_core::generate::Mode;
use garboard_core::generate::runtime::generate;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Line {
    input: Own,
}

/// What these cases ask about besides.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Own {
    #[serde(deserialize_with = "placed")]
    container_runtime_configs: Vec<Placed<ContainerRuntimeConfig>>,
}

/// What they turn into, as cases have it. At bootstrap a file to start from that is missed counts as a refusal.
fn of(common: &Input, own: &Own) -> Value {
    let bases = common.bases();
    let context = common.context(&bases);
    let generated = generate(&own.container_runtime_configs, &context, common.existing());
    if context.mode == Mode::Cluster {
        let mut answer = answer(generated, true);
        if let Some(noted) = answer.as_object_mut().and_then(|answer| answer.remove("kubeletConfigs")) {
            answer["containerRuntimeConfigs"] = noted;
        }
        return answer;
    }
    let missed = |entry: &&garboard_ignition::report::Entry| entry.rule.code == "no-base-file";
    match generated.as_ref().ok().and_then(|made| made.report.entries().iter().find(missed)) {
        Some(entry) => json!({ "error": entry.message }),
        None => sorted(answer(generated, false)),
    }
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    let common = Input::of(&case.line);
    let want = if common.mode == "bootstrap" { sorted(case.want.clone()) } else { case.want.clone() };
    differ(of(&common, &line.input), want)
}

#[test]
fn runtimes_are_set_up_as_the_reference_does() {
    replay("generate/runtime", 200, compare);
}
