//! KubeletConfigs.

use super::go::{kinds, objects, omitempty};
use super::{Condition, LabelSelector, ObjectMeta, Raw};
use alloc::{string::String, vec::Vec};

objects! {
    /// Settings of the kubelets of some pools.
    KubeletConfig {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What it asks for.
        spec: KubeletConfigSpec = "spec";
        /// Whether the controller took it.
        status: KubeletConfigStatus = "status" "omitempty";
    }

    /// What a KubeletConfig asks for.
    KubeletConfigSpec {
        /// Whether nodes reserve what the system needs by their own size.
        auto_sizing_reserved: Option<bool> = "autoSizingReserved" "omitempty";
        /// How much kubelets log, from 0 to 10.
        log_level: Option<i32> = "logLevel" "omitempty";
        /// The pools that this is for; none and an empty one select nothing.
        machine_config_pool_selector: Option<LabelSelector> = "machineConfigPoolSelector" "omitempty";
        /// A KubeletConfiguration, as it was written.
        kubelet_config: Option<Raw> = "kubeletConfig" "omitempty";
        /// Which versions and ciphers of TLS kubelets speak; as the API server does, if nothing is said.
        tls_security_profile: Option<TlsSecurityProfile> = "tlsSecurityProfile" "omitempty";
        /// `Autosize` or `Disabled`.
        system_gomaxprocs_behavior: String = "systemGomaxprocsBehavior" "omitempty";
    }

    /// Versions and ciphers of TLS.
    TlsSecurityProfile {
        /// Which of the profiles: `Old`, `Intermediate`, `Modern` or `Custom`.
        kind: String = "type" "omitempty";
        /// Says nothing.
        old: Option<TlsProfile> = "old" "omitempty";
        /// Says nothing.
        intermediate: Option<TlsProfile> = "intermediate" "omitempty";
        /// Says nothing.
        modern: Option<TlsProfile> = "modern" "omitempty";
        /// A profile of one's own.
        custom: Option<CustomTlsProfile> = "custom" "omitempty";
    }

    /// A profile that its name says all about.
    TlsProfile {}

    /// A profile of one's own.
    CustomTlsProfile {
        /// Ciphers, in the names of OpenSSL.
        ciphers: Option<Vec<String>> = "ciphers";
        /// Groups for the exchange of keys.
        groups: Vec<String> = "groups" "omitempty";
        /// The oldest version: `VersionTLS10` to `VersionTLS13`.
        min_tls_version: String = "minTLSVersion";
    }

    /// Whether the controller took a KubeletConfig.
    KubeletConfigStatus {
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// What holds of it.
        conditions: Option<Vec<Condition>> = "conditions";
    }
}

kinds!(KubeletConfig in "machineconfiguration.openshift.io");
