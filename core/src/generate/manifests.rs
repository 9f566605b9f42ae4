//! Manifests, as far as they decide what is generated, and all that they turn into.
//!
//! ```
//! use garboard_core::generate::{Manifests, Mode};
//! use garboard_ignition::document::SourceId;
//!
//! let mut manifests = Manifests::default();
//! manifests.read(SourceId(0), b"apiVersion: machineconfiguration.openshift.io/v1
//! kind: KubeletConfig
//! metadata: {name: pods}
//! spec:
//!   machineConfigPoolSelector: {matchLabels: {pool: worker}}
//!   kubeletConfig: {maxPods: 500}
//! ---
//! apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfigPool
//! metadata: {name: worker, labels: {pool: worker}}
//! ");
//! manifests.base([("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250".into())].into());
//! let made = manifests.generate(Mode::Cluster, "1.2.3");
//! assert_eq!(made.machine_configs[0].metadata.name, "99-worker-generated-kubelet");
//! ```

use super::asked::{All, Asked};
use super::template::{self, Known};
use super::{Mode, Surroundings};
use crate::api::{ContainerRuntimeConfig, ControllerConfig, KubeletConfig, MachineConfig, MachineConfigPool};
use crate::check::{GROUP, is_machine_config, unserved};
use crate::cluster::{Placed, placed};
use crate::manifest::{self, Format, Object};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::{Place, SourceId};
use garboard_ignition::report::Report;

/// Manifests, as far as they decide what is generated.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Manifests {
    /// The KubeletConfigs.
    pub kubelet_configs: Vec<Placed<KubeletConfig>>,
    /// The ContainerRuntimeConfigs.
    pub runtime_configs: Vec<Placed<ContainerRuntimeConfig>>,
    /// The pools.
    pub pools: Vec<MachineConfigPool>,
    /// The MachineConfigs; those of roles have the base files.
    pub machine_configs: Vec<MachineConfig>,
    /// What the controllers know of the cluster: templates are filled in with it.
    pub controller_config: Option<ControllerConfig>,
    /// What else MachineConfigs are made of.
    pub surroundings: Surroundings,
    /// Base files and templates that stand in no manifest, by path.
    base: BTreeMap<String, String>,
    /// What could not be read.
    pub report: Report,
}

impl Manifests {
    /// Adds what a file holds. Of objects that a cluster has one of, the last counts.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| {
            document.objects().iter().for_each(|object| self.add(object));
        });
        self.report.append(unread);
    }

    fn add(&mut self, object: &Object<'_>) {
        let report = &mut self.report;
        if is_machine_config(object) {
            self.machine_configs.extend(placed(object, report).map(|it| it.object));
            return;
        }
        if let Some(entry) = unserved(object) {
            report.add(entry);
            return;
        }
        match (&*object.group(), &*object.kind()) {
            (GROUP, "KubeletConfig") => self.kubelet_configs.extend(placed(object, report)),
            (GROUP, "ContainerRuntimeConfig") => self.runtime_configs.extend(placed(object, report)),
            (GROUP, "MachineConfigPool") => self.pools.extend(placed(object, report).map(|it| it.object)),
            (GROUP, "ControllerConfig") => {
                self.controller_config = placed(object, report).map(|it| it.object).or(self.controller_config.take());
            }
            _ => self.surroundings.add(object, report),
        }
    }

    /// Says what the base files are where no MachineConfig has them: by absolute paths, the files of every role; by other
    /// paths, templates below their directory.
    pub fn base(&mut self, files: BTreeMap<String, String>) {
        self.base = files;
    }

    /// The MachineConfigs `00-<role>` and `01-<role>-*` that the templates among the base files make, for every role, by name;
    /// but for those that are among the manifests.
    #[must_use]
    pub fn templated(&self, controller_version: &str) -> All {
        let templates = self.base.iter().filter(|(path, _)| !path.starts_with('/'));
        let templates: BTreeMap<_, _> = templates.map(|(path, text)| (path.clone(), text.clone())).collect();
        let known = Known::of(self.controller_config.as_ref(), &self.surroundings);
        let inputs = known.inputs(controller_version);
        let mut all = All::default();
        for role in template::roles(&templates, &inputs) {
            match template::machine_configs(&templates, &inputs, role) {
                Ok(made) => all.machine_configs.extend(made),
                Err(why) => all.report.add(template::nothing(role, why, Place::default())),
            }
        }
        let has = |name: &str| self.machine_configs.iter().any(|config| config.metadata.name == name);
        all.machine_configs.retain(|config| !has(&config.metadata.name));
        all.machine_configs.sort_by(|a, b| a.metadata.name.cmp(&b.metadata.name));
        all
    }

    /// All that the manifests turn into: 97, 98 and 99, whatever there are objects for. Objects are taken by age and pools by
    /// name, so that the order of manifests does not matter. A refusal ends what it is about; the rest goes on.
    #[must_use]
    pub fn generate(&self, mode: Mode, controller_version: &str) -> All {
        let asked = Asked {
            pools: self.pools.iter().collect(),
            kubelet_configs: &self.kubelet_configs,
            runtime_configs: &self.runtime_configs,
            machine_configs: self.machine_configs.clone(),
            controller_config: self.controller_config.as_ref(),
            surroundings: &self.surroundings,
            base: self.base.clone(),
        };
        asked.generate(mode, controller_version)
    }
}
