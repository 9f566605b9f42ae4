//! What a KubeletConfig asks for, and what its controller refuses in it.

use super::fields::{MEMORY_SWAP, known};
use super::read::read;
use super::value::{Object, Value};
use crate::api::{LabelSelector, MachineConfigPool};
use crate::generate::{Refusal, context::Subject};
use crate::role::{ARBITER, MASTER};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// How much kubelets may log.
const LOG_LEVELS: core::ops::RangeInclusive<i32> = 0..=10;

/// The label of nodes of a control plane.
const CONTROL_PLANE: &str = "node-role.kubernetes.io/master";

/// What a user asks for.
#[derive(Clone, Debug)]
pub(super) struct User<'a> {
    /// The bytes that were read; none if nothing is asked of the kubelet's configuration.
    raw: &'a [u8],
    pub(super) config: Option<Object>,
}

impl<'a> User<'a> {
    /// Reads a KubeletConfig and refuses what no pool can have.
    pub(super) fn of(subject: &Subject<'a>) -> Result<Self, Refusal> {
        let spec = &subject.config.spec;
        if let Some(level) = spec.log_level.filter(|level| !LOG_LEVELS.contains(level)) {
            return Err(Refusal::new(format!("KubeletConfig's LogLevel is not valid [0,10]: {level}")));
        }
        let raw = subject.raw.or_else(|| spec.kubelet_config.as_ref().map(|raw| raw.as_str().as_bytes()));
        let Some(raw) = raw else { return Ok(Self { raw: &[], config: None }) };
        let read = read(raw);
        let config =
            read.map_err(|why| Refusal::new(format!("KubeletConfig could not be unmarshalled, err: {why}")))?;
        forbidden(&config)?;
        let reserves = matches!(config.get(known!("systemReserved")), Some(reserved) if !reserved.is_zero());
        if reserves && spec.auto_sizing_reserved == Some(true) {
            return Err(Refusal::new(
                "KubeletConfiguration: autoSizingReserved and systemdReserved cannot be set together",
            ));
        }
        same_cgroups(&config).map_err(|why| Refusal::new(format!("KubeletConfiguration: {why}")))?;
        Ok(Self { raw, config: Some(config) })
    }

    /// Whether this very text is asked for, wherever it stands. Other spellings of the same are not seen.
    pub(super) fn says(&self, text: &str) -> bool {
        self.raw.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// Refuses what one pool cannot have.
    pub(super) fn fits(&self, pool: &MachineConfigPool) -> Result<(), Refusal> {
        let name = &pool.metadata.name;
        if is_control_plane(pool) {
            return match self.says("\"staticPodPath\"") {
                true => Err(Refusal::new(format!(
                    "KubeletConfiguration: staticPodPath is not allowed to be set for control plane pool \"{name}\""
                ))),
                false => Ok(()),
            };
        }
        match self.config.as_ref().map(|config| config.text(known!("staticPodPath"))) {
            None | Some("") => Ok(()),
            Some(path) => Err(Refusal::new(format!(
                "KubeletConfiguration: staticPodPath must be empty for pool \"{name}\", but contains: {path}"
            ))),
        }
    }
}

/// Refuses control groups that contradict each other.
pub(super) fn same_cgroups(config: &Object) -> Result<(), String> {
    let (reserved, system) = (config.text(known!("systemReservedCgroup")), config.text(known!("systemCgroups")));
    if reserved.is_empty() || system.is_empty() || reserved == system {
        return Ok(());
    }
    Err(format!("systemReservedCgroup ({reserved}) must match systemCgroups ({system})"))
}

/// Refuses what the operator sets itself.
fn forbidden(config: &Object) -> Result<(), Refusal> {
    let swap = match config.get(known!("memorySwap")) {
        Some(Value::Object(swap)) => swap.get(const { MEMORY_SWAP.known("swapBehavior") }),
        _ => None,
    };
    let set = |name| config.get(name).filter(|value| !value.is_zero());
    let all = [
        ("cgroupDriver", set(known!("cgroupDriver"))),
        ("clusterDNS", set(known!("clusterDNS"))),
        ("clusterDomain", set(known!("clusterDomain"))),
        ("featureGates", set(known!("featureGates"))),
        ("failSwapOn", config.get(known!("failSwapOn"))),
        ("swapBehavior", swap.filter(|value| !value.is_zero())),
    ];
    match all.into_iter().find_map(|(name, value)| Some((name, value?))) {
        None => Ok(()),
        Some((name, value)) => Err(Refusal::new(format!(
            "KubeletConfiguration: {name} is not allowed to be set, but contains: {}",
            shown(value)
        ))),
    }
}

/// A value as Go prints it.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Bool(value) => format!("{value}"),
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}:{}", shown(value)));
            format!("map[{}]", entries.collect::<Vec<_>>().join(" "))
        }
        _ => String::new(),
    }
}

/// Whether a pool's nodes are those of a control plane: by its name, or by the label that it wants of them.
fn is_control_plane(pool: &MachineConfigPool) -> bool {
    let wants = |selector: &LabelSelector| {
        let wanted = |it: &crate::api::LabelSelectorRequirement| {
            it.key == CONTROL_PLANE && matches!(&*it.operator, "Exists" | "In")
        };
        selector.match_labels.contains_key(CONTROL_PLANE) || selector.match_expressions.iter().any(wanted)
    };
    matches!(&*pool.metadata.name, MASTER | ARBITER) || pool.spec.node_selector.as_ref().is_some_and(wants)
}
