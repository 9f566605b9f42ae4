//! Hosts that are reached without a proxy.

use super::install_config::InstallConfig;
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::Value;

/// Platforms whose machines ask this address about themselves.
const WITH_METADATA: [&str; 5] = ["aws", "azure", "gcp", "openstack", "powervs"];
const METADATA: &str = "169.254.169.254";

/// All of them, in order, with commas between: those that were named, those of every cluster, and those of the platform.
/// `*` stands for all hosts alone.
pub(super) fn no_proxy(told: &InstallConfig, named: &str, services: &[String]) -> String {
    if named.trim() == "*" {
        return "*".into();
    }
    let mut hosts: BTreeSet<String> = ["127.0.0.1", "localhost", ".svc", ".cluster.local"].map(str::to_owned).into();
    hosts.insert(told.internal_host());
    hosts.extend(services.iter().chain(&told.cluster_networks).chain(&told.machine_networks).cloned());
    hosts.extend(named.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned));
    if let Some((platform, about)) = &told.platform {
        hosts.extend(WITH_METADATA.contains(&&**platform).then(|| METADATA.to_owned()));
        hosts.extend(of_platform(platform, about.get("region").and_then(Value::as_str)));
    }
    let hosts: Vec<_> = hosts.into_iter().collect();
    hosts.join(",")
}

fn of_platform(platform: &str, region: Option<&str>) -> Vec<String> {
    match (platform, region) {
        ("aws", Some("us-east-1")) => Vec::from([".ec2.internal".to_owned()]),
        ("aws", Some(region)) => Vec::from([format!(".{region}.compute.internal")]),
        ("gcp", _) => ["metadata", "metadata.google.internal", "metadata.google.internal."].map(str::to_owned).into(),
        _ => Vec::new(),
    }
}
