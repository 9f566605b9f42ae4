//! The MachineConfigs of a cluster, while controllers write to them.

use super::component::Component;
use crate::api::MachineConfig;
use crate::part::GENERATED_BY;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// MachineConfigs, by name.
///
/// ```
/// use garboard_core::api::MachineConfig;
/// use garboard_core::generate::Existing;
///
/// let existing: Existing = [MachineConfig::new("b"), MachineConfig::new("a")].into_iter().collect();
/// assert_eq!(existing.into_configs()[0].metadata.name, "a");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Existing(BTreeMap<String, MachineConfig>);

impl FromIterator<MachineConfig> for Existing {
    fn from_iter<I: IntoIterator<Item = MachineConfig>>(configs: I) -> Self {
        Self(configs.into_iter().map(|config| (config.metadata.name.clone(), config)).collect())
    }
}

impl Existing {
    /// The one of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&MachineConfig> {
        self.0.get(name)
    }

    /// Adds one, or puts it in the place of the one of its name.
    pub fn insert(&mut self, config: MachineConfig) {
        self.0.insert(config.metadata.name.clone(), config);
    }

    /// Takes one out.
    pub fn remove(&mut self, name: &str) -> Option<MachineConfig> {
        self.0.remove(name)
    }

    /// Writes a component: one that exists keeps everything but its config, its annotations and, where the component
    /// has an owner, that. Answers what is there then.
    pub fn write(&mut self, component: &Component<'_>) -> &mut MachineConfig {
        let config = self.0.entry(component.name.into()).or_insert_with(|| component.nothing());
        component.put(config);
        config
    }

    /// Deletes those that another build of the controllers wrote, of the names that `ours` knows.
    pub fn sweep(&mut self, controller_version: &str, ours: impl Fn(&str) -> bool) {
        self.0.retain(|name, config| {
            config.metadata.annotation(GENERATED_BY).unwrap_or_default() == controller_version || !ours(name)
        });
    }

    /// All of them, by name.
    #[must_use]
    pub fn into_configs(self) -> Vec<MachineConfig> {
        self.0.into_values().collect()
    }
}
