//! Where, in one of the two configs.

use alloc::vec::Vec;
use core::fmt;
use garboard_ignition::document::{Path, Step};
use serde::{Serialize, Serializer};

/// One of the two rendered MachineConfigs that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "two are compared")]
pub enum Side {
    /// The one that nodes have.
    Old,
    /// The one that they are to get.
    New,
}

impl Side {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A value of one of the two: what is new or other stands in the new one, what is gone in the old one.
///
/// As text and in JSON it is the path alone: `$.spec.config.storage.files.3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Spot {
    /// Which of the two.
    pub side: Side,
    /// The way from its root.
    pub path: Path,
}

impl Spot {
    /// A value of one of the two.
    #[must_use]
    pub const fn new(side: Side, path: Path) -> Self {
        Self { side, path }
    }

    /// A field of `spec`.
    pub(super) fn spec(side: Side, fields: &[&'static str]) -> Self {
        let steps = core::iter::once(&"spec").chain(fields);
        Self::new(side, steps.map(|field| Step::Field(field)).collect())
    }

    /// A field of `spec.config`.
    pub(super) fn config(side: Side, fields: &[&'static str]) -> Self {
        let all: Vec<_> = core::iter::once("config").chain(fields.iter().copied()).collect();
        Self::spec(side, &all)
    }

    /// A field below it.
    pub(super) fn field(self, name: &'static str) -> Self {
        Self { path: self.path.then(Step::Field(name)), ..self }
    }

    /// An element of the list that it is.
    pub(super) fn index(self, index: usize) -> Self {
        // No list is longer: its document has fewer bytes than that.
        let step = Step::Index(u32::try_from(index).unwrap_or(u32::MAX));
        Self { path: self.path.then(step), ..self }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

impl Serialize for Spot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.path.serialize(serializer)
    }
}
