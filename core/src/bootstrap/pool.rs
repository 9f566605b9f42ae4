//! The pools of a cluster that is installed.

use crate::api::{
    ContainerRuntimeConfig, Image, KubeletConfig, LabelSelector, MachineConfig, MachineConfigPool,
    MachineConfigPoolStatusConfiguration, MachineOSConfig, ObjectReference,
};
use crate::cluster::{Cluster, Placed};
use crate::generate::managed::{Claim, Purpose};
use crate::part::Stand;
use crate::render::{Rendered, built_in};
use crate::role::{ARBITER, BUILT_IN, ROLE, WITH_ARBITER};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The label of pools that an upgrade waits for, which the release's own may have.
const REQUIRED: &str = "operator.machineconfiguration.openshift.io/required-for-upgrade";

/// The pools by name, each once: of several the last that is not the release's own. The release's own are there where
/// something is for them, as the operator writes them on the bootstrap host.
pub(super) fn distinct(cluster: &Cluster, topology: Option<&str>) -> Vec<Placed<MachineConfigPool>> {
    let mut pools: BTreeMap<&str, &Placed<MachineConfigPool>> = BTreeMap::new();
    for pool in &cluster.pools {
        let known = pools.entry(&pool.object.metadata.name).or_insert(pool);
        if !is_own(&pool.object) {
            *known = pool;
        }
    }
    let mut distinct: Vec<_> = pools.into_values().cloned().collect();
    let has_configs = |name: &str| cluster.parts.iter().any(|part| part.role() == Some(name));
    let exists = |name: &str| name != ARBITER || topology == Some(WITH_ARBITER);
    for name in BUILT_IN.into_iter().filter(|name| exists(name) && has_configs(name)) {
        if !distinct.iter().any(|pool| pool.object.metadata.name == name) {
            distinct.push(Placed::nowhere(own(name)));
        }
    }
    distinct.sort_by(|a, b| a.object.metadata.name.cmp(&b.object.metadata.name));
    distinct
}

/// A pool as the release brings it.
fn own(name: &str) -> MachineConfigPool {
    let mut pool = built_in(name);
    let mut nodes = LabelSelector::default();
    nodes.match_labels.insert(format!("node-role.kubernetes.io/{name}"), String::new());
    pool.spec.node_selector = Some(nodes);
    pool
}

/// Whether a pool is one of those that the release brings, in every letter.
fn is_own(pool: &MachineConfigPool) -> bool {
    let name = &*pool.metadata.name;
    if !BUILT_IN.contains(&name) {
        return false;
    }
    let (mut metadata, own) = (pool.metadata.clone(), own(name));
    metadata.labels.iter_mut().for_each(|labels| drop(labels.remove(REQUIRED)));
    metadata.creation_timestamp = None;
    (metadata, &pool.spec) == (own.metadata, &own.spec)
}

/// All MachineConfigs there are, as what a pool was rendered from.
pub(super) fn source(machine_configs: &[MachineConfig]) -> Vec<ObjectReference> {
    let source = |config: &MachineConfig| ObjectReference {
        kind: MachineConfig::KIND.into(),
        name: config.metadata.name.clone(),
        api_version: MachineConfig::API_VERSION.into(),
        ..ObjectReference::default()
    };
    machine_configs.iter().map(source).collect()
}

/// A pool, with what was rendered for it.
pub(super) fn configured(
    pool: &MachineConfigPool,
    rendered: &Rendered,
    source: &[ObjectReference],
) -> MachineConfigPool {
    let mut pool = pool.clone();
    pool.spec.configuration = MachineConfigPoolStatusConfiguration {
        name: rendered.name.clone(),
        source: source.to_vec(),
        ..MachineConfigPoolStatusConfiguration::default()
    };
    pool.status.configuration.clone_from(&pool.spec.configuration);
    pool
}

/// Where the object stands that a MachineConfig is made of: here they have no name of their owner.
pub(super) fn stand_of(config: &MachineConfig, cluster: &Cluster) -> Stand {
    let role = config.metadata.label(ROLE).unwrap_or_default();
    let pool = cluster.pools.iter().find(|pool| pool.object.metadata.name == role);
    let metadata = pool.map(|pool| &pool.object.metadata);
    let is_for = |claim: Claim<'_>| metadata.is_some_and(|pool| claim.is_for(pool) == Ok(true));
    let owner = config.metadata.owner_references.first().map(|owner| &*owner.kind);
    let found = match owner {
        Some(KubeletConfig::KIND) => {
            cluster.kubelet_configs.iter().find(|it| is_for(Claim::from(&it.object))).map(|it| it.stand)
        }
        Some(ContainerRuntimeConfig::KIND) => {
            cluster.runtime_configs.iter().find(|it| is_for(Claim::from(&it.object))).map(|it| it.stand)
        }
        Some(Image::KIND) => cluster.surroundings.registries.stand(),
        _ if Purpose::NodeConfig.made(&config.metadata.name) => cluster.surroundings.stand(Purpose::NodeConfig),
        _ if Purpose::FeatureGate.made(&config.metadata.name) => cluster.surroundings.stand(Purpose::FeatureGate),
        _ => cluster.os_configs.iter().find(|it| is_of(&it.object, role)).map(|it| it.stand),
    };
    found.unwrap_or_default()
}

fn is_of(config: &MachineOSConfig, pool: &str) -> bool {
    config.spec.machine_config_pool.name == pool
}
