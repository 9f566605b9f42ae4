//! The op about a rollout as a whole.

use super::answer::Failure;
use super::fleets::{needed, rules};
use super::request::Request;
use garboard_core::api::{MachineConfig, MachineConfigPool, NodeDisruptionPolicyConfig};
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use garboard_rollout::change::{NodeDisruptionPolicies, Overrides};
use garboard_rollout::fleet::{Constraints, Fleet, Node, Timestamp};
use garboard_rollout::simulate::{BadScenario, Effect, Effects, Fault, Model, Scenario, Simulation, simulate as run};
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer to `simulate`.
#[derive(Serialize)]
pub(super) struct Simulated<'a> {
    #[serde(flatten)]
    simulation: &'a Simulation<'a>,
    findings: Vec<Finding>,
}

/// How a rollout goes; `answer` is handed what there is to say of it.
pub(super) fn simulate<R>(request: &Request<'_>, answer: impl FnOnce(&Simulated<'_>) -> R) -> Result<R, Failure> {
    request.only(&[
        "pools",
        "nodes",
        "effects",
        "configs",
        "policies",
        "model",
        "faults",
        "constraints",
        "runs",
        "seed",
        "now",
        "sync_s",
        "rules",
        "limit_s",
    ])?;
    let (pools, nodes): (Vec<MachineConfigPool>, Vec<Node>) = (needed(request, "pools")?, needed(request, "nodes")?);
    let mut fleet = Fleet::new(&pools, &nodes);
    fleet.constraints = request.object::<Constraints>("constraints")?.unwrap_or_default();
    fleet.rules = rules(request)?;
    let now = request.object::<Timestamp>("now")?;
    if now.is_none() && !fleet.constraints.windows.is_empty() {
        return Err(Failure::bad_request("now is missing: whether a window is open depends on it"));
    }
    let effects = effects(request, &fleet)?;
    let model = needed::<Model>(request, "model")?;
    let mut scenario = Scenario::new(fleet, effects, model, now.unwrap_or(Timestamp::from_seconds(0)));
    scenario.faults = request.object::<Vec<Fault>>("faults")?.unwrap_or_default();
    scenario.runs = request.object("runs")?.unwrap_or(scenario.runs);
    scenario.seed = request.object("seed")?.unwrap_or(scenario.seed);
    scenario.sync = request.object("sync_s")?.unwrap_or(scenario.sync);
    scenario.limit = request.object("limit_s")?.unwrap_or(scenario.limit);
    let simulation = run(&scenario).map_err(|bad: BadScenario| Failure::because(bad.code(), bad.to_string()))?;
    let findings = simulation.findings.findings(&Sources::default()).collect();
    Ok(answer(&Simulated { simulation: &simulation, findings }))
}

/// What the change does to nodes: said, or found out from the rendered MachineConfigs.
fn effects(request: &Request<'_>, fleet: &Fleet<'_>) -> Result<Effects, Failure> {
    let effects = request.object::<BTreeMap<String, Effect>>("effects")?;
    let configs = request.object::<Vec<MachineConfig>>("configs")?;
    match (effects, configs) {
        (Some(_), Some(_)) => Err(Failure::bad_request("effects and configs are two ways to say the same: send one")),
        (None, None) => Err(Failure::bad_request("effects or configs is missing: what the change does to nodes")),
        (Some(_), None) if request.has("policies") => {
            Err(Failure::bad_request("policies need configs: effects say already what is done"))
        }
        (Some(effects), None) => Ok(effects.into_iter().collect()),
        (None, Some(configs)) => {
            let asked = request.object::<NodeDisruptionPolicyConfig>("policies")?.unwrap_or_default();
            let policies =
                NodeDisruptionPolicies::merge(&asked).map_err(|bad| Failure::because(bad.code(), bad.to_string()))?;
            Ok(Effects::between(fleet, &configs, Overrides::default(), &policies))
        }
    }
}
