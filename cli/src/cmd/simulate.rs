//! `garboard simulate`: how a rollout goes, before it is made.

use super::plan::{Looked, look};
use crate::args::{self, Page, Simulate};
use crate::out::simulate::{Answer, Compared, Cost, Pool, Side, Wave};
use crate::out::{self, View};
use crate::scenario::Times;
use crate::source::{self, Locator};
use crate::{Exit, sides::Sides};
use garboard_core::api::MachineConfigPool;
use garboard_ignition::document::Sources;
use garboard_ignition::{Severity, nearest};
use garboard_rollout::Rules;
use garboard_rollout::fleet::{Constraints, Timestamp};
use garboard_rollout::preview::{Impact, PoolPreview, Preview, Rollout};
use garboard_rollout::simulate::{BadScenario, Measured, Scenario, Simulation, simulate};
use std::collections::BTreeMap;
use std::io;

pub(crate) fn run(args: &Simulate) -> io::Result<Exit> {
    let Some(looked) = look(&args.change)? else { return Ok(Exit::Unusable) };
    let Looked { sides: Sides { old, new, .. }, options, preview } = &looked;
    let rollout = Rollout::of(preview, old, new, options);
    let measured = Measured::of(old.cluster.config_nodes.iter().map(|node| &node.object));
    let times = match asked(args, preview, &rollout).and_then(|()| Times::of(&args.times, &measured)) {
        Ok(times) => times,
        Err(why) => return unusable(&why),
    };
    let scenario = scenario(args, &rollout, &times);
    let other_pools = compared(args, &rollout.pools);
    match all(args, &scenario, other_pools.as_deref()) {
        Ok(simulated) => tell(args, &looked, &rollout, times, &simulated),
        Err(bad) => unusable(&told(&bad, args)),
    }
}

fn unusable(why: &str) -> io::Result<Exit> {
    out::error(why);
    Ok(Exit::Unusable)
}

/// Holds names of pools against those that there are, and sees that there are nodes.
fn asked(args: &Simulate, preview: &Preview, rollout: &Rollout) -> Result<(), String> {
    let names = || preview.pools.iter().map(|pool| &*pool.pool);
    let supposed = args.change.nodes.iter().map(|(pool, _)| ("--nodes", pool));
    let compared = args.compare.iter().map(|other| ("--compare", &other.pool));
    for (flag, name) in supposed.chain(compared) {
        if !names().any(|pool| pool == name) {
            let near = match nearest(name, names()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("there are {}", names().take(20).collect::<Vec<_>>().join(", ")),
            };
            return Err(format!("{flag}: there is no pool {name:?}: {near}"));
        }
    }
    if rollout.nodes.is_empty() {
        return Err(
            "no nodes are known, and nothing can be simulated: name what a cluster holds as --from, or say how many \
                    nodes a pool has (--nodes worker=100)"
                .into(),
        );
    }
    if !rollout.is_supposed && !args.change.nodes.is_empty() {
        out::note("the nodes of the cluster are known: --nodes is left out");
    }
    Ok(())
}

/// The most nodes of all runs together, where nobody says how many runs there are.
const UNASKED: usize = 2_000_000;

fn scenario<'r>(args: &Simulate, rollout: &'r Rollout, times: &Times) -> Scenario<'r> {
    let mut fleet = rollout.fleet();
    fleet.constraints = constraints(&args.constraints);
    let now = args.now.unwrap_or(Timestamp::from_seconds(0));
    let mut scenario = Scenario::new(fleet, rollout.effects.clone(), times.model.clone(), now);
    let fitting = (UNASKED / rollout.nodes.len().max(1)).clamp(1, 100);
    scenario.runs = args.runs.unwrap_or(u32::try_from(fitting).unwrap_or(1));
    scenario.seed = args.seed;
    scenario.limit = args.limit;
    scenario.faults = args.fault.iter().map(|flaw| flaw.fault.clone()).collect();
    scenario
}

fn constraints(args: &args::Constraints) -> Constraints {
    let mut constraints = Constraints::default();
    constraints.windows = args.window.iter().flat_map(|it| it.windows.clone()).collect();
    constraints.canary.clone_from(&args.canary);
    constraints.pool_order.clone_from(&args.pool_order);
    constraints
}

/// All that is simulated.
struct Simulated<'a> {
    main: Simulation<'a>,
    costs: Vec<Cost>,
    other: Option<Simulation<'a>>,
}

fn all<'a>(
    args: &Simulate,
    scenario: &Scenario<'a>,
    other: Option<&'a [MachineConfigPool]>,
) -> Result<Simulated<'a>, BadScenario> {
    let main = simulate(scenario)?;
    let mut costs = Vec::new();
    for (name, without) in one_less(&args.constraints, &scenario.fleet.constraints) {
        let mut fewer = scenario.clone();
        fewer.fleet.constraints = without;
        costs.push(Cost::of(name, &main, &simulate(&fewer)?));
    }
    let other = other.map(|pools| {
        let mut other = scenario.clone();
        other.fleet.pools = pools;
        simulate(&other)
    });
    Ok(Simulated { main, costs, other: other.transpose()? })
}

/// Each constraint in words, with the others alone.
fn one_less(args: &args::Constraints, all: &Constraints) -> Vec<(String, Constraints)> {
    let mut each = Vec::new();
    let mut add = |name: String, leave_out: fn(&mut Constraints)| {
        let mut others = all.clone();
        leave_out(&mut others);
        each.push((name, others));
    };
    if !args.window.is_empty() {
        let texts: Vec<_> = args.window.iter().map(|it| &*it.text).collect();
        add(format!("windows {}", texts.join(" and ")), |it| it.windows.clear());
    }
    if let Some(canary) = &args.canary {
        let soak = crate::duration::words(canary.soak.into());
        add(format!("canaries: {} of each pool, then {soak}", canary.nodes), |it| it.canary = None);
    }
    if !args.pool_order.is_empty() {
        add(format!("pools in order: {}", args.pool_order.join(", ")), |it| it.pool_order.clear());
    }
    each
}

/// The pools with another maxUnavailable, if that is asked for.
fn compared(args: &Simulate, pools: &[MachineConfigPool]) -> Option<Vec<MachineConfigPool>> {
    let mut pools = (!args.compare.is_empty()).then(|| pools.to_vec())?;
    for other in &args.compare {
        let named = pools.iter_mut().filter(|pool| pool.metadata.name == other.pool);
        named.for_each(|pool| pool.spec.max_unavailable = Some(other.max_unavailable.clone()));
    }
    Some(pools)
}

/// Why nothing is simulated, with the flag to change.
fn told(bad: &BadScenario, args: &Simulate) -> String {
    let (field, below) = bad.at().split_once('.').unwrap_or((bad.at(), ""));
    let number = || below.split('.').next().and_then(|number| number.parse::<usize>().ok());
    let flag = match field {
        "faults" => match number().and_then(|number| args.fault.get(number)) {
            Some(flaw) => format!("--fault {}", flaw.text),
            None => "--fault".into(),
        },
        "constraints" if below.starts_with("pool_order") => "--pool-order".into(),
        "constraints" => "--canary".into(),
        "model" => "--model".into(),
        "runs" => "--runs".into(),
        "limit_s" => "--limit".into(),
        "now" => "--limit and --now".into(),
        other => other.to_owned(),
    };
    format!("{flag}: {}", bad.message())
}

fn tell(
    args: &Simulate,
    looked: &Looked,
    rollout: &Rollout,
    times: Times,
    simulated: &Simulated<'_>,
) -> io::Result<Exit> {
    let Looked { sides: Sides { sources, .. }, preview, .. } = looked;
    let read = source::read_again(sources);
    let mut locator = Locator::new(sources, &read);
    let report = preview.findings(locator.places());
    let views: Vec<_> = preview.pools.iter().map(|pool| View::of(pool, &mut locator)).collect();
    let main = &simulated.main;
    let nowhere = Sources::default();
    let findings = report.findings(sources).chain(main.findings.findings(&nowhere)).collect();
    if args.output != Page::Json {
        out::aside(&report.into_iter().filter(View::leaves).collect(), sources)?;
        out::aside(&main.findings, &nowhere)?;
    }
    let answer = Answer {
        schema: "garboard/1",
        rules: if args.change.rules == Rules::Safe { "safe" } else { "mco" },
        seed: args.seed,
        runs: main.runs,
        finished: main.finished,
        last_update_s: main.last_update_s,
        model: times.told,
        faults: args.fault.iter().map(|flaw| &*flaw.text).collect(),
        pools: pools(&preview.pools, &views, rollout, main),
        unavailable: &main.unavailable,
        peak: main.peak,
        reboots: main.reboots,
        drains: main.drains,
        constraints: simulated.costs.clone(),
        compared: simulated.other.as_ref().map(|other| side_by_side(args, other)),
        findings,
    };
    out::simulate::print(&answer, args.output, &mut anstream::stdout().lock())?;
    let is_severe = preview.impact() == Impact::Irreconcilable
        || preview.report.entries().iter().any(|entry| entry.severity == Severity::Error);
    Ok(if is_severe || main.finished < main.runs { Exit::Findings } else { Exit::Clean })
}

/// What is told of each pool, in the order of the preview.
fn pools<'a>(
    previews: &'a [PoolPreview],
    views: &[View<'_>],
    rollout: &'a Rollout,
    simulation: &'a Simulation<'a>,
) -> Vec<Pool<'a>> {
    let mut waves = BTreeMap::<&str, Vec<_>>::new();
    for wave in &simulation.waves {
        waves.entry(wave.pool).or_default().push(Wave { at_s: wave.at_s, nodes: &wave.nodes });
    }
    let mut stuck = BTreeMap::<_, Vec<_>>::new();
    let homes = homes(rollout, simulation);
    for one in &simulation.stuck {
        stuck.entry(homes.get(one.node).copied().unwrap_or_default()).or_default().push(one);
    }
    let pool = |(preview, view): (&'a PoolPreview, &View<'_>)| {
        let name = &*preview.pool;
        let outcome = simulation.per_pool.get(name).copied().unwrap_or_default();
        Pool {
            pool: name,
            nodes: outcome.nodes,
            supposed: rollout.is_supposed,
            paused: preview.paused,
            max_unavailable: preview.machines.as_ref().and_then(|known| known.max_unavailable),
            impact: preview.impact(),
            causes: view.reasons(),
            finished: outcome.finished,
            last_update_s: outcome.last_update_s,
            waves: waves.remove(name).unwrap_or_default(),
            unavailable: simulation.unavailable_of.get(name).map(Vec::as_slice).unwrap_or_default(),
            stuck: stuck.remove(name).unwrap_or_default(),
        }
    };
    previews.iter().zip(views).map(pool).collect()
}

/// The pools of nodes, if any of them is stuck.
fn homes<'a>(rollout: &'a Rollout, simulation: &Simulation<'_>) -> BTreeMap<&'a str, &'a str> {
    if simulation.stuck.is_empty() {
        return BTreeMap::new();
    }
    let mut homes = BTreeMap::new();
    for (pool, nodes) in rollout.fleet().by_pool() {
        homes.extend(nodes.into_iter().filter_map(|node| Some((&*node.name, pool?))));
    }
    homes
}

fn side_by_side(args: &Simulate, other: &Simulation<'_>) -> Compared {
    let of_pool = |(name, outcome): (&&str, _)| {
        let unavailable = other.unavailable_of.get(name).map(Vec::as_slice).unwrap_or_default();
        ((*name).to_owned(), Side::of_pool(outcome, unavailable))
    };
    let asked = args.compare.iter().map(|it| (it.pool.clone(), it.max_unavailable.to_string()));
    Compared {
        max_unavailable: asked.collect(),
        whole: Side::of(other),
        pools: other.per_pool.iter().map(of_pool).collect(),
    }
}
