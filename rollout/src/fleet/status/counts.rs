//! How many nodes of a pool are how far.

use super::PoolView;
use crate::Rules;
use crate::fleet::node::Node;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_core::api::MachineConfigNode;
use garboard_ignition::go::quote;

/// The counters of a pool's status, and what its nodes report.
pub(super) struct Counts {
    pub(super) members: usize,
    pub(super) updated: usize,
    /// Updated and ready, as the nodes say.
    pub(super) ready: usize,
    pub(super) unavailable: usize,
    pub(super) degraded: usize,
    /// How many MachineConfigNodes say that their node is degraded.
    pub(super) reporting: usize,
    /// What they say, then what the annotations of the same nodes say.
    pub(super) reports: Vec<String>,
    /// How many nodes hold the images that they are to hold in store.
    pub(super) stored: usize,
}

impl Counts {
    pub(super) fn of(view: &PoolView<'_>) -> Self {
        let target = view.build.target(&view.pool.spec.configuration.name);
        let mut counts = Self {
            members: view.members.len(),
            updated: 0,
            ready: 0,
            unavailable: 0,
            degraded: 0,
            reporting: 0,
            reports: Vec::new(),
            stored: 0,
        };
        for node in &view.members {
            let updated = node.is_updated(&target);
            counts.updated += usize::from(updated);
            counts.ready += usize::from(updated && node.is_ready());
            counts.unavailable += usize::from(node.is_unavailable());
            counts.degraded += usize::from(node.state.is_stuck());
        }
        let reported = counts.hear(view);
        if view.image_mode_status {
            counts.updated = reported;
            counts.degraded = counts.reporting;
        }
        counts
    }

    /// Goes through what the daemons report; how many of them are where they are to be by that.
    fn hear(&mut self, view: &PoolView<'_>) -> usize {
        if view.mcns.is_empty() {
            return 0;
        }
        let nodes: BTreeMap<&str, &Node> = view.members.iter().map(|node| (&*node.name, *node)).collect();
        let (mut updated, mut degraded) = (0, Vec::new());
        for mcn in &view.mcns {
            let node = nodes.get(&*mcn.metadata.name).filter(|_| !mcn.status.conditions.is_empty());
            let Some(node) = node else {
                // The reference leaves its loop here, and hears none of those behind it.
                if view.rules == Rules::Mco { break } else { continue }
            };
            self.stored += usize::from(holds_its_images(mcn));
            for condition in mcn.status.conditions.iter().filter(|it| it.status == "True") {
                if condition.kind == "NodeDegraded" {
                    self.reports.push(report(node, &condition.message));
                    degraded.push(*node);
                    break;
                }
                if condition.kind == "Updated" && view.image_mode_status {
                    updated += usize::from(is_there(view, mcn));
                    break;
                }
            }
        }
        self.reporting = degraded.len();
        let annotated = degraded.into_iter().filter_map(|node| Some(report(node, node.reason.as_deref()?)));
        self.reports.extend(annotated);
        updated
    }

    /// Whether every node is where it is to be, and in service. Of no nodes all are.
    pub(super) fn all_updated(&self) -> bool {
        self.updated == self.members && self.ready == self.members && self.unavailable == 0
    }
}

fn report(node: &Node, message: &str) -> String {
    format!("Node {} is reporting: {}", node.name, quote::double(message))
}

fn holds_its_images(mcn: &MachineConfigNode) -> bool {
    mcn.status
        .pinned_image_sets
        .iter()
        .all(|set| set.desired_generation > 0 && set.current_generation == set.desired_generation)
}

/// Whether a node reports that it was to be where the pool is.
fn is_there(view: &PoolView<'_>, mcn: &MachineConfigNode) -> bool {
    let target = view.build.target(&view.pool.spec.configuration.name);
    let config = mcn.status.config_version.as_ref().map_or("", |it| &it.desired);
    let image = mcn.status.config_image.as_ref().map_or("", |it| &it.desired_image);
    let image_is_right = if target.is_layered() { target.is_build(config, image) } else { image.is_empty() };
    config == target.config && image_is_right
}
