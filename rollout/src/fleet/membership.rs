//! Which pool a node belongs to.

use super::node::Node;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_core::api::MachineConfigPool;
use garboard_core::role::{MASTER, WORKER};
use garboard_core::selector::{BadSelector, Selector};

/// The pools of a cluster, ready to be asked which of them a node belongs to.
///
/// ```
/// use garboard_core::api::MachineConfigPool;
/// use garboard_rollout::fleet::{Membership, Node};
///
/// let pools: Vec<MachineConfigPool> = serde_json::from_str(r#"[
///     {"metadata":{"name":"worker"},"spec":{"nodeSelector":{"matchLabels":{"node-role.kubernetes.io/worker":""}}}},
///     {"metadata":{"name":"infra"},"spec":{"nodeSelector":{"matchLabels":{"node-role.kubernetes.io/infra":""}}}}]"#)?;
/// let node: Node = serde_json::from_str(r#"{"metadata":{"name":"i1","labels":{
///     "node-role.kubernetes.io/infra":"","node-role.kubernetes.io/worker":""}}}"#)?;
/// assert_eq!(Membership::new(&pools).pools_of(&node), Ok(vec!["infra", "worker"]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Membership<'a> {
    /// Those that select something, with their place in the list; by name.
    pools: Vec<(u32, &'a str, Selector)>,
    /// The first by name whose selector is none.
    bad: Option<(&'a str, BadSelector)>,
}

/// Where a node belongs. Pools are told by their place in the list that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Belongs {
    /// To this pool; and to the workers besides.
    To { primary: u32, also_worker: bool },
    /// To no pool.
    Nowhere,
    /// To no pool, because it runs Windows.
    Windows,
    /// To no pool, because so many custom pools want it.
    Contested(u32),
    /// Nobody can tell, because the selector of a pool is none.
    Unknown,
}

/// Why nobody can say which pool a node belongs to. Such a node is not counted, not updated, and degrades no pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoPool {
    /// Several custom pools select it.
    Contested {
        /// The node.
        node: String,
        /// How many of them.
        pools: u32,
    },
    /// The selector of a pool is none, so that no node of the cluster can be looked up.
    BadSelector {
        /// The pool.
        pool: String,
        /// What is wrong with it.
        bad: BadSelector,
    },
}

/// In the words of the machine-config-operator.
impl fmt::Display for NoPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contested { node, pools } => {
                write!(f, "node {node} belongs to {pools} custom roles, cannot proceed with this Node")
            }
            Self::BadSelector { bad, .. } => write!(f, "invalid label selector: {}", bad.kubernetes),
        }
    }
}

impl core::error::Error for NoPool {}

impl<'a> Membership<'a> {
    /// Reads the selectors of pools. A selector that is missing or empty selects no node.
    #[must_use]
    pub fn new(pools: &'a [MachineConfigPool]) -> Self {
        let mut sorted: Vec<(u32, &str)> = (0..).zip(pools.iter().map(|pool| &*pool.metadata.name)).collect();
        sorted.sort_by_key(|&(at, name)| (name, at));
        let mut this = Self { pools: Vec::with_capacity(pools.len()), bad: None };
        for (at, name) in sorted {
            match Selector::new(pools[at as usize].spec.node_selector.as_ref()) {
                Ok(selector) if selector.is_everything() => {}
                Ok(selector) => this.pools.push((at, name, selector)),
                Err(bad) if this.bad.is_none() => this.bad = Some((name, bad)),
                Err(_) => {}
            }
        }
        this
    }

    /// The pools that a node belongs to: first the one that updates it, then perhaps the workers'. Nodes that run
    /// Windows belong to none. The control plane goes before any custom pool, and a custom pool before the workers.
    ///
    /// # Errors
    /// [`NoPool`] if several custom pools select it, or the selector of any pool is none.
    pub fn pools_of(&self, node: &Node) -> Result<Vec<&'a str>, NoPool> {
        let name = |at: u32| self.pools.iter().find(|(it, ..)| *it == at).map(|(_, name, _)| *name);
        match self.of(node) {
            Belongs::To { primary, also_worker } => {
                Ok(name(primary).into_iter().chain(also_worker.then_some(WORKER)).collect())
            }
            Belongs::Nowhere | Belongs::Windows => Ok(Vec::new()),
            Belongs::Contested(pools) => Err(NoPool::Contested { node: (&*node.name).into(), pools }),
            Belongs::Unknown => self.bad().map_or_else(|| Ok(Vec::new()), Err),
        }
    }

    /// The pool whose selector is none, if there is one.
    #[must_use]
    pub fn bad(&self) -> Option<NoPool> {
        self.bad.as_ref().map(|(pool, bad)| NoPool::BadSelector { pool: (*pool).into(), bad: bad.clone() })
    }

    /// The same by its name.
    pub(super) fn bad_pool(&self) -> Option<&'a str> {
        self.bad.as_ref().map(|(pool, _)| *pool)
    }

    /// Where a node belongs.
    pub(super) fn of(&self, node: &Node) -> Belongs {
        if node.is_windows() {
            return Belongs::Windows;
        }
        if self.bad.is_some() {
            return Belongs::Unknown;
        }
        let (mut master, mut worker, mut custom, mut customs) = (None, None, None, 0_u32);
        for (at, name, selector) in &self.pools {
            if !selector.matches_by(|key| node.labels.get(key)) {
                continue;
            }
            match *name {
                MASTER => master = Some(*at),
                WORKER => worker = Some(*at),
                _ => {
                    customs += 1;
                    custom = Some(*at);
                }
            }
        }
        if customs > 1 {
            return Belongs::Contested(customs);
        }
        match (master, custom) {
            // The workers' pool is left out here, and is not where a custom pool selects the node too.
            (Some(primary), None) => Belongs::To { primary, also_worker: false },
            (Some(primary), Some(_)) | (None, Some(primary)) => Belongs::To { primary, also_worker: worker.is_some() },
            (None, None) => worker.map_or(Belongs::Nowhere, |primary| Belongs::To { primary, also_worker: false }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Membership;
    use crate::fleet::node::Node;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use garboard_core::api::MachineConfigPool;
    use serde_json::{from_value, json};

    fn role(role: &str) -> String {
        ["node-role.kubernetes.io/", role].concat()
    }

    fn pool(name: &str) -> MachineConfigPool {
        from_value(
            json!({ "metadata": { "name": name }, "spec": { "nodeSelector": { "matchLabels": { role(name): "" } } } }),
        )
        .expect("a pool")
    }

    fn asked(pools: &[MachineConfigPool], labels: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let node = Node { labels: labels.iter().copied().collect(), ..Node::new("n") };
        let pools = Membership::new(pools).pools_of(&node);
        pools.map(|pools| pools.into_iter().map(Into::into).collect()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_control_plane_goes_before_custom_pools_and_these_before_the_workers() {
        let mut pools = ["master", "worker", "arbiter", "infra", "gpu"].map(pool);
        let two = "node n belongs to 2 custom roles, cannot proceed with this Node";
        for (roles, want) in [
            (&["worker", "infra"][..], Ok(&["infra", "worker"][..])),
            (&["infra"], Ok(&["infra"])),
            (&["worker"], Ok(&["worker"])),
            (&["master"], Ok(&["master"])),
            (&["worker", "master"], Ok(&["master"])),
            (&["worker", "infra", "master"], Ok(&["master", "worker"])),
            (&["infra", "master"], Ok(&["master"])),
            (&["worker", "infra", "gpu"], Err(two)),
            (&["master", "infra", "gpu"], Err(two)),
            (&["arbiter", "worker"], Ok(&["arbiter", "worker"])),
            (&["arbiter", "infra"], Err(two)),
            (&["arbiter", "master"], Ok(&["master"])),
            (&["arbiter", "infra", "gpu"], Err("node n belongs to 3 custom roles, cannot proceed with this Node")),
            (&["other"], Ok(&[])),
            (&[], Ok(&[])),
        ] {
            let labels: Vec<_> = roles.iter().map(|it| role(it)).collect();
            let labels: Vec<_> = labels.iter().map(|label| (&**label, "")).collect();
            let want = want.map(|pools| pools.iter().map(ToString::to_string).collect()).map_err(ToString::to_string);
            assert_eq!(asked(&pools, &labels), want, "{roles:?}");
            pools.reverse();
            assert_eq!(asked(&pools, &labels), want, "{roles:?}, pools reversed");
        }
    }

    #[test]
    fn windows_to_the_letter_has_no_pool_and_a_label_with_another_value_is_another() {
        let pools = [pool("worker")];
        let worker = role("worker");
        for (labels, want) in [
            (&[("kubernetes.io/os", "windows"), (&*worker, "")][..], 0),
            (&[("kubernetes.io/os", "Windows"), (&*worker, "")], 1),
            (&[(&*worker, "true")], 0),
            (&[(&*worker, "")], 1),
        ] {
            assert_eq!(asked(&pools, labels).map(|pools| pools.len()), Ok(want), "{labels:?}");
        }
    }

    #[test]
    fn one_bad_selector_hides_every_node_but_those_of_windows() {
        let bad = |name: &str| -> MachineConfigPool {
            let selector = json!({ "matchExpressions": [{ "key": name, "operator": "Near" }] });
            from_value(json!({ "metadata": { "name": name }, "spec": { "nodeSelector": selector } })).expect("a pool")
        };
        let worker = role("worker");
        let mut pools = [pool("worker"), bad("z"), bad("a")];
        for _ in 0..2 {
            let want = Err("invalid label selector: \"Near\" is not a valid label selector operator".into());
            assert_eq!(asked(&pools, &[(&*worker, "")]), want);
            assert_eq!(asked(&pools, &[("kubernetes.io/os", "windows")]), Ok(Vec::new()));
            assert!(
                matches!(Membership::new(&pools).bad(), Some(super::NoPool::BadSelector { pool, .. }) if pool == "a")
            );
            pools.reverse();
        }
    }

    #[test]
    fn pools_without_a_selector_and_with_an_empty_one_have_no_nodes() {
        let pools: Vec<MachineConfigPool> =
            from_value(json!([{ "metadata": { "name": "worker" } }, { "metadata": { "name": "all" }, "spec": { "nodeSelector": {} } }]))
                .expect("pools");
        assert_eq!(asked(&pools, &[("a", "b")]), Ok(Vec::new()));
        assert_eq!(asked(&[], &[]), Ok(Vec::new()));
    }
}
