//! Feature gates, and how nodes are set up.

use super::{Input, answer, differ};
use crate::cases::replay;
use garboard_core::generate::{feature_gate, node_config};

#[test]
fn feature_gates_turn_into_what_the_reference_writes() {
    replay("generate/featuregate", 80, |case| {
        let input = Input::of(&case.line);
        let bases = input.bases();
        differ(answer(feature_gate::generate(&input.context(&bases), input.existing()), false), case.want.clone())
    });
}

#[test]
fn the_set_up_of_nodes_turns_into_what_the_reference_writes() {
    replay("generate/nodeconfig", 60, |case| {
        let input = Input::of(&case.line);
        let bases = input.bases();
        differ(answer(node_config::generate(&input.context(&bases), input.existing()), false), case.want.clone())
    });
}
