//! A scenario that was looked at and holds together.

use super::bad::BadScenario;
use super::effect::Effect;
use super::fates::Fates;
use super::model::Phases;
use super::random::Key;
use super::rule;
use super::scenario::Scenario;
use crate::fleet::Timestamp;
use crate::fleet::live::Ground;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::{Path, Place, SourceId, Step};
use garboard_ignition::nearest;
use garboard_ignition::report::{Entry, Report, Rule};

/// All that runs have in common.
#[derive(Debug)]
pub(super) struct Stage<'s, 'a> {
    pub(super) scenario: &'s Scenario<'a>,
    pub(super) ground: Ground<'a>,
    pub(super) fates: Fates,
    /// By rank.
    pub(super) keys: Vec<Key>,
    /// By pool.
    pub(super) phases: Vec<Phases>,
    /// By rank; of nodes in no pool it means nothing.
    pub(super) effects: Vec<Effect>,
    pub(super) findings: Report,
}

impl<'s, 'a> Stage<'s, 'a> {
    pub(super) fn new(scenario: &'s Scenario<'a>) -> Result<Self, BadScenario> {
        bounded(scenario)?;
        let ground = Ground::new(&scenario.fleet);
        named_once(&ground)?;
        known_pools(scenario, &ground)?;
        let fates = Fates::of(scenario, &ground)?;
        worked(scenario, &ground, &fates)?;
        let mut findings = Report::new();
        let effects = effects(scenario, &ground, &mut findings);
        windows(scenario, &mut findings);
        let mut keys = alloc::vec![Key::of(""); ground.node_count()];
        ground.by_name().for_each(|(rank, name)| keys[rank as usize] = Key::of(name));
        let phases = (0..ground.pool_count()).map(|pool| *scenario.model.of(ground.pool_name(pool))).collect();
        Ok(Self { scenario, ground, fates, keys, phases, effects, findings })
    }
}

/// A finding about a field of the scenario.
pub(super) fn entry(rule: &'static Rule, field: &'static str, message: String) -> Entry {
    let path = Path::root().then(Step::Field(field));
    Entry::new(rule, Place::new(SourceId::default(), path)).saying(message)
}

fn bounded(scenario: &Scenario<'_>) -> Result<(), BadScenario> {
    let most = |at: &str, code, is: usize, most: usize| {
        let message = || format!("{is} is more than the {most} that are simulated: send fewer");
        if is > most { Err(BadScenario::new(code, at, message())) } else { Ok(()) }
    };
    let fleet = &scenario.fleet;
    most("nodes", "too-many-nodes", fleet.nodes.len(), Scenario::NODES)?;
    most("pools", "too-many-pools", fleet.pools.len(), Scenario::POOLS)?;
    most("faults", "too-many-faults", scenario.faults.len(), Scenario::FAULTS)?;
    if !(1..=Scenario::RUNS).contains(&scenario.runs) {
        let message = format!("{} is no number of runs: write 1 to {}", scenario.runs, Scenario::RUNS);
        return Err(BadScenario::new("bad-runs", "runs", message));
    }
    if !(1..=Scenario::LONGEST).contains(&scenario.limit) {
        let message = format!("{} s is no limit: write 1 to {} (100 years)", scenario.limit, Scenario::LONGEST);
        return Err(BadScenario::new("bad-limit", "limit_s", message));
    }
    super::spread::duration("sync_s", scenario.sync.into())?;
    if scenario.fleet.constraints.canary.as_ref().is_some_and(|canary| canary.nodes == 0) {
        let message = "0 nodes go alone: write 1 or more, or leave canary out";
        return Err(BadScenario::new("bad-canary", "constraints.canary.nodes", message));
    }
    let end = scenario.now.seconds().saturating_add(i64::try_from(scenario.limit).unwrap_or(i64::MAX));
    if Timestamp::from_seconds(end).seconds() != end {
        let message = format!("limit_s of {} is after the year 9999: write an earlier time", scenario.limit);
        return Err(BadScenario::new("bad-limit", "now", message));
    }
    Ok(())
}

fn named_once(ground: &Ground<'_>) -> Result<(), BadScenario> {
    let twice = |at: &str, name: &str| {
        BadScenario::new("duplicate-name", at, format!("two are named {name:?}: give each a name of its own"))
    };
    let mut pairs = ground.by_name().zip(ground.by_name().skip(1));
    if let Some(((_, name), _)) = pairs.find(|((_, a), (_, b))| a == b) {
        return Err(twice("nodes", name));
    }
    let pair = (1..ground.pool_count()).find(|&pool| ground.pool_name(pool) == ground.pool_name(pool - 1));
    pair.map_or(Ok(()), |pool| Err(twice("pools", ground.pool_name(pool))))
}

/// Holds all names of pools against those that there are: a misspelt one is a constraint or a model that is not there.
fn known_pools(scenario: &Scenario<'_>, ground: &Ground<'_>) -> Result<(), BadScenario> {
    let names = || (0..ground.pool_count()).map(|pool| ground.pool_name(pool));
    let known = |at: String, name: &str| {
        if names().any(|it| it == name) {
            return Ok(());
        }
        let near = match nearest(name, names()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", names().take(20).collect::<Vec<_>>().join(", ")),
        };
        Err(BadScenario::new("no-such-pool", at, format!("there is no pool {name:?}: {near}")))
    };
    let effects = &scenario.effects;
    effects.pools.keys().try_for_each(|name| known("effects".into(), name))?;
    effects.from.keys().try_for_each(|(name, _)| known("effects".into(), name))?;
    scenario.model.pools.keys().try_for_each(|name| known("model.pools".into(), name))?;
    let order = &scenario.fleet.constraints.pool_order;
    for (at, name) in order.iter().enumerate().take(Scenario::POOLS + 1) {
        known(format!("constraints.pool_order.{at}"), name)?;
        if order[..at].contains(name) {
            let message = format!("{name:?} stands there twice: name each pool once");
            return Err(BadScenario::new("duplicate-name", "constraints.pool_order", message));
        }
    }
    Ok(())
}

/// Bounds the time that all of it can take.
fn worked(scenario: &Scenario<'_>, ground: &Ground<'_>, fates: &Fates) -> Result<(), BadScenario> {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let pools = if ground.linked { count(ground.pool_count()).max(1) } else { 1 };
    let each = (1 + count(fates.shared())).saturating_mul(pools);
    let nodes = count(ground.node_count()).max(1);
    let work = nodes.saturating_mul(each).saturating_mul(scenario.runs.into());
    if work <= Scenario::WORK {
        return Ok(());
    }
    let most = Scenario::WORK / nodes.saturating_mul(each).max(1);
    let instead = match most {
        0 => "send fewer nodes, faults by share or pools that depend on each other".into(),
        most => format!("write {most} or less"),
    };
    Err(BadScenario::new(
        "too-much-work",
        "runs",
        format!("{} runs of {nodes} nodes take too long: {instead}", scenario.runs),
    ))
}

/// The effect on every node. What is not known is taken to be the worst.
fn effects(scenario: &Scenario<'_>, ground: &Ground<'_>, findings: &mut Report) -> Vec<Effect> {
    let count = u32::try_from(ground.node_count()).unwrap_or(u32::MAX);
    let mut assumed = alloc::vec![false; ground.pool_count()];
    let effects = (0..count).map(|rank| {
        let Some(pool) = ground.home(rank) else { return Effect::WORST };
        let config = || ground.node(rank).current_config.as_deref();
        let config = if scenario.effects.from.is_empty() { None } else { config() };
        scenario.effects.of(ground.pool_name(pool), config).unwrap_or_else(|| {
            assumed[pool] |= !ground.is_updated(rank);
            Effect::WORST
        })
    });
    let effects = effects.collect();
    for (pool, _) in assumed.iter().enumerate().filter(|(_, assumed)| **assumed) {
        let name = ground.pool_name(pool);
        let message = format!("what the change does to pool {name} is not known: it is taken to drain and reboot");
        findings.add(entry(&rule::EFFECT_ASSUMED, "effects", message));
    }
    effects
}

fn windows(scenario: &Scenario<'_>, findings: &mut Report) {
    let windows = &scenario.fleet.constraints.windows;
    let never = windows.iter().filter(|window| window.length == 0).count();
    if never > 0 {
        let message = format!("a window of 0 s never opens: {never} of {} windows are so", windows.len());
        findings.add(entry(&rule::WINDOW_NEVER_OPENS, "constraints", message));
    }
}
