//! What becomes of ContainerRuntimeConfigs: `99-<pool>-generated-containerruntime`.
//!
//! `storage.conf` is taken apart and written again with a size or stores, where something is said of them; each setting of
//! CRI-O gets a drop-in of its own. So settings of several objects for a pool stand side by side, but for those of
//! `storage.conf`, and those that both have: of these the last name wins.
//!
//! ```
//! use garboard_core::api::{ContainerRuntimeConfig, MachineConfigPool};
//! use garboard_core::cluster::Placed;
//! use garboard_core::generate::{Base, Bases, Context, Existing, Mode, runtime};
//! use serde_json::{from_value, json};
//!
//! let config: ContainerRuntimeConfig = from_value(json!({ "metadata": { "name": "pids" }, "spec": {
//!     "machineConfigPoolSelector": { "matchLabels": { "size": "large" } },
//!     "containerRuntimeConfig": { "pidsLimit": 2048 },
//! } }))?;
//! let pools: [MachineConfigPool; 1] = [from_value(json!({ "metadata": { "name": "worker", "labels": { "size": "large" } } }))?];
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([
//!     ("/etc/containers/storage.conf".into(), "[storage]\n".into()),
//!     ("/etc/containers/registries.conf".into(), String::new()),
//!     ("/etc/containers/policy.json".into(), "{}".into()),
//! ].into()));
//! let context = Context::new(Mode::Cluster, &pools, &bases);
//! let generated = runtime::generate(&[Placed::nowhere(config)], &context, Existing::default())?;
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

pub(crate) use base::{NoBase, POLICY, REGISTRIES, RuntimeBase, STORAGE};

use super::bases::unknown;
use super::stated::{Blamed, gate_off};
use super::{Context, Existing, Generated, Mode, Refusal};
use crate::api::ContainerRuntimeConfig;
use crate::cluster::Placed;
use crate::part::Stand;
use alloc::format;
use garboard_ignition::Refused;
use garboard_ignition::report::Entry;

/// The feature gate of stores.
const STORES: &str = "AdditionalStorageConfig";

/// What ContainerRuntimeConfigs turn into, taken in the order given; see [`by_age`]. In a cluster each is looked at once, and
/// what is refused of one keeps no other from being taken. `existing` are the MachineConfigs that there are; at bootstrap
/// there are none.
///
/// # Errors
/// [`Refused`]: at bootstrap whatever is wrong with any object, and two for one pool. In a cluster only what ends the
/// process of the reference: an object that selects a pool and has no `containerRuntimeConfig`.
pub fn generate(
    configs: &[Placed<ContainerRuntimeConfig>],
    context: &Context<'_>,
    existing: Existing,
) -> Result<Generated, Refused> {
    let made = match context.mode {
        Mode::Bootstrap => bootstrap::run(configs, context),
        Mode::Cluster => sync::run(configs, context, existing),
    };
    let mut made = made.map_err(|blamed| blamed.refused(Stand::default()))?;
    let idle = configs.iter().filter(|config| !with_stores(context) && has_stores(&config.object));
    for config in idle {
        let what = format!("what {} says of additional stores", called(&config.object));
        made.report.add(gate_off(&what, STORES, config.stand));
    }
    Ok(made)
}

fn has_stores(config: &ContainerRuntimeConfig) -> bool {
    let settings = config.spec.container_runtime_config.as_ref();
    settings.is_some_and(|settings| {
        let stores = [
            &settings.additional_layer_stores,
            &settings.additional_image_stores,
            &settings.additional_artifact_stores,
        ];
        stores.iter().any(|stores| !stores.is_empty())
    })
}

/// Puts objects in the order in which a cluster would have taken them: by their age, then by name.
pub fn by_age(configs: &mut [Placed<ContainerRuntimeConfig>]) {
    configs.sort_by_cached_key(|config| {
        let metadata = &config.object.metadata;
        (metadata.creation_timestamp.clone(), metadata.name.clone())
    });
}

/// Whether additional stores count.
fn with_stores(context: &Context<'_>) -> bool {
    context.feature_gates.get(STORES) == Some(&true)
}

/// That the process of the reference ends.
fn crash(config: &Placed<ContainerRuntimeConfig>) -> Blamed {
    let name = &config.object.metadata.name;
    let words = format!("ContainerRuntimeConfig {name} has no containerRuntimeConfig: the reference crashes");
    Blamed::on(Refusal::new(words), config.stand)
}

/// A finding that nobody knows what to start from.
pub(crate) fn no_base_file(missing: &NoBase, pool: &str, what: &str, stand: Stand) -> Option<Entry> {
    (!missing.unknown.is_empty()).then(|| unknown(what, pool, &missing.unknown, stand.place()))
}

/// What an object is called in findings.
fn called(config: &ContainerRuntimeConfig) -> alloc::string::String {
    format!("ContainerRuntimeConfig {}", config.metadata.name)
}
