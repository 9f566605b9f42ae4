//! Why a node is left where it is.

use super::node::Problem;
use super::select::Rank;
use super::shared::{Said, Shared};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::mem::discriminant;
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Why a node does not go now. `Display` says it to people, with what would free the node.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hold<'a> {
    /// The `maxUnavailable` of the pool says no number.
    BadMaxUnavailable {
        /// The pool.
        pool: &'a str,
    },
    /// It runs Windows.
    Windows,
    /// Several custom pools select it.
    TwoCustomPools {
        /// How many.
        pools: u32,
    },
    /// No pool selects it.
    NotAMember {
        /// The pool whose selector is none, so that no node can be looked up.
        bad: Option<&'a str>,
    },
    /// Nothing is rendered for its pool yet.
    NoTarget {
        /// The pool.
        pool: &'a str,
    },
    /// It is where it is to be.
    UpToDate {
        /// The MachineConfig that it has.
        config: &'a str,
    },
    /// Its pool is paused, or being deleted.
    PoolPaused {
        /// The pool.
        pool: &'a str,
        /// Whether it is being deleted.
        deleted: bool,
    },
    /// Its daemon is stuck.
    Degraded {
        /// What the daemon reports.
        reason: Option<&'a str>,
        /// Whether no new target reaches it, because it is cordoned.
        out_of_reach: bool,
    },
    /// It is on its way, or is to begin at once.
    Updating {
        /// The MachineConfig that it was told; empty if it is at work without one.
        config: &'a str,
    },
    /// Somebody cordoned it.
    Cordoned,
    /// It is not ready.
    NotReady {
        /// What its conditions say.
        problem: &'a Problem,
    },
    /// It hosts the operator, which moves when other nodes are done.
    OperatorNode,
    /// Another pool goes first.
    OtherPoolFirst {
        /// That pool.
        pool: &'a str,
        /// Why.
        why: First,
    },
    /// The image of its pool is not there.
    ImageNotReady {
        /// What is missing, in the words of the machine-config-operator.
        why: &'static str,
    },
    /// It is no time to begin.
    WindowClosed {
        /// In how many seconds it is; `None` if never.
        opens_in: Option<u64>,
    },
    /// The first nodes of its pool go alone, and are not done or not done for long enough.
    Soaking {
        /// How many go alone.
        canaries: u32,
        /// How many of them are done.
        done: u32,
        /// In how many seconds the others go, once these are done.
        left: u64,
    },
    /// One of the nodes of its pool failed that went alone.
    CanaryFailed {
        /// The pool.
        pool: &'a str,
        /// How many failed.
        failed: u32,
    },
    /// Enough nodes of its pool are out already, or go before it.
    NoCapacity {
        /// How many may be out at once.
        max: i64,
        /// How many are.
        unavailable: u32,
        /// How many failed on their way here, and count besides.
        failing: u32,
        /// How many go now, before this one.
        before: u32,
    },
}

/// Why another pool goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum First {
    /// It is not there, and this one is updated with it.
    Missing,
    /// This one is updated with it where the control plane has an arbiter, which is not so here.
    Never,
    /// Nodes of it are unavailable or still to go.
    Unfinished,
    /// It is held itself.
    Held,
    /// It stands before this one in the order that was asked for.
    Ordered,
}

impl Hold<'_> {
    /// The word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadMaxUnavailable { .. } => "bad-max-unavailable",
            Self::Windows => "windows",
            Self::TwoCustomPools { .. } => "two-custom-pools",
            Self::NotAMember { .. } => "not-a-member",
            Self::NoTarget { .. } => "no-target",
            Self::UpToDate { .. } => "up-to-date",
            Self::PoolPaused { .. } => "pool-paused",
            Self::Degraded { .. } => "degraded",
            Self::Updating { .. } => "updating",
            Self::Cordoned => "cordoned",
            Self::NotReady { .. } => "not-ready",
            Self::OperatorNode => "operator-node",
            Self::OtherPoolFirst { .. } => "other-pool-first",
            Self::ImageNotReady { .. } => "image-not-ready",
            Self::WindowClosed { .. } => "window-closed",
            Self::Soaking { .. } => "soaking",
            Self::CanaryFailed { .. } => "canary-failed",
            Self::NoCapacity { .. } => "no-capacity",
        }
    }
}

impl fmt::Display for Hold<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadMaxUnavailable { pool } => {
                write!(f, "the maxUnavailable of pool {pool} is no number: correct it, and its nodes can go")
            }
            Self::Windows => f.write_str("it runs Windows: no MachineConfigPool updates it"),
            Self::TwoCustomPools { pools } => write!(
                f,
                "{pools} custom pools select it, so that it is in none: remove role labels until one of them does"
            ),
            Self::NotAMember { bad: None } => {
                f.write_str("none of the pools selects it: give it the label that one of them selects")
            }
            Self::NotAMember { bad: Some(pool) } => {
                write!(f, "the nodeSelector of pool {pool} is invalid, so that no node has a pool: correct it")
            }
            Self::NoTarget { pool } => write!(f, "nothing is rendered for pool {pool} yet: it goes when there is"),
            Self::UpToDate { config } => write!(f, "it has {config} already"),
            Self::PoolPaused { pool, deleted: false } => write!(f, "pool {pool} is paused: unpause it, and it can go"),
            Self::PoolPaused { pool, deleted: true } => {
                write!(f, "pool {pool} is being deleted: its nodes are left alone")
            }
            Self::Degraded { reason, out_of_reach } => degraded(f, *reason, *out_of_reach),
            Self::Updating { config: "" } => f.write_str("its daemon is at work: it can go when that says Done"),
            Self::Updating { config } => write!(f, "it is on its way to {config}, until its daemon says Done there"),
            Self::Cordoned => f.write_str("it is cordoned: uncordon it, and it can go"),
            Self::NotReady { problem } => write!(f, "it reports {problem}: it can go when it is ready again"),
            Self::OperatorNode => f.write_str("it hosts the machine-config-operator: other nodes go before it"),
            Self::OtherPoolFirst { pool, why } => other_pool(f, pool, *why),
            Self::ImageNotReady { why } => write!(f, "its image is not there: {why}"),
            Self::WindowClosed { opens_in: Some(seconds) } => write!(f, "no window is open: one opens in {seconds} s"),
            Self::WindowClosed { opens_in: None } => f.write_str("no window ever opens: give one a length"),
            Self::Soaking { canaries, done, left } if done >= canaries => {
                write!(f, "the canaries of its pool are done, and the others go in {left} s")
            }
            Self::Soaking { canaries, done, .. } => {
                write!(f, "{done} of {canaries} canaries of its pool are done: the others go after them")
            }
            Self::CanaryFailed { pool, failed } => {
                write!(f, "{failed} canaries of pool {pool} failed: mend what they report, or turn back")
            }
            Self::NoCapacity { max: ..=0, .. } => {
                f.write_str("maxUnavailable is below zero, which lets no node go: set it to 1 or more")
            }
            Self::NoCapacity { max, unavailable, failing, before } => {
                no_capacity(f, *max, *unavailable, *failing, *before)
            }
        }
    }
}

fn degraded(f: &mut fmt::Formatter<'_>, reason: Option<&str>, out_of_reach: bool) -> fmt::Result {
    match reason {
        Some(reason) => write!(f, "its daemon is stuck: {reason}")?,
        None => f.write_str("its daemon is stuck, and does not say why: see its log")?,
    }
    if out_of_reach {
        f.write_str("; it is cordoned, so that no new target reaches it: uncordon it, or mend what it reports")
    } else {
        f.write_str("; it tries again until that is mended")
    }
}

fn other_pool(f: &mut fmt::Formatter<'_>, pool: &str, why: First) -> fmt::Result {
    match why {
        First::Missing => write!(f, "there is no pool {pool}, with which it is updated: create it"),
        First::Never => {
            write!(f, "it is updated with pool {pool} of a control plane with an arbiter, which this is not")
        }
        First::Unfinished => {
            write!(f, "nodes of pool {pool} are unavailable or still to go: it goes when they are done")
        }
        First::Held => write!(f, "pool {pool} goes first and is held: free that, and it can go"),
        First::Ordered => write!(f, "pool {pool} goes first: it goes when all nodes there are done"),
    }
}

fn no_capacity(f: &mut fmt::Formatter<'_>, max: i64, unavailable: u32, failing: u32, before: u32) -> fmt::Result {
    write!(f, "at most {max} may be out at once: ")?;
    let parts = [(unavailable, "unavailable"), (failing, "failed on the way"), (before, "going now")];
    let mut first = true;
    for (count, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
        let comma = if first { "" } else { ", " };
        first = false;
        write!(f, "{comma}{count} {what}")?;
    }
    f.write_str("; it goes when one of them is done")
}

/// A node that does not go, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held<'a> {
    /// The node.
    pub node: &'a str,
    /// Why.
    pub hold: Hold<'a>,
}

impl Serialize for Held<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut held = to.serialize_struct("Held", 3)?;
        held.serialize_field("node", self.node)?;
        held.serialize_field("code", self.hold.code())?;
        held.serialize_field("message", &Shown(&self.hold))?;
        held.end()
    }
}

impl<'a> Said<'a> for Hold<'a> {
    type Of = Held<'a>;

    fn of(&self, node: &'a str) -> Held<'a> {
        Held { node, hold: self.clone() }
    }
}

/// Nodes that do not go, by name, and why. Most are held for the same reason as others.
pub type HeldNodes<'a> = Shared<'a, Hold<'a>>;

/// Why nodes are held, as it is found out.
#[derive(Debug)]
pub(super) struct Reasons<'a> {
    /// Of each node the number of its reason.
    numbers: Vec<u32>,
    holds: Vec<Hold<'a>>,
    /// The numbers of the last reasons in a group of nodes, one of each kind.
    last: Vec<u32>,
}

/// The number of a reason where there is none: the node goes. There are no more reasons than nodes, whose ranks end before it.
const NONE: u32 = u32::MAX;

impl<'a> Reasons<'a> {
    /// For so many nodes.
    pub(super) fn new(nodes: usize) -> Self {
        Self { numbers: vec![NONE; nodes], holds: Vec::new(), last: Vec::new() }
    }

    /// The nodes that follow are held for other reasons than those before, and share these.
    pub(super) fn begin_group(&mut self) {
        self.last.clear();
    }

    /// Says why a node is held.
    pub(super) fn add(&mut self, rank: Rank, hold: Hold<'a>) {
        self.numbers[rank as usize] = self.number(hold);
    }

    fn number(&mut self, hold: Hold<'a>) -> u32 {
        let same_kind = |number: &&mut u32| discriminant(&self.holds[**number as usize]) == discriminant(&hold);
        let last = self.last.iter_mut().find(same_kind);
        if let Some(&mut number) = last
            && self.holds[number as usize] == hold
        {
            return number;
        }
        let number = u32::try_from(self.holds.len()).unwrap_or(NONE);
        match last {
            Some(last) => *last = number,
            None => self.last.push(number),
        }
        self.holds.push(hold);
        number
    }

    /// The nodes that are held, of the names of all: what is left of that list.
    pub(super) fn of(self, mut nodes: Vec<&'a str>) -> HeldNodes<'a> {
        let mut reasons = self.numbers;
        let mut all = reasons.iter();
        nodes.retain(|_| all.next() != Some(&NONE));
        reasons.retain(|&reason| reason != NONE);
        Shared::of(nodes, reasons, self.holds)
    }
}

struct Shown<'s>(&'s Hold<'s>);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self.0)
    }
}

/// The words, for whoever keeps them longer than the fleet.
impl From<&Hold<'_>> for String {
    fn from(hold: &Hold<'_>) -> Self {
        alloc::format!("{hold}")
    }
}
