//! All that is told of a rollout. Its JSON is what `-o json` prints; text and page say the same.

use crate::out::plan::Reason;
use crate::scenario::Assumed;
use garboard_ignition::Finding;
use garboard_rollout::preview::Impact;
use garboard_rollout::simulate::{PoolOutcome, Range, Simulation, Stuck};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a rollout goes.
#[derive(Serialize)]
pub(crate) struct Answer<'a> {
    pub(crate) schema: &'static str,
    /// `mco` or `safe`.
    pub(crate) rules: &'static str,
    pub(crate) seed: u64,
    pub(crate) runs: u32,
    /// In how many runs every node reached its target.
    pub(crate) finished: u32,
    pub(crate) last_update_s: Option<Range>,
    /// What all of it rests on.
    pub(crate) model: Assumed,
    pub(crate) faults: Vec<&'a str>,
    pub(crate) pools: Vec<Pool<'a>>,
    /// Of run 0, with all pools together.
    pub(crate) unavailable: &'a [(u64, u32)],
    pub(crate) peak: u32,
    pub(crate) reboots: u64,
    pub(crate) drains: u64,
    pub(crate) constraints: Vec<Cost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compared: Option<Compared>,
    pub(crate) findings: Vec<Finding>,
}

/// How it goes in a pool.
#[derive(Serialize)]
pub(crate) struct Pool<'a> {
    pub(crate) pool: &'a str,
    pub(crate) nodes: u32,
    /// Whether the nodes are not known.
    pub(crate) supposed: bool,
    pub(crate) paused: bool,
    pub(crate) max_unavailable: Option<i64>,
    pub(crate) impact: Impact,
    /// What the change does to a node, and because of what.
    pub(crate) causes: Vec<Reason>,
    pub(crate) finished: u32,
    pub(crate) last_update_s: Option<Range>,
    /// Of run 0, like all that follows.
    pub(crate) waves: Vec<Wave<'a>>,
    pub(crate) unavailable: &'a [(u64, u32)],
    pub(crate) stuck: Vec<&'a Stuck<'a>>,
}

/// Nodes of a pool that begin together.
#[derive(Serialize)]
pub(crate) struct Wave<'a> {
    pub(crate) at_s: u64,
    pub(crate) nodes: &'a [&'a str],
}

/// How much later half of the runs are done because of a constraint.
#[derive(Clone, Serialize)]
pub(crate) struct Cost {
    pub(crate) constraint: String,
    /// The median with all constraints.
    pub(crate) p50_s: Option<u64>,
    /// The median without this one.
    pub(crate) without_s: Option<u64>,
    /// Below zero where it is faster with it.
    pub(crate) costs_s: Option<i64>,
    pub(crate) finished: u32,
    pub(crate) finished_without: u32,
}

/// The same rollout with another maxUnavailable.
#[derive(Serialize)]
pub(crate) struct Compared {
    /// By pool.
    pub(crate) max_unavailable: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(crate) whole: Side,
    pub(crate) pools: BTreeMap<String, Side>,
}

/// One side of a comparison.
#[derive(Clone, Serialize)]
pub(crate) struct Side {
    pub(crate) finished: u32,
    pub(crate) last_update_s: Option<Range>,
    /// The most nodes that are out at once, in run 0.
    pub(crate) peak: u32,
}

impl Side {
    /// Of all pools.
    pub(crate) fn of(simulation: &Simulation<'_>) -> Self {
        Self {
            finished: simulation.finished,
            last_update_s: simulation.last_update_s,
            peak: simulation.peak,
        }
    }

    /// Of a pool.
    pub(crate) fn of_pool(outcome: &PoolOutcome, unavailable: &[(u64, u32)]) -> Self {
        Self {
            finished: outcome.finished,
            last_update_s: outcome.last_update_s,
            peak: peak(unavailable),
        }
    }
}

/// The most nodes that are out at once.
pub(super) fn peak(unavailable: &[(u64, u32)]) -> u32 {
    unavailable.iter().map(|(_, count)| *count).max().unwrap_or(0)
}

impl Cost {
    pub(crate) fn of(constraint: String, with: &Simulation<'_>, without: &Simulation<'_>) -> Self {
        let median = |simulation: &Simulation<'_>| simulation.last_update_s.map(|range| range.p50);
        let (p50_s, without_s) = (median(with), median(without));
        let whole = |seconds: u64| i64::try_from(seconds).ok();
        Self {
            constraint,
            p50_s,
            without_s,
            costs_s: p50_s.and_then(whole).zip(without_s.and_then(whole)).map(|(with, without)| with - without),
            finished: with.finished,
            finished_without: without.finished,
        }
    }
}

impl Answer<'_> {
    /// Where pictures of run 0 end: when the last thing happens, or somewhat later.
    pub(super) fn end(&self) -> u64 {
        let waves = self.pools.iter().filter_map(|pool| pool.waves.last()).map(|wave| wave.at_s);
        let changes = self.unavailable.last().map(|(at, _)| *at);
        let stuck = self.pools.iter().flat_map(|pool| &pool.stuck).map(|stuck| stuck.since_s);
        let end = waves.chain(changes).chain(stuck).max().unwrap_or(0).max(1);
        // Who is out for ever is seen to be so.
        let is_out = self.unavailable.last().is_some_and(|(_, count)| *count > 0);
        if is_out { end + (end / 10).max(1) } else { end }
    }

    /// How many nodes there are.
    pub(super) fn nodes(&self) -> u32 {
        self.pools.iter().map(|pool| pool.nodes).sum()
    }
}

impl Pool<'_> {
    pub(super) fn peak(&self) -> u32 {
        peak(self.unavailable)
    }

    /// How many runs did not bring all of its nodes to their target, in words; nothing if none.
    pub(super) fn unfinished(&self, runs: u32) -> Option<String> {
        (self.finished < runs)
            .then(|| format!("in {} of {runs} runs not all of its nodes get there", runs - self.finished))
    }

    /// How many nodes, and how many at once.
    pub(super) fn size(&self) -> String {
        let supposed = if self.supposed { " (supposed)" } else { "" };
        let nodes = if self.nodes == 1 { "node" } else { "nodes" };
        let most = match self.max_unavailable {
            Some(most) => format!("at most {most} at once"),
            None => "maxUnavailable says no number".into(),
        };
        let paused = if self.paused { ", paused" } else { "" };
        format!("{} {nodes}{supposed}, {most}{paused}", self.nodes)
    }
}
