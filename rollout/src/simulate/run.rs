//! One run: the planner in a loop, and what happens between two plans.

use super::effect::Effect;
use super::fates::Fate;
use super::fault::After;
use super::random::Seed;
use super::stage::Stage;
use crate::fleet::live::Live;
use crate::fleet::step::Step;
use alloc::collections::BinaryHeap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// Who is told what happens in a run. Times are seconds from the beginning.
pub(super) trait Watch {
    /// Something happens to a node of a pool; what it is told, after the plan that told it.
    fn changed(&mut self, _at: u64, _rank: u32, _pool: usize, _step: Step) {}
    /// Nodes are told to go, each with its pool.
    fn planned(&mut self, _at: u64, _going: &[(usize, u32)]) {}
    /// How everything is when all of a second has happened.
    fn counted(&mut self, _at: u64, _live: &Live<'_, '_>) {}
}

/// Nobody.
impl Watch for () {}

/// What a draw is for.
#[derive(Clone, Copy)]
enum Phase {
    Drain,
    Apply,
    Reboot,
    Action,
}

/// What comes next for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    Nothing,
    Done,
    Fails {
        drained: bool,
    },
    /// It stays down.
    Lost,
}

#[derive(Clone, Copy, Debug)]
struct Due {
    at: u64,
    next: Next,
}

/// A run, on its way or over.
#[derive(Debug)]
pub(super) struct Run<'r, 'a> {
    stage: &'r Stage<'r, 'a>,
    seed: Seed,
    pub(super) live: Live<'r, 'a>,
    events: BinaryHeap<Reverse<(u64, u32)>>,
    /// By rank: what comes next, and when; of those for which nothing does, since when.
    due: Vec<Due>,
    /// When the next plan is made.
    plan_at: Option<u64>,
    going: Vec<(usize, u32)>,
    /// When the last node of each pool was done.
    pub(super) last: Vec<Option<u64>>,
    pub(super) reboots: u64,
    pub(super) drains: u64,
    /// Whether it was cut off.
    pub(super) is_cut: bool,
    /// How far it came.
    pub(super) end: u64,
}

impl<'r, 'a> Run<'r, 'a> {
    pub(super) fn new(stage: &'r Stage<'r, 'a>, number: u32) -> Self {
        let mut run = Self {
            stage,
            seed: Seed::new(stage.scenario.seed, number),
            live: Live::new(&stage.ground, stage.scenario.now.seconds()),
            events: BinaryHeap::new(),
            due: vec![Due { at: 0, next: Next::Nothing }; stage.ground.node_count()],
            plan_at: Some(stage.fates.up(0)),
            going: Vec::new(),
            last: vec![None; stage.ground.pool_count()],
            reboots: 0,
            drains: 0,
            is_cut: false,
            end: 0,
        };
        for (rank, pool) in stage.ground.under_way() {
            run.send(rank, pool, 0);
        }
        run
    }

    /// Goes on until nothing comes any more, or the time is up.
    pub(super) fn finish(&mut self, watch: &mut impl Watch) {
        loop {
            let next = self.next();
            if self.end == 0 && next != Some(0) {
                watch.counted(0, &self.live);
            }
            let Some(at) = next else { return };
            if at > self.stage.scenario.limit {
                (self.is_cut, self.end) = (true, self.stage.scenario.limit);
                return;
            }
            self.end = at;
            self.happen(at, watch);
            if self.plan_at == Some(at) {
                self.plan(at, watch);
            }
            if self.next() != Some(at) {
                watch.counted(at, &self.live);
            }
        }
    }

    /// When something comes next.
    fn next(&self) -> Option<u64> {
        let event = self.events.peek().map(|Reverse((at, _))| *at);
        event.into_iter().chain(self.plan_at).min()
    }

    /// Whether every node of every pool is where its pool is.
    pub(super) fn is_finished(&self) -> bool {
        (0..self.stage.ground.pool_count()).all(|pool| self.live.is_finished(pool))
    }

    /// What comes next for a node, and when; or since when nothing does.
    pub(super) fn due(&self, rank: u32) -> (Next, u64) {
        let due = self.due[rank as usize];
        (due.next, due.at)
    }

    fn now(&self, at: u64) -> i64 {
        self.stage.scenario.now.seconds().saturating_add_unsigned(at)
    }

    /// All events of a second.
    fn happen(&mut self, at: u64, watch: &mut impl Watch) {
        let mut changed = false;
        while let Some(&Reverse((time, rank))) = self.events.peek()
            && time == at
        {
            self.events.pop();
            // Of a node that was told something else meanwhile, the older event is void.
            let due = self.due[rank as usize];
            let step = match due.next {
                Next::Done if due.at == at => Step::Done,
                Next::Fails { drained } if due.at == at => Step::Failed { drained },
                _ => continue,
            };
            let Some(pool) = self.stage.ground.home(rank) else { continue };
            self.due[rank as usize].next = Next::Nothing;
            self.live.change(rank, pool, step, self.now(at));
            if step == Step::Done {
                self.last[pool] = Some(at);
            }
            watch.changed(at, rank, pool, step);
            changed = true;
        }
        if changed {
            self.ask(at + u64::from(self.stage.scenario.sync));
        }
    }

    /// Has a plan made then, unless one is made before.
    fn ask(&mut self, at: u64) {
        let at = self.stage.fates.up(at);
        self.plan_at = Some(self.plan_at.map_or(at, |other| other.min(at)));
    }

    fn plan(&mut self, at: u64, watch: &mut impl Watch) {
        self.plan_at = None;
        let mut going = core::mem::take(&mut self.going);
        going.clear();
        let ask = self.live.plan(self.now(at), &mut going);
        if let Some(wait) = ask.wake {
            self.ask(at.saturating_add(wait));
        }
        if ask.again {
            self.ask(at + u64::from(self.stage.scenario.sync));
        }
        watch.planned(at, &going);
        for &(pool, rank) in &going {
            watch.changed(at, rank, pool, Step::Told);
            self.send(rank, pool, at);
        }
        self.going = going;
    }

    /// A node begins: finds out what becomes of it.
    fn send(&mut self, rank: u32, pool: usize, at: u64) {
        let stage = self.stage;
        let effect = stage.effects[rank as usize];
        let fate = stage.fates.draw(rank, stage.keys[rank as usize], self.seed);
        let due = if stage.ground.runs(rank) {
            self.way(rank, pool, at, effect, fate)
        } else {
            Due { at, next: Next::Nothing }
        };
        self.due[rank as usize] = due;
        if matches!(due.next, Next::Done | Next::Fails { .. }) {
            self.events.push(Reverse((due.at, rank)));
        }
    }

    fn way(&mut self, rank: u32, pool: usize, at: u64, effect: Effect, fate: Fate) -> Due {
        if effect.refused || fate.degrades == Some(After::Prepare) {
            return Due { at, next: Next::Fails { drained: false } };
        }
        let mut at = at;
        // What is drained already is not drained again.
        if effect.drain && !self.stage.ground.is_drained(rank) {
            at += self.draw(rank, pool, Phase::Drain) + fate.blocked;
            self.drains += 1;
        }
        if fate.degrades == Some(After::Drain) {
            return Due { at, next: Next::Fails { drained: effect.drain } };
        }
        at += self.draw(rank, pool, Phase::Apply);
        if !effect.reboot {
            return Due { at: at + self.draw(rank, pool, Phase::Action), next: Next::Done };
        }
        self.reboots += u64::from(at <= self.stage.scenario.limit);
        if fate.never_returns {
            return Due { at, next: Next::Lost };
        }
        Due { at: at + self.draw(rank, pool, Phase::Reboot), next: Next::Done }
    }

    fn draw(&self, rank: u32, pool: usize, phase: Phase) -> u64 {
        let phases = &self.stage.phases[pool];
        let spread = match phase {
            Phase::Drain => phases.drain,
            Phase::Apply => phases.apply,
            Phase::Reboot => phases.reboot,
            Phase::Action => phases.action,
        };
        spread.draw(self.seed.draw(self.stage.keys[rank as usize], phase as u32)).into()
    }
}
