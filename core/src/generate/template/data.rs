//! What templates can name.

use super::Inputs;
use crate::generate::Refusal;
use alloc::string::String;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// The fields of a ControllerConfig that are bytes: certificates and the like.
const BYTES: [&str; 5] = [
    "additionalTrustBundle",
    "cloudProviderCAData",
    "internalRegistryPullSecret",
    "kubeAPIServerServingCAData",
    "rootCAData",
];

/// Fields that a ControllerConfig leaves out where they say nothing.
const LEFT_OUT: [&str; 4] = ["bgpVIPPeersJSON", "etcdDiscoveryDomain", "networkType", "platform"];

const PULL_SECRET: &str = "pullSecret";

/// The fields of the ControllerConfig, the profile of TLS, and the pull secret if it is known: as the operator has them.
///
/// # Errors
/// [`Refusal`], if the pull secret is no JSON. It is not repeated.
pub(super) fn of(inputs: &Inputs<'_>) -> Result<Value, Refusal> {
    let mut data = match serde_json::to_value(inputs.config) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    // What the ControllerConfig has is the name of the secret.
    data.remove(PULL_SECRET);
    if let Some(secret) = inputs.pull_secret {
        let read = crate::api::Raw::parse(secret);
        let compact = read.map_err(|error| Refusal::new(alloc::format!("the pull secret is no JSON: {error}")))?;
        data.insert(PULL_SECRET.into(), compact.as_str().into());
    }
    data.insert("tlsMinVersion".into(), inputs.tls.min_version.clone().into());
    data.insert("tlsCipherSuites".into(), inputs.tls.ciphers.clone().into());
    Ok(Value::Object(data))
}

/// The same for templates in Jinja's language: bytes as text, what is left out as empty, and the role.
pub(super) fn by_name(data: &Value, role: &str) -> Value {
    let mut data = data.clone();
    let Some(fields) = data.as_object_mut() else { return data };
    for name in BYTES {
        if let Some(text) = fields.get(name).and_then(Value::as_str).and_then(decoded) {
            fields.insert(name.into(), text.into());
        }
    }
    for name in LEFT_OUT {
        fields.entry(name).or_insert_with(|| "".into());
    }
    if let Some(proxy) = fields.get_mut("proxy").and_then(Value::as_object_mut) {
        for name in ["httpProxy", "httpsProxy", "noProxy"] {
            proxy.entry(name).or_insert_with(|| "".into());
        }
    }
    fields.insert("role".into(), json!(role));
    data
}

fn decoded(base64: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(base64).ok()?).ok()
}
