//! What the crate answers, from outside. One binary, so that the crate is linked once.

mod cases;
mod convert;
#[path = "../../../tests/declared.rs"]
mod declared;
mod deviations;
mod merge;
mod parse;
mod parsers;
mod restate;
mod schema;
mod spec_2;
