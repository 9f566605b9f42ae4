//! What a preview has to say, for those who count findings.

use garboard_ignition::catalogue;
use garboard_ignition::report::Rule;

catalogue! {
    /// A Node that is none.
    NODE_UNREADABLE = Rule::warning("node-unreadable", "the Node cannot be read: {}",
        "It is left out. Write the objects out with `oc get -o yaml` or `-o json`.").advice();
    /// Nodes of one name.
    NODE_TWICE = Rule::warning("node-twice", "node {} stands twice in what the cluster holds: one of them counts",
        "Two dumps, or those of two clusters, were given as one: name one of them.").advice();
    /// A change that running nodes refuse.
    IRRECONCILABLE = Rule::error("change-irreconcilable", "running nodes refuse the change: {}",
        "Undo this part of the change, or make new machines for it: nodes that run become Unreconcilable and stay where they are.").advice();
    /// A pool whose MachineConfigs make no whole.
    NOT_RENDERED = Rule::error("pool-not-rendered", "the pool is not rendered: {}",
        "Mend what is named. Until then the pool stays where it is.").advice();
    /// Policies that would end the operator.
    BAD_POLICIES = Rule::error("policies-refused", "the node disruption policies are refused: {}",
        "Correct the actions named. They were left out of this answer.").advice();
    /// A change for which nodes reboot.
    REBOOTS = Rule::info("change-reboots", "every node of the pool reboots: {}",
        "A node disruption policy can spare files, units and the keys of core the reboot.").advice();
    /// A change for which nodes are drained.
    DRAINS = Rule::info("change-drains", "every node of the pool is drained: {}",
        "Pods move to other nodes, as far as their disruption budgets let them.").advice();
    /// A change that disturbs nobody much.
    ACTS = Rule::info("change-acts", "on every node of the pool: {}",
        "Nothing is drained and nothing reboots.").advice();
    /// A change that nodes that run only pretend to take.
    LET_PASS = Rule::warning("change-let-pass",
        "an override lets the change pass: {}; running nodes change nothing on their disks, machines that join later get it",
        "Make the change by hand on running nodes, or replace them one by one.").advice();
}
