//! The files that a KubeletConfig turns into.

use super::fields::known;
use super::merge::merge;
use super::original::Config;
use super::user::{User, same_cgroups};
use super::value::Value;
use crate::api::KubeletConfigSpec;
use crate::generate::component::File;
use crate::generate::context::KUBELET_CONF;
use crate::generate::{Refusal, Tls};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

const SIZING: &str = "/etc/node-sizing-enabled.env";
const LOGGING: &str = "/etc/systemd/system/kubelet.service.d/20-logging.conf";

/// What of `systemReserved` goes to a file of its own: its key there, the name in that file, and what it is by default.
const RESERVED: [(&str, &str, &str); 3] = [
    ("memory", "SYSTEM_RESERVED_MEMORY", "1Gi"),
    ("cpu", "SYSTEM_RESERVED_CPU", "500m"),
    ("ephemeral-storage", "SYSTEM_RESERVED_ES", "1Gi"),
];

/// What nodes enforce of what the system is left with.
const ENFORCED: [&str; 2] = ["system-reserved", "system-reserved-compressible"];

/// The files, in their order: what nodes reserve, how much kubelets log, and their configuration.
pub(super) fn files(spec: &KubeletConfigSpec, user: &User<'_>, mut config: Config) -> Result<Vec<File>, Refusal> {
    if let Some(profile) = &spec.tls_security_profile {
        config.set_tls(&Tls::of(Some(profile)));
    }
    let reserved = lay(user, &mut config);
    same_cgroups(&config.0).map_err(|why| Refusal::new(format!("invalid merged configuration: {why}")))?;
    leave_to_cpus(&mut config);
    let mut files = Vec::new();
    files.extend(sizing(spec.auto_sizing_reserved, &reserved));
    files.extend(
        spec.log_level
            .map(|level| File::new(LOGGING, format!("[Service]\nEnvironment=\"KUBELET_LOG_LEVEL={level}\"\n"))),
    );
    files.push(File::new(KUBELET_CONF, config.text()?));
    Ok(files)
}

/// Lays what the user says over the original. Answers what is reserved for the system and stands in another file.
fn lay(user: &User<'_>, original: &mut Config) -> BTreeMap<&'static str, String> {
    let mut reserved = BTreeMap::new();
    let Some(mut config) = user.config.clone() else { return reserved };
    if let Some(map) = config.map_mut(known!("systemReserved")) {
        for (key, ..) in RESERVED {
            if let Some(Value::Text(amount)) = map.remove(key) {
                reserved.insert(key, amount);
            }
        }
    }
    config.clear(known!("featureGates"));
    if user.says("\"protectKernelDefaults\":false") {
        original.0.clear(known!("protectKernelDefaults"));
    }
    let enforces = config.texts(known!("enforceNodeAllocatable")).next().is_some();
    let without_system = enforces && !config.texts(known!("enforceNodeAllocatable")).any(|it| ENFORCED.contains(&it));
    let keeps_cgroup = !config.text(known!("systemReservedCgroup")).is_empty();
    merge(&mut original.0, &config);
    if without_system && !keeps_cgroup {
        original.0.clear(known!("systemReservedCgroup"));
    }
    reserved
}

/// Where the system has processors of its own, nothing else is enforced for it.
fn leave_to_cpus(config: &mut Config) {
    let config = &mut config.0;
    if config.text(known!("reservedSystemCPUs")).is_empty() {
        return;
    }
    config.clear(known!("systemReservedCgroup"));
    let mut enforced: Vec<String> = config.texts(known!("enforceNodeAllocatable")).map(String::from).collect();
    enforced.retain(|it| !ENFORCED.contains(&&**it));
    if !enforced.iter().any(|it| it == "pods") {
        enforced.insert(0, "pods".into());
    }
    config.set(known!("enforceNodeAllocatable"), Value::List(enforced.into_iter().map(Value::Text).collect()));
}

/// What nodes reserve: given amounts, or by their own size; nothing if nothing is said.
fn sizing(auto: Option<bool>, reserved: &BTreeMap<&str, String>) -> Option<File> {
    if auto.is_none() && reserved.is_empty() {
        return None;
    }
    let by_size = reserved.is_empty() && auto == Some(true);
    let mut text = format!("NODE_SIZING_ENABLED={by_size}\n");
    for (key, name, default) in RESERVED {
        let amount = reserved.get(key).filter(|amount| !amount.is_empty()).map_or(default, String::as_str);
        text.push_str(&format!("{name}={amount}\n"));
    }
    Some(File::new(SIZING, text))
}
