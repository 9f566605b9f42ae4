//! Roles: what MachineConfigs are for, and the pools are named after.

/// The label by which pools select.
pub(crate) const ROLE: &str = "machineconfiguration.openshift.io/role";

/// The role that all custom pools begin with.
pub(crate) const WORKER: &str = "worker";
pub(crate) const MASTER: &str = "master";
pub(crate) const ARBITER: &str = "arbiter";

/// The roles that a cluster has of itself; pools of all others are custom.
pub(crate) const BUILT_IN: [&str; 3] = [ARBITER, MASTER, WORKER];
