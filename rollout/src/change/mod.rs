//! From two rendered configs to what a node does about the difference.
//!
//! [`Diff::between`] compares them as a node's daemon does. [`Diff::obstacles`] says whether a node that runs can take
//! the new one at all, [`Diff::disruption`] what is reloaded, restarted, drained or rebooted for it, and both name the
//! cause of everything. [`Owners`] turns causes into the MachineConfigs that set them.
//!
//! ```
//! use garboard_core::api::MachineConfig;
//! use garboard_rollout::change::{Action, Diff, NodeDisruptionPolicies, Overrides};
//!
//! let config = |files: &str| -> MachineConfig {
//!     serde_json::from_str(&format!(
//!         r#"{{"spec":{{"config":{{"ignition":{{"version":"3.4.0"}},"storage":{{"files":[{files}]}}}}}}}}"#
//!     )).unwrap()
//! };
//! let (old, new) = (config(""), config(r#"{"path":"/etc/motd","contents":{"source":"data:,hello"}}"#));
//! let diff = Diff::between(&old, &new)?;
//! assert!(diff.obstacles(Overrides::default()).is_empty());
//! let disruption = diff.disruption(&NodeDisruptionPolicies::default());
//! assert_eq!(disruption.actions[0].action, Action::Reboot);
//! assert_eq!(disruption.actions[0].because[0].rule.to_string(), "no-policy");
//! # Ok::<(), garboard_rollout::change::UnreadableConfig>(())
//! ```

mod action;
mod changed;
mod disruption;
mod first_boot;
mod flags;
mod kernel;
mod lists;
mod matching;
mod obstacle;
mod owners;
mod policies;
pub mod registries;
mod spot;
mod verdict;

pub use action::Action;
pub use changed::{Changed, ChangedUnits, Item};
pub use disruption::{Cause, CauseKind, Disruption, Drain, Ground, Planned};
pub use first_boot::{FirstBoot, FirstBootAction};
pub use flags::{Flag, Flags};
pub use obstacle::{Obstacle, ObstacleKind, Overrides};
pub use owners::Owners;
pub use policies::{BadAction, BadActionKind, BadPolicies, NodeDisruptionPolicies, Policy};
pub use spot::{Side, Spot};
pub use verdict::Verdict;

use crate::Rules;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_core::api::MachineConfig;
use garboard_core::part::Spec;
use garboard_ignition::model::Content;
use garboard_ignition::{Config, Refused};

/// What differs between two rendered MachineConfigs.
///
/// Configs are compared as they are at 3.5, to which the operator raises them. An absent list and an empty one differ,
/// null and absent do not.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diff<'c> {
    /// Which sections differ.
    pub flags: Flags,
    /// Which files and units differ.
    pub changed: Changed,
    /// Whose judgement is asked for; the reference's unless it is set.
    pub rules: Rules,
    old: Cow<'c, Spec>,
    new: Cow<'c, Spec>,
    /// What a MachineConfig without a config says.
    empty: Content,
}

impl Diff<'static> {
    /// Compares two MachineConfigs.
    ///
    /// # Errors
    /// [`UnreadableConfig`], if the operator reads one of them not.
    pub fn between(old: &MachineConfig, new: &MachineConfig) -> Result<Self, UnreadableConfig> {
        let read = |side, config| Spec::of(config).map_err(|refused| UnreadableConfig { side, refused });
        let (old, new) = (read(Side::Old, old)?, read(Side::New, new)?);
        Ok(Diff::new(Cow::Owned(old), Cow::Owned(new)))
    }
}

impl<'c> Diff<'c> {
    /// Compares what was [rendered](garboard_core::render) here. Whether nodes can read it at all is not asked:
    /// [`Rendered::judge`](garboard_core::render::Rendered::judge) says that.
    #[must_use]
    pub fn of(old: &'c Spec, new: &'c Spec) -> Self {
        Self::new(Cow::Borrowed(old), Cow::Borrowed(new))
    }

    fn new(old: Cow<'c, Spec>, new: Cow<'c, Spec>) -> Self {
        let mut diff = Self {
            flags: Flags::default(),
            changed: Changed::default(),
            rules: Rules::default(),
            old,
            new,
            empty: Content::default(),
        };
        diff.flags = Flags::between((&diff.old, diff.before()), (&diff.new, diff.after()));
        let mut changed = Changed::default();
        if diff.flags.files {
            changed.files_between(diff.before(), diff.after());
        }
        if diff.flags.units {
            changed.units_between(diff.before(), diff.after());
        }
        diff.changed = changed;
        diff
    }

    /// Whether nothing differs that a node would look at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// What changes of the operating system, in the words of the reference's events; empty if nothing does.
    #[must_use]
    pub fn summary(&self) -> String {
        let words = [
            (self.flags.os_update, "Upgrading OS"),
            (self.flags.extensions, "Installing extensions"),
            (self.flags.kernel_type, "Changing kernel type"),
            (self.flags.kernel_arguments, "Changing kernel arguments"),
        ];
        let words: Vec<_> = words.into_iter().filter_map(|(set, word)| set.then_some(word)).collect();
        words.join("; ")
    }

    /// Everything for which a running node refuses the new config, in the order in which the reference, which stops at
    /// the first, looks for it. None means that it is taken over. The FIPS mode of the node itself is not looked at.
    #[must_use]
    pub fn obstacles(&self, overrides: Overrides) -> Vec<Obstacle> {
        let mut all = obstacle::all(self);
        all.retain(|found| !found.kind.is_let_pass(overrides));
        all
    }

    /// What only the overrides let pass: running nodes report that they have the new config and change nothing on their
    /// disks; machines that join later get it.
    #[must_use]
    pub fn let_pass(&self, overrides: Overrides) -> Vec<Obstacle> {
        let mut all = obstacle::all(self);
        all.retain(|found| found.kind.is_let_pass(overrides));
        all
    }

    /// What is done on a node of a cluster for the change.
    #[must_use]
    pub fn disruption(&self, policies: &NodeDisruptionPolicies) -> Disruption {
        disruption::of(self, policies)
    }

    /// What is done for it on a node that boots for the first time.
    #[must_use]
    pub fn first_boot(&self) -> FirstBoot {
        first_boot::of(self)
    }

    /// What `rpm-ostree kargs` is called with, if it is called.
    #[must_use]
    pub fn kernel_arguments(&self) -> Vec<String> {
        kernel::delta(&self.old.kernel_arguments, &self.new.kernel_arguments)
    }

    fn before(&self) -> &Content {
        self.old.config.as_ref().map_or(&self.empty, Config::content)
    }

    fn after(&self) -> &Content {
        self.new.config.as_ref().map_or(&self.empty, Config::content)
    }
}

/// A MachineConfig that the operator does not read, so that nothing can be said of the change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct UnreadableConfig {
    /// Which of the two.
    pub side: Side,
    /// Why.
    pub refused: Refused,
}

impl UnreadableConfig {
    /// A name that programs can rely on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unreadable-config"
    }
}

impl fmt::Display for UnreadableConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} MachineConfig cannot be read: {}", self.side, self.refused)
    }
}

impl core::error::Error for UnreadableConfig {}
