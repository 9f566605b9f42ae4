//! What a change of manifests will do to a cluster, before it is made.
//!
//! [`Preview::between`] renders every pool of two [sides](Side) and says for each what differs, whether running nodes
//! take it over, what they do for it and because of which line; with nodes, who goes first and who is stuck.
//!
//! ```
//! use garboard_ignition::document::SourceId;
//! use garboard_rollout::preview::{Impact, Options, Preview, Side};
//!
//! let side = |source, arguments: &str| {
//!     let mut side = Side::default();
//!     side.read(SourceId(source), format!("apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfig
//! metadata:
//!   name: 50-smt
//!   labels: {{machineconfiguration.openshift.io/role: worker}}
//! spec:
//!   kernelArguments: [{arguments}]
//! ").as_bytes());
//!     side
//! };
//! let preview = Preview::between(&side(0, "nosmt"), &side(1, "nosmt, quiet"), &Options::default());
//! assert_eq!(preview.pools[0].pool, "worker");
//! assert_eq!(preview.impact(), Impact::Reboot);
//! ```

mod findings;
mod impact;
mod machines;
mod pool;
mod rollout;
pub mod rule;
mod side;

pub use findings::because;
pub use impact::Impact;
pub use machines::{Machines, Stuck};
pub use pool::{Beside, Outcome, PoolPreview};
pub use rollout::Rollout;
pub(crate) use side::Objects;
pub use side::Side;

use crate::Rules;
use crate::change::{NodeDisruptionPolicies, Overrides};
use crate::fleet::{Fleet, Members, Node, Timestamp};
use alloc::borrow::{Cow, ToOwned as _};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString as _};
use alloc::{boxed::Box, vec::Vec};
use core::cmp::Reverse;
use garboard_core::api::{IrreconcilableValidationOverrides, LabelSelector, MachineConfigPool, MachineConfiguration};
use garboard_core::cluster::{Cluster, Placed};
use garboard_core::part::{Part, Stand};
use garboard_core::render::{Pools, Settings, Source};
use garboard_core::role::{BUILT_IN, WORKER};
use garboard_ignition::document::{Place, Step};
use garboard_ignition::report::{Entry, Report};
use pool::Judge;

/// What is asked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// What the manifests do not say of the release.
    pub settings: Settings,
    /// Whose rules decide.
    pub rules: Rules,
    /// These pools alone; all if there are none.
    pub pools: Vec<String>,
    /// How many nodes a pool is supposed to have, where none are known.
    pub nodes: BTreeMap<String, usize>,
    /// The time, for windows and ages.
    pub now: Option<Timestamp>,
}

/// What a change does.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// Every pool, those that are disturbed most first.
    pub pools: Vec<PoolPreview>,
    /// What there is to say besides.
    pub report: Report,
    /// What is wrong with the pools and nodes that a cluster has, whatever changes.
    pub observed: Report,
    /// What only an override lets pass, with the override.
    overridden: Vec<(String, Source)>,
}

impl Preview {
    /// Compares two sides.
    #[must_use]
    pub fn between(old: &Side, new: &Side, options: &Options) -> Self {
        let mut report = Report::new();
        let (policies, overrides) = asked(&new.cluster, &mut report);
        let judge = Judge { policies: &policies, overrides, rules: options.rules };
        if let (Some(old), Some(new)) = (old.single(), new.single()) {
            return Self::of_configs(old, new, report, &judge);
        }
        let mut settings = options.settings.clone();
        settings.origins = true;
        let mut sides = [old, new].map(|side| Pools::new(&side.cluster, &settings));
        sides.iter().for_each(|pools| report.append(pools.report().clone()));
        let mut pools: Vec<_> = names(&sides, options).iter().map(|name| compare(name, &mut sides, &judge)).collect();
        for pool in &mut pools {
            pool.paused = find(&new.cluster, &pool.pool)
                .or_else(|| find(&old.cluster, &pool.pool))
                .is_some_and(|it| it.spec.paused);
        }
        let observed = machines(old, new, options, &mut pools);
        pools.sort_by(|a, b| (Reverse(a.impact()), &a.pool).cmp(&(Reverse(b.impact()), &b.pool)));
        let overridden = overridden(&new.cluster, &pools);
        Self { pools, report, observed, overridden }
    }

    /// Compares two MachineConfigs, rendered or not, whatever they are for.
    fn of_configs(old: &Part, new: &Part, mut report: Report, judge: &Judge<'_>) -> Self {
        let mut outcome = |part: &Part| match part.refused.is_fatal() {
            true => Outcome::Refused(part.refused.clone()),
            false => {
                report.append(part.refused.clone());
                Outcome::Given(Box::new(part.clone()))
            }
        };
        let both = (outcome(old), outcome(new));
        let pool = PoolPreview::of(new.role().unwrap_or(&new.name), both, None, judge);
        Self {
            pools: Vec::from([pool]),
            report,
            observed: Report::new(),
            overridden: Vec::new(),
        }
    }

    /// How much the most disturbed pool is disturbed.
    #[must_use]
    pub fn impact(&self) -> Impact {
        self.pools.iter().map(PoolPreview::impact).max().unwrap_or_default()
    }
}

/// The object by which administrators ask things of the operator: the API server lets there be one, with this name.
fn configuration(cluster: &Cluster) -> Option<&Placed<MachineConfiguration>> {
    cluster.machine_configurations.iter().rfind(|placed| placed.object.metadata.name == "cluster")
}

/// What it lets pass of the changes, with where it says so.
fn overridden(cluster: &Cluster, pools: &[PoolPreview]) -> Vec<(String, Source)> {
    let Some(Placed { object, stand, .. }) = configuration(cluster) else { return Vec::new() };
    let words = object.spec.irreconcilable_validation_overrides.as_ref().map(|it| &it.storage[..]).unwrap_or_default();
    let of = |(at, word): (usize, &String)| {
        let mut only = IrreconcilableValidationOverrides::default();
        only.storage = Vec::from([word.clone()]);
        let passes = |pool: &PoolPreview| {
            let found = pool.let_pass.iter().find(|found| found.kind.is_let_pass(Overrides::of(&only)))?;
            Some(alloc::format!("{} (pool {})", found.kind, pool.pool))
        };
        let what: Vec<_> = pools.iter().filter_map(passes).collect();
        (!what.is_empty()).then(|| (what.join(", "), entry_of(stand, at)))
    };
    words.iter().enumerate().filter_map(of).collect()
}

/// An entry of the list of overrides.
fn entry_of(stand: &Stand, at: usize) -> Source {
    let fields = ["spec", "irreconcilableValidationOverrides", "storage"].map(Step::Field);
    let path = fields.into_iter().chain([Step::Index(u32::try_from(at).unwrap_or(u32::MAX))]).collect();
    Source::Config { name: "cluster".to_owned(), stand: *stand, path }
}

/// What administrators ask of the operator.
fn asked(cluster: &Cluster, report: &mut Report) -> (NodeDisruptionPolicies, Overrides) {
    let Some(placed) = configuration(cluster) else {
        return (NodeDisruptionPolicies::default(), Overrides::default());
    };
    let spec = &placed.object.spec;
    let overrides = spec.irreconcilable_validation_overrides.as_ref().map(Overrides::of).unwrap_or_default();
    let merged = spec.node_disruption_policy.as_ref().map(NodeDisruptionPolicies::merge).transpose();
    let policies = merged.unwrap_or_else(|bad| {
        report.add(Entry::new(&rule::BAD_POLICIES, placed.stand.place()).saying(bad.to_string()));
        None
    });
    (policies.unwrap_or_default(), overrides)
}

/// What a pool comes to.
fn outcome(pools: &mut Pools<'_>, name: &str) -> Outcome {
    if !pools.has(name) {
        return Outcome::Absent;
    }
    match pools.render(name) {
        Ok(rendered) => Outcome::Rendered(Box::new(rendered)),
        Err(refused) => Outcome::Refused(refused.into_report()),
    }
}

/// The pools that are asked for: all of both sides, if none is named.
fn names(sides: &[Pools<'_>; 2], options: &Options) -> BTreeSet<String> {
    match options.pools.is_empty() {
        true => sides.iter().flat_map(Pools::names).map(str::to_owned).collect(),
        false => options.pools.iter().cloned().collect(),
    }
}

fn compare(name: &str, sides: &mut [Pools<'_>; 2], judge: &Judge<'_>) -> PoolPreview {
    let [before, after] = sides;
    let (mut old, mut new) = (outcome(before, name), outcome(after, name));
    let mut beside = None;
    // Nodes of a custom pool come from worker, and go back there.
    if !BUILT_IN.contains(&name) {
        match (&old, &new) {
            (Outcome::Absent, Outcome::Absent) => {}
            (Outcome::Absent, _) => {
                old = outcome(before, WORKER);
                beside = Some(Beside::From(WORKER.to_owned()));
            }
            (_, Outcome::Absent) => {
                new = outcome(after, WORKER);
                beside = Some(Beside::To(WORKER.to_owned()));
            }
            _ => {}
        }
    }
    PoolPreview::of(name, (old, new), beside, judge)
}

fn find<'c>(cluster: &'c Cluster, name: &str) -> Option<&'c MachineConfigPool> {
    cluster.pools.iter().map(|placed| &placed.object).rfind(|pool| pool.metadata.name == name)
}

/// Adds what is known or supposed of the nodes of each pool, and answers what is wrong with those that are known.
fn machines(old: &Side, new: &Side, options: &Options, previews: &mut [PoolPreview]) -> Report {
    let mut observed = Report::new();
    let nodes = known(if new.nodes.is_empty() { &old.nodes } else { &new.nodes }, &mut observed);
    let pools: Vec<_> = previews.iter().map(|preview| target(old, new, preview)).collect();
    let before: BTreeMap<&str, &str> = previews.iter().map(|preview| (&*preview.pool, had(old, preview))).collect();
    let objects = Objects::of(&new.cluster);
    let now = options.now.unwrap_or(Timestamp::from_seconds(0));
    let mut all = if nodes.is_empty() {
        BTreeMap::new()
    } else {
        machines::all(&objects.fleet(&pools, &nodes, options.rules), &before, now, &mut observed)
    };
    for pool in &pools {
        let name = &pool.metadata.name;
        let count = options.nodes.get(name).filter(|_| !all.contains_key(name));
        if let Some(&count) = count {
            let nodes: Vec<Node> = machines::assumed(pool, count, before.get(&**name).copied().unwrap_or_default());
            let mut fleet = Fleet::new(core::slice::from_ref(pool), &nodes);
            (fleet.members, fleet.rules) = (Members::Given, options.rules);
            let supposed = machines::all(&fleet, &before, now, &mut Report::new()).remove(name);
            all.extend(supposed.map(|machines| (name.clone(), Machines { assumed: true, ..machines })));
        }
    }
    let machines = |preview: &PoolPreview| all.get(&preview.pool).cloned();
    let found: Vec<_> = previews.iter().map(machines).collect();
    previews.iter_mut().zip(found).for_each(|(preview, machines)| preview.machines = machines);
    observed
}

/// The nodes by name, each name once.
fn known<'n>(nodes: &'n [Node], observed: &mut Report) -> Cow<'n, [Node]> {
    let mut names = BTreeSet::new();
    let twice: BTreeSet<&str> = nodes.iter().map(|node| &*node.name).filter(|name| !names.insert(*name)).collect();
    for name in &twice {
        let message = alloc::format!("node {name} stands twice in what the cluster holds: one of them counts");
        observed.add(Entry::new(&rule::NODE_TWICE, Place::default()).saying(message));
    }
    if twice.is_empty() {
        return Cow::Borrowed(nodes);
    }
    // Whichever is read first must not matter: of equal names the one counts that was told the greater name.
    let told = |node: &Node| (node.desired_config.clone(), node.current_config.clone());
    let mut by_name: BTreeMap<&str, &Node> = BTreeMap::new();
    for node in nodes {
        let kept = by_name.entry(&node.name).or_insert(node);
        if told(node) > told(kept) {
            *kept = node;
        }
    }
    Cow::Owned(by_name.into_values().cloned().collect())
}

/// The name of the MachineConfig that a pool had: what a cluster says of it counts before what was rendered here.
fn had<'p>(old: &'p Side, preview: &'p PoolPreview) -> &'p str {
    let said =
        find(&old.cluster, &preview.pool).map(|pool| &*pool.spec.configuration.name).filter(|name| !name.is_empty());
    let made = preview.old.rendered().map(|rendered| &*rendered.name);
    said.or(made).unwrap_or_default()
}

/// A pool as it will be, with its target.
fn target(old: &Side, new: &Side, preview: &PoolPreview) -> MachineConfigPool {
    let known = find(&new.cluster, &preview.pool).or_else(|| find(&old.cluster, &preview.pool));
    let mut pool = known.cloned().unwrap_or_else(|| built_in(&preview.pool));
    pool.spec.configuration.name = match preview.new.rendered() {
        Some(rendered) if !preview.is_unchanged() => rendered.name.clone(),
        _ => had(old, preview).to_owned(),
    };
    pool
}

/// A pool that is not among the manifests, with the nodes of its role.
fn built_in(name: &str) -> MachineConfigPool {
    let mut pool = MachineConfigPool::new(name);
    let role = alloc::format!("node-role.kubernetes.io/{name}");
    let mut selector = LabelSelector::default();
    selector.match_labels.insert(role, String::new());
    pool.spec.node_selector = Some(selector);
    pool
}
