//! Every rule about the pools and nodes of a cluster, once. What is wrong with a pool by itself has its rule in
//! `garboard_core`.

use garboard_ignition::catalogue;
use garboard_ignition::report::Rule;

catalogue! {
    /// A node that several pools want.
    NODE_CONTESTED = Rule::error("node-in-several-pools", "node {} belongs to {} custom roles, cannot proceed with this Node",
        "Remove all of its role labels but one besides worker: until then it is in no pool, and is not updated.");
    /// A control plane with an arbiter, and no pool for the arbiter.
    ARBITER_POOL_MISSING = Rule::error("arbiter-pool-missing",
        "arbiter pool \"arbiter\" not found in HighlyAvailableArbiterMode; cluster may be misconfigured",
        "The control plane is not updated without it. Create the pool, or give it along.");
    /// An image that nobody asked for.
    BUILD_ORPHANED = Rule::error("build-orphaned", "orphaned MachineOSBuild {} found, no MachineOSConfig asks for it",
        "Delete the MachineOSBuild, or create the MachineOSConfig again: until then no node of the pool is updated.");
    /// An image that could not be built.
    BUILD_FAILED = Rule::error("build-failed", "image build for MachineConfigPool {} failed",
        "See the log of its build. A new build begins when the MachineOSConfig or the pool's MachineConfigs change.");
    /// A pool at rest that hides what is to be done.
    PAUSED_POOL_WAITING = Rule::info("paused-pool-waiting", "{} of {} nodes of pool {} wait for it to be unpaused",
        "They begin to be updated as soon as spec.paused is false. Certificates of nodes are renewed in time only if it is false now and then.").advice();
    /// A node that no update reaches.
    NODE_OUT_OF_REACH = Rule::warning("node-out-of-reach", "node {} is degraded and cordoned: no new MachineConfig reaches it",
        "The controller passes over cordoned nodes, also where an update cordoned them and failed. Uncordon it, or mend what it reports.").advice();
    /// A pool that does not move because nodes are down.
    POOL_BLOCKED = Rule::warning("pool-blocked", "{} nodes of pool {} are unavailable or failed, and at most {} may be: no further node goes",
        "Bring them back or mend what they report; each hold names the node and its reason. A larger maxUnavailable lets others go.").advice();
}
