//! How sure a rendered name is.

use super::Context;
use crate::part::Part;
use crate::role::{BUILT_IN, WORKER};
use alloc::vec::Vec;
use core::fmt;
use serde::Serialize;

/// How sure it is that a cluster gives the rendered MachineConfig this name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Certainty {
    /// All that a name depends on was given.
    Exact,
    /// Something is not known, and the cluster's name is another one.
    Partial(Vec<Missing>),
}

/// What is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Missing {
    /// The image of the operating system.
    BaseImageUnknown,
    /// The image of its extensions.
    ExtensionsImageUnknown,
    /// The MachineConfigs that the cluster's own templates make for the role: `00-*` and `01-*`.
    BaseConfigsMissing,
    /// The MachineConfig that a controller makes of a KubeletConfig or ContainerRuntimeConfig for the pool.
    GeneratedConfigsMissing,
    /// All that a MachineConfig is made of which a controller makes: of a template, or of an object that changes.
    GeneratedConfigsUnlike,
}

impl Missing {
    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BaseImageUnknown => "base-image-unknown",
            Self::ExtensionsImageUnknown => "extensions-image-unknown",
            Self::BaseConfigsMissing => "base-configs-missing",
            Self::GeneratedConfigsMissing => "generated-configs-missing",
            Self::GeneratedConfigsUnlike => "generated-configs-unlike",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BaseImageUnknown => "the OS image of the release",
            Self::ExtensionsImageUnknown => "the extensions image of the release",
            Self::BaseConfigsMissing => "the cluster's own MachineConfigs of the role (00-*, 01-*)",
            Self::GeneratedConfigsMissing => "the MachineConfigs made of a KubeletConfig or ContainerRuntimeConfig",
            Self::GeneratedConfigsUnlike => "all that a MachineConfig of a controller is made of",
        })
    }
}

/// What the names of a role's base configs begin with.
const BASES: [&str; 2] = ["00-", "01-"];

impl Certainty {
    pub(super) fn of(parts: &[&Part], context: &Context) -> Self {
        // For custom pools the cluster's templates make no MachineConfigs: they have those of worker.
        let role = BUILT_IN.into_iter().find(|role| *role == context.pool).unwrap_or(WORKER);
        let has = |base: &str| parts.iter().any(|part| part.name.starts_with(base) && part.role() == Some(role));
        let missing = [
            (context.images.os.is_empty(), Missing::BaseImageUnknown),
            (context.images.extensions.is_empty(), Missing::ExtensionsImageUnknown),
            (!BASES.into_iter().all(has), Missing::BaseConfigsMissing),
        ];
        let missing: Vec<_> = missing.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
        if missing.is_empty() { Self::Exact } else { Self::Partial(missing) }
    }

    pub(super) fn add(&mut self, what: Missing) {
        match self {
            Self::Exact => *self = Self::Partial(Vec::from([what])),
            Self::Partial(missing) => missing.push(what),
        }
    }

    /// The word for programs: `exact` or `partial`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        if self.is_exact() { "exact" } else { "partial" }
    }

    /// The words for what is not known.
    #[must_use]
    pub fn missing_codes(&self) -> Vec<&'static str> {
        self.missing().iter().map(|missing| missing.code()).collect()
    }

    /// Whether a cluster gives it just this name.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        matches!(self, Self::Exact)
    }

    /// What is not known.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        match self {
            Self::Exact => &[],
            Self::Partial(missing) => missing,
        }
    }
}
