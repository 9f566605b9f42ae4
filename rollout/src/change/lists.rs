//! Two lists of named things, laid side by side.

use super::spot::Side;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// A thing that is not the same on both sides: its name, and its number in each list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Differing<'a> {
    pub(super) name: &'a str,
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
}

impl Differing<'_> {
    /// Where to look at it: on the new side, if it is there.
    pub(super) fn place(&self) -> (Side, usize) {
        match (self.old, self.new) {
            (_, Some(index)) => (Side::New, index),
            (Some(index), None) => (Side::Old, index),
            (None, None) => (Side::New, 0),
        }
    }
}

/// What differs, sorted by name. Of several of one name the last one counts, as it would in a merge.
pub(super) fn differing<'a, T: PartialEq>(
    old: Option<&'a [T]>,
    new: Option<&'a [T]>,
    name: impl Fn(&'a T) -> &'a str,
) -> Vec<Differing<'a>> {
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let mut all: BTreeMap<&str, (Option<usize>, Option<usize>)> = BTreeMap::new();
    for (index, thing) in old.iter().enumerate() {
        all.entry(name(thing)).or_default().0 = Some(index);
    }
    for (index, thing) in new.iter().enumerate() {
        all.entry(name(thing)).or_default().1 = Some(index);
    }
    let same = |&(_, (before, after)): &(&str, (Option<usize>, Option<usize>))| match (before, after) {
        (Some(before), Some(after)) => old[before] == new[after],
        _ => false,
    };
    let other = all.into_iter().filter(|entry| !same(entry));
    other.map(|(name, (old, new))| Differing { name, old, new }).collect()
}

/// The first text that only one of two lists has, or where their order parts; nothing if they are the same.
pub(super) fn first_other(old: &[String], new: &[String]) -> Option<(Side, usize)> {
    let mut left: BTreeMap<&str, i64> = BTreeMap::new();
    for text in old {
        *left.entry(text).or_default() += 1;
    }
    let added = new.iter().position(|text| {
        let count = left.entry(text).or_default();
        *count -= 1;
        *count < 0
    });
    if let Some(index) = added {
        return Some((Side::New, index));
    }
    let gone = old.iter().position(|text| left.get(&**text).is_some_and(|count| *count > 0));
    let moved = || old.iter().zip(new).position(|(before, after)| before != after);
    gone.map(|index| (Side::Old, index)).or_else(|| moved().map(|index| (Side::New, index)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn texts(text: &str) -> Vec<String> {
        text.split_whitespace().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_added_removed_or_other_is_told_by_name() {
        let (old, new) = ([("a", 1), ("b", 1), ("c", 1)], [("d", 1), ("c", 1), ("b", 2)]);
        let found = |old, new| -> Vec<(&str, Option<usize>, Option<usize>)> {
            differing(old, new, |thing: &(&str, i32)| thing.0).iter().map(|it| (it.name, it.old, it.new)).collect()
        };
        let want = [("a", Some(0), None), ("b", Some(1), Some(2)), ("d", None, Some(0))];
        assert_eq!(found(Some(&old[..]), Some(&new[..])), want);
        assert_eq!(found(Some(&old[..]), Some(&old[..])), []);
        assert_eq!(found(None, None), []);
    }

    #[test]
    fn the_first_text_that_differs_is_found() {
        for (old, new, want) in [
            ("", "", None),
            ("a", "a b", Some((Side::New, 1))),
            ("a b", "b", Some((Side::Old, 0))),
            ("a b", "b a", Some((Side::New, 0))),
            ("a", "a a", Some((Side::New, 1))),
            ("a a", "a", Some((Side::Old, 0))),
        ] {
            assert_eq!(first_other(&texts(old), &texts(new)), want, "{old:?} {new:?}");
        }
    }
}
