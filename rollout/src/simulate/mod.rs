//! Rollouts before they are made: how long they take, how many nodes are out at once, who gets stuck.
//!
//! [`simulate()`] runs the [planner](crate::fleet::plan()) in a loop over a fleet in memory. Between two plans, nodes take the
//! time that a [`Model`] says, and [`Fault`]s happen to them. All numbers are whole, and every draw depends on the seed, the
//! run, the name of the node and what is drawn: the same seed gives the same bytes on every machine, whatever the order of
//! nodes and pools.
//!
//! # What happens in a run
//! - A plan is made at 0. Nodes that are told begin at once, and take drain (where the change drains), apply, and reboot or
//!   action. Events of a second come before its plan; a change is planned for `sync` seconds after it, or together with an
//!   earlier one. A window that opens and a soak that ends are planned for in the second in which they do.
//! - A node that is on its way already takes all of that time from 0 on. One that is stuck, cordoned or not ready stays so
//!   unless it is told to go; one that is not ready and not at work does nothing when it is told.
//! - A node that is done is uncordoned, and takes pods.
//! - A run is over when nothing is left that could happen, or after the limit: then every node is where its pool is, or is
//!   [`Stuck`], with the reason.

mod bad;
mod effect;
mod fates;
mod fault;
mod known;
mod log;
mod measured;
mod model;
mod normal;
mod outcome;
mod power;
mod random;
mod range;
pub mod rule;
mod run;
mod scenario;
mod spread;
mod stage;
mod stuck;
#[cfg(test)]
mod tests;

pub use bad::BadScenario;
pub use effect::{Effect, Effects};
pub use fault::{After, Fault, On};
pub use log::Wave;
pub use measured::{Measured, Part};
pub use model::{Model, Phases};
pub use outcome::{PoolOutcome, Simulation, simulate};
pub use range::Range;
pub use scenario::Scenario;
pub use spread::Spread;
pub use stuck::Stuck;
