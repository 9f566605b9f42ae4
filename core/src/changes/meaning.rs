//! What a change means for the machines of a cluster that says nothing else.

use super::{Change, Kind};
use crate::target::Target;
use alloc::string::ToString as _;

/// What becomes of a file that changes, by its path or by the directory that it is below: the defaults of the cluster's
/// node disruption policy.
const FILES: &[(&str, &str)] = &[
    ("/var/lib/kubelet/config.json", NOTHING),
    ("/etc/machine-config-daemon/no-reboot/containers-gpg.pub", RELOAD_CRIO),
    ("/etc/containers/policy.json", RELOAD_CRIO),
    (
        "/etc/containers/registries.conf",
        "crio.service is reloaded; whether nodes are drained depends on what is changed in it",
    ),
    ("/etc/containers/registries.d/", RELOAD_CRIO),
    ("/etc/crio/policies/", RELOAD_CRIO),
    ("/etc/nmstate/openshift/", NOTHING),
    (
        "/etc/pki/ca-trust/source/anchors/openshift-config-user-ca-bundle.crt",
        "coreos-update-ca-trust.service and crio.service are restarted",
    ),
    ("/etc/kubernetes/credential-providers/", "kubelet.service is restarted"),
    (
        "/etc/systemd/system/kubelet.service.d/40-kubelet-crio-image-credential-provider.conf",
        "systemd is reloaded and kubelet.service restarted",
    ),
];

const NOTHING: &str = "nothing is restarted";
const RELOAD_CRIO: &str = "crio.service is reloaded";
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
    pub fn meaning(&self) -> Option<&'static str> {
        match &self.target {
            Target::File(path) => Some(file(path)),
            Target::Unit(_) | Target::Dropin { .. } => Some(REBOOT_UNLESS),
            Target::User(name) if name != "core" && self.kind != Kind::Removed => Some(REFUSED),
            Target::Group(_) | Target::Directory(_) | Target::Disk(_) | Target::Raid(_) | Target::Filesystem(_) => {
                Some(REFUSED)
            }
            Target::Link(_) if self.kind != Kind::Removed => Some(REFUSED),
            Target::Field(path) => field(&path.to_string()),
            _ => None,
        }
    }
}

fn file(path: &str) -> &'static str {
    let holds = |rule: &str| if rule.ends_with('/') { path.starts_with(rule) } else { path == rule };
    FILES.iter().find(|(rule, _)| holds(rule)).map_or(REBOOT_UNLESS, |(_, meaning)| meaning)
}

fn field(path: &str) -> Option<&'static str> {
    let below = |field: &str| path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    FIELDS.iter().find(|(field, _)| below(field)).map(|(_, meaning)| *meaning)
}
