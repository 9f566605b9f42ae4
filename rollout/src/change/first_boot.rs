//! What a change does to a node that boots for the first time, by the older table.

use super::{Diff, registries};
use alloc::string::{String, ToString as _};
use core::fmt;
use serde::Serialize;

/// What a node does at its first boot, when it goes from the config it was installed with to that of its pool. Policies
/// are not asked there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FirstBoot {
    /// What is done.
    pub action: FirstBootAction,
    /// Whether pods would be moved away.
    pub drain: bool,
    /// What cannot be read that decides it.
    pub drain_error: Option<String>,
}

/// What is done at a first boot. The order is that of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[expect(clippy::exhaustive_enums, reason = "whoever carries it out must know all of them")]
pub enum FirstBootAction {
    /// Nothing.
    #[serde(rename = "none")]
    None,
    /// crio.service is reloaded.
    #[serde(rename = "reload crio")]
    ReloadCrio,
    /// Trust is updated and crio.service restarted.
    #[serde(rename = "restart crio")]
    RestartCrio,
    /// The node reboots.
    #[serde(rename = "reboot")]
    Reboot,
}

impl fmt::Display for FirstBootAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::ReloadCrio => "reload crio",
            Self::RestartCrio => "restart crio",
            Self::Reboot => "reboot",
        })
    }
}

/// Files of which nothing follows, or little; of all others a reboot. What ends in a slash is a directory, and means the
/// files in it and not those further down.
const FILES: &[(&str, FirstBootAction)] = &[
    ("/etc/kubernetes/kubelet-ca.crt", FirstBootAction::None),
    ("/var/lib/kubelet/config.json", FirstBootAction::None),
    ("/etc/nmstate/openshift/", FirstBootAction::None),
    (registries::PATH, FirstBootAction::ReloadCrio),
    ("/etc/machine-config-daemon/no-reboot/containers-gpg.pub", FirstBootAction::ReloadCrio),
    ("/etc/containers/policy.json", FirstBootAction::ReloadCrio),
    ("/etc/containers/registries.d/", FirstBootAction::ReloadCrio),
    ("/etc/pki/ca-trust/source/anchors/openshift-config-user-ca-bundle.crt", FirstBootAction::RestartCrio),
];

fn file(path: &str) -> FirstBootAction {
    let directory = path.rfind('/').map_or("", |at| &path[..=at]);
    let rule = FILES.iter().find(|(rule, _)| *rule == path || *rule == directory);
    rule.map_or(FirstBootAction::Reboot, |(_, action)| *action)
}

pub(super) fn of(diff: &Diff<'_>) -> FirstBoot {
    let action = if diff.flags.units || diff.flags.rebooting().next().is_some() {
        FirstBootAction::Reboot
    } else {
        diff.changed.files.iter().map(|item| file(&item.name)).max().unwrap_or(FirstBootAction::None)
    };
    let changes_registries = || diff.changed.files.iter().any(|item| item.name == registries::PATH);
    let (drain, drain_error) = match action {
        FirstBootAction::None => (false, None),
        FirstBootAction::Reboot => (true, None),
        FirstBootAction::ReloadCrio | FirstBootAction::RestartCrio if changes_registries() => {
            match registries::judge(diff.before(), diff.after(), diff.rules) {
                Ok(unsafe_change) => (unsafe_change.is_some(), None),
                Err(error) => (false, Some(error.to_string())),
            }
        }
        FirstBootAction::ReloadCrio | FirstBootAction::RestartCrio => (false, None),
    };
    FirstBoot { action, drain, drain_error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_files_of_a_directory_itself_are_spared() {
        for (path, want) in [
            ("/etc/nmstate/openshift/a.yml", FirstBootAction::None),
            ("/etc/nmstate/openshift/sub/a.yml", FirstBootAction::Reboot),
            ("/etc/nmstate/openshift", FirstBootAction::Reboot),
            ("/etc/containers/registries.d/a.yaml", FirstBootAction::ReloadCrio),
            ("/etc/containers/registries.d/sub/a.yaml", FirstBootAction::Reboot),
            ("/etc/containers/registries.d2/x", FirstBootAction::Reboot),
            ("/etc/crio/policies/x", FirstBootAction::Reboot),
            ("/etc/kubernetes/kubelet-ca.crt", FirstBootAction::None),
        ] {
            assert_eq!(file(path), want, "{path}");
        }
    }
}
