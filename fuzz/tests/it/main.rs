//! The invariants, held against seeds and against mutations of them. One binary, so that everything is linked once.

#[path = "../../../tests/declared.rs"]
mod declared;
mod seeds;
