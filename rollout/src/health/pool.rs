//! A pool: how far it is, what keeps it there, and what can be done.

use super::certificate::Certificate;
use super::node::{NodeHealth, Phase};
use super::{Looked, worst_first};
use crate::fleet::{Fleet, Plan, PoolCondition, PoolPlan, PoolStatus, Timestamp, plan};
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString as _};
use alloc::{format, vec::Vec};
use core::fmt;
use garboard_core::api::{Condition, MachineConfigPool};
use serde::Serialize;

/// How far a pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PoolPhase {
    /// It says that it is degraded: what keeps it, it names.
    Degraded,
    /// Nodes wait, and none is on its way or may go.
    Blocked,
    /// Nothing is rendered for it.
    Unrendered,
    /// It is paused, and nodes wait.
    Paused,
    /// Nodes are on their way, or go next.
    Updating,
    /// All its nodes are where they are to be, and in service.
    Updated,
    /// The dump holds neither its nodes nor a status of it.
    Unknown,
}

/// For people.
impl fmt::Display for PoolPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Degraded => "DEGRADED",
            Self::Blocked => "BLOCKED",
            Self::Unrendered => "NOT RENDERED",
            Self::Paused => "paused",
            Self::Updating => "updating",
            Self::Updated => "updated",
            Self::Unknown => "unknown",
        })
    }
}

/// How many nodes of a pool are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counters {
    /// How many it has.
    pub machines: i32,
    /// How many of them are where they are to be.
    pub updated: i32,
    /// How many of those are ready.
    pub ready: i32,
    /// How many count as out of service.
    pub unavailable: i32,
    /// How many have a daemon that is stuck.
    pub degraded: i32,
}

/// A pool, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PoolHealth {
    /// Its name.
    pub pool: String,
    /// How far it is.
    pub phase: PoolPhase,
    /// Whether it, or a node of it, stays there until somebody does something.
    pub stuck: bool,
    /// The rendered MachineConfig that its nodes are to have.
    pub target: Option<String>,
    /// The one that all of them have had.
    pub current: Option<String>,
    /// Whether it is paused.
    pub paused: bool,
    /// Whether `counters` and `conditions` are counted from the nodes of the dump, and not those that the pool's own
    /// status has.
    pub counted: bool,
    /// How many nodes are how far.
    pub counters: Counters,
    /// What holds of it.
    pub conditions: Vec<PoolCondition>,
    /// How many nodes may be out at once; none if the pool says no number, or no nodes are known.
    pub max_unavailable: Option<i64>,
    /// How many more may go now; none if no nodes are known.
    pub room: Option<i64>,
    /// The nodes that go next.
    pub next: Vec<String>,
    /// Those that would go as soon as it is not paused; only of paused pools.
    pub unpausing: Option<Vec<String>>,
    /// What keeps the pool as a whole.
    pub because: Vec<String>,
    /// What can safely be done for it.
    pub steps: Vec<String>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// Certificates that its status has, those that end first first.
    pub certificates: Vec<Certificate>,
    /// Its nodes, those that are stuck first.
    pub nodes: Vec<NodeHealth>,
}

impl PoolHealth {
    /// The nodes that stay where they are until somebody does something.
    pub fn stuck(&self) -> impl Iterator<Item = &NodeHealth> {
        self.nodes.iter().filter(|node| node.stuck)
    }

    /// A condition, if it is true.
    #[must_use]
    pub fn holds(&self, kind: &str) -> Option<&PoolCondition> {
        self.conditions.iter().rfind(|it| it.kind == kind && it.status == "True")
    }
}

pub(super) fn look<'a>(
    pool: &'a MachineConfigPool,
    planned: &Plan<'_>,
    fleet: &Fleet<'a>,
    looked: &Looked<'a>,
) -> PoolHealth {
    let name = &*pool.metadata.name;
    let view = looked.view(pool);
    let counted = !fleet.nodes.is_empty();
    let members: BTreeSet<&str> = view.members.iter().map(|node| &*node.name).collect();
    let target = view.build.target(&pool.spec.configuration.name);
    let nodes = view.members.iter().filter_map(|node| looked.node(node, name, Some(target))).collect();
    let budget = planned.pools.iter().find(|it| it.pool == name).filter(|_| counted);
    let named = |name: &str| Some(name.to_string()).filter(|it| !it.is_empty());
    let (counters, conditions) = if counted { computed(view.status()) } else { stored(pool) };
    let mut health = PoolHealth {
        pool: name.into(),
        phase: PoolPhase::Unknown,
        stuck: false,
        target: named(&pool.spec.configuration.name),
        current: named(&pool.status.configuration.name),
        paused: pool.spec.paused,
        counted,
        counters,
        conditions,
        max_unavailable: budget.and_then(|it| it.max_unavailable),
        room: budget.map(|it| it.capacity),
        next: planned.going(&members).map(str::to_owned).collect(),
        unpausing: (pool.spec.paused && counted).then(|| unpaused(pool, fleet, &members)),
        because: Vec::new(),
        steps: Vec::new(),
        notes: Vec::new(),
        certificates: Certificate::of_pool(pool.status.cert_expirys.as_deref().unwrap_or_default(), looked.options.now),
        nodes: worst_first(nodes),
    };
    health.phase = health.phase();
    health.explain(pool, budget);
    health.stuck = matches!(health.phase, PoolPhase::Degraded | PoolPhase::Blocked | PoolPhase::Unrendered)
        || health.stuck().next().is_some();
    health
}

/// Who would go if a pool were not paused.
fn unpaused(pool: &MachineConfigPool, fleet: &Fleet<'_>, members: &BTreeSet<&str>) -> Vec<String> {
    let mut pools = fleet.pools.to_vec();
    let own = pools.iter_mut().filter(|it| it.metadata.name == pool.metadata.name);
    own.for_each(|it| it.spec.paused = false);
    let fleet = Fleet { pools: &pools, ..fleet.clone() };
    plan(&fleet, Timestamp::from_seconds(0)).going(members).map(str::to_owned).collect()
}

fn computed(status: PoolStatus) -> (Counters, Vec<PoolCondition>) {
    let counters = Counters {
        machines: status.machine_count,
        updated: status.updated_machine_count,
        ready: status.ready_machine_count,
        unavailable: status.unavailable_machine_count,
        degraded: status.degraded_machine_count,
    };
    (counters, status.conditions)
}

/// What the pool itself says.
fn stored(pool: &MachineConfigPool) -> (Counters, Vec<PoolCondition>) {
    let condition = |it: &Condition| PoolCondition {
        kind: it.kind.clone().into(),
        status: it.status.clone().into(),
        reason: it.reason.clone(),
        message: it.message.clone(),
    };
    let conditions = pool.status.conditions.iter().flatten().map(condition).collect();
    (own_counters(pool), conditions)
}

fn own_counters(pool: &MachineConfigPool) -> Counters {
    let status = &pool.status;
    Counters {
        machines: status.machine_count,
        updated: status.updated_machine_count,
        ready: status.ready_machine_count,
        unavailable: status.unavailable_machine_count,
        degraded: status.degraded_machine_count,
    }
}

impl PoolHealth {
    fn phase(&self) -> PoolPhase {
        let moves = |node: &NodeHealth| {
            let moving =
                [Phase::Draining, Phase::Working, Phase::Rebooting, Phase::Uncordoning, Phase::Told, Phase::New];
            !node.stuck && moving.contains(&node.phase)
        };
        let is_known = self.counted || !self.conditions.is_empty();
        match () {
            () if self.conditions.iter().any(|it| it.kind.ends_with("Degraded") && it.status == "True") => {
                PoolPhase::Degraded
            }
            () if self.target.is_none() => PoolPhase::Unrendered,
            () if !is_known => PoolPhase::Unknown,
            () if self.holds("Updated").is_some() => PoolPhase::Updated,
            () if self.paused => PoolPhase::Paused,
            () if !self.counted || !self.next.is_empty() || self.nodes.iter().any(moves) => PoolPhase::Updating,
            () => PoolPhase::Blocked,
        }
    }

    /// Says what keeps the pool, what to do, and what else is to be known.
    fn explain(&mut self, pool: &MachineConfigPool, budget: Option<&PoolPlan<'_>>) {
        let name = &self.pool;
        let (mut because, mut steps) = (Vec::new(), Vec::new());
        for condition in self.conditions.iter().filter(|it| it.status == "True" && it.kind.ends_with("Degraded")) {
            // The nodes say it themselves, and the sum of all says nothing more.
            let said = ["Degraded", "NodeDegraded"].contains(&&*condition.kind) && self.counted;
            if !said && !condition.message.is_empty() {
                because.push(format!("{}: {}", condition.kind, condition.message));
            }
            match &*condition.kind {
                "RenderDegraded" => steps.push(format!(
                    "correct what is named; `garboard render --pool {name}` of its MachineConfigs says which is to blame"
                )),
                "ImageBuildDegraded" => {
                    steps.push("read the log of the build; a new one begins when its MachineOSConfig changes".into());
                }
                _ => {}
            }
        }
        if self.target.is_none() {
            because.push("nothing is rendered for it yet".into());
            steps
                .push("see that the machine-config-controller runs, and that its selector finds MachineConfigs".into());
        }
        if let Some(budget) = budget
            && self.phase != PoolPhase::Updated
        {
            self.blocked(budget, &mut because, &mut steps);
        }
        (self.because, self.steps) = (because, steps);
        self.notes = self.noted(pool);
    }

    /// Why no node goes though some wait.
    fn blocked(&self, budget: &PoolPlan<'_>, because: &mut Vec<String>, steps: &mut Vec<String>) {
        let waiting = self.counters.machines - self.counters.updated;
        match budget.max_unavailable {
            None => {
                because.push("its maxUnavailable says no number, so that none of its nodes goes".into());
                steps.push("write a number (2) or a share (\"10%\") as spec.maxUnavailable".into());
            }
            Some(..=0) => {
                because.push("its maxUnavailable is below zero, so that none of its nodes goes".into());
                steps.push("write 1 or more as spec.maxUnavailable".into());
            }
            Some(max) if !self.paused && self.next.is_empty() && waiting > 0 => {
                let waits = |node: &&NodeHealth| node.hold == Some("no-capacity");
                let stopped = self.nodes.iter().filter(waits).count();
                let out: Vec<_> = self.stuck().map(|node| &*node.node).collect();
                if stopped > 0 && !out.is_empty() {
                    because.push(format!(
                        "{stopped} of its nodes wait: at most {max} may be out at once, and stuck nodes use that up"
                    ));
                    steps.push(format!("free {} first: the others follow by themselves", few(&out)));
                }
                let held = |node: &&NodeHealth| {
                    matches!(node.hold, Some("image-not-ready" | "other-pool-first" | "operator-node"))
                };
                let other: BTreeSet<&str> =
                    self.nodes.iter().filter(held).filter_map(|node| node.held.as_deref()).collect();
                because.extend(other.into_iter().map(|why| format!("nodes wait: {why}")));
            }
            Some(_) => {}
        }
    }

    fn noted(&self, pool: &MachineConfigPool) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(next) = &self.unpausing
            && self.phase != PoolPhase::Updated
        {
            let next: Vec<_> = next.iter().map(String::as_str).collect();
            notes.push(match next.len() {
                0 => "it is paused: unpausing it starts no node".into(),
                count => format!("it is paused: unpausing it starts {count} at once: {}", few(&next)),
            });
        }
        let missing: BTreeSet<&str> = self.nodes.iter().flat_map(|node| &node.missing).map(String::as_str).collect();
        if !missing.is_empty() {
            let missing: Vec<_> = missing.into_iter().collect();
            notes.push(format!(
                "nodes stand on MachineConfigs that are not among those of the dump: {}; if they are gone from the cluster \
                 too, these nodes degrade at their next step",
                few(&missing)
            ));
        }
        if pool.metadata.deletion_timestamp.is_some() {
            notes.push("it is being deleted: its nodes are left alone".into());
        }
        if pool.status.observed_generation != 0 && pool.status.observed_generation < pool.metadata.generation {
            notes.push("its controller has not seen its last change yet: what its status says is older".into());
        }
        let own = own_counters(pool);
        if self.counted && own != Counters::default() && own != self.counters {
            notes.push(if own.machines == self.counters.machines {
                format!(
                    "its own status says {} of {} updated, {} unavailable, {} degraded: nodes and pool were written at \
                     different times, or its controller does not keep up",
                    own.updated, own.machines, own.unavailable, own.degraded
                )
            } else {
                format!("its own status counts {} nodes: not all of them are in the dump, or others are", own.machines)
            });
        }
        notes
    }
}

/// The first few of many.
fn few(names: &[&str]) -> String {
    let shown = &names[..names.len().min(5)];
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
