//! RHEL 10 has no runc: a pool whose machines would start it is refused.

use super::Rendered;
use super::combine::refused;
use crate::rule;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::document::Place;
use garboard_ignition::model::{Content, Resource};
use garboard_ignition::report::{Entry, Refused};
use serde::Deserialize;

/// The streams of operating systems without runc.
const WITHOUT: [&str; 2] = ["rhel-10", "centos-10"];

/// Where CRI-O reads its drop-ins.
const FOLDER: &str = "/etc/crio/crio.conf.d/";

/// What a drop-in of CRI-O says of the runtime.
#[derive(Deserialize)]
struct Conf {
    #[serde(default)]
    crio: Crio,
}

#[derive(Default, Deserialize)]
struct Crio {
    #[serde(default)]
    runtime: Runtime,
}

#[derive(Default, Deserialize)]
struct Runtime {
    #[serde(default)]
    default_runtime: String,
}

/// Refuses runc where the stream that the pool follows has none. An image of the MachineConfigs' own may be of any
/// stream, and nothing is said of it.
pub(super) fn judge(rendered: &Rendered) -> Result<(), Refused> {
    if rendered.overrides || !WITHOUT.contains(&&*rendered.context.follows) {
        return Ok(());
    }
    let content = rendered.spec().config.as_ref().map(garboard_ignition::Config::content);
    if content.map(|content| runtime(content, &rendered.name)).transpose()?.as_deref() != Some("runc") {
        return Ok(());
    }
    let message = format!(
        "MachineConfigPool {} targets a RHEL 10 OS image where runc is not available. To unblock, migrate to crun by removing any ContainerRuntimeConfig that sets defaultRuntime to runc, and removing any MachineConfig that sets default_runtime = \"runc\" in CRI-O configuration under {FOLDER}",
        rendered.pool()
    );
    Err(refused(Entry::new(&rule::RUNC_MISSING, Place::default()).saying(message)))
}

/// The runtime that the last drop-in names, by the order of their paths.
fn runtime(content: &Content, name: &str) -> Result<String, Refused> {
    let files = content.storage.files.iter().flatten();
    let mut dropins: Vec<_> = files.filter(|file| file.path.starts_with(FOLDER)).collect();
    dropins.sort_by(|a, b| a.path.cmp(&b.path));
    let mut last = String::new();
    for file in dropins {
        let bytes = file.contents.bytes(Resource::AMPLE).map_err(|error| {
            let message = format!("failed to decode CRI-O drop-in {:?} in MC {name:?}: {error}", file.path);
            refused(Entry::new(&rule::CRIO_DROPIN, Place::default()).saying(message))
        })?;
        let conf: Conf = toml::from_slice(&bytes).map_err(|error| {
            let message =
                format!("failed to parse TOML from CRI-O drop-in {:?} in MC {name:?}: {}", file.path, error.message());
            refused(Entry::new(&rule::CRIO_DROPIN, Place::default()).saying(message))
        })?;
        if !conf.crio.runtime.default_runtime.is_empty() {
            last = conf.crio.runtime.default_runtime;
        }
    }
    Ok(last)
}
