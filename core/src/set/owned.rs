//! What belongs to the operator.

use super::claims::Key;
use crate::part::Part;
use alloc::format;

/// Files that the operator's controllers write, each with what they are made from.
const FILES: &[(&str, &str)] = &[
    ("/etc/containers/registries.conf", "image.config.openshift.io/cluster and the mirror sets"),
    ("/etc/crio/crio.conf.d/00-default", "the cluster's templates and ContainerRuntimeConfigs"),
    ("/etc/crio/crio.conf.d/01-ctrcfg-logLevel", "ContainerRuntimeConfigs"),
    ("/etc/crio/crio.conf.d/01-ctrcfg-pidsLimit", "ContainerRuntimeConfigs"),
    ("/etc/kubernetes/ca.crt", "the cluster's certificates"),
    ("/etc/kubernetes/cloud.conf", "the cluster's cloud provider config"),
    ("/etc/kubernetes/kubelet-ca.crt", "the cluster's certificates"),
    ("/etc/kubernetes/kubelet.conf", "KubeletConfigs"),
    ("/var/lib/kubelet/config.json", "the pull secret in openshift-config"),
];

/// What a file is made from that the operator writes in every cluster.
pub(super) fn known(key: Key<'_>) -> Option<&'static str> {
    let Key::Node(path) = key else { return None };
    FILES.iter().find(|(known, _)| *known == path).map(|(_, from)| *from)
}

/// Whether a MachineConfig is one of those that the operator writes.
pub(super) fn by_operator(part: &Part) -> bool {
    if !part.generated_by.is_empty() {
        return true;
    }
    let name = &*part.name;
    let generated = ["97-", "98-", "99-"].iter().any(|start| name.starts_with(start)) && name.contains("-generated-");
    let of_role = |role: &str| {
        name == format!("00-{role}")
            || name == format!("01-{role}-kubelet")
            || name == format!("01-{role}-container-runtime")
    };
    generated || name.starts_with("rendered-") || part.role().is_some_and(of_role)
}
