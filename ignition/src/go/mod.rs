//! What the reference takes from Go's standard library, as far as its answers depend on it.
//!
//! Each module is the rule, not a port: it answers what Go 1.27 answers for every text, and names the place of what it
//! refuses, which Go does not.

pub mod dataurl;
pub mod float;
pub mod path;
mod printable;
pub mod quote;
pub mod url;
