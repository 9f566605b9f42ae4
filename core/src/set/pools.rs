//! What each pool selects.

use super::{Scope, owned};
use crate::api::MachineConfigPool;
use crate::cluster::{Cluster, Placed};
use crate::part::{Part, Stand};
use crate::render::order;
use crate::role::{BUILT_IN, WORKER};
use crate::rule;
use crate::selector::Selector;
use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::nearest;
use garboard_ignition::report::Entry;

/// So often it is asked whether a pool selects a MachineConfig; above it, pools count as selecting nothing.
const MOST: usize = 20_000_000;

/// The pools, with what each selects.
pub(super) struct Pools<'c> {
    /// The MachineConfigs that have a name of their own, in merge order.
    pub(super) parts: Vec<&'c Part>,
    pools: Vec<Pool>,
    /// Names that several pools have.
    doubled: BTreeSet<&'c str>,
    /// Whether all pools were asked.
    complete: bool,
    /// Whether it is about one pool.
    narrow: bool,
}

pub(super) struct Pool {
    name: String,
    /// Where it stands; nowhere if it is assumed.
    stand: Option<Stand>,
    /// The numbers of its MachineConfigs, in merge order.
    chosen: Vec<usize>,
}

/// The pools among the manifests, and for every other role the pool of its name.
pub(super) fn of<'c>(cluster: &'c Cluster, scope: Scope<'_>) -> Pools<'c> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    cluster.parts.iter().for_each(|part| *counts.entry(&part.name).or_default() += 1);
    let is_one = |part: &&Part| counts.get(&*part.name) == Some(&1) && !part.name.starts_with("rendered-");
    let mut parts: Vec<_> = cluster.parts.iter().filter(is_one).collect();
    parts.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut written: Vec<_> = cluster.pools.iter().collect();
    // Which of several of a name counts is not known.
    let mut seen = BTreeSet::new();
    let again = |placed: &&&'c Placed<MachineConfigPool>| !seen.insert(&*placed.object.metadata.name);
    let doubled: BTreeSet<_> = written.iter().filter(again).map(|placed| &*placed.object.metadata.name).collect();
    written.retain(|placed| !doubled.contains(&*placed.object.metadata.name));
    let complete = written.len().saturating_mul(parts.len()) <= MOST;
    let known = if complete { &written[..] } else { &[] };
    let mut pools: Vec<_> = known.iter().filter_map(|placed| Pool::of(placed, &parts)).collect();
    let named: BTreeSet<_> = written.iter().map(|placed| &*placed.object.metadata.name).collect();
    let mut by_role: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        let role = part.role().filter(|role| !role.is_empty() && !named.contains(role));
        if let Some(role) = role {
            by_role.entry(role).or_default().push(number);
        }
    }
    let assumed = |(name, chosen): (&str, _)| Pool { name: name.to_owned(), stand: None, chosen };
    pools.extend(by_role.into_iter().map(assumed));
    pools.retain(|pool| scope.has_pool(&pool.name));
    Pools { parts, pools, doubled, complete, narrow: scope.is_narrow() }
}

impl Pool {
    /// Nothing where the selector is none, or selects everything.
    fn of(placed: &Placed<MachineConfigPool>, parts: &[&Part]) -> Option<Self> {
        let name = &placed.object.metadata.name;
        let selector = Selector::new(placed.object.spec.machine_config_selector.as_ref()).ok()?;
        if selector.is_everything() {
            return None;
        }
        let takes = |part: &Part| selector.matches(part.labels.as_ref());
        let chosen = (0..).zip(parts).filter(|(_, part)| takes(part)).map(|(number, _)| number).collect();
        Some(Self { name: name.clone(), stand: Some(placed.stand), chosen })
    }
}

impl<'c> Pools<'c> {
    /// What pools select, once each, with the first pool that does.
    pub(super) fn distinct(&self) -> BTreeMap<&[usize], &str> {
        let mut distinct = BTreeMap::new();
        for pool in self.pools.iter().filter(|pool| !pool.chosen.is_empty()) {
            distinct.entry(&*pool.chosen).or_insert(&*pool.name);
        }
        distinct
    }

    pub(super) fn found(&self, cluster: &'c Cluster) -> Vec<Entry> {
        let mut found: Vec<_> = self.pools.iter().filter_map(|pool| self.takes_workers(pool)).collect();
        if self.complete && !self.narrow && !cluster.pools.is_empty() {
            found.extend(self.not_selected());
        }
        if let Some(first) = cluster.pools.first().filter(|_| !self.complete) {
            let (pools, parts) = (cluster.pools.len(), self.parts.len());
            let message =
                format!("{pools} pools and {parts} MachineConfigs are too many: what the pools select is not judged");
            found.push(Entry::new(&rule::SET_TOO_LARGE, first.stand.place()).saying(message));
        }
        found
    }

    /// MachineConfigs that no pool selects, where pools are among the manifests. The pools of built-in roles need not be.
    fn not_selected(&self) -> Vec<Entry> {
        let written = self.pools.iter().filter(|pool| pool.stand.is_some());
        let selected: BTreeSet<_> = written.flat_map(|pool| &pool.chosen).collect();
        let names = || self.pools.iter().filter(|pool| pool.stand.is_some()).map(|pool| &*pool.name).chain(BUILT_IN);
        let lost = |(number, part): (usize, &&'c Part)| {
            let role = part.role().filter(|role| !role.is_empty() && !role.contains(['$', '{']))?;
            let known = BUILT_IN.contains(&role) || self.doubled.contains(role);
            if known || selected.contains(&number) || owned::by_operator(part) {
                return None;
            }
            let message = format!("no pool among these manifests selects this MachineConfig of the role {role}");
            let entry = Entry::new(&rule::NOT_SELECTED, part.stand.place()).saying(message);
            Some(match nearest(role, names()) {
                Some(near) => entry.hinting(format!("did you mean {near}?")),
                None => entry,
            })
        };
        (0..).zip(&self.parts).filter_map(lost).collect()
    }

    /// A custom pool that gets the MachineConfigs of worker too: to change one of them is to change both.
    fn takes_workers(&self, pool: &Pool) -> Option<Entry> {
        let stand = pool.stand.filter(|_| !BUILT_IN.contains(&&*pool.name))?;
        let theirs = pool.chosen.iter().map(|&number| self.parts[number]);
        let theirs: Vec<_> = theirs.filter(|part| part.role() == Some(WORKER) && !owned::by_operator(part)).collect();
        let (first, count) = (theirs.first()?, theirs.len());
        let others = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        let message = format!(
            "pool {} selects MachineConfigs of worker too: a change of {}{others} reaches its nodes",
            pool.name, first.name
        );
        let entry = Entry::new(&rule::POOL_TAKES_WORKERS, stand.place()).saying(message);
        Some(theirs.iter().map(|part| part.stand.place()).fold(entry, Entry::beside))
    }
}
