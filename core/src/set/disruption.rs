//! Services that a cluster's node disruption policies act on, and the units that its MachineConfigs install.

use crate::api::{NodeDisruptionPolicyAction, NodeDisruptionPolicyConfig};
use crate::cluster::Cluster;
use crate::part::{Part, Stand};
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::{format, vec::Vec};
use garboard_ignition::document::{At, Path};
use garboard_ignition::report::Entry;

/// Units of the operating system and of the operator itself that people reload or restart: no MachineConfig need install
/// them. Of others nobody can tell without the image.
const SYSTEM: &[&str] = &[
    "NetworkManager.service",
    "auditd.service",
    "chronyd.service",
    "coreos-update-ca-trust.service",
    "crio.service",
    "dbus-broker.service",
    "dbus.service",
    "firewalld.service",
    "gssproxy.service",
    "iri-registry.service",
    "irqbalance.service",
    "iscsid.service",
    "kdump.service",
    "kubelet.service",
    "mdmonitor.service",
    "multipathd.service",
    "nftables.service",
    "nmstate.service",
    "openvswitch.service",
    "ovs-vswitchd.service",
    "ovsdb-server.service",
    "podman.service",
    "polkit.service",
    "qemu-guest-agent.service",
    "rpc-statd.service",
    "rpcbind.service",
    "rpm-ostreed.service",
    "sshd.service",
    "sssd.service",
    "stalld.service",
    "tuned.service",
    "usbguard.service",
    "vmtoolsd.service",
];

pub(super) fn found(cluster: &Cluster) -> Vec<Entry> {
    let units = Units::of(&cluster.parts);
    if units.parts == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for configuration in &cluster.machine_configurations {
        let policies = configuration.object.spec.node_disruption_policy.as_ref();
        let named = policies.map(services).unwrap_or_default();
        found.extend(named.into_iter().filter_map(|named| units.judge(&named, configuration.stand)));
    }
    found
}

/// A service, and where it is named.
struct Named<'c> {
    service: &'c str,
    path: Path,
}

fn services(policies: &NodeDisruptionPolicyConfig) -> Vec<Named<'_>> {
    let at = At::ROOT.field("spec");
    let at = at.field("nodeDisruptionPolicy");
    let mut found = Vec::new();
    for (index, file) in policies.files.iter().enumerate() {
        named(file.actions.as_deref(), &at.field("files").index(index), &mut found);
    }
    for (index, unit) in policies.units.iter().enumerate() {
        named(unit.actions.as_deref(), &at.field("units").index(index), &mut found);
    }
    if let Some(keys) = &policies.sshkey {
        named(keys.actions.as_deref(), &at.field("sshkey"), &mut found);
    }
    found
}

fn named<'c>(actions: Option<&'c [NodeDisruptionPolicyAction]>, at: &At<'_>, found: &mut Vec<Named<'c>>) {
    let at = at.field("actions");
    for (index, action) in actions.unwrap_or_default().iter().enumerate() {
        let at = at.index(index);
        for (field, service) in [("reload", &action.reload), ("restart", &action.restart)] {
            if let Some(service) = service {
                let path = at.field(field).field("serviceName").path();
                found.push(Named { service: &service.service_name, path });
            }
        }
    }
}

/// The units of all MachineConfigs.
#[derive(Default)]
struct Units<'c> {
    parts: usize,
    /// By name, who installs or changes it, and who masks it.
    named: BTreeMap<&'c str, Unit<'c>>,
}

#[derive(Default)]
struct Unit<'c> {
    is_installed: bool,
    masked: Option<&'c Part>,
}

impl<'c> Units<'c> {
    fn of(parts: &'c [Part]) -> Self {
        let mut units = Self { parts: parts.len(), ..Self::default() };
        for part in parts {
            let Some(config) = &part.spec.config else { continue };
            for unit in config.content().systemd.units.iter().flatten() {
                let held = units.named.entry(&unit.name).or_default();
                held.is_installed |= unit.contents.as_ref().is_some_and(|contents| !contents.is_empty());
                if unit.mask == Some(true) {
                    held.masked.get_or_insert(part);
                }
            }
        }
        units
    }

    fn judge(&self, named: &Named<'_>, stand: Stand) -> Option<Entry> {
        let Named { service, path } = named;
        let unit = self.named.get(service);
        let mut place = stand.place();
        place.path = path.clone();
        if let Some(part) = unit.and_then(|unit| unit.masked) {
            let message = format!("{service} is masked by MachineConfig {}", part.name);
            return Some(Entry::new(&rule::DISRUPTION_UNIT_MASKED, place).saying(message).beside(part.stand.place()));
        }
        let of_template = service.split_once('@').and_then(|(name, instance)| {
            let (_, kind) = instance.rsplit_once('.')?;
            self.named.get(&*format!("{name}@.{kind}"))
        });
        let is_installed = [unit, of_template].into_iter().flatten().any(|unit| unit.is_installed);
        if is_installed || SYSTEM.contains(service) || service.starts_with("systemd-") || service.is_empty() {
            return None;
        }
        let message =
            format!("no MachineConfig installs {service}, and it is none of the system's own that are known here");
        Some(Entry::new(&rule::DISRUPTION_UNIT_UNKNOWN, place).saying(message))
    }
}
