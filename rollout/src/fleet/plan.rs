//! What is done next in a cluster, and why everything else is not.

use super::action::Action;
use super::budget::Standing;
use super::build::Build;
use super::constraints::Constraints;
use super::draft::{Block, Draft};
use super::hold::{Held, Hold};
use super::interlock;
use super::membership::{Belongs, MASTER, Membership};
use super::node::Node;
use super::select::{self, Rank};
use super::time::Timestamp;
use super::{findings, node};
use crate::Rules;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;
use garboard_core::api::{MachineConfigPool, MachineOSBuild, MachineOSConfig};
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
}

/// What is done next: every node of the fleet is told to go by one action, or held, never both and never neither.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Plan<'a> {
    /// What to write, in this order: pool by pool, of each the topology and the taints by node, then the nodes that go,
    /// in the order in which they were chosen.
    pub actions: Vec<Action<'a>>,
    /// The nodes that do not go, by name.
    pub held: Vec<Held<'a>>,
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
/// assert!(plan.actions.contains(&told));
/// assert_eq!((plan.held[0].node, plan.held[0].hold.code()), ("w2", "no-capacity"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn plan<'a>(fleet: &Fleet<'a>, now: Timestamp) -> Plan<'a> {
    let order = select::by_name(fleet.nodes);
    let sorted = Sorted { nodes: fleet.nodes, order: &order };
    let membership = Membership::new(fleet.pools);
    let mut drafts = drafts(fleet);
    let homes = settle(fleet, &sorted, &membership, &mut drafts);
    let standings = stand(&sorted, &homes, &mut drafts);

    for draft in &mut drafts {
        draft.count_out(fleet.rules);
    }
    let spared = fleet.operator_node.and_then(|name| sorted.find(name));
    for draft in &mut drafts {
        draft.select(fleet.rules, &standings, spared.filter(|_| draft.name() == MASTER), |rank| sorted.node(rank));
    }
    interlock::apply(fleet, &mut drafts);
    let opens_in = fleet.constraints.opens_in(now);
    for draft in &mut drafts {
        if opens_in != Some(0) {
            draft.block(Block::Window(opens_in));
        }
        draft.cut();
    }

    let mut actions = Vec::new();
    let mut goes = vec![false; order.len()];
    for draft in &drafts {
        write(fleet, &sorted, draft, &mut actions, &mut goes);
    }
    let holds = Holds {
        sorted: &sorted,
        drafts: &drafts,
        standings: &standings,
        spared,
        membership: &membership,
    };
    let held = holds.of(&homes, &goes, fleet);
    let findings = findings::of(fleet, &sorted, &drafts, &homes, &standings, &membership);
    Plan {
        actions,
        held,
        findings,
        recheck_after: opens_in.filter(|&wait| wait > 0).map(Duration::from_secs),
        pools: drafts.into_iter().map(|draft| draft.into_plan(|rank| &sorted.node(rank).name)).collect(),
    }
}

/// The nodes of a fleet in the order of their names. A rank is a place in that order.
pub(super) struct Sorted<'o, 'a> {
    nodes: &'a [Node],
    order: &'o [u32],
}

impl<'a> Sorted<'_, 'a> {
    pub(super) fn node(&self, rank: Rank) -> &'a Node {
        &self.nodes[self.order[rank as usize] as usize]
    }

    pub(super) fn ranks(&self) -> impl Iterator<Item = Rank> + use<> {
        0..u32::try_from(self.order.len()).unwrap_or(u32::MAX)
    }

    fn find(&self, name: &str) -> Option<Rank> {
        let at = self.order.partition_point(|&place| *self.nodes[place as usize].name < *name);
        let rank = u32::try_from(at).ok().filter(|_| at < self.order.len())?;
        (*self.node(rank).name == *name).then_some(rank)
    }
}

/// The pools by name, nodes still missing.
fn drafts<'a>(fleet: &Fleet<'a>) -> Vec<Draft<'a>> {
    let draft = |(at, pool)| Draft::new(at, pool, Build::of(pool, fleet.moscs, fleet.mosbs));
    let mut drafts: Vec<_> = fleet.pools.iter().enumerate().map(draft).collect();
    drafts.sort_by_key(|draft| (draft.name(), draft.at));
    drafts
}

/// Where each node belongs, by rank, pools by their draft; and the members of each draft.
fn settle(
    fleet: &Fleet<'_>,
    sorted: &Sorted<'_, '_>,
    membership: &Membership<'_>,
    drafts: &mut [Draft<'_>],
) -> Vec<Belongs> {
    let mut draft_of = vec![0; drafts.len()];
    for (number, draft) in drafts.iter().enumerate() {
        draft_of[draft.at] = number;
    }
    let home = |rank| match fleet.members {
        Members::Given if fleet.pools.is_empty() => Belongs::Nowhere,
        Members::Given => Belongs::To { primary: 0, also: None },
        Members::Select => membership.of(sorted.node(rank)),
    };
    let settled = |rank: Rank| match home(rank) {
        Belongs::To { primary, also } => {
            drafts[draft_of[primary]].members.push(rank);
            Belongs::To { primary: draft_of[primary], also: also.map(|at| draft_of[at]) }
        }
        other => other,
    };
    sorted.ranks().map(settled).collect()
}

/// What each node is to its pool, by rank, and the pools' counts.
fn stand(sorted: &Sorted<'_, '_>, homes: &[Belongs], drafts: &mut [Draft<'_>]) -> Vec<Standing> {
    let nowhere = super::Target::of_config("");
    let standing = |(rank, home): (Rank, &Belongs)| match *home {
        Belongs::To { primary, .. } => {
            let draft = &mut drafts[primary];
            let standing = Standing::of(sorted.node(rank), &draft.target);
            draft.tally.add(standing);
            standing
        }
        _ => Standing::of(sorted.node(rank), &nowhere),
    };
    (0..).zip(homes).map(standing).collect()
}

/// What is written for the nodes of a pool.
fn write<'a>(
    fleet: &Fleet<'a>,
    sorted: &Sorted<'_, 'a>,
    draft: &Draft<'a>,
    actions: &mut Vec<Action<'a>>,
    goes: &mut [bool],
) {
    if draft.is_touched() {
        for &rank in &draft.members {
            let node = sorted.node(rank);
            let topology = fleet.topology.filter(|it| !it.is_empty() && *it != node::text(node.topology.as_ref()));
            actions.extend(topology.map(|topology| Action::SetTopology { node: &node.name, topology }));
        }
        for &rank in &draft.members {
            let node = sorted.node(rank);
            actions.extend(match (node.tainted, draft.is_steered_away(node, fleet.rules)) {
                (false, true) => Some(Action::AddTaint { node: &node.name }),
                (true, false) => Some(Action::RemoveTaint { node: &node.name }),
                _ => None,
            });
        }
    }
    let (config, image) = draft.target.to_write();
    for &rank in &draft.selection.taken {
        goes[rank as usize] = true;
        actions.push(Action::SetDesired { node: &sorted.node(rank).name, config, image });
    }
}

/// All that a hold depends on.
struct Holds<'h, 'a> {
    sorted: &'h Sorted<'h, 'a>,
    drafts: &'h [Draft<'a>],
    standings: &'h [Standing],
    spared: Option<Rank>,
    membership: &'h Membership<'a>,
}

impl<'a> Holds<'_, 'a> {
    fn of(&self, homes: &[Belongs], goes: &[bool], fleet: &Fleet<'a>) -> Vec<Held<'a>> {
        // A fleet whose only pool is broken has nothing else to say of any node.
        let broken = match self.drafts {
            [only] if only.max.is_none() => Some(only.name()),
            _ => None,
        };
        let bad = self.membership.bad_pool();
        let held = |(rank, home): (Rank, &Belongs)| {
            let hold = match *home {
                _ if goes[rank as usize] => return None,
                _ if broken.is_some() => Hold::BadMaxUnavailable { pool: broken.unwrap_or_default() },
                Belongs::To { primary, .. } => self.member(rank, &self.drafts[primary], fleet.rules),
                Belongs::Windows => Hold::Windows,
                Belongs::Contested(pools) => Hold::TwoCustomPools { pools },
                Belongs::Unknown => Hold::NotAMember { bad },
                Belongs::Nowhere => Hold::NotAMember { bad: None },
            };
            Some(Held { node: &self.sorted.node(rank).name, hold })
        };
        (0..).zip(homes).filter_map(held).collect()
    }

    /// The first that applies.
    fn member(&self, rank: Rank, draft: &Draft<'a>, rules: Rules) -> Hold<'a> {
        let (node, standing, pool) = (self.sorted.node(rank), self.standings[rank as usize], draft.name());
        if draft.max.is_none() {
            Hold::BadMaxUnavailable { pool }
        } else if draft.target.config.is_empty() {
            Hold::NoTarget { pool }
        } else if standing.is_updated() {
            Hold::UpToDate { config: draft.target.config }
        } else if draft.is_paused() || draft.is_deleted() {
            Hold::PoolPaused { pool, deleted: draft.is_deleted() }
        } else if standing.is_stuck() {
            let out_of_reach = node.unschedulable && !(rules == Rules::Safe && standing.is_drained());
            Hold::Degraded { reason: node.reason.as_deref(), out_of_reach }
        } else if standing.is_told() || standing.is_under_way() {
            Hold::Updating { config: node::text(node.desired_config.as_ref()) }
        } else if node.unschedulable {
            Hold::Cordoned
        } else if let Some(problem) = &node.problem {
            Hold::NotReady { problem }
        } else {
            self.waiting(rank, draft)
        }
    }

    /// Of a node that could go.
    fn waiting(&self, rank: Rank, draft: &Draft<'a>) -> Hold<'a> {
        let candidates = &draft.selection.candidates;
        if draft.name() == MASTER && self.spared == Some(rank) && candidates.len() > 1 {
            return Hold::OperatorNode;
        }
        match &draft.blocks.first() {
            Some(Block::Other(pool, why)) => Hold::OtherPoolFirst { pool, why: *why },
            Some(Block::Image(gate)) => draft.image_hold(gate),
            Some(Block::Window(opens_in)) => Hold::WindowClosed { opens_in: *opens_in },
            None => Hold::NoCapacity {
                max: draft.max.unwrap_or_default(),
                unavailable: draft.tally.unavailable,
                failing: draft.tally.failing_here,
                before: u32::try_from(draft.selection.taken.len()).unwrap_or(u32::MAX),
            },
        }
    }
}
