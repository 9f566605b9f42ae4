//! Lists of nodes where of most of them the same is said as of others.

use alloc::vec::Vec;
use core::fmt;
use serde::{Serialize, Serializer};

/// What is said of nodes, and what that is of one of them.
pub trait Said<'a> {
    /// The same with the node.
    type Of;
    /// Of this node.
    fn of(&self, node: &'a str) -> Self::Of;
}

/// Nodes, and what is said of each. It is kept once for all of which the same is said: with a list of each [`Said::Of`], a plan
/// for a million nodes waits for little else than memory.
#[derive(Clone)]
pub struct Shared<'a, S> {
    nodes: Vec<&'a str>,
    /// The number of what is said of each of them.
    numbers: Vec<u32>,
    said: Vec<S>,
}

impl<S> Default for Shared<'_, S> {
    fn default() -> Self {
        Self::of(Vec::new(), Vec::new(), Vec::new())
    }
}

impl<'a, S> Shared<'a, S> {
    /// Nodes, the number of what is said of each, and that by its number.
    pub(super) const fn of(nodes: Vec<&'a str>, numbers: Vec<u32>, said: Vec<S>) -> Self {
        Self { nodes, numbers, said }
    }

    /// With room for so many nodes.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self::of(Vec::with_capacity(nodes), Vec::with_capacity(nodes), Vec::new())
    }

    /// The numbers of things to be said.
    pub(super) fn number<const N: usize>(&mut self, said: [S; N]) -> [u32; N] {
        said.map(|said| {
            self.said.push(said);
            u32::try_from(self.said.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Adds a node, of which what has this number is said.
    pub(super) fn push(&mut self, node: &'a str, number: u32) {
        self.nodes.push(node);
        self.numbers.push(number);
    }

    /// Adds nodes of which the same is said.
    pub(super) fn extend(&mut self, said: S, nodes: impl Iterator<Item = &'a str>) {
        let [number] = self.number([said]);
        nodes.for_each(|node| self.push(node, number));
    }

    /// How many nodes there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

impl<'a, S: Said<'a>> Shared<'a, S> {
    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = S::Of> + ExactSizeIterator {
        let of = |(&node, &number): (&&'a str, &u32)| self.said[number as usize].of(node);
        self.nodes.iter().zip(&self.numbers).map(of)
    }
}

impl<'a, S: Said<'a, Of: fmt::Debug>> fmt::Debug for Shared<'a, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, S: Said<'a, Of: Serialize>> Serialize for Shared<'a, S> {
    fn serialize<T: Serializer>(&self, to: T) -> Result<T::Ok, T::Error> {
        to.collect_seq(self.iter())
    }
}
