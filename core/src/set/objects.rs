//! Objects that stand in each other's way.

use crate::api::LabelSelector;
use crate::cluster::{Cluster, Placed};
use crate::doubles::{doubles, together};
use crate::part::Stand;
use crate::render::mixed_builds;
use crate::role::BUILT_IN;
use crate::rule;
use crate::selector::Selector;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::Severity;
use garboard_ignition::report::Entry;

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
        found.extend(repeated(kind, objects));
    }
    let selectors = cluster.kubelet_configs.iter().map(|it| it.object.spec.machine_config_pool_selector.as_ref());
    found.extend(replaced("KubeletConfigs", kubelets.into_iter().zip(selectors).collect(), cluster));
    let selectors = cluster.runtime_configs.iter().map(|it| it.object.spec.machine_config_pool_selector.as_ref());
    found.extend(replaced("ContainerRuntimeConfigs", runtimes.into_iter().zip(selectors).collect(), cluster));
    found.extend(mixed_builds(&cluster.parts));
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

/// Objects of one kind and name. They may be meant for several clusters, or one be a patch of the other.
fn repeated(kind: &str, objects: Vec<Named<'_>>) -> impl Iterator<Item = Entry> {
    let named = objects.into_iter().filter(|it| !it.name.is_empty() && !it.name.contains(['$', '{']));
    let warned = |mut entry: Entry| {
        entry.severity = Severity::Warning;
        entry
    };
    doubles(kind, named.map(|it| (it.name, it.stand))).into_values().map(warned)
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
