//! What becomes of ContainerRuntimeConfigs: `99-<pool>-generated-containerruntime`.
//!
//! `storage.conf` is taken apart and written again with a size or stores, where something is said of them; each setting of
//! CRI-O gets a drop-in of its own. So settings of several objects for a pool stand side by side, but for those of
//! `storage.conf`, and those that both have: of these the last name wins.
//!
//! ```
//! use garboard_core::api::{ContainerRuntimeConfig, MachineConfigPool};
//! use garboard_core::generate::{Base, Bases, Mode, runtime};
//! use serde_json::json;
//!
//! let config: ContainerRuntimeConfig = serde_json::from_value(json!({
//!     "metadata": { "name": "pids" },
//!     "spec": {
//!         "machineConfigPoolSelector": { "matchLabels": { "size": "large" } },
//!         "containerRuntimeConfig": { "pidsLimit": 2048 },
//!     },
//! }))?;
//! let mut pool = MachineConfigPool::new("worker");
//! pool.metadata.labels = Some([("size".into(), "large".into())].into());
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([
//!     ("/etc/containers/storage.conf".into(), "[storage]\n".into()),
//!     ("/etc/containers/registries.conf".into(), String::new()),
//!     ("/etc/containers/policy.json".into(), "{}".into()),
//! ].into()));
//! let (pools, configs) = ([pool], [config]);
//! let generated = runtime::generate(runtime::Input::new(Mode::Cluster, &pools, &bases, &configs))?;
//! assert_eq!(generated.machine_configs[0].metadata.name, "99-worker-generated-containerruntime");
//! assert_eq!(generated.statuses["pids"].conditions[0].kind, "Success");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod base;
mod bootstrap;
mod check;
mod files;
mod rivals;
mod status;
mod storage;
mod sync;

pub(crate) use base::{NoBase, POLICY, REGISTRIES, RuntimeBase};

use super::{Bases, Existing, Generated, Mode, Refusal};
use crate::api::{ContainerRuntimeConfig, MachineConfigPool};
use crate::rule;
use alloc::format;
use garboard_ignition::document::{Path, Place, SourceId};
use garboard_ignition::report::{Entry, Gate};

/// What is asked for, and of what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Input<'o> {
    /// When.
    pub mode: Mode,
    /// The pools, in the order in which they are looked at.
    pub pools: &'o [MachineConfigPool],
    /// `storage.conf`, `registries.conf` and `policy.json`, by role: the controller takes all or none.
    pub bases: &'o Bases,
    /// The ContainerRuntimeConfigs.
    pub configs: &'o [ContainerRuntimeConfig],
    /// Whether stores count: the feature gate `AdditionalStorageConfig`.
    pub stores: bool,
    /// The build of the controllers.
    pub controller_version: &'o str,
    /// The MachineConfigs that there are.
    pub existing: Existing,
}

impl<'o> Input<'o> {
    /// For pools with these base files; nothing else is there.
    #[must_use]
    pub fn new(
        mode: Mode,
        pools: &'o [MachineConfigPool],
        bases: &'o Bases,
        configs: &'o [ContainerRuntimeConfig],
    ) -> Self {
        Self {
            mode,
            pools,
            bases,
            configs,
            stores: false,
            controller_version: "",
            existing: Existing::default(),
        }
    }
}

/// Makes the MachineConfigs. In a cluster each object is looked at once, by its name, whatever the order in which they are
/// given, and what is refused of one keeps no other from being taken.
///
/// # Errors
/// [`Refusal`]: at bootstrap whatever is wrong with any object, and two for one pool. In a cluster only what ends the
/// process of the reference: an object without `containerRuntimeConfig` that selects a pool.
pub fn generate(input: Input<'_>) -> Result<Generated, Refusal> {
    match input.mode {
        Mode::Bootstrap => bootstrap::run(input),
        Mode::Cluster => sync::run(input),
    }
}

/// That the process of the reference ends.
fn crash(config: &ContainerRuntimeConfig) -> Refusal {
    let name = &config.metadata.name;
    Refusal::new(format!("ContainerRuntimeConfig {name} has no containerRuntimeConfig: the reference crashes"))
}

/// A finding that nobody knows what to start from.
pub(crate) fn no_base_file(missing: &NoBase, pool: &str, what: &str) -> Option<Entry> {
    let files = missing.unknown.join(" and ");
    let words = format!("there is no {files} to start from: pool {pool} gets no MachineConfig for {what}");
    (!missing.unknown.is_empty()).then(|| Entry::new(&rule::NO_BASE_FILE, place("")).saying(words))
}

/// A field of an object.
fn place(field: &str) -> Place {
    let keys = field.split('.').filter(|key| !key.is_empty());
    let path: Path = keys.map(|key| garboard_ignition::document::Step::Key(key.into())).collect();
    Place::new(SourceId::default(), path)
}

/// A finding that an object is refused.
fn refused(config: &ContainerRuntimeConfig, why: &Refusal) -> Entry {
    let words = format!("ContainerRuntimeConfig {}: {why}", config.metadata.name);
    Entry::new(&rule::NOT_GENERATED, place("spec")).at_gate(Gate::Generate).saying(words)
}
