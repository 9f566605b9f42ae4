//! Roles: what MachineConfigs are for, and the pools are named after.

/// The label by which pools select.
pub const ROLE: &str = "machineconfiguration.openshift.io/role";

/// The role that all custom pools begin with: the pool of the nodes that no other pool wants.
pub const WORKER: &str = "worker";

/// The role of the control plane.
pub const MASTER: &str = "master";

/// The role of the node of a control plane that only votes.
pub const ARBITER: &str = "arbiter";

/// The topology of a control plane of two, and a third node that only votes.
pub const WITH_ARBITER: &str = "HighlyAvailableArbiter";

/// The roles that a cluster has of itself; pools of all others are custom.
pub const BUILT_IN: [&str; 3] = [ARBITER, MASTER, WORKER];
