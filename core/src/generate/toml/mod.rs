//! TOML as the controllers read and write it.
//!
//! They read into structures of Go: a key counts in any case where it does not stand as it should, unknown keys are
//! dropped, and a value of another type is refused. They write in a fixed order, each table two columns deeper than the
//! one it is part of.

mod read;
mod write;

pub use read::Unreadable;
pub(crate) use read::{Fields, parse};
pub(crate) use write::Writer;
