//! MachineOSBuilds.

use super::go::{kinds, objects, omitempty};
use super::{Condition, NameReference, ObjectMeta, ResourceReference};
use alloc::{string::String, vec::Vec};

objects! {
    /// One build of an OS image.
    MachineOSBuild {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What is built.
        spec: MachineOSBuildSpec = "spec";
        /// How far it is.
        status: MachineOSBuildStatus = "status" "omitempty";
    }

    /// What is built.
    MachineOSBuildSpec {
        /// The rendered MachineConfig that the image is for.
        machine_config: NameReference = "machineConfig";
        /// The MachineOSConfig that asks for it.
        machine_os_config: NameReference = "machineOSConfig";
        /// Where the image goes, with a tag.
        rendered_image_push_spec: String = "renderedImagePushSpec";
    }

    /// How far a build is.
    MachineOSBuildStatus {
        /// What holds of it.
        conditions: Vec<Condition> = "conditions" "omitempty";
        /// What builds.
        builder: Option<MachineOSBuilderReference> = "builder" "omitempty";
        /// Objects that go with it.
        related_objects: Vec<ResourceReference> = "relatedObjects" "omitempty";
        /// Since when it is built: RFC 3339.
        build_start: Option<String> = "buildStart" "omitempty";
        /// Since when it is done: RFC 3339.
        build_end: Option<String> = "buildEnd" "omitempty";
        /// The image, by its digest.
        digested_image_push_spec: String = "digestedImagePushSpec" "omitempty";
    }

    /// What builds an image.
    MachineOSBuilderReference {
        /// `Job`.
        image_builder_type: String = "imageBuilderType";
        /// The job.
        job: Option<ResourceReference> = "job" "omitempty";
    }
}

kinds!(MachineOSBuild in "machineconfiguration.openshift.io");
