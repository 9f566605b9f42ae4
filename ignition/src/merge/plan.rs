//! Which elements of lists with keys meet: decided before anything is moved.

use crate::model::rows::{Items, List, Rows, Shown};
use crate::repeats::{Index, hash};
use alloc::{borrow::Cow, vec, vec::Vec};

/// What becomes of the elements of one list, on both sides.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Of each of the parent's elements; without any, all of them are kept.
    pub(super) parent: Vec<Fate>,
    /// Of each of the child's: whether it follows, since the parent's list lacks its key. Without any of the parent's, all.
    pub(super) new: Vec<bool>,
}

/// What becomes of an element of the parent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// The child has its key in another list of the group.
    Moved,
    /// It is joined with an element of the child's, which is needed `again` by a later one.
    Joined {
        with: usize,
        again: bool,
    },
}

impl Plan {
    /// For the parent's list and those of the child that share keys with it, of which `own` is its
    /// counterpart. Of equal keys of the child the last counts.
    pub(super) fn new(parent: &dyn Items, child: &[&dyn Items], own: usize) -> Self {
        if parent.count() == 0 || child.iter().all(|list| list.count() == 0) {
            return Self::default();
        }
        let mut plan = Self {
            parent: vec![Fate::Kept; parent.count()],
            new: vec![true; child[own].count()],
        };
        let theirs: Vec<_> = child.iter().flat_map(|list| keys(*list)).collect();
        let before: usize = child[..own].iter().map(|list| list.count()).sum();
        let index = Index::new(theirs.iter().map(|key| (hash(key), &**key)));
        let mut met = vec![false; theirs.len()];
        for at in (0..parent.count()).rev() {
            let key = parent.key(at);
            let same = index.find(hash(&key), &key);
            let Some(last) = same.clone().next_back() else { continue };
            let own = before..before + plan.new.len();
            plan.parent[at] = match own.contains(&last) {
                true => Fate::Joined { with: last - before, again: core::mem::replace(&mut met[last], true) },
                false => Fate::Moved,
            };
            for other in same.filter(|other| own.contains(other)) {
                plan.new[other - before] = false;
            }
        }
        plan
    }
}

/// Plans for the lists of a record that share keys, by their rows; none for those that the parent lacks.
pub(crate) fn plans(parent: &dyn Rows, child: &dyn Rows) -> Vec<(usize, Plan)> {
    let rows = parent.rows();
    let mut plans = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let List::Group(group) = row.list else { continue };
        let own = items(parent.shown(at));
        if own.count() == 0 {
            continue;
        }
        let members: Vec<_> = (0..rows.len()).filter(|&other| rows[other].list == List::Group(group)).collect();
        let counterpart = members.iter().position(|&other| other == at).unwrap_or_default();
        let lists: Vec<_> = members.iter().map(|&row| items(child.shown(row))).collect();
        plans.push((at, Plan::new(own, &lists, counterpart)));
    }
    plans
}

fn items(shown: Shown<'_>) -> &dyn Items {
    match shown {
        Shown::List(list) => list,
        _ => NOTHING,
    }
}

const NOTHING: &dyn Items = &Vec::<alloc::string::String>::new();

fn keys(list: &dyn Items) -> impl Iterator<Item = Cow<'_, str>> {
    (0..list.count()).map(|index| list.key(index))
}
