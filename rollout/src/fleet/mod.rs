//! The pools and nodes of a cluster: where each node is, and what is done next.

mod build;
mod labels;
mod membership;
mod node;
mod read;
mod status;
mod target;
mod time;

pub use build::Build;
pub use labels::Labels;
pub use membership::{Membership, NoPool};
pub use node::{Node, Problem, State};
pub use status::{PoolCondition, PoolStatus, PoolView};
pub use target::Target;
pub use time::Timestamp;
