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
    request.only(&["manifests", "files", "base", "mode", "controller_version"])?;
    let sent = Sent::of(request)?;
    let mode = match request.text("mode")?.as_deref() {
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
    let all = manifests.generate(mode, &version);
    let mut report = sent.findings(&manifests.report);
    report.extend(sent.findings(&all.report));
    Ok(Generated {
        machine_configs: all.machine_configs,
        conditions: all.conditions,
        report,
    })
}
