//! The duplicate pass: elements of keyed lists that have the key of an earlier one.

use crate::check::Drafts;
use crate::document::At;
use crate::model::Content;
use crate::model::rows::{Items, List, Rows, Shown};
use crate::repeats::repeats;
use crate::rule;
use alloc::vec::Vec;

/// Looks at every keyed list of the config, whatever the version: lists it lacks are empty.
pub(crate) fn duplicates(content: &Content, drafts: &mut Drafts) {
    record(content, &At::ROOT, drafts);
}

fn record(record: &dyn Rows, at: &At<'_>, drafts: &mut Drafts) {
    if !own_lists(record, at, drafts) {
        return;
    }
    record.lists(&mut |_, row, shown| {
        let at = at.field(row.key);
        match shown {
            Shown::Record(inner) => self::record(inner, &at, drafts),
            Shown::List(list) => {
                for index in 0..list.count() {
                    let Shown::Record(inner) = list.item(index) else { break };
                    self::record(inner, &at.index(index), drafts);
                }
            }
            _ => {}
        }
    });
}

/// The lists that stand in the record itself. One of a group is compared with those of the group
/// before it too. False: there is nothing further in.
fn own_lists(record: &dyn Rows, at: &At<'_>, drafts: &mut Drafts) -> bool {
    let mut further = false;
    record.lists(&mut |index, row, shown| {
        further = true;
        let Shown::List(list) = shown else { return };
        match row.list {
            List::Append => {}
            List::Keyed => repeated(&[(row.key, list)], at, drafts),
            List::Group(_) if list.count() == 0 => {}
            List::Group(_) => {
                let mut lists = Vec::with_capacity(3);
                record.lists(&mut |before, other, shown| match shown {
                    Shown::List(list) if before <= index && other.list == row.list => lists.push((other.key, list)),
                    _ => {}
                });
                repeated(&lists, at, drafts);
            }
        }
    });
    further
}

/// Adds a finding for each element of the last list that stands in it, or in one before it, already.
fn repeated(lists: &[(&'static str, &dyn Items)], at: &At<'_>, drafts: &mut Drafts) {
    let before: usize = lists[..lists.len() - 1].iter().map(|(_, list)| list.count()).sum();
    let total: usize = lists.iter().map(|(_, list)| list.count()).sum();
    if total < 2 {
        return;
    }
    let mut keys = Vec::with_capacity(total);
    for (_, list) in lists {
        keys.extend((0..list.count()).map(|index| list.item(index).key()));
    }
    let found = repeats(keys.iter().map(|key| Some(&**key))).into_iter().filter(|&(_, later)| later >= before);
    for (earlier, later) in found {
        let ((list, index), (first_list, first)) = (place(lists, later), place(lists, earlier));
        let list = at.field(list);
        match drafts.add(&rule::DUPLICATE, &list.index(index)) {
            Some(draft) => draft.beside(&at.field(first_list).index(first)),
            None => return,
        }
    }
}

/// Which list element `index` of all together is in, and where.
fn place(lists: &[(&'static str, &dyn Items)], mut index: usize) -> (&'static str, usize) {
    for (key, list) in lists {
        if index < list.count() {
            return (key, index);
        }
        index -= list.count();
    }
    unreachable!("repeats are indexes of the keys given")
}
