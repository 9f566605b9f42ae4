//! `policy.json` and its kin: which images may run.
//!
//! - [`Policy`] is the file, read and written as container runtimes do.
//! - [`Requirement`] is what it asks of an image: anything, nothing, or signatures.

mod attachments;
mod json;
mod policy;
mod requirement;
mod scopes;
mod signed;
mod table;

pub(crate) use attachments::attachments;
pub use policy::{ByScope, Policy};
pub use requirement::{BadPolicy, Requirement};
pub(crate) use scopes::{Lists, ScopePolicies, edit, for_namespaces};
