//! What comes out of a simulation.

use super::bad::BadScenario;
use super::fault::{Fault, On};
use super::log::{Log, Wave};
use super::range::Range;
use super::rule;
use super::run::Run;
use super::scenario::Scenario;
use super::stage::{Stage, entry};
use super::stuck::{self, Stuck};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use garboard_ignition::report::Report;
use serde::Serialize;
use serde::ser::Serializer;

/// What comes out of a simulation. Its JSON is the answer of `garboard pipe` to `simulate`, but for the findings.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Simulation<'a> {
    /// How many runs there were.
    pub runs: u32,
    /// In how many of them every node reached its target.
    pub finished: u32,
    /// When the last node was done, in seconds from the beginning: of the runs in which any was; 0 if there are no nodes.
    pub last_update_s: Option<Range>,
    /// The same for each pool.
    pub per_pool: BTreeMap<&'a str, PoolOutcome>,
    /// Of run 0: who was told to go, and when; by time and pool.
    pub waves: Vec<Wave<'a>>,
    /// Of run 0: at so many seconds so many nodes were out of service, whatever the reason. The first is at 0, each other is
    /// where the number changed.
    pub unavailable: Vec<(u64, u32)>,
    /// The same of each pool.
    #[serde(skip)]
    pub unavailable_of: BTreeMap<&'a str, Vec<(u64, u32)>>,
    /// Of run 0: the most that were out at once.
    pub peak: u32,
    /// Of run 0: how many nodes rebooted, those included that did not come back.
    pub reboots: u64,
    /// Of run 0: how many were drained.
    pub drains: u64,
    /// Of run 0: the nodes that are not where they are to be at its end, by name.
    pub stuck: Vec<Stuck<'a>>,
    /// What is worth knowing of the scenario.
    #[serde(skip)]
    pub findings: Report,
}

/// What comes out for a pool. Its JSON is that of [`last_update_s`](Self::last_update_s).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolOutcome {
    /// How many nodes it has.
    pub nodes: u32,
    /// In how many runs all of them reached their target.
    pub finished: u32,
    /// When the last of them was done: of the runs in which any was; 0 if it has no nodes.
    pub last_update_s: Option<Range>,
}

impl Serialize for PoolOutcome {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.last_update_s.serialize(to)
    }
}

/// Simulates a rollout.
///
/// ```
/// use garboard_core::api::MachineConfigPool;
/// use garboard_rollout::fleet::{Fleet, Node, Timestamp};
/// use garboard_rollout::simulate::{Effect, Effects, Model, Phases, Scenario, Spread, simulate};
///
/// let mut pools = [MachineConfigPool::new("worker")];
/// pools[0].spec.node_selector = serde_json::from_str(r#"{"matchLabels":{"node-role.kubernetes.io/worker":""}}"#)?;
/// pools[0].spec.configuration.name = "rendered-worker-b".into();
/// let nodes: Vec<Node> = ["w1", "w2"].iter().map(|name| serde_json::from_str(&format!(
///     r#"{{"metadata":{{"name":"{name}","labels":{{"node-role.kubernetes.io/worker":""}},"annotations":{{
///     "machineconfiguration.openshift.io/currentConfig":"rendered-worker-a",
///     "machineconfiguration.openshift.io/desiredConfig":"rendered-worker-a",
///     "machineconfiguration.openshift.io/state":"Done"}}}}}}"#))).collect::<Result<_, _>>()?;
///
/// let minute = Spread::fixed(60)?;
/// let model = Model::new(Phases::new(minute, minute, Spread::lognormal(480, 900)?, minute));
/// let effects = Effects::from_iter([("worker", Effect::new(true, true))]);
/// let mut scenario = Scenario::new(Fleet::new(&pools, &nodes), effects, model, Timestamp::from_seconds(0));
/// scenario.runs = 100;
/// let simulation = simulate(&scenario)?;
/// assert_eq!((simulation.finished, simulation.peak, simulation.waves.len()), (100, 1, 2));
/// assert!(simulation.last_update_s.is_some_and(|range| range.p50 > 1_100 && range.min < range.max));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`BadScenario`], if something in the scenario is no number that can be simulated, names what is not there, or is more than
/// the stated limits.
pub fn simulate<'a>(scenario: &Scenario<'a>) -> Result<Simulation<'a>, BadScenario> {
    let stage = Stage::new(scenario)?;
    let mut log = Log::new(&stage);
    let mut first = Run::new(&stage, 0);
    first.finish(&mut log);
    let mut tally = Tally::new(&stage);
    tally.add(&first);
    let stuck = stuck::of(&stage, &mut first);
    let (reboots, drains) = (first.reboots, first.drains);
    drop(first);
    for number in 1..scenario.runs {
        let mut run = Run::new(&stage, number);
        run.finish(&mut ());
        tally.add(&run);
    }
    let peak = log.peak();
    let (waves, unavailable) = (log.waves, log.unavailable);
    let named = |(pool, counts)| (stage.ground.pool_name(pool), counts);
    let unavailable_of = log.by_pool.into_iter().enumerate().map(named).collect();
    let mut findings = stage.findings.clone();
    tally.tell(&stage, &mut findings);
    faults(&stage, &mut findings);
    Ok(Simulation {
        runs: scenario.runs,
        finished: tally.finished,
        last_update_s: Range::of(tally.last),
        per_pool: tally.pools.into_iter().map(|(name, pool)| (name, pool.outcome())).collect(),
        waves,
        unavailable,
        unavailable_of,
        peak,
        reboots,
        drains,
        stuck,
        findings,
    })
}

/// What came out of the runs so far.
struct Tally<'a> {
    finished: u32,
    cut: u32,
    last: Vec<u64>,
    pools: Vec<(&'a str, PoolTally)>,
}

struct PoolTally {
    nodes: u32,
    finished: u32,
    last: Vec<u64>,
}

impl PoolTally {
    fn outcome(self) -> PoolOutcome {
        PoolOutcome {
            nodes: self.nodes,
            finished: self.finished,
            last_update_s: Range::of(self.last),
        }
    }
}

impl<'a> Tally<'a> {
    fn new(stage: &Stage<'_, 'a>) -> Self {
        let pool = |pool| {
            let tally = PoolTally { nodes: stage.ground.size(pool), finished: 0, last: vec![] };
            (stage.ground.pool_name(pool), tally)
        };
        Self {
            finished: 0,
            cut: 0,
            last: Vec::new(),
            pools: (0..stage.ground.pool_count()).map(pool).collect(),
        }
    }

    fn add(&mut self, run: &Run<'_, 'a>) {
        self.finished += u32::from(run.is_finished());
        self.cut += u32::from(run.is_cut);
        let is_empty = self.pools.iter().all(|(_, pool)| pool.nodes == 0);
        let last = run.last.iter().copied().flatten().max();
        self.last.extend(last.or_else(|| is_empty.then_some(0)));
        for (number, (_, pool)) in self.pools.iter_mut().enumerate() {
            pool.finished += u32::from(run.live.is_finished(number));
            pool.last.extend(run.last[number].or_else(|| (pool.nodes == 0).then_some(0)));
        }
    }

    fn tell(&self, stage: &Stage<'_, '_>, findings: &mut Report) {
        if self.cut > 0 {
            let (runs, limit) = (stage.scenario.runs, stage.scenario.limit);
            let message = format!("{} of {runs} runs were not over after {limit} s", self.cut);
            findings.add(entry(&rule::LIMIT_REACHED, "limit_s", message));
        }
    }
}

/// Tells of faults that cannot happen to the node that they name.
fn faults(stage: &Stage<'_, '_>, findings: &mut Report) {
    for (number, fault) in stage.scenario.faults.iter().enumerate() {
        let (on, needs, what) = match fault {
            Fault::NeverReturns(on) => (on, "reboot", "rebooted"),
            Fault::DrainBlocked(_, on) => (on, "drain", "drained"),
            Fault::Degrades(_, on) => (on, "", "updated"),
            Fault::ControllerDown { .. } => continue,
        };
        let On::Node(name) = on else { continue };
        let Some(rank) = stage.ground.find(name) else { continue };
        let effect = stage.effects[rank as usize];
        let happens = match needs {
            "reboot" => effect.reboot,
            "drain" => effect.drain,
            _ => true,
        };
        if !happens || stage.ground.home(rank).is_none() {
            let message = format!("node {name} is never {what}: fault {number} changes nothing");
            findings.add(entry(&rule::FAULT_WITHOUT_EFFECT, "faults", message));
        }
    }
}
