//! Many children laid over one parent. What a child says of files and units that nobody named before is put behind the
//! parent's without a look at them: else every child would cost as much as all before it.

use crate::model::{Content, Storage};

use crate::repeats::hash;
use alloc::{collections::BTreeSet, vec::Vec};

impl Content {
    /// Lays children over what there is, one after the other: the same as [`merge`](Self::merge) for each.
    pub fn merge_each(&mut self, children: impl IntoIterator<Item = Self>) {
        let (mut paths, mut names) = (Seen::default(), Seen::default());
        paths.meet(paths_of(&self.storage));
        names.meet(names_of(self));
        for mut child in children {
            let new_paths = paths.meet(paths_of(&child.storage));
            let new_names = names.meet(names_of(&child));
            let files = apart(new_paths, &self.storage.files, &mut child.storage.files);
            let units = apart(new_names, &self.systemd.units, &mut child.systemd.units);
            self.merge(child);
            behind(&mut self.storage.files, files);
            behind(&mut self.systemd.units, units);
        }
    }
}

/// Files, directories and links share their paths.
fn paths_of(storage: &Storage) -> impl Iterator<Item = u64> + Clone {
    let files = storage.files.iter().flatten().map(|file| &file.path);
    let directories = storage.directories.iter().flatten().map(|directory| &directory.path);
    let links = storage.links.iter().flatten().map(|link| &link.path);
    files.chain(directories).chain(links).map(|path| hash(path))
}

fn names_of(content: &Content) -> impl Iterator<Item = u64> + Clone {
    content.systemd.units.iter().flatten().map(|unit| hash(&unit.name))
}

/// Takes a child's list out, if it can be put behind the parent's as it is.
fn apart<T>(new: bool, parent: &Option<Vec<T>>, child: &mut Option<Vec<T>>) -> Option<Vec<T>> {
    let grows = new && parent.as_ref().is_some_and(|list| !list.is_empty());
    child.take_if(|list| grows && !list.is_empty())
}

fn behind<T>(parent: &mut Option<Vec<T>>, new: Option<Vec<T>>) {
    if let Some(new) = new {
        parent.get_or_insert_default().extend(new);
    }
}

/// The hashes of all keys so far.
#[derive(Default)]
struct Seen(BTreeSet<u64>);

impl Seen {
    /// Whether certainly none of the keys was here before. From now on they were.
    fn meet(&mut self, keys: impl Iterator<Item = u64> + Clone) -> bool {
        let new = keys.clone().all(|hash| !self.0.contains(&hash));
        self.0.extend(keys);
        new
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Content;
    use alloc::{format, string::String, vec::Vec};

    /// What a config says, given the letters of its files, directories and units; a digit says which config wrote it.
    fn content(number: usize, letters: &str) -> Content {
        let entry = |letter: char, text: String| letters.contains(letter).then_some(text);
        let path = |letter: char| format!("/{}", letter.to_ascii_lowercase());
        let files =
            ['a', 'b', 'c'].map(|letter| entry(letter, format!(r#"{{"path":"{}","mode":{number}}}"#, path(letter))));
        let directories = ['A', 'B', 'C'].map(|letter| entry(letter, format!(r#"{{"path":"{}"}}"#, path(letter))));
        let units = ['x', 'y'].map(|letter| {
            entry(letter, format!(r#"{{"name":"{letter}.service","contents":"[Unit]\nDescription={number}\n"}}"#))
        });
        let list = |entries: &[Option<String>]| entries.iter().flatten().cloned().collect::<Vec<_>>().join(",");
        let text = format!(
            r#"{{"ignition":{{"version":"3.5.0"}},"storage":{{"files":[{}],"directories":[{}]}},"systemd":{{"units":[{}]}}}}"#,
            list(&files),
            list(&directories),
            list(&units)
        );
        crate::parse(text.as_bytes()).expect("a good config").config.into_content()
    }

    #[test]
    fn many_children_are_laid_over_as_one_after_the_other() {
        let said = ["", "a", "ab", "bc", "A", "aB", "cA", "x", "axy", "abcx", "By"];
        for first in said {
            for second in said {
                for third in said {
                    let contents: Vec<_> =
                        [first, second, third, second].iter().enumerate().map(|(at, said)| content(at, said)).collect();
                    let mut one_by_one = contents[0].clone();
                    contents[1..].iter().for_each(|child| one_by_one.merge(child.clone()));
                    let mut together = contents[0].clone();
                    together.merge_each(contents[1..].iter().cloned());
                    assert_eq!(together, one_by_one, "{first:?} {second:?} {third:?}");
                }
            }
        }
    }
}
