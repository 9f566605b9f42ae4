//! What is found out about one pool while a plan is made.

use super::budget::{Standing, Tally};
use super::build::{Build, Gate};
use super::constraints::Constraints;
use super::hold::{First, Hold};
use super::node::Node;
use super::plan::PoolPlan;
use super::select::{Ages, Choice, Rank, Room, Selection};
use super::target::Target;
use super::trial::Trial;
use crate::Rules;
use alloc::vec::Vec;
use garboard_core::api::{IntOrString, MachineConfigPool};
use garboard_core::int_or_percent::{BadPercent, max_unavailable};
use garboard_core::role::ARBITER;

/// A pool, and what is to become of its nodes.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    /// Its place in the list that was given.
    pub(super) at: usize,
    pub(super) pool: &'a MachineConfigPool,
    pub(super) build: Build<'a>,
    pub(super) target: Target<'a>,
    pub(super) members: Vec<Rank>,
    pub(super) tally: Tally,
    /// How many may be out; none if the pool does not say it.
    pub(super) max: Option<i64>,
    pub(super) bad_max: Option<BadPercent>,
    pub(super) selection: Selection,
    /// Why no node goes that otherwise would, the first reason first.
    pub(super) blocks: Vec<Block<'a>>,
    /// How far the first of its nodes are, if they go alone.
    pub(super) trial: Option<Trial>,
    /// Whether the controller leaves the pool before it writes anything.
    pub(super) untouched: bool,
}

/// Why no node of a pool goes that otherwise would. In the order in which they are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Block<'a> {
    Other(&'a str, First),
    Image(Gate),
    Window(Option<u64>),
}

impl<'a> Draft<'a> {
    pub(super) fn new(at: usize, pool: &'a MachineConfigPool, build: Build<'a>) -> Self {
        let mut draft = Self {
            at,
            pool,
            build,
            target: build.target(&pool.spec.configuration.name),
            members: Vec::new(),
            tally: Tally::default(),
            max: None,
            bad_max: None,
            selection: Selection::default(),
            trial: None,
            untouched: false,
            blocks: Vec::new(),
        };
        draft.renew();
        draft
    }

    /// Forgets what was found out, but for its nodes.
    pub(super) fn renew(&mut self) {
        self.blocks.clear();
        let gate = self.build.gate();
        if gate != Gate::Open {
            self.blocks.push(Block::Image(gate));
        }
        self.untouched = !self.blocks.is_empty();
        self.trial = None;
        self.selection = Selection::default();
    }

    /// Lets its nodes go, to be looked at once more.
    pub(super) fn forget(&mut self) {
        self.members.clear();
        self.tally = Tally::default();
    }

    pub(super) fn name(&self) -> &'a str {
        &self.pool.metadata.name
    }

    pub(super) const fn is_paused(&self) -> bool {
        self.pool.spec.paused
    }

    pub(super) const fn is_deleted(&self) -> bool {
        self.pool.metadata.deletion_timestamp.is_some()
    }

    /// Whether no node of it is told anything, for reasons of its own.
    pub(super) fn is_at_rest(&self) -> bool {
        self.max.is_none() || self.target.config.is_empty() || self.is_paused() || self.is_deleted() || self.untouched
    }

    /// Whether taints and topology of its nodes are written.
    pub(super) fn is_touched(&self) -> bool {
        !self.is_at_rest()
    }

    /// Finds out how many nodes may be out.
    pub(super) fn count_out(&mut self, rules: Rules) {
        let members = self.tally.members;
        let said = self.pool.spec.max_unavailable.as_ref();
        let said = if self.name() == ARBITER { Some(&IntOrString::Int(1)) } else { said };
        match max_unavailable(said, members) {
            Ok(max) if rules == Rules::Safe => self.max = Some(max.clamp(1, i64::from(members).max(1))),
            Ok(max) => self.max = Some(max),
            Err(bad) => self.bad_max = Some(bad),
        }
    }

    /// Finds out which nodes may go.
    pub(super) fn select(&mut self, rules: Rules, standings: &[Standing], ages: &Ages<'_>, spared: Option<Rank>) {
        let Some(max) = self.max.filter(|_| !self.target.config.is_empty()) else { return };
        let choice = Choice {
            room: Room { rules, max, tally: self.tally },
            members: &self.members,
            standings,
            ages,
            spared,
        };
        self.selection = choice.select();
    }

    pub(super) fn block(&mut self, block: Block<'a>) {
        self.blocks.push(block);
        self.blocks.sort();
    }

    /// Keeps nodes where they are that constraints hold: outside windows, which open in so many seconds, and behind canaries,
    /// which are done since a second.
    pub(super) fn restrict(&mut self, constraints: &Constraints, opens_in: Option<u64>, since: Option<i64>, now: i64) {
        if opens_in != Some(0) {
            self.block(Block::Window(opens_in));
        }
        if let Some(canary) = &constraints.canary {
            self.trial = Trial::of(canary, &self.tally, since, now);
        }
    }

    /// Keeps nodes where they are that must not go after all.
    pub(super) fn cut(&mut self) {
        self.selection.taken.truncate(self.most());
    }

    /// How many nodes may go, whatever room there is.
    pub(super) fn most(&self) -> usize {
        if self.is_at_rest() || !self.blocks.is_empty() { 0 } else { self.trial.map_or(usize::MAX, Trial::most) }
    }

    /// Whether pods are steered away from a node. The reference does so until the node is told, and no longer while it is
    /// under way.
    pub(super) fn is_steered_away(&self, node: &Node, rules: Rules) -> bool {
        match rules {
            Rules::Mco if self.target.is_layered() => !node.is_told(&self.target),
            Rules::Mco => {
                let has_image = node.desired_image.is_some() && node.current_image.is_some();
                super::node::text(node.desired_config.as_ref()) != self.target.config || has_image
            }
            Rules::Safe => !node.is_updated(&self.target),
        }
    }

    pub(super) fn image_hold(&self, gate: &Gate) -> Hold<'a> {
        let why = match gate {
            Gate::Wait(why) => why,
            Gate::Refused(_) if self.build.mosc.is_none() => "no MachineOSConfig asks for the MachineOSBuild",
            Gate::Refused(_) | Gate::Open => "the image build failed",
        };
        Hold::ImageNotReady { why }
    }

    pub(super) fn into_plan(self, name: impl Fn(Rank) -> &'a str) -> PoolPlan<'a> {
        PoolPlan {
            pool: self.name(),
            max_unavailable: self.max,
            capacity: self.selection.capacity,
            // As large as what they are taken from: the list is written over, and none is made.
            candidates: self.selection.candidates.into_iter().map(|it| name(it.rank())).collect(),
        }
    }
}
