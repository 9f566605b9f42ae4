//! The pools of a cluster, each with what it selects.

use super::combine::{Combined, combine};
use super::lacking::Asking;
use super::rendered::RELEASE;
use super::{Build, Context, Images, Missing, Rendered, finish, order, refused, same_build};
use crate::api::{ControllerConfigSpec, LabelSelector, MachineConfigPool, OSImageStream};
use crate::cluster::{Cluster, Placed};
use crate::doubles::doubles;
use crate::part::{Part, Stand};
use crate::role::{BUILT_IN, MASTER, ROLE, WORKER};
use crate::rule;
use crate::selector::{Index, Selector};
use alloc::borrow::{Cow, ToOwned};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::document::Place;
use garboard_ignition::report::{Entry, Gate, Refused, Report};

/// What the manifests do not say, or what is to count instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// The OS image of the release, in place of that of the ControllerConfig.
    pub os_image: Option<String>,
    /// The extensions image of the release, in place of that of the ControllerConfig.
    pub extensions_image: Option<String>,
    /// The commit of the controller, in place of the one that all MachineConfigs name that a controller wrote.
    pub controller_version: Option<String>,
    /// Whether it is kept where the values come from.
    pub origins: bool,
}

/// The pools that are assumed: every cluster has them, and only some have one for arbiter.
const ASSUMED: [&str; 2] = [MASTER, WORKER];

const GENERATED_BY: &str = "machineconfiguration.openshift.io/generated-by-version";

/// The pools of a cluster, to be rendered. Pools that select the same are rendered once.
#[derive(Debug)]
pub struct Pools<'c> {
    cluster: &'c Cluster,
    settings: Settings,
    pools: BTreeMap<&'c str, Cow<'c, MachineConfigPool>>,
    assumed: BTreeSet<&'static str>,
    /// Names that several MachineConfigs have, with what is to be said of them.
    doubles: BTreeMap<&'c str, Entry>,
    /// The numbers of the MachineConfigs in the order in which they are merged.
    order: Vec<usize>,
    /// The labels of the MachineConfigs, in that order.
    labels: Index<'c>,
    build: Build,
    /// What MachineConfigs are made of.
    asking: Asking,
    report: Report,
    at_bootstrap: bool,
    done: BTreeMap<Key, Result<Arc<Combined>, Refused>>,
}

/// What a rendered spec depends on: the numbers of the parts, in merge order, and the images.
type Key = (Vec<usize>, Images);

impl<'c> Pools<'c> {
    /// The pools among the manifests; master and worker are assumed where they are absent.
    #[must_use]
    pub fn new(cluster: &'c Cluster, settings: &Settings) -> Self {
        let mut report = Report::new();
        let mut pools: BTreeMap<_, _> = BTreeMap::new();
        for Placed { object, stand } in &cluster.pools {
            if pools.insert(&*object.metadata.name, Cow::Borrowed(object)).is_some() {
                let message =
                    format!("the MachineConfigPool {} stands twice among the manifests", object.metadata.name);
                report.add(Entry::new(&rule::DUPLICATE_NAME, stand.place()).saying(message));
            }
        }
        let assumed: BTreeSet<_> = ASSUMED.into_iter().filter(|name| !pools.contains_key(name)).collect();
        pools.extend(assumed.iter().map(|name| (*name, Cow::Owned(built_in(name)))));
        let doubles = doubles("MachineConfig", cluster.parts.iter().map(|part| (&*part.name, part.stand)));
        doubles.values().cloned().for_each(|entry| report.add(entry));
        let mut numbers: Vec<_> = (0..cluster.parts.len()).collect();
        numbers.sort_by(|&a, &b| order(&cluster.parts[a]).cmp(&order(&cluster.parts[b])));
        let build = build(cluster, settings, &mut report);
        Self {
            cluster,
            settings: settings.clone(),
            pools,
            assumed,
            doubles,
            labels: numbers.iter().map(|&number| cluster.parts[number].labels.as_ref()).collect(),
            order: numbers,
            build,
            asking: Asking::of(cluster),
            report,
            at_bootstrap: false,
            done: BTreeMap::new(),
        }
    }

    /// The same while a cluster is installed: there are the pools that are named and no others, MachineConfigs of one name
    /// all count, whatever their size, and no release is noted.
    #[must_use]
    pub(crate) fn at_bootstrap(cluster: &'c Cluster, settings: &Settings) -> Self {
        let mut pools = Self::new(cluster, settings);
        let assumed = core::mem::take(&mut pools.assumed);
        pools.pools.retain(|name, _| !assumed.contains(name));
        pools.doubles.clear();
        pools.report.retain(|entry| entry.rule.code != rule::DUPLICATE_NAME.code);
        pools.build.release.clear();
        pools.at_bootstrap = true;
        pools
    }

    /// The names of the pools, in order; the assumed ones only if they select something.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pools.keys().copied().filter(|name| self.has(name))
    }

    /// Whether this is the name of one of them.
    #[must_use]
    pub fn has(&self, pool: &str) -> bool {
        self.pools.contains_key(pool) && (!self.is_assumed(pool) || self.select(pool).is_ok())
    }

    /// Whether a pool is not among the manifests, but one that every cluster has.
    #[must_use]
    pub fn is_assumed(&self, pool: &str) -> bool {
        self.assumed.contains(pool)
    }

    /// What there is to say of the manifests as a whole.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The MachineConfigs that a pool selects, in the order in which they are merged: what comes later wins.
    ///
    /// # Errors
    /// [`Refused`] where the pool selects none, or all; where its selector is none; and where it selects one of several
    /// of the same name.
    pub fn select(&self, pool: &str) -> Result<Vec<&'c Part>, Refused> {
        let selected = self.selected(self.pool(pool)?)?;
        Ok(selected.into_iter().map(|number| &self.cluster.parts[number]).collect())
    }

    /// Renders a pool.
    ///
    /// # Errors
    /// As [`select`](Self::select), and as [`render`](super::render).
    pub fn render(&mut self, pool: &str) -> Result<Rendered, Refused> {
        let numbers = self.selected(self.pool(pool)?)?;
        self.render_numbers(pool, numbers)
    }

    /// Renders all MachineConfigs there are for a pool, whatever it selects and however often a name stands.
    ///
    /// # Errors
    /// As [`render`](super::render).
    pub fn render_all(&mut self, pool: &str) -> Result<Rendered, Refused> {
        let mut numbers: Vec<_> = (0..self.cluster.parts.len()).collect();
        numbers.sort_by(|&a, &b| order(&self.cluster.parts[a]).cmp(&order(&self.cluster.parts[b])));
        self.render_numbers(pool, numbers)
    }

    fn render_numbers(&mut self, pool: &str, numbers: Vec<usize>) -> Result<Rendered, Refused> {
        let object = self.pool(pool)?;
        let parts: Vec<_> = numbers.iter().map(|&number| &self.cluster.parts[number]).collect();
        let context = self.context(object)?;
        let lacks_generated = self.asking.lacks(object, &parts);
        same_build(&parts, &context)?;
        let combined = || combine(&parts, &context.images, context.origins).map(Arc::new);
        let combined = self.done.entry((numbers, context.images.clone())).or_insert_with(combined).clone()?;
        let mut rendered = finish(&parts, &context, combined)?;
        if lacks_generated {
            rendered.certainty.add(Missing::GeneratedConfigsMissing);
        }
        if parts.iter().any(|part| self.cluster.unlike.contains(&part.name)) {
            rendered.certainty.add(Missing::GeneratedConfigsUnlike);
        }
        Ok(rendered)
    }

    fn pool(&self, name: &str) -> Result<&MachineConfigPool, Refused> {
        self.pools.get(name).map(Cow::as_ref).ok_or_else(|| {
            let known: Vec<_> = self.pools.keys().copied().collect();
            let message = format!("there is no MachineConfigPool {name}; there are {}", known.join(", "));
            refused(Entry::new(&rule::NO_SUCH_POOL, Place::default()).saying(message))
        })
    }

    /// Where a pool stands, if it does.
    fn place(&self, pool: &str) -> Place {
        let placed = self.cluster.pools.iter().find(|placed| placed.object.metadata.name == pool);
        placed.map_or_else(Place::default, |placed| placed.stand.place())
    }

    /// What a pool selects MachineConfigs by.
    ///
    /// # Errors
    /// [`Refused`] where there is no such pool, where its selector is none, and where it selects everything.
    pub fn selector(&self, pool: &str) -> Result<Selector, Refused> {
        self.selector_of(self.pool(pool)?)
    }

    fn selector_of(&self, pool: &MachineConfigPool) -> Result<Selector, Refused> {
        let name = &pool.metadata.name;
        let at = |rule| Entry::new(rule, self.place(name));
        let selector = Selector::new(pool.spec.machine_config_selector.as_ref());
        let selector = selector.map_err(|bad| {
            let message = format!("the machineConfigSelector of pool {name} is none: {}: {}", bad.field, bad.message);
            refused(at(&rule::BAD_SELECTOR).saying(message))
        })?;
        if selector.is_everything() {
            let entry = at(&rule::EMPTY_SELECTOR);
            return Err(refused(if self.at_bootstrap { entry.saying(none_at_bootstrap(name)) } else { entry }));
        }
        Ok(selector)
    }

    fn selected(&self, pool: &MachineConfigPool) -> Result<Vec<usize>, Refused> {
        let selector = self.selector_of(pool)?;
        let selected: Vec<_> = self.labels.selected(&selector).into_iter().map(|place| self.order[place]).collect();
        if selected.is_empty() {
            let message = match self.at_bootstrap {
                true => none_at_bootstrap(&pool.metadata.name),
                false => format!("no MachineConfigs found matching selector {selector}"),
            };
            let place = self.place(&pool.metadata.name);
            return Err(refused(Entry::new(&rule::NOTHING_SELECTED, place).saying(message)));
        }
        let same = |number: &usize| self.doubles.get_key_value(&*self.cluster.parts[*number].name);
        let doubles: BTreeMap<_, _> = selected.iter().filter_map(same).collect();
        let doubles: Report = doubles.into_values().cloned().collect();
        Refused::of(doubles).map_or(Ok(selected), Err)
    }

    fn context(&self, pool: &MachineConfigPool) -> Result<Context, Refused> {
        let mut context = Context::new(&*pool.metadata.name);
        context.uid.clone_from(&pool.metadata.uid);
        context.stream = own_stream(pool).unwrap_or_default().to_owned();
        (context.images, context.follows) = self.images(pool)?;
        context.build = self.build.clone();
        context.origins = self.settings.origins;
        context.any_size = self.at_bootstrap;
        Ok(context)
    }

    /// What the settings say, else the pool's stream, else the ControllerConfig; and the stream's name.
    fn images(&self, pool: &MachineConfigPool) -> Result<(Images, String), Refused> {
        let given = |image: &Option<String>, other: &str| image.clone().unwrap_or_else(|| other.to_owned());
        let [os, extensions, stream] = match self.cluster.streams.first() {
            Some(streams) => self.stream(pool, streams)?,
            None => {
                let spec = self.cluster.controller_configs.first().map(|placed| &placed.object.spec);
                let images = |spec: &'c ControllerConfigSpec| {
                    [&*spec.base_os_container_image, &*spec.base_os_extensions_container_image, ""]
                };
                spec.map_or([""; 3], images)
            }
        };
        let images =
            Images::new(given(&self.settings.os_image, os), given(&self.settings.extensions_image, extensions));
        Ok((images, stream.to_owned()))
    }

    /// The images of the stream that a pool follows, and its name: its own, else that of worker for a custom pool, else
    /// the default.
    fn stream(
        &self,
        pool: &MachineConfigPool,
        Placed { object, stand }: &'c Placed<OSImageStream>,
    ) -> Result<[&'c str; 3], Refused> {
        let name = &*pool.metadata.name;
        let custom = !BUILT_IN.contains(&name);
        let inherited = || self.pools.get(WORKER).filter(|_| custom).and_then(|worker| own_stream(worker));
        let wanted = own_stream(pool).or_else(inherited).unwrap_or(&object.status.default_stream);
        let found = object.status.available_streams.iter().find(|set| set.name == wanted);
        let found = found.ok_or_else(|| {
            let message =
                format!("could not get OSImageStreamSet for pool {name}: requested OSImageStream {wanted} not found");
            refused(Entry::new(&rule::STREAM_UNKNOWN, self.place(name)).saying(message).beside(stand.place()))
        })?;
        Ok([&found.os_image, &found.os_extensions_image, &found.name])
    }
}

fn none_at_bootstrap(pool: &str) -> String {
    format!("couldn't find any MachineConfigs for pool: {pool}")
}

fn own_stream(pool: &MachineConfigPool) -> Option<&str> {
    pool.spec.os_image_stream.as_ref().map(|stream| &*stream.name)
}

/// The pools that every cluster has and that these lack, as far as `counts`.
pub(crate) fn assumed(pools: &[Placed<MachineConfigPool>], counts: impl Fn(&str) -> bool) -> Vec<MachineConfigPool> {
    let is_there = |name: &str| pools.iter().any(|pool| pool.object.metadata.name == name);
    ASSUMED.into_iter().filter(|name| counts(name) && !is_there(name)).map(built_in).collect()
}

/// A pool as every cluster has it.
pub(crate) fn built_in(name: &str) -> MachineConfigPool {
    let mut pool = MachineConfigPool::new(name);
    let label = |label: String| (label, String::new());
    pool.metadata.labels = Some(BTreeMap::from([
        label(format!("pools.operator.machineconfiguration.openshift.io/{name}")),
        label("machineconfiguration.openshift.io/mco-built-in".into()),
    ]));
    let mut selector = LabelSelector::default();
    selector.match_labels.insert(ROLE.to_owned(), name.to_owned());
    pool.spec.machine_config_selector = Some(selector);
    pool
}

/// The finding that controllers of several builds wrote the MachineConfigs, if they did.
pub(crate) fn mixed_builds<'p>(parts: impl IntoIterator<Item = &'p Part>) -> Option<Entry> {
    let mut known = builds(parts);
    known.sort_by_key(|(_, stand)| *stand);
    let ((_, first), others @ [_, ..]) = known.split_first()? else { return None };
    let hashes: Vec<_> = known.iter().map(|(hash, _)| *hash).collect();
    let message = format!("controllers of several versions wrote these MachineConfigs: {}", hashes.join(", "));
    let mut entry = Entry::new(&rule::MIXED_CONTROLLER_VERSIONS, first.place()).saying(message);
    entry.related = others.iter().map(|(_, stand)| stand.place()).collect();
    Some(entry.at_gate(Gate::Render))
}

/// The builds of the controllers that wrote the MachineConfigs, each with one of these.
fn builds<'p>(parts: impl IntoIterator<Item = &'p Part>) -> Vec<(&'p str, Stand)> {
    let known: BTreeMap<_, _> = parts.into_iter().map(|part| (&*part.generated_by, part.stand)).collect();
    known.into_iter().filter(|(hash, _)| !hash.is_empty()).collect()
}

/// The build that all MachineConfigs name which a controller wrote; empty if they name several, or there are none.
pub(crate) fn one_build<'p>(parts: impl IntoIterator<Item = &'p Part>) -> &'p str {
    match builds(parts)[..] {
        [(hash, _)] => hash,
        _ => "",
    }
}

/// The controller that renders, as far as the manifests tell.
fn build(cluster: &Cluster, settings: &Settings, report: &mut Report) -> Build {
    let hash = settings.controller_version.clone().unwrap_or_else(|| {
        mixed_builds(&cluster.parts).into_iter().for_each(|entry| report.add(entry));
        one_build(&cluster.parts).to_owned()
    });
    let controller = cluster.controller_configs.first();
    let annotation = |key| controller.and_then(|placed| placed.object.metadata.annotation(key));
    if let (Some(placed), Some(theirs)) = (controller, annotation(GENERATED_BY))
        && !hash.is_empty()
        && !theirs.contains(short(&hash))
    {
        let message = format!("ignoring controller config generated from {theirs} (my version: {hash})");
        report.add(
            Entry::new(&rule::CONTROLLER_CONFIG_VERSION, placed.stand.place()).at_gate(Gate::Render).saying(message),
        );
    }
    Build::new(hash, annotation(RELEASE).unwrap_or_default())
}

/// As much of a commit as version names have of it.
fn short(hash: &str) -> &str {
    hash.get(..7).unwrap_or(hash)
}
