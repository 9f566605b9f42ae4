//! Which files a policy is for, and which of them another policy takes from it.

use super::super::{Findings, shown};
use crate::disruption;
use crate::rule;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::{format, vec::Vec};
use core::cmp::Reverse;
use garboard_ignition::document::{At, Value};
use garboard_ignition::go::path::clean;

/// A policy of the administrator, by its path as it is written.
///
/// Of several above a file, [`precedence`](disruption::precedence) says which counts.
struct Policy<'v> {
    number: usize,
    path: Cow<'v, str>,
    value: Value<'v>,
    actions: Option<Value<'v>>,
}

impl<'v> Policy<'v> {
    fn of(number: usize, policy: Value<'v>) -> Option<Self> {
        let value = policy.get("path")?;
        Some(Self { number, path: value.as_str()?, value, actions: policy.get("actions") })
    }

    /// The directory that it is for; the file of that name too, if the path is written so.
    fn directory(&self) -> Cow<'_, str> {
        clean(&self.path)
    }

    /// Whether it is the same which of the two counts.
    fn does_as(&self, other: &Self) -> bool {
        let actions = |policy: &Self| policy.actions.map(|actions| serde_json::to_string(&actions).ok());
        self.number == other.number || actions(self) == actions(other)
    }

    fn weight(&self) -> (usize, Reverse<usize>) {
        disruption::precedence(&self.path, self.number)
    }
}

/// What nobody refuses of the paths of policies.
pub(super) fn check(files: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let policies = files.elements().enumerate().filter_map(|(number, policy)| Policy::of(number, policy));
    let policies: Vec<_> = policies.collect();
    let mut longest: BTreeMap<Cow<'_, str>, &Policy<'_>> = BTreeMap::new();
    for policy in &policies {
        let held = longest.entry(policy.directory()).or_insert(policy);
        if policy.weight() > held.weight() {
            *held = policy;
        }
    }
    for policy in &policies {
        let at = at.index(policy.number);
        let at = at.field("path");
        let directory = policy.directory();
        if !policy.path.starts_with('/') || directory == "/" {
            let message = format!("the policy for {} matches no file", shown(&policy.path));
            findings.say(&rule::DISRUPTION_MATCHES_NOTHING, None, policy.value, &at, message);
            continue;
        }
        if !directory[1..].contains('/') {
            let message = format!("the policy is for every file below {}, at any depth", shown(&directory));
            findings.say(&rule::DISRUPTION_WIDE, None, policy.value, &at, message);
        }
        if let Some(winner) = longest.get(&directory).filter(|winner| !winner.does_as(policy)) {
            let kept = if policy.path == directory { "counts for the file of this name alone" } else { "never counts" };
            let message = format!("the policy {kept}: below {directory}, that for {} does", shown(&winner.path));
            findings.say(&rule::DISRUPTION_SHADOWED, None, policy.value, &at, message);
        } else if let Some(message) = standard(policy, &policies) {
            findings.say(&rule::DISRUPTION_STANDARD, None, policy.value, &at, message);
        }
    }
}

/// The operator's own policies for what is below this one's directory: they are written longer, and count.
fn standard(policy: &Policy<'_>, policies: &[Policy<'_>]) -> Option<String> {
    let directory = policy.directory();
    let is_below = |path: &str| path.strip_prefix(&*directory).is_some_and(|rest| rest.starts_with('/'));
    let paths = disruption::FILES.iter().map(|(path, _)| *path).filter(|path| is_below(path));
    let kept =
        paths.filter(|path| path.len() >= policy.path.len() && policies.iter().all(|other| other.path != **path));
    let kept: Vec<_> = kept.collect();
    if kept.is_empty() {
        return None;
    }
    Some(format!("the policy is not for {}, of which the operator has its own", kept.join(" and ")))
}
