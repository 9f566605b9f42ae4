//! What is to be done.

use super::shared::{Said, Shared};
use serde::Serialize;

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

impl<'a> Said<'a> for Action<'a> {
    type Of = Self;

    /// The same done to another node.
    fn of(&self, node: &'a str) -> Self {
        match *self {
            Self::SetDesired { config, image, .. } => Self::SetDesired { node, config, image },
            Self::AddTaint { .. } => Self::AddTaint { node },
            Self::RemoveTaint { .. } => Self::RemoveTaint { node },
            Self::SetTopology { topology, .. } => Self::SetTopology { node, topology },
        }
    }
}

/// Actions in the order in which they are carried out. Most do the same to another node.
pub type Actions<'a> = Shared<'a, Action<'a>>;
