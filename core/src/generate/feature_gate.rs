//! Feature gates: `98-<pool>-generated-kubelet`, for every pool.
//!
//! ```
//! use garboard_core::api::MachineConfigPool;
//! use garboard_core::generate::{Base, Bases, Context, Existing, Mode, feature_gate};
//!
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250".into())].into()));
//! let pools = [MachineConfigPool::new("worker")];
//! let mut context = Context::new(Mode::Bootstrap, &pools, &bases);
//! context.feature_gates.insert("SomeGate".into(), true);
//! let made = feature_gate::generate(&context, Existing::default())?;
//! assert_eq!(made.machine_configs[0].metadata.name, "98-worker-generated-kubelet");
//! # Ok::<(), garboard_ignition::Refused>(())
//! ```

use super::context::{Context, Stop};
use super::kubelet::Originals;
use super::managed::Purpose;
use super::{Existing, Generated, whole};
use crate::api::{MachineConfig, MachineConfigPool};
use garboard_ignition::Refused;

/// What the feature gates of a cluster turn into.
///
/// # Errors
/// [`Refused`] with the words of the reference, which stops at the first pool that it fails for.
pub fn generate(context: &Context<'_>, existing: Existing) -> Result<Generated, Refused> {
    whole::run(context, existing, Purpose::FeatureGate, component)
}

fn component(
    context: &Context<'_>,
    pool: &MachineConfigPool,
    name: &str,
    existing: &mut Existing,
    originals: &mut Originals<'_, '_>,
) -> Result<MachineConfig, Stop> {
    let role = &*pool.metadata.name;
    let mut config = originals.of(role)?;
    config.set_known_latency(context, role);
    Ok(whole::write(context, name, role, config.text()?, existing).clone())
}
