//! Nodes in the order in which they go, of which some leave and others come.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;

/// What is left of a sorted list, and what came later. Places that do not wait any more are passed by when they are met.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    /// How much of the list is passed by.
    passed: usize,
    late: BinaryHeap<Reverse<u32>>,
    /// How many wait.
    pub(super) waiting: usize,
}

impl Queue {
    pub(super) fn of(list: &[u32]) -> Self {
        Self { waiting: list.len(), ..Self::default() }
    }

    /// Adds a place.
    pub(super) fn push(&mut self, place: u32) {
        self.late.push(Reverse(place));
    }

    /// Takes out the first place, whether it waits or not.
    pub(super) fn pop(&mut self, list: &[u32]) -> Option<u32> {
        let (first, late) = (list.get(self.passed).copied(), self.late.peek().map(|it| it.0));
        match (first, late) {
            (Some(first), Some(late)) if late < first => self.late.pop().map(|it| it.0),
            (Some(first), _) => {
                self.passed += 1;
                Some(first)
            }
            (None, _) => self.late.pop().map(|it| it.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;
    use alloc::vec::Vec;

    #[test]
    fn what_comes_late_goes_where_it_belongs() {
        let list = [2, 4, 6];
        let mut queue = Queue::of(&list);
        let mut out: Vec<_> = queue.pop(&list).into_iter().collect();
        [5, 1, 9].into_iter().for_each(|place| queue.push(place));
        out.extend(core::iter::from_fn(|| queue.pop(&list)));
        assert_eq!(out, [2, 1, 4, 5, 6, 9]);
    }
}
