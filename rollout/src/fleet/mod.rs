//! The pools and nodes of a cluster: where each node is, and what is done next.

mod labels;
mod membership;
mod node;
mod read;
mod target;
mod time;

pub use labels::Labels;
pub use membership::{Membership, NoPool};
pub use node::{Node, Problem, State};
pub use target::Target;
pub use time::Timestamp;
