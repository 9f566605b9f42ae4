//! Where each value of a merged config comes from, and what it overrode.

use crate::document::{Path, SourceId, Step};
use crate::merge;
use alloc::vec::Vec;
use serde::Serialize;

/// The origin of every leaf of a merged config: of every value that is there, and no record or list.
///
/// Kept as one line for each leaf; paths are put together when they are asked for.
#[derive(Clone, Debug)]
pub struct Origins {
    /// Ways into the sources.
    paths: Vec<Node>,
    /// The leaves, in the order of the config.
    lines: Vec<Line>,
    /// What was overridden.
    history: Vec<Line>,
    /// The config, as far as there are leaves; whatever is below a branch follows it.
    tree: Vec<Branch>,
}

/// A step on the way into a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) up: u32,
    pub(crate) step: merge::Step,
}

/// A value of a source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) source: SourceId,
    /// Its path there, in the list of paths.
    pub(crate) from: u32,
    /// What it overrode, in the history; counted from 1.
    pub(crate) overrode: u32,
}

/// A value of the merged config.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branch {
    pub(crate) step: merge::Step,
    /// The branch after the last one below it.
    pub(crate) end: u32,
    /// Its number among the leaves.
    pub(crate) leaf: Option<u32>,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Origin {
    /// Its path in the merged config.
    pub path: Path,
    /// Who set it.
    pub source: SourceId,
    /// Its path there.
    pub from: Path,
    /// Who set it before, the one overridden last first.
    pub overrode: Vec<Overridden>,
}

/// A value that is not in the merged config, since another one is in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Overridden {
    /// Who set it.
    pub source: SourceId,
    /// Its path there.
    pub path: Path,
}

impl Origins {
    pub(crate) const fn new(paths: Vec<Node>, lines: Vec<Line>, history: Vec<Line>, tree: Vec<Branch>) -> Self {
        Self { paths, lines, history, tree }
    }

    /// How many leaves there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Every leaf, in the order of the config.
    pub fn iter(&self) -> impl Iterator<Item = Origin> {
        self.below(&Path::root())
    }

    /// The origin of one leaf; `None` if there is no value at `path`, or it is a record or list.
    #[must_use]
    pub fn of(&self, path: &Path) -> Option<Origin> {
        let at = self.find(path)?;
        Some(self.origin(path.clone(), self.tree[at].leaf?))
    }

    /// The leaves at and below `path`, in the order of the config.
    pub fn below<'a>(&'a self, path: &Path) -> impl Iterator<Item = Origin> + use<'a> {
        let start = self.find(path);
        let end = start.map_or(0, |at| self.tree[at].end as usize);
        let mut at = start.unwrap_or(0);
        // The branches that lead to the next one, with their ends.
        let mut way: Vec<(u32, Step)> = Vec::new();
        let outer = path.clone();
        core::iter::from_fn(move || {
            while at < end {
                let branch = self.tree[at];
                while way.last().is_some_and(|&(end, _)| end as usize <= at) {
                    way.pop();
                }
                if Some(at) != start {
                    way.push((branch.end, step(branch.step)));
                }
                at += 1;
                if let Some(leaf) = branch.leaf {
                    let path = way.iter().fold(outer.clone(), |path, (_, step)| path.then(step.clone()));
                    return Some(self.origin(path, leaf));
                }
            }
            None
        })
    }

    fn find(&self, path: &Path) -> Option<usize> {
        let mut here = 0;
        let mut end = self.tree.first()?.end as usize;
        for wanted in path.steps() {
            here += 1;
            while here < end && step(self.tree[here].step) != *wanted {
                here = self.tree[here].end as usize;
            }
            if here >= end {
                return None;
            }
            end = self.tree[here].end as usize;
        }
        Some(here)
    }

    fn origin(&self, path: Path, leaf: u32) -> Origin {
        let line = self.lines[leaf as usize];
        let before = |line: &Line| self.history.get((line.overrode as usize).checked_sub(1)?).copied();
        let overrode = core::iter::successors(before(&line), before);
        let overrode = overrode.map(|line| Overridden { source: line.source, path: self.path(line.from) });
        Origin {
            path,
            source: line.source,
            from: self.path(line.from),
            overrode: overrode.collect(),
        }
    }

    fn path(&self, node: u32) -> Path {
        let up = |node: &u32| Some(self.paths[*node as usize].up);
        let nodes: Vec<_> = core::iter::successors(Some(node), up).take_while(|&node| node != 0).collect();
        nodes.into_iter().rev().fold(Path::root(), |path, node| path.then(step(self.paths[node as usize].step)))
    }
}

const fn step(step: merge::Step) -> Step {
    match step {
        merge::Step::Field(name) => Step::Field(name),
        merge::Step::Index(index) => Step::Index(index),
    }
}
