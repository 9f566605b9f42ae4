//! What happens to a node on its way.

use super::node::{Node, Problem, State};
use super::target::Target;
use alloc::sync::Arc;

/// Where the nodes of a pool go, in texts that nodes share.
#[derive(Clone, Debug)]
pub(crate) struct Goal {
    config: Arc<str>,
    image: Option<Arc<str>>,
}

impl Goal {
    pub(crate) fn of(target: &Target<'_>) -> Self {
        let (config, image) = target.to_write();
        Self { config: config.into(), image: image.map(Into::into) }
    }
}

/// What happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is told where to go, and its daemon begins.
    Told,
    /// It is where it was told to be, and takes pods.
    Done,
    /// Its daemon is stuck; cordoned if it was drained before.
    Failed { drained: bool },
}

impl Step {
    /// What is left of a node that it happens to.
    pub(crate) fn apply(self, node: &mut Node, goal: &Goal) {
        match self {
            Self::Told => {
                node.desired_config = Some(goal.config.clone());
                node.desired_image.clone_from(&goal.image);
                node.state = State::Working;
            }
            Self::Done => {
                node.current_config.clone_from(&node.desired_config);
                node.current_image.clone_from(&node.desired_image);
                node.state = State::Done;
                (node.unschedulable, node.drained) = (false, false);
                // A full disk or a broken network is not mended by an update.
                if matches!(node.problem, Some(Problem::NotReady(_))) {
                    node.problem = None;
                }
            }
            Self::Failed { drained } => {
                node.state = State::Degraded;
                node.unschedulable |= drained;
                node.drained |= drained;
            }
        }
    }
}

/// Whether two texts are the same one in memory. Others may be equal; nobody looks.
fn is_shared(a: Option<&Arc<str>>, b: Option<&Arc<str>>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}

impl Node {
    /// Whether it is as far as another, and that is seen at once.
    pub(super) fn stands_as(&self, other: &Self) -> bool {
        let shared = [
            (&self.current_config, &other.current_config),
            (&self.desired_config, &other.desired_config),
            (&self.current_image, &other.current_image),
            (&self.desired_image, &other.desired_image),
        ];
        let flags = |node: &Self| (node.state, node.drained, node.unschedulable);
        flags(self) == flags(other)
            && self.problem == other.problem
            && shared.into_iter().all(|(a, b)| is_shared(a.as_ref(), b.as_ref()))
    }

    /// What of it says how far it is.
    pub(super) fn position(&self) -> Self {
        Self {
            current_config: self.current_config.clone(),
            desired_config: self.desired_config.clone(),
            current_image: self.current_image.clone(),
            desired_image: self.desired_image.clone(),
            problem: self.problem.clone(),
            state: self.state,
            drained: self.drained,
            unschedulable: self.unschedulable,
            ..Self::default()
        }
    }
}
