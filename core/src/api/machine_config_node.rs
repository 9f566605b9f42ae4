//! MachineConfigNodes.

use super::go::{kinds, objects, omitempty};
use super::{Condition, NameReference, ObjectMeta};
use alloc::{string::String, vec::Vec};

objects! {
    /// How far one node is with its update, step by step.
    MachineConfigNode {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What the node is to have.
        spec: MachineConfigNodeSpec = "spec";
        /// What it has.
        status: MachineConfigNodeStatus = "status" "omitempty";
    }

    /// What a node is to have.
    MachineConfigNodeSpec {
        /// The node.
        node: NameReference = "node";
        /// Its pool.
        pool: NameReference = "pool";
        /// The rendered MachineConfig that it is to have.
        config_version: MachineConfigNodeSpecConfigVersion = "configVersion";
        /// The image that it is to boot.
        config_image: Option<MachineConfigNodeSpecConfigImage> = "configImage" "omitempty";
    }

    /// The MachineConfig that a node is to have.
    MachineConfigNodeSpecConfigVersion {
        /// Its name, or `NotYetSet`.
        desired: String = "desired";
    }

    /// The image that a node is to boot.
    MachineConfigNodeSpecConfigImage {
        /// The image, by its digest.
        desired_image: String = "desiredImage";
    }

    /// What a node has.
    MachineConfigNodeStatus {
        /// What holds of it.
        conditions: Vec<Condition> = "conditions" "omitempty";
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// The MachineConfig that it has.
        config_version: Option<MachineConfigNodeStatusConfigVersion> = "configVersion" "omitempty";
        /// The image that it boots.
        config_image: Option<MachineConfigNodeStatusConfigImage> = "configImage" "omitempty";
        /// Images that it holds in store.
        pinned_image_sets: Vec<MachineConfigNodeStatusPinnedImageSet> = "pinnedImageSets" "omitempty";
        /// What differs from the MachineConfig and stays so.
        irreconcilable_changes: Vec<IrreconcilableChange> = "irreconcilableChanges" "omitempty";
        /// Releases that it can install from by itself.
        internal_release_image: Option<MachineConfigNodeStatusInternalReleaseImage> = "internalReleaseImage" "omitempty";
    }

    /// The MachineConfig that a node has.
    MachineConfigNodeStatusConfigVersion {
        /// Its name.
        current: String = "current" "omitempty";
        /// The one that it is to have.
        desired: String = "desired";
    }

    /// The image that a node boots.
    MachineConfigNodeStatusConfigImage {
        /// The image, by its digest.
        current_image: String = "currentImage" "omitempty";
        /// The one that it is to boot.
        desired_image: String = "desiredImage" "omitempty";
    }

    /// How far a node is with the images of a set.
    MachineConfigNodeStatusPinnedImageSet {
        /// The set.
        name: String = "name";
        /// The `generation` of the set that the node holds.
        current_generation: i32 = "currentGeneration" "omitempty";
        /// The one that it is to hold.
        desired_generation: i32 = "desiredGeneration" "omitempty";
        /// The last one that it failed at.
        last_failed_generation: i32 = "lastFailedGeneration" "omitempty";
        /// Why.
        last_failed_generation_error: String = "lastFailedGenerationError" "omitempty";
    }

    /// A field that differs from the MachineConfig and stays so.
    IrreconcilableChange {
        /// The field.
        field_path: String = "fieldPath";
        /// How it differs.
        diff: String = "diff";
    }

    /// Releases that a node can install from by itself.
    MachineConfigNodeStatusInternalReleaseImage {
        /// The releases.
        releases: Vec<MachineConfigNodeStatusRelease> = "releases";
    }

    /// A release that a node can install from by itself.
    MachineConfigNodeStatusRelease {
        /// What holds of it.
        conditions: Vec<Condition> = "conditions" "omitempty";
        /// Its name.
        name: String = "name";
        /// Its image, by its digest.
        image: String = "image" "omitempty";
    }
}

kinds!(MachineConfigNode in "machineconfiguration.openshift.io");
