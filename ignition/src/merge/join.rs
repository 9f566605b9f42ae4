//! The walk over a parent and a child, and what it tells whoever traces it.

use super::plan::{Fate, Plan};
use crate::decode::Shape;
use crate::model::rows::{Keyed, List, Record, Row, Rows, Shown};
use crate::model::{Content, Declared};
use alloc::{string::String, vec::Vec};

/// Follows a merge. The parent's leaves come in their order, each once; the child's with their
/// paths. A leaf is a value that is no record and no list, and that is there.
pub(crate) trait Trace {
    /// One step further down in the child.
    fn down(&mut self, step: Step);
    fn up(&mut self);
    /// The parent's next leaves stay; `count` tells how many they are.
    fn kept(&mut self, count: impl FnOnce() -> usize);
    /// The parent's next leaves are gone.
    fn gone(&mut self, count: impl FnOnce() -> usize);
    /// The child's leaf, or all leaves of a value of the child's, where the parent has none.
    fn taken(&mut self, value: Shown<'_>);
    /// The child's leaf here is in the place of the parent's next one.
    fn overridden(&mut self);
}

/// A step down, as small as it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Field(&'static str),
    Index(u32),
}

impl Step {
    pub(crate) fn index(index: usize) -> Self {
        // Lists come from documents, which are bounded well below 4 GiB.
        Self::Index(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// Follows nothing.
pub(crate) struct Untraced;

impl Trace for Untraced {
    fn down(&mut self, _: Step) {}
    fn up(&mut self) {}
    fn kept(&mut self, _: impl FnOnce() -> usize) {}
    fn gone(&mut self, _: impl FnOnce() -> usize) {}
    fn taken(&mut self, _: Shown<'_>) {}
    fn overridden(&mut self) {}
}

/// Lays what `child` says over `parent`.
pub(super) fn content(parent: &mut Content, child: Content, trace: &mut impl Trace) {
    parent.join_rows(child, trace);
}

/// A type of the model: how two of its values become one.
pub(crate) trait Join: Shape + Clone {
    /// `plan` is for lists that share their keys with others of the record.
    fn join<T: Trace>(&mut self, child: Self, row: &'static Row, plan: Option<Plan>, trace: &mut T);
    /// Whether as an element of a list it takes the parent's away instead of joining it.
    fn removes(&self) -> bool {
        false
    }
}

macro_rules! scalars {
    ($by_value:literal: $($scalar:ty),*) => {$(
        impl Join for $scalar {
            fn join<T: Trace>(&mut self, child: Self, _: &'static Row, _: Option<Plan>, trace: &mut T) {
                scalar(self, child, $by_value, trace);
            }
        }
    )*};
}

// What cannot be absent counts even where it is empty.
scalars!(true: String, i64, bool, Declared);
scalars!(false: Option<String>, Option<bool>, Option<i64>);

fn scalar<S: Shape>(parent: &mut S, child: S, by_value: bool, trace: &mut impl Trace) {
    match (is_leaf(parent.shown()), is_leaf(child.shown())) {
        (true, true) => trace.overridden(),
        (true, false) if by_value => trace.gone(|| 1),
        (true, false) => return trace.kept(|| 1),
        (false, true) => trace.taken(child.shown()),
        (false, false) => return,
    }
    *parent = child;
}

impl<R: Record> Join for R {
    fn join<T: Trace>(&mut self, child: Self, _: &'static Row, _: Option<Plan>, trace: &mut T) {
        if is_zero(&child) {
            trace.kept(|| leaves(Shown::Record(self)));
        } else if is_zero(self) {
            trace.taken(Shown::Record(&child));
            *self = child;
        } else {
            self.join_rows(child, trace);
        }
    }

    fn removes(&self) -> bool {
        Keyed::removes(self)
    }
}

impl<R: Record> Join for Option<R> {
    fn join<T: Trace>(&mut self, child: Self, row: &'static Row, plan: Option<Plan>, trace: &mut T) {
        match (self, child) {
            (Some(parent), Some(child)) => parent.join(child, row, plan, trace),
            (Some(parent), None) => trace.kept(|| leaves(Shown::Record(parent))),
            (parent, child) => {
                trace.taken(child.shown());
                *parent = child;
            }
        }
    }
}

impl<I: Join> Join for Option<Vec<I>> {
    fn join<T: Trace>(&mut self, child: Self, row: &'static Row, plan: Option<Plan>, trace: &mut T) {
        let (mut list, theirs) = (self.take().unwrap_or_default(), child.unwrap_or_default());
        if list.is_empty() && theirs.is_empty() {
            return;
        }
        match row.list {
            List::Append => append(&mut list, theirs, trace),
            List::Keyed | List::Group(_) => {
                let plan = plan.unwrap_or_else(|| Plan::new(&list, &[&theirs], 0));
                keyed(&mut list, theirs, &plan, row, trace);
            }
        }
        *self = Some(list);
    }
}

fn append<I: Join>(list: &mut Vec<I>, theirs: Vec<I>, trace: &mut impl Trace) {
    trace.kept(|| list.iter().map(|item| leaves(item.shown())).sum());
    for (index, item) in theirs.iter().enumerate() {
        take(item, index, trace);
    }
    list.extend(theirs);
}

fn keyed<I: Join>(list: &mut Vec<I>, mut theirs: Vec<I>, plan: &Plan, row: &'static Row, trace: &mut impl Trace) {
    if plan.parent.is_empty() {
        return append(list, theirs, trace);
    }
    let mut fates = plan.parent.iter();
    list.retain_mut(|item| match fates.next() {
        Some(&Fate::Joined { with, again }) if !theirs[with].removes() => {
            let other = if again { theirs[with].clone() } else { core::mem::take(&mut theirs[with]) };
            trace.down(Step::index(with));
            item.join(other, row, None, trace);
            trace.up();
            true
        }
        Some(Fate::Joined { .. } | Fate::Moved) => {
            trace.gone(|| leaves(item.shown()));
            false
        }
        Some(Fate::Kept) | None => {
            trace.kept(|| leaves(item.shown()));
            true
        }
    });
    for (index, (item, new)) in theirs.into_iter().zip(&plan.new).enumerate() {
        if *new {
            take(&item, index, trace);
            list.push(item);
        }
    }
}

fn take<I: Join>(item: &I, index: usize, trace: &mut impl Trace) {
    trace.down(Step::index(index));
    trace.taken(item.shown());
    trace.up();
}

/// Lists that share their keys are planned before any of them is joined; `None` for other rows.
pub(crate) fn plan_of(plans: &mut [(usize, Plan)], row: usize) -> Option<Plan> {
    plans.iter_mut().find(|(index, _)| *index == row).map(|(_, plan)| core::mem::take(plan))
}

pub(super) fn is_leaf(shown: Shown<'_>) -> bool {
    match shown {
        Shown::Absent | Shown::Plain("") | Shown::PlainInt(0) | Shown::Record(_) | Shown::List(_) => false,
        Shown::Plain(_) | Shown::PlainInt(_) | Shown::Text(_) | Shown::Int(_) | Shown::Bool(_) | Shown::Version => true,
    }
}

/// How many leaves a value has.
fn leaves(shown: Shown<'_>) -> usize {
    match shown {
        Shown::Record(record) => (0..record.rows().len()).map(|row| leaves(record.shown(row))).sum(),
        Shown::List(list) => (0..list.count()).map(|index| leaves(list.item(index))).sum(),
        scalar => usize::from(is_leaf(scalar)),
    }
}

/// Whether the reference takes a record for one that is not there: an empty list is something.
fn is_zero(record: &dyn Rows) -> bool {
    (0..record.rows().len()).all(|row| match record.shown(row) {
        Shown::Record(inner) => is_zero(inner),
        Shown::List(_) => false,
        scalar => !is_leaf(scalar) && !matches!(scalar, Shown::Text(_)),
    })
}
