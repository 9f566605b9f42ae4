//! MachineConfigs that controllers make, and that are not there.

use crate::api::{LabelSelector, MachineConfigPool};
use crate::cluster::Cluster;
use crate::generate::managed::Purpose;
use crate::part::Part;
use crate::selector::Selector;
use alloc::vec::Vec;

/// The objects of which MachineConfigs are made for the pools that they select.
#[derive(Debug)]
pub(super) struct Asking([(Purpose, Vec<Selector>); 2]);

impl Asking {
    pub(super) fn of(cluster: &Cluster) -> Self {
        let kubelets = cluster.kubelet_configs.iter();
        let runtimes = cluster.runtime_configs.iter();
        Self([
            (Purpose::Kubelet, read(kubelets.map(|it| it.object.spec.machine_config_pool_selector.as_ref()))),
            (Purpose::ContainerRuntime, read(runtimes.map(|it| it.object.spec.machine_config_pool_selector.as_ref()))),
        ])
    }

    /// Whether one of them is for the pool, and the MachineConfig made of it is not among these.
    pub(super) fn lacks(&self, pool: &MachineConfigPool, parts: &[&Part]) -> bool {
        let labels = pool.metadata.labels.as_ref();
        self.0.iter().filter(|(_, selectors)| !selectors.is_empty()).any(|(purpose, selectors)| {
            let plain = purpose.plain(&pool.metadata.name);
            !parts.iter().any(|part| part.name.starts_with(&plain))
                && selectors.iter().any(|selector| selector.matches(labels))
        })
    }
}

/// Those that select something, but not everything: controllers take that for nothing.
fn read<'s>(selectors: impl Iterator<Item = Option<&'s LabelSelector>>) -> Vec<Selector> {
    selectors.filter_map(|it| Selector::new(it).ok()).filter(|selector| !selector.is_everything()).collect()
}
