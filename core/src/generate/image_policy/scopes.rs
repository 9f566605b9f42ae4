//! Which requirements hold for which scopes, and what they make of `policy.json`.

use super::policy::{ByScope, Policy};
use super::requirement::Requirement;
use super::signed;
use crate::api::{ClusterImagePolicy, ImagePolicy};
use crate::cluster::Placed;
use crate::generate::Refusal;
use crate::generate::registries::{Scopes, is_valid};
use crate::generate::stated::Blamed;
use crate::part::Stand;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use garboard_ignition::go::quote;

/// The files of one MachineConfig have so many bytes at most. No cluster stores more than a tenth of that.
const LARGEST: usize = 16 << 20;

/// What policies ask of the images of scopes.
#[derive(Default)]
pub(crate) struct ScopePolicies {
    /// Anywhere in the cluster.
    pub(crate) cluster: ByScope,
    /// In namespaces.
    pub(crate) namespaces: BTreeMap<String, ByScope>,
    /// Policies of namespaces that say something that the cluster's say already.
    pub(crate) conflicts: Vec<Conflict>,
}

/// Scopes of a policy that have no effect.
pub(crate) struct Conflict {
    /// `namespace/name` of the policy.
    pub(crate) policy: String,
    /// Where it stands.
    pub(crate) stand: Stand,
    /// The scopes, in its order.
    pub(crate) scopes: Vec<String>,
}

impl Conflict {
    /// What the controller notes on the policy.
    pub(crate) fn message(&self) -> String {
        let scopes: Vec<_> = self.scopes.iter().map(quote::double).collect();
        format!(
            "has conflicting scope(s) [{}] that equal to or nest inside existing clusterimagepolicy, only policy from \
            clusterimagepolicy scope(s) will be applied",
            scopes.join(" ")
        )
    }
}

impl ScopePolicies {
    /// Gathers policies. Several for one scope count in the order of their names.
    pub(crate) fn of(
        cluster: &[Placed<ClusterImagePolicy>],
        namespaced: &[Placed<ImagePolicy>],
    ) -> Result<Self, Blamed> {
        let mut all = Self::default();
        let mut sorted: Vec<_> = cluster.iter().collect();
        sorted.sort_by_key(|policy| &policy.object.metadata.name);
        for Placed { object, stand } in sorted {
            let requirement = signed::requirement(&object.spec.policy).map_err(|why| Blamed::on(why, *stand))?;
            for scope in &object.spec.scopes {
                all.cluster.entry(scope.clone()).or_default().push(requirement.clone());
            }
        }
        let taken = Scopes::of(all.cluster.keys().map(String::as_str));
        let mut sorted: Vec<_> = namespaced.iter().collect();
        sorted.sort_by_key(|policy| (&policy.object.metadata.namespace, &policy.object.metadata.name));
        for policy in sorted {
            all.add(policy, &taken)?;
        }
        Ok(all)
    }

    fn add(&mut self, placed: &Placed<ImagePolicy>, taken: &Scopes) -> Result<(), Blamed> {
        let Placed { object: policy, stand } = placed;
        let requirement = signed::requirement(&policy.spec.policy).map_err(|why| Blamed::on(why, *stand))?;
        let mut conflicting = Vec::new();
        for scope in &policy.spec.scopes {
            if taken.hold(scope) {
                conflicting.push(scope.clone());
                continue;
            }
            let namespace = self.namespaces.entry(policy.metadata.namespace.clone()).or_default();
            namespace.entry(scope.clone()).or_default().push(requirement.clone());
        }
        if !conflicting.is_empty() {
            let policy = format!("{}/{}", policy.metadata.namespace, policy.metadata.name);
            self.conflicts.push(Conflict { policy, stand: *stand, scopes: conflicting });
        }
        Ok(())
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.cluster.is_empty() && self.namespaces.is_empty()
    }

    /// All scopes, of namespaces too.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        let namespaced = self.namespaces.values().flat_map(BTreeMap::keys);
        self.cluster.keys().chain(namespaced).map(String::as_str)
    }
}

/// Registries that are blocked and allowed.
#[derive(Clone, Copy)]
pub(crate) struct Lists<'o> {
    pub(crate) blocked: &'o [String],
    pub(crate) allowed: &'o [String],
}

/// That policies are for images that may run at all. `what` is the kind of policy.
pub(crate) fn check_scopes<'s>(
    what: &str,
    scopes: impl Iterator<Item = &'s str> + Clone,
    lists: Lists<'_>,
) -> Result<(), Refusal> {
    let set = |list: &[String]| Scopes::of(list.iter().map(String::as_str));
    let (allowed, blocked) = (set(lists.allowed), set(lists.blocked));
    if let Some(scope) = scopes.clone().find(|scope| !lists.allowed.is_empty() && !allowed.hold(scope)) {
        return Err(Refusal::new(format!(
            "{what} configured for the scope {scope} is not nested inside allowedRegistries"
        )));
    }
    let mut scopes = scopes;
    if let Some(scope) = scopes.find(|scope| blocked.hold(scope)) {
        return Err(Refusal::new(format!(
            "{what} configured for the scope {scope} is nested inside blockedRegistries"
        )));
    }
    Ok(())
}

/// The text of `policy.json` with what registries and policies of the cluster change in it.
pub(crate) fn edit(base: &str, lists: Lists<'_>, payload: &str, cluster: &ByScope) -> Result<String, Refusal> {
    let both = !lists.allowed.is_empty() && !lists.blocked.is_empty();
    if both && *lists.allowed != [payload] {
        return Err(Refusal::new(
            "invalid images config: only one of AllowedRegistries or BlockedRegistries may be specified",
        ));
    }
    check_scopes("clusterimagePolicy", cluster.keys().map(String::as_str), lists)?;
    if lists.allowed.is_empty() && lists.blocked.is_empty() && cluster.is_empty() {
        return Ok(base.into());
    }
    for (list, what) in [(lists.blocked, "blocked"), (lists.allowed, "allowed")] {
        if let Some(scope) = list.iter().find(|scope| !is_valid(scope)) {
            return Err(Refusal::new(format!("invalid entry for {what} registries {}", quote::double(scope))));
        }
    }
    let mut policy = decoded(base, "error decoding policy json")?;
    let scopes = by_scope(&mut policy, lists, cluster);
    policy.transports.insert("atomic".into(), scopes.iter().filter(|(scope, _)| is_atomic(scope)).map(owned).collect());
    policy.transports.insert("docker".into(), scopes);
    written(&policy, 0)
}

/// What is asked of each scope; the default changes with it.
fn by_scope(policy: &mut Policy, lists: Lists<'_>, cluster: &ByScope) -> ByScope {
    let mut scopes = ByScope::new();
    if !lists.allowed.is_empty() {
        policy.default = vec![Requirement::reject()];
        let open = lists.allowed.iter().filter(|scope| !cluster.contains_key(*scope));
        scopes.extend(open.map(|scope| (scope.clone(), vec![Requirement::accept()])));
    }
    if !lists.blocked.is_empty() {
        policy.default = vec![Requirement::accept()];
        scopes.extend(lists.blocked.iter().map(|scope| (scope.clone(), vec![Requirement::reject()])));
    }
    for (scope, all) in cluster {
        scopes.entry(scope.clone()).or_default().extend_from_slice(all);
    }
    scopes
}

/// The text of each namespace's policy: the cluster's, and its own.
pub(crate) fn for_namespaces(
    policy: &str,
    lists: Lists<'_>,
    namespaces: &BTreeMap<String, ByScope>,
) -> Result<Vec<(String, String)>, Refusal> {
    check_scopes("imagePolicy", namespaces.values().flat_map(BTreeMap::keys).map(String::as_str), lists)?;
    if namespaces.is_empty() {
        return Ok(Vec::new());
    }
    let cluster = decoded(policy, "error decoding policy json for namespaced policies")?;
    let mut before = 0;
    let mut texts = Vec::new();
    for (namespace, scopes) in namespaces {
        let mut policy = cluster.clone();
        for (transport, fits) in [("docker", (|_| true) as fn(&str) -> bool), ("atomic", is_atomic)] {
            let own = policy.transports.entry(transport.into()).or_default();
            for (scope, all) in scopes.iter().filter(|(scope, _)| fits(scope)) {
                own.entry(scope.clone()).or_default().extend_from_slice(all);
            }
        }
        let text = written(&policy, before)?;
        before += text.len();
        texts.push((namespace.clone(), text));
    }
    Ok(texts)
}

fn decoded(text: &str, what: &str) -> Result<Policy, Refusal> {
    Policy::read(text.as_bytes()).map_err(|bad| Refusal::new(format!("{what}: {bad}")))
}

fn written(policy: &Policy, before: usize) -> Result<String, Refusal> {
    if policy.size().saturating_add(before) > LARGEST {
        return Err(Refusal::new(format!("the policies of images would have more than {LARGEST} bytes")));
    }
    Ok(policy.write())
}

/// Whether that transport takes a scope: not parts of names that are so deep.
fn is_atomic(scope: &str) -> bool {
    scope.matches('/').count() < 3
}

fn owned((scope, all): (&String, &Vec<Requirement>)) -> (String, Vec<Requirement>) {
    (scope.clone(), all.clone())
}
