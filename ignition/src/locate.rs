//! Findings get their places: the reference's, and ours.
//!
//! The reference looks a path up in a tree of its own, with exact keys, and stops at the deepest
//! ancestor it finds. People are shown the value itself, whatever the case of its key, and the
//! very spot inside its text where that is known.

use crate::check::Draft;
use crate::document::{Kind, Path, Place, Span, Step, Value};
use crate::go::quote;
use crate::report::Entry;
use alloc::{vec, vec::Vec};

/// Looks up paths in one document. Paths that come in the order of the document cost little more
/// than one walk through it.
pub(crate) struct Locator<'t> {
    exact: Trail<'t>,
    lenient: Trail<'t>,
    /// The reference finds no places in this document.
    blind: bool,
}

impl<'t> Locator<'t> {
    pub(crate) fn new(root: Value<'t>) -> Self {
        let trail = |lenient| Trail { lenient, root, steps: Vec::new(), cursors: vec![] };
        Self {
            exact: trail(false),
            lenient: trail(true),
            blind: root.tape().overflows(),
        }
    }

    /// The finding with its places.
    pub(crate) fn entry(&mut self, draft: Draft) -> Entry {
        let tape = self.exact.root.tape();
        let Draft { rule, path, message, inside, key, related, hint } = draft;
        let exact = match key {
            Some(key) => Value::at(tape, key),
            None => self.exact.find(&path).0,
        };
        let (value, whole) = match key {
            Some(key) => (Value::at(tape, key), true),
            None => self.lenient.find(&path),
        };
        let span = match inside {
            Some(at) if whole => spot(value, at),
            _ => value.span(),
        };
        let mut entry = Entry::new(rule, self.place(path, span)).saying(message);
        entry.hint = hint;
        entry.marker = (!self.blind).then(|| marker(exact));
        for path in related {
            let span = self.lenient.find(&path).0.span();
            let place = self.place(path, span);
            entry.related.push(place);
        }
        entry
    }

    fn place(&self, path: Path, span: Span) -> Place {
        let mut place = Place::new(self.exact.root.tape().source(), path);
        place.span = Some(span);
        place
    }
}

/// The byte the reference points at: one past the bracket of an object or list.
fn marker(value: Value<'_>) -> u32 {
    let start = value.node().start;
    match value.kind() {
        Kind::Object | Kind::Array => start + 1,
        _ => start,
    }
}

/// What stands at `offset` of a string's text, in its source: a character or an escape.
pub(crate) fn spot(value: Value<'_>, offset: usize) -> Span {
    let whole = value.span();
    let start = value.source_offset(offset).min(whole.end.saturating_sub(1));
    let next = value.source_offset(offset + 1);
    Span { start, end: next.clamp(start + 1, whole.end.max(start + 1)) }
}

struct Trail<'t> {
    lenient: bool,
    root: Value<'t>,
    /// The last path that was looked up, as far as it led.
    steps: Vec<(Step, Value<'t>)>,
    /// For lists on the way: the element reached last and its index, to go on from there.
    cursors: Vec<(usize, u32, Value<'t>)>,
}

impl<'t> Trail<'t> {
    /// The deepest value on the way, and whether it is the one the path names.
    fn find(&mut self, path: &Path) -> (Value<'t>, bool) {
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
        if exact.is_some() || !self.lenient {
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
