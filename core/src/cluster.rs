//! The objects of a cluster that decide what its pools get.

mod lay;

pub(crate) use lay::{Named, changed, lay, noted};

use crate::api::{
    ContainerRuntimeConfig, ControllerConfig, KubeletConfig, MachineConfig, MachineConfigNode, MachineConfigPool,
    MachineConfiguration, MachineOSBuild, MachineOSConfig, OSImageStream,
};
use crate::check::{GROUP, is_machine_config, unserved};
use crate::generate::Surroundings;
use crate::manifest::{self, Document, Format, Notation, Object};
use crate::part::{Part, Stand};
use crate::rule;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::document::SourceId;
use garboard_ignition::report::{Entry, Gate, Report};
use serde::de::DeserializeOwned;

/// Manifests, as far as they decide what pools get. Whatever else they hold is passed by.
///
/// ```
/// use garboard_core::cluster::Cluster;
/// use garboard_core::render::{Pools, Settings};
/// use garboard_ignition::document::SourceId;
///
/// let mut cluster = Cluster::default();
/// cluster.read(SourceId(0), b"apiVersion: machineconfiguration.openshift.io/v1
/// kind: MachineConfig
/// metadata:
///   name: 50-smt
///   labels: {machineconfiguration.openshift.io/role: worker}
/// spec:
///   kernelArguments: [nosmt]
/// ");
/// let mut pools = Pools::new(&cluster, &Settings::default());
/// let rendered = pools.render("worker")?;
/// assert_eq!(rendered.spec().kernel_arguments, ["nosmt"]);
/// assert!(!rendered.certainty.is_exact(), "the images of the release are not known");
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Cluster {
    /// The MachineConfigs.
    pub parts: Vec<Part>,
    /// The pools.
    pub pools: Vec<Placed<MachineConfigPool>>,
    /// The ControllerConfigs, of which a cluster has one.
    pub controller_configs: Vec<Placed<ControllerConfig>>,
    /// The KubeletConfigs.
    pub kubelet_configs: Vec<Placed<KubeletConfig>>,
    /// The ContainerRuntimeConfigs.
    pub runtime_configs: Vec<Placed<ContainerRuntimeConfig>>,
    /// The OSImageStreams, of which a cluster has one.
    pub streams: Vec<Placed<OSImageStream>>,
    /// What administrators ask of the operator, of which a cluster has one.
    pub machine_configurations: Vec<Placed<MachineConfiguration>>,
    /// What the daemons report.
    pub config_nodes: Vec<Placed<MachineConfigNode>>,
    /// That images are built for pools.
    pub os_configs: Vec<Placed<MachineOSConfig>>,
    /// These builds.
    pub os_builds: Vec<Placed<MachineOSBuild>>,
    /// What else controllers make MachineConfigs of, see [`complete`](Self::complete).
    pub surroundings: Surroundings,
    /// The MachineConfigs that others are made from, or that were made, whole.
    pub(crate) written: Vec<MachineConfig>,
    /// The templates of MachineConfigs, by their paths.
    pub(crate) templates: BTreeMap<String, String>,
    /// Where they stand.
    pub(crate) template_stands: BTreeMap<String, Stand>,
    /// MachineConfigs that are made here, and of which it is not known all that they are made of.
    pub(crate) unlike: BTreeSet<String>,
    /// What could not be read.
    pub report: Report,
}

/// The group of what administrators ask of operators.
const OPERATOR_GROUP: &str = "operator.openshift.io";

/// An object, and where it stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Placed<T> {
    /// The object.
    pub object: T,
    /// Where it stands.
    pub stand: Stand,
}

impl<T> Placed<T> {
    /// An object that stands in no file.
    #[must_use]
    pub fn nowhere(object: T) -> Self {
        Self { object, stand: Stand::default() }
    }
}

impl Cluster {
    /// Adds what a file holds.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| self.add(&document));
        self.report.append(unread);
    }

    /// Adds what a document holds.
    pub fn add(&mut self, document: &Document<'_>) {
        for object in document.objects() {
            self.add_object(&object, document.notation);
        }
    }

    /// Adds an object.
    pub(crate) fn add_object(&mut self, object: &Object<'_>, notation: Notation) {
        self.add_written(object);
        if is_machine_config(object) {
            self.parts.extend(Part::of(object, notation));
        } else if let Some(entry) = unserved(object) {
            self.report.add(entry);
        } else if object.group() == GROUP {
            self.add_other(object);
        } else if object.group() == OPERATOR_GROUP && object.kind() == "MachineConfiguration" {
            self.machine_configurations.extend(placed(object, &mut self.report));
        } else {
            self.add_surroundings(object);
        }
    }

    fn add_other(&mut self, object: &Object<'_>) {
        let report = &mut self.report;
        match &*object.kind() {
            "MachineConfigPool" => self.pools.extend(placed(object, report)),
            "ControllerConfig" => self.controller_configs.extend(placed(object, report)),
            "KubeletConfig" => self.kubelet_configs.extend(placed(object, report)),
            "ContainerRuntimeConfig" => self.runtime_configs.extend(placed(object, report)),
            "OSImageStream" => self.streams.extend(placed(object, report)),
            "MachineConfigNode" => self.config_nodes.extend(placed(object, report)),
            "MachineOSConfig" => self.os_configs.extend(placed(object, report)),
            "MachineOSBuild" => self.os_builds.extend(placed(object, report)),
            _ => {}
        }
    }
}

impl Cluster {
    /// Lays these manifests over others, as `kubectl apply` would: an object takes the place of one of its kind and name,
    /// and what they do not name stays. A MachineConfig that a controller made goes if these manifests change what it was
    /// made of: [`complete`](Self::complete) makes it anew.
    #[must_use]
    pub fn over(mut self, base: &Self) -> Self {
        let (mut outdated, unlike) = self.outdated_in(base);
        let names: BTreeSet<_> = self.parts.iter().map(|part| part.name.clone()).collect();
        let stay = base.parts.iter().filter(|part| !names.contains(&part.name));
        self.parts.splice(..0, stay.cloned());
        lay(&mut self.pools, &base.pools, lay::nothing);
        lay(&mut self.controller_configs, &base.controller_configs, lay::nothing);
        lay(&mut self.kubelet_configs, &base.kubelet_configs, noted);
        lay(&mut self.runtime_configs, &base.runtime_configs, noted);
        lay(&mut self.streams, &base.streams, lay::nothing);
        lay(&mut self.machine_configurations, &base.machine_configurations, lay::nothing);
        lay(&mut self.config_nodes, &base.config_nodes, lay::nothing);
        lay(&mut self.os_configs, &base.os_configs, lay::nothing);
        lay(&mut self.os_builds, &base.os_builds, lay::nothing);
        self.surroundings.lay_over(&base.surroundings);
        if self.templates.is_empty() {
            self.templates.clone_from(&base.templates);
            self.template_stands.clone_from(&base.template_stands);
        }
        let own: BTreeSet<_> = self.written.iter().map(|config| config.metadata.name.clone()).collect();
        let stay = base.written.iter().filter(|config| !own.contains(&config.metadata.name));
        self.written.splice(..0, stay.cloned());
        outdated.retain(|name| !names.contains(name));
        self.parts.retain(|part| !outdated.contains(&part.name));
        self.written.retain(|config| !outdated.contains(&config.metadata.name));
        self.unlike.extend(unlike);
        self
    }
}

/// What is wrong with a value, without the text that it is: that may be a secret.
fn without_text(error: &str) -> String {
    const TEXT: &str = "string \"";
    match (error.find(TEXT), error.rfind("\", expected")) {
        (Some(start), Some(end)) if start + TEXT.len() <= end => [&error[..start], "text", &error[end + 1..]].concat(),
        _ => error.into(),
    }
}

/// Reads an object; one that is none is told.
pub(crate) fn placed<T: DeserializeOwned>(object: &Object<'_>, report: &mut Report) -> Option<Placed<T>> {
    let stand = Stand::of(object);
    match object.read() {
        Ok(object) => Some(Placed { object, stand }),
        Err(error) => {
            let error = format!("{error}");
            // The line is that of a text that nobody has seen.
            let error = without_text(error.split(" at line ").next().unwrap_or_default());
            let message = format!("{} {} cannot be read: {error}", object.kind(), object.name());
            report.add(Entry::new(&rule::UNREADABLE, stand.place()).at_gate(Gate::ApiServer).saying(message));
            None
        }
    }
}
