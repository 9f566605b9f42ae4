//! How far a pool is: the status that the controller writes, from the pool, its nodes and what they report.

mod conditions;
mod counts;
mod updating;

pub use conditions::PoolCondition;

use super::build::{Build, is_true};
use super::membership::{Belongs, Membership};
use super::node::Node;
use crate::Rules;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use conditions::Conditions;
use counts::Counts;
use garboard_core::api::{
    CertExpiry, ControllerConfig, MachineConfigNode, MachineConfigPool, MachineConfigPoolStatusConfiguration,
    PoolSynchronizerStatus,
};
use serde::Serialize;

/// A pool, its nodes, and what else its status is made of.
///
/// ```
/// use garboard_core::api::MachineConfigPool;
/// use garboard_rollout::fleet::PoolView;
///
/// let mut pool = MachineConfigPool::new("worker");
/// pool.spec.configuration.name = "rendered-worker-b".into();
/// let status = PoolView::new(&pool, Vec::new()).status();
/// assert_eq!(status.conditions[0].message, "All nodes are updated with MachineConfig rendered-worker-b");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PoolView<'a> {
    /// The pool.
    pub pool: &'a MachineConfigPool,
    /// The nodes that belong to it.
    pub members: Vec<&'a Node>,
    /// What their daemons report, in the order in which the controller has it; one that is missing is passed by.
    pub mcns: Vec<&'a MachineConfigNode>,
    /// The image that is built for it.
    pub build: Build<'a>,
    /// Which certificates nodes have.
    pub controller_config: Option<&'a ControllerConfig>,
    /// Whether the feature gate `ImageModeStatusReporting` is on: progress is what MachineConfigNodes report, then.
    pub image_mode_status: bool,
    /// Whose rules decide.
    pub rules: Rules,
}

/// The status of a pool, without the times of its conditions: these depend on when it is asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PoolStatus {
    /// The pool's `generation`.
    #[serde(skip_serializing_if = "is_zero")]
    pub observed_generation: i64,
    /// The MachineConfig that all nodes have had.
    pub configuration: MachineConfigPoolStatusConfiguration,
    /// How many nodes it has.
    pub machine_count: i32,
    /// How many of them are where they are to be.
    pub updated_machine_count: i32,
    /// How many of those are ready.
    pub ready_machine_count: i32,
    /// How many count as out of service.
    pub unavailable_machine_count: i32,
    /// How many have a daemon that is stuck.
    pub degraded_machine_count: i32,
    /// What holds of it, in the order in which the controller keeps them.
    pub conditions: Vec<PoolCondition>,
    /// Certificates of the API server that nodes have.
    pub cert_expirys: Vec<CertExpiry>,
    /// How far the images are that nodes hold in store.
    pub pool_synchronizers_status: Vec<PoolSynchronizerStatus>,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl<'a> PoolView<'a> {
    /// A pool with its nodes, of which nothing else is known.
    #[must_use]
    pub fn new(pool: &'a MachineConfigPool, members: Vec<&'a Node>) -> Self {
        Self {
            pool,
            members,
            mcns: Vec::new(),
            build: Build::default(),
            controller_config: None,
            image_mode_status: false,
            rules: Rules::default(),
        }
    }

    /// A pool with those of these nodes that belong to it, as far as its own selector tells. If that is none, nobody does.
    #[must_use]
    pub fn selecting(pool: &'a MachineConfigPool, nodes: &'a [Node]) -> Self {
        let membership = Membership::new(core::slice::from_ref(pool));
        let belongs = |node: &&Node| matches!(membership.of(node), Belongs::To { .. });
        Self::new(pool, nodes.iter().filter(belongs).collect())
    }

    /// The status that the controller writes now.
    #[must_use]
    pub fn status(&self) -> PoolStatus {
        let counts = Counts::of(self);
        let all_updated = counts.all_updated() && !self.build.is_pending();
        PoolStatus {
            observed_generation: self.pool.metadata.generation,
            configuration: self.configuration(all_updated),
            machine_count: number(counts.members),
            updated_machine_count: number(counts.updated),
            ready_machine_count: number(counts.ready),
            unavailable_machine_count: number(counts.unavailable),
            degraded_machine_count: number(counts.degraded),
            conditions: self.conditions(&counts, all_updated),
            cert_expirys: self.cert_expirys(),
            pool_synchronizers_status: [synchronizer(&counts)].into(),
        }
    }

    /// What was there stays until all nodes have another one.
    fn configuration(&self, all_updated: bool) -> MachineConfigPoolStatusConfiguration {
        let (old, new) = (&self.pool.status.configuration, &self.pool.spec.configuration);
        let differs = old.name != new.name || old.source != new.source;
        if all_updated && differs { new.clone() } else { old.clone() }
    }

    fn conditions(&self, counts: &Counts, all_updated: bool) -> Vec<PoolCondition> {
        let before = self.pool.status.conditions.as_deref().unwrap_or_default();
        let line = self.build.line(&self.pool.spec.configuration.name);
        let mut conditions = Conditions::new(before);
        let updated = if all_updated { format!("All nodes are updated with {line}") } else { String::new() };
        conditions.set("Updated", all_updated, "", updated);
        let (updating, message) = updating::of(self, before, all_updated, &line);
        conditions.set("Updating", updating, "", message);

        let node_degraded = counts.degraded > 0;
        let (reason, message) = if node_degraded {
            let reason = format!("{} nodes are reporting degraded status on sync", counts.reporting);
            (reason, counts.reports.join(", "))
        } else {
            (String::new(), String::new())
        };
        conditions.set("NodeDegraded", node_degraded, &reason, message.clone());

        let mut build_degraded = is_true(before, "ImageBuildDegraded");
        if let Some((reason, message)) = updating::build_recovered(&self.build, build_degraded) {
            conditions.set("ImageBuildDegraded", false, reason, message.into());
            build_degraded = false;
        }
        let degraded = node_degraded || build_degraded || is_true(before, "RenderDegraded");
        let message = match (node_degraded, build_degraded) {
            (true, _) => message,
            (false, true) => "Custom OS image build failed".into(),
            (false, false) => String::new(),
        };
        conditions.set("Degraded", degraded, "", message);
        conditions.into_list()
    }

    fn cert_expirys(&self) -> Vec<CertExpiry> {
        let certificates = self.controller_config.and_then(|it| it.status.controller_certificates.as_deref());
        let of_api_server = certificates.unwrap_or_default().iter().filter(|it| it.bundle_file == API_SERVER_BUNDLE);
        let expiry = |it: &garboard_core::api::ControllerCertificate| {
            let mut expiry = CertExpiry::default();
            (expiry.bundle, expiry.subject) = (it.bundle_file.clone(), it.subject.clone());
            expiry.expiry = it.not_after.clone();
            expiry
        };
        of_api_server.map(expiry).collect()
    }
}

const API_SERVER_BUNDLE: &str = "KubeAPIServerServingCAData";

fn synchronizer(counts: &Counts) -> PoolSynchronizerStatus {
    let mut status = PoolSynchronizerStatus::default();
    status.pool_synchronizer_type = "PinnedImageSets".into();
    status.machine_count = number(counts.members).into();
    status.updated_machine_count = number(counts.stored).into();
    status.ready_machine_count = number(counts.ready).into();
    status.available_machine_count = number(counts.members.saturating_sub(counts.unavailable)).into();
    status.unavailable_machine_count = number(counts.unavailable).into();
    status
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
