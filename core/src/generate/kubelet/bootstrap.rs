//! What KubeletConfigs turn into while a cluster is installed.

use super::files::files;
use super::original::Originals;
use super::stopped;
use super::user::User;
use crate::api::{KubeletConfig, MachineConfig, MachineConfigPool};
use crate::generate::component::{Component, Encoding, owner};
use crate::generate::context::{Context, Stop, Subject};
use crate::generate::managed::{Claim, Purpose};
use crate::generate::{Generated, Refusal};
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;
use garboard_ignition::Refused;

pub(super) fn run(subjects: &[Subject<'_>], context: &Context<'_>) -> Result<Generated, Refused> {
    let refused = |subject, why: Refusal| Refused::because(stopped(subject, &Stop::Refused(why), ""));
    let mut users = Vec::new();
    for subject in subjects {
        users.push((subject, User::of(subject).map_err(|why| refused(subject, why))?));
    }
    let mut generated = Generated::default();
    let mut taken = BTreeSet::new();
    let mut originals = Originals::new(context);
    for (subject, user) in &users {
        for &pool in &context.pools {
            if !Claim::from(subject.config).is_for(&pool.metadata).map_err(|why| refused(subject, why))? {
                continue;
            }
            match component(subject, user, pool, context, &mut originals) {
                Ok(config) if taken.insert(&pool.metadata.name) => generated.machine_configs.push(config),
                Ok(_) => return Err(refused(subject, several(&pool.metadata.name))),
                Err(Stop::Refused(why)) => return Err(refused(subject, why)),
                Err(stop) => generated.report.add(stopped(subject, &stop, &pool.metadata.name)),
            }
        }
    }
    Ok(generated)
}

fn component(
    subject: &Subject<'_>,
    user: &User<'_>,
    pool: &MachineConfigPool,
    context: &Context<'_>,
    originals: &mut Originals<'_, '_>,
) -> Result<MachineConfig, Stop> {
    user.fits(pool)?;
    let role = &*pool.metadata.name;
    let mut config = originals.of(role)?;
    config.set_known_latency(context, role);
    let files = files(&subject.config.spec, user, config)?;
    let component = Component {
        name: &Purpose::Kubelet.plain(role),
        role,
        files: &files,
        encoding: Encoding::Full,
        controller_version: context.controller_version,
        owner: Some(owner(context.mode, KubeletConfig::API_VERSION, KubeletConfig::KIND, &subject.config.metadata)),
    };
    Ok(component.machine_config())
}

fn several(pool: &str) -> Refusal {
    Refusal::new(format!(
        "error found multiple KubeletConfigs targeting MachineConfigPool {pool}. Please apply only one KubeletConfig \
         manifest for each pool during installation"
    ))
}
