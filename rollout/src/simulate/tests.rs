//! Runs, watched from inside: small fleets of all sorts, made from seeds. The plans of a run are those that are made from
//! scratch, and under safe rules never more nodes are out because of us than may be.

#[path = "../../tests/it/random.rs"]
mod random;

use super::effect::{Effect, Effects};
use super::fault::{After, Fault, On};
use super::model::{Model, Phases};
use super::run::{Run, Watch};
use super::scenario::Scenario;
use super::simulate;
use super::spread::Spread;
use super::stage::Stage;
use crate::Rules;
use crate::fleet;
use crate::fleet::step::{Goal, Step};
use crate::fleet::{Action, Canary, Constraints, Fleet, Node, State, Target, Timestamp, Window, plan};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use alloc::{format, vec};
use garboard_core::api::MachineConfigPool;
use random::Random;
use serde_json::json;

extern crate std;

/// All that a scenario borrows, and all that it has.
struct World {
    pools: Vec<MachineConfigPool>,
    nodes: Vec<Node>,
    rules: Rules,
    constraints: Constraints,
    topology: Option<&'static str>,
    operator_node: Option<String>,
    effects: BTreeMap<String, Effect>,
    model: Model,
    faults: Vec<Fault>,
    seed: u64,
    sync: u32,
    limit: u64,
    runs: u32,
}

const ROLES: &[&str] = &["master", "arbiter", "infra", "worker"];

impl World {
    /// One of up to so many nodes.
    fn new(seed: u64, most: usize) -> Self {
        let random = &mut Random(seed.wrapping_mul(0x9E37_79B9));
        let mut roles: Vec<&str> = ROLES.iter().copied().filter(|_| !random.one_in(3)).collect();
        if roles.is_empty() {
            roles.push("worker");
        }
        let pools: Vec<_> = roles.iter().map(|role| pool(random, role)).collect();
        let count = random.below(most + 1);
        let is_odd = random.one_in(2);
        let nodes: Vec<_> = (0..count).map(|number| node(random, number, &roles, is_odd)).collect();
        let faults = (0..random.below(4)).filter_map(|_| fault(random, count)).collect();
        let effects = roles.iter().map(|role| {
            let effect = Effect {
                drain: random.one_in(2),
                reboot: random.one_in(2),
                refused: random.one_in(30),
            };
            (role.to_string(), effect)
        });
        Self {
            effects: effects.collect(),
            constraints: constraints(random, &roles),
            topology: if random.one_in(5) {
                Some(random.of(&["HighlyAvailableArbiter", "HighlyAvailable"]))
            } else {
                None
            },
            operator_node: random.one_in(3).then(|| format!("n{}", random.below(count))),
            model: model(random),
            rules: if random.one_in(2) { Rules::Mco } else { Rules::Safe },
            sync: u32::try_from(random.below(3) * 5).unwrap_or(0),
            limit: if random.one_in(8) { 700 } else { Scenario::LONGEST / 10 },
            runs: u32::try_from(1 + random.below(3)).unwrap_or(1),
            pools,
            nodes,
            faults,
            seed,
        }
    }

    fn fleet(&self) -> Fleet<'_> {
        let mut fleet = Fleet::new(&self.pools, &self.nodes);
        (fleet.rules, fleet.constraints, fleet.topology) = (self.rules, self.constraints.clone(), self.topology);
        fleet.operator_node = self.operator_node.as_deref();
        fleet
    }

    fn scenario(&self) -> Scenario<'_> {
        let effects = self.effects.iter().map(|(pool, effect)| (&**pool, *effect)).collect::<Effects>();
        let mut scenario = Scenario::new(self.fleet(), effects, self.model.clone(), Timestamp::from_seconds(1_000_000));
        scenario.faults.clone_from(&self.faults);
        (scenario.seed, scenario.sync, scenario.limit, scenario.runs) = (self.seed, self.sync, self.limit, self.runs);
        scenario
    }
}

fn pool(random: &mut Random, role: &str) -> MachineConfigPool {
    let max = match random.below(8) {
        0 => json!(null),
        1 => json!(random.of(&["10%", "50%", "150%", "-20%", "x"])),
        _ => json!(random.seconds(6) - 1),
    };
    let selector = json!({ "matchLabels": { format!("node-role.kubernetes.io/{role}"): "" } });
    let spec = json!({ "nodeSelector": selector, "maxUnavailable": max, "paused": random.one_in(8),
        "configuration": { "name": random.of(&["B", "B", "B", "B", "B", "B", "B", ""]) } });
    serde_json::from_value(json!({ "metadata": { "name": role }, "spec": spec })).expect("a pool")
}

fn node(random: &mut Random, number: usize, roles: &[&str], is_odd: bool) -> Node {
    let mut node = Node::new(&format!("n{number}"));
    let mut labels = vec![(format!("node-role.kubernetes.io/{}", random.of(roles)), "")];
    if random.one_in(2) {
        labels.push(("topology.kubernetes.io/zone".into(), random.of(&["a", "b", ""])));
    }
    node.labels = labels.into_iter().collect();
    node.created = (!random.one_in(4)).then(|| Timestamp::from_seconds(random.seconds(3)));
    (node.current_config, node.desired_config, node.state) = (Some("A".into()), Some("A".into()), State::Done);
    if is_odd && random.one_in(2) {
        random.position(&mut node);
        (node.unschedulable, node.drained) = (random.one_in(4), random.one_in(4));
    }
    node
}

fn fault(random: &mut Random, nodes: usize) -> Option<Fault> {
    let on = if random.one_in(2) && nodes > 0 {
        On::Node(format!("n{}", random.below(nodes)))
    } else {
        On::Share(u8::try_from(random.below(60)).ok()?)
    };
    Some(match random.below(5) {
        0 => Fault::NeverReturns(on),
        1 => Fault::Degrades(After::Prepare, on),
        2 => Fault::Degrades(After::Drain, on),
        3 => Fault::DrainBlocked(u32::try_from(random.below(900)).ok()?, on),
        _ => Fault::ControllerDown {
            at: u32::try_from(random.below(900)).ok()?,
            length: u32::try_from(random.below(900)).ok()?,
        },
    })
}

fn constraints(random: &mut Random, roles: &[&str]) -> Constraints {
    let mut constraints = Constraints::default();
    if random.one_in(4) {
        let mut second = |limit| u32::try_from(random.below(limit)).unwrap_or(0);
        constraints.windows =
            vec![Window::new(None, second(86_400), second(7200)), Window::new(Some(2), second(86_400), 600)];
    }
    if random.one_in(4) {
        constraints.canary = Some(Canary::new(u32::try_from(1 + random.below(3)).unwrap_or(1), 600));
    }
    if random.one_in(4) {
        constraints.pool_order =
            roles.iter().rev().filter(|_| !random.one_in(4)).map(|role| role.to_string()).collect();
    }
    constraints
}

fn model(random: &mut Random) -> Model {
    let mut spread = || {
        let (low, more) = (random.seconds(300), random.seconds(300));
        match random.below(4) {
            0 => Spread::fixed(0),
            1 => Spread::fixed(low),
            2 => Spread::uniform(low, low + more),
            _ => Spread::lognormal(1 + low, 1 + low + more),
        }
        .expect("a spread")
    };
    let mut phases = || Phases::new(spread(), spread(), spread(), spread());
    Model::new(phases())
}

/// The fleet as objects, to which the same things happen, and from which each plan is made anew.
struct Mirror<'w> {
    world: &'w World,
    nodes: Vec<Node>,
    goals: BTreeMap<String, Goal>,
    /// Since when the canaries of pools are done.
    since: BTreeMap<String, Timestamp>,
    /// The plan that nodes are to follow, by pool.
    told: BTreeSet<String>,
    /// Nodes that were out before they were told.
    out_before: BTreeSet<String>,
}

impl<'w> Mirror<'w> {
    fn new(world: &'w World) -> Self {
        let goals = world.pools.iter().map(|pool| {
            let target = Target::of_config(&pool.spec.configuration.name);
            (pool.metadata.name.clone(), Goal::of(&target))
        });
        let mut mirror = Self {
            world,
            nodes: world.nodes.clone(),
            goals: goals.collect(),
            since: BTreeMap::new(),
            told: BTreeSet::new(),
            out_before: world
                .nodes
                .iter()
                .filter(|node| node.is_unavailable())
                .map(|node| node.name.to_string())
                .collect(),
        };
        mirror.note_canaries(0);
        mirror
    }

    fn members(&self) -> BTreeMap<String, Vec<usize>> {
        let mut members = BTreeMap::<_, Vec<_>>::new();
        for pool in &self.world.pools {
            members.insert(pool.metadata.name.clone(), vec![]);
        }
        for (at, node) in self.nodes.iter().enumerate() {
            let role = ROLES.iter().find(|role| node.labels.get(&format!("node-role.kubernetes.io/{role}")).is_some());
            members.entry((*role.expect("a role")).into()).or_default().push(at);
        }
        members
    }

    fn note_canaries(&mut self, at: u64) {
        let Some(canary) = &self.world.constraints.canary else { return };
        for (name, members) in self.members() {
            let pool = self.world.pools.iter().find(|pool| pool.metadata.name == name).expect("its pool");
            let target = Target::of_config(&pool.spec.configuration.name);
            let done = members.iter().filter(|at| self.nodes[**at].is_updated(&target)).count();
            if done >= members.len().min(canary.nodes as usize) {
                self.since.entry(name).or_insert(time(at));
            } else {
                self.since.remove(&name);
            }
        }
    }

    /// Nodes that are out because of us, held against what each pool allows.
    fn hold_back(&self, at: u64) {
        if self.world.rules != Rules::Safe {
            return;
        }
        let mut fleet = Fleet::new(&self.world.pools, &self.nodes);
        fleet.rules = Rules::Safe;
        let allowed: BTreeMap<_, _> =
            plan(&fleet, time(0)).pools.iter().map(|pool| (pool.pool, pool.max_unavailable.unwrap_or(0))).collect();
        for (name, members) in self.members() {
            let ours = members.iter().map(|at| &self.nodes[*at]).filter(|node| {
                node.is_unavailable() && self.told.contains(&*node.name) && !self.out_before.contains(&*node.name)
            });
            let ours = i64::try_from(ours.count()).expect("few nodes");
            assert!(ours <= allowed[&*name], "seed {}: {ours} of {name} are out at {at}", self.world.seed);
        }
    }
}

fn time(at: u64) -> Timestamp {
    Timestamp::from_seconds(1_000_000 + i64::try_from(at).expect("a second"))
}

impl Watch for (&Stage<'_, '_>, &mut Mirror<'_>) {
    fn changed(&mut self, at: u64, rank: u32, pool: usize, step: Step) {
        let (stage, mirror) = self;
        let (name, pool) = (stage.ground.name(rank), stage.ground.pool_name(pool));
        let node = mirror.nodes.iter_mut().find(|node| &*node.name == name).expect("the node");
        step.apply(node, &mirror.goals[pool]);
        if step == Step::Told {
            mirror.told.insert(name.into());
            let paused = mirror.world.pools.iter().any(|it| it.metadata.name == pool && it.spec.paused);
            assert!(!paused, "a node of a paused pool is told");
        } else if step == Step::Done {
            // Whatever happens to it from now on is ours.
            mirror.out_before.remove(name);
        }
        mirror.note_canaries(at);
        mirror.hold_back(at);
    }

    fn planned(&mut self, at: u64, going: &[(usize, u32)]) {
        let (stage, mirror) = self;
        let mut fleet = mirror.world.fleet();
        fleet.nodes = &mirror.nodes;
        if let Some(canary) = &mut fleet.constraints.canary {
            canary.since.clone_from(&mirror.since);
        }
        let plan = plan(&fleet, time(at));
        let told = plan.actions.iter().filter_map(|action| match action {
            Action::SetDesired { node, .. } => Some(node),
            _ => None,
        });
        let told: Vec<_> = told.collect();
        let going: Vec<_> = going.iter().map(|(_, rank)| stage.ground.name(*rank)).collect();
        assert_eq!(going, told, "seed {} at {at}", mirror.world.seed);
    }
}

/// Runs one world, and holds everything against it.
fn hold(world: &World) {
    let scenario = world.scenario();
    let stage = Stage::new(&scenario).expect("a good scenario");
    for number in 0..world.runs {
        let mut mirror = Mirror::new(world);
        let mut run = Run::new(&stage, number);
        run.finish(&mut (&stage, &mut mirror));
        let out = mirror.members().values().flatten().filter(|at| mirror.nodes[**at].is_unavailable()).count();
        assert_eq!(usize::try_from(run.live.unavailable), Ok(out), "seed {}", world.seed);
    }
    told_in_full(world);
}

/// Every node is where its pool is or stuck with a code, and the order does not show.
fn told_in_full(world: &World) {
    let scenario = world.scenario();
    let simulation = simulate(&scenario).expect("a good scenario");
    let shown = serde_json::to_string(&simulation).expect("JSON");
    let stuck: BTreeSet<_> = simulation.stuck.iter().map(|stuck| stuck.node).collect();
    let waiting: usize = simulation.per_pool.values().map(|pool| pool.nodes as usize).sum();
    assert_eq!(waiting, world.nodes.len());
    assert!(simulation.stuck.iter().all(|it| it.code != "up-to-date" && !it.message.is_empty()), "{shown}");
    assert!(simulation.finished < simulation.runs || stuck.is_empty(), "seed {}: {shown}", world.seed);
    let at = |counts: &[(u64, u32)], time| counts.iter().rfind(|(at, _)| *at <= time).map_or(0, |(_, count)| *count);
    for (time, count) in &simulation.unavailable {
        let pools: u32 = simulation.unavailable_of.values().map(|counts| at(counts, *time)).sum();
        assert_eq!(pools, *count, "seed {} at {time}: pools do not add up", world.seed);
    }
    let was_cut = simulation.findings.entries().iter().any(|entry| entry.rule.code == "limit-reached");
    assert!(scenario.limit < 1000 || !was_cut, "seed {}: {shown}", world.seed);

    let (mut pools, mut nodes) = (world.pools.clone(), world.nodes.clone());
    pools.reverse();
    let half = nodes.len() / 2;
    nodes.rotate_left(half);
    let mut scenario = world.scenario();
    (scenario.fleet.pools, scenario.fleet.nodes) = (&pools, &nodes);
    let other = simulate(&scenario).expect("a good scenario");
    assert_eq!(serde_json::to_string(&other).ok(), Some(shown), "seed {}: the order shows", world.seed);
}

/// So many cases, or as many as `make soak` asks for.
#[expect(clippy::disallowed_methods, reason = "how many cases there are is no part of any")]
fn cases(name: &str, count: u64) -> u64 {
    std::env::var(name).ok().and_then(|cases| cases.parse().ok()).unwrap_or(count)
}

#[test]
fn runs_of_small_fleets_keep_every_promise() {
    for seed in 0..cases("SIMULATED_FLEETS", 3_000) {
        hold(&World::new(seed, 12));
    }
}

#[test]
fn runs_of_up_to_two_hundred_nodes_plan_as_plans_from_scratch_do() {
    for seed in 0..cases("PROPTEST_CASES", 40).min(2_000) {
        hold(&World::new(seed.wrapping_add(1 << 40), 200));
    }
}
