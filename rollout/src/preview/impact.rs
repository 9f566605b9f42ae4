//! How much a change disturbs.

use core::fmt;
use serde::Serialize;

/// How much a change disturbs the nodes of a pool, the worst last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "whoever gates a change must know all of them")]
pub enum Impact {
    /// Nothing changes.
    #[default]
    Nothing,
    /// Something changes; nothing is drained.
    Any,
    /// Pods are moved away.
    Drain,
    /// Nodes reboot.
    Reboot,
    /// Nodes refuse it, or it cannot be rendered.
    Irreconcilable,
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Nothing => "nothing",
            Self::Any => "no drain",
            Self::Drain => "drain",
            Self::Reboot => "reboot",
            Self::Irreconcilable => "refused",
        })
    }
}
