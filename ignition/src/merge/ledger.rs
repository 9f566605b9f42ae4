//! Who set what: one line for each leaf, in the order of the walk.
//!
//! The parent's leaves are met in the order in which they were written down, so that no line needs
//! to say which leaf it is about; only the child's paths are kept.

use super::join::{Step, Trace, is_leaf};
use crate::document::SourceId;
use crate::model::Content;
use crate::model::rows::{Rows, Shown};
use crate::origins::{Branch, Line, Node, Origins};
use alloc::vec::Vec;

#[derive(Clone, Debug)]
pub(super) struct Ledger {
    /// Whose turn it is.
    source: SourceId,
    /// Where the walk is in that source, in `paths`.
    here: u32,
    /// Paths of all sources; 0 is the root.
    paths: Vec<Node>,
    lines: Vec<Line>,
    /// What the parent's leaves were, while a child is laid over it, and how many were met.
    before: Vec<Line>,
    met: usize,
    /// Lines that were overridden.
    history: Vec<Line>,
}

impl Ledger {
    /// Everything comes from `source`.
    pub(super) fn new(source: SourceId, content: &Content) -> Self {
        let mut ledger = Self {
            source,
            here: 0,
            paths: Vec::from([Node { up: 0, step: Step::Index(0) }]),
            lines: Vec::new(),
            before: Vec::new(),
            met: 0,
            history: Vec::new(),
        };
        ledger.taken(Shown::Record(content));
        ledger
    }

    /// A child from `source` is going to be laid over what there is.
    pub(super) fn turn(&mut self, source: SourceId) {
        self.source = source;
        self.here = 0;
        self.met = 0;
        self.before = core::mem::take(&mut self.lines);
        self.lines.reserve(self.before.len());
    }

    /// The child was laid over it.
    pub(super) fn turned(&mut self) {
        debug_assert_eq!(self.met, self.before.len(), "every leaf of the parent was met");
        self.before = Vec::new();
    }

    /// The lines under the paths that `content` gives them.
    pub(super) fn close(self, content: &Content) -> Origins {
        let mut tree = Vec::with_capacity(self.lines.len() * 2);
        let mut leaf = 0;
        branch(&mut tree, Step::Index(0), Shown::Record(content), &mut leaf);
        Origins::new(self.paths, self.lines, self.history, tree)
    }

    fn line(&self) -> Line {
        Line { source: self.source, from: self.here, overrode: 0 }
    }

    fn next(&mut self) -> Option<Line> {
        let line = self.before.get(self.met).copied();
        self.met += 1;
        line
    }

    fn record(&mut self, record: &dyn Rows) {
        for (index, row) in record.rows().iter().enumerate() {
            let shown = record.shown(index);
            if !matches!(shown, Shown::Absent) {
                self.down(Step::Field(row.key));
                self.taken(shown);
                self.up();
            }
        }
    }
}

impl Trace for Ledger {
    fn down(&mut self, step: Step) {
        let node = count(self.paths.len());
        self.paths.push(Node { up: self.here, step });
        self.here = node;
    }

    fn up(&mut self) {
        let used = self.lines.last().is_some_and(|line| line.source == self.source && line.from >= self.here);
        let last = self.here as usize + 1 == self.paths.len();
        let up = self.paths[self.here as usize].up;
        if last && !used {
            self.paths.pop();
        }
        self.here = up;
    }

    fn kept(&mut self, count: impl FnOnce() -> usize) {
        let end = self.before.len().min(self.met + count());
        self.lines.extend_from_slice(&self.before[self.met..end]);
        self.met = end;
    }

    fn gone(&mut self, count: impl FnOnce() -> usize) {
        self.met += count();
    }

    fn taken(&mut self, value: Shown<'_>) {
        match value {
            Shown::Record(record) => self.record(record),
            Shown::List(list) => {
                for index in 0..list.count() {
                    self.down(Step::index(index));
                    self.taken(list.item(index));
                    self.up();
                }
            }
            scalar if is_leaf(scalar) => self.lines.push(self.line()),
            _ => {}
        }
    }

    fn overridden(&mut self) {
        let mut line = self.line();
        if let Some(old) = self.next() {
            self.history.push(old);
            line.overrode = count(self.history.len());
        }
        self.lines.push(line);
    }
}

/// Adds a value and what is below it, if there is a leaf.
fn branch(tree: &mut Vec<Branch>, step: Step, value: Shown<'_>, leaf: &mut u32) {
    let at = tree.len();
    tree.push(Branch { step, end: 0, leaf: None });
    match value {
        Shown::Record(record) => {
            for (index, row) in record.rows().iter().enumerate() {
                branch(tree, Step::Field(row.key), record.shown(index), leaf);
            }
        }
        Shown::List(list) => {
            (0..list.count()).for_each(|index| branch(tree, Step::index(index), list.item(index), leaf))
        }
        scalar if is_leaf(scalar) => {
            tree[at].leaf = Some(*leaf);
            *leaf += 1;
        }
        _ => {}
    }
    if tree.len() == at + 1 && tree[at].leaf.is_none() {
        tree.pop();
    } else {
        tree[at].end = count(tree.len());
    }
}

/// Leaves and paths are fewer than the bytes of documents, which are bounded well below 4 GiB.
fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a ledger has fewer than 2^32 lines")
}
