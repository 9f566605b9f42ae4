//! What an installer was told.

use crate::api::{ImageContentSourcePolicy, ImageDigestMirrorSet, ImageMirrors, Proxy, RepositoryDigestMirrors};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::{SourceId, read_yaml};
use serde_json::{Map, Value};

/// How a machine of a role is, and how many there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Machines {
    pub(super) replicas: Option<u64>,
    pub(super) fencing: bool,
    pub(super) without_threads: bool,
}

/// What counts of it here.
#[derive(Clone, Debug, Default)]
pub(super) struct InstallConfig {
    pub(super) name: String,
    pub(super) base_domain: String,
    pub(super) network_type: String,
    pub(super) service_networks: Vec<String>,
    pub(super) cluster_networks: Vec<String>,
    pub(super) machine_networks: Vec<String>,
    /// The platform as the installer calls it, and what is said of it.
    pub(super) platform: Option<(String, Map<String, Value>)>,
    pub(super) control_plane: Machines,
    pub(super) arbiter: Option<Machines>,
    pub(super) compute: Vec<Machines>,
    pub(super) proxy: Option<Proxy>,
    pub(super) trust_bundle: String,
    pub(super) ssh_key: String,
    pub(super) fips: bool,
    digest_sources: Vec<(String, Vec<String>)>,
    content_sources: Vec<(String, Vec<String>)>,
}

impl InstallConfig {
    /// Reads it.
    ///
    /// # Errors
    /// All that is wrong with it, each in a sentence that names the field, and never what stands there: it may be secret.
    pub(super) fn read(text: &str) -> Result<Self, Vec<String>> {
        let whole = value(text).map_err(|why| Vec::from([why]))?;
        let mut read = Fields { faults: Vec::new() };
        let top = read.object(Some(&whole), "the install-config").cloned().unwrap_or_default();
        let (networking, metadata) = (read.within(&top, "networking"), read.within(&top, "metadata"));
        let config = Self {
            name: read.text(&metadata, "name"),
            base_domain: read.text(&top, "baseDomain"),
            network_type: read.text(&networking, "networkType"),
            service_networks: read.texts(&networking, "serviceNetwork"),
            cluster_networks: read.cidrs(&networking, "clusterNetwork"),
            machine_networks: read.cidrs(&networking, "machineNetwork"),
            platform: read.platform(&top),
            control_plane: read.machines(top.get("controlPlane"), "controlPlane"),
            arbiter: top.get("arbiter").map(|arbiter| read.machines(Some(arbiter), "arbiter")),
            compute: read.list(&top, "compute").iter().map(|it| read.machines(Some(it), "compute")).collect(),
            proxy: top.contains_key("proxy").then(|| read.proxy(&top)),
            trust_bundle: read.text(&top, "additionalTrustBundle"),
            ssh_key: read.text(&top, "sshKey"),
            fips: read.flag(&top, "fips"),
            digest_sources: read.sources(&top, "imageDigestSources"),
            content_sources: read.sources(&top, "imageContentSources"),
        };
        if read.faults.is_empty() { Ok(config) } else { Err(read.faults) }
    }

    /// The mirrors, as the installer writes them.
    pub(super) fn digest_mirrors(&self) -> Option<ImageDigestMirrorSet> {
        let mirrors = |(source, mirrors): &(String, Vec<String>)| ImageMirrors {
            source: source.clone(),
            mirrors: mirrors.clone(),
            ..ImageMirrors::default()
        };
        let mut set = ImageDigestMirrorSet::new("image-digest-mirror");
        set.spec.image_digest_mirrors = self.digest_sources.iter().map(mirrors).collect();
        (!self.digest_sources.is_empty()).then_some(set)
    }

    /// The mirrors, as the installer of older releases writes them.
    pub(super) fn content_sources(&self) -> Option<ImageContentSourcePolicy> {
        let mirrors = |(source, mirrors): &(String, Vec<String>)| RepositoryDigestMirrors {
            source: source.clone(),
            mirrors: mirrors.clone(),
            ..RepositoryDigestMirrors::default()
        };
        let mut policy = ImageContentSourcePolicy::new("image-policy");
        policy.spec.repository_digest_mirrors = self.content_sources.iter().map(mirrors).collect();
        (!self.content_sources.is_empty()).then_some(policy)
    }
}

/// The whole text as JSON without nulls, which say nothing.
fn value(text: &str) -> Result<Value, String> {
    let read = read_yaml(text.as_bytes(), SourceId::default(), 0).map_err(|error| {
        let line = text.get(..error.at).map_or(1, |before| before.matches('\n').count() + 1);
        format!("line {line} of it: {}", error.message)
    })?;
    let json = serde_json::to_string(&read.tape.root()).map_err(|_| "it is no YAML that JSON can hold".to_owned())?;
    let mut value = serde_json::from_str(&json).map_err(|_| "it is nested too deep".to_owned())?;
    drop_nulls(&mut value);
    Ok(value)
}

/// JSON that was read is not nested deeper than 128 levels.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// Fields, with what is wrong with them.
struct Fields {
    faults: Vec<String>,
}

impl Fields {
    fn fault(&mut self, field: &str, must: &str) {
        self.faults.push(format!("{field} must be {must}"));
    }

    fn object<'v>(&mut self, value: Option<&'v Value>, field: &str) -> Option<&'v Map<String, Value>> {
        let value = value?;
        let object = value.as_object();
        if object.is_none() {
            self.fault(field, "an object");
        }
        object
    }

    fn within(&mut self, top: &Map<String, Value>, field: &str) -> Map<String, Value> {
        self.object(top.get(field), field).cloned().unwrap_or_default()
    }

    fn text(&mut self, object: &Map<String, Value>, field: &str) -> String {
        match object.get(field) {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(_) => {
                self.fault(field, "text: put it in quotes");
                String::new()
            }
        }
    }

    fn flag(&mut self, object: &Map<String, Value>, field: &str) -> bool {
        let value = object.get(field);
        let flag = value.and_then(Value::as_bool);
        if value.is_some() && flag.is_none() {
            self.fault(field, "true or false");
        }
        flag.unwrap_or_default()
    }

    fn list(&mut self, object: &Map<String, Value>, field: &str) -> Vec<Value> {
        match object.get(field) {
            None => Vec::new(),
            Some(Value::Array(list)) => list.clone(),
            Some(_) => {
                self.fault(field, "a list");
                Vec::new()
            }
        }
    }

    fn texts(&mut self, object: &Map<String, Value>, field: &str) -> Vec<String> {
        let list = self.list(object, field);
        if list.iter().any(|value| !value.is_string()) {
            self.fault(field, "a list of texts");
        }
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Networks, each in an object of its own.
    fn cidrs(&mut self, object: &Map<String, Value>, field: &str) -> Vec<String> {
        let list = self.list(object, field);
        let cidrs: Vec<_> = list.iter().filter_map(|it| it.get("cidr")?.as_str()).map(str::to_owned).collect();
        if cidrs.len() != list.len() {
            self.fault(field, "a list of objects with cidr");
        }
        cidrs
    }

    fn sources(&mut self, object: &Map<String, Value>, field: &str) -> Vec<(String, Vec<String>)> {
        let list = self.list(object, field);
        let mut sources = Vec::new();
        for source in list.iter().filter_map(|it| self.object(Some(it), field).cloned()).collect::<Vec<_>>() {
            sources.push((self.text(&source, "source"), self.texts(&source, "mirrors")));
        }
        sources
    }

    fn machines(&mut self, value: Option<&Value>, field: &str) -> Machines {
        let machines = self.object(value, field).cloned().unwrap_or_default();
        let replicas = machines.get("replicas");
        let count = replicas.and_then(Value::as_u64);
        if replicas.is_some() && count.is_none() {
            self.fault(&format!("{field}.replicas"), "a whole number");
        }
        Machines {
            replicas: count,
            fencing: machines.contains_key("fencing"),
            without_threads: self.text(&machines, "hyperthreading") == "Disabled",
        }
    }

    fn proxy(&mut self, top: &Map<String, Value>) -> Proxy {
        let proxy = self.within(top, "proxy");
        Proxy {
            http_proxy: self.text(&proxy, "httpProxy"),
            https_proxy: self.text(&proxy, "httpsProxy"),
            no_proxy: self.text(&proxy, "noProxy"),
            ..Proxy::default()
        }
    }

    /// The one platform that is named.
    fn platform(&mut self, top: &Map<String, Value>) -> Option<(String, Map<String, Value>)> {
        let platforms = self.within(top, "platform");
        if platforms.len() > 1 {
            self.fault("platform", "one platform");
        }
        let (name, about) = platforms.into_iter().next()?;
        let about = self.object(Some(&about), "platform").cloned().unwrap_or_default();
        Some((name, about))
    }
}
