//! What the change does to nodes.

use alloc::collections::BTreeMap;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// What a step to another MachineConfig does to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Effect {
    /// Whether its pods are moved away.
    pub drain: bool,
    /// Whether it reboots.
    pub reboot: bool,
    /// Whether its daemon refuses the step, so that it degrades.
    #[serde(default)]
    pub refused: bool,
}

impl Effect {
    /// All that a change can do; what is assumed where nothing is known.
    pub const WORST: Self = Self::new(true, true);

    /// Of a step that is taken.
    #[must_use]
    pub const fn new(drain: bool, reboot: bool) -> Self {
        Self { drain, reboot, refused: false }
    }
}

/// What the change does to the nodes of each pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effects {
    /// By pool.
    pub pools: BTreeMap<String, Effect>,
    /// By pool and the MachineConfig that a node has now: what differs from the other nodes of its pool.
    pub from: BTreeMap<(String, String), Effect>,
}

impl Effects {
    /// The effect on a node of a pool that has this MachineConfig; none if nothing is known.
    pub(super) fn of(&self, pool: &str, config: Option<&str>) -> Option<Effect> {
        let exact = || self.from.get(&(pool.into(), config?.into()));
        let exact = if self.from.is_empty() { None } else { exact() };
        exact.or_else(|| self.pools.get(pool)).copied()
    }
}

impl<N: Into<String>> FromIterator<(N, Effect)> for Effects {
    fn from_iter<I: IntoIterator<Item = (N, Effect)>>(pools: I) -> Self {
        Self {
            pools: pools.into_iter().map(|(name, effect)| (name.into(), effect)).collect(),
            from: BTreeMap::new(),
        }
    }
}
