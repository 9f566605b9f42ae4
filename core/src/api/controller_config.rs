//! ControllerConfigs.

use super::go::{kinds, objects, omitempty};
use super::{Bytes, Condition, ObjectMeta, ObjectReference};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde_json::{Map, Value};

objects! {
    /// What the controllers know of the cluster and its release.
    ControllerConfig {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What is known.
        spec: ControllerConfigSpec = "spec";
        /// What the controllers made of it.
        status: ControllerConfigStatus = "status" "omitempty";
    }

    /// What the controllers know of the cluster.
    ControllerConfigSpec {
        /// The address of the cluster's DNS.
        cluster_dns_ip: String = "clusterDNSIP";
        /// The config of the cloud, as that cloud has it.
        cloud_provider_config: String = "cloudProviderConfig";
        /// The platform: no longer in use.
        platform: String = "platform" "omitempty";
        /// The domain that etcd is found by: no longer in use.
        etcd_discovery_domain: String = "etcdDiscoveryDomain" "omitempty";
        /// Certificates that kubelets know the API server by, in PEM.
        kube_api_server_serving_ca_data: Option<Bytes> = "kubeAPIServerServingCAData";
        /// The root certificates, in PEM.
        root_ca_data: Option<Bytes> = "rootCAData";
        /// Certificates that the cloud is known by, in PEM.
        cloud_provider_ca_data: Option<Bytes> = "cloudProviderCAData";
        /// Certificates that machines trust besides, in PEM.
        additional_trust_bundle: Option<Bytes> = "additionalTrustBundle";
        /// Certificates of registries that users named.
        image_registry_bundle_user_data: Option<Vec<ImageRegistryBundle>> = "imageRegistryBundleUserData";
        /// Certificates of the cluster's own registry.
        image_registry_bundle_data: Option<Vec<ImageRegistryBundle>> = "imageRegistryBundleData";
        /// The secret with which images are pulled.
        pull_secret: Option<ObjectReference> = "pullSecret" "omitempty";
        /// With which images are pulled from the cluster's own registry.
        internal_registry_pull_secret: Option<Bytes> = "internalRegistryPullSecret";
        /// Images of the release, by the names that templates have for them.
        images: Option<BTreeMap<String, String>> = "images";
        /// The OS image of the release.
        base_os_container_image: String = "baseOSContainerImage";
        /// The image that extensions are installed from.
        base_os_extensions_container_image: String = "baseOSExtensionsContainerImage";
        /// The OS image of old releases.
        os_image_url: String = "osImageURL";
        /// The release.
        release_image: String = "releaseImage";
        /// Proxies between the machines and the world.
        proxy: Option<Proxy> = "proxy";
        /// The Infrastructure of the cluster, a whole object.
        infra: Option<Map<String, Value>> = "infra";
        /// The DNS of the cluster, a whole object.
        dns: Option<Map<String, Value>> = "dns";
        /// `IPv4`, `IPv6`, `DualStack` or `DualStackIPv6Primary`.
        ip_families: String = "ipFamilies";
        /// The network plugin.
        network_type: String = "networkType" "omitempty";
        /// What goes on in the network.
        network: Option<NetworkInfo> = "network";
        /// The peers of the API's and ingress's addresses, as JSON.
        bgp_vip_peers_json: String = "bgpVIPPeersJSON" "omitempty";
    }

    /// Certificates of one registry.
    ImageRegistryBundle {
        /// The registry: the name of a folder, with `..` for the colon of a port.
        file: String = "file";
        /// The certificates, in PEM.
        data: Option<Bytes> = "data";
    }

    /// Proxies between the machines and the world.
    Proxy {
        /// For `http://`.
        http_proxy: String = "httpProxy" "omitempty";
        /// For `https://`.
        https_proxy: String = "httpsProxy" "omitempty";
        /// For which hosts there is none, with commas between.
        no_proxy: String = "noProxy" "omitempty";
    }

    /// What goes on in the network.
    NetworkInfo {
        /// A change of the size of packets.
        mtu_migration: Option<MtuMigration> = "mtuMigration";
    }

    /// A change of the size of packets.
    MtuMigration {
        /// Within the cluster.
        network: Option<MtuMigrationValues> = "network" "omitempty";
        /// Between machines.
        machine: Option<MtuMigrationValues> = "machine" "omitempty";
    }

    /// From one size to another, in bytes.
    MtuMigrationValues {
        /// The size until now.
        from: Option<i32> = "from" "omitempty";
        /// The size to be.
        to: Option<i32> = "to" "omitempty";
    }

    /// What the controllers made of a ControllerConfig.
    ControllerConfigStatus {
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// What holds of it.
        conditions: Option<Vec<Condition>> = "conditions";
        /// Certificates that are written to machines.
        controller_certificates: Option<Vec<ControllerCertificate>> = "controllerCertificates";
    }

    /// A certificate that is written to machines.
    ControllerCertificate {
        /// Whose it is.
        subject: String = "subject";
        /// Who vouches for it.
        signer: String = "signer";
        /// From when it holds: RFC 3339.
        not_before: Option<String> = "notBefore" "omitempty";
        /// Until when it holds: RFC 3339.
        not_after: Option<String> = "notAfter" "omitempty";
        /// The file that it is in.
        bundle_file: String = "bundleFile";
    }
}

kinds!(ControllerConfig in "machineconfiguration.openshift.io");

impl ControllerConfig {
    /// What the control plane is made of, as the Infrastructure of the cluster says: `HighlyAvailable`,
    /// `SingleReplica`, ….
    #[must_use]
    pub fn control_plane_topology(&self) -> Option<&str> {
        self.spec.infra.as_ref()?.get("status")?.get("controlPlaneTopology")?.as_str()
    }
}
