//! What is said of a pool that is not where it is to be.

use super::PoolView;
use crate::fleet::build::{Build, Phase, is_true};
use alloc::format;
use alloc::string::String;
use garboard_core::api::Condition;

/// Whether the pool is updating, and what is said of it.
pub(super) fn of(view: &PoolView<'_>, before: &[Condition], all_updated: bool, line: &str) -> (bool, String) {
    let paused = view.pool.spec.paused;
    let plain = match (all_updated, paused) {
        (true, _) => (false, String::new()),
        (false, true) => (false, format!("Pool is paused; will not update to {line}")),
        (false, false) => (true, format!("All nodes are updating to {line}")),
    };
    let Some(mosc) = view.build.mosc else { return plain };
    let degraded = ["RenderDegraded", "NodeDegraded", "PinnedImageSetsDegraded"];
    if !paused && degraded.iter().any(|kind| is_true(before, kind)) {
        return (false, "Pool update paused due to degraded condition".into());
    }
    let config = format!("(mosc: {})", mosc.metadata.name);
    let build = view.build.mosb.map_or_else(String::new, |mosb| format!("(mosb: {})", mosb.metadata.name));
    let waiting = |what: &str| (true, format!("Pool is waiting for {what} {build}"));
    let stopped = |what: &str| (false, format!("Pool update stopped due to OS image build {what} {build}"));
    let resting = |updating: bool, what: &str| (updating, format!("Pool is paused; OS image build {what} {build}"));
    match (view.build.phase(), paused) {
        (None, false) => (true, format!("Pool is waiting for a new OS image build to start {config}")),
        (Some(Phase::Prepared | Phase::Initial), false) => waiting("OS image build to start"),
        (Some(Phase::Building), false) => waiting("OS image build to complete"),
        (Some(Phase::Succeeded), false) if all_updated => plain,
        (Some(Phase::Succeeded), false) => waiting("nodes to apply OS image"),
        (Some(Phase::Failed), false) => stopped("failure"),
        (Some(Phase::Interrupted), false) => stopped("being interrupted"),
        (None, true) => (true, format!("Pool is paused; waiting for a new OS image build to start {config}")),
        (Some(Phase::Prepared), true) => resting(true, "has been prepared but will not rollout"),
        (Some(Phase::Building), true) => resting(true, "in progress"),
        (Some(Phase::Initial), true) => resting(true, "has been created but not yet started"),
        (Some(Phase::Succeeded), true) => resting(false, "completed successfully"),
        (Some(Phase::Failed), true) => resting(false, "failed"),
        (Some(Phase::Interrupted), true) => resting(false, "was interrupted"),
    }
}

/// Why an old failure of a build holds no longer; nothing if it does, or never did.
pub(super) fn build_recovered(build: &Build<'_>, was_degraded: bool) -> Option<(&'static str, &'static str)> {
    match (build.mosc.is_some(), build.phase()) {
        (_, Some(Phase::Prepared | Phase::Building)) => Some(("Building", "New build started")),
        (_, Some(Phase::Succeeded)) => Some(("BuildSuccess", "Build completed successfully")),
        (_, Some(_)) => None,
        (true, None) => {
            was_degraded.then_some(("BuildPending", "MachineOSConfig updated/created, waiting for MachineOSBuild"))
        }
        (false, None) => was_degraded
            .then_some(("NoLayeredObjects", "No layered pool objects found, clearing stale build degraded condition")),
    }
}
