//! What KubeletConfigs turn into in a cluster: one after the other, each seeing what those before it left.

use super::files::files;
use super::original::{Config, original};
use super::read::read;
use super::status;
use super::stopped;
use super::user::User;
use crate::api::{KubeletConfig, LabelSelector, MachineConfig, MachineConfigPool, ObjectMeta};
use crate::generate::component::{Component, Encoding, owner};
use crate::generate::context::{Context, KUBELET_CONF, Stop, Subject};
use crate::generate::managed::{self, Claim, Purpose, SUFFIX};
use crate::generate::{Existing, Generated, Refusal, Status, file_of};
use crate::part::GENERATED_BY;
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::Report;

pub(super) fn run(subjects: &[Subject<'_>], context: &Context<'_>, existing: Existing) -> Generated {
    let noted = subjects
        .iter()
        .map(|subject| (subject.config.metadata.clone(), subject.config.spec.machine_config_pool_selector.as_ref()));
    let mut run = Run { context, existing, noted: noted.collect(), report: Report::new() };
    let mut statuses = BTreeMap::new();
    for (index, subject) in subjects.iter().enumerate() {
        let refused = run.sync(index, subject).err();
        if let Some(why) = &refused {
            run.report.add(stopped(subject, &Stop::Refused(why.clone()), ""));
        }
        let status = run.status(index, subject, refused);
        statuses.insert(subject.config.metadata.name.clone(), status);
    }
    Generated {
        machine_configs: run.existing.into_configs(),
        statuses,
        report: run.report,
    }
}

struct Run<'r, 'a> {
    context: &'r Context<'a>,
    existing: Existing,
    /// What is noted on each object by now, and the pools that it is for.
    noted: Vec<(ObjectMeta, Option<&'r LabelSelector>)>,
    report: Report,
}

impl<'r> Run<'r, '_> {
    fn sync(&mut self, index: usize, subject: &Subject<'r>) -> Result<(), Refusal> {
        let user = User::of(subject)?;
        let claim = Claim::from(subject.config);
        let mut any = false;
        for pool in self.context.pools {
            if !claim.is_for(&pool.metadata)? {
                continue;
            }
            any = true;
            match self.pool(index, subject, &user, pool) {
                Ok(()) => {}
                Err(Stop::Refused(why)) => return Err(why),
                Err(stop) => self.report.add(stopped(subject, &stop, &pool.metadata.name)),
            }
        }
        if !any {
            return Err(Refusal::new("could not find any MachineConfigPool set for KubeletConfig"));
        }
        self.existing.sweep(self.context.controller_version, |name| {
            name.starts_with("99") && name.contains("generated-kubelet")
        });
        Ok(())
    }

    fn pool(
        &mut self,
        index: usize,
        subject: &Subject<'_>,
        user: &User<'_>,
        pool: &MachineConfigPool,
    ) -> Result<(), Stop> {
        user.fits(pool)?;
        let role = &*pool.metadata.name;
        let claims: Vec<_> =
            self.noted.iter().map(|(metadata, selector)| Claim { metadata, selector: *selector }).collect();
        let name = managed::name_for(claims[index], &claims, Purpose::Kubelet, &pool.metadata, &mut self.existing)?;
        let mut config = original(self.context, role)?;
        config.set_known_latency(self.context, role);
        if let Some(before) = self.existing.get(&name) {
            let as_before = gates_are(&config, before)?;
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
        let (noted, _) = &mut self.noted[index];
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

    fn status(&self, index: usize, subject: &Subject<'_>, refused: Option<Refusal>) -> Status {
        let (noted, _) = &self.noted[index];
        let before = subject.config.status.conditions.as_deref().unwrap_or_default();
        Status {
            annotations: noted.annotations.clone(),
            finalizers: noted.finalizers.clone(),
            conditions: status::conditions(before, refused.as_ref().map(Refusal::as_str)),
            observed_generation: subject.config.metadata.generation,
            refused,
        }
    }
}

/// Whether the feature gates of a MachineConfig's `kubelet.conf` are those of a configuration.
fn gates_are(config: &Config, before: &MachineConfig) -> Result<bool, Refusal> {
    let unread = |why: &str| Refusal::new(String::from("error finding kubelet config: ") + why);
    let text = file_of(before, KUBELET_CONF).ok_or_else(|| unread("could not find Kubelet Config"))?;
    let before = read(&text).map_err(|why| unread(&why))?;
    Ok(Config(before).feature_gates() == config.feature_gates())
}
