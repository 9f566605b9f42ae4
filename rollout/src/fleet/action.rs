//! What is to be done.

use alloc::vec::Vec;
use core::fmt;
use serde::{Serialize, Serializer};

/// One write to a node. Whoever carries out a plan has to know all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
#[expect(clippy::exhaustive_enums, reason = "an action that is passed over is an update that does not happen")]
pub enum Action<'a> {
    /// Tell the node where to go: write `desiredConfig`, and `desiredImage`, which is removed where there is no image.
    SetDesired {
        /// The node.
        node: &'a str,
        /// The rendered MachineConfig.
        config: &'a str,
        /// The image that was built for it.
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<&'a str>,
    },
    /// Add the taint `UpdateInProgress:PreferNoSchedule`: pods do better elsewhere.
    AddTaint {
        /// The node.
        node: &'a str,
    },
    /// Remove that taint.
    RemoveTaint {
        /// The node.
        node: &'a str,
    },
    /// Write `controlPlaneTopology`, which the daemon drains by.
    SetTopology {
        /// The node.
        node: &'a str,
        /// What it says.
        topology: &'a str,
    },
}

impl<'a> Action<'a> {
    /// The same done to another node.
    const fn done_to(self, node: &'a str) -> Self {
        match self {
            Self::SetDesired { config, image, .. } => Self::SetDesired { node, config, image },
            Self::AddTaint { .. } => Self::AddTaint { node },
            Self::RemoveTaint { .. } => Self::RemoveTaint { node },
            Self::SetTopology { topology, .. } => Self::SetTopology { node, topology },
        }
    }
}

/// Actions in the order in which they are carried out. Most do the same to another node: what they do is kept once, since a
/// list of each [`Action`] was the longest that a plan for a million nodes made.
#[derive(Clone, Default)]
pub struct Actions<'a> {
    nodes: Vec<&'a str>,
    /// What is done to each of them, by its number.
    numbers: Vec<u32>,
    kinds: Vec<Action<'a>>,
}

impl<'a> Actions<'a> {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(count),
            numbers: Vec::with_capacity(count),
            kinds: Vec::new(),
        }
    }

    /// Adds nodes to which the same is done, of any of them.
    pub(super) fn extend(&mut self, kind: Action<'a>, nodes: impl Iterator<Item = &'a str>) {
        let [number] = self.number([kind]);
        nodes.for_each(|node| self.push(node, number));
    }

    /// What is done to nodes that are added by its number; to which node is not looked at.
    pub(super) fn number<const N: usize>(&mut self, kinds: [Action<'a>; N]) -> [u32; N] {
        kinds.map(|kind| {
            self.kinds.push(kind);
            u32::try_from(self.kinds.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub(super) fn push(&mut self, node: &'a str, number: u32) {
        self.nodes.push(node);
        self.numbers.push(number);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Action<'a>> + ExactSizeIterator {
        let action = |(&node, &number): (&&'a str, &u32)| self.kinds[number as usize].done_to(node);
        self.nodes.iter().zip(&self.numbers).map(action)
    }
}

impl fmt::Debug for Actions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Actions<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}
