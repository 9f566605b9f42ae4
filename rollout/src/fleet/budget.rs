//! How many nodes of a pool may go.

use super::node::Node;
use super::target::Target;

/// What a node is to its pool. Two bytes, since there are many nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing(u16);

const READY: u16 = 1;
const UNAVAILABLE: u16 = 1 << 1;
const FAILING: u16 = 1 << 2;
const TOLD: u16 = 1 << 3;
const UPDATED: u16 = 1 << 4;
const STUCK: u16 = 1 << 5;
const UNDER_WAY: u16 = 1 << 6;
const DRAINED: u16 = 1 << 7;
const CORDONED: u16 = 1 << 8;
const TAINT_DIFFERS: u16 = 1 << 9;
const TAINTED: u16 = 1 << 10;
const TOPOLOGY_DIFFERS: u16 = 1 << 11;

impl Standing {
    pub(super) fn of(node: &Node, target: &Target<'_>) -> Self {
        let (ready, done, failing, told) = (node.is_ready(), node.is_done(), node.is_failing(), node.is_told(target));
        let flag = |holds: bool, flag: u16| if holds { flag } else { 0 };
        Self(
            flag(ready, READY)
                | flag(!ready || (!done && !failing), UNAVAILABLE)
                | flag(failing, FAILING)
                | flag(told, TOLD)
                | flag(told && done && node.is_updated(target), UPDATED)
                | flag(node.state.is_stuck(), STUCK)
                | flag(node.is_under_way(), UNDER_WAY)
                | flag(node.drained, DRAINED)
                | flag(node.unschedulable, CORDONED)
                | flag(node.tainted, TAINTED),
        )
    }

    /// The same of a node that is to have the taint, or not, and that has the right topology, or not.
    pub(super) const fn wanting(mut self, taint: bool, topology_differs: bool) -> Self {
        if taint != self.has(TAINTED) {
            self.0 |= TAINT_DIFFERS;
        }
        if topology_differs {
            self.0 |= TOPOLOGY_DIFFERS;
        }
        self
    }

    /// Whether a taint is to be added, or removed.
    pub(super) const fn taint(self) -> Option<bool> {
        if self.has(TAINT_DIFFERS) { Some(!self.has(TAINTED)) } else { None }
    }

    pub(super) const fn topology_differs(self) -> bool {
        self.has(TOPOLOGY_DIFFERS)
    }

    pub(super) const fn is_cordoned(self) -> bool {
        self.has(CORDONED)
    }

    const fn has(self, flag: u16) -> bool {
        self.0 & flag != 0
    }

    pub(super) const fn is_ready(self) -> bool {
        self.has(READY)
    }

    pub(super) const fn is_unavailable(self) -> bool {
        self.has(UNAVAILABLE)
    }

    pub(super) const fn is_failing(self) -> bool {
        self.has(FAILING)
    }

    /// Whether it was told to go where the pool is.
    pub(super) const fn is_told(self) -> bool {
        self.has(TOLD)
    }

    pub(super) const fn is_updated(self) -> bool {
        self.has(UPDATED)
    }

    pub(super) const fn is_stuck(self) -> bool {
        self.has(STUCK)
    }

    /// Whether it is at work, or told and not begun, wherever it goes.
    pub(super) const fn is_under_way(self) -> bool {
        self.has(UNDER_WAY)
    }

    /// Whether we drained it for an update, and it is not in service since.
    pub(super) const fn is_drained(self) -> bool {
        self.has(DRAINED)
    }

    /// Whether it counts as unavailable though nothing is at work on it, and pods can run there: what it was told is
    /// lost, or its daemon has not said anything yet.
    pub(super) const fn is_lost(self) -> bool {
        self.is_ready() && self.is_unavailable() && !self.is_stuck() && !self.is_under_way() && !self.is_told()
    }
}

/// The nodes of a pool, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) members: u32,
    pub(super) updated: u32,
    pub(super) unavailable: u32,
    /// Those that fail on their way to where the pool is.
    pub(super) failing_here: u32,
    /// Those that are unavailable or fail on any way.
    pub(super) out_or_failing: u32,
    /// Those that are unavailable only by what is noted about them.
    pub(super) lost: u32,
    /// Those that are on their way to where the pool is.
    pub(super) coming: u32,
}

impl Tally {
    pub(super) fn add(&mut self, node: Standing) {
        self.change(node, |count, holds| *count += u32::from(holds));
    }

    /// Takes out a node that was added as this.
    pub(super) fn remove(&mut self, node: Standing) {
        self.change(node, |count, holds| *count -= u32::from(holds));
    }

    fn change(&mut self, node: Standing, by: impl Fn(&mut u32, bool)) {
        by(&mut self.members, true);
        by(&mut self.updated, node.is_updated());
        by(&mut self.unavailable, node.is_unavailable());
        by(&mut self.failing_here, node.is_failing() && node.is_told());
        by(&mut self.out_or_failing, node.is_unavailable() || node.is_failing());
        by(&mut self.lost, node.is_lost());
        by(&mut self.coming, node.is_told() && !node.is_updated() && !node.is_failing());
    }

    /// How many nodes may go as the reference has it: nodes that fail here are counted once more where they are
    /// unavailable too. `None` if none may, in which case it does not look for candidates either.
    pub(super) fn capacity(&self, max: i64) -> Option<i64> {
        let capacity = max.saturating_sub(self.unavailable.into()).saturating_sub(self.failing_here.into());
        (capacity > 0 && max > self.unavailable.into()).then_some(capacity)
    }

    /// How many nodes in service may go, each node counted once: not below zero.
    pub(super) fn safe_capacity(&self, max: i64) -> i64 {
        max.saturating_sub(self.out_or_failing.into()).max(0)
    }
}
