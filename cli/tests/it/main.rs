//! The command from outside: run on small trees, judged by its exit status and by what it prints.

mod bad_input;
mod bootstrap;
#[path = "../../../conformance/replay.rs"]
#[expect(dead_code, reason = "what other crates compare, too, is in it")]
mod cases;
mod changes;
mod cluster;
mod convert;
#[path = "../../../tests/declared.rs"]
mod declared;
mod fleets;
mod formats;
mod generate;
mod hostile;
mod merge;
mod objects;
mod options;
mod pipe;
mod places;
mod plan;
#[path = "../../../conformance/changes.rs"]
mod recorded;
mod rollouts;
mod run;
mod schema;
mod sets;
mod simulate;
mod status;
mod suppress;
mod templates;
mod text;
#[path = "../../../conformance/scenarios.rs"]
mod worked_out;
