//! Objects that stand in each other's way.

use super::pools::BUILT_IN;
use crate::api::LabelSelector;
use crate::cluster::{Cluster, Placed};
use crate::part::Stand;
use crate::render::{Pools, Settings};
use crate::rule;
use crate::selector::Selector;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::Severity;
use garboard_ignition::report::{Entry, Rule};

/// So often it is asked whether an object is for a pool.
const MOST: usize = 20_000_000;

pub(super) fn found(cluster: &Cluster) -> Vec<Entry> {
    let kubelets: Vec<_> = cluster.kubelet_configs.iter().map(|it| Named::of(it, &it.object.metadata.name)).collect();
    let runtimes: Vec<_> = cluster.runtime_configs.iter().map(|it| Named::of(it, &it.object.metadata.name)).collect();
    let parts: Vec<_> = cluster.parts.iter().map(|part| Named { name: &part.name, stand: part.stand }).collect();
    let pools: Vec<_> = cluster.pools.iter().map(|it| Named::of(it, &it.object.metadata.name)).collect();
    let mut found = Vec::new();
    for (kind, objects) in [
        ("MachineConfig", parts),
        ("MachineConfigPool", pools),
        ("KubeletConfig", kubelets.clone()),
        ("ContainerRuntimeConfig", runtimes.clone()),
    ] {
        found.extend(doubles(kind, objects));
    }
    let selectors = cluster.kubelet_configs.iter().map(|it| it.object.spec.machine_config_pool_selector.as_ref());
    found.extend(replaced("KubeletConfigs", kubelets.into_iter().zip(selectors).collect(), cluster));
    let selectors = cluster.runtime_configs.iter().map(|it| it.object.spec.machine_config_pool_selector.as_ref());
    found.extend(replaced("ContainerRuntimeConfigs", runtimes.into_iter().zip(selectors).collect(), cluster));
    found.extend(builds(cluster));
    found
}

/// An object's name, and where it stands.
#[derive(Clone, Copy)]
struct Named<'c> {
    name: &'c str,
    stand: Stand,
}

impl<'c> Named<'c> {
    const fn of<T>(placed: &Placed<T>, name: &'c str) -> Self {
        Self { name, stand: placed.stand }
    }
}

/// A finding at the first, with all others related.
fn together(rule: &'static Rule, mut stands: Vec<Stand>, message: String) -> Option<Entry> {
    stands.sort_unstable();
    let (first, others) = stands.split_first()?;
    let entry = Entry::new(rule, first.place()).saying(message);
    Some(others.iter().map(Stand::place).fold(entry, Entry::beside))
}

/// Objects of one kind and name. They may be meant for several clusters, or one be a patch of the other.
fn doubles(kind: &str, objects: Vec<Named<'_>>) -> Vec<Entry> {
    let mut same: BTreeMap<&str, Vec<Stand>> = BTreeMap::new();
    let named = objects.into_iter().filter(|it| !it.name.is_empty() && !it.name.contains(['$', '{']));
    named.for_each(|it| same.entry(it.name).or_default().push(it.stand));
    let told = |(name, stands): (&str, Vec<Stand>)| {
        let message = format!("{} {kind}s are called {name}: a cluster has one of a name", stands.len());
        let mut entry = together(&rule::DUPLICATE_NAME, stands, message)?;
        entry.severity = Severity::Warning;
        Some(entry)
    };
    same.into_iter().filter(|(_, stands)| stands.len() > 1).filter_map(told).collect()
}

/// Several of a kind for one pool: they are not merged.
fn replaced(kind: &str, objects: Vec<(Named<'_>, Option<&LabelSelector>)>, cluster: &Cluster) -> Vec<Entry> {
    let labels = pools(cluster);
    if labels.len().saturating_mul(objects.len()) > MOST {
        return Vec::new();
    }
    let mut names = BTreeMap::new();
    objects.iter().for_each(|(it, _)| *names.entry(it.name).or_insert(0) += 1);
    let mut meant: BTreeMap<Vec<Stand>, &str> = BTreeMap::new();
    let selectors: Vec<_> = objects
        .iter()
        .filter(|(it, _)| names.get(it.name) == Some(&1))
        .filter_map(|(it, selector)| Some((it.stand, Selector::new(*selector).ok()?)))
        .filter(|(_, selector)| !selector.is_everything())
        .collect();
    for (pool, labels) in &labels {
        let stands = selectors.iter().filter(|(_, selector)| selector.matches(Some(labels)));
        let stands: Vec<_> = stands.map(|(stand, _)| *stand).collect();
        if stands.len() > 1 {
            meant.entry(stands).or_insert(pool);
        }
    }
    let told = |(stands, pool): (Vec<Stand>, &str)| {
        let message =
            format!("{} {kind} are for pool {pool}: the newest alone counts, they are not merged", stands.len());
        together(&rule::POOL_CONFIGS_COMPETE, stands, message)
    };
    meant.into_iter().filter_map(told).collect()
}

/// The labels of pools, those of built-in ones too.
fn pools(cluster: &Cluster) -> BTreeMap<&str, BTreeMap<String, String>> {
    let built_in = |name: &'static str| {
        let own = format!("pools.operator.machineconfiguration.openshift.io/{name}");
        let common = "machineconfiguration.openshift.io/mco-built-in".into();
        (name, BTreeMap::from([(own, String::new()), (common, String::new())]))
    };
    let mut pools: BTreeMap<_, _> = BUILT_IN.into_iter().map(built_in).collect();
    let mut seen = BTreeSet::new();
    for placed in &cluster.pools {
        let metadata = &placed.object.metadata;
        let labels = pools.entry(&metadata.name).or_default();
        // Which of several of one name counts is not known.
        if seen.insert(&metadata.name) {
            labels.extend(metadata.labels.clone().unwrap_or_default());
        } else {
            labels.clear();
        }
    }
    pools
}

/// Controllers of several builds.
fn builds(cluster: &Cluster) -> Vec<Entry> {
    let pools = Pools::new(cluster, &Settings::default());
    let mixed = |entry: &&Entry| entry.rule.code == rule::MIXED_CONTROLLER_VERSIONS.code;
    pools.report().entries().iter().filter(mixed).cloned().collect()
}
