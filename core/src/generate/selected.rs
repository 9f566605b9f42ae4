//! Which objects are for which pools, found once.

use super::Refusal;
use super::managed::chooser;
use crate::api::{LabelSelector, MachineConfigPool};
use crate::selector::Index;
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
    /// From the selectors of all objects, in their order.
    pub(super) fn of<'s>(
        selectors: impl Iterator<Item = Option<&'s LabelSelector>>,
        pools: &[&MachineConfigPool],
    ) -> Self {
        let index: Index<'_> = pools.iter().map(|pool| pool.metadata.labels.as_ref()).collect();
        let chosen = |asked| Ok(chooser(asked)?.map(|selector| index.selected(&selector)).unwrap_or_default());
        let chosen: Vec<Result<Vec<usize>, Refusal>> = selectors.map(chosen).collect();
        let mut by_pool = vec![Vec::new(); pools.len()];
        for (config, pools) in chosen.iter().enumerate() {
            pools.iter().flatten().for_each(|pool| by_pool[*pool].push(config));
        }
        let bad = chosen.iter().find_map(|pools| pools.as_ref().err().cloned());
        Self { pools: chosen, configs: by_pool, bad }
    }

    /// The pools that an object is for.
    pub(super) fn pools(&self, config: usize) -> Result<&[usize], Refusal> {
        self.pools[config].as_deref().map_err(Clone::clone)
    }

    /// Whether any pool is chosen by more than one.
    pub(super) fn any_rivals(&self) -> bool {
        self.configs.iter().any(|configs| configs.len() > 1)
    }

    /// The objects that are for a pool. Where any selector is none, this cannot be told.
    pub(super) fn configs(&self, pool: usize) -> Result<&[usize], Refusal> {
        match &self.bad {
            Some(bad) => Err(bad.clone()),
            None => Ok(&self.configs[pool]),
        }
    }
}
