//! One order of mirrors out of several.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

/// The order of mirrors in which one comes before another wherever the lists say so. Where they say both, the one that
/// comes first in the alphabet comes first. The source itself stands where the lists have it, and last otherwise; at the
/// end of the order it goes without saying.
pub(crate) fn merged<'m>(source: &'m str, lists: &[Vec<&'m str>]) -> Vec<&'m str> {
    let graph = Graph::of(source, lists);
    let mut order = graph.order();
    if order.last() == Some(&source) {
        order.pop();
    }
    order
}

/// Which mirror comes before which.
struct Graph<'m> {
    /// In the order of the alphabet.
    nodes: Vec<&'m str>,
    /// For each, those that come after it.
    after: Vec<BTreeSet<usize>>,
}

impl<'m> Graph<'m> {
    fn of(source: &'m str, lists: &[Vec<&'m str>]) -> Self {
        let nodes: BTreeSet<&str> = lists.iter().flatten().copied().chain([source]).collect();
        let numbers: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let mut after: Vec<_> = numbers.iter().map(|_| BTreeSet::new()).collect();
        for list in lists {
            let last = list.last().filter(|_| !list.contains(&source)).map(|last| [*last, source]);
            let steps = list.windows(2).map(|pair| [pair[0], pair[1]]);
            for [one, next] in steps.chain(last) {
                after[numbers[one]].insert(numbers[next]);
            }
        }
        Self { nodes: nodes.into_iter().collect(), after }
    }

    fn order(&self) -> Vec<&'m str> {
        let mut before: Vec<usize> = self.nodes.iter().map(|_| 0).collect();
        for next in self.after.iter().flatten() {
            before[*next] += 1;
        }
        let mut used: Vec<bool> = self.nodes.iter().map(|_| false).collect();
        let mut free: VecDeque<usize> = (0..before.len()).filter(|node| before[*node] == 0).collect();
        let mut rest = 0..before.len();
        let mut order = Vec::new();
        while let Some(node) = free.pop_front().or_else(|| rest.find(|node| !used[*node])) {
            used[node] = true;
            order.push(self.nodes[node]);
            for next in &self.after[node] {
                before[*next] -= 1;
                if before[*next] == 0 && !used[*next] {
                    free.push_back(*next);
                }
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::merged;
    use alloc::vec::Vec;

    #[test]
    fn lists_are_merged_in_their_order() {
        for (lists, want) in [
            (&[&["b", "c"][..], &["z", "b"]][..], &["z", "b", "c"][..]),
            (&[&["a", "s", "b"]], &["a", "s", "b"]),
            (&[&["s", "a"], &["b"]], &["b", "s", "a"]),
            (&[&["a", "b"], &["b", "a"]], &["a", "b"]),
            (&[&["a", "a"]], &["a"]),
            (&[&["c", "a", "c"], &["b"]], &["b", "a", "c"]),
            (&[&["b", "d"], &["a", "d"], &["c"]], &["a", "b", "c", "d"]),
        ] {
            let lists: Vec<Vec<&str>> = lists.iter().map(|list| list.to_vec()).collect();
            assert_eq!(merged("s", &lists), want, "{lists:?}");
        }
    }
}
