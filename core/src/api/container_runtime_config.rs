//! ContainerRuntimeConfigs.

use super::go::{kinds, objects, omitempty, plain};
use super::{Condition, LabelSelector, ObjectMeta};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

objects! {
    /// Settings of the container runtimes of some pools.
    ContainerRuntimeConfig {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What it asks for.
        spec: ContainerRuntimeConfigSpec = "spec";
        /// Whether the controller took it.
        status: ContainerRuntimeConfigStatus = "status" "omitempty";
    }

    /// What a ContainerRuntimeConfig asks for.
    ContainerRuntimeConfigSpec {
        /// The pools that this is for; none and an empty one select nothing.
        machine_config_pool_selector: Option<LabelSelector> = "machineConfigPoolSelector" "omitempty";
        /// The settings.
        container_runtime_config: Option<ContainerRuntimeConfiguration> = "containerRuntimeConfig" "omitempty";
    }

    /// Settings of container runtimes.
    ContainerRuntimeConfiguration {
        /// How many processes a container may have.
        pids_limit: Option<i64> = "pidsLimit" "omitempty";
        /// How much is logged: `fatal` to `debug`.
        log_level: String = "logLevel" "omitempty";
        /// How large the log of a container may grow.
        log_size_max: Option<Quantity> = "logSizeMax" "omitempty";
        /// How large the file system of a container may grow.
        overlay_size: Option<Quantity> = "overlaySize" "omitempty";
        /// `crun` or `runc`.
        default_runtime: String = "defaultRuntime" "omitempty";
        /// `Autosize` or `Disabled`.
        container_gomaxprocs_behavior: String = "containerGomaxprocsBehavior" "omitempty";
        /// Where layers of images are found besides.
        additional_layer_stores: Vec<AdditionalStore> = "additionalLayerStores" "omitempty";
        /// Where images are found besides.
        additional_image_stores: Vec<AdditionalStore> = "additionalImageStores" "omitempty";
        /// Where artifacts are found besides.
        additional_artifact_stores: Vec<AdditionalStore> = "additionalArtifactStores" "omitempty";
    }

    /// A folder on the nodes.
    AdditionalStore {
        /// Its path, absolute.
        path: String = "path";
    }

    /// Whether the controller took a ContainerRuntimeConfig.
    ContainerRuntimeConfigStatus {
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// What holds of it.
        conditions: Option<Vec<Condition>> = "conditions";
    }
}

kinds!(ContainerRuntimeConfig in "machineconfiguration.openshift.io");

/// An amount, as it was written: a number, or text with a unit such as `50Mi`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Quantity {
    /// A number.
    Number(i64),
    /// A number with its unit.
    Text(String),
}

impl Default for Quantity {
    fn default() -> Self {
        Self::Number(0)
    }
}

plain!(Quantity);
