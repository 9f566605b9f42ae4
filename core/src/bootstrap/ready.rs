//! Manifests, checked, and put together so that MachineConfigs can be made of them.

use super::installer::Installed;
use super::{Manifests, Settings, pool};
use crate::api::{ControllerConfig, MachineConfig, OSImageStream};
use crate::cluster::{Cluster, Placed};
use crate::generate::NodeConfig;
use crate::part::{Part, Stand};
use crate::rule;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::Place;
use garboard_ignition::report::{Entry, Gate, Refused, Report, Rule};

/// The feature gate of streams of OS images.
const STREAMS: &str = "OSStreams";

/// The feature gate of clusters that are installed without a registry.
const NO_REGISTRY: &str = "NoRegistryClusterInstall";

/// What MachineConfigs are made of.
pub(super) struct Ready {
    /// With the pools and MachineConfigs there are so far.
    pub(super) cluster: Cluster,
    /// Those of the manifests, then those of templates.
    pub(super) machine_configs: Vec<MachineConfig>,
    pub(super) controller_config: ControllerConfig,
    pub(super) report: Report,
}

impl Manifests {
    /// Checks what there has to be, and of several objects takes the one that counts.
    pub(super) fn ready(&self, settings: &Settings) -> Result<Ready, Refused> {
        let mut report = Refused::of(self.report.clone()).map_or_else(Ok, Err)?;
        let installed = self.installed(settings)?;
        let gates = self.gates(settings)?;
        let mut cluster = self.cluster.clone();
        cluster.report = Report::new();
        let mut machine_configs: Vec<_> = self.machine_configs.iter().map(|it| it.object.clone()).collect();
        let controller = installed.controller_config;
        add(&mut cluster, &mut machine_configs, &installed.machine_configs, controller.stand);
        let registries = &mut cluster.surroundings.registries;
        if registries.digest_mirrors.is_empty() && registries.content_sources.is_empty() {
            registries.digest_mirrors.extend(installed.digest_mirrors);
            registries.content_sources.extend(installed.content_sources);
        }
        let is_supposed = installed.report.entries().iter().any(|it| it.rule.code == rule::INSTALL_SUPPOSED.code);
        report.append(installed.report);
        cluster.controller_configs = Vec::from([controller.clone()]);
        let known = cluster.written.len();
        report.append(Refused::of(cluster.add_templated()).map_or_else(Ok, Err)?);
        machine_configs.extend_from_slice(&cluster.written[known..]);
        if is_supposed {
            cluster.unlike.extend(cluster.written[known..].iter().map(|config| config.metadata.name.clone()));
        }
        cluster.pools = pool::distinct(&cluster, controller.object.control_plane_topology());
        cluster.surroundings.node.get_or_insert_with(NodeConfig::default);
        let is_on = |gate: &str| gates.get(gate) == Some(&true);
        if is_on(STREAMS) {
            streams(&mut cluster.streams, &mut report);
        } else {
            cluster.streams.clear();
        }
        for stand in self.release_images.iter().filter(|_| is_on(NO_REGISTRY)) {
            report.add(Entry::new(&rule::BOOTSTRAP_RELEASE_IMAGE, stand.place()));
        }
        cluster.surroundings.feature_gates = Some(gates);
        Ok(Ready { cluster, machine_configs, controller_config: controller.object, report })
    }

    /// What the controllers know of the cluster: the last ControllerConfig, or the one that is made of what the installer
    /// was told. Templates are filled in with it.
    ///
    /// # Errors
    /// [`Refused`], if there is none and nothing of which one is made, or if that cannot be read.
    pub fn controller_config(&self, settings: &Settings) -> Result<ControllerConfig, Refused> {
        self.installed(settings).map(|installed| installed.controller_config.object)
    }

    /// Where the manifests have a ControllerConfig, nothing is made of what the installer was told: it stands in other
    /// manifests already.
    fn installed(&self, settings: &Settings) -> Result<Installed, Refused> {
        if let Some(controller) = self.cluster.controller_configs.last() {
            return Ok(Installed::of(controller.clone()));
        }
        self.given.installed(settings)?.ok_or_else(|| absent(&rule::BOOTSTRAP_CONTROLLER_CONFIG))
    }

    /// The feature gates of the release.
    fn gates(&self, settings: &Settings) -> Result<BTreeMap<String, bool>, Refused> {
        let found = self.feature_gates.as_ref().ok_or_else(|| absent(&rule::BOOTSTRAP_FEATURE_GATE))?;
        found.object.of(settings.payload_version.as_deref()).ok_or_else(|| {
            let listed: Vec<_> = found.object.versions().collect();
            let why = match &settings.payload_version {
                Some(version) if !listed.is_empty() => {
                    format!("status.featureGates has no version {version}, only {}", listed.join(", "))
                }
                _ => String::from("status.featureGates lists no version"),
            };
            let message = format!("error creating feature gates handler: {why}");
            Refused::because(entry(&rule::BOOTSTRAP_FEATURE_GATE, found.stand.place()).saying(message))
        })
    }
}

/// Adds MachineConfigs of which none is there.
fn add(cluster: &mut Cluster, all: &mut Vec<MachineConfig>, made: &[MachineConfig], stand: Stand) {
    let names: BTreeSet<_> = all.iter().map(|config| config.metadata.name.clone()).collect();
    for config in made.iter().filter(|config| !names.contains(&config.metadata.name)) {
        cluster.parts.push(Part::made(config.clone(), stand));
        cluster.written.push(config.clone());
        all.push(config.clone());
    }
}

/// A stream is looked up where its images are known, and the release is asked for them nowhere here.
fn streams(streams: &mut Vec<Placed<OSImageStream>>, report: &mut Report) {
    let known = |it: &Placed<OSImageStream>| !it.object.status.available_streams.is_empty();
    let place = streams.last().map_or_else(Place::default, |it| it.stand.place());
    *streams = streams.pop().filter(known).into_iter().collect();
    if streams.is_empty() {
        report.add(Entry::new(&rule::BOOTSTRAP_STREAMS, place));
    }
}

/// That something is not among the manifests.
fn absent(rule: &'static Rule) -> Refused {
    Refused::because(entry(rule, Place::default()))
}

fn entry(rule: &'static Rule, place: Place) -> Entry {
    Entry::new(rule, place).at_gate(Gate::Generate)
}
