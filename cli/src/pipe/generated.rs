//! The op about what objects turn into.

use super::answer::Failure;
use super::clusters::Sent;
use super::request::Request;
use garboard_core::api::MachineConfig;
use garboard_core::generate::{Manifests, Mode, Status};
use garboard_ignition::Finding;
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer to `generate`.
#[derive(Serialize)]
pub(super) struct Generated {
    machine_configs: Vec<MachineConfig>,
    conditions: BTreeMap<String, Status>,
    report: Vec<Finding>,
}

/// The MachineConfigs that controllers make of manifests.
pub(super) fn generate(request: &Request<'_>) -> Result<Generated, Failure> {
    request.only(&["manifests", "files", "base", "base_configs", "mode", "controller_version"])?;
    let sent = Sent::of(request)?;
    let mode = match request.text("mode")? {
        None | Some("cluster") => Mode::Cluster,
        Some("bootstrap") => Mode::Bootstrap,
        Some(_) => return Err(Failure::bad_request("mode must be bootstrap or cluster")),
    };
    let mut manifests = Manifests::default();
    for source in sent.sources.ids() {
        manifests.read(source, sent.sources.text(source));
    }
    manifests.base(request.object("base")?.unwrap_or_default());
    let version = request.text("controller_version")?.unwrap_or_default();
    let mut report = sent.findings(&manifests.report);
    let mut machine_configs = Vec::new();
    if request.flag("base_configs")? {
        let templated = manifests.templated(version);
        report.extend(sent.findings(&templated.report));
        machine_configs = templated.machine_configs;
    }
    let all = manifests.generate(mode, version);
    report.extend(sent.findings(&all.report));
    machine_configs.extend(all.machine_configs);
    Ok(Generated { machine_configs, conditions: all.conditions, report })
}
