//! The Infrastructure of a cluster, of what its installer was told.

use super::Notes;
use super::install_config::InstallConfig;
use crate::role::WITH_ARBITER;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::Refused;
use serde_json::{Map, Value, json};

/// Platforms as installers call them, and as clusters do.
const PLATFORMS: [(&str, &str); 15] = [
    ("alibabacloud", "AlibabaCloud"),
    ("aws", "AWS"),
    ("azure", "Azure"),
    ("baremetal", "BareMetal"),
    ("external", "External"),
    ("gcp", "GCP"),
    ("ibmcloud", "IBMCloud"),
    ("kubevirt", "KubeVirt"),
    ("libvirt", "Libvirt"),
    ("none", "None"),
    ("nutanix", "Nutanix"),
    ("openstack", "OpenStack"),
    ("ovirt", "oVirt"),
    ("powervs", "PowerVS"),
    ("vsphere", "VSphere"),
];

/// How many machines a control plane has of which nobody says it.
const REPLICAS: u64 = 3;

/// The whole object.
///
/// # Errors
/// [`Refused`], if nobody says which platform it is, or one that is not known.
pub(super) fn infrastructure(told: &InstallConfig, notes: &mut Notes<'_>) -> Result<Map<String, Value>, Refused> {
    let known = || {
        let names: Vec<_> = PLATFORMS.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    };
    let Some((name, about)) = &told.platform else {
        return Err(notes.refused(Vec::from([format!("platform is missing: name one of {}", known())])));
    };
    let Some((_, kind)) = PLATFORMS.iter().find(|(known, _)| known == name) else {
        return Err(notes.refused(Vec::from([format!("platform must be one of {}", known())])));
    };
    let domain = told.domain();
    let topology = topology(told);
    let mut status = json!({ "type": kind });
    if let Some(addresses) = addresses(about) {
        status[name] = addresses;
    } else if *name != "none" {
        notes.suppose(&format!(
            "of the platform {name} only its kind is known: add the Infrastructure cluster for the rest"
        ));
    }
    let whole = json!({
        "apiVersion": "config.openshift.io/v1",
        "kind": "Infrastructure",
        "metadata": { "name": "cluster" },
        "spec": { "cloudConfig": { "name": "" }, "platformSpec": { "type": kind } },
        "status": {
            "apiServerURL": format!("https://api.{domain}:6443"),
            "apiServerInternalURI": format!("https://{}:6443", told.internal_host()),
            "controlPlaneTopology": topology,
            "infrastructureTopology": if workers(told) == 1 { "SingleReplica" } else { topology },
            "cpuPartitioning": "None",
            "etcdDiscoveryDomain": "",
            "infrastructureName": "",
            "platform": kind,
            "platformStatus": status,
        }
    });
    match whole {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

impl InstallConfig {
    /// The domain of the cluster.
    pub(super) fn domain(&self) -> String {
        format!("{}.{}", self.name, self.base_domain)
    }

    /// Where its machines reach its API.
    pub(super) fn internal_host(&self) -> String {
        format!("api-int.{}", self.domain())
    }
}

fn workers(told: &InstallConfig) -> u64 {
    told.compute.iter().map(|machines| machines.replicas.unwrap_or(REPLICAS)).fold(0, u64::saturating_add)
}

fn topology(told: &InstallConfig) -> &'static str {
    let arbiters = told.arbiter.as_ref().map_or(0, |arbiter| arbiter.replicas.unwrap_or(1));
    match told.control_plane.replicas.unwrap_or(REPLICAS) {
        _ if arbiters > 0 => WITH_ARBITER,
        2 if told.control_plane.fencing => "DualReplica",
        0..=2 => "SingleReplica",
        _ => "HighlyAvailable",
    }
}

/// The addresses of API and ingress, where the platform leaves them to the cluster.
fn addresses(about: &Map<String, Value>) -> Option<Value> {
    let list = |plural: &str, single: &str| {
        about.get(plural).cloned().or_else(|| about.get(single).map(|address| json!([address])))
    };
    let (api, ingress) = (list("apiVIPs", "apiVIP")?, list("ingressVIPs", "ingressVIP")?);
    Some(json!({
        "apiServerInternalIP": api.get(0)?,
        "apiServerInternalIPs": api,
        "ingressIP": ingress.get(0)?,
        "ingressIPs": ingress,
    }))
}
