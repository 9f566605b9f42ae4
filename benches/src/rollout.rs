//! A rollout to many nodes from its beginning to its end.

use crate::fleet::Cluster;
use garboard_rollout::fleet::{Fleet, Timestamp};
use garboard_rollout::simulate::{Effect, Effects, Model, Phases, Scenario, Spread, simulate};

/// Three pools, a tenth of each out at once, and every node with times of its own.
#[derive(Clone, Debug)]
pub struct Rollout {
    cluster: Cluster,
    model: Model,
}

impl Rollout {
    /// To so many nodes.
    #[must_use]
    pub fn new(nodes: usize) -> Self {
        let spread = |p50, p95| Spread::lognormal(p50, p95).unwrap_or_else(|bad| unreachable!("{bad}"));
        let phases = Phases::new(spread(60, 300), spread(60, 120), spread(480, 900), spread(30, 40));
        Self { cluster: Cluster::waiting(nodes), model: Model::new(phases) }
    }

    /// Simulates it so often; how many nodes were told to go in the first run.
    ///
    /// # Panics
    /// If not every node of every run reaches its target.
    #[must_use]
    pub fn simulate(&self, runs: u32) -> usize {
        let effects = ["gpu", "infra", "worker"].map(|pool| (pool, Effect::new(true, true))).into_iter();
        let fleet = Fleet::new(self.cluster.pools(), self.cluster.nodes());
        let mut scenario =
            Scenario::new(fleet, effects.collect::<Effects>(), self.model.clone(), Timestamp::from_seconds(0));
        scenario.runs = runs;
        let simulation = simulate(&scenario).unwrap_or_else(|bad| unreachable!("{bad}"));
        assert_eq!(simulation.finished, runs, "every node reaches its target");
        simulation.waves.iter().map(|wave| wave.nodes.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Rollout;

    #[test]
    fn every_node_of_a_rollout_is_told_once() {
        assert_eq!(Rollout::new(500).simulate(3), 500);
    }
}
