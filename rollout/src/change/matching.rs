//! Which policy speaks of a changed file.

use super::policies::Policy;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use core::cmp::Reverse;
use garboard_core::disruption::precedence;
use garboard_ignition::go::path::clean;

/// Policies of files, found by path.
///
/// Of those that name the file or a directory above it, the one with the longest path as it is written wins, of several
/// the first. A slash at the end counts for the length, and then the path is a directory alone; `/` is above nothing.
pub(super) struct Matching<'p> {
    exact: BTreeMap<&'p str, Numbered<'p>>,
    directories: BTreeMap<Cow<'p, str>, Numbered<'p>>,
    /// The length of the longest directory.
    longest: usize,
}

type Numbered<'p> = (usize, &'p Policy);

impl<'p> Matching<'p> {
    pub(super) fn of(policies: &'p [Policy]) -> Self {
        let mut matching = Self { exact: BTreeMap::new(), directories: BTreeMap::new(), longest: 0 };
        for (number, policy) in policies.iter().enumerate() {
            let path = &*policy.subject;
            matching.exact.entry(path).or_insert((number, policy));
            let directory = clean(path);
            if directory != "/" {
                matching.longest = matching.longest.max(directory.len());
                let held = matching.directories.entry(directory).or_insert((number, policy));
                if weight((number, policy)) > weight(*held) {
                    *held = (number, policy);
                }
            }
        }
        matching
    }

    /// The policy for a file; nothing if none speaks of it.
    pub(super) fn find(&self, file: &str) -> Option<&'p Policy> {
        let above = file.match_indices('/').map(|(at, _)| at).take_while(|at| *at <= self.longest);
        let directories = above.filter_map(|at| self.directories.get(&file[..at]));
        let all = directories.chain(self.exact.get(file)).copied();
        all.max_by_key(|numbered| weight(*numbered)).map(|(_, policy)| policy)
    }
}

/// What is compared.
fn weight((number, policy): Numbered<'_>) -> (usize, Reverse<usize>) {
    precedence(&policy.subject, number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn the_longest_path_wins_as_it_is_written() {
        for (policies, file, want) in [
            (&["/"][..], "/a", None),
            (&["/etc"], "/etc", Some(0)),
            (&["/etc"], "/etc/a", Some(0)),
            (&["/etc/"], "/etc", None),
            (&["/etc/"], "/etc/a", Some(0)),
            (&["/etc", "/etc/"], "/etc/a", Some(1)),
            (&["/etc", "/etc/a"], "/etc/a", Some(1)),
            (&["/etc/a", "/etc"], "/etc/a/b/c", Some(0)),
            (&["/etc/a"], "/etc/ab", None),
            (&["/etc/registries.d"], "/etc/registries.d2/x", None),
            (&["/etc/a", "/etc/a"], "/etc/a", Some(0)),
            (&["/etc//x/../a/"], "/etc/a/b", Some(0)),
            (&["/etc//a"], "/etc/a", None),
            (&["etc", "", ".", "./"], "/etc/a", None),
        ] {
            let policy = |path: &&str| Policy { subject: (*path).into(), actions: Vec::new(), is_users: true };
            let policies: Vec<_> = policies.iter().map(policy).collect();
            let found = Matching::of(&policies).find(file).map(core::ptr::from_ref);
            assert_eq!(found, want.map(|number: usize| core::ptr::from_ref(&policies[number])), "{policies:?} {file}");
        }
    }
}
