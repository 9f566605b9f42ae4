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

use super::asked::{All, Asked};
use super::managed::Purpose;
use super::{Mode, bases};
use crate::api::{ContainerRuntimeConfig, Image, KubeletConfig, MachineConfig, OwnerReference};
use crate::check::is_machine_config;
use crate::cluster::{Cluster, Named, Placed, changed};
use crate::manifest::Object;
use crate::part::{Part, Stand};
use crate::render::{assumed, one_build};
use crate::rule;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::{Entry, Report, Severity};
use serde::Serialize;

impl Cluster {
    /// Adds the MachineConfigs that controllers make of KubeletConfigs, ContainerRuntimeConfigs, feature gates, the set-up
    /// of nodes and what is said of registries and images, where the cluster does not have them: one that is there is what
    /// a controller made. Each stands where the object stands that it is made of.
    ///
    /// What they are made from, the cluster's own files, is in its MachineConfigs `00-*` and `01-*`. Where the cluster does not
    /// have these, they are made of the [templates](Self::add_template); without either, nothing is added.
    ///
    /// Answers what there is to say of that.
    #[must_use = "what controllers refuse is in it"]
    pub fn complete(&mut self) -> Report {
        let mut report = self.add_templated();
        report.append(self.add_generated());
        report
    }

    /// Adds what controllers make of objects.
    fn add_generated(&mut self) -> Report {
        if !self.makes_any() {
            return Report::new();
        }
        let mut made = self.asked(&self.kubelet_configs, &self.runtime_configs, &BTreeSet::new());
        if let Some(stand) = self.surroundings.lacks_image() {
            let message = "the Image cluster is not among the manifests: it is taken to ask for nothing";
            made.report.add(Entry::new(&rule::IMAGE_MISSING, stand.place()).saying(message));
            let registries =
                made.machine_configs.iter().filter(|config| Purpose::Registries.made(&config.metadata.name));
            self.unlike.extend(registries.map(|config| config.metadata.name.clone()));
        }
        made.report.append(self.bases_apart());
        let known: BTreeSet<_> = self.parts.iter().map(|part| &*part.name).collect();
        let mut parts = Vec::with_capacity(made.machine_configs.len());
        let new = made.machine_configs.into_iter().filter(|config| !known.contains(&*config.metadata.name));
        let owners = self.owners();
        parts.extend(new.map(|config| {
            let stand = self.stand_of(&config, &owners);
            Part::made(config, stand)
        }));
        self.parts.extend(parts);
        made.report
    }

    /// The same, with what there is to say among the rest of it. A controller that refuses an object leaves what it made
    /// before as it is: nothing of that is an error of what is rendered. A template that makes nothing is one.
    pub fn complete_noting(&mut self) {
        let templated = self.add_templated();
        self.report.append(templated);
        let mut made = self.add_generated();
        made.entries_mut().iter_mut().for_each(|entry| entry.severity = entry.severity.min(Severity::Warning));
        self.report.append(made);
    }

    /// The files that controllers start from, and that are not the same in all MachineConfigs of a role.
    pub(crate) fn bases_apart(&self) -> Report {
        let part = |name: &str| self.parts.iter().find(|part| part.name == name);
        let told = |bases::Apart { path, taken, other }: bases::Apart<'_>| {
            let message = format!(
                "{taken} and {other} have different {path}: controllers are taken to start from that of {taken}"
            );
            Some(
                Entry::new(&rule::BASE_FILES_APART, part(other)?.stand.place())
                    .saying(message)
                    .beside(part(taken)?.stand.place()),
            )
        };
        bases::apart(&self.written).into_iter().filter_map(told).collect()
    }

    /// What the objects turn into where these MachineConfigs are not there yet.
    fn asked(
        &self,
        kubelet_configs: &[Placed<KubeletConfig>],
        runtime_configs: &[Placed<ContainerRuntimeConfig>],
        missing: &BTreeSet<String>,
    ) -> All {
        let parts = || self.parts.iter().filter(|part| !missing.contains(&part.name));
        // Of pools that are not among the manifests, those count of which something else is.
        let has = |name: &str| parts().any(|part| part.role() == Some(name));
        let assumed = assumed(&self.pools, has);
        let is_there = |config: &&MachineConfig| !missing.contains(&config.metadata.name);
        let asked = Asked {
            pools: self.pools.iter().map(|pool| &pool.object).chain(&assumed).collect(),
            kubelet_configs,
            runtime_configs,
            machine_configs: self.written.iter().filter(is_there).cloned().collect(),
            controller_config: self.controller_configs.first().map(|placed| &placed.object),
            surroundings: &self.surroundings.with_image(),
            base: BTreeMap::new(),
        };
        asked.generate(Mode::Cluster, one_build(parts()))
    }

    /// Keeps the whole of a MachineConfig, if something is made from it or it was made.
    pub(crate) fn add_written(&mut self, object: &Object<'_>) {
        if is_machine_config(object) && bases::is_needed(&object.name()) {
            // What cannot be read is told of the MachineConfig itself.
            self.written.extend(object.read().ok());
        }
    }

    /// Adds what else MachineConfigs are made of. What cannot be read of it hinders no rendering.
    pub(crate) fn add_surroundings(&mut self, object: &Object<'_>) {
        let mut unread = Report::new();
        self.surroundings.add(object, &mut unread);
        unread.entries_mut().iter_mut().for_each(|entry| entry.severity = Severity::Warning);
        self.report.append(unread);
    }

    /// Whether there is anything that a MachineConfig is made of.
    fn makes_any(&self) -> bool {
        !self.kubelet_configs.is_empty() || !self.runtime_configs.is_empty() || self.surroundings.any()
    }

    /// The names of MachineConfigs of `base` that were made of objects which these manifests change, laid over it, and which
    /// are to be made anew. With them those that are not what we would have made of the objects of `base`, so that something
    /// is not known.
    pub(crate) fn outdated_in(&self, base: &Self) -> (BTreeSet<String>, BTreeSet<String>) {
        let kubelets = changed(&self.kubelet_configs, &base.kubelet_configs, |own, theirs| {
            own.metadata.labels == theirs.metadata.labels && json(&own.spec) == json(&theirs.spec)
        });
        let runtimes = changed(&self.runtime_configs, &base.runtime_configs, |own, theirs| {
            own.metadata.labels == theirs.metadata.labels && json(&own.spec) == json(&theirs.spec)
        });
        let registries = self.surroundings.registries.changes(&base.surroundings.registries);
        let is_outdated = |config: &&MachineConfig| {
            config.metadata.name.contains("-generated-")
                && config.metadata.owner_references.iter().any(|owner| match &*owner.kind {
                    KubeletConfig::KIND => kubelets.contains(&(&*owner.name, "")),
                    ContainerRuntimeConfig::KIND => runtimes.contains(&(&*owner.name, "")),
                    Image::KIND => registries,
                    _ => false,
                })
        };
        let outdated: Vec<_> = base.written.iter().filter(is_outdated).collect();
        let names: BTreeSet<_> = outdated.iter().map(|config| config.metadata.name.clone()).collect();
        if names.is_empty() {
            return (names, BTreeSet::new());
        }
        // What a controller has seen already it passes by.
        let (mut kubelets, mut runtimes) = (base.kubelet_configs.clone(), base.runtime_configs.clone());
        kubelets.iter_mut().for_each(|it| it.object.status = Default::default());
        runtimes.iter_mut().for_each(|it| it.object.status = Default::default());
        let anew = base.asked(&kubelets, &runtimes, &names).machine_configs;
        let content = |config: &MachineConfig| config.spec.config.as_ref()?.read::<serde_json::Value>().ok();
        let is_unlike = |held: &&&MachineConfig| {
            let made = anew.iter().find(|made| made.metadata.name == held.metadata.name);
            made.and_then(content) != content(held)
        };
        let unlike = outdated.iter().filter(is_unlike).map(|config| config.metadata.name.clone()).collect();
        (names, unlike)
    }

    /// Where the object stands that a MachineConfig is made of.
    fn stand_of(&self, config: &MachineConfig, owners: &Owners<'_>) -> Stand {
        let owner = |owner: &OwnerReference| owners.get(&(&*owner.kind, &*owner.name)).copied();
        let registries = || self.surroundings.registries.stand();
        let found = config.metadata.owner_references.iter().find_map(|it| match &*it.kind {
            Image::KIND => registries(),
            _ => owner(it),
        });
        let single = || match config.metadata.name.get(..2) {
            Some("97") => self.surroundings.stand(Purpose::NodeConfig),
            Some("98") => self.surroundings.stand(Purpose::FeatureGate),
            _ => None,
        };
        found.or_else(single).unwrap_or_default()
    }

    /// Where the objects stand that own MachineConfigs; of several of one name the first.
    fn owners(&self) -> Owners<'_> {
        let kubelets = placed(KubeletConfig::KIND, &self.kubelet_configs);
        let runtimes = placed(ContainerRuntimeConfig::KIND, &self.runtime_configs);
        // Of equal keys a map keeps the last.
        kubelets.chain(runtimes).rev().collect()
    }
}

/// Where objects stand, by kind and name.
type Owners<'c> = BTreeMap<(&'static str, &'c str), Stand>;

fn placed<'c, T: Named>(
    kind: &'static str,
    of: &'c [Placed<T>],
) -> impl DoubleEndedIterator<Item = ((&'static str, &'c str), Stand)> {
    of.iter().map(move |it| ((kind, &*it.object.metadata().name), it.stand))
}

/// What is asked for, whatever the order in which it is written.
fn json<S: Serialize>(spec: &S) -> Option<serde_json::Value> {
    serde_json::to_value(spec).ok()
}
