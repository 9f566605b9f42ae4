//! Objects of one kind and one name, of which a cluster has one.

use crate::part::Stand;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::report::{Entry, Rule};

/// The names that stand more than once among the objects of a kind, each with a finding that has all its places.
pub(crate) fn doubles<'c>(kind: &str, objects: impl Iterator<Item = (&'c str, Stand)>) -> BTreeMap<&'c str, Entry> {
    let mut same: BTreeMap<&str, Vec<Stand>> = BTreeMap::new();
    objects.for_each(|(name, stand)| same.entry(name).or_default().push(stand));
    let told = |(name, stands): (&'c str, Vec<Stand>)| {
        let message = format!("{} {kind}s are called {name}: a cluster has one of a name", stands.len());
        Some((name, together(&rule::DUPLICATE_NAME, stands, message)?))
    };
    same.into_iter().filter(|(_, stands)| stands.len() > 1).filter_map(told).collect()
}

/// A finding at the first object, with all others related.
pub(crate) fn together(rule: &'static Rule, mut stands: Vec<Stand>, message: String) -> Option<Entry> {
    stands.sort_unstable();
    let (first, others) = stands.split_first()?;
    let entry = Entry::new(rule, first.place()).saying(message);
    Some(others.iter().map(Stand::place).fold(entry, Entry::beside))
}
