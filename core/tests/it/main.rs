//! What the crate answers, from outside. One binary, so that the crate is linked once.

mod advice;
mod api;
mod bootstrap;
#[path = "../../../conformance/replay.rs"]
mod cases;
mod container_runtime_config;
#[path = "../../../tests/declared.rs"]
mod declared;
mod disruption_policy;
mod generate;
mod goyaml;
mod installer;
mod judged;
mod kubelet_config;
mod machine_config;
mod manifest;
mod pool;
mod pools;
mod render;
mod selector;
mod serve;
mod set;
mod spec_2;
