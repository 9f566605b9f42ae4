//! What one object of a cluster turns into for every pool.

use super::bases::unknown;
use super::component::{Component, Encoding, File};
use super::context::{Context, KUBELET_CONF, Stop};
use super::kubelet::Originals;
use super::managed::{self, Purpose};
use super::{Existing, Generated, Mode};
use crate::api::{MachineConfig, MachineConfigPool};
use crate::part::Stand;
use crate::rule;
use alloc::format;
use alloc::string::String;
use garboard_ignition::Refused;
use garboard_ignition::document::{At, Place, SourceId};
use garboard_ignition::report::{Entry, Gate};

/// Writes the MachineConfig of one pool, and answers it.
pub(super) type Make =
    fn(&Context<'_>, &MachineConfigPool, &str, &mut Existing, &mut Originals<'_, '_>) -> Result<MachineConfig, Stop>;

/// Runs through the pools; at the end goes what other builds wrote for the purpose.
pub(super) fn run(
    context: &Context<'_>,
    mut existing: Existing,
    purpose: Purpose,
    make: Make,
) -> Result<Generated, Refused> {
    let mut generated = Generated::default();
    let mut originals = Originals::new(context);
    for &pool in &context.pools {
        let name = managed::name(purpose, &pool.metadata, &mut existing);
        match make(context, pool, &name, &mut existing, &mut originals) {
            Ok(config) => generated.machine_configs.push(config),
            Err(Stop::NoBase) => {
                generated.report.add(unknown(
                    purpose.subject(),
                    &pool.metadata.name,
                    &[KUBELET_CONF],
                    place(context, purpose),
                ));
            }
            Err(Stop::Refused(why)) => {
                let entry = Entry::new(&rule::GENERATION_REFUSED, place(context, purpose)).saying(format!("{why}"));
                return Err(Refused::because(entry.at_gate(Gate::Generate)));
            }
        }
    }
    if context.mode == Mode::Cluster {
        existing.sweep(context.controller_version, |name| purpose.made(name));
        generated.machine_configs = existing.into_configs();
    }
    Ok(generated)
}

/// Writes a `kubelet.conf` of this text for a pool; no object owns it.
pub(super) fn write<'e>(
    context: &Context<'_>,
    name: &str,
    role: &str,
    text: String,
    existing: &'e mut Existing,
) -> &'e mut MachineConfig {
    let files = [File::new(KUBELET_CONF, text)];
    existing.write(&Component {
        name,
        role,
        files: &files,
        encoding: Encoding::Compact,
        controller_version: context.controller_version,
        owner: None,
    })
}

/// Where the object stands that it is made of; the root of a text where nobody said.
fn place(context: &Context<'_>, purpose: Purpose) -> Place {
    let nowhere = || Place::new(SourceId::default(), At::ROOT.path());
    context.stands.get(&purpose).map_or_else(nowhere, Stand::place)
}
