//! What a change of MachineConfigs does to each node, and which node goes next.
//!
//! [`change`] compares two rendered configs and judges the difference: whether a running node can take it, what is
//! reloaded, drained or rebooted for it, and because of what. [`fleet`] looks at the pools and nodes of a cluster: who
//! belongs where, how far each pool is, which nodes are next, and why every other node is held. [`health`] reads what a
//! cluster holds and says what is stuck, because of what, and what can safely be done next.
//!
//! # What it is not
//! It talks to no cluster and carries nothing out. Time is an argument.

#![no_std]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

extern crate alloc;

pub mod change;
pub mod fleet;
pub mod health;
pub mod preview;
mod rules;
pub mod simulate;

pub use rules::Rules;
