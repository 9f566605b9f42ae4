//! What manifests say together that none of them says alone: who overrides whom, what is said twice, what nobody selects.
//!
//! [`check`] judges a [`Cluster`]. Nothing of it depends on the order in which files were read. Its findings stand at the
//! objects, with the paths of the values that they are about; [`locate`] puts them where the values stand in the text, so
//! that texts need not be kept.

mod claims;
mod disruption;
mod kernel;
mod locate;
mod objects;
mod overrides;
mod owned;
mod pools;
mod rivals;
mod size;
mod sysctl;

pub use locate::locate;
pub(crate) use rivals::kubelet_configs as rival_kubelet_configs;

use crate::api::ControllerConfig;
use crate::check::{Subject, once_each};
use crate::cluster::Cluster;
use crate::generate::SURROUNDINGS;
use crate::part::Part;
use crate::rule;
use crate::selector::Selector;
use alloc::{format, string::String, vec::Vec};
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
    judged(cluster, Scope::default(), MOST)
}

/// The same of one pool: MachineConfigs that it does not select are passed by. [`Pools::selector`] has what it selects by.
///
/// [`Pools::selector`]: crate::render::Pools::selector
#[must_use]
pub fn check_pool(cluster: &Cluster, pool: &str, selector: &Selector) -> Report {
    judged(cluster, Scope(Some((pool, selector))), MOST)
}

/// All pools, or one of them.
#[derive(Clone, Copy, Default)]
struct Scope<'s>(Option<(&'s str, &'s Selector)>);

impl Scope<'_> {
    const fn is_narrow(self) -> bool {
        self.0.is_some()
    }

    fn has_pool(self, name: &str) -> bool {
        self.0.is_none_or(|(pool, _)| pool == name)
    }

    fn has(self, part: &Part) -> bool {
        self.0.is_none_or(|(_, selector)| selector.matches(part.labels.as_ref()))
    }
}

fn judged(cluster: &Cluster, scope: Scope<'_>, most: usize) -> Report {
    let mut found = objects::found(cluster, scope);
    found.extend(rivals::found(cluster, scope));
    if !scope.is_narrow() {
        found.extend(disruption::found(cluster));
    }
    let pools = pools::of(cluster, scope);
    found.extend(pools.found(cluster));
    let claims: Vec<_> = pools.parts.iter().map(|part| Claims::of(part)).collect();
    let (mut room, mut left) = (Room::default(), most);
    let mut passed_by = Vec::new();
    for (chosen, pool) in pools.distinct() {
        let cost = chosen.iter().map(|&number| claims[number].len() + 1).sum();
        let Some(rest) = left.checked_sub(cost) else {
            passed_by.extend(chosen.first().map(|&first| (pool, pools.parts[first])));
            continue;
        };
        left = rest;
        let chosen: Vec<_> = chosen.iter().map(|&number| (pools.parts[number], &claims[number])).collect();
        let won = overrides::won(&chosen);
        found.extend(overrides::found(&won, &chosen, &mut room));
        found.extend(sysctl::found(&won, &mut room));
        found.extend(kernel::found(&chosen));
        found.extend(size::found(&won, &chosen));
    }
    found.extend(too_large(&passed_by));
    sorted(found)
}

/// That what some pools select was not compared.
fn too_large(passed_by: &[(&str, &Part)]) -> Option<Entry> {
    let (name, first) = passed_by.first()?;
    let others = match passed_by.len() - 1 {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let message = format!("the values of all pools are too many: those of pool {name}{others} are not compared");
    Some(Entry::new(&rule::SET_TOO_LARGE, first.stand.place()).saying(message))
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

/// Of what [`Cluster::complete`] found, what neither [`check`] says nor what says each object for itself.
#[must_use]
pub fn beside(mut made: Report, cluster: &Cluster) -> Report {
    let kubelets = cluster.kubelet_configs.iter().map(|it| it.stand.name);
    let judged: Vec<_> = kubelets.chain(cluster.runtime_configs.iter().map(|it| it.stand.name)).collect();
    let is_known = |entry: &Entry| entry.place.span.is_some_and(|span| judged.contains(&span));
    let told = [&rule::IMAGE_MISSING, &rule::NO_BASE_FILE, &rule::RELEASE_UNKNOWN, &rule::POOL_CONFIGS_COMPETE];
    made.retain(|entry| !is_known(entry) && told.iter().all(|rule| rule.code != entry.rule.code));
    made
}

/// Whether [`check`] has something to say of what was found in a file, or needs it for what it says.
#[must_use]
pub fn concerns(subject: &Subject) -> bool {
    match subject {
        Subject::Other(kind) => *kind == ControllerConfig::KIND || SURROUNDINGS.contains(&&**kind),
        Subject::MachineConfig
        | Subject::MachineConfigPool
        | Subject::MachineConfiguration
        | Subject::KubeletConfig
        | Subject::ContainerRuntimeConfig => true,
        Subject::Ignition | Subject::Butane => false,
    }
}
