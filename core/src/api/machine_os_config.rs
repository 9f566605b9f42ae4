//! MachineOSConfigs.

use super::go::{kinds, objects, omitempty};
use super::{Condition, NameReference, ObjectMeta, ResourceReference};
use alloc::{string::String, vec::Vec};

objects! {
    /// That the OS images of a pool are built in the cluster, and of what.
    MachineOSConfig {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What it asks for.
        spec: MachineOSConfigSpec = "spec";
        /// How far it is.
        status: MachineOSConfigStatus = "status" "omitempty";
    }

    /// What a MachineOSConfig asks for.
    MachineOSConfigSpec {
        /// The pool.
        machine_config_pool: NameReference = "machineConfigPool";
        /// What builds.
        image_builder: MachineOSImageBuilder = "imageBuilder";
        /// The secret to pull the base image with; that of the cluster, if nothing is said.
        base_image_pull_secret: Option<NameReference> = "baseImagePullSecret" "omitempty";
        /// The secret to push the built image with.
        rendered_image_push_secret: NameReference = "renderedImagePushSecret";
        /// Where built images go, with a tag.
        rendered_image_push_spec: String = "renderedImagePushSpec";
        /// What is built besides what the MachineConfigs say.
        container_file: Vec<MachineOSContainerfile> = "containerFile" "omitempty";
    }

    /// What builds.
    MachineOSImageBuilder {
        /// `Job`.
        image_builder_type: String = "imageBuilderType";
    }

    /// A Containerfile.
    MachineOSContainerfile {
        /// For which machines; only `NoArch`, the default, is heeded.
        containerfile_arch: String = "containerfileArch" "omitempty";
        /// The text.
        content: String = "content";
    }

    /// How far a MachineOSConfig is.
    MachineOSConfigStatus {
        /// What holds of it.
        conditions: Vec<Condition> = "conditions" "omitempty";
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// The image that was built last, by its digest.
        current_image_pull_spec: String = "currentImagePullSpec" "omitempty";
        /// The build of it.
        machine_os_build: Option<ResourceReference> = "machineOSBuild" "omitempty";
    }
}

kinds!(MachineOSConfig in "machineconfiguration.openshift.io");
