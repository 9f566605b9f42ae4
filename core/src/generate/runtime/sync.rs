//! ContainerRuntimeConfigs in a cluster: each is taken once, and sees what those before it left.

use super::check::{Sizes, check};
use super::files::{Files, files};
use super::rivals::Rivals;
use super::status::{Outcome, note, note_finalizer, note_suffix, status};
use super::{Input, RuntimeBase, crash, no_base_file, refused};
use crate::api::{ContainerRuntimeConfig, MachineConfigPool};
use crate::generate::component::{self, Component, Encoding};
use crate::generate::managed::{self, Claim, Purpose, SUFFIX};
use crate::generate::{Generated, Mode, Refusal};
use crate::part::GENERATED_BY;
use crate::selector::Selector;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::Report;

/// Of so many objects for a pool it is told which is which.
const MOST_RIVALS: usize = 1000;

/// How far an object got.
enum Stop {
    /// It is refused, as noted on it.
    Refused(Refusal),
    /// There is nothing to do: neither for the pools that follow.
    UpToDate,
    /// The process ends.
    Crash(Refusal),
}

pub(super) fn run(input: Input<'_>) -> Result<Generated, Refusal> {
    let mut configs = input.configs.to_vec();
    configs.sort_by(|a, b| a.metadata.name.cmp(&b.metadata.name));
    let bad = configs.iter().find_map(|config| Selector::new(config.spec.machine_config_pool_selector.as_ref()).err());
    let mut run = Run {
        bad_selector: bad.map(|bad| Refusal::new(format!("invalid label selector: {}", bad.kubernetes))),
        report: Report::default(),
        rivals: Rivals::default(),
        configs,
        input,
    };
    let mut statuses = Vec::new();
    for at in 0..run.configs.len() {
        let stop = match run.sync(at) {
            Ok(()) => None,
            Err(Stop::UpToDate) => None,
            Err(Stop::Crash(why)) => return Err(why),
            Err(Stop::Refused(why)) => {
                run.report.add(refused(&run.configs[at], &why));
                Some(why)
            }
        };
        statuses.push(stop);
    }
    run.report.append(run.rivals.report());
    let noted = run.configs.into_iter().zip(statuses);
    let noted = noted.map(|(config, refused)| (config.metadata.name.clone(), status(config, refused)));
    Ok(Generated {
        statuses: noted.collect(),
        machine_configs: run.input.existing.into_configs(),
        report: run.report,
    })
}

struct Run<'o> {
    input: Input<'o>,
    /// The objects, with what is noted on them.
    configs: Vec<ContainerRuntimeConfig>,
    /// Why no name can be told, if a selector of any object is none.
    bad_selector: Option<Refusal>,
    rivals: Rivals<'o>,
    report: Report,
}

impl<'o> Run<'o> {
    fn sync(&mut self, at: usize) -> Result<(), Stop> {
        if self.configs[at].metadata.deletion_timestamp.is_some() {
            return Err(Stop::UpToDate);
        }
        let checked = check(self.configs[at].spec.container_runtime_config.as_ref());
        let sizes = checked.map_err(|why| self.refuse(at, why))?;
        let pools = self.pools(at).map_err(|why| self.refuse(at, why))?;
        // What was noted when the run began: notes of one pool do not count for the next.
        let before = self.configs[at].clone();
        for pool in pools {
            self.pool(at, &before, pool, &sizes)?;
        }
        let ours = |name: &str| name.contains("generated-containerruntime");
        self.input.existing.sweep(self.input.controller_version, ours);
        note(&mut self.configs[at], &Outcome::Success);
        Ok(())
    }

    fn refuse(&mut self, at: usize, why: Refusal) -> Stop {
        note(&mut self.configs[at], &Outcome::Failure(&why));
        Stop::Refused(why)
    }

    fn refuse_at(&mut self, at: usize, what: &'static str, why: Refusal) -> Stop {
        note(&mut self.configs[at], &Outcome::FailureAt(what, &why));
        Stop::Refused(why)
    }

    /// The pools that it is for.
    fn pools(&self, at: usize) -> Result<Vec<&'o MachineConfigPool>, Refusal> {
        let config = &self.configs[at];
        let mut pools = Vec::new();
        for pool in self.input.pools {
            if Claim::from(config).is_for(&pool.metadata)? {
                pools.push(pool);
            }
        }
        if pools.is_empty() {
            let name = &config.metadata.name;
            let words = format!("could not find any MachineConfigPool set for ContainerRuntimeConfig {name}");
            return Err(Refusal::new(words));
        }
        Ok(pools)
    }

    fn pool(
        &mut self,
        at: usize,
        before: &ContainerRuntimeConfig,
        pool: &'o MachineConfigPool,
        sizes: &Sizes,
    ) -> Result<(), Stop> {
        let name = self.name(at, pool).map_err(|why| self.refuse_at(at, "could not get ctrcfg key", why))?;
        if self.is_current(before, &name)? {
            return Err(Stop::UpToDate);
        }
        let base = RuntimeBase::of(self.input.bases, &pool.metadata.name).map_err(|missing| {
            self.report.append(no_base_file(&missing, &pool.metadata.name, "container runtimes").into_iter().collect());
            self.refuse_at(at, "could not generate origin ContainerRuntime Configs", missing.refusal)
        })?;
        let Some(settings) = &before.spec.container_runtime_config else { return Err(Stop::Crash(crash(before))) };
        let made = files(settings, sizes, self.input.stores, base.storage);
        self.note_storage(at, &made);
        if before.metadata.annotation(SUFFIX).is_none() {
            note_suffix(&mut self.configs[at], managed::suffix_of(&name));
        }
        self.write(before, pool, &name, &made);
        note_finalizer(&mut self.configs[at], &name);
        self.rivals.add(&pool.metadata.name, &before.metadata.name, name, made.files);
        Ok(())
    }

    fn name(&mut self, at: usize, pool: &MachineConfigPool) -> Result<String, Refusal> {
        if let Some(bad) = &self.bad_selector {
            return Err(bad.clone());
        }
        let mut claims = Vec::new();
        for config in &self.configs {
            let claim = Claim::from(config);
            if claim.is_for(&pool.metadata)? {
                claims.push(claim);
            }
        }
        if claims.len() > MOST_RIVALS {
            let pool = &pool.metadata.name;
            return Err(Refusal::new(format!("more than {MOST_RIVALS} ContainerRuntimeConfigs are for pool {pool}")));
        }
        let own = Claim::from(&self.configs[at]);
        managed::name_for(own, &claims, Purpose::ContainerRuntime, &pool.metadata, &mut self.input.existing)
    }

    /// Whether the controller leaves it at what there is.
    fn is_current(&self, config: &ContainerRuntimeConfig, name: &str) -> Result<bool, Stop> {
        let Some(existing) = self.input.existing.get(name) else { return Ok(false) };
        if config.status.observed_generation < config.metadata.generation {
            return Ok(false);
        }
        let Some(last) = config.status.conditions.as_ref().and_then(|conditions| conditions.last()) else {
            let name = &config.metadata.name;
            return Err(Stop::Crash(Refusal::new(format!(
                "ContainerRuntimeConfig {name} was seen but has no conditions: the reference crashes"
            ))));
        };
        let version = existing.metadata.annotation(GENERATED_BY).unwrap_or_default();
        Ok(last.kind == "Success" && version == self.input.controller_version)
    }

    /// Notes what became of `storage.conf`: the rest goes on whatever that is.
    fn note_storage(&mut self, at: usize, made: &Files) {
        match &made.storage {
            None => {}
            Some(Ok(())) => note(&mut self.configs[at], &Outcome::Success),
            Some(Err(why)) => {
                note(&mut self.configs[at], &Outcome::Failure(why));
                self.report.add(refused(&self.configs[at], why));
            }
        }
    }

    fn write(&mut self, config: &ContainerRuntimeConfig, pool: &MachineConfigPool, name: &str, made: &Files) {
        let kind = ContainerRuntimeConfig::KIND;
        let owner = component::owner(Mode::Cluster, ContainerRuntimeConfig::API_VERSION, kind, &config.metadata);
        self.input.existing.write(&Component {
            name,
            role: &pool.metadata.name,
            files: &made.files,
            encoding: Encoding::Compact,
            controller_version: self.input.controller_version,
            owner: Some(owner),
        });
    }
}
