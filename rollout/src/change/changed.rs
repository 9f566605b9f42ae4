//! The files and units that differ.

use super::lists::{Differing, differing};
use super::spot::{Side, Spot};
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::model::{Content, File, Unit};
use serde::{Serialize, Serializer};

/// The files and units that are not the same in both configs. In JSON each is its path or name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Changed {
    /// The files that are new, gone, or other in any field, sorted by path.
    pub files: Vec<Item>,
    /// The units.
    pub units: ChangedUnits,
}

/// The units that differ, each list sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChangedUnits {
    /// Those that are new.
    pub added: Vec<Item>,
    /// Those that are gone.
    pub removed: Vec<Item>,
    /// Those that are other in any field, or in their drop-ins.
    pub updated: Vec<Item>,
}

impl ChangedUnits {
    /// All of them, sorted by name.
    pub(super) fn all(&self) -> Vec<&Item> {
        let mut all: Vec<_> = self.added.iter().chain(&self.removed).chain(&self.updated).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

/// A file or unit that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// Its path or name.
    pub name: String,
    /// What differs of it: the whole of it where it is new, gone, or contains something else; else the first field
    /// that does.
    pub at: Spot,
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl Changed {
    pub(super) fn files_between(&mut self, old: &Content, new: &Content) {
        let (old, new) = (old.storage.files.as_deref(), new.storage.files.as_deref());
        let item = |found: Differing<'_>| {
            let (side, index) = found.place();
            let mut at = Spot::config(side, &["storage", "files"]).index(index);
            if let (Some(before), Some(after)) = (of(old, found.old), of(new, found.new)) {
                at = file(before, after).map_or(at, |(side, field)| {
                    let index = if side == Side::Old { found.old } else { found.new };
                    Spot::config(side, &["storage", "files"]).index(index.unwrap_or_default()).field(field)
                });
            }
            Item { name: found.name.into(), at }
        };
        self.files = differing(old, new, |file| &file.path).into_iter().map(item).collect();
    }

    pub(super) fn units_between(&mut self, old: &Content, new: &Content) {
        let (old, new) = (old.systemd.units.as_deref(), new.systemd.units.as_deref());
        for found in differing(old, new, |unit| &unit.name) {
            let (side, index) = found.place();
            let at = Spot::config(side, &["systemd", "units"]).index(index);
            let (list, at) = match (of(old, found.old), of(new, found.new)) {
                (Some(before), Some(after)) => {
                    let base = |side| {
                        let index = if side == Side::Old { found.old } else { found.new };
                        Spot::config(side, &["systemd", "units"]).index(index.unwrap_or_default())
                    };
                    (&mut self.units.updated, unit(before, after, base))
                }
                (Some(_), None) => (&mut self.units.removed, at),
                (None, _) => (&mut self.units.added, at),
            };
            list.push(Item { name: found.name.into(), at });
        }
    }
}

fn of<T>(list: Option<&[T]>, index: Option<usize>) -> Option<&T> {
    list?.get(index?)
}

/// The field that makes a file another one, where that is not what it contains: on the new side, if it is there.
fn file(old: &File, new: &File) -> Option<(Side, &'static str)> {
    if old.contents != new.contents {
        return None;
    }
    let side = |is_new: bool| if is_new { Side::New } else { Side::Old };
    [
        (old.mode != new.mode, new.mode.is_some(), "mode"),
        (old.user != new.user, new.user != Default::default(), "user"),
        (old.group != new.group, new.group != Default::default(), "group"),
        (old.append != new.append, new.append.is_some(), "append"),
        (old.overwrite != new.overwrite, new.overwrite.is_some(), "overwrite"),
    ]
    .into_iter()
    .find_map(|(differs, is_new, field)| differs.then(|| (side(is_new), field)))
}

/// The part that makes a unit another one.
fn unit(old: &Unit, new: &Unit, base: impl Fn(Side) -> Spot) -> Spot {
    let side = |is_new: bool| if is_new { Side::New } else { Side::Old };
    let own = [
        (old.contents != new.contents, new.contents.is_some(), "contents"),
        (old.enabled != new.enabled, new.enabled.is_some(), "enabled"),
        (old.mask != new.mask, new.mask.is_some(), "mask"),
    ];
    if let Some((_, is_new, field)) = own.into_iter().find(|(differs, ..)| *differs) {
        return base(side(is_new)).field(field);
    }
    let dropins = differing(old.dropins.as_deref(), new.dropins.as_deref(), |dropin| &dropin.name);
    match dropins.first() {
        Some(dropin) => {
            let (side, index) = dropin.place();
            base(side).field("dropins").index(index)
        }
        None => base(Side::New),
    }
}
