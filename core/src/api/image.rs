//! The Image of a cluster: which registries are searched, trusted and blocked.

use super::ObjectMeta;
use super::go::{kinds, objects, omitempty};
use alloc::{string::String, vec::Vec};
use serde_json::{Map, Value};

objects! {
    /// How a cluster deals with images and their registries. There is one, called `cluster`.
    Image {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What it asks for.
        spec: ImageSpec = "spec";
        /// What was made of it.
        status: Map<String, Value> = "status" "omitempty";
    }

    /// How a cluster deals with images.
    ImageSpec {
        /// Registries that users may import images from.
        allowed_registries_for_import: Vec<RegistryLocation> = "allowedRegistriesForImport" "omitempty";
        /// Names of the internal registry from outside.
        external_registry_hostnames: Vec<String> = "externalRegistryHostnames" "omitempty";
        /// The ConfigMap with certificates of registries.
        additional_trusted_ca: Map<String, Value> = "additionalTrustedCA" "omitempty";
        /// How container runtimes deal with registries.
        registry_sources: RegistrySources = "registrySources" "omitempty";
        /// `Legacy` or `PreserveOriginal`.
        image_stream_import_mode: String = "imageStreamImportMode" "omitempty";
    }

    /// A registry that users may import images from.
    RegistryLocation {
        /// Its domain.
        domain_name: String = "domainName";
        /// Whether it is one without a certificate.
        insecure: bool = "insecure" "omitempty";
    }

    /// How container runtimes deal with registries. None and an empty list are different things to the controllers.
    RegistrySources {
        /// Registries without a valid certificate, or without TLS.
        insecure_registries: Option<Vec<String>> = "insecureRegistries" "omitempty";
        /// Registries that nothing is pulled from.
        blocked_registries: Option<Vec<String>> = "blockedRegistries" "omitempty";
        /// The only registries that something is pulled from.
        allowed_registries: Option<Vec<String>> = "allowedRegistries" "omitempty";
        /// Registries that short names are looked up in.
        container_runtime_search_registries: Option<Vec<String>> = "containerRuntimeSearchRegistries" "omitempty";
    }
}

kinds!(Image in "config.openshift.io");
