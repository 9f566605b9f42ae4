//! What is done next in a cluster, and why everything else is not.

use super::action::{Action, Actions};
use super::budget::Standing;
use super::build::Build;
use super::constraints::Constraints;
use super::draft::{Block, Draft};
use super::hold::{HeldNodes, Hold, Reasons};
use super::interlock;
use super::membership::{Belongs, Membership};
use super::node::Node;
use super::select::{self, Rank};
use super::target::Target;
use super::time::Timestamp;
use super::{findings, node};
use crate::Rules;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;
use garboard_core::api::{MachineConfigPool, MachineOSBuild, MachineOSConfig};
use garboard_core::role::MASTER;
use garboard_ignition::report::Report;
use serde::{Deserialize, Serialize};

/// A cluster, as far as the planner looks at it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fleet<'a> {
    /// Its pools. A plan for one pool is a fleet with one pool.
    pub pools: &'a [MachineConfigPool],
    /// Its nodes.
    pub nodes: &'a [Node],
    /// Which nodes belong to a pool.
    pub members: Members,
    /// That images are built for pools.
    pub moscs: &'a [MachineOSConfig],
    /// These builds.
    pub mosbs: &'a [MachineOSBuild],
    /// The node on which the machine-config-operator runs, if it runs on one.
    pub operator_node: Option<&'a str>,
    /// The `controlPlaneTopology` of the cluster; none if it is not known, and what depends on it does not happen then.
    pub topology: Option<&'a str>,
    /// What restricts the rollout.
    pub constraints: Constraints,
    /// Whose rules decide.
    pub rules: Rules,
}

/// Which nodes belong to a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Members {
    /// Those of which it is the primary pool.
    #[default]
    Select,
    /// All nodes of the fleet belong to its first pool, whatever their labels.
    Given,
}

impl<'a> Fleet<'a> {
    /// Pools and nodes, of which nothing else is known.
    #[must_use]
    pub fn new(pools: &'a [MachineConfigPool], nodes: &'a [Node]) -> Self {
        Self {
            pools,
            nodes,
            members: Members::default(),
            moscs: &[],
            mosbs: &[],
            operator_node: None,
            topology: None,
            constraints: Constraints::default(),
            rules: Rules::default(),
        }
    }

    /// The nodes of each pool, in their order; under `None` those that are in no pool.
    #[must_use]
    pub fn by_pool(&self) -> BTreeMap<Option<&'a str>, Vec<&'a Node>> {
        let membership = Membership::new(self.pools);
        let given = self.pools.first().filter(|_| self.members == Members::Given);
        let home = |node| match given {
            Some(pool) => Some(&*pool.metadata.name),
            None => membership.pools_of(node).ok()?.first().copied(),
        };
        let mut by_pool = BTreeMap::new();
        for node in self.nodes {
            by_pool.entry(home(node)).or_insert_with(Vec::new).push(node);
        }
        by_pool
    }
}

impl<'a> Plan<'a> {
    /// Those of some nodes that are told to go, in the order in which they were chosen.
    pub fn going(&self, among: &BTreeSet<&str>) -> impl Iterator<Item = &'a str> {
        self.actions.iter().filter_map(|action| match action {
            Action::SetDesired { node, .. } => Some(node).filter(|node| among.contains(node)),
            _ => None,
        })
    }
}

/// What is done next: every node of the fleet is told to go by one action, or held, never both and never neither.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Plan<'a> {
    /// What to write, in this order: pool by pool, of each the topology and the taints by node, then the nodes that go,
    /// in the order in which they were chosen.
    pub actions: Actions<'a>,
    /// The nodes that do not go, by name.
    pub held: HeldNodes<'a>,
    /// What is wrong, and what is worth knowing.
    pub findings: Report,
    /// When to ask again even if nothing has changed.
    pub recheck_after: Option<Duration>,
    /// The pools, by name.
    pub pools: Vec<PoolPlan<'a>>,
}

/// How many nodes of a pool may go, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolPlan<'a> {
    /// The pool.
    pub pool: &'a str,
    /// How many of its nodes may be out at once; none if the pool says no number.
    pub max_unavailable: Option<i64>,
    /// How many may go now.
    pub capacity: i64,
    /// The nodes that may go, in the order in which they would, before the cut; of a paused pool too.
    pub candidates: Vec<&'a str>,
}

/// What is done next. It always has an answer, and gives the same one whatever the order of pools and nodes.
///
/// ```
/// use garboard_core::api::MachineConfigPool;
/// use garboard_rollout::fleet::{Action, Fleet, Node, Timestamp, plan};
///
/// let mut pools = [MachineConfigPool::new("worker")];
/// pools[0].spec.node_selector = serde_json::from_str(r#"{"matchLabels":{"node-role.kubernetes.io/worker":""}}"#)?;
/// pools[0].spec.configuration.name = "rendered-worker-b".into();
/// let nodes: Vec<Node> = ["w2", "w1"].iter().map(|name| serde_json::from_str(&format!(
///     r#"{{"metadata":{{"name":"{name}","labels":{{"node-role.kubernetes.io/worker":""}},"annotations":{{
///     "machineconfiguration.openshift.io/currentConfig":"rendered-worker-a",
///     "machineconfiguration.openshift.io/desiredConfig":"rendered-worker-a",
///     "machineconfiguration.openshift.io/state":"Done"}}}}}}"#))).collect::<Result<_, _>>()?;
/// let plan = plan(&Fleet::new(&pools, &nodes), Timestamp::from_seconds(0));
/// let told = Action::SetDesired { node: "w1", config: "rendered-worker-b", image: None };
/// assert!(plan.actions.iter().any(|action| action == told));
/// let held: Vec<_> = plan.held.iter().map(|held| (held.node, held.hold.code())).collect();
/// assert_eq!(held, [("w2", "no-capacity")]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn plan<'a>(fleet: &Fleet<'a>, now: Timestamp) -> Plan<'a> {
    let membership = Membership::new(fleet.pools);
    let (mut drafts, mut seen) = survey(fleet, &membership);
    for draft in &mut drafts {
        draft.count_out(fleet.rules);
    }
    let spared = fleet.operator_node.and_then(|name| seen.find(name));
    for draft in &mut drafts {
        draft.select(fleet.rules, &seen.standings, &seen.ages, spared.filter(|_| draft.name() == MASTER));
    }
    // All is put in order: what follows may have their room.
    seen.ages = select::Ages::default();
    interlock::apply(fleet, &mut drafts);
    let opens_in = fleet.constraints.opens_in(now);
    for draft in &mut drafts {
        let since = fleet.constraints.soaks_since(draft.name());
        draft.restrict(&fleet.constraints, opens_in, since, now.seconds());
        draft.cut();
    }
    let soaked = drafts.iter().filter(|draft| !draft.is_at_rest()).filter_map(|draft| draft.trial?.left());
    let recheck_after = soaked.chain(opens_in.filter(|&wait| wait > 0)).min();

    // Made once: to grow it would mean to have it twice.
    let mut actions = Actions::with_capacity(drafts.iter().map(|draft| count_writes(&seen, draft)).sum());
    let mut goes = vec![false; seen.names.len()];
    for draft in &drafts {
        write(fleet, &seen, draft, &mut actions, &mut goes);
    }
    let holds = Holds {
        nodes: fleet.nodes,
        seen: &seen,
        standings: &seen.standings,
        drafts: &drafts,
        spared,
        membership: &membership,
    };
    let reasons = holds.reasons(&goes, fleet.rules);
    let findings = findings::of(fleet, &seen, &drafts, &membership);
    let pools = drafts.into_iter().map(|draft| draft.into_plan(|rank| seen.name(rank))).collect();
    Plan {
        actions,
        held: reasons.of(seen.names),
        findings,
        recheck_after: recheck_after.map(Duration::from_secs),
        pools,
    }
}

/// All that is asked of the nodes, in the order of their names: a rank is a place in that order. A million nodes are far
/// apart in memory, and each is looked at once.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    /// Their places in the fleet, if they are not in order there.
    order: Option<Vec<u32>>,
    pub(super) names: Vec<&'a str>,
    /// Those that belong to no pool, and why; all others are members of a draft.
    pub(super) homeless: Vec<(Rank, Belongs)>,
    /// What each is to its pool.
    pub(super) standings: Vec<Standing>,
    pub(super) ages: select::Ages<'a>,
}

impl<'a> Seen<'a> {
    fn with_capacity(nodes: usize, order: Option<Vec<u32>>) -> Self {
        Self {
            order,
            names: Vec::with_capacity(nodes),
            homeless: Vec::new(),
            standings: Vec::with_capacity(nodes),
            ages: select::Ages::with_capacity(nodes),
        }
    }

    /// Where a node is in the fleet.
    pub(super) fn place(&self, rank: Rank) -> usize {
        self.order.as_ref().map_or(rank, |order| order[rank as usize]) as usize
    }

    pub(super) fn name(&self, rank: Rank) -> &'a str {
        self.names[rank as usize]
    }

    /// Puts the nodes in another order, in which their names are not; their ages, and who is in no pool, are not needed any
    /// more.
    pub(super) fn reorder(&mut self, order: &[Rank]) {
        fn all<T: Copy>(list: &[T], order: &[Rank]) -> Vec<T> {
            order.iter().map(|&from| list[from as usize]).collect()
        }
        self.order = Some(self.order.as_ref().map_or_else(|| order.to_vec(), |places| all(places, order)));
        self.names = all(&self.names, order);
        self.standings = all(&self.standings, order);
        self.ages = select::Ages::default();
        self.homeless = Vec::new();
    }

    pub(super) fn find(&self, name: &str) -> Option<Rank> {
        self.names.binary_search(&name).ok().and_then(|at| u32::try_from(at).ok())
    }
}

/// The pools by name, and all nodes, each looked at once.
pub(super) fn survey<'a>(fleet: &Fleet<'a>, membership: &Membership<'_>) -> (Vec<Draft<'a>>, Seen<'a>) {
    let mut drafts = drafts(fleet);
    // Lists of the API are in order; any other is put in order first.
    let seen = match look(fleet, None, membership, &mut drafts) {
        Some(seen) => seen,
        None => {
            drafts.iter_mut().for_each(Draft::forget);
            let order = select::by_name(fleet.nodes);
            look(fleet, Some(order), membership, &mut drafts).unwrap_or_default()
        }
    };
    (drafts, seen)
}

/// Looks at every node, and hands each to its pool. `None` if the nodes are not in the order of their names, which is as they
/// are listed where no other is given.
fn look<'a>(
    fleet: &Fleet<'a>,
    order: Option<Vec<u32>>,
    membership: &Membership<'_>,
    drafts: &mut [Draft<'a>],
) -> Option<Seen<'a>> {
    let mut draft_of = vec![0; drafts.len()];
    for (number, draft) in drafts.iter().enumerate() {
        draft_of[draft.at] = number;
    }
    let count = u32::try_from(fleet.nodes.len()).unwrap_or(u32::MAX);
    let mut seen = Seen::with_capacity(count as usize, order);
    let nowhere = Target::of_config("");
    let topology = fleet.topology.filter(|it| !it.is_empty());
    for rank in 0..count {
        let node = &fleet.nodes[seen.place(rank)];
        if seen.names.last().is_some_and(|last| **last > *node.name) {
            return None;
        }
        seen.names.push(&node.name);
        let home = match fleet.members {
            Members::Given if drafts.is_empty() => Belongs::Nowhere,
            Members::Given => Belongs::To { primary: 0, also_worker: false },
            Members::Select => membership.of(node),
        };
        let standing = match home {
            Belongs::To { primary, .. } => {
                let draft = &mut drafts[draft_of[primary as usize]];
                let differs = topology.is_some_and(|it| *it != *node::text(node.topology.as_ref()));
                let taint = draft.is_steered_away(node, fleet.rules);
                let standing = Standing::of(node, &draft.target).wanting(taint, differs);
                draft.members.push(rank);
                draft.tally.add(standing);
                standing
            }
            homeless => {
                seen.homeless.push((rank, homeless));
                Standing::of(node, &nowhere)
            }
        };
        seen.standings.push(standing);
        seen.ages.add(node);
    }
    seen.ages.arrange();
    Some(seen)
}

/// The pools by name, nodes still missing.
fn drafts<'a>(fleet: &Fleet<'a>) -> Vec<Draft<'a>> {
    let draft = |(at, pool)| Draft::new(at, pool, Build::of(pool, fleet.moscs, fleet.mosbs));
    let mut drafts: Vec<_> = fleet.pools.iter().enumerate().map(draft).collect();
    drafts.sort_by_key(|draft| (draft.name(), draft.at));
    drafts
}

/// How many writes the nodes of a pool take.
fn count_writes(seen: &Seen<'_>, draft: &Draft<'_>) -> usize {
    let writes = |rank: &Rank| {
        let standing = seen.standings[*rank as usize];
        usize::from(standing.topology_differs()) + usize::from(standing.taint().is_some())
    };
    let of_all = if draft.is_touched() { draft.members.iter().map(writes).sum() } else { 0 };
    of_all + draft.selection.taken.len()
}

/// What is written for the nodes of a pool.
fn write<'a>(fleet: &Fleet<'a>, seen: &Seen<'a>, draft: &Draft<'a>, actions: &mut Actions<'a>, goes: &mut [bool]) {
    if draft.is_touched() {
        let topology = fleet.topology.unwrap_or_default();
        let standing = |rank: Rank| seen.standings[rank as usize];
        let differing = draft.members.iter().filter(|rank| standing(**rank).topology_differs());
        let names = differing.map(|&rank| seen.name(rank));
        actions.extend(Action::SetTopology { node: "", topology }, names);
        let [remove, add] = actions.number([Action::RemoveTaint { node: "" }, Action::AddTaint { node: "" }]);
        for &rank in &draft.members {
            if let Some(missing) = standing(rank).taint() {
                actions.push(seen.name(rank), if missing { add } else { remove });
            }
        }
    }
    let (config, image) = draft.target.to_write();
    let names = draft.selection.taken.iter().map(|&rank| seen.name(rank));
    actions.extend(Action::SetDesired { node: "", config, image }, names);
    for &rank in &draft.selection.taken {
        goes[rank as usize] = true;
    }
}

/// All that a hold depends on.
pub(super) struct Holds<'h, 'a> {
    pub(super) nodes: &'a [Node],
    pub(super) seen: &'h Seen<'a>,
    /// What each node is now.
    pub(super) standings: &'h [Standing],
    pub(super) drafts: &'h [Draft<'a>],
    pub(super) spared: Option<Rank>,
    pub(super) membership: &'h Membership<'a>,
}

impl<'a> Holds<'_, 'a> {
    /// Of the nodes that do not go.
    fn reasons(&self, goes: &[bool], rules: Rules) -> Reasons<'a> {
        // A fleet whose only pool is broken has nothing else to say of any node.
        let broken = match self.drafts {
            [only] if only.max.is_none() => Some(only.name()),
            _ => None,
        };
        let bad = self.membership.bad_pool();
        let mut reasons = Reasons::new(goes.len());
        for draft in self.drafts {
            reasons.begin_group();
            for &rank in draft.members.iter().filter(|rank| !goes[**rank as usize]) {
                reasons.add(rank, self.member(rank, draft, rules));
            }
        }
        reasons.begin_group();
        for &(rank, belongs) in &self.seen.homeless {
            let hold = match belongs {
                _ if broken.is_some() => Hold::BadMaxUnavailable { pool: broken.unwrap_or_default() },
                Belongs::Windows => Hold::Windows,
                Belongs::Contested(pools) => Hold::TwoCustomPools { pools },
                Belongs::Unknown => Hold::NotAMember { bad },
                Belongs::Nowhere | Belongs::To { .. } => Hold::NotAMember { bad: None },
            };
            reasons.add(rank, hold);
        }
        reasons
    }

    /// The first that applies.
    pub(super) fn member(&self, rank: Rank, draft: &Draft<'a>, rules: Rules) -> Hold<'a> {
        let (standing, pool) = (self.standings[rank as usize], draft.name());
        let node = || &self.nodes[self.seen.place(rank)];
        if draft.max.is_none() {
            Hold::BadMaxUnavailable { pool }
        } else if draft.target.config.is_empty() {
            Hold::NoTarget { pool }
        } else if standing.is_updated() {
            Hold::UpToDate { config: draft.target.config }
        } else if draft.is_paused() || draft.is_deleted() {
            Hold::PoolPaused { pool, deleted: draft.is_deleted() }
        } else if standing.is_stuck() {
            let out_of_reach = standing.is_cordoned() && !(rules == Rules::Safe && standing.is_drained());
            Hold::Degraded { reason: node().reason.as_deref(), out_of_reach }
        } else if standing.is_told() || standing.is_under_way() {
            Hold::Updating { config: node::text(node().desired_config.as_ref()) }
        } else if standing.is_cordoned() {
            Hold::Cordoned
        } else if standing.is_ready() {
            self.waiting(rank, draft)
        } else {
            node().problem.as_ref().map_or(Hold::Cordoned, |problem| Hold::NotReady { problem })
        }
    }

    /// Of a node that could go.
    fn waiting(&self, rank: Rank, draft: &Draft<'a>) -> Hold<'a> {
        if draft.name() == MASTER && self.spared == Some(rank) && draft.selection.hopeful > 1 {
            return Hold::OperatorNode;
        }
        match &draft.blocks.first() {
            Some(Block::Other(pool, why)) => Hold::OtherPoolFirst { pool, why: *why },
            Some(Block::Image(gate)) => draft.image_hold(gate),
            Some(Block::Window(opens_in)) => Hold::WindowClosed { opens_in: *opens_in },
            None => {
                let going = draft.selection.taken.len();
                let alone = draft.trial.and_then(|trial| trial.hold(draft.name(), going));
                alone.unwrap_or(Hold::NoCapacity {
                    max: draft.max.unwrap_or_default(),
                    unavailable: draft.tally.unavailable,
                    failing: draft.tally.failing_here,
                    before: u32::try_from(going).unwrap_or(u32::MAX),
                })
            }
        }
    }
}
