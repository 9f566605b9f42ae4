//! Pools that wait for other pools: the control plane and its arbiter, and the order that somebody asked for.

use super::draft::{Block, Draft};
use super::hold::First;
use super::plan::Fleet;
use super::select::Selection;
use crate::Rules;
use garboard_core::role::{ARBITER, MASTER, WITH_ARBITER};

/// Blocks the pools that have to wait.
pub(super) fn apply<'a>(fleet: &Fleet<'a>, drafts: &mut [Draft<'a>]) {
    arbiter(fleet, drafts);
    ordered(fleet, drafts);
}

/// The arbiter is updated with the control plane, and never at the same time.
fn arbiter<'a>(fleet: &Fleet<'a>, drafts: &mut [Draft<'a>]) {
    let Some(topology) = fleet.topology.filter(|it| !it.is_empty()) else { return };
    let place = |name: &str| drafts.iter().position(|draft| draft.name() == name);
    let (master, arbiter) = (place(MASTER), place(ARBITER));
    if topology != WITH_ARBITER {
        if let Some(arbiter) = arbiter {
            let why = if master.is_some() { First::Never } else { First::Missing };
            leave(&mut drafts[arbiter], MASTER, why);
        }
        return;
    }
    match (master, arbiter) {
        (None, None) => {}
        (None, Some(arbiter)) => leave(&mut drafts[arbiter], MASTER, First::Missing),
        (Some(master), None) if drafts[master].is_paused() => {}
        (Some(master), None) => leave(&mut drafts[master], ARBITER, First::Missing),
        (Some(master), Some(arbiter)) => together(fleet.rules, drafts, master, arbiter),
    }
}

fn together(rules: Rules, drafts: &mut [Draft<'_>], master: usize, arbiter: usize) {
    if drafts[master].is_paused() {
        if drafts[master].tally.unavailable > 0 {
            leave(&mut drafts[arbiter], MASTER, First::Unfinished);
        }
        return;
    }
    if drafts[master].is_at_rest() {
        leave(&mut drafts[arbiter], MASTER, First::Held);
        return;
    }
    if drafts[arbiter].tally.unavailable > 0 {
        drafts[master].max = Some(0);
        drafts[master].selection = Selection::default();
        drafts[master].block(Block::Other(ARBITER, First::Unfinished));
    }
    let masters = &drafts[master];
    let unfinished = match rules {
        // Nodes that failed on their way and are ready are neither unavailable nor to go.
        Rules::Mco => masters.tally.unavailable > 0 || masters.selection.hopeful > 0,
        Rules::Safe => masters.tally.updated < masters.tally.members,
    };
    if unfinished {
        drafts[arbiter].block(Block::Other(MASTER, First::Unfinished));
    }
}

fn leave<'a>(draft: &mut Draft<'a>, other: &'a str, why: First) {
    draft.untouched = true;
    draft.block(Block::Other(other, why));
}

/// Each pool that is named waits for those that are named before it.
fn ordered<'a>(fleet: &Fleet<'a>, drafts: &mut [Draft<'a>]) {
    let mut unfinished = None;
    for name in &fleet.constraints.pool_order {
        let Some(draft) = drafts.iter_mut().find(|draft| draft.name() == name) else { continue };
        if let Some(first) = unfinished.filter(|first| *first != draft.name()) {
            draft.block(Block::Other(first, First::Ordered));
        } else if draft.tally.updated < draft.tally.members {
            unfinished = Some(draft.name());
        }
    }
}
