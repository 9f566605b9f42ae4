//! What came out of many runs, as a range.

use alloc::vec::Vec;
use serde::Serialize;

/// Values of many runs: the smallest and the greatest, and those that so many in a hundred do not exceed (nearest rank).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Range {
    /// The smallest.
    pub min: u64,
    /// 5 in a hundred do not exceed it.
    pub p5: u64,
    /// Half of them do not.
    pub p50: u64,
    /// 95 in a hundred do not.
    pub p95: u64,
    /// The greatest.
    pub max: u64,
}

impl Range {
    /// Of values in any order; none if there are none.
    #[must_use]
    pub fn of(mut values: Vec<u64>) -> Option<Self> {
        values.sort_unstable();
        let at = |percent: usize| {
            let rank = (percent * values.len()).div_ceil(100).max(1);
            values.get(rank - 1).copied()
        };
        Some(Self { min: at(0)?, p5: at(5)?, p50: at(50)?, p95: at(95)?, max: at(100)? })
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn ranks_are_the_nearest() {
        let of = |count: u64| Range::of((1..=count).rev().collect());
        assert_eq!(of(0), None);
        for (count, want) in
            [(1, (1, 1, 1, 1, 1)), (2, (1, 1, 1, 2, 2)), (20, (1, 1, 10, 19, 20)), (200, (1, 10, 100, 190, 200))]
        {
            let range = of(count).expect("a range");
            assert_eq!((range.min, range.p5, range.p50, range.p95, range.max), want);
        }
    }
}
