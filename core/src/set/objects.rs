//! Objects that stand in each other's way.

use super::Scope;
use crate::cluster::{Cluster, Placed};
use crate::doubles::doubles;
use crate::part::Stand;
use crate::render::mixed_builds;
use alloc::vec::Vec;
use garboard_ignition::Severity;
use garboard_ignition::report::Entry;

pub(super) fn found(cluster: &Cluster, scope: Scope<'_>) -> Vec<Entry> {
    let parts: Vec<_> = cluster.parts.iter().filter(|part| scope.has(part)).collect();
    let named = parts.iter().map(|part| Named { name: &part.name, stand: part.stand }).collect();
    let pools = cluster.pools.iter().map(|it| Named::of(it, &it.object.metadata.name));
    let pools = pools.filter(|pool| scope.has_pool(pool.name)).collect();
    let kubelets = cluster.kubelet_configs.iter().map(|it| Named::of(it, &it.object.metadata.name)).collect();
    let runtimes = cluster.runtime_configs.iter().map(|it| Named::of(it, &it.object.metadata.name)).collect();
    let mut found = Vec::new();
    for (kind, objects) in [
        ("MachineConfig", named),
        ("MachineConfigPool", pools),
        ("KubeletConfig", kubelets),
        ("ContainerRuntimeConfig", runtimes),
    ] {
        found.extend(repeated(kind, objects));
    }
    found.extend(mixed_builds(parts));
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
