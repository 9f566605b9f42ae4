//! All that the objects of a cluster turn into.

use super::surroundings::{FEATURE_GATE, NODE, Surroundings};
use super::template::Inputs;
use super::{
    Bases, Context, Existing, Generated, Mode, Status, Subject, Tls, by_age, feature_gate, kubelet, node_config,
    registries, runtime, template,
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

/// What is asked for in a cluster, by whoever holds the objects.
pub(super) struct Asked<'a> {
    pub(super) pools: Vec<MachineConfigPool>,
    pub(super) kubelet_configs: &'a [Placed<KubeletConfig>],
    pub(super) runtime_configs: &'a [Placed<ContainerRuntimeConfig>],
    /// The MachineConfigs that there are; those of roles have the base files.
    pub(super) machine_configs: Vec<MachineConfig>,
    pub(super) controller_config: Option<&'a ControllerConfig>,
    pub(super) surroundings: &'a Surroundings,
    /// Base files and templates that stand in no manifest, by path.
    pub(super) base: BTreeMap<String, String>,
}

impl Asked<'_> {
    /// All that it turns into, one kind after the other: objects by age, pools by name. A refusal ends what it is about; the
    /// rest goes on.
    pub(super) fn generate(mut self, mode: Mode, controller_version: &str) -> All {
        let bases = self.bases();
        self.pools.sort_by(|a, b| a.metadata.name.cmp(&b.metadata.name));
        let around = self.surroundings;
        let mut context = Context::new(mode, &self.pools, &bases);
        context.feature_gates = around.feature_gates.clone().unwrap_or_default();
        context.node = around.node.as_ref();
        context.stands.clone_from(&around.stands);
        context.controller_version = controller_version;
        let asked = self.kubelet_configs.iter();
        let mut subjects: Vec<_> = asked.map(|it| Subject { stand: it.stand, ..Subject::new(&it.object) }).collect();
        by_age(&mut subjects);
        let mut all = Gathering {
            mode,
            existing: self.machine_configs.into_iter().collect(),
            all: All::default(),
        };
        if around.node.is_some() {
            all.add(NODE, |existing| node_config::generate(&context, existing));
        }
        if around.feature_gates.is_some() {
            all.add(FEATURE_GATE, |existing| feature_gate::generate(&context, existing));
        }
        all.add(KubeletConfig::KIND, |existing| kubelet::generate(&subjects, &context, existing));
        let mut runtimes = self.runtime_configs.to_vec();
        runtime::by_age(&mut runtimes);
        all.add(ContainerRuntimeConfig::KIND, |existing| runtime::generate(&runtimes, &context, existing));
        let release = around.release_image.as_deref().or_else(|| {
            let config = self.controller_config.map(|config| &*config.spec.release_image);
            config.filter(|image| !image.is_empty())
        });
        let objects = around.registries.objects(release);
        if objects.any() {
            all.add(ImagePolicy::KIND, |existing| registries::generate(objects, &context, existing));
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
        let spec = self.controller_config.map(|config| config.spec.clone()).unwrap_or_default();
        let tls = Tls::of(self.surroundings.tls.as_ref());
        let mut inputs = Inputs::new(&spec, &tls);
        inputs.pull_secret = self.surroundings.pull_secret.as_deref();
        bases.or(template::bases(&templates, &inputs))
    }
}

/// One run after the other.
struct Gathering {
    mode: Mode,
    existing: Existing,
    all: All,
}

impl Gathering {
    fn add(&mut self, kind: &str, run: impl FnOnce(Existing) -> Result<Generated, Refused>) {
        let made = match run(self.existing.clone()) {
            Ok(made) => made,
            Err(refused) => return self.all.report.append(refused.into_report()),
        };
        match self.mode {
            Mode::Bootstrap => self.all.machine_configs.extend(made.machine_configs),
            Mode::Cluster => self.existing = made.machine_configs.into_iter().collect(),
        }
        let named = made.statuses.into_iter().map(|(name, status)| (alloc::format!("{kind}/{name}"), status));
        self.all.conditions.extend(named);
        self.all.report.append(made.report);
    }

    fn finish(mut self) -> All {
        if self.mode == Mode::Cluster {
            self.all.machine_configs = self.existing.into_configs();
        }
        self.all.report.sort();
        self.all
    }
}
