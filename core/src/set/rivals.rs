//! Several KubeletConfigs, or ContainerRuntimeConfigs, for one pool: which of them wins, and what the others lose.

use super::Scope;
use crate::api::{ContainerRuntimeConfig, ContainerRuntimeConfiguration, KubeletConfig, ObjectMeta};
use crate::cluster::Cluster;
use crate::doubles::together;
use crate::generate::managed::SUFFIX;
use crate::part::Stand;
use crate::role::BUILT_IN;
use crate::rule;
use crate::selector::Selector;
use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::report::Entry;
use serde::Serialize;
use serde_json::Value;

/// So often it is asked whether an object is for a pool.
const MOST: usize = 20_000_000;

/// Suffixes are numbers up to this one.
const LAST: u32 = 9;

/// An object, as far as it competes with others of its kind.
struct Rival<'c> {
    name: &'c str,
    stand: Stand,
    selector: Selector,
    /// What its MachineConfig's name ends with, once the controller has named it.
    suffix: Option<&'c str>,
    /// When it was made, where that is known.
    created: Option<&'c str>,
    /// What it sets.
    sets: BTreeMap<String, Setting>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Setting {
    /// With which other settings it stands in one file.
    file: File,
    value: String,
}

/// A file that is written as a whole, if there is anything to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    /// kubelet.conf, which is always written.
    Kubelet,
    /// What the system is left with, where something is said of that.
    Reserved,
    /// storage.conf, where something is said of that.
    Storage,
    /// One of its own.
    Own,
}

pub(super) fn found(cluster: &Cluster, scope: Scope<'_>) -> Vec<Entry> {
    let kubelets = cluster.kubelet_configs.iter().filter_map(|it| {
        let selector = it.object.spec.machine_config_pool_selector.as_ref();
        Rival::new(&it.object.metadata, it.stand, Selector::new(selector).ok()?, kubelet(&it.object))
    });
    let runtimes = cluster.runtime_configs.iter().filter_map(|it| {
        let selector = it.object.spec.machine_config_pool_selector.as_ref();
        Rival::new(&it.object.metadata, it.stand, Selector::new(selector).ok()?, runtime(&it.object))
    });
    let labels = pools(cluster, scope);
    let mut found = of_kind("KubeletConfigs", kubelets.collect(), &labels);
    found.extend(of_kind("ContainerRuntimeConfigs", runtimes.collect(), &labels));
    found
}

/// The same of KubeletConfigs and pools alone: each object with what is noted on it, pools with their labels.
pub(crate) fn kubelet_configs<'c>(
    objects: impl Iterator<Item = (&'c KubeletConfig, &'c ObjectMeta, Stand)>,
    pools: &BTreeMap<&str, BTreeMap<String, String>>,
) -> Vec<Entry> {
    let rivals = objects.filter_map(|(object, noted, stand)| {
        let selector = Selector::new(object.spec.machine_config_pool_selector.as_ref()).ok()?;
        Rival::new(noted, stand, selector, kubelet(object))
    });
    of_kind("KubeletConfigs", rivals.collect(), pools)
}

/// What a KubeletConfig sets.
fn kubelet(object: &KubeletConfig) -> BTreeMap<String, Setting> {
    const RESERVED: [&str; 3] = ["cpu", "ephemeral-storage", "memory"];
    let spec = &object.spec;
    let mut sets = BTreeMap::new();
    let config = spec.kubelet_config.as_ref().and_then(|raw| raw.read::<BTreeMap<String, Value>>().ok());
    for (name, value) in config.unwrap_or_default() {
        let reserved = name == "systemReserved"
            && value.as_object().is_some_and(|it| it.keys().all(|key| RESERVED.contains(&&**key)));
        let file = if reserved { File::Reserved } else { File::Kubelet };
        sets.insert(name, Setting { file, value: format!("{value}") });
    }
    add(&mut sets, "tlsSecurityProfile", File::Kubelet, spec.tls_security_profile.as_ref());
    add(&mut sets, "autoSizingReserved", File::Reserved, spec.auto_sizing_reserved.as_ref());
    add(&mut sets, "logLevel", File::Own, spec.log_level.as_ref());
    sets
}

/// What a ContainerRuntimeConfig sets.
fn runtime(object: &ContainerRuntimeConfig) -> BTreeMap<String, Setting> {
    let mut sets = BTreeMap::new();
    let Some(config) = &object.spec.container_runtime_config else { return sets };
    let ContainerRuntimeConfiguration { pids_limit, log_level, log_size_max, overlay_size, default_runtime, .. } =
        config;
    add(&mut sets, "pidsLimit", File::Own, pids_limit.as_ref());
    add(&mut sets, "logLevel", File::Own, Some(log_level).filter(|it| !it.is_empty()));
    add(&mut sets, "logSizeMax", File::Own, log_size_max.as_ref());
    add(&mut sets, "defaultRuntime", File::Own, Some(default_runtime).filter(|it| !it.is_empty()));
    add(&mut sets, "overlaySize", File::Storage, overlay_size.as_ref());
    for (name, file, stores) in [
        ("additionalArtifactStores", File::Own, &config.additional_artifact_stores),
        ("additionalImageStores", File::Storage, &config.additional_image_stores),
        ("additionalLayerStores", File::Storage, &config.additional_layer_stores),
    ] {
        add(&mut sets, name, file, Some(stores).filter(|it| !it.is_empty()));
    }
    sets
}

fn add<T: Serialize>(sets: &mut BTreeMap<String, Setting>, name: &str, file: File, value: Option<T>) {
    if let Some(value) = value.and_then(|value| serde_json::to_string(&value).ok()) {
        sets.insert(name.to_owned(), Setting { file, value });
    }
}

impl<'c> Rival<'c> {
    /// Nothing for an object that is for no pool.
    fn new(
        metadata: &'c ObjectMeta,
        stand: Stand,
        selector: Selector,
        sets: BTreeMap<String, Setting>,
    ) -> Option<Self> {
        let time = |time: &&str| time.len() == "2026-01-28T00:00:00Z".len() && time.ends_with('Z');
        (!selector.is_everything()).then(|| Self {
            name: &metadata.name,
            stand,
            selector,
            suffix: metadata.annotation(SUFFIX),
            created: metadata.creation_timestamp.as_deref().filter(time),
            sets,
        })
    }

    /// The settings that are not in force where `winner` wins.
    fn loses<'r>(&'r self, winner: &'r Self) -> impl Iterator<Item = &'r str> {
        let writes = |file| file == File::Kubelet || winner.sets.values().any(|setting| setting.file == file);
        let lost = move |(name, setting): &(&String, &Setting)| match (winner.sets.get(*name), setting.file) {
            (Some(theirs), _) => theirs.value != setting.value,
            (None, File::Own) => false,
            (None, file) => writes(file),
        };
        self.sets.iter().filter(lost).map(|(name, _)| &**name)
    }

    /// The number of a suffix: none counts as 0.
    fn number(&self) -> Option<u32> {
        match self.suffix {
            None | Some("") => Some(0),
            Some(suffix) => suffix.parse().ok(),
        }
    }
}

/// The one whose MachineConfig is merged last: their names differ in their suffixes, and are compared as text. The newest
/// gets the next number when the controller first sees it. None where it depends on what the manifests do not say.
fn winner<'r, 'c>(rivals: &[&'r Rival<'c>]) -> Option<&'r Rival<'c>> {
    let (named, new): (Vec<_>, Vec<_>) = rivals.iter().copied().partition(|rival| rival.suffix.is_some());
    let only_last = |sorted: Vec<&'r Rival<'c>>, same: fn(&Rival<'_>, &Rival<'_>) -> bool| match &sorted[..] {
        [.., before, last] if same(before, last) => None,
        [.., last] => Some(*last),
        [] => None,
    };
    match &new[..] {
        [] => {
            let mut sorted = named;
            sorted.sort_by_key(|rival| rival.suffix);
            only_last(sorted, |a, b| a.suffix == b.suffix)
        }
        [one] if !named.is_empty() => {
            let newest = one.created.is_none_or(|own| named.iter().all(|it| it.created.is_some_and(|its| its <= own)));
            let numbers: Option<Vec<_>> = named.iter().map(|rival| rival.number()).collect();
            let next = numbers?.into_iter().max()?.checked_add(1)?;
            (newest && next <= LAST).then_some(*one)
        }
        _ if named.is_empty() && new.iter().all(|rival| rival.created.is_some()) => {
            let mut sorted = new;
            sorted.sort_by_key(|rival| rival.created);
            only_last(sorted, |a, b| a.created == b.created)
        }
        _ => None,
    }
}

/// Several of a kind for one pool, of which one takes settings from the others.
fn of_kind(kind: &str, mut rivals: Vec<Rival<'_>>, labels: &BTreeMap<&str, BTreeMap<String, String>>) -> Vec<Entry> {
    if let Some(first) = rivals.first().filter(|_| labels.len().saturating_mul(rivals.len()) > MOST) {
        let (objects, pools) = (rivals.len(), labels.len());
        let message = format!("{objects} {kind} and {pools} pools are too many: which of them compete is not judged");
        return Vec::from([Entry::new(&rule::SET_TOO_LARGE, first.stand.place()).saying(message)]);
    }
    // Which of several of one name counts is not known.
    let mut names = BTreeMap::new();
    rivals.iter().for_each(|it| *names.entry(it.name).or_insert(0) += 1);
    rivals.retain(|it| names.get(it.name) == Some(&1));
    rivals.sort_by_key(|it| it.stand);
    let mut meant: BTreeMap<Vec<usize>, &str> = BTreeMap::new();
    for (pool, labels) in labels {
        let theirs = (0..).zip(&rivals).filter(|(_, it)| it.selector.matches(Some(labels)));
        let theirs: Vec<_> = theirs.map(|(number, _)| number).collect();
        if theirs.len() > 1 {
            meant.entry(theirs).or_insert(pool);
        }
    }
    let told = |(numbers, pool): (Vec<usize>, &str)| {
        let rivals: Vec<_> = numbers.into_iter().map(|number| &rivals[number]).collect();
        let message = format!("{} {kind} are for pool {pool}: {}", rivals.len(), outcome(&rivals)?);
        together(&rule::POOL_CONFIGS_COMPETE, rivals.iter().map(|it| it.stand).collect(), message)
    };
    meant.into_iter().filter_map(told).collect()
}

/// Who wins, and what the others lose; nothing if nothing is lost.
fn outcome(rivals: &[&Rival<'_>]) -> Option<String> {
    if let Some(winner) = winner(rivals) {
        let of = |it: &&Rival<'_>| {
            let lost: Vec<_> = it.loses(winner).collect();
            (!lost.is_empty()).then(|| format!("{} of {}", lost.join(", "), it.name))
        };
        let lost: Vec<_> = rivals.iter().filter(|it| it.name != winner.name).filter_map(of).collect();
        let winner = winner.name;
        return (!lost.is_empty()).then(|| format!("{winner} wins, and without effect are {}", lost.join("; ")));
    }
    let pairs = rivals.iter().flat_map(|one| rivals.iter().map(move |other| (one, other)));
    // A hundred of them say enough of what is at stake.
    let lost: BTreeSet<_> = pairs.take(10_000).flat_map(|(one, other)| one.loses(other)).collect();
    let lost: Vec<_> = lost.into_iter().collect();
    (!lost.is_empty())
        .then(|| format!("the one that is made last wins, and the others lose what they say of {}", lost.join(", ")))
}

/// The labels of pools, those of built-in ones too.
fn pools<'c>(cluster: &'c Cluster, scope: Scope<'_>) -> BTreeMap<&'c str, BTreeMap<String, String>> {
    let built_in = |name: &'static str| {
        let own = format!("pools.operator.machineconfiguration.openshift.io/{name}");
        let common = "machineconfiguration.openshift.io/mco-built-in".into();
        (name, BTreeMap::from([(own, String::new()), (common, String::new())]))
    };
    let mut pools: BTreeMap<&str, _> = BUILT_IN.into_iter().map(built_in).collect();
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
    pools.retain(|name, _| scope.has_pool(name));
    pools
}
