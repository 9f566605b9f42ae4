//! Nodes that are not where they are to be when a run is over.

use super::run::{Next, Run};
use super::stage::Stage;
use crate::fleet::Hold;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;
use serde::Serialize;

/// A node that is not where it is to be when a run is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stuck<'a> {
    /// The node.
    pub node: &'a str,
    /// Since when nothing happens to it, in seconds from the beginning.
    pub since_s: u64,
    /// The code of a [`Hold`], `never-returned` or `degraded-cordoned`.
    pub code: &'static str,
    /// What would free it.
    pub message: Cow<'static, str>,
}

/// All of them, by name.
pub(super) fn of<'a>(stage: &Stage<'_, 'a>, run: &mut Run<'_, 'a>) -> Vec<Stuck<'a>> {
    run.live.settle(stage.scenario.now.seconds().saturating_add_unsigned(run.end));
    let members = || stage.ground.by_name().filter_map(|(rank, _)| stage.ground.home(rank).map(|pool| (rank, pool)));
    let mut lost = vec![false; stage.ground.pool_count()];
    for (rank, pool) in members() {
        lost[pool] |= run.due(rank).0 == Next::Lost;
    }
    let left = members().filter(|(rank, _)| !run.live.is_updated(*rank));
    let stuck = left.map(|(rank, pool)| {
        let (next, at) = run.due(rank);
        let (code, message) = why(run, rank, pool, lost[pool]);
        let since_s = if matches!(next, Next::Done | Next::Fails { .. }) { 0 } else { at };
        Stuck { node: stage.ground.name(rank), since_s, code, message }
    });
    stuck.collect()
}

fn why(run: &Run<'_, '_>, rank: u32, pool: usize, lost: bool) -> (&'static str, Cow<'static, str>) {
    let (next, at) = run.due(rank);
    match next {
        Next::Lost if at <= run.end || !run.is_cut => {
            return ("never-returned", "it went down for its reboot and did not come back: see its console".into());
        }
        Next::Done | Next::Fails { .. } | Next::Lost => {
            let message = format!("it is on its way, and would be until {at} s: the simulation ended before");
            return ("updating", message.into());
        }
        Next::Nothing => {}
    }
    if run.live.is_stuck_and_cordoned(rank) {
        let message = "its daemon is stuck, and it is cordoned: mend what it reports, and it goes on; a new target \
                       reaches it when it is uncordoned";
        return ("degraded-cordoned", message.into());
    }
    match run.live.hold(rank, pool) {
        Hold::Soaking { canaries, done, .. } if lost && done < canaries => {
            ("canary-failed", "a canary of its pool did not come back from its reboot: mend it, or turn back".into())
        }
        hold => (hold.code(), hold.to_string().into()),
    }
}
