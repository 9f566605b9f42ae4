//! What a cluster holds, as it was written out.

use super::rule;
use crate::fleet::Node;
use crate::preview::Side;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use alloc::{format, vec::Vec};
use garboard_core::api::ControllerConfig;
use garboard_core::cluster::Placed;
use garboard_core::manifest::{self, Format, Object};
use garboard_core::part::Stand;
use garboard_ignition::document::SourceId;
use garboard_ignition::report::{Entry, Report, Rule};
use serde::Deserialize;

/// What a cluster holds: files of `oc get -o yaml`, a must-gather. It is a [`Side`] that knows more of its nodes.
///
/// ```
/// use garboard_ignition::document::SourceId;
/// use garboard_rollout::health::Dump;
///
/// let mut dump = Dump::default();
/// dump.read(SourceId(0), br#"{"apiVersion":"v1","kind":"Node","metadata":{"name":"w1"}}"#);
/// assert_eq!(&*dump.side().nodes[0].name, "w1");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dump {
    side: Side,
    /// As many as there are nodes.
    details: Vec<Details>,
}

/// What only a report wants to know of a node.
#[derive(Clone, Debug, Default)]
pub(super) struct Details {
    pub(super) uid: String,
    /// `desiredDrain`: what the daemon asks the drain controller for.
    pub(super) asked: String,
    /// `lastAppliedDrain`: what that has done last.
    pub(super) applied: String,
    /// `post-config-action`.
    pub(super) action: String,
    /// Since when `Ready` is what it is.
    pub(super) ready_since: Option<String>,
    stand: Stand,
}

impl Details {
    /// What the drain controller was asked for and has not done: `drain` or `uncordon`.
    pub(super) fn pending(&self) -> Option<&str> {
        let open = !self.asked.is_empty() && self.asked != self.applied;
        open.then(|| self.asked.split('-').next().unwrap_or_default())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Read {
    metadata: Option<Meta>,
    status: Option<Status>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta {
    uid: Option<String>,
    annotations: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    conditions: Option<Vec<Option<Condition>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Condition {
    r#type: Option<String>,
    last_transition_time: Option<String>,
}

impl Dump {
    /// Adds what a file holds.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| {
            self.side.cluster.add(&document);
            for object in document.objects() {
                if object.group().is_empty() && object.kind() == "Node" {
                    self.add_node(&object);
                }
            }
        });
        self.side.cluster.report.append(unread);
    }

    fn add_node(&mut self, object: &Object<'_>) {
        let known = self.side.nodes.len();
        self.side.add_node(object);
        if self.side.nodes.len() > known {
            let read = object.read().unwrap_or_default();
            self.details.push(Details { stand: Stand::of(object), ..details(read) });
        }
    }

    /// The objects themselves.
    #[must_use]
    pub const fn side(&self) -> &Side {
        &self.side
    }

    /// The nodes, each once and by name, with what else is known of them.
    pub(super) fn nodes(&self) -> (Vec<Node>, Vec<&Details>) {
        let last: BTreeMap<&str, usize> = self.side.nodes.iter().zip(0..).map(|(node, at)| (&*node.name, at)).collect();
        last.values().filter_map(|&at| Some((self.side.nodes[at].clone(), self.details.get(at)?))).unzip()
    }

    /// What is wrong with the dump itself.
    pub(super) fn judge(&self, report: &mut Report) {
        let nodes = self.side.nodes.iter().zip(&self.details);
        twice("Node", nodes.map(|(node, it)| (&*node.name, &*it.uid, it.stand)), report);
        let pools = self.side.cluster.pools.iter();
        let pool = |it: &'_ Placed<garboard_core::api::MachineConfigPool>| it.stand;
        twice(
            "MachineConfigPool",
            pools.map(|it| (&*it.object.metadata.name, &*it.object.metadata.uid, pool(it))),
            report,
        );
        let configs = &self.side.cluster.controller_configs;
        let mut names = configs.iter().filter_map(|it| Some((infrastructure(&it.object)?, it.stand)));
        if let Some((first, _)) = names.next()
            && let Some((other, stand)) = names.find(|(name, _)| *name != first)
        {
            add(
                report,
                &rule::SEVERAL_CLUSTERS,
                stand,
                format!(
                    "the dump holds objects of several clusters: ControllerConfigs are those of {first} and of {other}"
                ),
            );
        }
    }
}

fn add(report: &mut Report, rule: &'static Rule, stand: Stand, message: String) {
    report.add(Entry::new(rule, stand.place()).saying(message));
}

/// The name that the installer gave the cluster; where there is none, its own address.
fn infrastructure(config: &ControllerConfig) -> Option<&str> {
    let status = config.spec.infra.as_ref()?.get("status")?;
    ["infrastructureName", "apiServerInternalURI", "apiServerURL"].iter().find_map(|key| status.get(key)?.as_str())
}

/// Says of the objects of a kind which stand there more than once: in one finding each for those of one cluster and
/// those of several, since a dump can be there twice as a whole.
fn twice<'a>(kind: &str, objects: impl Iterator<Item = (&'a str, &'a str, Stand)>, report: &mut Report) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut again, mut others): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
    for (name, uid, stand) in objects {
        match first.get(name) {
            None => {
                first.insert(name, uid);
            }
            Some(before) if before.is_empty() || uid.is_empty() || *before == uid => again.push((name, stand)),
            Some(_) => others.push((name, stand)),
        }
    }
    if let Some((_, stand)) = others.first() {
        let message = format!(
            "the dump holds objects of several clusters: {kind} {} stands there with different uids",
            listed(&others)
        );
        add(report, &rule::SEVERAL_CLUSTERS, *stand, message);
    }
    if let Some((_, stand)) = again.first() {
        let message = format!("{kind} {} stands in the dump more than once; the last one counts", listed(&again));
        add(report, &rule::OBJECT_TWICE, *stand, message);
    }
}

fn listed(names: &[(&str, Stand)]) -> String {
    let shown: Vec<_> = names.iter().take(3).map(|(name, _)| *name).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn details(read: Read) -> Details {
    let meta = read.metadata.unwrap_or_default();
    let annotations = meta.annotations.unwrap_or_default();
    let annotation = |name: &str| {
        let value = annotations.get(&format!("machineconfiguration.openshift.io/{name}"));
        value.and_then(|it| it.as_deref()).unwrap_or_default().to_string()
    };
    let conditions = read.status.unwrap_or_default().conditions.unwrap_or_default();
    let ready = conditions.into_iter().flatten().find(|it| it.r#type.as_deref() == Some("Ready"));
    Details {
        uid: meta.uid.unwrap_or_default(),
        asked: annotation("desiredDrain"),
        applied: annotation("lastAppliedDrain"),
        action: annotation("post-config-action"),
        ready_since: ready.and_then(|it| it.last_transition_time),
        stand: Stand::default(),
    }
}
