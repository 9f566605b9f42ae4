//! Names for the things that a MachineConfig says something about.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString as _};
use core::fmt;
use core::str::FromStr;
use garboard_ignition::document::{Path, Step};
use serde::ser::{Serialize, Serializer};

/// A thing that a MachineConfig says something about. As text: `file:/etc/motd`, `dropin:kubelet.service/10-x.conf`,
/// `karg:nosmt`, `field:$.spec.fips`.
///
/// ```
/// use garboard_core::target::Target;
///
/// let target: Target = "dropin:kubelet.service/10-x.conf".parse()?;
/// assert_eq!(target, Target::Dropin { unit: "kubelet.service".into(), name: "10-x.conf".into() });
/// assert_eq!(target.to_string(), "dropin:kubelet.service/10-x.conf");
/// # Ok::<(), garboard_core::target::BadTarget>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Target {
    /// The file with this path.
    File(String),
    /// The directory with this path.
    Directory(String),
    /// The link with this path.
    Link(String),
    /// The systemd unit with this name, its drop-ins apart.
    Unit(String),
    /// A drop-in of a unit.
    Dropin {
        /// The unit's name.
        unit: String,
        /// Its own.
        name: String,
    },
    /// The user with this name.
    User(String),
    /// The group with this name.
    Group(String),
    /// The disk with this device.
    Disk(String),
    /// The array with this name.
    Raid(String),
    /// The file system on this device.
    Filesystem(String),
    /// The encrypted volume with this name.
    Luks(String),
    /// An argument of the kernel, in `spec.kernelArguments`.
    KernelArgument(String),
    /// Whatever stands at this path of the MachineConfig.
    Field(Path),
}

impl Target {
    /// What the text before the colon says, and the text behind it.
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::File(path) => ("file", path.clone()),
            Self::Directory(path) => ("directory", path.clone()),
            Self::Link(path) => ("link", path.clone()),
            Self::Unit(name) => ("unit", name.clone()),
            Self::Dropin { unit, name } => ("dropin", alloc::format!("{unit}/{name}")),
            Self::User(name) => ("user", name.clone()),
            Self::Group(name) => ("group", name.clone()),
            Self::Disk(device) => ("disk", device.clone()),
            Self::Raid(name) => ("raid", name.clone()),
            Self::Filesystem(device) => ("filesystem", device.clone()),
            Self::Luks(name) => ("luks", name.clone()),
            Self::KernelArgument(argument) => ("karg", argument.clone()),
            Self::Field(path) => ("field", path.to_string()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = self.words();
        write!(f, "{kind}:{name}")
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that names no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTarget {
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for BadTarget {}

/// The words that targets begin with, and what each is followed by.
const KINDS: &[(&str, Named)] = &[
    ("file", |name| Some(Target::File(name.to_owned()))),
    ("directory", |name| Some(Target::Directory(name.to_owned()))),
    ("link", |name| Some(Target::Link(name.to_owned()))),
    ("unit", |name| Some(Target::Unit(name.to_owned()))),
    ("dropin", dropin),
    ("user", |name| Some(Target::User(name.to_owned()))),
    ("group", |name| Some(Target::Group(name.to_owned()))),
    ("disk", |name| Some(Target::Disk(name.to_owned()))),
    ("raid", |name| Some(Target::Raid(name.to_owned()))),
    ("filesystem", |name| Some(Target::Filesystem(name.to_owned()))),
    ("luks", |name| Some(Target::Luks(name.to_owned()))),
    ("karg", |name| Some(Target::KernelArgument(name.to_owned()))),
    ("field", |path| path_of(path).map(Target::Field)),
];

type Named = fn(&str) -> Option<Target>;

fn dropin(text: &str) -> Option<Target> {
    let (unit, name) = text.split_once('/')?;
    Some(Target::Dropin { unit: unit.to_owned(), name: name.to_owned() })
}

/// The path that a text such as `$.spec.extensions.0` is.
fn path_of(text: &str) -> Option<Path> {
    let step = |step: &str| match step.parse() {
        Ok(index) => Step::Index(index),
        Err(_) => Step::Key(step.into()),
    };
    let steps = text.strip_prefix('$')?;
    match steps.strip_prefix('.') {
        Some(steps) => Some(steps.split('.').map(step).collect()),
        None => steps.is_empty().then(Path::root),
    }
}

impl FromStr for Target {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        let parsed = text.split_once(':').and_then(|(word, name)| {
            let (_, target) = KINDS.iter().find(|(kind, _)| *kind == word)?;
            target(name)
        });
        parsed.ok_or_else(|| BadTarget {
            message: alloc::format!(
                "{text:?} is no target: write file:/PATH, unit:NAME, dropin:UNIT/NAME, karg:ARGUMENT, user:NAME or field:$.spec.FIELD"
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_read_back_as_what_they_were_written_from() {
        for text in [
            "file:/etc/a b:c",
            "directory:/etc",
            "link:/l",
            "unit:a.service",
            "dropin:a.service/10-x.conf",
            "user:core",
            "group:wheel",
            "disk:/dev/vda",
            "raid:data",
            "filesystem:/dev/vdb",
            "luks:root",
            "karg:a=b:c",
            "field:$.spec.config.storage.files.0.mode",
            "field:$",
        ] {
            assert_eq!(text.parse::<Target>().map(|target| target.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_target_is_refused_with_examples() {
        for text in ["", "file", "/etc/motd", "dropin:a.service", "field:spec", "Field:$", "field:$spec"] {
            assert!(text.parse::<Target>().unwrap_err().message.contains("file:/PATH"), "{text}");
        }
    }
}
