//! The manifests of a directory, as the bootstrap host reads them.

use super::installer::Given;
use crate::api::MachineConfig;
use crate::check::{GROUP, is_machine_config};
use crate::cluster::{Cluster, Placed, placed};
use crate::generate::FeatureGates;
use crate::manifest::{self, Document, Format, Object};
use crate::part::Stand;
use crate::rule;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::SourceId;
use garboard_ignition::report::{Entry, Gate, Report, Severity};
use serde_json::{Map, Value};

/// The versions of the API that the bootstrap host reads; objects of all others it passes by.
const REGISTERED: [&str; 7] = [
    "config.openshift.io/v1",
    "config.openshift.io/v1alpha1",
    "image.openshift.io/v1",
    "machineconfiguration.openshift.io/v1",
    "machineconfiguration.openshift.io/v1alpha1",
    "operator.openshift.io/v1alpha1",
    "v1",
];

/// The group of what administrators say of a whole cluster.
const CONFIG_GROUP: &str = "config.openshift.io";

/// Kinds of which one object counts, whose name is this.
const SINGLE: [&str; 3] = ["APIServer", "FeatureGate", "Node"];
const CLUSTER: &str = "cluster";

/// Manifests of a directory that a cluster is installed from. Read its files in the order of their names: of some kinds the
/// last object counts.
///
/// ```
/// use garboard_core::bootstrap::{self, Manifests};
/// use garboard_ignition::document::SourceId;
///
/// let mut manifests = Manifests::default();
/// manifests.read(SourceId(0), b"apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n");
/// let refused = bootstrap::run(&manifests, &Default::default()).expect_err("something is missing");
/// assert_eq!(refused.to_string(), "error: no controllerconfig found in dir");
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Manifests {
    /// What decides what pools get.
    pub(super) cluster: Cluster,
    /// The MachineConfigs, in the order in which they stand.
    pub(super) machine_configs: Vec<Placed<MachineConfig>>,
    /// Which features are on.
    pub(super) feature_gates: Option<Placed<FeatureGates>>,
    /// What a ControllerConfig is made of, where there is none.
    pub(super) given: Given,
    /// The APIServer.
    pub(super) api_server: Option<Map<String, Value>>,
    /// An image of the release that nothing is made of.
    pub(super) release_images: Vec<Stand>,
    /// What could not be read, and what is passed by.
    pub(super) report: Report,
}

impl Manifests {
    /// Adds what a file holds: documents in YAML or JSON. It never fails; what cannot be read [`run`](super::run) refuses.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| self.add(&document));
        self.report.append(unread);
    }

    /// Adds a template of MachineConfigs, by its path below the directory of templates. A MachineConfig that stands among the
    /// manifests counts before the one of its name that templates make.
    pub fn add_template(&mut self, source: SourceId, path: &str, text: String) {
        self.cluster.add_template(source, path, text);
    }

    /// Adds what a document holds.
    pub fn add(&mut self, document: &Document<'_>) {
        let object = Object { value: document.tape.root(), document: document.number };
        if !REGISTERED.contains(&&*object.api_version()) {
            return;
        }
        if object.kind().ends_with("List") && object.value.get("items").is_some() {
            let message = format!("the bootstrap host passes by the objects of this {}", object.kind());
            return self.report.add(Entry::new(&rule::BOOTSTRAP_LIST, Stand::of(&object).place()).saying(message));
        }
        let (before, others) = (self.report.len(), self.cluster.report.len());
        self.add_object(&object, document);
        if self.report.len() == before {
            // What both read is told once.
            self.cluster.report.entries()[others..].iter().cloned().for_each(|entry| self.report.add(entry));
        }
        for entry in &mut self.report.entries_mut()[before..] {
            // Whatever is known has to be readable.
            entry.severity = Severity::Error;
            entry.gate = Some(Gate::Generate);
            entry.message = format!("error parsing [{}] manifest: {}", document.number + 1, entry.message).into();
        }
    }

    fn add_object(&mut self, object: &Object<'_>, document: &Document<'_>) {
        let report = &mut self.report;
        let (group, kind) = (object.group(), object.kind());
        if is_machine_config(object) {
            self.machine_configs.extend(placed(object, report));
        } else if group == CONFIG_GROUP && SINGLE.contains(&&*kind) && object.name() != CLUSTER {
            return;
        }
        match (&*group, &*kind) {
            (CONFIG_GROUP, "FeatureGate") => {
                self.feature_gates = placed(object, report).or(self.feature_gates.take());
            }
            (CONFIG_GROUP, "APIServer") => {
                self.api_server = placed(object, report).map(|it| it.object).or(self.api_server.take());
            }
            (GROUP, "InternalReleaseImage") if object.name() == CLUSTER => {
                self.release_images.push(Stand::of(object));
            }
            _ => {}
        }
        self.given.add(object);
        self.cluster.add_object(object, document.notation);
    }
}
