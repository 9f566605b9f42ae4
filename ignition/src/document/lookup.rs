//! From paths to values.

use super::path::{Path, Step};
use super::tape::{Kind, Value};
use crate::go::quote;
use alloc::vec::Vec;

/// Looks up paths in one document. Paths that come in the order of the document cost little more
/// together than one walk through it.
pub struct Lookup<'t> {
    root: Value<'t>,
    in_any_case: bool,
    /// The last path that was looked up, as far as it led.
    steps: Vec<(Step, Value<'t>)>,
    /// For lists on the way: the element reached last and its index, to go on from there.
    cursors: Vec<(usize, u32, Value<'t>)>,
}

impl<'t> Lookup<'t> {
    /// Paths begin at `root`; keys count as they are spelt, and of equal ones the last.
    #[must_use]
    pub const fn new(root: Value<'t>) -> Self {
        Self { root, in_any_case: false, steps: Vec::new(), cursors: Vec::new() }
    }

    /// The same where keys that are spelt exactly so are sought first, then those in another case.
    #[must_use]
    pub fn in_any_case(self) -> Self {
        Self { in_any_case: true, ..self }
    }

    /// The deepest value on the way, and whether it is the one the path names.
    pub fn find(&mut self, path: &Path) -> (Value<'t>, bool) {
        let same = self.steps.iter().zip(path.steps()).take_while(|((step, _), wanted)| step == *wanted).count();
        self.steps.truncate(same);
        let mut here = self.steps.last().map_or(self.root, |(_, value)| *value);
        for step in &path.steps()[same..] {
            let Some(next) = self.step(here, step) else { return (here, false) };
            self.steps.push((step.clone(), next));
            here = next;
        }
        (here, true)
    }

    fn step(&mut self, here: Value<'t>, step: &Step) -> Option<Value<'t>> {
        match step {
            Step::Field(name) => self.member(here, name),
            Step::Key(key) => self.member(here, key),
            Step::Index(index) => self.element(here, *index),
        }
    }

    fn member(&self, here: Value<'t>, key: &str) -> Option<Value<'t>> {
        let exact = here.get(key);
        if exact.is_some() || !self.in_any_case {
            return exact;
        }
        let folded = |(name, _): &(Value<'_>, _)| name.as_str().is_some_and(|name| quote::fold_eq(&name, key));
        here.members().filter(folded).last().map(|(_, value)| value)
    }

    fn element(&mut self, list: Value<'t>, index: u32) -> Option<Value<'t>> {
        if list.kind() != Kind::Array {
            return None;
        }
        let known = self.cursors.iter().position(|(of, at, _)| *of == list.index() && *at <= index);
        let (start, from) = match known {
            Some(cursor) => (self.cursors[cursor].1, self.cursors[cursor].2),
            None => (0, list.elements().next()?),
        };
        let found = from.followers(list).nth((index - start) as usize)?;
        self.cursors.retain(|(of, ..)| *of != list.index());
        if self.cursors.len() == 8 {
            self.cursors.remove(0);
        }
        self.cursors.push((list.index(), index, found));
        Some(found)
    }
}
