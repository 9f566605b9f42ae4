//! Lists of which the last entry of each name is kept.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// What became of a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// Where each entry of the new list stood in the old one.
    pub(super) places: Vec<usize>,
    /// Entries of which something is lost, the last first.
    pub(super) lost: Vec<Lost>,
}

/// An entry that is dropped for a later one.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    pub(super) name: String,
    pub(super) index: usize,
    /// The entry that is kept.
    pub(super) winner: usize,
    /// What goes with it, as the end of a sentence.
    pub(super) with: &'static str,
}

/// Keeps the last entry of each name, the last first. Earlier ones are handed to `join`, latest
/// first and with what it remembers of the one that is kept, which answers what is lost of them,
/// if anything is.
pub(super) fn last_of_each<T, Memory: Default>(
    list: &mut Option<Vec<T>>,
    name: impl Fn(&T) -> &String,
    join: impl Fn(&mut T, &mut Memory, T) -> Option<&'static str>,
) -> Kept {
    let mut result = Kept::default();
    let Some(old) = list.take() else { return result };
    let mut new: Vec<T> = Vec::with_capacity(old.len());
    let mut memory: Vec<Memory> = Vec::with_capacity(old.len());
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, item) in old.into_iter().enumerate().rev() {
        let name = name(&item).clone();
        let Some(&place) = known.get(&name) else {
            known.insert(name, new.len());
            new.push(item);
            memory.push(Memory::default());
            result.places.push(index);
            continue;
        };
        if let Some(with) = join(&mut new[place], &mut memory[place], item) {
            let winner = result.places[place];
            result.lost.push(Lost { name, index, winner, with });
        }
    }
    *list = Some(new);
    result
}
