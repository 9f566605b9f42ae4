//! How long nodes took, as far as what their daemons report tells it.
//!
//! ```
//! use garboard_core::api::MachineConfigNode;
//! use garboard_rollout::simulate::{Measured, Part};
//!
//! let node = |drained: &str| serde_json::from_str::<MachineConfigNode>(&format!(r#"{{"metadata":{{"name":"a"}},
//!   "status":{{"conditions":[
//!     {{"type":"Cordoned","status":"True","reason":"","message":"","lastTransitionTime":"2026-01-01T10:00:00Z"}},
//!     {{"type":"Drained","status":"True","reason":"","message":"","lastTransitionTime":"{drained}"}}]}}}}"#));
//! let nodes = [node("2026-01-01T10:01:00Z")?, node("2026-01-01T10:02:00Z")?, node("2026-01-01T10:09:00Z")?];
//! let measured = Measured::of(&nodes);
//! assert_eq!(measured.times(Part::Drain), [60, 120, 540]);
//! assert_eq!(measured.quantiles(Part::Drain), Some((120, 540)));
//! assert_eq!(measured.quantiles(Part::Reboot), None);
//! # Ok::<(), serde_json::Error>(())
//! ```

use crate::fleet::Timestamp;
use alloc::vec::Vec;
use garboard_core::api::MachineConfigNode;

/// A part of an update whose time is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "an update has these parts")]
pub enum Part {
    /// Moving the pods away.
    Drain,
    /// Writing files, units and the operating system.
    Apply,
    /// Until the node is back.
    Reboot,
    /// What is done in its place.
    Action,
}

impl Part {
    /// Every part, in the order of an update.
    pub const ALL: [Self; 4] = [Self::Drain, Self::Apply, Self::Reboot, Self::Action];

    /// The conditions of a MachineConfigNode that become true where it begins and where it ends.
    const fn between(self) -> (&'static str, &'static str) {
        match self {
            Self::Drain => ("Cordoned", "Drained"),
            Self::Apply => ("Drained", "AppliedFilesAndOS"),
            Self::Reboot => ("UpdateExecuted", "RebootedNode"),
            Self::Action => ("UpdateExecuted", "UpdatePostActionComplete"),
        }
    }
}

/// So few times tell nothing of how they spread.
const FEWEST: usize = 3;

/// A day: what took longer waited for somebody.
const LONGEST: i64 = 24 * 60 * 60;

/// How long nodes took, part by part. What a daemon reports of an update is gone when its node is done, so that only nodes
/// that are under way tell anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    times: [Vec<i64>; 4],
}

impl Measured {
    /// The times between the conditions of these nodes.
    #[must_use]
    pub fn of<'n>(nodes: impl IntoIterator<Item = &'n MachineConfigNode>) -> Self {
        let mut measured = Self::default();
        for node in nodes {
            for (part, times) in Part::ALL.into_iter().zip(&mut measured.times) {
                times.extend(took(node, part));
            }
        }
        measured.times.iter_mut().for_each(|times| times.sort_unstable());
        measured
    }

    /// What each node took for a part that tells it, in seconds, the least first.
    #[must_use]
    pub fn times(&self, part: Part) -> &[i64] {
        &self.times[part as usize]
    }

    /// In how many seconds half of the nodes were through with a part, and in how many 95 of 100 were, by nearest rank;
    /// nothing where fewer than three tell it.
    #[must_use]
    pub fn quantiles(&self, part: Part) -> Option<(i64, i64)> {
        let times = self.times(part);
        let rank = |percent: usize| times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        if times.len() < FEWEST { None } else { Some((rank(50)?, rank(95)?)) }
    }
}

fn took(node: &MachineConfigNode, part: Part) -> Option<i64> {
    let since = |kind: &str| {
        let holds = node.status.conditions.iter().find(|it| it.kind == kind && it.status == "True")?;
        Timestamp::parse(holds.last_transition_time.as_deref()?)
    };
    let (from, to) = part.between();
    let seconds = since(to)?.seconds() - since(from)?.seconds();
    (0..=LONGEST).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, from_value, json};

    fn node(conditions: &[(&str, &str, &str)]) -> MachineConfigNode {
        let condition = |(kind, status, time): &(&str, &str, &str)| -> Value {
            json!({ "type": kind, "status": status, "reason": "", "message": "", "lastTransitionTime": time })
        };
        let conditions: Vec<_> = conditions.iter().map(condition).collect();
        from_value(json!({ "metadata": { "name": "n" }, "status": { "conditions": conditions } })).expect("a node")
    }

    #[test]
    fn a_part_is_told_by_two_conditions_that_hold_one_after_the_other() {
        let (early, late) = ("2026-01-01T10:00:00Z", "2026-01-01T10:04:00Z");
        for (about, conditions, want) in [
            ("both", &[("UpdateExecuted", "True", early), ("RebootedNode", "True", late)][..], Some(240)),
            ("one is under way", &[("UpdateExecuted", "True", early), ("RebootedNode", "Unknown", late)], None),
            ("it is over", &[("UpdateExecuted", "False", late), ("RebootedNode", "False", late)], None),
            ("one is missing", &[("RebootedNode", "True", late)], None),
            ("of another update", &[("UpdateExecuted", "True", late), ("RebootedNode", "True", early)], None),
            ("no time", &[("UpdateExecuted", "True", "soon"), ("RebootedNode", "True", late)], None),
            ("days", &[("UpdateExecuted", "True", "2025-12-30T10:00:00Z"), ("RebootedNode", "True", late)], None),
        ] {
            assert_eq!(took(&node(conditions), Part::Reboot), want, "{about}");
        }
    }

    #[test]
    fn few_times_tell_nothing() {
        let of = |end: &str| node(&[("Cordoned", "True", "2026-01-01T10:00:00Z"), ("Drained", "True", end)]);
        let mut nodes = alloc::vec![of("2026-01-01T10:00:30Z"), of("2026-01-01T10:00:10Z")];
        assert_eq!(Measured::of(&nodes).quantiles(Part::Drain), None);
        nodes.push(of("2026-01-01T10:05:00Z"));
        assert_eq!(Measured::of(&nodes).quantiles(Part::Drain), Some((30, 300)));
        assert!(Measured::of(&nodes).times(Part::Apply).is_empty());
    }
}
