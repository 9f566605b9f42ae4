//! The MachineConfigs that installers write.

use super::Notes;
use super::install_config::InstallConfig;
use crate::api::{MachineConfig, Raw};
use crate::generate::{component, ssh};
use crate::role::{ARBITER, MASTER, WORKER};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::Refused;

/// A config that says nothing, as installers write it.
const NOTHING: &str = r#"{"ignition":{"version":"3.2.0"}}"#;

/// The keys of people and FIPS, for each role.
///
/// # Errors
/// [`Refused`], if a key is none.
pub(super) fn all(told: &InstallConfig, notes: &mut Notes<'_>) -> Result<Vec<MachineConfig>, Refused> {
    let roles = [MASTER, WORKER].into_iter().chain(told.arbiter.as_ref().map(|_| ARBITER));
    let keys: Vec<_> = told.ssh_key.lines().map(str::trim).filter(|key| !key.is_empty()).collect();
    if keys.len() > 1 {
        notes.suppose("sshKey has several lines: each is taken for a key of its own");
    }
    if told.compute.iter().chain([&told.control_plane]).any(|machines| machines.without_threads) {
        notes.suppose(
            "hyperthreading is disabled: the MachineConfigs 99-ROLE-disable-hyperthreading are not made here, add them",
        );
    }
    let mut made = Vec::new();
    for role in roles {
        if !keys.is_empty() {
            let keys = ssh(role, &keys, None).map_err(|why| notes.refused(Vec::from([format!("sshKey: {why}")])))?;
            made.push(keys);
        }
        made.extend(told.fips.then(|| fips(role)));
    }
    Ok(made)
}

fn fips(role: &str) -> MachineConfig {
    let name: String = format!("99-{role}-fips");
    let mut config = component::empty(&name, role);
    config.spec.config = Raw::parse(NOTHING).ok();
    config.spec.fips = true;
    config
}
