//! Manifests, as far as they decide what is generated, and all that they turn into.
//!
//! ```
//! use garboard_core::generate::{Manifests, Mode};
//! use garboard_ignition::document::SourceId;
//!
//! let mut manifests = Manifests::default();
//! manifests.read(SourceId(0), b"apiVersion: machineconfiguration.openshift.io/v1
//! kind: KubeletConfig
//! metadata: {name: pods}
//! spec:
//!   machineConfigPoolSelector: {matchLabels: {pool: worker}}
//!   kubeletConfig: {maxPods: 500}
//! ---
//! apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfigPool
//! metadata: {name: worker, labels: {pool: worker}}
//! ");
//! manifests.base([("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250".into())].into());
//! let made = manifests.generate(Mode::Cluster, "1.2.3");
//! assert_eq!(made.machine_configs[0].metadata.name, "99-worker-generated-kubelet");
//! ```

use super::context::NodeConfig;
use super::managed::Purpose;
use super::{
    Bases, Context, Existing, Generated, Mode, Status, Subject, Tls, by_age, feature_gate, kubelet, node_config,
    registries, runtime, template,
};
use crate::api::{
    ContainerRuntimeConfig, ControllerConfig, ImagePolicy, KubeletConfig, MachineConfig, MachineConfigPool,
    TlsSecurityProfile,
};
use crate::check::{GROUP, is_machine_config};
use crate::cluster::{Placed, placed};
use crate::manifest::{self, Format, Object};
use crate::part::Stand;
use crate::role::BUILT_IN;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::Refused;
use garboard_ignition::document::SourceId;
use garboard_ignition::report::Report;
use serde::Deserialize;

/// The group of what administrators say of a whole cluster.
const CONFIG_GROUP: &str = "config.openshift.io";

/// Kinds of which a cluster has one object, of many fields that are passed by.
const NODE: &str = "Node";
const FEATURE_GATE: &str = "FeatureGate";

/// Manifests, as far as they decide what is generated.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Manifests {
    /// The KubeletConfigs.
    pub kubelet_configs: Vec<Placed<KubeletConfig>>,
    /// The ContainerRuntimeConfigs.
    pub runtime_configs: Vec<Placed<ContainerRuntimeConfig>>,
    /// What is said of registries and images.
    pub registries: registries::Found,
    /// The image of the release that the cluster is to have.
    pub release_image: Option<String>,
    /// The pools.
    pub pools: Vec<MachineConfigPool>,
    /// The MachineConfigs; those of roles have the base files.
    pub machine_configs: Vec<MachineConfig>,
    /// What the controllers know of the cluster: templates are filled in with it.
    pub controller_config: Option<ControllerConfig>,
    /// The feature gates that are known, and whether they are on; none if nobody says.
    pub feature_gates: Option<BTreeMap<String, bool>>,
    /// How nodes are set up.
    pub node: Option<NodeConfig>,
    /// Which TLS the API server speaks.
    pub tls: Option<TlsSecurityProfile>,
    /// Base files and templates that stand in no manifest, by path.
    pub(super) base: BTreeMap<String, String>,
    /// Where the objects stand of which a cluster has one.
    pub(super) stands: BTreeMap<Purpose, Stand>,
    /// What could not be read.
    pub report: Report,
}

/// All that manifests turn into.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct All {
    /// At bootstrap those that were made, in that order; in a cluster all that exist afterwards, by name.
    pub machine_configs: Vec<MachineConfig>,
    /// In a cluster: what is noted on each object, by its kind and name.
    pub conditions: BTreeMap<String, Status>,
    /// What people should know.
    pub report: Report,
}

#[derive(Deserialize)]
struct FeatureGates {
    #[serde(default)]
    status: FeatureGatesStatus,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FeatureGatesStatus {
    feature_gates: Vec<GatesOfVersion>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct GatesOfVersion {
    enabled: Vec<Gate>,
    disabled: Vec<Gate>,
}

#[derive(Deserialize)]
struct Gate {
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClusterVersion {
    status: ClusterVersionStatus,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClusterVersionStatus {
    desired: Release,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Release {
    image: String,
}

#[derive(Deserialize)]
struct ApiServer {
    #[serde(default)]
    spec: ApiServerSpec,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ApiServerSpec {
    tls_security_profile: Option<TlsSecurityProfile>,
}

impl Manifests {
    /// Adds what a file holds. Of objects that a cluster has one of, the last counts.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| {
            document.objects().iter().for_each(|object| self.add(object));
        });
        self.report.append(unread);
        self.report.append(core::mem::take(&mut self.registries.report));
    }

    fn add(&mut self, object: &Object<'_>) {
        if is_machine_config(object) {
            self.machine_configs.extend(placed(object, &mut self.report).map(|it| it.object));
        } else {
            self.add_other(object);
        }
    }

    /// Adds what is no MachineConfig.
    pub(super) fn add_other(&mut self, object: &Object<'_>) {
        let report = &mut self.report;
        match (&*object.group(), &*object.kind()) {
            (GROUP, "KubeletConfig") => self.kubelet_configs.extend(placed(object, report)),
            (GROUP, "ContainerRuntimeConfig") => self.runtime_configs.extend(placed(object, report)),
            (GROUP, "MachineConfigPool") => self.pools.extend(placed(object, report).map(|it| it.object)),
            (GROUP, "ControllerConfig") => {
                self.controller_config = placed(object, report).map(|it| it.object).or(self.controller_config.take());
            }
            (CONFIG_GROUP, NODE) => {
                self.stands.insert(Purpose::NodeConfig, Stand::of(object));
                self.node = placed(object, report).map(|it| it.object).or(self.node.take());
            }
            (CONFIG_GROUP, "APIServer") => {
                let server: Option<Placed<ApiServer>> = placed(object, report);
                self.tls = server.and_then(|it| it.object.spec.tls_security_profile);
            }
            (CONFIG_GROUP, "ClusterVersion") => {
                let version: Option<Placed<ClusterVersion>> = placed(object, report);
                let image = version.map(|it| it.object.status.desired.image).filter(|image| !image.is_empty());
                self.release_image = image.or(self.release_image.take());
            }
            (CONFIG_GROUP, FEATURE_GATE) => {
                self.stands.insert(Purpose::FeatureGate, Stand::of(object));
                let gates: Option<Placed<FeatureGates>> = placed(object, report);
                self.feature_gates = gates.map(|it| it.object.known()).or(self.feature_gates.take());
            }
            _ => self.registries.add_object(object),
        }
    }

    /// Says what the base files are where no MachineConfig has them: by absolute paths, the files of every role; by other
    /// paths, templates below their directory.
    pub fn base(&mut self, files: BTreeMap<String, String>) {
        self.base = files;
    }

    /// All that the manifests turn into: 97, 98 and 99, whatever there are objects for. Objects are taken by age and pools by
    /// name, so that the order of manifests does not matter. A refusal ends what it is about; the rest goes on.
    #[must_use]
    pub fn generate(&self, mode: Mode, controller_version: &str) -> All {
        self.generate_for(self.pools.clone(), mode, controller_version)
    }

    /// The same for other pools.
    pub(super) fn generate_for(&self, mut pools: Vec<MachineConfigPool>, mode: Mode, controller_version: &str) -> All {
        let bases = self.bases();
        pools.sort_by(|a, b| a.metadata.name.cmp(&b.metadata.name));
        let mut context = Context::new(mode, &pools, &bases);
        context.feature_gates = self.feature_gates.clone().unwrap_or_default();
        context.node = self.node.as_ref();
        context.stands.clone_from(&self.stands);
        context.controller_version = controller_version;
        let mut subjects: Vec<_> = self
            .kubelet_configs
            .iter()
            .map(|it| {
                let mut subject = Subject::new(&it.object);
                subject.stand = it.stand;
                subject
            })
            .collect();
        by_age(&mut subjects);
        let mut all = Gathering {
            mode,
            existing: self.machine_configs.iter().cloned().collect(),
            all: All::default(),
        };
        if self.node.is_some() {
            all.add(NODE, |existing| node_config::generate(&context, existing));
        }
        if self.feature_gates.is_some() {
            all.add(FEATURE_GATE, |existing| feature_gate::generate(&context, existing));
        }
        all.add(KubeletConfig::KIND, |existing| kubelet::generate(&subjects, &context, existing));
        let mut runtimes = self.runtime_configs.clone();
        runtime::by_age(&mut runtimes);
        all.add(ContainerRuntimeConfig::KIND, |existing| runtime::generate(&runtimes, &context, existing));
        let release = self.release_image.as_deref().or_else(|| {
            let config = self.controller_config.as_ref().map(|config| &*config.spec.release_image);
            config.filter(|image| !image.is_empty())
        });
        let objects = self.registries.objects(release);
        if objects.any() {
            all.add(ImagePolicy::KIND, |existing| registries::generate(objects, &context, existing));
        }
        all.finish()
    }

    /// The base files: those of MachineConfigs first, then those that were given.
    fn bases(&self) -> Bases {
        let mut bases = Bases::of(&self.machine_configs);
        let (files, templates): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.base.clone().into_iter().partition(|(path, _)| path.starts_with('/'));
        for role in BUILT_IN {
            bases.add(role, &files);
        }
        if templates.is_empty() {
            return bases;
        }
        let spec = self.controller_config.as_ref().map(|config| config.spec.clone()).unwrap_or_default();
        bases.or(template::bases(&templates, &spec, &Tls::of(self.tls.as_ref())))
    }
}

impl FeatureGates {
    /// The gates of the last version that is listed.
    fn known(self) -> BTreeMap<String, bool> {
        let GatesOfVersion { enabled, disabled } = self.status.feature_gates.into_iter().last().unwrap_or_default();
        let on = enabled.into_iter().map(|gate| (gate.name, true));
        on.chain(disabled.into_iter().map(|gate| (gate.name, false))).collect()
    }
}

/// One run after the other.
struct Gathering {
    mode: Mode,
    existing: Existing,
    all: All,
}

impl Gathering {
    fn add(&mut self, kind: &str, run: impl FnOnce(Existing) -> Result<Generated, Refused>) {
        let made = match run(self.existing.clone()) {
            Ok(made) => made,
            Err(refused) => return self.all.report.append(refused.into_report()),
        };
        match self.mode {
            Mode::Bootstrap => self.all.machine_configs.extend(made.machine_configs),
            Mode::Cluster => self.existing = made.machine_configs.into_iter().collect(),
        }
        let named = made.statuses.into_iter().map(|(name, status)| (alloc::format!("{kind}/{name}"), status));
        self.all.conditions.extend(named);
        self.all.report.append(made.report);
    }

    fn finish(mut self) -> All {
        if self.mode == Mode::Cluster {
            self.all.machine_configs = self.existing.into_configs();
        }
        self.all.report.sort();
        self.all
    }
}
