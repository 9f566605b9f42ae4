//! What changes do to the nodes of every cluster, whatever its administrator says: the operator's own node disruption
//! policies.

use core::cmp::Reverse;

/// An action of the operator's own policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "whoever tells of actions must know all of them")]
pub enum Standard {
    /// Nothing.
    None,
    /// crio.service is reloaded; whether nodes are drained depends on what is changed.
    Special,
    /// systemd reads its units again.
    DaemonReload,
    /// A service is reloaded.
    Reload(&'static str),
    /// A service is restarted.
    Restart(&'static str),
}

/// Policies, each with its path or name.
pub type Policies = &'static [(&'static str, &'static [Standard])];

/// Of files, and of all files below a directory, in the operator's order.
pub const FILES: Policies = &[
    ("/var/lib/kubelet/config.json", &[Standard::None]),
    ("/etc/machine-config-daemon/no-reboot/containers-gpg.pub", &[RELOAD_CRIO]),
    ("/etc/containers/policy.json", &[RELOAD_CRIO]),
    (REGISTRIES, &[Standard::Special]),
    ("/etc/containers/registries.d", &[RELOAD_CRIO]),
    ("/etc/crio/policies", &[RELOAD_CRIO]),
    ("/etc/nmstate/openshift", &[Standard::None]),
    (
        "/etc/pki/ca-trust/source/anchors/openshift-config-user-ca-bundle.crt",
        &[Standard::Restart("coreos-update-ca-trust.service"), Standard::Restart("crio.service")],
    ),
    ("/etc/kubernetes/credential-providers", &[Standard::Restart("kubelet.service")]),
    (
        "/etc/systemd/system/kubelet.service.d/40-kubelet-crio-image-credential-provider.conf",
        &[Standard::DaemonReload, Standard::Restart("kubelet.service")],
    ),
    ("/etc/iri-registry", &[Standard::Restart(IRI)]),
    ("/usr/local/bin/load-registry-image.sh", &[Standard::Restart(IRI)]),
    ("/etc/pki/ca-trust/source/anchors/iri-root-ca.crt", &[Standard::Restart("coreos-update-ca-trust.service")]),
];

/// Of units.
pub const UNITS: Policies = &[(IRI, &[Standard::DaemonReload, Standard::Restart(IRI)])];

/// What decides between policies above a file, or for it: the length of the path as it is written, a slash at its end
/// included, then which comes first. The greatest counts.
#[must_use]
pub const fn precedence(path: &str, number: usize) -> (usize, Reverse<usize>) {
    (path.len(), Reverse(number))
}

/// The file of which every line is looked at.
pub const REGISTRIES: &str = "/etc/containers/registries.conf";

const IRI: &str = "iri-registry.service";
const RELOAD_CRIO: Standard = Standard::Reload("crio.service");
