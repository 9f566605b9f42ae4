//! Nodes that are stuck for one reason, told together.

use garboard_rollout::simulate::Stuck;
use std::collections::BTreeMap;

/// Nodes with one reason, in the order in which they were told.
pub(super) struct Group<'a> {
    pub(super) code: &'a str,
    pub(super) message: &'a str,
    pub(super) nodes: Vec<&'a str>,
    /// Since when nothing happens to the first of them.
    pub(super) since: u64,
}

/// By reason; what happened comes before what is waited for, as it is told first.
pub(super) fn groups<'a>(stuck: &[&'a Stuck<'a>]) -> Vec<Group<'a>> {
    let mut at = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for one in stuck {
        let place = *at.entry((one.code, &*one.message)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Group {
                code: one.code,
                message: &one.message,
                nodes: Vec::new(),
                since: one.since_s,
            });
        }
        groups[place].nodes.push(one.node);
        groups[place].since = groups[place].since.min(one.since_s);
    }
    groups.sort_by_key(|group| !matches!(group.code, "never-returned" | "degraded-cordoned" | "canary-failed"));
    groups
}

/// The first names of a list, and how many there are besides.
pub(super) fn first(names: &[&str], most: usize) -> String {
    let shown = names[..names.len().min(most)].join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
