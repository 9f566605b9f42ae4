//! MachineConfigPools.

use super::go::{kinds, objects, omitempty};
use super::{Condition, IntOrString, LabelSelector, NameReference, ObjectMeta, ObjectReference};
use alloc::{string::String, vec::Vec};

objects! {
    /// Machines that are to be alike, and how they get there.
    MachineConfigPool {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What it asks for.
        spec: MachineConfigPoolSpec = "spec";
        /// How far it is.
        status: MachineConfigPoolStatus = "status" "omitempty";
    }

    /// What a pool asks for.
    MachineConfigPoolSpec {
        /// The MachineConfigs that are rendered into the pool's own.
        machine_config_selector: Option<LabelSelector> = "machineConfigSelector" "omitempty";
        /// The nodes that belong to it.
        node_selector: Option<LabelSelector> = "nodeSelector" "omitempty";
        /// Whether its nodes are left alone.
        paused: bool = "paused";
        /// How many of its nodes may be out of service at once; one, if nothing is said. See
        /// [`int_or_percent`](crate::int_or_percent).
        max_unavailable: Option<IntOrString> = "maxUnavailable" "omitempty";
        /// The rendered MachineConfig that its nodes are to have.
        configuration: MachineConfigPoolStatusConfiguration = "configuration";
        /// Images that its nodes hold in store.
        pinned_image_sets: Vec<NameReference> = "pinnedImageSets" "omitempty";
        /// The stream of OS images that its nodes follow.
        os_image_stream: Option<NameReference> = "osImageStream" "omitempty";
    }

    /// A rendered MachineConfig, and what it was rendered from.
    MachineConfigPoolStatusConfiguration {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its namespace.
        namespace: String = "namespace" "omitempty";
        /// Its name.
        name: String = "name" "omitempty";
        /// Its uid.
        uid: String = "uid" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Which change of it.
        resource_version: String = "resourceVersion" "omitempty";
        /// Which part of it.
        field_path: String = "fieldPath" "omitempty";
        /// The MachineConfigs that it was rendered from, in order.
        source: Vec<ObjectReference> = "source" "omitempty";
    }

    /// How far a pool is.
    MachineConfigPoolStatus {
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// The rendered MachineConfig that all its nodes have had.
        configuration: MachineConfigPoolStatusConfiguration = "configuration";
        /// How many nodes it has.
        machine_count: i32 = "machineCount";
        /// How many of them have the wanted MachineConfig.
        updated_machine_count: i32 = "updatedMachineCount";
        /// How many of those are ready.
        ready_machine_count: i32 = "readyMachineCount";
        /// How many are out of service.
        unavailable_machine_count: i32 = "unavailableMachineCount";
        /// How many could not be updated.
        degraded_machine_count: i32 = "degradedMachineCount";
        /// What holds of it.
        conditions: Option<Vec<Condition>> = "conditions";
        /// Certificates of its nodes that end one day.
        cert_expirys: Option<Vec<CertExpiry>> = "certExpirys";
        /// How far other things are that its nodes do.
        pool_synchronizers_status: Vec<PoolSynchronizerStatus> = "poolSynchronizersStatus" "omitempty";
        /// The stream of OS images that its nodes follow.
        os_image_stream: Option<NameReference> = "osImageStream" "omitempty";
    }

    /// When a certificate ends.
    CertExpiry {
        /// The bundle that it is in.
        bundle: String = "bundle";
        /// Whose it is.
        subject: String = "subject";
        /// When: RFC 3339.
        expiry: Option<String> = "expiry" "omitempty";
    }

    /// How far the nodes of a pool are with something.
    PoolSynchronizerStatus {
        /// With what: `PinnedImageSets`.
        pool_synchronizer_type: String = "poolSynchronizerType";
        /// How many nodes do it.
        machine_count: i64 = "machineCount";
        /// How many are done.
        updated_machine_count: i64 = "updatedMachineCount";
        /// How many of those are ready.
        ready_machine_count: i64 = "readyMachineCount";
        /// How many can be reached.
        available_machine_count: i64 = "availableMachineCount";
        /// How many cannot.
        unavailable_machine_count: i64 = "unavailableMachineCount";
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
    }
}

kinds!(MachineConfigPool in "machineconfiguration.openshift.io");
