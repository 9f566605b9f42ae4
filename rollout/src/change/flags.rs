//! Which sections of two configs differ.

use garboard_core::part::Spec;
use garboard_ignition::model::Content;
use serde::Serialize;

/// Which sections differ, as a node's daemon asks.
///
/// Nobody asks about the image of the extensions, directories, links, disks, encrypted volumes and what Ignition itself
/// is told: such a change alone does not touch a node until something else changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Flags {
    /// The OS image: its text, whatever it leads to.
    pub os_update: bool,
    /// `spec.kernelArguments`, their order and grouping included.
    pub kernel_arguments: bool,
    /// FIPS mode.
    pub fips: bool,
    /// Users and groups.
    pub passwd: bool,
    /// Files: any field of any of them, their order, and whether there is a list at all.
    pub files: bool,
    /// Units, in the same way.
    pub units: bool,
    /// The kernel. What is not a known kernel is the default one.
    pub kernel_type: bool,
    /// Extensions, their order included.
    pub extensions: bool,
}

impl Flags {
    pub(super) fn between((old, before): (&Spec, &Content), (new, after): (&Spec, &Content)) -> Self {
        Self {
            os_update: old.os_image_url != new.os_image_url,
            kernel_arguments: old.kernel_arguments != new.kernel_arguments,
            fips: old.fips != new.fips,
            passwd: before.passwd != after.passwd,
            files: before.storage.files != after.storage.files,
            units: before.systemd.units != after.systemd.units,
            kernel_type: kernel(&old.kernel_type) != kernel(&new.kernel_type),
            extensions: old.extensions != new.extensions,
        }
    }

    /// Whether none is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The names of those that are set and that no policy softens, in the order of the fields.
    pub(super) fn rebooting(&self) -> impl Iterator<Item = Flag> {
        [
            (self.os_update, Flag::OsUpdate),
            (self.kernel_arguments, Flag::KernelArguments),
            (self.fips, Flag::Fips),
            (self.kernel_type, Flag::KernelType),
            (self.extensions, Flag::Extensions),
        ]
        .into_iter()
        .filter_map(|(set, flag)| set.then_some(flag))
    }
}

/// A flag that always means a reboot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Flag {
    /// [`Flags::os_update`].
    OsUpdate,
    /// [`Flags::kernel_arguments`].
    KernelArguments,
    /// [`Flags::fips`].
    Fips,
    /// [`Flags::kernel_type`].
    KernelType,
    /// [`Flags::extensions`].
    Extensions,
}

impl Flag {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OsUpdate => "os_update",
            Self::KernelArguments => "kernel_arguments",
            Self::Fips => "fips",
            Self::KernelType => "kernel_type",
            Self::Extensions => "extensions",
        }
    }
}

/// The kernel that a word means.
pub(super) fn kernel(word: &str) -> &str {
    match word {
        "realtime" | "64k-pages" => word,
        _ => "default",
    }
}

#[cfg(test)]
mod tests {
    use super::kernel;

    #[test]
    fn what_is_no_kernel_is_the_default_one() {
        for (a, b, same) in [
            ("", "default", true),
            ("bogus", "", true),
            ("Realtime", "default", true),
            ("realtime", "default", false),
            ("realtime", "64k-pages", false),
        ] {
            assert_eq!(kernel(a) == kernel(b), same, "{a:?} {b:?}");
        }
    }
}
