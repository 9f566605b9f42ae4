//! Numbers without a pattern, and nodes that are made of them: for tests from outside and from inside, which import the
//! same types by other paths.

use super::fleet::{Node, Problem, State};

/// The same numbers for the same seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    pub(crate) fn seconds(&mut self, limit: usize) -> i64 {
        i64::try_from(self.below(limit)).unwrap_or(0)
    }

    pub(crate) fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    /// Puts a node anywhere between where it was and where it is to be.
    pub(crate) fn position(&mut self, node: &mut Node) {
        let mut annotation = |of: &[&str]| Some(self.of(of)).filter(|it| *it != "-").map(Into::into);
        node.current_config = annotation(&["A", "A", "B", "C", "-"]);
        node.desired_config = annotation(&["A", "A", "B", "B", "C", "-"]);
        node.desired_image = annotation(&["-", "-", "-", "-", "i", ""]);
        node.current_image = annotation(&["-", "-", "-", "-", "i"]);
        node.state = State::of(self.of(&["Done", "Done", "Working", "Degraded", "Unreconcilable", "", "x"]));
        node.problem = Problem::of("Ready", self.of(&["True", "True", "True", "False"]));
    }
}
