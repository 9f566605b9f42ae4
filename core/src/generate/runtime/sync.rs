//! ContainerRuntimeConfigs in a cluster: each is taken once, and sees what those before it left.

use super::check::{Sizes, check};
use super::files::{Files, files};
use super::rivals::Rivals;
use super::status::{Outcome, note, note_finalizer, note_suffix, status};
use super::{RuntimeBase, called, crash, no_base_file, with_stores};
use crate::api::{ContainerRuntimeConfig, MachineConfigPool};
use crate::cluster::Placed;
use crate::generate::component::{self, Component, Encoding};
use crate::generate::managed::{self, Purpose, SUFFIX};
use crate::generate::selected::Selected;
use crate::generate::stated::{Blamed, refusal};
use crate::generate::{Context, Existing, Generated, Mode, Refusal};
use crate::part::GENERATED_BY;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::Report;

/// Of so many objects for a pool it is told which is which.
const MOST_RIVALS: usize = 100;

/// How far an object got.
enum Stop {
    /// It is refused, as noted on it.
    Refused(Refusal),
    /// There is nothing to do: neither for the pools that follow.
    UpToDate,
    /// Nobody knows what to start from, so that nothing is noted on it.
    NoBase,
    /// The process ends.
    Crash(Blamed),
}

pub(super) fn run(
    configs: &[Placed<ContainerRuntimeConfig>],
    context: &Context<'_>,
    existing: Existing,
) -> Result<Generated, Blamed> {
    let mut run = Run::of(configs, context, existing);
    let mut refusals = Vec::new();
    for at in 0..run.configs.len() {
        let synced = run.sync(at);
        run.is_swept &= synced.is_ok();
        refusals.push(match synced {
            Ok(()) | Err(Stop::UpToDate) => Some(None),
            Err(Stop::NoBase) => None,
            Err(Stop::Crash(blamed)) => return Err(blamed),
            Err(Stop::Refused(why)) => {
                run.report.add(refusal(&why, run.configs[at].stand));
                Some(Some(why))
            }
        });
    }
    run.report.append(run.rivals.report());
    let noted = run.configs.into_iter().map(|config| config.object).zip(refusals);
    let noted = noted.filter_map(|(config, refused)| Some((config.metadata.name.clone(), status(config, refused?))));
    Ok(Generated {
        statuses: noted.collect(),
        machine_configs: run.existing.into_configs(),
        report: run.report,
    })
}

struct Run<'r, 'o> {
    context: &'r Context<'o>,
    existing: Existing,
    /// The objects, with what is noted on them.
    configs: Vec<Placed<ContainerRuntimeConfig>>,
    selected: Selected,
    rivals: Rivals<'r>,
    report: Report,
    /// Whether what other builds wrote is gone. What is given up half way may leave some.
    is_swept: bool,
}

impl<'r, 'o> Run<'r, 'o> {
    fn of(configs: &[Placed<ContainerRuntimeConfig>], context: &'r Context<'o>, existing: Existing) -> Self {
        let configs = configs.to_vec();
        Self {
            context,
            existing,
            selected: Selected::of(
                configs.iter().map(|it| it.object.spec.machine_config_pool_selector.as_ref()),
                &context.pools,
            ),
            rivals: Rivals::default(),
            report: Report::default(),
            is_swept: false,
            configs,
        }
    }

    fn sync(&mut self, at: usize) -> Result<(), Stop> {
        if self.configs[at].object.metadata.deletion_timestamp.is_some() {
            // What goes with it goes.
            for name in core::mem::take(&mut self.configs[at].object.metadata.finalizers) {
                self.existing.remove(&name);
            }
            return Ok(());
        }
        let checked = check(self.configs[at].object.spec.container_runtime_config.as_ref());
        let sizes = checked.map_err(|why| self.refuse(at, why))?;
        let pools = self.pools(at).map_err(|why| self.refuse(at, why))?;
        // What was noted when the run began: notes of one pool do not count for the next.
        let before = self.configs[at].clone();
        for pool in pools {
            self.pool(at, &before, pool, &sizes)?;
        }
        if !self.is_swept {
            let ours = |name: &str| name.contains("generated-containerruntime");
            self.existing.sweep(self.context.controller_version, ours);
            self.is_swept = true;
        }
        note(&mut self.configs[at].object, &Outcome::Success);
        Ok(())
    }

    fn refuse(&mut self, at: usize, why: Refusal) -> Stop {
        note(&mut self.configs[at].object, &Outcome::Failure(&why));
        Stop::Refused(why)
    }

    fn refuse_at(&mut self, at: usize, what: &'static str, why: Refusal) -> Stop {
        note(&mut self.configs[at].object, &Outcome::FailureAt(what, &why));
        Stop::Refused(why)
    }

    /// The pools that it is for, by their numbers.
    fn pools(&self, at: usize) -> Result<Vec<usize>, Refusal> {
        let pools = self.selected.pools(at)?.to_vec();
        if pools.is_empty() {
            let name = &self.configs[at].object.metadata.name;
            let words = format!("could not find any MachineConfigPool set for ContainerRuntimeConfig {name}");
            return Err(Refusal::new(words));
        }
        Ok(pools)
    }

    fn pool(
        &mut self,
        at: usize,
        before: &Placed<ContainerRuntimeConfig>,
        number: usize,
        sizes: &Sizes,
    ) -> Result<(), Stop> {
        let pool = self.context.pools[number];
        let name = self.name(at, number).map_err(|why| self.refuse_at(at, "could not get ctrcfg key", why))?;
        if self.is_current(before, &name)? {
            return Err(Stop::UpToDate);
        }
        let base = RuntimeBase::of(self.context.bases, &pool.metadata.name).map_err(|missing| {
            match no_base_file(&missing, &pool.metadata.name, &called(&before.object), before.stand) {
                Some(entry) => {
                    self.report.add(entry);
                    Stop::NoBase
                }
                None => self.refuse_at(at, "could not generate origin ContainerRuntime Configs", missing.refusal),
            }
        })?;
        let Some(settings) = &before.object.spec.container_runtime_config else {
            return Err(Stop::Crash(crash(before)));
        };
        let made = files(settings, sizes, with_stores(self.context), base.storage);
        self.note_storage(at, &made);
        if before.object.metadata.annotation(SUFFIX).is_none() {
            note_suffix(&mut self.configs[at].object, managed::suffix_of(&name));
        }
        self.write(&before.object, pool, &name, &made);
        note_finalizer(&mut self.configs[at].object, &name);
        self.rivals.add(&pool.metadata.name, before, name, made.files);
        Ok(())
    }

    fn name(&mut self, at: usize, number: usize) -> Result<String, Refusal> {
        let pool = &self.context.pools[number].metadata;
        let rivals = self.selected.configs(number)?;
        if rivals.len() > MOST_RIVALS {
            let pool = &pool.name;
            return Err(Refusal::new(format!("more than {MOST_RIVALS} ContainerRuntimeConfigs are for pool {pool}")));
        }
        let rivals: Vec<_> = rivals.iter().map(|rival| &self.configs[*rival].object.metadata).collect();
        let own = &self.configs[at].object.metadata;
        managed::name_among(own, &rivals, Purpose::ContainerRuntime, pool, &mut self.existing)
    }

    /// Whether the controller leaves it at what there is.
    fn is_current(&self, placed: &Placed<ContainerRuntimeConfig>, name: &str) -> Result<bool, Stop> {
        let Some(existing) = self.existing.get(name) else { return Ok(false) };
        let config = &placed.object;
        // An object in a file has none; in a cluster it is at least one.
        if config.status.observed_generation < config.metadata.generation.max(1) {
            return Ok(false);
        }
        let Some(last) = config.status.conditions.as_ref().and_then(|conditions| conditions.last()) else {
            let name = &config.metadata.name;
            let words = format!("ContainerRuntimeConfig {name} was seen but has no conditions: the reference crashes");
            return Err(Stop::Crash(Blamed::on(Refusal::new(words), placed.stand)));
        };
        let version = existing.metadata.annotation(GENERATED_BY).unwrap_or_default();
        Ok(last.kind == "Success" && version == self.context.controller_version)
    }

    /// Notes what became of `storage.conf`: the rest goes on whatever that is.
    fn note_storage(&mut self, at: usize, made: &Files) {
        match &made.storage {
            None => {}
            Some(Ok(())) => note(&mut self.configs[at].object, &Outcome::Success),
            Some(Err(why)) => {
                note(&mut self.configs[at].object, &Outcome::Failure(why));
                self.report.add(refusal(why, self.configs[at].stand));
            }
        }
    }

    fn write(&mut self, config: &ContainerRuntimeConfig, pool: &MachineConfigPool, name: &str, made: &Files) {
        let kind = ContainerRuntimeConfig::KIND;
        let owner = component::owner(Mode::Cluster, ContainerRuntimeConfig::API_VERSION, kind, &config.metadata);
        self.existing.write(&Component {
            name,
            role: &pool.metadata.name,
            files: &made.files,
            encoding: Encoding::Compact,
            controller_version: self.context.controller_version,
            owner: Some(owner),
        });
    }
}
