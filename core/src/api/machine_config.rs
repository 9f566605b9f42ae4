//! MachineConfigs.

use super::go::{kinds, objects, omitempty};
use super::{ObjectMeta, Raw};
use alloc::{string::String, vec::Vec};

objects! {
    /// What the machines of a pool are to be, or a part of it: one that somebody wrote, or a rendered one.
    MachineConfig {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What it asks for.
        spec: MachineConfigSpec = "spec";
    }

    /// What a MachineConfig asks for. All fields are written, whatever they hold: the name of a rendered MachineConfig
    /// depends on it.
    MachineConfigSpec {
        /// The OS image to boot.
        os_image_url: String = "osImageURL";
        /// The image that extensions are installed from.
        base_os_extensions_container_image: String = "baseOSExtensionsContainerImage";
        /// The Ignition config, as it was written.
        config: Option<Raw> = "config";
        /// Arguments for the kernel. None is written as null, and has another hash than an empty list.
        kernel_arguments: Option<Vec<String>> = "kernelArguments";
        /// Sets of packages to install. None is written as null, and has another hash than an empty list.
        extensions: Option<Vec<String>> = "extensions";
        /// Whether the machines are in FIPS mode.
        fips: bool = "fips";
        /// The kernel: `default`, `realtime` or `64k-pages`; empty is `default`.
        kernel_type: String = "kernelType";
    }
}

kinds!(MachineConfig in "machineconfiguration.openshift.io");
