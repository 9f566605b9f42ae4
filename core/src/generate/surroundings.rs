//! What MachineConfigs are made of beside KubeletConfigs, ContainerRuntimeConfigs and pools: what administrators say of a
//! whole cluster, and what is said of registries and images.

use super::context::NodeConfig;
use super::managed::Purpose;
use super::registries;
use crate::api::{
    ClusterImagePolicy, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy, ImageTagMirrorSet,
    TlsSecurityProfile,
};
use crate::cluster::{Placed, placed};
use crate::manifest::Object;
use crate::part::Stand;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use core::mem;
use garboard_ignition::report::Report;
use serde::Deserialize;

/// The group of what administrators say of a whole cluster.
const CONFIG_GROUP: &str = "config.openshift.io";

/// Kinds of which a cluster has one object, of many fields that are passed by.
pub(super) const NODE: &str = "Node";
pub(super) const FEATURE_GATE: &str = "FeatureGate";
const API_SERVER: &str = "APIServer";
const CLUSTER_VERSION: &str = "ClusterVersion";
const SECRET: &str = "Secret";

/// The secret with which images are pulled, and where it has that.
const PULL_SECRET: &str = "pull-secret";
const DOCKER_CONFIG: &str = ".dockerconfigjson";

/// Every kind that is looked at here.
pub(crate) const SURROUNDINGS: &[&str] = &[
    API_SERVER,
    CLUSTER_VERSION,
    ClusterImagePolicy::KIND,
    FEATURE_GATE,
    Image::KIND,
    ImageContentSourcePolicy::KIND,
    ImageDigestMirrorSet::KIND,
    ImagePolicy::KIND,
    ImageTagMirrorSet::KIND,
    NODE,
];

/// What MachineConfigs are made of beside KubeletConfigs, ContainerRuntimeConfigs and pools. Of objects that a cluster has
/// one of, the last counts.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Surroundings {
    /// What is said of registries and images.
    pub registries: registries::Found,
    /// The image of the release that the cluster is to have.
    pub release_image: Option<String>,
    /// The feature gates that are known, and whether they are on; none if nobody says.
    pub feature_gates: Option<BTreeMap<String, bool>>,
    /// How nodes are set up.
    pub node: Option<NodeConfig>,
    /// Which TLS the API server speaks.
    pub tls: Option<TlsSecurityProfile>,
    /// With which images are pulled, as JSON: what the Secret `pull-secret` holds. Templates may name it.
    pub pull_secret: Option<String>,
    /// Where the objects stand of which a cluster has one.
    pub(super) stands: BTreeMap<Purpose, Stand>,
}

impl Surroundings {
    /// Adds an object; others are passed by.
    pub(crate) fn add(&mut self, object: &Object<'_>, report: &mut Report) {
        match (&*object.group(), &*object.kind()) {
            (CONFIG_GROUP, NODE) => {
                self.stands.insert(Purpose::NodeConfig, Stand::of(object));
                self.node = placed(object, report).map(|it| it.object).or(self.node.take());
            }
            (CONFIG_GROUP, API_SERVER) => {
                let server: Option<Placed<ApiServer>> = placed(object, report);
                self.tls = server.and_then(|it| it.object.spec.tls_security_profile);
            }
            (CONFIG_GROUP, CLUSTER_VERSION) => {
                let version: Option<Placed<ClusterVersion>> = placed(object, report);
                let image = version.map(|it| it.object.status.desired.image).filter(|image| !image.is_empty());
                self.release_image = image.or(self.release_image.take());
            }
            (CONFIG_GROUP, FEATURE_GATE) => {
                self.stands.insert(Purpose::FeatureGate, Stand::of(object));
                let gates: Option<Placed<FeatureGates>> = placed(object, report);
                self.feature_gates = gates.map(|it| it.object.known()).or(self.feature_gates.take());
            }
            ("", SECRET) if object.name() == PULL_SECRET => {
                // What cannot be read is as if it were not there: whoever names it is told.
                let secret: Option<Secret> = object.read().ok();
                self.pull_secret = secret.and_then(Secret::docker_config).or(self.pull_secret.take());
            }
            _ => {
                self.registries.add_object(object);
                report.append(mem::take(&mut self.registries.report));
            }
        }
    }

    /// Where the object stands that is made something of for this purpose.
    pub(crate) fn stand(&self, purpose: Purpose) -> Option<Stand> {
        self.stands.get(&purpose).copied()
    }

    /// Whether there is anything that a MachineConfig is made of.
    pub(super) fn any(&self) -> bool {
        self.node.is_some() || self.feature_gates.is_some() || self.registries.any()
    }

    /// The same with the Image that every cluster has.
    pub(super) fn with_image(&self) -> Cow<'_, Self> {
        match self.registries.with_image() {
            Cow::Borrowed(_) => Cow::Borrowed(self),
            Cow::Owned(registries) => Cow::Owned(Self { registries, ..self.clone() }),
        }
    }

    /// Where the last object about registries stands, if there are some and the Image is not among them.
    pub(super) fn lacks_image(&self) -> Option<Stand> {
        self.registries.stand().filter(|_| self.registries.lack_image())
    }

    /// Lays these over others, as `kubectl apply` would.
    pub(crate) fn lay_over(&mut self, base: &Self) {
        fn or<T: Clone>(own: &mut Option<T>, base: &Option<T>) {
            if own.is_none() {
                own.clone_from(base);
            }
        }
        self.registries.lay_over(&base.registries);
        or(&mut self.release_image, &base.release_image);
        or(&mut self.feature_gates, &base.feature_gates);
        or(&mut self.node, &base.node);
        or(&mut self.tls, &base.tls);
        or(&mut self.pull_secret, &base.pull_secret);
        for (purpose, stand) in &base.stands {
            self.stands.entry(*purpose).or_insert(*stand);
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Secret {
    data: BTreeMap<String, String>,
    string_data: BTreeMap<String, String>,
}

impl Secret {
    fn docker_config(mut self) -> Option<String> {
        let plain = self.string_data.remove(DOCKER_CONFIG);
        let decoded = || String::from_utf8(STANDARD.decode(self.data.get(DOCKER_CONFIG)?).ok()?).ok();
        plain.or_else(decoded)
    }
}

/// The feature gates of a cluster, version by version.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct FeatureGates {
    #[serde(default)]
    status: FeatureGatesStatus,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FeatureGatesStatus {
    feature_gates: Vec<GatesOfVersion>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct GatesOfVersion {
    version: String,
    enabled: Vec<Gate>,
    disabled: Vec<Gate>,
}

#[derive(Clone, Debug, Deserialize)]
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

impl FeatureGates {
    /// The gates of the last version that is listed.
    fn known(self) -> BTreeMap<String, bool> {
        self.status.feature_gates.into_iter().last().unwrap_or_default().known()
    }

    /// The gates of a version, or of the last one that is listed; nothing if it is not.
    pub(crate) fn of(&self, version: Option<&str>) -> Option<BTreeMap<String, bool>> {
        let mut listed = self.status.feature_gates.iter().rev();
        let found = listed.find(|gates| version.is_none_or(|version| gates.version == version))?;
        Some(found.clone().known())
    }

    /// The versions that are listed.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &str> {
        self.status.feature_gates.iter().map(|gates| &*gates.version)
    }
}

impl GatesOfVersion {
    fn known(self) -> BTreeMap<String, bool> {
        let Self { enabled, disabled, .. } = self;
        let on = enabled.into_iter().map(|gate| (gate.name, true));
        on.chain(disabled.into_iter().map(|gate| (gate.name, false))).collect()
    }
}
