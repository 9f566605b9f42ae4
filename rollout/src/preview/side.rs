//! One of the two states of a cluster that are compared.

use crate::Rules;
use crate::fleet::{Fleet, Node};
use alloc::borrow::ToOwned as _;
use alloc::{format, string::String, vec::Vec};
use garboard_core::api::{ControllerConfig, MachineConfigPool, MachineOSBuild, MachineOSConfig};
use garboard_core::cluster::Cluster;
use garboard_core::manifest::{self, Document, Format, Object};
use garboard_core::part::{Part, Stand};
use garboard_ignition::document::SourceId;
use garboard_ignition::report::Entry;

/// The manifests of a cluster, or what a cluster holds: a repository, a dump.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Side {
    /// The objects that decide what pools get.
    pub cluster: Cluster,
    /// The nodes, if it is what a cluster holds.
    pub nodes: Vec<Node>,
}

impl Side {
    /// Adds what a file holds.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| {
            self.cluster.add(&document);
            self.add_nodes(&document);
        });
        self.cluster.report.append(unread);
    }

    fn add_nodes(&mut self, document: &Document<'_>) {
        for object in document.objects() {
            if object.group().is_empty() && object.kind() == "Node" {
                self.add_node(&object);
            }
        }
    }

    pub(crate) fn add_node(&mut self, object: &Object<'_>) {
        match object.read() {
            Ok(node) => self.nodes.push(node),
            Err(error) => {
                let message = format!("Node {} cannot be read: {error}", object.name());
                let entry = Entry::new(&super::rule::NODE_UNREADABLE, Stand::of(object).place());
                self.cluster.report.add(entry.saying(message));
            }
        }
    }

    /// Whether it is what a cluster holds, and not only what somebody wrote for it.
    #[must_use]
    pub fn is_dump(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// The one MachineConfig that it is, if it is nothing else, and one that no pool selects: a rendered one.
    #[must_use]
    pub fn single(&self) -> Option<&Part> {
        let alone = self.cluster.pools.is_empty() && self.nodes.is_empty();
        match &self.cluster.parts[..] {
            [part] if alone && part.role().is_none() => Some(part),
            _ => None,
        }
    }

    /// These manifests, laid over what a cluster holds.
    #[must_use]
    pub fn over(self, dump: &Self) -> Self {
        Self { cluster: self.cluster.over(&dump.cluster), nodes: self.nodes }
    }
}

/// What a fleet is looked at with, beside its pools and nodes.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    pub(crate) moscs: Vec<MachineOSConfig>,
    pub(crate) mosbs: Vec<MachineOSBuild>,
    topology: Option<String>,
}

impl Objects {
    pub(crate) fn of(cluster: &Cluster) -> Self {
        let config = cluster.controller_configs.last().map(|placed| &placed.object);
        Self {
            moscs: cluster.os_configs.iter().map(|placed| placed.object.clone()).collect(),
            mosbs: cluster.os_builds.iter().map(|placed| placed.object.clone()).collect(),
            topology: config.and_then(ControllerConfig::control_plane_topology).map(str::to_owned),
        }
    }

    /// A fleet of these pools and nodes.
    pub(crate) fn fleet<'a>(&'a self, pools: &'a [MachineConfigPool], nodes: &'a [Node], rules: Rules) -> Fleet<'a> {
        let mut fleet = Fleet::new(pools, nodes);
        (fleet.moscs, fleet.mosbs, fleet.rules) = (&self.moscs, &self.mosbs, rules);
        fleet.topology = self.topology.as_deref();
        fleet
    }
}
