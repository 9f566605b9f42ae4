//! All that the objects of a cluster turn into.

use super::surroundings::{FEATURE_GATE, NODE, Surroundings};
use super::template::Known;
use super::{
    Bases, Context, Existing, Generated, Mode, Status, Subject, by_age, feature_gate, kubelet, node_config, registries,
    runtime, template,
};
use crate::api::{
    ContainerRuntimeConfig, ControllerConfig, ImagePolicy, KubeletConfig, MachineConfig, MachineConfigPool,
};
use crate::cluster::Placed;
use crate::role::BUILT_IN;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::Refused;
use garboard_ignition::report::Report;

/// All that manifests turn into.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct All {
    /// At bootstrap those that were made, in that order; in a cluster all that exist afterwards, by name.
    pub machine_configs: Vec<MachineConfig>,
    /// In a cluster: what is noted on each object, by its kind and name.
    pub conditions: BTreeMap<String, Status>,
    /// What people should know.
    pub report: Report,
}

/// What is asked for, by whoever holds the objects.
pub(crate) struct Asked<'a> {
    pub(crate) pools: Vec<&'a MachineConfigPool>,
    pub(crate) kubelet_configs: &'a [Placed<KubeletConfig>],
    pub(crate) runtime_configs: &'a [Placed<ContainerRuntimeConfig>],
    /// The MachineConfigs that there are; those of roles have the base files.
    pub(crate) machine_configs: Vec<MachineConfig>,
    pub(crate) controller_config: Option<&'a ControllerConfig>,
    pub(crate) surroundings: &'a Surroundings,
    /// Base files and templates that stand in no manifest, by path.
    pub(crate) base: BTreeMap<String, String>,
}

impl Asked<'_> {
    /// All that it turns into, one kind after the other: objects by age, pools by name. A refusal ends what it is about; the
    /// rest goes on.
    pub(super) fn generate(self, mode: Mode, controller_version: &str) -> All {
        let (mut all, refused) = self.run(mode, controller_version);
        all.report.append(refused);
        all.report.sort();
        all
    }

    /// The same at bootstrap, which any refusal ends.
    pub(crate) fn bootstrap(self, controller_version: &str) -> Result<All, Refused> {
        let (mut all, refused) = self.run(Mode::Bootstrap, controller_version);
        all.report.sort();
        Refused::of(refused).map_or(Ok(all), Err)
    }

    fn run(mut self, mode: Mode, controller_version: &str) -> (All, Report) {
        let bases = self.bases();
        self.pools.sort_by(|a, b| a.metadata.name.cmp(&b.metadata.name));
        let around = self.surroundings;
        let mut context = Context::new(mode, self.pools, &bases);
        context.feature_gates = around.feature_gates.clone().unwrap_or_default();
        context.node = around.node.as_ref();
        context.stands.clone_from(&around.stands);
        context.controller_version = controller_version;
        let asked = self.kubelet_configs.iter();
        let mut subjects: Vec<_> = asked.map(|it| Subject { stand: it.stand, ..Subject::new(&it.object) }).collect();
        by_age(&mut subjects);
        let mut runtimes = self.runtime_configs.to_vec();
        runtime::by_age(&mut runtimes);
        let release = around.release_image.as_deref().or_else(|| {
            let config = self.controller_config.map(|config| &*config.spec.release_image);
            config.filter(|image| !image.is_empty())
        });
        let objects = around.registries.objects(release);
        let mut all = Gathering::new(mode, self.machine_configs);
        for kind in order(mode) {
            match *kind {
                NODE if around.node.is_none() => {}
                NODE => all.add(NODE, |existing| node_config::generate(&context, existing)),
                FEATURE_GATE if around.feature_gates.is_none() => {}
                FEATURE_GATE => all.add(FEATURE_GATE, |existing| feature_gate::generate(&context, existing)),
                KubeletConfig::KIND if subjects.is_empty() => {}
                KubeletConfig::KIND => all.add(kind, |existing| kubelet::generate(&subjects, &context, existing)),
                ContainerRuntimeConfig::KIND if runtimes.is_empty() => {}
                ContainerRuntimeConfig::KIND => {
                    all.add(kind, |existing| runtime::generate(&runtimes, &context, existing));
                }
                _ if mode == Mode::Cluster && !objects.any() => {}
                _ => all.add(ImagePolicy::KIND, |existing| registries::generate(objects, &context, existing)),
            }
        }
        all.finish()
    }

    /// The base files: those of MachineConfigs first, then those that were given.
    fn bases(&mut self) -> Bases {
        let mut bases = Bases::of(&self.machine_configs);
        let given = core::mem::take(&mut self.base);
        let (files, templates): (BTreeMap<_, _>, BTreeMap<_, _>) =
            given.into_iter().partition(|(path, _)| path.starts_with('/'));
        for role in BUILT_IN {
            bases.add(role, &files);
        }
        if templates.is_empty() {
            return bases;
        }
        bases.or(template::bases(&templates, &Known::of(self.controller_config, self.surroundings).inputs("")))
    }
}

/// The kinds, in the order in which MachineConfigs are made of them. That of registries is named after policies.
const fn order(mode: Mode) -> &'static [&'static str; 5] {
    match mode {
        Mode::Bootstrap => &[ImagePolicy::KIND, ContainerRuntimeConfig::KIND, FEATURE_GATE, NODE, KubeletConfig::KIND],
        Mode::Cluster => &[NODE, FEATURE_GATE, KubeletConfig::KIND, ContainerRuntimeConfig::KIND, ImagePolicy::KIND],
    }
}

/// One run after the other.
struct Gathering {
    mode: Mode,
    existing: Existing,
    all: All,
    refused: Report,
}

impl Gathering {
    /// At bootstrap controllers find nothing that others left.
    fn new(mode: Mode, there: Vec<MachineConfig>) -> Self {
        let existing = match mode {
            Mode::Bootstrap => Existing::default(),
            Mode::Cluster => there.into_iter().collect(),
        };
        Self { mode, existing, all: All::default(), refused: Report::new() }
    }

    fn add(&mut self, kind: &str, run: impl FnOnce(Existing) -> Result<Generated, Refused>) {
        let made = match run(self.existing.clone()) {
            Ok(made) => made,
            Err(refused) => return self.refused.append(refused.into_report()),
        };
        match self.mode {
            Mode::Bootstrap => self.all.machine_configs.extend(made.machine_configs),
            Mode::Cluster => self.existing = made.machine_configs.into_iter().collect(),
        }
        let named = made.statuses.into_iter().map(|(name, status)| (alloc::format!("{kind}/{name}"), status));
        self.all.conditions.extend(named);
        self.all.report.append(made.report);
    }

    fn finish(mut self) -> (All, Report) {
        if self.mode == Mode::Cluster {
            self.all.machine_configs = self.existing.into_configs();
        }
        (self.all, self.refused)
    }
}
