//! What nodes are stuck for, and what can safely be done about it.

use super::node::{Around, text};
use crate::fleet::Node;
use alloc::format;
use alloc::string::String;
use serde::Serialize;

/// What a node is stuck for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// Pods do not leave it, or nobody drains it.
    Drain,
    /// Nobody uncordons it.
    Uncordon,
    /// A rendered MachineConfig that it needs is gone.
    ConfigMissing,
    /// Its disk is not as its MachineConfig says.
    Drift,
    /// It refuses the step that it was told.
    Refused,
    /// Its OS could not be changed.
    Os,
    /// It failed on the way to what its pool has left behind, and is cordoned, so that nothing new reaches it.
    OutOfReach,
    /// Something else that its daemon reports.
    Reported,
    /// It is not ready.
    NotReady,
    /// It has not come back from a reboot.
    NotBack,
    /// Somebody cordoned it.
    Cordoned,
    /// Its daemon says nothing that can be understood.
    NoState,
    /// Several custom pools select it.
    SeveralPools,
    /// No pool selects it.
    NoPool,
    /// The selector of a pool is none.
    BadSelector,
}

impl Cause {
    /// What the words of a daemon are about. `missing` tells whether a MachineConfig of the node is not there.
    pub(super) fn told(reason: &str, missing: bool) -> Self {
        let says = |words: &[&str]| words.iter().any(|it| reason.contains(it));
        match () {
            () if says(&["failed to drain node"]) => Self::Drain,
            () if says(&["failed to uncordon node"]) => Self::Uncordon,
            () if says(&["unexpected on-disk state", "content mismatch for file", "mode mismatch for file"]) => {
                Self::Drift
            }
            () if missing || (says(&["machineconfig"]) && says(&["not found"])) => Self::ConfigMissing,
            () if says(&["rpm-ostree", "bootc", "failed to update OS", "podman", "osImageURL"]) => Self::Os,
            () => Self::Reported,
        }
    }
}

/// A name that can be pasted into a shell: names of nodes are, unless somebody made them up.
fn pasted(name: &str) -> &str {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    let is_plain = name.chars().all(plain) && !name.is_empty() && !name.starts_with('-');
    if is_plain { name } else { "NODE" }
}

/// What can safely be done next.
pub(super) fn of(cause: Cause, node: &Node, around: &Around<'_>) -> String {
    let (name, pool) = (pasted(&node.name), around.pool);
    let [current, desired] = [&node.current_config, &node.desired_config].map(|it| text(it.as_ref()));
    let step = match cause {
        Cause::Drain if !node.unschedulable => format!(
            "if it stays so for some minutes, cordon it: `oc adm cordon {name}` makes the drain controller look again"
        ),
        Cause::Drain => format!(
            "see which pods are left on it (`oc get pods -A --field-selector spec.nodeName={name}`) and which \
             PodDisruptionBudget keeps them (`oc get pdb -A`): the drain is tried again by itself"
        ),
        Cause::Uncordon => format!(
            "read the log of the machine-config-controller; `oc adm uncordon {name}` does what it should have done"
        ),
        Cause::ConfigMissing => format!(
            "create the missing MachineConfig again, from a backup or as `garboard render --pool {pool}` makes it if the \
             name is the same: the daemon goes on by itself then"
        ),
        Cause::Drift => format!(
            "put what is named back as {current} has it, contents and mode (`oc debug node/{name}`): the daemon goes on by \
             itself then, without a reboot; keep what was changed in a MachineConfig"
        ),
        Cause::Refused => format!(
            "undo in the MachineConfigs of pool {pool} what it refuses: the pool is rendered anew, and the node is told \
             that; `garboard diff` of {current} and {desired} shows what differs"
        ),
        Cause::OutOfReach => format!(
            "`oc adm uncordon {name}`: the controller passes over cordoned nodes, and tells it what its pool has now as \
             soon as there is room"
        ),
        Cause::Os => {
            "read the log of its machine-config-daemon, then see that the node can fetch the image (registry, \
                      pull secret, proxy, room on its disk): the daemon tries again by itself"
                .into()
        }
        Cause::Reported => {
            "mend what it reports; the log of its machine-config-daemon has more: the daemon tries again by itself"
                .into()
        }
        Cause::NotReady | Cause::NotBack => format!(
            "see what it says of itself (`oc describe node {name}`), then its console or its kubelet's log: nothing goes on \
             for it until it is ready"
        ),
        Cause::Cordoned => format!("ask who cordoned it and why; when it may go on: `oc adm uncordon {name}`"),
        Cause::NoState => "see that its machine-config-daemon runs, and read its log".into(),
        Cause::SeveralPools => {
            "remove its role labels until one custom pool selects it: until then it gets no update at all".into()
        }
        Cause::NoPool => "give it the label that one of the pools selects: until then it gets no update at all".into(),
        Cause::BadSelector => "correct the nodeSelector that is invalid: until then no node gets an update".into(),
    };
    let risky = matches!(cause, Cause::NotReady | Cause::NotBack | Cause::Drain | Cause::Os | Cause::Reported);
    match pool == "master" && risky {
        true => format!("{step}. It is of the control plane: take no other of its nodes out until it is back"),
        false => step,
    }
}
