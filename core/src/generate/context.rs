//! What generators know besides the objects that they make MachineConfigs of.

use super::managed::Purpose;
use super::{Bases, Mode, Refusal};
use crate::api::{KubeletConfig, MachineConfigPool};
use crate::part::Stand;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;

/// The path of the kubelet's configuration.
pub(super) const KUBELET_CONF: &str = "/etc/kubernetes/kubelet.conf";

/// What generators know of the cluster.
///
/// ```
/// use garboard_core::api::MachineConfigPool;
/// use garboard_core::generate::{Bases, Context, Mode};
///
/// let (pools, bases) = ([MachineConfigPool::new("worker")], Bases::default());
/// let mut context = Context::new(Mode::Cluster, &pools, &bases);
/// context.controller_version = "1.2.3";
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// When it is asked.
    pub mode: Mode,
    /// The pools, in the order in which they are taken.
    pub pools: Vec<&'a MachineConfigPool>,
    /// The files that nodes have of themselves.
    pub bases: &'a Bases,
    /// All feature gates that are known, and whether they are on.
    pub feature_gates: BTreeMap<String, bool>,
    /// How nodes are set up; none if nobody said.
    pub node: Option<&'a NodeConfig>,
    /// Where the objects stand of which a cluster has one, by what is made of them.
    pub stands: BTreeMap<Purpose, Stand>,
    /// The build of the controllers.
    pub controller_version: &'a str,
}

impl<'a> Context<'a> {
    /// Nothing but pools and base files.
    #[must_use]
    pub fn new(mode: Mode, pools: impl IntoIterator<Item = &'a MachineConfigPool>, bases: &'a Bases) -> Self {
        Self {
            mode,
            pools: pools.into_iter().collect(),
            bases,
            feature_gates: BTreeMap::new(),
            node: None,
            stands: BTreeMap::new(),
            controller_version: "",
        }
    }
}

/// How the nodes of a cluster are set up: `nodes.config.openshift.io`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct NodeConfig {
    /// What is asked for.
    pub spec: NodeConfigSpec,
}

/// What is asked for of the nodes of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NodeConfigSpec {
    /// The version of control groups: `v2`, or nothing for the same.
    pub cgroup_mode: String,
    /// How soon a worker says that it is alive: `Default`, `MediumUpdateAverageReaction`, `LowUpdateSlowReaction` or
    /// nothing.
    pub worker_latency_profile: String,
}

/// A KubeletConfig that something is generated from.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Subject<'a> {
    /// The object.
    pub config: &'a KubeletConfig,
    /// The bytes of `spec.kubeletConfig`, where they are others than those that the object holds.
    pub raw: Option<&'a [u8]>,
    /// Where it stands.
    pub stand: Stand,
}

impl<'a> Subject<'a> {
    /// An object that stands in no file.
    #[must_use]
    pub fn new(config: &'a KubeletConfig) -> Self {
        Self { config, raw: None, stand: Stand::default() }
    }
}

/// Puts objects into the order in which a cluster came to know them: by age, then by name. Suffixes are given in this order
/// to those that have none, so that it is the one to take where only a set of objects is known.
pub fn by_age(subjects: &mut [Subject<'_>]) {
    let key = |subject: &Subject<'_>| {
        let metadata = &subject.config.metadata;
        (metadata.creation_timestamp.clone(), metadata.name.clone())
    };
    subjects.sort_by_cached_key(key);
}

/// Why nothing is made for a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A base file that nobody knows.
    NoBase,
    /// A controller stops.
    Refused(Refusal),
}

impl Stop {
    pub(super) fn saying(words: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(words))
    }
}

impl From<Refusal> for Stop {
    fn from(why: Refusal) -> Self {
        Self::Refused(why)
    }
}
