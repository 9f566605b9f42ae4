//! Rollouts: every simulation ends, says the same whatever the order, and knows why each node is where it is.

use garboard_core::api::MachineConfigPool;
use garboard_rollout::Rules;
use garboard_rollout::fleet::{Constraints, Fleet, Node, Timestamp};
use garboard_rollout::simulate::{Effect, Effects, Fault, Model, Scenario, Simulation, simulate};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Input {
    #[serde(default)]
    pools: Vec<MachineConfigPool>,
    #[serde(default)]
    nodes: Vec<Node>,
    #[serde(default)]
    effects: BTreeMap<String, Effect>,
    model: Model,
    #[serde(default)]
    faults: Vec<Fault>,
    #[serde(default)]
    constraints: Constraints,
    #[serde(default)]
    runs: u32,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    now: Option<Timestamp>,
    #[serde(default)]
    sync_s: u32,
    #[serde(default)]
    limit_s: Option<u64>,
}

/// What a run says of it that is longer than this is cut off: a million windows may pass in a century.
const LONGEST: u64 = 2 * 365 * 24 * 60 * 60;

/// Holds the invariants of [`mod@garboard_rollout::simulate`] against bytes that are a request in JSON.
pub fn holds(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(mut input) = serde_json::from_str::<Input>(text) else { return };
    for rules in [Rules::Mco, Rules::Safe] {
        let Some(before) = simulated(&input, rules) else { continue };
        input.nodes.reverse();
        input.pools.reverse();
        assert_eq!(Some(before), simulated(&input, rules), "the order shows");
    }
}

/// What is said of it; nothing where it is refused.
fn simulated(input: &Input, rules: Rules) -> Option<String> {
    let mut fleet = Fleet::new(&input.pools, &input.nodes);
    (fleet.rules, fleet.constraints) = (rules, input.constraints.clone());
    let effects = input.effects.iter().map(|(pool, effect)| (&**pool, *effect)).collect::<Effects>();
    let now = input.now.unwrap_or(Timestamp::from_seconds(0));
    let mut scenario = Scenario::new(fleet, effects, input.model.clone(), now);
    scenario.faults.clone_from(&input.faults);
    // Of a request near one that is quick, a number may be large.
    (scenario.runs, scenario.seed, scenario.sync) = (input.runs.min(50), input.seed, input.sync_s);
    scenario.limit = input.limit_s.unwrap_or(LONGEST).min(LONGEST);
    let simulation = match simulate(&scenario) {
        Ok(simulation) => simulation,
        Err(bad) => {
            assert!(!bad.at().is_empty() && !bad.message().is_empty() && !bad.code().is_empty());
            return None;
        }
    };
    held(&simulation, &input.pools);
    Some(serde_json::to_string(&simulation).unwrap_or_default())
}

fn held(simulation: &Simulation<'_>, pools: &[MachineConfigPool]) {
    assert!(simulation.unavailable.first().is_some_and(|(at, _)| *at == 0), "the first count is at 0");
    assert!(simulation.unavailable.is_sorted_by(|a, b| a.0 < b.0 && a.1 != b.1), "counts differ");
    assert_eq!(simulation.unavailable.iter().map(|(_, count)| *count).max(), Some(simulation.peak));
    assert!(simulation.waves.is_sorted_by(|a, b| (a.at_s, a.pool) < (b.at_s, b.pool)), "waves are in order");
    assert!(simulation.stuck.is_sorted_by(|a, b| a.node < b.node), "nodes are by name");
    assert!(simulation.finished < simulation.runs || simulation.stuck.is_empty(), "finished and stuck");
    let told: Vec<_> = simulation.waves.iter().flat_map(|wave| &wave.nodes).collect();
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len(), "no node is told twice");
    for wave in &simulation.waves {
        let paused = |pool: &MachineConfigPool| pool.metadata.name == wave.pool && pool.spec.paused;
        assert!(!pools.iter().any(paused), "a paused pool moves");
    }
}
