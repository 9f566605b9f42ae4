//! From the bootstrap host to the cluster: what differs, and because of what.

use super::{Bootstrapped, Manifests, Settings, pool, pre_built};
use crate::api::Image;
use crate::changes;
use crate::cluster::{Cluster, Placed};
use crate::generate::managed::Purpose;
use crate::part::{Part, Stand};
use crate::render::{Pools, Rendered};
use crate::rule;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::Place;
use garboard_ignition::report::{Entry, Gate, Refused, Report};

impl Manifests {
    /// The cluster that is installed from them, once its controllers have run: what they make of the same manifests.
    ///
    /// # Errors
    /// As [`run`](super::run), which asks for the same objects.
    pub fn cluster(&self, settings: &Settings) -> Result<Cluster, Refused> {
        let mut cluster = self.ready(settings)?.cluster;
        // The controller of images built before makes the same of them.
        let pre_built = pre_built::generate(&cluster.os_configs, &cluster.pools)?;
        for config in pre_built {
            let stand = pool::stand_of(&config, &cluster);
            cluster.parts.push(Part::made(config, stand));
        }
        // Every cluster has one.
        if cluster.surroundings.registries.images.is_empty() {
            cluster.surroundings.registries.images.push(Placed::nowhere(Image::new("cluster")));
        }
        cluster.complete_noting();
        Ok(cluster)
    }
}

/// What becomes of a pool when the cluster takes over.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HandOver {
    /// The pool.
    pub pool: String,
    /// What its first nodes are installed with.
    pub first: Rendered,
    /// What the cluster renders; why it does not, if it does not.
    pub then: Result<Rendered, Refused>,
    /// That its nodes degrade, and which MachineConfigs are to blame; nothing if both are the same.
    pub report: Report,
}

/// Compares what the bootstrap host made with what the cluster makes, pool by pool.
///
/// ```
/// use garboard_core::bootstrap::{self, Manifests, Settings};
/// use garboard_core::render::Pools;
/// use garboard_ignition::document::SourceId;
///
/// let mut manifests = Manifests::default();
/// manifests.read(SourceId(0), br#"
///   { "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "ControllerConfig" }
///   { "apiVersion": "config.openshift.io/v1", "kind": "FeatureGate", "metadata": { "name": "cluster" },
///     "status": { "featureGates": [ { "version": "4.22.0" } ] } }
///   { "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
///     "metadata": { "name": "50-smt", "labels": { "machineconfiguration.openshift.io/role": "worker" } },
///     "spec": { "kernelArguments": [ "nosmt" ] } }"#);
/// let settings = Settings::default();
/// let first = bootstrap::run(&manifests, &settings)?;
/// let cluster = manifests.cluster(&settings)?;
/// let pools = bootstrap::hand_over(&first, &mut Pools::new(&cluster, &settings.render));
/// assert!(pools[0].report.is_empty(), "nothing that depends on the time was asked for");
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
#[must_use]
pub fn hand_over(first: &Bootstrapped, then: &mut Pools<'_>) -> Vec<HandOver> {
    first.rendered.iter().map(|rendered| one(rendered, &first.cluster, then)).collect()
}

fn one(first: &Rendered, cluster: &Cluster, then: &mut Pools<'_>) -> HandOver {
    let pool = first.pool();
    let rendered = then.render(pool);
    let mut report = Report::new();
    if rendered.as_ref().map_or(true, |rendered| rendered.name != first.name) {
        report.add(lost(first, rendered.as_ref().ok(), cluster));
        match then.select(pool) {
            Ok(parts) => causes(first, cluster, &parts, &mut report),
            Err(_) => twice(first, cluster, &mut report),
        }
    }
    HandOver { pool: pool.into(), first: first.clone(), then: rendered, report }
}

/// That the nodes of a pool look for a MachineConfig which the cluster does not have.
fn lost(first: &Rendered, then: Option<&Rendered>, cluster: &Cluster) -> Entry {
    let pool = first.pool();
    let stand = cluster.pools.iter().find(|it| it.object.metadata.name == pool).map(|it| it.stand);
    let then = then.map_or_else(|| "nothing".into(), |rendered| rendered.name.clone());
    let message = format!(
        "nodes of pool {pool} will degrade: the first rendered name differs, they are installed with {} and the cluster \
         renders {then}",
        first.name
    );
    Entry::new(&rule::BOOTSTRAP_NAME_LOST, place(stand)).at_gate(Gate::Render).saying(message)
}

/// Each MachineConfig of the pool that is there at one time only, or says something else.
fn causes(first: &Rendered, cluster: &Cluster, then: &[&Part], report: &mut Report) {
    let (old, new) = (parts_of(first, cluster), by_name(then.iter().copied()));
    let all: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    let has_registries = new.keys().any(|name| Purpose::Registries.made(name));
    for name in all {
        if Purpose::Registries.made(name) && !new.contains_key(name) && has_registries {
            // Those of another pool say the same.
            continue;
        }
        let (before, after) = (old.get(name).map_or(&[][..], |it| it), new.get(name).map_or(&[][..], |it| it));
        if let Some(cause) = cause(name, before, after) {
            report.add(cause);
        }
    }
}

/// Each MachineConfig of the pool that stands twice: the cluster selects nothing for it.
fn twice(first: &Rendered, cluster: &Cluster, report: &mut Report) {
    for (name, parts) in parts_of(first, cluster).iter().filter(|(_, parts)| parts.len() > 1) {
        cause(name, parts, &[]).into_iter().for_each(|entry| report.add(entry));
    }
}

/// What a rendered MachineConfig was made of.
fn parts_of<'c>(first: &Rendered, cluster: &'c Cluster) -> BTreeMap<&'c str, Vec<&'c Part>> {
    let names: BTreeSet<&str> = first.parts.iter().map(String::as_str).collect();
    by_name(cluster.parts.iter().filter(|part| names.contains(&*part.name)))
}

fn by_name<'p>(parts: impl Iterator<Item = &'p Part>) -> BTreeMap<&'p str, Vec<&'p Part>> {
    let mut named: BTreeMap<_, Vec<_>> = BTreeMap::new();
    parts.for_each(|part| named.entry(&*part.name).or_default().push(part));
    named
}

fn cause(name: &str, first: &[&Part], then: &[&Part]) -> Option<Entry> {
    let stand = first.iter().chain(then).map(|part| part.stand).next();
    let at = |rule| Entry::new(rule, place(stand)).at_gate(Gate::Generate);
    match (first, then) {
        ([before], [after]) if changes::between(&before.spec, &after.spec).is_empty() => None,
        ([before], [after]) if Purpose::NodeConfig.made(name) => {
            let arguments = &before.spec.kernel_arguments;
            let gone = arguments.iter().filter(|argument| !after.spec.kernel_arguments.contains(argument));
            let gone: Vec<_> = gone.map(String::as_str).collect();
            let message = format!(
                "{name} sets the kernel arguments {} while the cluster is installed, and not afterwards: then only \
                 built-in pools get them",
                gone.join(" ")
            );
            Some(at(&rule::BOOTSTRAP_KERNEL_ARGUMENTS).saying(message))
        }
        ([_], []) if Purpose::Registries.made(name) => {
            let message = format!("{name} is there while the cluster is installed, and not afterwards");
            Some(at(&rule::BOOTSTRAP_REGISTRIES).saying(message))
        }
        ([_, _, ..], _) => {
            let message = format!("{name} stands {} times: all count now, and a cluster holds one", first.len());
            Some(at(&rule::BOOTSTRAP_TWICE).saying(message))
        }
        (_, []) => Some(at(&rule::BOOTSTRAP_CONFIG_DIFFERS).saying(format!("the cluster makes no {name}"))),
        ([], _) => Some(at(&rule::BOOTSTRAP_CONFIG_DIFFERS).saying(format!("{name} is made only by the cluster"))),
        _ => Some(at(&rule::BOOTSTRAP_CONFIG_DIFFERS).saying(format!("{name} says something else in the cluster"))),
    }
}

/// The place of what stands in a file.
fn place(stand: Option<Stand>) -> Place {
    stand.filter(|stand| *stand != Stand::default()).map_or_else(Place::default, |stand| stand.place())
}
