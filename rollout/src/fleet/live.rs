//! A plan that is kept up to date: nodes change one by one, and only what they change is looked at again. It says what
//! [`plan`](super::plan::plan) says, by the same rules.

use super::budget::Standing;
use super::draft::{Block, Draft};
use super::hold::Hold;
use super::interlock;
use super::membership::Membership;
use super::node::{Node, Problem, State};
use super::plan::{Fleet, Holds, Seen, survey};
use super::queue::Queue;
use super::select::{Rank, Room, Selection, Turn};
use super::step::{Goal, Step};
use super::trial::Trial;
use crate::Rules;
use alloc::vec;
use alloc::vec::Vec;
use garboard_core::role::MASTER;

/// A fleet that was looked at once, from which any number of rollouts begin. Pools are told by their place in the order of
/// their names, nodes by their rank, which is not that of their names here: they stand pool by pool in the order in which they
/// go, so that those which go together are together in memory.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) fleet: Fleet<'a>,
    membership: Membership<'a>,
    seen: Seen<'a>,
    drafts: Vec<Draft<'a>>,
    lanes: Vec<Lane>,
    /// By rank.
    ways: Vec<Way>,
    /// Ranks in the order of names.
    by_name: Vec<Rank>,
    spared: Option<Rank>,
    /// Whether a pool may go because of what happens elsewhere.
    pub(crate) linked: bool,
}

/// The nodes of a pool that can go, turn by turn in the order in which they do.
#[derive(Debug, Default)]
struct Lane {
    turns: [Vec<Rank>; 4],
}

impl<'a> Ground<'a> {
    pub(crate) fn new(fleet: &Fleet<'a>) -> Self {
        let membership = Membership::new(fleet.pools);
        let (mut drafts, mut seen) = survey(fleet, &membership);
        let goals: Vec<_> = drafts.iter().map(|draft| Goal::of(&draft.target)).collect();
        let ways = ways(fleet, &seen, &drafts, &goals);
        let order = order(&mut drafts, &seen);
        let by_name = places(&order);
        let ways: Vec<_> = order.iter().map(|&from| ways[from as usize]).collect();
        seen.reorder(&order);
        let mut lanes: Vec<_> = drafts.iter().map(|_| Lane::default()).collect();
        for (rank, way) in (0..).zip(&ways) {
            if let Some(lane) = usize::try_from(way.home).ok().and_then(|home| lanes.get_mut(home))
                && let Some(turn) = Turn::of(seen.standings[rank as usize], fleet.rules)
            {
                lane.turns[turn as usize].push(rank);
            }
        }
        let constraints = &fleet.constraints;
        let is_free =
            constraints.windows.is_empty() && constraints.pool_order.is_empty() && constraints.canary.is_none();
        let mut ground = Self {
            linked: !is_free || fleet.topology.is_some_and(|it| !it.is_empty()),
            fleet: fleet.clone(),
            membership,
            seen,
            drafts,
            lanes,
            ways,
            by_name,
            spared: None,
        };
        ground.spared = fleet.operator_node.and_then(|name| ground.find(name));
        ground
    }

    pub(crate) fn pool_count(&self) -> usize {
        self.drafts.len()
    }

    pub(crate) fn pool_name(&self, pool: usize) -> &'a str {
        self.drafts[pool].name()
    }

    pub(crate) fn node_count(&self) -> usize {
        self.seen.names.len()
    }

    /// How many nodes a pool has.
    pub(crate) fn size(&self, pool: usize) -> u32 {
        self.drafts[pool].tally.members
    }

    pub(crate) fn name(&self, rank: Rank) -> &'a str {
        self.seen.name(rank)
    }

    /// All nodes in the order of their names.
    pub(crate) fn by_name(&self) -> impl Iterator<Item = (Rank, &'a str)> {
        self.by_name.iter().map(|&rank| (rank, self.seen.name(rank)))
    }

    pub(crate) fn find(&self, name: &str) -> Option<Rank> {
        let at = self.by_name.binary_search_by(|&rank| self.seen.name(rank).cmp(name)).ok()?;
        Some(self.by_name[at])
    }

    pub(crate) fn node(&self, rank: Rank) -> &'a Node {
        &self.fleet.nodes[self.seen.place(rank)]
    }

    /// Whether a node is where its pool is before anything happens.
    pub(crate) fn is_updated(&self, rank: Rank) -> bool {
        self.seen.standings[rank as usize].is_updated()
    }

    /// The pool that updates a node.
    pub(crate) fn home(&self, rank: Rank) -> Option<usize> {
        usize::try_from(self.ways[rank as usize].home).ok().filter(|pool| *pool < self.drafts.len())
    }

    /// The nodes that are on their way already, with their pools: those on which a daemon runs, and is not stuck.
    pub(crate) fn under_way(&self) -> impl Iterator<Item = (Rank, usize)> {
        (0..).zip(&self.seen.standings).filter_map(|(rank, standing)| {
            let moves = standing.is_under_way() && !standing.is_stuck() && self.runs(rank);
            Some((rank, self.home(rank).filter(|_| moves)?))
        })
    }

    /// Whether the daemon of a node does what it is told.
    pub(crate) fn runs(&self, rank: Rank) -> bool {
        self.ways[rank as usize].runs
    }

    /// Whether a node is drained before anything happens.
    pub(crate) fn is_drained(&self, rank: Rank) -> bool {
        self.seen.standings[rank as usize].is_drained()
    }

    fn class(&self, standing: Standing) -> Option<Turn> {
        Turn::of(standing, self.fleet.rules)
    }
}

/// What becomes of a node when something happens to it. It is found out before, in the order in which nodes stand in memory:
/// later they are asked for in another.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// When it is told.
    told: Standing,
    /// When it is done with what it did before, and with what it was told.
    done: [Standing; 2],
    /// The same when it fails, and is not drained, or is.
    failed: [[Standing; 2]; 2],
    /// Whether its daemon does what it is told: not while it does not answer, unless it is rebooting.
    runs: bool,
    /// Its pool; none has the greatest number.
    home: u32,
}

impl Way {
    fn of(node: &Node, home: u32, draft: &Draft<'_>, goal: &Goal) -> Self {
        let after = |steps: &[Step]| {
            let mut node = node.position();
            steps.iter().for_each(|step| step.apply(&mut node, goal));
            Standing::of(&node, &draft.target)
        };
        let (told, failed) = (Step::Told, |drained| Step::Failed { drained });
        Self {
            told: after(&[told]),
            done: [after(&[Step::Done]), after(&[told, Step::Done])],
            failed: [
                [after(&[failed(false)]), after(&[failed(true)])],
                [after(&[told, failed(false)]), after(&[told, failed(true)])],
            ],
            runs: node.state == State::Working || !matches!(node.problem, Some(Problem::NotReady(_))),
            home,
        }
    }

    /// Of a node in no pool, to which nothing happens.
    const fn none(standing: Standing) -> Self {
        Self {
            told: standing,
            done: [standing; 2],
            failed: [[standing; 2]; 2],
            runs: false,
            home: u32::MAX,
        }
    }

    /// What it is when a step is done, which was `before`.
    fn after(&self, before: Standing, step: Step) -> Standing {
        let told = usize::from(before.is_told());
        match step {
            Step::Told => self.told,
            Step::Done => self.done[told],
            Step::Failed { drained } => self.failed[told][usize::from(drained)],
        }
    }
}

/// All nodes, pool by pool in the order in which they go, then those in no pool. Takes them out of the pools.
fn order(drafts: &mut [Draft<'_>], seen: &Seen<'_>) -> Vec<Rank> {
    let mut order = Vec::with_capacity(seen.names.len());
    for draft in drafts {
        let mut members = Vec::with_capacity(draft.members.len());
        seen.ages.append_in_order(core::mem::take(&mut draft.members).into_iter(), &mut members);
        order.extend(members.into_iter().map(|it| it.rank()));
    }
    order.extend(seen.homeless.iter().map(|(rank, _)| rank));
    order
}

/// Where each number stands in a list that has all of them.
fn places(list: &[u32]) -> Vec<u32> {
    let mut places = vec![0; list.len()];
    for (place, &number) in (0..).zip(list) {
        places[number as usize] = place;
    }
    places
}

fn ways(fleet: &Fleet<'_>, seen: &Seen<'_>, drafts: &[Draft<'_>], goals: &[Goal]) -> Vec<Way> {
    let mut ways: Vec<_> = seen.standings.iter().map(|&standing| Way::none(standing)).collect();
    for ((home, draft), goal) in (0..).zip(drafts).zip(goals) {
        let mut last: Option<(&Node, Way)> = None;
        for &rank in &draft.members {
            let node = &fleet.nodes[seen.place(rank)];
            // Most nodes stand where the one before them does.
            let way = match &last {
                Some((like, way)) if node.stands_as(like) => *way,
                _ => Way::of(node, home, draft, goal),
            };
            last = Some((node, way));
            ways[rank as usize] = way;
        }
    }
    ways
}

/// A rollout on its way.
#[derive(Debug)]
pub(crate) struct Live<'g, 'a> {
    ground: &'g Ground<'a>,
    standings: Vec<Standing>,
    drafts: Vec<Draft<'a>>,
    /// Of each pool, turn by turn.
    queues: Vec<[Queue; 4]>,
    /// Since when the canaries of each pool are done.
    since: Vec<Option<i64>>,
    /// The pools that are to be looked at, and whether they are among them.
    touched: Vec<usize>,
    is_touched: Vec<bool>,
    /// How many nodes are out of service, of all pools.
    pub(crate) unavailable: u32,
}

impl<'g, 'a> Live<'g, 'a> {
    /// As the fleet is `now`.
    pub(crate) fn new(ground: &'g Ground<'a>, now: i64) -> Self {
        let queues = |lane: &Lane| [0, 1, 2, 3].map(|turn: usize| Queue::of(&lane.turns[turn]));
        let mut live = Self {
            ground,
            standings: ground.seen.standings.clone(),
            drafts: ground.drafts.clone(),
            queues: ground.lanes.iter().map(queues).collect(),
            since: vec![None; ground.drafts.len()],
            touched: (0..ground.drafts.len()).collect(),
            is_touched: vec![true; ground.drafts.len()],
            unavailable: ground.drafts.iter().map(|draft| draft.tally.unavailable).sum(),
        };
        for pool in 0..ground.drafts.len() {
            live.since[pool] = ground.fleet.constraints.soaks_since(ground.pool_name(pool));
            live.note_canaries(pool, now);
        }
        live
    }

    /// How many nodes of a pool are out of service.
    pub(crate) fn unavailable_of(&self, pool: usize) -> u32 {
        self.drafts[pool].tally.unavailable
    }

    /// Whether a node is where its pool is.
    pub(crate) fn is_updated(&self, rank: Rank) -> bool {
        self.standings[rank as usize].is_updated()
    }

    /// Whether the daemon of a node is stuck and the node is cordoned.
    pub(crate) fn is_stuck_and_cordoned(&self, rank: Rank) -> bool {
        let standing = self.standings[rank as usize];
        standing.is_stuck() && standing.is_cordoned()
    }

    /// Whether all nodes of a pool are where it is.
    pub(crate) fn is_finished(&self, pool: usize) -> bool {
        let tally = &self.drafts[pool].tally;
        tally.updated == tally.members
    }

    /// Something happens to a node of a pool.
    pub(crate) fn change(&mut self, rank: Rank, pool: usize, step: Step, now: i64) {
        let before = self.standings[rank as usize];
        let after = self.ground.ways[rank as usize].after(before, step);
        self.standings[rank as usize] = after;
        let tally = &mut self.drafts[pool].tally;
        tally.remove(before);
        tally.add(after);
        self.unavailable = self.unavailable - u32::from(before.is_unavailable()) + u32::from(after.is_unavailable());
        let (old, new) = (self.ground.class(before), self.ground.class(after));
        if old != new {
            if let Some(old) = old {
                self.queues[pool][old as usize].waiting -= 1;
            }
            if let Some(new) = new {
                let queue = &mut self.queues[pool][new as usize];
                queue.waiting += 1;
                queue.push(rank);
            }
        }
        self.touch(pool);
        self.note_canaries(pool, now);
    }

    fn touch(&mut self, pool: usize) {
        if !core::mem::replace(&mut self.is_touched[pool], true) {
            self.touched.push(pool);
        }
    }

    /// Notes when the canaries of a pool are done.
    fn note_canaries(&mut self, pool: usize, now: i64) {
        let Some(canary) = &self.ground.fleet.constraints.canary else { return };
        let tally = &self.drafts[pool].tally;
        if tally.updated < canary.nodes.min(tally.members) {
            self.since[pool] = None;
        } else if self.since[pool].is_none() {
            self.since[pool] = Some(now);
        }
    }

    /// Tells nodes to go; each is added to `going` with its pool, pool by pool in the order of their choice.
    pub(crate) fn plan(&mut self, now: i64, going: &mut Vec<(usize, Rank)>) -> Ask {
        if self.ground.linked {
            (0..self.drafts.len()).for_each(|pool| self.touch(pool));
        }
        let mut pools = core::mem::take(&mut self.touched);
        pools.sort_unstable();
        self.judge(&pools, now);
        let mut ask = Ask {
            wake: pools.iter().filter_map(|&pool| self.wake(pool)).min(),
            again: false,
        };
        for &pool in &pools {
            // A pool of which nodes are told is touched once more.
            self.is_touched[pool] = false;
            ask.again |= self.take(pool, now, going);
        }
        ask
    }

    /// Finds out how many nodes of some pools may go, and what keeps them.
    fn judge(&mut self, pools: &[usize], now: i64) {
        let fleet = &self.ground.fleet;
        for &pool in pools {
            let hopeful = self.queues[pool].iter().map(|queue| queue.waiting).sum();
            let draft = &mut self.drafts[pool];
            draft.renew();
            draft.count_out(fleet.rules);
            let capacity = room(draft, fleet.rules).and_then(|room| room.capacity());
            draft.selection = capacity.map_or_else(Selection::default, |capacity| Selection {
                capacity,
                hopeful,
                ..Selection::default()
            });
        }
        if self.ground.linked {
            interlock::apply(fleet, &mut self.drafts);
        }
        let opens_in = fleet.constraints.opens_after(now);
        for &pool in pools {
            self.drafts[pool].restrict(&fleet.constraints, opens_in, self.since[pool], now);
        }
    }

    /// In how many seconds nodes of a pool may go that only time keeps.
    fn wake(&self, pool: usize) -> Option<u64> {
        let draft = &self.drafts[pool];
        if draft.is_at_rest() || draft.selection.hopeful == 0 {
            return None;
        }
        match &*draft.blocks {
            [Block::Window(opens_in)] => *opens_in,
            [] => draft.trial.and_then(Trial::left),
            _ => None,
        }
    }

    /// Takes those nodes of a pool that go. Whether more would go if it was asked again: of a node that was told and was out
    /// already the reference takes room, and gives it back.
    fn take(&mut self, pool: usize, now: i64, going: &mut Vec<(usize, Rank)>) -> bool {
        let draft = &self.drafts[pool];
        let (mut most, several) = (draft.most(), draft.selection.hopeful > 1);
        let rules = self.ground.fleet.rules;
        let Some(room) = room(draft, rules).filter(|_| draft.selection.hopeful > 0) else { return false };
        let spared = self.ground.spared.filter(|_| several && draft.name() == MASTER);
        let (before, mut retried) = (going.len(), 0);
        for &turn in Turn::all(rules) {
            let mut left = room.of(turn, retried).min(most);
            let mut aside = None;
            while left > 0 {
                let Some(rank) = self.next(pool, turn) else { break };
                if spared == Some(rank) {
                    aside = Some(rank);
                    continue;
                }
                self.change(rank, pool, Step::Told, now);
                going.push((pool, rank));
                (left, most) = (left - 1, most - 1);
                retried += i64::from(turn == Turn::Retried);
            }
            if let Some(rank) = aside {
                self.queues[pool][turn as usize].push(rank);
            }
        }
        let now_room = Room { tally: self.drafts[pool].tally, ..room };
        let waits = |turn: &Turn| self.queues[pool][*turn as usize].waiting > 0 && now_room.of(*turn, 0) > 0;
        going.len() > before && most > 0 && Turn::all(rules).iter().any(waits)
    }

    /// The next node of a pool whose turn it is, taken out of its queue.
    fn next(&mut self, pool: usize, turn: Turn) -> Option<Rank> {
        let lane = &self.ground.lanes[pool];
        let queue = &mut self.queues[pool][turn as usize];
        loop {
            let rank = queue.pop(&lane.turns[turn as usize])?;
            if self.ground.class(self.standings[rank as usize]) == Some(turn) {
                return Some(rank);
            }
        }
    }

    /// Looks at every pool, so that holds are those of `now`.
    pub(crate) fn settle(&mut self, now: i64) {
        let pools: Vec<_> = (0..self.drafts.len()).collect();
        self.judge(&pools, now);
    }

    /// Why a node of a pool does not go, as of when the fleet was settled.
    pub(crate) fn hold(&self, rank: Rank, pool: usize) -> Hold<'_> {
        let holds = Holds {
            nodes: self.ground.fleet.nodes,
            seen: &self.ground.seen,
            standings: &self.standings,
            drafts: &self.drafts,
            spared: self.ground.spared,
            membership: &self.ground.membership,
        };
        holds.member(rank, &self.drafts[pool], self.ground.fleet.rules)
    }
}

/// When to plan again though nothing else changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// In so many seconds, since nodes may go then.
    pub(crate) wake: Option<u64>,
    /// Soon, since nodes may go now that others are told.
    pub(crate) again: bool,
}

/// The room in a pool, if it says how much there is and has somewhere to go.
fn room(draft: &Draft<'_>, rules: Rules) -> Option<Room> {
    let max = draft.max.filter(|_| !draft.target.config.is_empty())?;
    Some(Room { rules, max, tally: draft.tally })
}
