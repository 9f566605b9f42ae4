//! What the crate answers, from outside. One binary, so that the crate is linked once.

#[path = "../../../conformance/replay.rs"]
mod cases;
#[path = "../../../tests/declared.rs"]
mod declared;
mod diff;
mod field;
mod field_pools;
mod monotone;
mod node;
mod plan;
mod policies;
mod pools;
mod preview;
mod properties;
mod random;
#[path = "../../../conformance/changes.rs"]
mod recorded;
mod scenarios;
mod tables;
#[path = "../../../conformance/scenarios.rs"]
mod worked_out;

use garboard_rollout::fleet;
