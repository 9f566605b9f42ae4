//! ContainerRuntimeConfigs while a cluster is installed: one object a pool, and any fault ends it all.

use super::check::check;
use super::files::files;
use super::{RuntimeBase, called, crash, no_base_file, with_stores};
use crate::api::{ContainerRuntimeConfig, MachineConfig, MachineConfigPool};
use crate::cluster::Placed;
use crate::generate::component::{self, Component, Encoding};
use crate::generate::managed::{Claim, Purpose};
use crate::generate::stated::{Blamed, refusal};
use crate::generate::{Context, Generated, Mode, Refusal};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;
use garboard_ignition::report::Report;

type Config = Placed<ContainerRuntimeConfig>;

pub(super) fn run(configs: &[Config], context: &Context<'_>) -> Result<Generated, Blamed> {
    let mut run = Run { context, taken: BTreeSet::new(), report: Report::default() };
    let mut made = Vec::new();
    for config in configs {
        let blamed = |why| Blamed::on(why, config.stand);
        check(config.object.spec.container_runtime_config.as_ref()).map_err(blamed)?;
        for &pool in &context.pools {
            if Claim::from(&config.object).is_for(&pool.metadata).map_err(blamed)? {
                made.extend(run.machine_config(config, pool)?);
            }
        }
    }
    Ok(Generated { machine_configs: made, report: run.report, ..Generated::default() })
}

struct Run<'r, 'o> {
    context: &'r Context<'o>,
    /// Pools that have one.
    taken: BTreeSet<&'r str>,
    report: Report,
}

impl<'r> Run<'r, '_> {
    fn machine_config(
        &mut self,
        config: &Config,
        pool: &'r MachineConfigPool,
    ) -> Result<Option<MachineConfig>, Blamed> {
        let base = self.base(config, pool)?;
        let name = &pool.metadata.name;
        let settings = config.object.spec.container_runtime_config.as_ref().ok_or_else(|| crash(config))?;
        if !self.taken.insert(name) {
            let words = format!(
                "could not marshal container runtime ignition: error found multiple ContainerConfig targeting \
                MachineConfigPool {name}. Please apply only one ContainerConfig manifest for each pool during installation"
            );
            return Err(Blamed::on(Refusal::new(words), config.stand));
        }
        let Some(base) = base else { return Ok(None) };
        let sizes = check(Some(settings))?;
        let made = files(settings, &sizes, with_stores(self.context), base.storage);
        if let Some(Err(why)) = &made.storage {
            self.report.add(refusal(why, config.stand));
        }
        let kind = ContainerRuntimeConfig::KIND;
        let metadata = &config.object.metadata;
        let component = Component {
            name: &Purpose::ContainerRuntime.plain(name),
            role: name,
            files: &made.files,
            encoding: Encoding::Compact,
            controller_version: self.context.controller_version,
            owner: Some(component::owner(Mode::Bootstrap, ContainerRuntimeConfig::API_VERSION, kind, metadata)),
        };
        Ok(Some(component.machine_config()))
    }

    /// The files to start from, where they are known.
    fn base(&mut self, config: &Config, pool: &'r MachineConfigPool) -> Result<Option<RuntimeBase<'r>>, Blamed> {
        let pool = &pool.metadata.name;
        let missing = match RuntimeBase::of(self.context.bases, pool) {
            Ok(base) => return Ok(Some(base)),
            Err(missing) => missing,
        };
        let Some(entry) = no_base_file(&missing, pool, &called(&config.object), config.stand) else {
            let refused = Blamed::on(missing.refusal, config.stand);
            return Err(refused.within("could not generate origin ContainerRuntime Configs"));
        };
        self.report.add(entry);
        Ok(None)
    }
}
