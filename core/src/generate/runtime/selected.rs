//! Which objects are for which pools, found once.

use crate::api::{ContainerRuntimeConfig, MachineConfigPool};
use crate::cluster::Placed;
use crate::generate::Refusal;
use crate::selector::Selector;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

/// Pools and objects, by their numbers.
pub(super) struct Selected {
    /// For each object the pools that it is for, or that its selector is none.
    pools: Vec<Result<Vec<usize>, Refusal>>,
    /// For each pool the objects that are for it.
    configs: Vec<Vec<usize>>,
    /// The first selector that is none.
    bad: Option<Refusal>,
}

impl Selected {
    pub(super) fn of(configs: &[Placed<ContainerRuntimeConfig>], pools: &[MachineConfigPool]) -> Self {
        let chosen = |config: &Placed<ContainerRuntimeConfig>| {
            let selector = Selector::new(config.object.spec.machine_config_pool_selector.as_ref())
                .map_err(|bad| Refusal::new(format!("invalid label selector: {}", bad.kubernetes)))?;
            let matches =
                |at: &usize| !selector.is_everything() && selector.matches(pools[*at].metadata.labels.as_ref());
            Ok((0..pools.len()).filter(matches).collect())
        };
        let chosen: Vec<Result<Vec<usize>, Refusal>> = configs.iter().map(chosen).collect();
        let mut by_pool = vec![Vec::new(); pools.len()];
        for (config, pools) in chosen.iter().enumerate() {
            pools.iter().flatten().for_each(|pool| by_pool[*pool].push(config));
        }
        let bad = chosen.iter().find_map(|pools| pools.as_ref().err().cloned());
        Self { pools: chosen, configs: by_pool, bad }
    }

    /// The pools that an object is for.
    pub(super) fn pools(&self, config: usize) -> Result<Vec<usize>, Refusal> {
        self.pools[config].clone()
    }

    /// The objects that are for a pool. Where any selector is none, this cannot be told.
    pub(super) fn configs(&self, pool: usize) -> Result<&[usize], Refusal> {
        match &self.bad {
            Some(bad) => Err(bad.clone()),
            None => Ok(&self.configs[pool]),
        }
    }
}
