//! Nodes that go alone before the others of their pool.

use super::budget::Tally;
use super::constraints::Canary;
use super::hold::Hold;

/// How far the canaries of a pool are; there is none when the others may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trial {
    /// They are on their way, and so many more are to be told.
    Going { canaries: u32, done: u32, missing: u32 },
    /// They are done, and the others wait for so many seconds.
    Soaking { canaries: u32, done: u32, left: u64 },
    /// So many of them failed.
    Failed(u32),
}

impl Trial {
    /// How far they are `now`, in seconds; `since` when they are all done, if that is known.
    pub(super) fn of(canary: &Canary, tally: &Tally, since: Option<i64>, now: i64) -> Option<Self> {
        let (canaries, done) = (canary.nodes.min(tally.members), tally.updated);
        let end = since.unwrap_or(now).saturating_add(canary.soak.into());
        let left = u64::try_from(end.saturating_sub(now)).unwrap_or(0);
        if done >= canaries && left == 0 {
            None
        } else if tally.failing_here > 0 {
            Some(Self::Failed(tally.failing_here))
        } else if done >= canaries {
            Some(Self::Soaking { canaries, done, left })
        } else {
            Some(Self::Going {
                canaries,
                done,
                missing: (canaries - done).saturating_sub(tally.coming),
            })
        }
    }

    /// How many nodes may go.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Going { missing, .. } => usize::try_from(missing).unwrap_or(usize::MAX),
            Self::Soaking { .. } | Self::Failed(_) => 0,
        }
    }

    /// When to ask again, in seconds.
    pub(super) const fn left(self) -> Option<u64> {
        match self {
            Self::Soaking { left, .. } => Some(left),
            Self::Going { .. } | Self::Failed(_) => None,
        }
    }

    /// Why a node does not go that could, if so many go now; none if this is not why.
    pub(super) fn hold(self, pool: &str, going: usize) -> Option<Hold<'_>> {
        match self {
            Self::Going { .. } if going < self.most() => None,
            Self::Going { canaries, done, .. } => Some(Hold::Soaking { canaries, done, left: 0 }),
            Self::Soaking { canaries, done, left } => Some(Hold::Soaking { canaries, done, left }),
            Self::Failed(failed) => Some(Hold::CanaryFailed { pool, failed }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Canary, Tally, Trial};

    #[test]
    fn the_others_go_when_the_canaries_are_done_for_long_enough() {
        let canary = Canary::new(2, 60);
        for (members, updated, coming, failing_here, since, now, want) in [
            (5, 0, 0, 0, None, 0, Some(Trial::Going { canaries: 2, done: 0, missing: 2 })),
            (5, 0, 1, 0, None, 0, Some(Trial::Going { canaries: 2, done: 0, missing: 1 })),
            (5, 1, 1, 0, None, 0, Some(Trial::Going { canaries: 2, done: 1, missing: 0 })),
            (5, 1, 4, 0, None, 0, Some(Trial::Going { canaries: 2, done: 1, missing: 0 })),
            (1, 0, 0, 0, None, 0, Some(Trial::Going { canaries: 1, done: 0, missing: 1 })),
            (5, 1, 0, 1, None, 0, Some(Trial::Failed(1))),
            (5, 2, 0, 0, None, 7, Some(Trial::Soaking { canaries: 2, done: 2, left: 60 })),
            (5, 2, 0, 0, Some(7), 30, Some(Trial::Soaking { canaries: 2, done: 2, left: 37 })),
            (5, 2, 0, 1, Some(7), 30, Some(Trial::Failed(1))),
            (5, 2, 0, 0, Some(7), 67, None),
            (5, 3, 0, 1, Some(7), 67, None),
        ] {
            let tally = Tally { members, updated, coming, failing_here, ..Tally::default() };
            assert_eq!(Trial::of(&canary, &tally, since, now), want, "{tally:?}");
        }
    }
}
