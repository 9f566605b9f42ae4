//! KubeletConfigs.

use super::{Input, answer, differ};
use crate::cases::{Case, replay};
use garboard_core::generate::{Mode, kubelet};
use serde_json::Value;

/// What KubeletConfigs turn into, as cases have it.
fn of(input: &Input) -> Value {
    let bases = input.bases();
    let context = input.context(&bases);
    answer(kubelet::generate(&input.subjects(), &context, input.existing()), context.mode == Mode::Cluster)
}

fn compare(case: &Case) -> Result<(), String> {
    differ(of(&Input::of(&case.line)), case.want.clone())
}

#[test]
fn kubelet_configs_turn_into_what_the_reference_writes() {
    replay("generate/kubelet", 240, compare);
}
