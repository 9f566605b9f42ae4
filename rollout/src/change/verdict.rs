//! All that is to be said of a change, as one value.

use super::{Changed, Diff, Disruption, FirstBoot, Flags, NodeDisruptionPolicies, Obstacle, Overrides, Spot};
use alloc::{string::String, vec::Vec};
use serde::Serialize;

/// All that is to be said of a change. Its JSON is the answer of `garboard pipe` to `diff`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verdict<S = ()> {
    /// Whether nothing differs that a node would look at.
    pub empty: bool,
    /// Which sections differ.
    pub flags: Flags,
    /// What changes of the operating system.
    pub summary: String,
    /// Which files and units differ.
    pub changed: Changed,
    /// Why running nodes refuse it; empty if they take it over.
    pub obstacles: Vec<Obstacle<S>>,
    /// What is done on a node of the cluster.
    #[serde(flatten)]
    pub disruption: Disruption<S>,
    /// What is done at a first boot.
    pub first_boot: FirstBoot,
    /// What rpm-ostree is told.
    pub kernel_arguments: Vec<String>,
}

impl Diff<'_> {
    /// Everything at once.
    #[must_use]
    pub fn verdict(&self, overrides: Overrides, policies: &NodeDisruptionPolicies) -> Verdict {
        Verdict {
            empty: self.is_empty(),
            flags: self.flags,
            summary: self.summary(),
            changed: self.changed.clone(),
            obstacles: self.obstacles(overrides),
            disruption: self.disruption(policies),
            first_boot: self.first_boot(),
            kernel_arguments: self.kernel_arguments(),
        }
    }
}

impl<S> Verdict<S> {
    /// The same, with who caused each thing; see [`Owners`](super::Owners).
    #[must_use]
    pub fn owned<T>(self, mut owner: impl FnMut(&Spot) -> Option<T>) -> Verdict<T> {
        Verdict {
            obstacles: self.obstacles.into_iter().map(|it| it.owned(&mut owner)).collect(),
            disruption: self.disruption.owned(&mut owner),
            empty: self.empty,
            flags: self.flags,
            summary: self.summary,
            changed: self.changed,
            first_boot: self.first_boot,
            kernel_arguments: self.kernel_arguments,
        }
    }
}
