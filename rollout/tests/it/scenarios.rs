//! The rollouts that were worked out by hand.

use crate::cases::{Case, replay, same};
use crate::worked_out::agree;
use garboard_core::api::MachineConfigPool;
use garboard_rollout::Rules;
use garboard_rollout::fleet::{Constraints, Fleet, Node, Timestamp};
use garboard_rollout::simulate::{Effect, Effects, Fault, Model, Scenario, simulate};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Input {
    pools: Vec<MachineConfigPool>,
    nodes: Vec<Node>,
    effects: BTreeMap<String, Effect>,
    model: Model,
    faults: Vec<Fault>,
    constraints: Constraints,
    runs: u32,
    seed: u64,
    now: Timestamp,
    sync_s: u32,
    rules: Rules,
}

impl Input {
    fn of(case: &Case) -> Self {
        #[derive(Deserialize)]
        struct Line {
            input: Input,
        }
        serde_json::from_str::<Line>(&case.line).expect("a scenario").input
    }

    /// The answer, as JSON.
    fn simulate(&self) -> Value {
        let mut fleet = Fleet::new(&self.pools, &self.nodes);
        (fleet.rules, fleet.constraints) = (self.rules, self.constraints.clone());
        let effects = self.effects.iter().map(|(pool, effect)| (&**pool, *effect)).collect::<Effects>();
        let mut scenario = Scenario::new(fleet, effects, self.model.clone(), self.now);
        scenario.faults.clone_from(&self.faults);
        (scenario.runs, scenario.seed, scenario.sync) = (self.runs, self.seed, self.sync_s);
        let simulation = simulate(&scenario).expect("a good scenario");
        assert!(simulation.findings.is_empty(), "{:?}", simulation.findings);
        serde_json::to_value(simulation).expect("JSON")
    }
}

#[test]
fn scenarios_end_as_worked_out_whatever_the_order_of_nodes_and_pools() {
    replay("rollout/scenarios", 19, |case| {
        let mut input = Input::of(case);
        let got = input.simulate();
        agree(case, &got)?;
        same(&input.simulate(), &got)?;
        input.nodes.reverse();
        input.pools.reverse();
        same(&input.simulate(), &got)
    });
}
