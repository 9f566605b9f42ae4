//! The MachineConfigs of a cluster that controllers make of its other objects.
//!
//! ```
//! use garboard_core::cluster::Cluster;
//! use garboard_ignition::document::SourceId;
//!
//! let mut cluster = Cluster::default();
//! cluster.read(SourceId(0), b"apiVersion: machineconfiguration.openshift.io/v1
//! kind: KubeletConfig
//! metadata: {name: pods}
//! spec:
//!   machineConfigPoolSelector: {matchLabels: {pools.operator.machineconfiguration.openshift.io/worker: ''}}
//!   kubeletConfig: {maxPods: 500}
//! ---
//! apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfig
//! metadata:
//!   name: 01-worker-kubelet
//!   labels: {machineconfiguration.openshift.io/role: worker}
//! spec:
//!   config:
//!     ignition: {version: 3.5.0}
//!     storage: {files: [{path: /etc/kubernetes/kubelet.conf, contents: {source: 'data:,maxPods:%20250'}}]}
//! ");
//! assert!(cluster.complete().is_empty());
//! assert_eq!(cluster.parts.last().expect("one more").name, "99-worker-generated-kubelet");
//! ```

use super::managed::Purpose;
use super::manifests::All;
use super::{Manifests, Mode, bases};
use crate::api::{ContainerRuntimeConfig, Image, KubeletConfig, MachineConfig, ObjectMeta};
use crate::check::is_machine_config;
use crate::cluster::{Cluster, Placed};
use crate::manifest::Object;
use crate::part::{Part, Stand};
use crate::render::{builds, with_assumed};
use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;
use garboard_ignition::report::{Report, Severity};
use serde::Serialize;

impl Cluster {
    /// Adds the MachineConfigs that controllers make of KubeletConfigs, ContainerRuntimeConfigs, feature gates, the set-up
    /// of nodes and what is said of registries and images, where the cluster does not have them: one that is there is what
    /// a controller made. Each stands where the object stands that it is made of.
    ///
    /// What they are made from, the cluster's own files, is in its MachineConfigs `00-*` and `01-*`. Without those nothing
    /// is added.
    ///
    /// Answers what there is to say of that.
    #[must_use = "what controllers refuse is in it"]
    pub fn complete(&mut self) -> Report {
        if !self.generators.any() {
            return Report::new();
        }
        let made = self.generated();
        let known: BTreeSet<_> = self.parts.iter().map(|part| part.name.clone()).collect();
        let new = made.machine_configs.iter().filter(|config| !known.contains(&config.metadata.name));
        let parts: Vec<_> = new.filter_map(|config| part(config, self.generators.stand_of(config))).collect();
        self.parts.extend(parts);
        made.report
    }

    /// The same, with what there is to say among the rest of it. A controller that refuses an object leaves what it made
    /// before as it is: nothing of that is an error of what is rendered.
    pub fn complete_noting(&mut self) {
        let mut made = self.complete();
        made.entries_mut().iter_mut().for_each(|entry| entry.severity = entry.severity.min(Severity::Warning));
        self.report.append(made);
    }

    fn generated(&self) -> All {
        // Of pools that are not among the manifests, those count of which something else is.
        let has = |name: &str| self.parts.iter().any(|part| part.role() == Some(name));
        let pools: Vec<_> = self.pools.iter().map(|pool| pool.object.clone()).collect();
        let version = match builds(&self.parts)[..] {
            [(hash, _)] => hash,
            _ => "",
        };
        self.generators.generate_for(with_assumed(pools, has), Mode::Cluster, version)
    }

    /// The names of MachineConfigs that were made of objects which these manifests change, and which are to be made anew:
    /// those of `self` laid over `base`. With them those that are not what we would have made of the objects of `base`, so
    /// that something is not known.
    pub(crate) fn outdated_in(&self, base: &Self) -> (BTreeSet<String>, BTreeSet<String>) {
        let made =
            base.generators.machine_configs.iter().filter(|config| self.generators.changes(&base.generators, config));
        let outdated: BTreeSet<_> = made.map(|config| config.metadata.name.clone()).collect();
        if outdated.is_empty() {
            return (outdated, BTreeSet::new());
        }
        let anew = base.without(&outdated).generated().machine_configs;
        let config = |of: &[MachineConfig], name: &str| {
            let found = of.iter().find(|config| config.metadata.name == name);
            found.and_then(|found| found.spec.config.as_ref()?.read::<serde_json::Value>().ok())
        };
        let differs = |name: &&String| config(&anew, name) != config(&base.generators.machine_configs, name);
        let unlike = outdated.iter().filter(differs).cloned().collect();
        (outdated, unlike)
    }

    /// The same cluster before these were made.
    fn without(&self, names: &BTreeSet<String>) -> Self {
        let mut cluster = self.clone();
        cluster.forget(names);
        // What a controller has seen already it passes by.
        cluster.generators.kubelet_configs.iter_mut().for_each(|it| it.object.status = Default::default());
        cluster.generators.runtime_configs.iter_mut().for_each(|it| it.object.status = Default::default());
        cluster
    }

    /// Takes MachineConfigs out.
    pub(crate) fn forget(&mut self, names: &BTreeSet<String>) {
        self.parts.retain(|part| !names.contains(&part.name));
        self.generators.machine_configs.retain(|config| !names.contains(&config.metadata.name));
    }
}

impl Manifests {
    /// Adds an object, MachineConfigs only if something is made from them or they were made.
    pub(crate) fn add_needed(&mut self, object: &Object<'_>) {
        if !is_machine_config(object) {
            self.add_other(object);
        } else if bases::is_needed(&object.name()) {
            // What cannot be read is told of the MachineConfig itself.
            let config = object.read::<MachineConfig>();
            self.machine_configs.extend(config.ok());
        }
    }

    /// Whether there is anything that a MachineConfig is made of.
    fn any(&self) -> bool {
        let single = self.node.is_some() || self.feature_gates.is_some();
        let several = !self.kubelet_configs.is_empty() || !self.runtime_configs.is_empty();
        single || several || self.registries.any()
    }

    /// Where the object stands that a MachineConfig is made of.
    fn stand_of(&self, config: &MachineConfig) -> Stand {
        let found = config.metadata.owner_references.iter().find_map(|owner| match &*owner.kind {
            KubeletConfig::KIND => named(&self.kubelet_configs, &owner.name, |it| &it.metadata).map(|it| it.stand),
            ContainerRuntimeConfig::KIND => {
                named(&self.runtime_configs, &owner.name, |it| &it.metadata).map(|it| it.stand)
            }
            Image::KIND => self.registries.stand(),
            _ => None,
        });
        let single = || match config.metadata.name.get(..2) {
            Some("97") => self.stands.get(&Purpose::NodeConfig).copied(),
            Some("98") => self.stands.get(&Purpose::FeatureGate).copied(),
            _ => None,
        };
        found.or_else(single).unwrap_or_default()
    }

    /// Whether these manifests, laid over `base`, change what a MachineConfig of `base` was made of.
    fn changes(&self, base: &Self, config: &MachineConfig) -> bool {
        let is_generated = config.metadata.name.contains("-generated-");
        is_generated
            && config.metadata.owner_references.iter().any(|owner| match &*owner.kind {
                KubeletConfig::KIND => {
                    differs(&self.kubelet_configs, &base.kubelet_configs, &owner.name, |it| (&it.metadata, &it.spec))
                }
                ContainerRuntimeConfig::KIND => {
                    differs(&self.runtime_configs, &base.runtime_configs, &owner.name, |it| (&it.metadata, &it.spec))
                }
                Image::KIND => self.registries.changes(&base.registries),
                _ => false,
            })
    }

    /// Lays these over others, as `kubectl apply` would. What a server notes on an object stays noted.
    pub(crate) fn over(mut self, base: &Self) -> Self {
        lay(&mut self.kubelet_configs, &base.kubelet_configs, |it| &mut it.metadata);
        lay(&mut self.runtime_configs, &base.runtime_configs, |it| &mut it.metadata);
        self.registries.lay_over(&base.registries);
        let names: BTreeSet<_> = self.machine_configs.iter().map(|config| config.metadata.name.clone()).collect();
        let stay = base.machine_configs.iter().filter(|config| !names.contains(&config.metadata.name));
        self.machine_configs.splice(..0, stay.cloned());
        let names: BTreeSet<_> = self.pools.iter().map(|pool| pool.metadata.name.clone()).collect();
        let stay = base.pools.iter().filter(|pool| !names.contains(&pool.metadata.name));
        self.pools.splice(..0, stay.cloned());
        let or = |own: &mut Self| {
            own.release_image = own.release_image.take().or_else(|| base.release_image.clone());
            own.controller_config = own.controller_config.take().or_else(|| base.controller_config.clone());
            own.feature_gates = own.feature_gates.take().or_else(|| base.feature_gates.clone());
            own.node = own.node.take().or_else(|| base.node.clone());
            own.tls = own.tls.take().or_else(|| base.tls.clone());
        };
        or(&mut self);
        for (kind, stand) in &base.stands {
            self.stands.entry(*kind).or_insert(*stand);
        }
        self
    }
}

/// A MachineConfig that was made, as one that was read, standing where the object does that it is made of.
fn part(config: &MachineConfig, stand: Stand) -> Option<Part> {
    let mut typed = config.clone();
    (typed.api_version, typed.kind) = (MachineConfig::API_VERSION.to_owned(), MachineConfig::KIND.to_owned());
    let mut part = Part::from_json(&serde_json::to_string(&typed).ok()?)?;
    for entry in part.refused.entries_mut() {
        (entry.place, entry.related) = (stand.place(), Vec::new());
    }
    part.stand = stand;
    Some(part)
}

fn named<'m, T>(of: &'m [Placed<T>], name: &str, metadata: fn(&T) -> &ObjectMeta) -> Option<&'m Placed<T>> {
    of.iter().find(|it| metadata(&it.object).name == name)
}

/// Whether an object stands in `own`, and asks for something else than the one of its name in `base`.
fn differs<T, S: Serialize>(
    own: &[Placed<T>],
    base: &[Placed<T>],
    name: &str,
    of: fn(&T) -> (&ObjectMeta, &S),
) -> bool {
    let asked = |of_side: &[Placed<T>]| {
        let found = of_side.iter().map(|it| of(&it.object)).find(|(metadata, _)| metadata.name == name);
        found.map(|(metadata, spec)| (metadata.labels.clone(), serde_json::to_value(spec).ok()))
    };
    asked(own).is_some_and(|asked_now| Some(asked_now) != asked(base))
}

/// Objects take the place of those of their name, and keep what only a server knows of them.
pub(super) fn lay<T: Clone>(own: &mut Vec<Placed<T>>, base: &[Placed<T>], metadata: fn(&mut T) -> &mut ObjectMeta) {
    let name = |of: &ObjectMeta| (of.name.clone(), of.namespace.clone());
    let known = own.iter_mut().enumerate().map(|(index, it)| (name(metadata(&mut it.object)), index));
    let known: BTreeMap<_, _> = known.collect();
    let mut stay = Vec::new();
    for old in base {
        let mut old = old.clone();
        let theirs = metadata(&mut old.object);
        match known.get(&name(theirs)) {
            Some(index) => keep(metadata(&mut own[*index].object), mem::take(theirs)),
            None => stay.push(old),
        }
    }
    own.splice(..0, stay);
}

/// What is written in a file says nothing of these, and what is applied takes none of them away.
fn keep(own: &mut ObjectMeta, theirs: ObjectMeta) {
    let annotations = own.annotations.get_or_insert_default();
    for (key, value) in theirs.annotations.unwrap_or_default() {
        annotations.entry(key).or_insert(value);
    }
    if annotations.is_empty() {
        own.annotations = None;
    }
    own.uid = theirs.uid;
    own.creation_timestamp = theirs.creation_timestamp;
    own.finalizers = theirs.finalizers;
    own.generation = theirs.generation.saturating_add(1);
}
