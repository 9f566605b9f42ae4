//! What is simulated.

use super::effect::Effects;
use super::fault::Fault;
use super::model::Model;
use crate::fleet::{Fleet, Timestamp};
use alloc::vec::Vec;

/// A rollout that is to be simulated: a fleet, what the change does to it, how long that takes, and what goes wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scenario<'a> {
    /// The cluster, what restricts the rollout, and whose rules decide.
    pub fleet: Fleet<'a>,
    /// What the change does to nodes.
    pub effects: Effects,
    /// How long it takes.
    pub model: Model,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// How often it is simulated, each time with other draws: 1 or more.
    pub runs: u32,
    /// What all draws depend on: the same seed gives the same answer, on every machine and whatever the order of nodes.
    pub seed: u64,
    /// When it begins. Windows depend on it.
    pub now: Timestamp,
    /// Seconds from a change to the next plan. What changes until then waits for the same one.
    pub sync: u32,
    /// A run is over after so many seconds, whatever is still to come: 1 to [`Scenario::LONGEST`].
    pub limit: u64,
}

impl<'a> Scenario<'a> {
    /// The most nodes that are simulated.
    pub const NODES: usize = 2_000_000;
    /// The most pools.
    pub const POOLS: usize = 1_000;
    /// The most runs.
    pub const RUNS: u32 = 100_000;
    /// The most faults.
    pub const FAULTS: usize = 10_000;
    /// The most nodes of all runs together, each counted once for itself, once for each fault that may happen to any node, and
    /// where pools depend on each other or on the time, once for each pool. It takes some minutes.
    pub const WORK: u64 = 200_000_000;
    /// The longest time that is simulated: a hundred years, in seconds.
    pub const LONGEST: u64 = 100 * 365 * 24 * 60 * 60;

    /// One run without faults, from `now` on, with 5 s to the next plan and a limit of ten years.
    #[must_use]
    pub const fn new(fleet: Fleet<'a>, effects: Effects, model: Model, now: Timestamp) -> Self {
        Self {
            fleet,
            effects,
            model,
            faults: Vec::new(),
            runs: 1,
            seed: 0,
            now,
            sync: 5,
            limit: Self::LONGEST / 10,
        }
    }
}
