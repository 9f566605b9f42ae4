//! How nodes are set up: `97-<pool>-generated-kubelet`, for every pool, with kernel arguments for control groups.
//!
//! ```
//! use garboard_core::api::MachineConfigPool;
//! use garboard_core::generate::{Base, Bases, Context, Existing, Mode, NodeConfig, node_config};
//!
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250".into())].into()));
//! let (pools, node) = ([MachineConfigPool::new("worker")], NodeConfig::default());
//! let mut context = Context::new(Mode::Bootstrap, &pools, &bases);
//! context.node = Some(&node);
//! let made = node_config::generate(&context, Existing::default())?;
//! let arguments = made.machine_configs[0].spec.kernel_arguments.as_deref();
//! assert_eq!(arguments, Some(&["systemd.unified_cgroup_hierarchy=1".into(), "cgroup_no_v1=\"all\"".into()][..]));
//! # Ok::<(), garboard_ignition::Refused>(())
//! ```

use super::context::{Context, Stop};
use super::kubelet::Originals;
use super::managed::Purpose;
use super::{Existing, Generated, Mode, Refusal, whole};
use crate::api::{MachineConfig, MachineConfigPool};
use crate::role::BUILT_IN;
use crate::rule;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::Refused;
use garboard_ignition::document::{At, Place, SourceId};
use garboard_ignition::report::{Entry, Gate};

/// Kernel arguments for the first version of control groups, which go.
const FIRST_VERSION: [&str; 2] = ["systemd.unified_cgroup_hierarchy=0", "systemd.legacy_systemd_cgroup_controller=1"];

/// Those for the second, which come.
const SECOND_VERSION: [&str; 2] = ["systemd.unified_cgroup_hierarchy=1", "cgroup_no_v1=\"all\""];

/// What the object of a cluster that says how its nodes are set up turns into.
///
/// # Errors
/// [`Refused`] with the words of the reference, which stops at the first pool that it fails for; and if there is no such
/// object.
pub fn generate(context: &Context<'_>, existing: Existing) -> Result<Generated, Refused> {
    if context.node.is_none() {
        let words = match context.mode {
            Mode::Bootstrap => "nodes.config.openshift.io resource not found",
            Mode::Cluster => "could not fetch Node: missing node configuration, key: cluster",
        };
        let place = Place::new(SourceId::default(), At::ROOT.path());
        return Err(Refused::because(
            Entry::new(&rule::GENERATION_REFUSED, place).saying(words).at_gate(Gate::Generate),
        ));
    }
    whole::run(context, existing, Purpose::NodeConfig, component)
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
    config.set_latency(context, role)?;
    let text = config.text()?;
    let with_arguments = context.mode == Mode::Bootstrap || BUILT_IN.contains(&role);
    let before = existing.get(name).and_then(|config| config.spec.kernel_arguments.clone());
    let arguments = if with_arguments { Some(arguments(context, before)?) } else { before };
    let config = whole::write(context, name, role, text, existing);
    config.spec.kernel_arguments = arguments;
    Ok(config.clone())
}

/// The kernel arguments for the version of control groups that is asked for: only the second is left.
fn arguments(context: &Context<'_>, before: Option<Vec<String>>) -> Result<Vec<String>, Refusal> {
    let mode = context.node.map_or("", |node| &node.spec.cgroup_mode);
    if !matches!(mode, "" | "v2") {
        return Err(Refusal::new(format!(
            "unknown cgroup mode found {mode}, failed to update the machine config resource"
        )));
    }
    let mut arguments = before.unwrap_or_default();
    arguments.retain(|argument| !FIRST_VERSION.contains(&&**argument));
    for argument in SECOND_VERSION {
        if !arguments.iter().any(|it| it == argument) {
            arguments.push(argument.into());
        }
    }
    Ok(arguments)
}
