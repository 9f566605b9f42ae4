//! The objects of the API, as serde types.
//!
//! They are read and written as the programs of a cluster do: null is what an absent field is; what those programs
//! always write is written, and a field that says nothing is left out elsewhere. Fields that a type does not know are
//! kept in its `other`. Text, such as times and words, is not judged here. A known field that stands twice is refused.
//!
//! ```
//! use garboard_core::api::MachineConfig;
//!
//! let text = r#"{"kind":"MachineConfig","metadata":{"name":"50-example"},
//!   "spec":{"config":{"ignition":{"version":"3.5.0"}},"kernelArguments":["nosmt"],"later":1}}"#;
//! let config: MachineConfig = serde_json::from_str(text)?;
//! assert_eq!(config.metadata.name, "50-example");
//! assert_eq!(config.spec.other["later"], 1);
//! let want = r#"{"kind":"MachineConfig","metadata":{"name":"50-example"},"spec":{"osImageURL":"","#.to_owned()
//!     + r#""baseOSExtensionsContainerImage":"","config":{"ignition":{"version":"3.5.0"}},"#
//!     + r#""kernelArguments":["nosmt"],"extensions":null,"fips":false,"kernelType":"","later":1}}"#;
//! assert_eq!(serde_json::to_string(&config)?, want);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod bytes;
mod container_runtime_config;
mod controller_config;
mod go;
mod image;
mod image_mirrors;
mod image_policy;
mod kubelet_config;
mod machine_config;
mod machine_config_node;
mod machine_config_pool;
mod machine_configuration;
mod machine_os_build;
mod machine_os_config;
mod meta;
mod os_image_stream;
mod pinned_image_set;
mod raw;

pub use bytes::Bytes;
pub use container_runtime_config::{
    AdditionalStore, ContainerRuntimeConfig, ContainerRuntimeConfigSpec, ContainerRuntimeConfigStatus,
    ContainerRuntimeConfiguration, Quantity,
};
pub use controller_config::{
    ControllerCertificate, ControllerConfig, ControllerConfigSpec, ControllerConfigStatus, ImageRegistryBundle,
    MtuMigration, MtuMigrationValues, NetworkInfo, Proxy,
};
pub use image::{Image, ImageSpec, RegistryLocation, RegistrySources};
pub use image_mirrors::{
    ImageContentSourcePolicy, ImageContentSourcePolicySpec, ImageDigestMirrorSet, ImageDigestMirrorSetSpec,
    ImageMirrors, ImageTagMirrorSet, ImageTagMirrorSetSpec, RepositoryDigestMirrors,
};
pub use image_policy::{
    ClusterImagePolicy, ExactRepository, FulcioCaWithRekor, FulcioSubject, ImagePolicy, ImagePolicySpec,
    ImagePolicyStatus, Pki, PkiCertificateSubject, PublicKey, RemapIdentity, RootOfTrust, SignedIdentity,
    SigstoreVerificationPolicy,
};
pub use kubelet_config::{
    CustomTlsProfile, KubeletConfig, KubeletConfigSpec, KubeletConfigStatus, TlsProfile, TlsSecurityProfile,
};
pub use machine_config::{MachineConfig, MachineConfigSpec};
pub use machine_config_node::{
    IrreconcilableChange, MachineConfigNode, MachineConfigNodeSpec, MachineConfigNodeSpecConfigImage,
    MachineConfigNodeSpecConfigVersion, MachineConfigNodeStatus, MachineConfigNodeStatusConfigImage,
    MachineConfigNodeStatusConfigVersion, MachineConfigNodeStatusInternalReleaseImage,
    MachineConfigNodeStatusPinnedImageSet, MachineConfigNodeStatusRelease,
};
pub use machine_config_pool::{
    CertExpiry, MachineConfigPool, MachineConfigPoolSpec, MachineConfigPoolStatus,
    MachineConfigPoolStatusConfiguration, PoolSynchronizerStatus,
};
pub use machine_configuration::{
    BootImageManual, BootImageSkewEnforcement, BootImageVersions, IrreconcilableValidationOverrides,
    MachineConfiguration, MachineConfigurationSpec, MachineConfigurationStatus, MachineManager, MachineManagerSelector,
    ManagedBootImages, NodeDisruptionPolicyAction, NodeDisruptionPolicyConfig, NodeDisruptionPolicyFile,
    NodeDisruptionPolicySshKey, NodeDisruptionPolicyStatus, NodeDisruptionPolicyUnit, PartialSelector,
    ServiceReference,
};
pub use machine_os_build::{MachineOSBuild, MachineOSBuildSpec, MachineOSBuildStatus, MachineOSBuilderReference};
pub use machine_os_config::{
    MachineOSConfig, MachineOSConfigSpec, MachineOSConfigStatus, MachineOSContainerfile, MachineOSImageBuilder,
};
pub use meta::{
    Condition, IntOrString, LabelSelector, LabelSelectorRequirement, ManagedFields, NameReference, ObjectMeta,
    ObjectReference, OwnerReference, ResourceReference,
};
pub use os_image_stream::{OSImageStream, OSImageStreamSet, OSImageStreamSpec, OSImageStreamStatus};
pub use pinned_image_set::{PinnedImageSet, PinnedImageSetSpec};
pub use raw::{BadJson, Raw};
