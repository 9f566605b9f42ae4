//! What the change does to nodes, found out from the rendered MachineConfigs.

use super::effect::{Effect, Effects};
use crate::change::{Diff, NodeDisruptionPolicies, Overrides};
use crate::fleet::Fleet;
use alloc::collections::BTreeMap;
use garboard_core::api::MachineConfig;

impl Effects {
    /// What it does to the nodes of a fleet to go from the MachineConfig that each has to that of its pool. Of nodes for which
    /// one of the two is not among `configs`, or is none that the operator reads, nothing is known. A step that running nodes
    /// refuse is refused here too.
    #[must_use]
    pub fn between(
        fleet: &Fleet<'_>,
        configs: &[MachineConfig],
        overrides: Overrides,
        policies: &NodeDisruptionPolicies,
    ) -> Self {
        let configs: BTreeMap<&str, &MachineConfig> = configs.iter().map(|it| (&*it.metadata.name, it)).collect();
        let targets: BTreeMap<&str, &str> =
            fleet.pools.iter().map(|pool| (&*pool.metadata.name, &*pool.spec.configuration.name)).collect();
        let mut effects = Self::default();
        for (pool, nodes) in fleet.by_pool() {
            let Some((pool, target)) = pool.and_then(|pool| Some((pool, targets.get(pool)?))) else { continue };
            let mut seen = BTreeMap::new();
            for node in nodes {
                let Some(from) = node.current_config.as_deref() else { continue };
                let effect = seen.entry(from).or_insert_with(|| {
                    let (old, new) = (configs.get(from)?, configs.get(target)?);
                    let mut diff = Diff::between(old, new).ok()?;
                    diff.rules = fleet.rules;
                    Some(of(&diff, overrides, policies))
                });
                if let Some(effect) = effect {
                    effects.from.entry((pool.into(), from.into())).or_insert(*effect);
                }
            }
        }
        effects
    }
}

fn of(diff: &Diff<'_>, overrides: Overrides, policies: &NodeDisruptionPolicies) -> Effect {
    let disruption = diff.disruption(policies);
    let mut effect = Effect::new(disruption.drain.required, disruption.reboots());
    effect.refused = disruption.drain.error.is_some() || !diff.obstacles(overrides).is_empty();
    effect
}
