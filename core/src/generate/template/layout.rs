//! Which templates count for a cluster, and in which order.

use crate::api::ControllerConfigSpec;
use crate::role::WITH_ARBITER;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use serde_json::{Map, Value};

/// The platforms that have a name of their own, as their directories are called.
const PLATFORMS: [&str; 13] = [
    "aws",
    "azure",
    "baremetal",
    "external",
    "gcp",
    "kubevirt",
    "libvirt",
    "none",
    "nutanix",
    "openstack",
    "ovirt",
    "powervs",
    "vsphere",
];

/// The platforms that share the directory `on-prem`.
const ON_PREM: [&str; 5] = ["baremetal", "nutanix", "openstack", "ovirt", "vsphere"];

/// The clouds on which a cluster may have its own DNS for the addresses of its API.
const OWN_DNS: [&str; 3] = ["aws", "azure", "gcp"];

/// The topologies of a control plane that have directories of their own.
const TOPOLOGIES: [(&str, &str); 2] = [("SingleReplica", "sno"), ("DualReplica", "two-node-with-fencing")];

/// What is shared by all roles, and is none.
pub(super) const COMMON: &str = "common";

/// What ends the name of a template in Jinja's language.
const JINJA: &str = ".j2";

/// A template that counts.
#[derive(Clone, Copy)]
pub(super) struct Template<'t> {
    /// Its path below the directory.
    pub(super) path: &'t str,
    pub(super) text: &'t str,
}

impl<'t> Template<'t> {
    /// Whether it is one in Jinja's language.
    pub(super) fn is_jinja(self) -> bool {
        self.path.ends_with(JINJA)
    }

    /// The name by which a variant takes the place of another one.
    pub(super) fn key(self) -> &'t str {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        name.strip_suffix(JINJA).unwrap_or(name)
    }
}

/// The MachineConfigs that there are templates for, by the path of the role's directory.
pub(super) fn names<'t>(templates: &'t BTreeMap<String, String>, role: &str) -> BTreeSet<&'t str> {
    let below = format!("{role}/");
    let inside = templates.keys().filter_map(|path| path.strip_prefix(&below));
    inside.filter_map(|path| Some(path.split_once('/')?.0)).collect()
}

/// The templates below a directory, those of one folder before the next, as one walks there.
pub(super) fn below<'t>(templates: &'t BTreeMap<String, String>, folder: &str) -> Vec<Template<'t>> {
    let from = templates.range(String::from(folder)..).take_while(|(path, _)| path.starts_with(folder));
    let mut found: Vec<_> = from.map(|(path, text)| Template { path, text }).collect();
    found.sort_by(|a, b| a.path.split('/').cmp(b.path.split('/')));
    found
}

/// Whether the control plane has an arbiter.
pub(super) fn has_arbiter(config: &ControllerConfigSpec) -> bool {
    text(status(config), "controlPlaneTopology") == WITH_ARBITER
}

/// The variants that count, each over those before it.
pub(super) fn variants(config: &ControllerConfigSpec) -> Result<Vec<&'static str>, String> {
    let status = status(config);
    let platform_status = member(status, "platformStatus");
    let platform = text(platform_status, "type").to_ascii_lowercase();
    if platform.is_empty() {
        return Err("cannot generate MachineConfigs when no platformStatus.type is set".into());
    }
    if platform == "_base" {
        return Err("platform _base unsupported".into());
    }
    let own = PLATFORMS.into_iter().find(|known| *known == platform).unwrap_or("none");
    let mut variants = vec!["_base"];
    variants.extend(ON_PREM.contains(&own).then_some("on-prem"));
    variants.extend(has_own_dns(member(platform_status, own), own).then_some("cloud-platform-alt-dns"));
    variants.push(own);
    let topology = text(status, "controlPlaneTopology");
    variants.extend(TOPOLOGIES.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case(topology)).map(|(_, it)| it));
    Ok(variants)
}

/// Whether the cluster itself answers for the addresses of its API.
fn has_own_dns(platform: Option<&Map<String, Value>>, name: &str) -> bool {
    let balancers = member(platform, "cloudLoadBalancerConfig");
    OWN_DNS.contains(&name)
        && text(balancers, "dnsType") == "ClusterHosted"
        && member(balancers, "clusterHosted").is_some()
}

fn status(config: &ControllerConfigSpec) -> Option<&Map<String, Value>> {
    member(config.infra.as_ref(), "status")
}

fn member<'v>(object: Option<&'v Map<String, Value>>, name: &str) -> Option<&'v Map<String, Value>> {
    object?.get(name)?.as_object()
}

fn text<'v>(object: Option<&'v Map<String, Value>>, name: &str) -> &'v str {
    object.and_then(|object| object.get(name)?.as_str()).unwrap_or_default()
}
