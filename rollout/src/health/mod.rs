//! How a cluster is: what it holds, read pool by pool and node by node.
//!
//! [`Health::of`] says of a [`Dump`] how far every pool and node is, what is stuck, because of what, and what can safely
//! be done next. What the dump does not say is not guessed.
//!
//! ```
//! use garboard_ignition::document::SourceId;
//! use garboard_rollout::health::{Cause, Dump, Health, Options, Phase};
//!
//! let mut dump = Dump::default();
//! dump.read(SourceId(0), br#"
//! apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfigPool
//! metadata: {name: worker}
//! spec:
//!   nodeSelector: {matchLabels: {node-role.kubernetes.io/worker: ""}}
//!   configuration: {name: rendered-worker-b}
//! ---
//! apiVersion: v1
//! kind: Node
//! metadata:
//!   name: w1
//!   labels: {node-role.kubernetes.io/worker: ""}
//!   annotations:
//!     machineconfiguration.openshift.io/currentConfig: rendered-worker-a
//!     machineconfiguration.openshift.io/desiredConfig: rendered-worker-b
//!     machineconfiguration.openshift.io/state: Degraded
//!     machineconfiguration.openshift.io/reason: 'unexpected on-disk state validating against rendered-worker-a'
//! "#);
//! let health = Health::of(&dump, &Options::default());
//! let node = &health.pools[0].nodes[0];
//! assert_eq!((node.phase, node.cause), (Phase::Degraded, Some(Cause::Drift)));
//! assert!(health.is_stuck());
//! ```

mod certificate;
mod dump;
mod node;
mod pool;
pub mod rule;
mod step;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, Term};
pub use dump::Dump;
pub use node::{NodeHealth, Phase};
pub use pool::{Counters, PoolHealth, PoolPhase};
pub use step::Cause;

use crate::Rules;
use crate::fleet::{self, Hold, Node, Plan, PoolView, Timestamp, plan};
use crate::preview::Objects;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;
use dump::Details;
use garboard_core::api::{ControllerConfig, MachineConfigNode, MachineConfigPool};
use garboard_ignition::report::Report;
use node::Around;
use serde::Serialize;

/// What is asked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Whose rules decide who goes next.
    pub rules: Rules,
    /// These pools alone; all, and the nodes outside of them, if there are none.
    pub pools: Vec<String>,
    /// What time it is. Without it nothing is said that depends on it.
    pub now: Option<Timestamp>,
}

/// How a cluster is.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// What time it is, as it was given.
    pub now: Option<Timestamp>,
    /// Whether the dump holds nodes: without any, pools are what their own status says.
    pub nodes_known: bool,
    /// The pools, those that are stuck first.
    pub pools: Vec<PoolHealth>,
    /// The nodes that are in no pool, those that are stuck first.
    pub outside: Vec<NodeHealth>,
    /// The certificates that nodes are given, those that end first first; none if the dump has no ControllerConfig.
    pub certificates: Option<Vec<Certificate>>,
    /// What is wrong with the dump, and with pools as they are written.
    #[serde(skip)]
    pub report: Report,
}

/// All that pools and nodes are looked at with.
struct Looked<'a> {
    pools: &'a [MachineConfigPool],
    objects: &'a Objects,
    mcns: BTreeMap<&'a str, &'a MachineConfigNode>,
    config: Option<&'a ControllerConfig>,
    rendered: BTreeSet<&'a str>,
    members: BTreeMap<Option<&'a str>, Vec<&'a Node>>,
    details: BTreeMap<&'a str, &'a Details>,
    holds: BTreeMap<&'a str, Hold<'a>>,
    options: &'a Options,
}

impl Health {
    /// How the cluster is whose dump this is.
    #[must_use]
    pub fn of(dump: &Dump, options: &Options) -> Self {
        let cluster = &dump.side().cluster;
        let mut report = Report::new();
        dump.judge(&mut report);
        let pools = pools(dump);
        let objects = Objects::of(cluster);
        let (nodes, details) = dump.nodes();
        let config = cluster.controller_configs.last().map(|placed| &placed.object);

        let fleet = objects.fleet(&pools, &nodes, options.rules);
        let now = options.now.unwrap_or(Timestamp::from_seconds(0));
        let planned = plan(&fleet, now);
        report.append(worth_telling(&planned));

        let mut members = fleet.by_pool();
        let outside = members.remove(&None).unwrap_or_default();
        let rendered = cluster.parts.iter().map(|part| &*part.name).filter(|name| name.starts_with("rendered-"));
        let looked = Looked {
            pools: &pools,
            objects: &objects,
            mcns: cluster.config_nodes.iter().map(|it| (&*it.object.metadata.name, &it.object)).collect(),
            config,
            rendered: rendered.collect(),
            members,
            details: nodes.iter().map(|node| &*node.name).zip(details).collect(),
            holds: planned.held.iter().map(|held| (held.node, held.hold)).collect(),
            options,
        };
        let wanted = |name: &str| options.pools.is_empty() || options.pools.iter().any(|pool| pool == name);
        let mut found: Vec<_> = looked
            .pools
            .iter()
            .filter(|pool| wanted(&pool.metadata.name))
            .map(|pool| pool::look(pool, &planned, &fleet, &looked))
            .collect();
        found.sort_by(|a, b| (Reverse(a.stuck), a.phase, &a.pool).cmp(&(Reverse(b.stuck), b.phase, &b.pool)));
        let outside =
            outside.into_iter().filter(|_| options.pools.is_empty()).filter_map(|node| looked.node(node, "", None));
        Self {
            now: options.now,
            nodes_known: !nodes.is_empty(),
            pools: found,
            outside: worst_first(outside.collect()),
            certificates: config.map(|config| {
                let all = config.status.controller_certificates.as_deref().unwrap_or_default();
                Certificate::of_cluster(all, options.now)
            }),
            report,
        }
    }

    /// Whether a pool or a node stays where it is until somebody does something.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        self.pools.iter().any(|pool| pool.stuck) || self.outside.iter().any(|node| node.stuck)
    }
}

impl<'a> Looked<'a> {
    /// A node that is in this pool, or in none.
    fn node(&self, node: &'a Node, pool: &str, target: Option<fleet::Target<'_>>) -> Option<NodeHealth> {
        let around = Around {
            target,
            pool,
            rendered: &self.rendered,
            mcn: self.mcns.get(&*node.name).copied(),
            now: self.options.now,
        };
        let details = self.details.get(&*node.name)?;
        Some(node::look(node, details, self.holds.get(&*node.name), &around))
    }

    /// A pool as its controller sees it.
    fn view(&self, pool: &'a MachineConfigPool) -> PoolView<'a> {
        let name = &*pool.metadata.name;
        let mut view = PoolView::new(pool, self.members.get(&Some(name)).cloned().unwrap_or_default());
        view.mcns = view.members.iter().filter_map(|node| self.mcns.get(&*node.name).copied()).collect();
        view.build = fleet::Build::of(pool, &self.objects.moscs, &self.objects.mosbs);
        view.controller_config = self.config;
        view.rules = self.options.rules;
        view
    }
}

/// The pools, each once and by name.
fn pools(dump: &Dump) -> Vec<MachineConfigPool> {
    let all = dump.side().cluster.pools.iter().map(|placed| &placed.object);
    let last: BTreeMap<&str, &MachineConfigPool> = all.map(|pool| (&*pool.metadata.name, pool)).collect();
    last.into_values().cloned().collect()
}

fn worst_first(mut nodes: Vec<NodeHealth>) -> Vec<NodeHealth> {
    nodes.sort_by(|a, b| (Reverse(a.stuck), a.phase, &a.node).cmp(&(Reverse(b.stuck), b.phase, &b.node)));
    nodes
}

/// What a plan finds and no pool or node says already.
fn worth_telling(planned: &Plan<'_>) -> Report {
    let said = [
        &fleet::rule::NODE_CONTESTED,
        &fleet::rule::PAUSED_POOL_WAITING,
        &fleet::rule::NODE_OUT_OF_REACH,
        &fleet::rule::POOL_BLOCKED,
    ];
    let mut report = planned.findings.clone();
    report.retain(|entry| said.iter().all(|rule| rule.code != entry.rule.code));
    report
}
