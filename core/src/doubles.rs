//! Objects of one kind and one name, of which a cluster has one.

use crate::part::Stand;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::report::{Entry, Rule};

/// The names that stand more than once among the objects of a kind, each with a finding that has all its places.
pub(crate) fn doubles<'c>(kind: &str, objects: impl Iterator<Item = (&'c str, Stand)>) -> BTreeMap<&'c str, Entry> {
    let mut named: Vec<_> = objects.collect();
    named.sort_unstable_by_key(|(name, _)| *name);
    let same = named.chunk_by(|(a, _), (b, _)| a == b).filter(|same| same.len() > 1);
    let told = |same: &[(&'c str, Stand)]| {
        let (name, _) = *same.first()?;
        let message = format!("{} {kind}s are called {name}: a cluster has one of a name", same.len());
        let stands = same.iter().map(|(_, stand)| *stand).collect();
        Some((name, together(&rule::DUPLICATE_NAME, stands, message)?))
    };
    same.filter_map(told).collect()
}

/// A finding at the first object, with all others related.
pub(crate) fn together(rule: &'static Rule, mut stands: Vec<Stand>, message: String) -> Option<Entry> {
    stands.sort_unstable();
    let (first, others) = stands.split_first()?;
    let entry = Entry::new(rule, first.place()).saying(message);
    Some(others.iter().map(Stand::place).fold(entry, Entry::beside))
}
