//! The ControllerConfig, as the operator makes it on the bootstrap host.

use super::install_config::InstallConfig;
use super::{Given, Notes, addresses, infrastructure, no_proxy};
use crate::api::{Bytes, ControllerConfig, ControllerConfigSpec, NetworkInfo, Proxy};
use crate::bootstrap::Settings;
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use garboard_ignition::Refused;
use serde_json::{Map, Value, json};

/// What is called so in every cluster.
const NAME: &str = "machine-config-controller";

/// The network of services where nobody names one, and the plugin.
const SERVICES: &str = "172.30.0.0/16";
const PLUGIN: &str = "OVNKubernetes";

/// Images by the names that templates have for them, and their tags in the release.
const IMAGES: [(&str, &str); 9] = [
    ("apiServerWatcherKey", "machine-config-operator"),
    ("baremetalRuntimeCfgImage", "baremetal-runtimecfg"),
    ("corednsImage", "coredns"),
    ("dockerRegistryImage", "docker-registry"),
    ("haproxyImage", "haproxy-router"),
    ("infraImageKey", "pod"),
    ("keepalivedImage", "keepalived-ipfailover"),
    ("kubeRbacProxyImage", "kube-rbac-proxy"),
    ("machineConfigOperator", "machine-config-operator"),
];

/// Tags of images of the operating system: releases have one of them.
const SYSTEMS: [&str; 3] = ["rhel-coreos", "stream-coreos", "fedora-coreos"];

/// Puts it together. What an object says counts before what the installer was told.
pub(super) fn controller_config(
    given: &Given,
    told: &InstallConfig,
    settings: &Settings,
    notes: &mut Notes<'_>,
) -> Result<ControllerConfig, Refused> {
    let infra = match given.objects.get("Infrastructure") {
        Some(infra) => infra.clone(),
        None => infrastructure::infrastructure(told, notes)?,
    };
    let services = services(given, told, notes);
    let refused =
        |why: String, notes: &Notes<'_>| notes.refused(Vec::from([format!("networking.serviceNetwork: {why}")]));
    let mut config = ControllerConfig::new(NAME);
    let of_status = |key: &str| infra.get("status").and_then(|status| status.get(key));
    let platform = of_status("platformStatus").and_then(|status| status.get("type")).and_then(Value::as_str);
    config.spec = ControllerConfigSpec {
        cluster_dns_ip: addresses::dns(&services).map_err(|why| refused(why, notes))?.to_string(),
        ip_families: addresses::families(&services).map_err(|why| refused(why, notes))?.into(),
        platform: platform.unwrap_or("none").to_lowercase(),
        etcd_discovery_domain: text(of_status("etcdDiscoveryDomain")),
        cloud_provider_config: cloud_config(given, &infra, notes),
        additional_trust_bundle: trust_bundle(given, told),
        root_ca_data: root_ca(given),
        network_type: network_type(given, told),
        network: Some(network(given)),
        proxy: proxy(given, told, &services, platform, notes),
        dns: Some(dns(given, told)),
        infra: Some(infra),
        ..ControllerConfigSpec::default()
    };
    images(given, settings, &mut config.spec, notes);
    Ok(config)
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn services(given: &Given, told: &InstallConfig, notes: &mut Notes<'_>) -> Vec<String> {
    let listed = given.field("Network", &["spec", "serviceNetwork"]).and_then(Value::as_array);
    if let Some(listed) = listed {
        return listed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if told.service_networks.is_empty() {
        notes.suppose(&format!("networking.serviceNetwork is not said: {SERVICES} is taken, as installers do"));
        return Vec::from([SERVICES.to_owned()]);
    }
    told.service_networks.clone()
}

fn network_type(given: &Given, told: &InstallConfig) -> String {
    let of = |place: &[&str]| given.field("Network", place).and_then(Value::as_str).filter(|it| !it.is_empty());
    let objects = of(&["status", "migration", "networkType"]).or_else(|| of(&["status", "networkType"]));
    let objects = objects.or_else(|| of(&["spec", "networkType"]));
    let told = Some(&*told.network_type).filter(|it| !it.is_empty());
    objects.or(told).unwrap_or(PLUGIN).to_owned()
}

fn network(given: &Given) -> NetworkInfo {
    let mtu = given.field("Network", &["status", "migration", "mtu"]);
    NetworkInfo {
        mtu_migration: mtu.and_then(|mtu| serde_json::from_value(mtu.clone()).ok()),
        ..NetworkInfo::default()
    }
}

/// The config of the cloud, where the Infrastructure names one.
fn cloud_config(given: &Given, infra: &Map<String, Value>, notes: &mut Notes<'_>) -> String {
    let named = infra.get("spec").and_then(|spec| spec.get("cloudConfig"));
    let of = |key: &str| text(named.and_then(|named| named.get(key)));
    let (name, key) = (of("name"), of("key"));
    if name.is_empty() {
        return String::new();
    }
    let found = given.text(&name, "cloud.conf").or_else(|| given.text(&name, &key));
    if found.is_none() {
        notes.suppose(&format!(
            "the ConfigMap {name} is not there, which the Infrastructure names: no config of the cloud is taken"
        ));
    }
    found.unwrap_or_default().to_owned()
}

fn trust_bundle(given: &Given, told: &InstallConfig) -> Option<Bytes> {
    let told = Some(&*told.trust_bundle).filter(|bundle| !bundle.is_empty());
    given.text("user-ca-bundle", "ca-bundle.crt").or(told).map(|bundle| Bytes(bundle.as_bytes().to_vec()))
}

fn root_ca(given: &Given) -> Option<Bytes> {
    let found = given.text("machine-config-server-ca", "ca-bundle.crt").or_else(|| given.text("root-ca", "ca.crt"));
    found.map(|ca| Bytes(ca.as_bytes().to_vec()))
}

fn proxy(
    given: &Given,
    told: &InstallConfig,
    services: &[String],
    platform: Option<&str>,
    notes: &mut Notes<'_>,
) -> Option<Proxy> {
    if given.objects.contains_key("Proxy") {
        let status = given.field("Proxy", &["status"])?.clone();
        return serde_json::from_value(status).ok().filter(|proxy: &Proxy| *proxy != Proxy::default());
    }
    let mut proxy = told.proxy.clone()?;
    proxy.no_proxy = no_proxy::no_proxy(told, &proxy.no_proxy, services);
    if platform != Some("None") {
        notes.suppose(
            "the hosts that are reached without the proxy are supposed: add the Proxy cluster of the installer",
        );
    }
    Some(proxy)
}

fn dns(given: &Given, told: &InstallConfig) -> Map<String, Value> {
    if let Some(dns) = given.objects.get("DNS") {
        return dns.clone();
    }
    let mut dns = Map::new();
    dns.insert("apiVersion".into(), "config.openshift.io/v1".into());
    dns.insert("kind".into(), "DNS".into());
    dns.insert("metadata".into(), json!({ "name": "cluster" }));
    dns.insert("spec".into(), json!({ "baseDomain": told.domain() }));
    dns.insert("status".into(), json!({}));
    dns
}

/// The images of the release, as far as its ImageStream or somebody names them.
fn images(given: &Given, settings: &Settings, spec: &mut ControllerConfigSpec, notes: &mut Notes<'_>) {
    let image = |tag: &str| given.images.get(tag).cloned();
    let known: BTreeMap<_, _> =
        IMAGES.iter().filter_map(|(name, tag)| Some(((*name).to_owned(), image(tag)?))).collect();
    if known.len() < IMAGES.len() {
        notes.suppose("images of the release are not known: add its ImageStream image-references");
    }
    spec.images = Some(known);
    let system = SYSTEMS.iter().find(|tag| given.images.contains_key(**tag));
    let of = |ending: &str| system.and_then(|tag| image(&format!("{tag}{ending}")));
    let named = &settings.render;
    spec.base_os_container_image = named.os_image.clone().or_else(|| of("")).unwrap_or_default();
    spec.base_os_extensions_container_image =
        named.extensions_image.clone().or_else(|| of("-extensions")).unwrap_or_default();
    spec.release_image = settings.release_image.clone().unwrap_or_default();
}
