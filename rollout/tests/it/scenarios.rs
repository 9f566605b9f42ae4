//! The rollouts that were worked out by hand.

use crate::cases::{Case, replay, same};
use garboard_core::api::MachineConfigPool;
use garboard_rollout::Rules;
use garboard_rollout::fleet::{Constraints, Fleet, Node, Timestamp};
use garboard_rollout::simulate::{Effect, Effects, Fault, Model, Scenario, simulate};
use serde::Deserialize;
use serde_json::{Value, json};
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

/// All that a case says of the answer.
fn agree(case: &Case, got: &Value) -> Result<(), String> {
    for (key, want) in case.want.as_object().expect("an object") {
        let got = match &**key {
            "last_update_s" => once(&got["last_update_s"]),
            "per_pool" => {
                got["per_pool"].as_object().expect("pools").iter().map(|(k, v)| (k.clone(), once(v))).collect()
            }
            "waves" => each(&got["waves"], |it| json!([it["at_s"], it["nodes"].as_array().map(Vec::len)])),
            "order" => each(&got["waves"], |it| it["nodes"].clone()),
            "stuck" => each(&got["stuck"], |it| json!([it["node"], it["code"]])),
            "bounds" => {
                let (low, high) = (&got["last_update_s"]["min"], &got["last_update_s"]["max"]);
                let holds =
                    low.as_u64() >= want["min_at_least"].as_u64() && high.as_u64() <= want["max_at_most"].as_u64();
                let spread = low.as_u64() < high.as_u64();
                if holds && spread { want.clone() } else { json!([low, high]) }
            }
            "same_for_shuffled_nodes" | "same_for_same_seed" => continue,
            _ => got[key].clone(),
        };
        same(&got, want).map_err(|how| format!("{key}: {how}"))?;
    }
    Ok(())
}

/// Of one run the range is one value.
fn once(range: &Value) -> Value {
    let values = range.as_object().map(|it| it.values().cloned().collect::<Vec<_>>());
    match values.as_deref() {
        Some([first, rest @ ..]) if rest.iter().all(|it| it == first) => first.clone(),
        _ => range.clone(),
    }
}

/// Nodes that only wait are not among those that are compared.
fn each(list: &Value, what: impl Fn(&Value) -> Value) -> Value {
    let waits = ["no-capacity", "pool-paused", "bad-max-unavailable", "updating"];
    let list = list.as_array().expect("a list");
    list.iter().filter(|it| !it["code"].as_str().is_some_and(|code| waits.contains(&code))).map(what).collect()
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
