//! ContainerRuntimeConfigs while a cluster is installed: one object a pool, and any fault ends it all.

use super::check::check;
use super::files::files;
use super::{Input, RuntimeBase, crash, no_base_file};
use crate::api::{ContainerRuntimeConfig, MachineConfig, MachineConfigPool};
use crate::generate::component::{self, Component, Encoding};
use crate::generate::managed::{Claim, Purpose};
use crate::generate::{Generated, Mode, Refusal};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;
use garboard_ignition::report::Report;

pub(super) fn run(input: Input<'_>) -> Result<Generated, Refusal> {
    let mut configs: Vec<_> = input.configs.iter().collect();
    configs.sort_by_key(|config| &config.metadata.name);
    let mut run = Run { input, taken: BTreeSet::new(), report: Report::default() };
    let mut made = Vec::new();
    for config in configs {
        check(config.spec.container_runtime_config.as_ref())?;
        for pool in run.input.pools {
            if Claim::from(config).is_for(&pool.metadata)? {
                made.extend(run.machine_config(config, pool)?);
            }
        }
    }
    Ok(Generated { machine_configs: made, report: run.report, ..Generated::default() })
}

struct Run<'o> {
    input: Input<'o>,
    /// Pools that have one.
    taken: BTreeSet<&'o str>,
    report: Report,
}

impl<'o> Run<'o> {
    fn machine_config(
        &mut self,
        config: &ContainerRuntimeConfig,
        pool: &'o MachineConfigPool,
    ) -> Result<Option<MachineConfig>, Refusal> {
        let name = &pool.metadata.name;
        let base = match RuntimeBase::of(self.input.bases, name) {
            Ok(base) => Some(base),
            Err(missing) => match no_base_file(&missing, name, "container runtimes") {
                Some(entry) => {
                    self.report.add(entry);
                    None
                }
                None => {
                    return Err(Refusal::new(format!(
                        "could not generate origin ContainerRuntime Configs: {}",
                        missing.refusal
                    )));
                }
            },
        };
        let settings = config.spec.container_runtime_config.as_ref().ok_or_else(|| crash(config))?;
        if !self.taken.insert(name) {
            return Err(Refusal::new(format!(
                "could not marshal container runtime ignition: error found multiple ContainerConfig targeting \
                MachineConfigPool {name}. Please apply only one ContainerConfig manifest for each pool during installation"
            )));
        }
        let Some(base) = base else { return Ok(None) };
        let sizes = check(Some(settings))?;
        let made = files(settings, &sizes, self.input.stores, base.storage);
        if let Some(Err(why)) = &made.storage {
            self.report.add(super::refused(config, why));
        }
        let kind = ContainerRuntimeConfig::KIND;
        let owner = component::owner(Mode::Bootstrap, ContainerRuntimeConfig::API_VERSION, kind, &config.metadata);
        let component = Component {
            name: &Purpose::ContainerRuntime.plain(name),
            role: name,
            files: &made.files,
            encoding: Encoding::Compact,
            controller_version: self.input.controller_version,
            owner: Some(owner),
        };
        Ok(Some(component.machine_config()))
    }
}
