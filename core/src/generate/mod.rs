//! What the objects of administrators turn into: the MachineConfigs that controllers write.
//!
//! People change clusters through KubeletConfigs and their kin more than through MachineConfigs, and what reaches a node
//! is far from what they write: whole files are replaced, and the newest object silently wins. Here that is a function:
//! objects, pools and base files in; MachineConfigs, what is noted on the objects, and findings out.
//!
//! - [`kubelet`], [`feature_gate`] and [`node_config`] write `kubelet.conf`, each for itself; the last name wins.
//! - [`runtime`] sets up CRI-O; [`registries`] says where images are pulled from, and [`image_policy`] which may run.
//! - [`Manifests`] runs them all over the manifests of a cluster.
//! - [`ssh`](ssh()) is how people get into nodes: what installers make of keys.
//! - [`managed`] names the MachineConfigs, suffixes included.
//! - [`component`] is how each of them is put together, [`Existing`] where they are kept.
//! - [`Bases`] holds the files of a role that are edited, such as `kubelet.conf`; [`template`] makes the MachineConfigs that have
//!   them from templates.
//!
//! # Whose word
//! What a controller refuses is refused with its words: for one object in its [`Status`], for a whole run as an error.
//! Where the reference takes pools in a random order, the order given counts. Where it crashes, we refuse.
//!
//! ```
//! use garboard_core::api::{MachineConfigPool, ObjectMeta};
//! use garboard_core::generate::{Existing, managed::{self, Purpose}};
//!
//! let pool = MachineConfigPool::new("worker");
//! let name = managed::name(Purpose::Kubelet, &pool.metadata, &mut Existing::default());
//! assert_eq!(name, "99-worker-generated-kubelet");
//! ```

mod asked;
mod bases;
mod complete;
pub mod component;
mod context;
mod existing;
pub mod feature_gate;
pub mod image_policy;
pub mod kubelet;
pub mod managed;
mod manifests;
pub mod node_config;
pub(crate) mod quantity;
pub mod registries;
pub mod runtime;
mod selected;
mod ssh;
mod stated;
mod surroundings;
pub mod template;
mod templated;
mod tls;
mod toml;
mod whole;

pub use asked::All;
pub(crate) use asked::Asked;
pub(crate) use bases::file_of;
pub use bases::{Base, BaseFault, Bases};
pub use context::{Context, NodeConfig, NodeConfigSpec, Subject, by_age};
pub use existing::Existing;
pub use manifests::Manifests;
pub use ssh::ssh;
pub use surroundings::Surroundings;
pub(crate) use surroundings::{FeatureGates, SURROUNDINGS};
pub(crate) use tls::CIPHERS;
pub use tls::Tls;

use crate::api::{Condition, MachineConfig};
use crate::role::{ARBITER, MASTER, WORKER};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_ignition::report::Report;
use serde::Serialize;

/// When it is asked what objects turn into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// While a cluster is installed: from manifests, once, before there is an API to write to.
    Bootstrap,
    /// In a cluster: objects are taken one after the other, and each sees what those before it left.
    Cluster,
}

/// What a run made of the objects of one kind.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Generated {
    /// At bootstrap those that were made, in that order; in a cluster all that exist afterwards, by name.
    pub machine_configs: Vec<MachineConfig>,
    /// In a cluster: what is noted on each object, by its name; nothing on one of which a base file is not known.
    pub statuses: BTreeMap<String, Status>,
    /// What people should know: refusals, missing base files, who loses against whom.
    pub report: Report,
}

/// What a controller notes on an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// All annotations that the object has afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<BTreeMap<String, String>>,
    /// The MachineConfigs that go when the object goes.
    pub finalizers: Vec<String>,
    /// What holds of the object; nobody says when it began.
    pub conditions: Vec<Condition>,
    /// The `generation` that this speaks of.
    pub observed_generation: i64,
    /// Why the object was refused; absent if it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
}

/// Why a controller stops, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Refusal(String);

impl Refusal {
    /// With these words.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Refusal {}

/// The role that a pool's base files are those of: its own, or that of workers for a custom pool.
#[must_use]
pub fn base_role(pool: &str) -> &'static str {
    match pool {
        MASTER => MASTER,
        ARBITER => ARBITER,
        _ => WORKER,
    }
}
