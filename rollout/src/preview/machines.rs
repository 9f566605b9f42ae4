//! The nodes of a pool: who goes first, in how many waves, and who does not go.

use crate::fleet::{Fleet, Held, Hold, Node, State, Timestamp, plan};
use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::{format, vec::Vec};
use garboard_core::api::MachineConfigPool;
use garboard_ignition::report::Report;
use serde::Serialize;

/// The nodes of a pool under the change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Machines {
    /// Whether they are not known, but supposed to be so many.
    pub assumed: bool,
    /// How many there are.
    pub total: usize,
    /// How many may be out at once; none if the pool says no number.
    pub max_unavailable: Option<i64>,
    /// How many have to go.
    pub to_go: usize,
    /// Which go first, in order.
    pub first: Vec<String>,
    /// How many waves it takes, if every node that goes is done before the next goes; none if they never end.
    pub waves: Option<u64>,
    /// Nodes that do not go, other than for want of their turn, with why.
    pub stuck: Vec<Stuck>,
    /// How many would go at once if the pool were not paused; only of paused pools.
    pub unpausing: Option<usize>,
    /// Why nobody goes now, though nodes have to; none where somebody does.
    pub waiting: Option<String>,
    /// How many nodes still have to take what was there before: they reboot once for both.
    pub behind: usize,
    /// The rendered MachineConfigs that nodes have or are on their way to, and how many nodes: they cannot be removed.
    pub needed: BTreeMap<String, usize>,
}

/// A node that does not go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stuck {
    /// The node.
    pub node: String,
    /// Why, for programs.
    pub code: &'static str,
    /// Why, for people.
    pub message: String,
}

impl Stuck {
    fn of(held: &Held<'_>) -> Option<Self> {
        let waits = matches!(
            held.hold,
            Hold::UpToDate { .. }
                | Hold::NoCapacity { .. }
                | Hold::PoolPaused { .. }
                | Hold::OperatorNode
                | Hold::OtherPoolFirst { .. }
        );
        (!waits).then(|| Self {
            node: held.node.to_owned(),
            code: held.hold.code(),
            message: held.hold.to_string(),
        })
    }
}

/// Nodes that are supposed to have a pool's MachineConfig.
pub(super) fn assumed(pool: &MachineConfigPool, count: usize, old: &str) -> Vec<Node> {
    let width = count.to_string().len();
    let config: Arc<str> = old.into();
    let node = |number: usize| {
        let mut node = Node::new(&format!("{}-{number:0width$}", pool.metadata.name));
        node.current_config = Some(config.clone());
        node.desired_config = Some(config.clone());
        node.state = State::Done;
        node
    };
    (1..=count).map(node).collect()
}

/// The nodes of every pool of a fleet; what is wrong with pools and nodes is added to the report.
pub(super) fn all(
    fleet: &Fleet<'_>,
    before: &BTreeMap<&str, &str>,
    now: Timestamp,
    report: &mut Report,
) -> BTreeMap<String, Machines> {
    let planned = plan(fleet, now);
    report.append(planned.findings.clone());
    let by_pool = fleet.by_pool();
    let mut all = BTreeMap::new();
    for pool in &planned.pools {
        let own = by_pool.get(&Some(pool.pool)).map(Vec::as_slice).unwrap_or_default();
        let names: BTreeSet<&str> = own.iter().map(|node| &*node.name).collect();
        let first: Vec<_> = planned.going(&names).map(str::to_owned).collect();
        let held: Vec<_> = planned.held.iter().filter(|held| names.contains(held.node)).collect();
        let is_done = |held: &Held<'_>| matches!(held.hold, Hold::UpToDate { .. });
        let paused = fleet.pools.iter().any(|it| it.metadata.name == pool.pool && it.spec.paused);
        let was = before.get(pool.pool).copied().unwrap_or_default();
        let mut machines = Machines {
            total: names.len(),
            max_unavailable: pool.max_unavailable,
            to_go: names.len() - held.iter().filter(|held| is_done(held)).count(),
            stuck: held.iter().filter_map(|held| Stuck::of(held)).collect(),
            unpausing: paused.then(|| pool.candidates.len().min(usize::try_from(pool.capacity).unwrap_or(0))),
            behind: own.iter().filter(|node| node.current_config.as_deref().is_some_and(|it| it != was)).count(),
            ..Machines::default()
        };
        for node in own {
            let configs: BTreeSet<&str> =
                [&node.current_config, &node.desired_config].into_iter().flatten().map(|it| &**it).collect();
            for config in configs {
                *machines.needed.entry(config.to_owned()).or_default() += 1;
            }
        }
        let able = machines.to_go - machines.stuck.len().min(machines.to_go);
        machines.waves = waves(able, first.len(), pool.max_unavailable);
        if first.is_empty() && !paused {
            let waits = held.iter().find(|held| !is_done(held) && Stuck::of(held).is_none());
            machines.waiting = waits.map(|held| held.hold.to_string());
        }
        machines.first = first;
        all.insert(pool.pool.to_owned(), machines);
    }
    all
}

/// The first wave is what may go now; later ones have all the room there is.
fn waves(to_go: usize, first: usize, most: Option<i64>) -> Option<u64> {
    let room = most.filter(|most| *most > 0).and_then(|most| usize::try_from(most).ok())?;
    let rest = to_go - first.min(to_go);
    let later = u64::try_from(rest.div_ceil(room)).ok()?;
    Some(u64::from(first > 0) + later)
}
