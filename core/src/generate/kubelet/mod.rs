//! KubeletConfigs: `99-<pool>-generated-kubelet`.
//!
//! Each turns into a MachineConfig for every pool that it selects, with the whole of `kubelet.conf`: what it asks for, laid
//! over the base file of the pool. Of several for one pool the last name wins, and nothing of the others is left.
//!
//! ```
//! use garboard_core::api::{KubeletConfig, MachineConfigPool};
//! use garboard_core::generate::{Base, Bases, Context, Existing, Mode, Subject, kubelet};
//! use serde_json::{from_value, json};
//!
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250".into())].into()));
//! let pools = [from_value::<MachineConfigPool>(json!({ "metadata": { "name": "worker", "labels": { "a": "" } } }))?];
//! let config: KubeletConfig = serde_json::from_str(r#"{ "metadata": { "name": "pods" }, "spec": {
//!     "machineConfigPoolSelector": { "matchLabels": { "a": "" } }, "kubeletConfig": { "maxPods": 500 }
//! } }"#)?;
//! let context = Context::new(Mode::Cluster, &pools, &bases);
//! let made = kubelet::generate(&[Subject::new(&config)], &context, Existing::default())?;
//! assert_eq!(made.machine_configs[0].metadata.name, "99-worker-generated-kubelet");
//! assert_eq!(made.statuses["pods"].finalizers, ["99-worker-generated-kubelet"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bootstrap;
mod cluster;
mod decode;
mod duration;
pub(crate) mod fields;
mod files;
mod instant;
mod merge;
mod original;
mod read;
mod status;
mod user;
mod value;

pub(super) use original::Originals;

use super::bases::unknown;
use super::context::{Context, KUBELET_CONF, Stop, Subject};
use super::{Existing, Generated, Mode};
use crate::rule;
use alloc::format;
use garboard_ignition::Refused;
use garboard_ignition::report::{Entry, Gate};

/// What KubeletConfigs turn into, taken in the order given.
///
/// In a cluster `existing` are the MachineConfigs that there are; at bootstrap there are none.
///
/// # Errors
/// [`Refused`] at bootstrap, which the first refusal ends, with the words of the reference. In a cluster refusals stand in
/// the status of each object.
pub fn generate(subjects: &[Subject<'_>], context: &Context<'_>, existing: Existing) -> Result<Generated, Refused> {
    match context.mode {
        Mode::Bootstrap => bootstrap::run(subjects, context),
        Mode::Cluster => Ok(cluster::run(subjects, context, existing)),
    }
}

/// A finding about an object of which nothing is made for a pool, or for any.
fn stopped(subject: &Subject<'_>, stop: &Stop, pool: &str) -> Entry {
    let name = &subject.config.metadata.name;
    match stop {
        Stop::NoBase => unknown(&format!("KubeletConfig {name}"), pool, &[KUBELET_CONF], subject.stand.place()),
        Stop::Refused(why) => Entry::new(&rule::GENERATION_REFUSED, subject.stand.place())
            .saying(format!("{why}"))
            .at_gate(Gate::Generate),
    }
}
