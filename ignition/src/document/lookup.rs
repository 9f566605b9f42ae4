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
    /// Lists on the way, those looked into last.
    cursors: Vec<Cursor<'t>>,
    /// Fields of large objects that were sought, those sought last, with the object.
    fields: Vec<(usize, &'static str, Option<Value<'t>>)>,
}

/// How many lists and fields are remembered: more than alternate in any walk of ours.
const REMEMBERED: usize = 16;

/// In objects of no more nodes a field is sought anew each time.
const SMALL: usize = 64;

/// A list that was looked into.
struct Cursor<'t> {
    list: usize,
    /// The element reached last and its index, to go on from there.
    index: u32,
    element: Value<'t>,
    /// Every element, from the first time that an index went back.
    table: Vec<Value<'t>>,
}

impl<'t> Lookup<'t> {
    /// Paths begin at `root`; keys count as they are spelt, and of equal ones the last.
    #[must_use]
    pub const fn new(root: Value<'t>) -> Self {
        Self {
            root,
            in_any_case: false,
            steps: Vec::new(),
            cursors: Vec::new(),
            fields: Vec::new(),
        }
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
            Step::Field(name) => self.field(here, name),
            Step::Key(key) => self.member(here, key),
            Step::Index(index) => self.element(here, *index),
        }
    }

    fn field(&mut self, here: Value<'t>, name: &'static str) -> Option<Value<'t>> {
        if here.size() <= SMALL {
            return self.member(here, name);
        }
        let known = self.fields.iter().find(|(object, key, _)| *object == here.index() && *key == name);
        if let Some(&(_, _, value)) = known {
            return value;
        }
        let value = self.member(here, name);
        if self.fields.len() == REMEMBERED {
            self.fields.remove(0);
        }
        self.fields.push((here.index(), name, value));
        value
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
        let Some(at) = self.cursors.iter().position(|cursor| cursor.list == list.index()) else {
            let element = list.elements().nth(index as usize)?;
            if self.cursors.len() == REMEMBERED {
                self.cursors.remove(0);
            }
            self.cursors.push(Cursor { list: list.index(), index, element, table: Vec::new() });
            return Some(element);
        };
        let cursor = &mut self.cursors[at];
        if index < cursor.index && cursor.table.is_empty() {
            cursor.table = list.elements().collect();
        }
        if !cursor.table.is_empty() {
            return cursor.table.get(index as usize).copied();
        }
        let element = cursor.element.followers(list).nth((index - cursor.index) as usize)?;
        (cursor.index, cursor.element) = (index, element);
        Some(element)
    }
}
