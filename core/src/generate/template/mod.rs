//! The base files of roles, from the operator's own directory of templates.
//!
//! Below it stand `<role>/<MachineConfig>/<variant>/files/<template>`, and `common/<variant>/files/<template>` for the first
//! MachineConfig of each role. A variant is a kind of platform; a later one takes the place of a file of the same name.
//! A template is filled in with what the ControllerConfig says, and is then a file as Butane writes it.
//!
//! ```
//! use garboard_core::api::ControllerConfig;
//! use garboard_core::generate::{Tls, template};
//!
//! let file = "path: /etc/kubernetes/kubelet.conf\ncontents:\n  inline: |\n    clusterDNS: [{{.ClusterDNSIP}}]\n";
//! let templates = [("worker/01-worker-kubelet/_base/files/kubelet.yaml".into(), file.into())].into();
//! let mut config: ControllerConfig = serde_json::from_str(r#"{ "spec": {
//!     "clusterDNSIP": "172.30.0.10", "infra": { "status": { "platformStatus": { "type": "None" } } }
//! } }"#)?;
//! let bases = template::bases(&templates, &config.spec, &Tls::of(None));
//! assert_eq!(bases.file("worker", "/etc/kubernetes/kubelet.conf"), Ok("clusterDNS: [172.30.0.10]\n"));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod go;

use super::{Base, Bases, Refusal, Tls};
use crate::api::ControllerConfigSpec;
use crate::role::BUILT_IN;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use garboard_ignition::document::{SourceId, Value as Node, read_yaml};
use garboard_ignition::go::{dataurl, quote::fold_eq};
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

/// The topologies of a control plane that have directories of their own.
const TOPOLOGIES: [(&str, &str); 2] = [("SingleReplica", "sno"), ("DualReplica", "two-node-with-fencing")];

/// The base files of every role that clusters have, from templates by their path below the directory.
///
/// What cannot be made is refused role by role, with the words of the reference where it has some.
#[must_use]
pub fn bases(templates: &BTreeMap<String, String>, config: &ControllerConfigSpec, tls: &Tls) -> Bases {
    let data = data(config, tls);
    let mut bases = Bases::default();
    for role in BUILT_IN {
        let made = files(role, templates, config, &data)
            .map_err(|why| Refusal::new(format!("GenerateMachineConfigsforRole failed with error: {why}")));
        bases.insert(role, made.map_or_else(Base::Refused, Base::Files));
    }
    bases.complete()
}

/// The files of one role, by path; of several with one path the first MachineConfig's.
fn files(
    role: &str,
    templates: &BTreeMap<String, String>,
    config: &ControllerConfigSpec,
    data: &Value,
) -> Result<BTreeMap<String, String>, String> {
    let below = format!("{role}/");
    let inside = templates.keys().filter_map(|path| path.strip_prefix(&below));
    let names: BTreeSet<&str> = inside.filter_map(|path| Some(path.split_once('/')?.0)).collect();
    if names.is_empty() {
        return Err(format!(
            "failed to read dir \"TEMPLATES/{role}\": open TEMPLATES/{role}: no such file or directory"
        ));
    }
    let variants = variants(config)?;
    let mut all = BTreeMap::new();
    for (number, name) in names.into_iter().enumerate() {
        let mut found = BTreeMap::new();
        for parent in ["common".into(), format!("{role}/{name}")].iter().skip(usize::from(number > 0)) {
            for variant in &variants {
                collect(&format!("{parent}/{variant}/files/"), templates, data, &mut found)?;
            }
        }
        let mut own = BTreeMap::new();
        for (template, text) in found {
            own.extend(file(&text).map_err(|why| format!("failed to read {template}: {why}"))?);
        }
        own.into_iter().for_each(|(path, text)| _ = all.entry(path).or_insert(text));
    }
    Ok(all)
}

/// Adds the templates of one directory, filled in: an empty one takes the one of its name away, a blank one leaves it.
fn collect<'t>(
    folder: &str,
    templates: &'t BTreeMap<String, String>,
    data: &Value,
    found: &mut BTreeMap<&'t str, String>,
) -> Result<(), String> {
    for (path, template) in templates.range(String::from(folder)..).take_while(|(path, _)| path.starts_with(folder)) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if template.is_empty() {
            found.remove(name);
            continue;
        }
        let text = go::fill(template, data).map_err(|why| format!("failed to execute template {path}: {why}"))?;
        if !text.trim().is_empty() {
            found.insert(name, text);
        }
    }
    Ok(())
}

/// The path and the text of a file in Butane's words; nothing for one whose bytes are no text.
fn file(text: &str) -> Result<Option<(String, String)>, String> {
    let read = read_yaml(text.as_bytes(), SourceId(0), 0).map_err(|error| error.message)?;
    let root = read.tape.root();
    let path = member(root, "path").and_then(Node::as_str).ok_or("no path")?.into_owned();
    let Some(contents) = member(root, "contents") else { return Ok(None) };
    let of = |name| member(contents, name).and_then(Node::as_str);
    if let Some(inline) = of("inline") {
        return Ok(Some((path, inline.into_owned())));
    }
    let bytes = of("source").and_then(|source| dataurl::decode(&source).ok());
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map(|text| (path, text)))
}

fn member<'t>(object: Node<'t>, name: &str) -> Option<Node<'t>> {
    let named = |key: &Node<'t>| key.as_str().is_some_and(|key| fold_eq(&key, name));
    object.members().filter(|(key, _)| named(key)).last().map(|(_, value)| value)
}

/// The variants that count, each over those before it.
fn variants(config: &ControllerConfigSpec) -> Result<Vec<&'static str>, String> {
    let status = config.infra.as_ref().and_then(|infra| infra.get("status"));
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let platform = text(status.and_then(|status| status.get("platformStatus")?.get("type")));
    if platform.is_empty() {
        return Err("cannot generate MachineConfigs when no platformStatus.type is set".into());
    }
    if platform == "_base" {
        return Err("platform _base unsupported".into());
    }
    let own = PLATFORMS.into_iter().find(|known| *known == platform).unwrap_or("none");
    let mut variants = vec!["_base"];
    variants.extend(ON_PREM.contains(&own).then_some("on-prem"));
    variants.push(own);
    let topology = text(status.and_then(|status| status.get("controlPlaneTopology")));
    variants.extend(TOPOLOGIES.into_iter().filter(|(name, _)| name.eq_ignore_ascii_case(&topology)).map(|(_, it)| it));
    Ok(variants)
}

/// What templates can name: the fields of the ControllerConfig, in any case, and the profile of TLS.
fn data(config: &ControllerConfigSpec, tls: &Tls) -> Value {
    let mut data = match serde_json::to_value(config) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    data.insert("TLSMinVersion".into(), tls.min_version.clone().into());
    data.insert("TLSCipherSuites".into(), tls.ciphers.clone().into());
    Value::Object(data)
}
