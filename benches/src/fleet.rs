//! A cluster of many nodes, in the middle of an update.

use garboard_core::api::MachineConfigPool;
use garboard_rollout::fleet::{Fleet, Labels, Node, State, Timestamp, plan};
use std::sync::Arc;

/// How many nodes a large cluster has.
pub const LARGE: usize = 5_000;

/// Three pools, and nodes of all of them.
#[derive(Clone, Debug)]
pub struct Cluster {
    pools: Vec<MachineConfigPool>,
    nodes: Vec<Node>,
}

impl Cluster {
    /// So many nodes in the order of their names, as the API lists them: most of them wait, some are done, at work or stuck.
    /// The names of MachineConfigs are shared among them, as in a store that keeps each once; all other texts are their own.
    #[must_use]
    pub fn new(nodes: usize) -> Self {
        Self {
            pools: ["gpu", "infra", "worker"].map(pool).into(),
            nodes: nodes_of(nodes),
        }
    }

    /// The same with nodes that all wait to be told.
    #[must_use]
    pub fn waiting(nodes: usize) -> Self {
        let mut cluster = Self::new(nodes);
        let old = rendered('a');
        for node in &mut cluster.nodes {
            (node.current_config, node.desired_config) = (Some(old.clone()), Some(old.clone()));
            node.state = State::Done;
        }
        cluster
    }

    /// Its pools.
    #[must_use]
    pub fn pools(&self) -> &[MachineConfigPool] {
        &self.pools
    }

    /// Its nodes.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Plans for the whole cluster at once; how many things there are to say.
    #[must_use]
    pub fn plan(&self) -> usize {
        said(&self.pools, &self.nodes)
    }

    /// Plans for so many nodes at a time.
    #[must_use]
    pub fn plan_in_parts(&self, of: usize) -> usize {
        self.nodes.chunks(of).map(|nodes| said(&self.pools, nodes)).sum()
    }
}

fn said(pools: &[MachineConfigPool], nodes: &[Node]) -> usize {
    let plan = plan(&Fleet::new(pools, nodes), Timestamp::from_seconds(0));
    let candidates: usize = plan.pools.iter().map(|pool| pool.candidates.len()).sum();
    plan.actions.len() + plan.held.len() + plan.findings.len() + candidates
}

fn pool(name: &str) -> MachineConfigPool {
    let mut pool = MachineConfigPool::new(name);
    let selector = format!("{{\"matchLabels\":{{\"node-role.kubernetes.io/{name}\":\"\"}}}}");
    pool.spec.node_selector = serde_json::from_str(&selector).ok();
    pool.spec.max_unavailable = serde_json::from_str("\"10%\"").ok();
    pool.spec.configuration.name = rendered('b').to_string();
    pool
}

fn rendered(letter: char) -> Arc<str> {
    format!("rendered-worker-{}", letter.to_string().repeat(32)).into()
}

fn nodes_of(count: usize) -> Vec<Node> {
    let configs = [rendered('a'), rendered('b')];
    (0..count).map(|number| node(number, &configs)).collect()
}

fn node(number: usize, [a, b]: &[Arc<str>; 2]) -> Node {
    // Numbers that look as if they had no order.
    let odd = number.wrapping_mul(2_654_435_761) >> 7;
    let role = ["worker", "worker", "worker", "worker", "infra", "gpu"][odd % 6];
    let (zone, rack) = (format!("zone-{}", odd % 9), format!("{}", odd % 97));
    let name = format!("node-{number:07}.cluster.example.com");
    let role = format!("node-role.kubernetes.io/{role}");
    let labels = [
        ("beta.kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        ("kubernetes.io/hostname", &name),
        ("kubernetes.io/os", "linux"),
        ("node.openshift.io/os_id", "rhel"),
        ("rack", &rack),
        ("topology.kubernetes.io/region", "region-1"),
        ("topology.kubernetes.io/zone", &zone),
        (&role, ""),
    ];
    let mut node = Node::new(&name);
    node.labels = Labels::from_iter(labels);
    node.created = Some(Timestamp::from_seconds(1_700_000_000 + i64::try_from(odd % 50_000_000).unwrap_or(0)));
    let (current, desired, state) = match odd % 100 {
        0..10 => (b, b, State::Done),
        10..12 => (a, b, State::Working),
        12 => (a, b, State::Degraded),
        _ => (a, a, State::Done),
    };
    (node.current_config, node.desired_config, node.state) = (Some(current.clone()), Some(desired.clone()), state);
    node.tainted = odd.is_multiple_of(3);
    node
}

#[cfg(test)]
mod tests {
    use super::{Cluster, LARGE};

    #[test]
    fn a_plan_of_a_large_cluster_speaks_of_every_node() {
        let cluster = Cluster::new(LARGE);
        assert!(cluster.plan() >= LARGE);
        assert!(cluster.plan_in_parts(LARGE / 10) >= LARGE);
        let named = |role: &str| cluster.pools.iter().any(|pool| pool.metadata.name == role);
        assert!(named("worker") && named("infra") && named("gpu"));
    }
}
