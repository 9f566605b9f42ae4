//! What reading and judging costs, and the documents it is measured on.
//!
//! Three ways to measure: `counted` counts instructions, the same on any day, and `make test` fails when they rise;
//! `benches/parse.rs` tells people how fast it is; `benches/ratio.rs` holds us against `serde_json::Value` on the same
//! bytes in one run. The peak of the heap is an ordinary test.

pub mod documents;
pub mod fleet;
pub mod generated;
mod large;
mod manifests;
pub mod rollout;
mod small;
pub mod work;
