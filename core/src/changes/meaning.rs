//! What a change means for the machines of a cluster that says nothing else.

use super::{Change, Kind};
use crate::disruption::{FILES, Standard};
use crate::target::Target;
use alloc::borrow::Cow;
use alloc::string::ToString as _;
use alloc::{format, vec::Vec};

const REBOOT: &str = "nodes are drained and rebooted";
const REBOOT_UNLESS: &str = "nodes are drained and rebooted, unless a node disruption policy says otherwise";
const REFUSED: &str = "machines that exist already refuse it: the pool degrades";

/// Fields beside files, units and the like, as targets name them.
const FIELDS: &[(&str, &str)] = &[
    ("$.spec.osImageURL", REBOOT),
    ("$.spec.kernelArguments", REBOOT),
    ("$.spec.kernelType", REBOOT),
    ("$.spec.extensions", REBOOT),
    ("$.spec.fips", REFUSED),
    ("$.spec.config.kernelArguments", REFUSED),
    ("$.spec.config.storage.directories", REFUSED),
    ("$.spec.config.storage.disks", REFUSED),
    ("$.spec.config.storage.filesystems", REFUSED),
    ("$.spec.config.storage.raid", REFUSED),
    ("$.spec.config.passwd.groups", REFUSED),
];

impl Change {
    /// What it means for machines that exist already, where that is known: in a cluster with the default node disruption
    /// policy, and for this change alone. Nothing where it depends on more.
    #[must_use]
    pub fn meaning(&self) -> Option<Cow<'static, str>> {
        let meaning = match &self.target {
            Target::File(path) => return Some(file(path)),
            Target::Unit(_) | Target::Dropin { .. } => Some(REBOOT_UNLESS),
            Target::User(name) if name != "core" && self.kind != Kind::Removed => Some(REFUSED),
            Target::Group(_) | Target::Directory(_) | Target::Disk(_) | Target::Raid(_) | Target::Filesystem(_) => {
                Some(REFUSED)
            }
            Target::Link(_) if self.kind != Kind::Removed => Some(REFUSED),
            Target::Field(path) => field(&path.to_string()),
            _ => None,
        };
        meaning.map(Cow::Borrowed)
    }
}

fn file(path: &str) -> Cow<'static, str> {
    let holds = |rule: &str| path.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    match FILES.iter().find(|(rule, _)| holds(rule)) {
        Some((_, actions)) => actions.iter().map(told).collect::<Vec<_>>().join(" and ").into(),
        None => REBOOT_UNLESS.into(),
    }
}

fn told(action: &Standard) -> Cow<'static, str> {
    match action {
        Standard::None => "nothing is restarted".into(),
        Standard::Special => {
            "crio.service is reloaded; whether nodes are drained depends on what is changed in it".into()
        }
        Standard::DaemonReload => "systemd is reloaded".into(),
        Standard::Reload(service) => format!("{service} is reloaded").into(),
        Standard::Restart(service) => format!("{service} is restarted").into(),
    }
}

fn field(path: &str) -> Option<&'static str> {
    let below = |field: &str| path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    FIELDS.iter().find(|(field, _)| below(field)).map(|(_, meaning)| *meaning)
}
