//! What KubeletConfigs turn into in a cluster: one after the other, each seeing what those before it left.

use super::files::files;
use super::original::{Config, Originals};
use super::read::read;
use super::status;
use super::stopped;
use super::user::User;
use crate::api::{KubeletConfig, MachineConfig, ObjectMeta};
use crate::generate::component::{Component, Encoding, owner};
use crate::generate::context::{Context, KUBELET_CONF, Stop, Subject};
use crate::generate::managed::{self, Purpose, SUFFIX};
use crate::generate::selected::Selected;
use crate::generate::{Existing, Generated, Refusal, Status, file_of};
use crate::part::GENERATED_BY;
use crate::set::rival_kubelet_configs;
use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::Report;

pub(super) fn run(subjects: &[Subject<'_>], context: &Context<'_>, existing: Existing) -> Generated {
    let selectors = subjects.iter().map(|subject| subject.config.spec.machine_config_pool_selector.as_ref());
    let mut run = Run {
        context,
        existing,
        noted: subjects.iter().map(|subject| subject.config.metadata.clone()).collect(),
        selected: Selected::of(selectors, &context.pools),
        report: Report::new(),
        unknown: BTreeSet::new(),
        originals: Originals::new(context),
        is_swept: false,
    };
    let mut statuses = BTreeMap::new();
    for (index, subject) in subjects.iter().enumerate() {
        if subject.config.metadata.deletion_timestamp.is_some() {
            statuses.insert(subject.config.metadata.name.clone(), run.delete(index, subject));
            continue;
        }
        let failed = run.sync(index, subject).err();
        run.is_swept &= failed.is_none();
        if let Some(Failed { why, .. }) = &failed {
            run.report.add(stopped(subject, &Stop::Refused(why.clone()), ""));
        }
        if failed.is_none() && run.unknown.contains(&index) {
            continue;
        }
        let status = run.status(index, subject, failed);
        statuses.insert(subject.config.metadata.name.clone(), status);
    }
    run.report_rivals(subjects, &statuses);
    Generated {
        machine_configs: run.existing.into_configs(),
        statuses,
        report: run.report,
    }
}

/// That the controller stops: at which step, and why.
struct Failed {
    step: &'static str,
    why: Refusal,
}

impl From<Refusal> for Failed {
    fn from(why: Refusal) -> Self {
        Self { step: "Error", why }
    }
}

/// The same for one pool.
enum PoolFailed {
    /// Its base file is not known: other pools are gone on with.
    NoBase,
    Failed(Failed),
}

impl From<Refusal> for PoolFailed {
    fn from(why: Refusal) -> Self {
        Self::Failed(why.into())
    }
}

/// Says at which step a refusal came.
fn at(step: &'static str) -> impl Fn(Refusal) -> PoolFailed {
    move |why| PoolFailed::Failed(Failed { step, why })
}

struct Run<'r, 'a> {
    context: &'r Context<'a>,
    existing: Existing,
    /// What is noted on each object by now.
    noted: Vec<ObjectMeta>,
    selected: Selected,
    report: Report,
    /// The objects of which not everything is known that they turn into.
    unknown: BTreeSet<usize>,
    originals: Originals<'r, 'a>,
    /// Whether what other builds wrote is gone. What is given up half way may leave some.
    is_swept: bool,
}

impl<'r> Run<'r, '_> {
    fn sync(&mut self, index: usize, subject: &Subject<'r>) -> Result<(), Failed> {
        let user = User::of(subject)?;
        let pools = self.selected.pools(index)?.to_vec();
        for &number in &pools {
            match self.pool(index, subject, &user, number) {
                Ok(()) => {}
                Err(PoolFailed::Failed(failed)) => return Err(failed),
                Err(PoolFailed::NoBase) => {
                    self.unknown.insert(index);
                    self.is_swept = false;
                    let pool = &self.context.pools[number].metadata.name;
                    self.report.add(stopped(subject, &Stop::NoBase, pool));
                }
            }
        }
        if pools.is_empty() {
            return Err(Refusal::new("could not find any MachineConfigPool set for KubeletConfig").into());
        }
        if !self.is_swept {
            self.existing.sweep(self.context.controller_version, |name| Purpose::Kubelet.made(name));
            self.is_swept = true;
        }
        Ok(())
    }

    fn pool(&mut self, index: usize, subject: &Subject<'_>, user: &User<'_>, number: usize) -> Result<(), PoolFailed> {
        let pool = self.context.pools[number];
        user.fits(pool)?;
        let role = &*pool.metadata.name;
        let name = self.name(index, number).map_err(at("could not get kubelet config key"))?;
        let mut config = self.originals.of(role).map_err(|stop| match stop {
            Stop::NoBase => PoolFailed::NoBase,
            Stop::Refused(why) => at("could not get original kubelet config")(why),
        })?;
        config.set_known_latency(self.context, role);
        if let Some(before) = self.existing.get(&name) {
            let step = "could not check if original and machine config feature gates match";
            let as_before = gates_are(&config, before).map_err(at(step))?;
            if as_before && self.is_done(subject, before) {
                return Ok(());
            }
        }
        let files = files(&subject.config.spec, user, config)?;
        self.note(index, subject, &name);
        self.existing.write(&Component {
            name: &name,
            role,
            files: &files,
            encoding: Encoding::Compact,
            controller_version: self.context.controller_version,
            owner: Some(owner(
                self.context.mode,
                KubeletConfig::API_VERSION,
                KubeletConfig::KIND,
                &subject.config.metadata,
            )),
        });
        Ok(())
    }

    fn name(&mut self, index: usize, number: usize) -> Result<String, Refusal> {
        let pool = &self.context.pools[number].metadata;
        let rivals: Vec<_> = self.selected.configs(number)?.iter().map(|rival| &self.noted[*rival]).collect();
        managed::name_among(&self.noted[index], &rivals, Purpose::Kubelet, pool, &mut self.existing)
    }

    /// Whether an object was taken as it is, by this build of the controller.
    fn is_done(&self, subject: &Subject<'_>, before: &MachineConfig) -> bool {
        let status = &subject.config.status;
        status.observed_generation >= subject.config.metadata.generation
            && status::is_accepted(status.conditions.as_deref().unwrap_or_default())
            && before.metadata.annotation(GENERATED_BY) == Some(self.context.controller_version)
    }

    /// Notes on an object how its MachineConfig is called: its suffix, in the place of all annotations; and that it goes
    /// with it.
    fn note(&mut self, index: usize, subject: &Subject<'_>, name: &str) {
        let noted = &mut self.noted[index];
        if subject.config.metadata.annotation(SUFFIX).is_none() {
            noted.annotations = Some(BTreeMap::from([(SUFFIX.into(), managed::suffix_of(name).into())]));
        }
        if noted.finalizers.iter().any(|it| !it.contains("kubelet")) {
            noted.finalizers.clear();
        }
        if !noted.finalizers.iter().any(|it| it == name) {
            noted.finalizers.push(name.to_owned());
        }
    }

    /// Takes away what goes with an object that is being deleted.
    fn delete(&mut self, index: usize, subject: &Subject<'_>) -> Status {
        let noted = &mut self.noted[index];
        for name in core::mem::take(&mut noted.finalizers) {
            self.existing.remove(&name);
        }
        Status {
            annotations: noted.annotations.clone(),
            conditions: subject.config.status.conditions.clone().unwrap_or_default(),
            observed_generation: subject.config.status.observed_generation,
            ..Status::default()
        }
    }

    /// Says who wins of several objects for one pool, now that all are named, and what the others lose.
    fn report_rivals(&mut self, subjects: &[Subject<'_>], statuses: &BTreeMap<String, Status>) {
        if !self.selected.any_rivals() {
            return;
        }
        let taken = |subject: &&Subject<'_>| {
            statuses.get(&subject.config.metadata.name).is_some_and(|status| !status.finalizers.is_empty())
        };
        let rivals = subjects.iter().zip(&self.noted).filter(|(subject, _)| taken(subject));
        let rivals = rivals.map(|(subject, metadata)| (subject.config, metadata, subject.stand));
        let labels = self
            .context
            .pools
            .iter()
            .map(|pool| (&*pool.metadata.name, pool.metadata.labels.clone().unwrap_or_default()));
        for entry in rival_kubelet_configs(rivals, &labels.collect()) {
            self.report.add(entry);
        }
    }

    fn status(&self, index: usize, subject: &Subject<'_>, failed: Option<Failed>) -> Status {
        let noted = &self.noted[index];
        let before = subject.config.status.conditions.as_deref().unwrap_or_default();
        let words = failed.as_ref().map(|Failed { step, why }| format!("{step}: {why}"));
        Status {
            annotations: noted.annotations.clone(),
            finalizers: noted.finalizers.clone(),
            conditions: status::conditions(before, words.as_deref()),
            observed_generation: subject.config.metadata.generation,
            refused: failed.map(|failed| failed.why),
        }
    }
}

/// Whether the feature gates of a MachineConfig's `kubelet.conf` are those of a configuration.
fn gates_are(config: &Config, before: &MachineConfig) -> Result<bool, Refusal> {
    if before.spec.config.is_none() {
        return Ok(config.has_no_gates());
    }
    let text = file_of(before, KUBELET_CONF)
        .ok_or_else(|| Refusal::new("error finding kubelet config: could not find Kubelet Config"))?;
    let before = read(&text).map_err(|why| Refusal::new(format!("error decoding actual kubelet config: {why}")))?;
    Ok(config.has_gates_of(&before))
}
