//! The pools and nodes of a cluster: where each node is, and what is done next.
//!
//! [`Membership`] says which pool a node belongs to, [`PoolView`] how far a pool is, and [`plan`] which nodes go next and
//! why every other one is held. All of them are functions of what they are given: nothing is looked up, no clock is read.

mod action;
mod budget;
mod build;
mod constraints;
mod draft;
mod findings;
mod hold;
mod interlock;
mod labels;
pub(crate) mod live;
mod membership;
mod node;
mod plan;
mod queue;
mod read;
pub mod rule;
mod select;
mod shared;
mod status;
pub(crate) mod step;
mod target;
mod time;
mod trial;

pub use action::{Action, Actions};
pub use build::Build;
pub use constraints::{Canary, Constraints, Window};
pub use hold::{First, Held, HeldNodes, Hold};
pub use labels::Labels;
pub use membership::{Membership, NoPool};
pub use node::{Node, Problem, State};
pub use plan::{Fleet, Members, Plan, PoolPlan, plan};
pub use shared::{Said, Shared};
pub use status::{PoolCondition, PoolStatus, PoolView};
pub use target::Target;
pub use time::Timestamp;
