//! What manifests say together that none of them says alone: who overrides whom, what is said twice, what nobody selects.
//!
//! [`check`] judges a [`Cluster`]. Nothing of it depends on the order in which files were read. Its findings stand at the
//! objects, with the paths of the values that they are about; [`locate`] puts them where the values stand in the text, so
//! that texts need not be kept.

mod claims;
mod kernel;
mod locate;
mod objects;
mod overrides;
mod owned;
mod pools;
mod size;
mod sysctl;

pub use locate::locate;

use crate::check::{Subject, once_each};
use crate::cluster::Cluster;
use alloc::vec::Vec;
use claims::Claims;
use garboard_ignition::report::{Entry, Report};
use overrides::Room;

/// So many values of MachineConfigs are compared, over all pools; those of further pools are not.
const MOST: usize = 4_000_000;

/// What is to be said of the manifests of one cluster, or of a part of one. MachineConfigs that share their name with
/// another are told of, and then passed by: which of them counts is not known.
///
/// ```
/// use garboard_core::{cluster::Cluster, set};
/// use garboard_ignition::document::SourceId;
///
/// let mut cluster = Cluster::default();
/// for (source, name, kernel) in [(0, "50-realtime", "realtime"), (1, "99-back", "default")] {
///     cluster.read(SourceId(source), format!("apiVersion: machineconfiguration.openshift.io/v1
/// kind: MachineConfig
/// metadata: {{name: {name}, labels: {{machineconfiguration.openshift.io/role: worker}}}}
/// spec: {{kernelType: {kernel}}}").as_bytes());
/// }
/// assert_eq!(set::check(&cluster).entries()[0].rule.code, "kernel-type-not-reset");
/// ```
#[must_use]
pub fn check(cluster: &Cluster) -> Report {
    let mut found = objects::found(cluster);
    let pools = pools::of(cluster);
    found.extend(pools.found(cluster));
    let claims: Vec<_> = pools.parts.iter().map(|part| Claims::of(part)).collect();
    let (mut room, mut left) = (Room::default(), MOST);
    for chosen in pools.distinct() {
        let cost = chosen.iter().map(|&number| claims[number].len() + 1).sum();
        let Some(rest) = left.checked_sub(cost) else { continue };
        left = rest;
        let chosen: Vec<_> = chosen.iter().map(|&number| (pools.parts[number], &claims[number])).collect();
        let won = overrides::won(&chosen);
        found.extend(overrides::found(&won, &chosen, &mut room));
        found.extend(sysctl::found(&won, &mut room));
        found.extend(kernel::found(&chosen));
        found.extend(size::found(&won, &chosen));
    }
    sorted(found)
}

/// In the order of their places; pools that select the same have the same to tell.
fn sorted(mut found: Vec<Entry>) -> Report {
    found.iter_mut().for_each(|entry| entry.related.sort_by_key(|place| (place.source, place.span)));
    let mut report: Report = found.into_iter().collect();
    report.sort();
    let told = |entry: &Entry| (entry.place.source, entry.place.span, entry.rule.code);
    once_each(&mut report, |a, b| {
        let places = || a.place.path.cmp(&b.place.path);
        told(a).cmp(&told(b)).then_with(|| a.message.cmp(&b.message)).then_with(places)
    });
    report
}

/// Whether [`check`] has something to say of what was found in a file.
#[must_use]
pub fn concerns(subject: &Subject) -> bool {
    match subject {
        Subject::MachineConfig
        | Subject::MachineConfigPool
        | Subject::KubeletConfig
        | Subject::ContainerRuntimeConfig => true,
        Subject::MachineConfiguration | Subject::Ignition | Subject::Butane | Subject::Other(_) => false,
    }
}
