//! What crossing a version does to the values of a config. Nothing else knows.
//!
//! New fields are absent and all others are kept, so that only the exceptions stand here. What
//! older versions wrote as plain strings became present-but-empty when it was decoded.

use crate::check::Drafts;
use crate::document::At;
use crate::model::Content;
use crate::report::Rule;
use crate::rule;
use crate::version::Version::{self, V3_5, V3_6};

/// Called with the place of each value that is lost.
type Losses<'a> = dyn FnMut(&At<'_>) + 'a;

struct Change {
    /// The version that is crossed into.
    into: Version,
    apply: fn(&mut Content),
    /// Calls back with the place of each value that is lost.
    lost: fn(&Content, &mut Losses<'_>),
    says: &'static Rule,
    /// The rule by which the reference itself warns of it when it parses.
    warned: Option<&'static Rule>,
    /// Whether older versions cannot say the value: it has no effect there.
    newer: bool,
}

const CHANGES: &[Change] = &[
    Change {
        into: V3_5,
        apply: drop_advertisements,
        lost: advertisements,
        says: &rule::ADVERTISEMENT_LOST,
        warned: None,
        newer: false,
    },
    Change {
        into: V3_6,
        apply: mask_special_bits,
        lost: special_bits,
        says: &rule::MODE_BITS_LOST,
        warned: Some(&rule::MODE_SPECIAL),
        newer: true,
    },
];

fn crossed(from: Version, to: Version) -> impl Iterator<Item = &'static Change> {
    CHANGES.iter().filter(move |change| from < change.into && change.into <= to)
}

/// Restates `content` from one version at a newer one.
pub(crate) fn raise(content: &mut Content, from: Version, to: Version) {
    crossed(from, to).for_each(|change| (change.apply)(content));
}

/// Adds what raising loses.
pub(crate) fn losses(content: &Content, from: Version, to: Version, drafts: &mut Drafts) {
    for change in crossed(from, to) {
        (change.lost)(content, &mut |at| _ = drafts.add(change.says, at));
    }
}

/// Adds what stands in the way of lowering, and what the reference will lose when it raises the
/// lowered config again.
pub(crate) fn lowered(content: &Content, from: Version, to: Version, drafts: &mut Drafts) {
    for change in crossed(to, from) {
        (change.lost)(content, &mut |at| {
            if change.newer {
                let message = alloc::format!("the value needs spec {}; at {to} it has no effect", change.into);
                drafts.say(&rule::NOT_EXPRESSIBLE, at, message);
            } else {
                drafts.add(change.says, at);
            }
        });
    }
}

/// Adds what a reader of versions up to `limit` will lose of what it parses at `version`, unless
/// the reference warns of it anyway.
pub(crate) fn foreseen(content: &Content, version: Version, limit: Version, drafts: &mut Drafts) {
    let silent = |change: &&Change| !change.warned.is_some_and(|rule| rule.lives_in(version));
    for change in crossed(version, limit).filter(silent) {
        (change.lost)(content, &mut |at| _ = drafts.add(change.says, at));
    }
}

/// The reference's own translation from 3.4 forgets the field.
pub(crate) fn drop_advertisements(content: &mut Content) {
    for luks in content.storage.luks.iter_mut().flatten() {
        luks.clevis.tang.iter_mut().flatten().for_each(|tang| tang.advertisement = None);
    }
}

pub(crate) fn advertisements(content: &Content, lost: &mut Losses<'_>) {
    let at = At::ROOT.field("storage");
    let at = at.field("luks");
    for (index, luks) in content.storage.luks.iter().flatten().enumerate() {
        let at = at.index(index);
        let at = at.field("clevis");
        let at = at.field("tang");
        for (index, tang) in luks.clevis.tang.iter().flatten().enumerate() {
            if tang.advertisement.is_some() {
                lost(&at.index(index).field("advertisement"));
            }
        }
    }
}

/// The bits had no effect before.
fn mask_special_bits(content: &mut Content) {
    let files = content.storage.files.iter_mut().flatten().map(|file| &mut file.mode);
    let directories = content.storage.directories.iter_mut().flatten().map(|directory| &mut directory.mode);
    files.chain(directories).flatten().for_each(|mode| *mode &= !0o7000);
}

fn special_bits(content: &Content, lost: &mut Losses<'_>) {
    let at = At::ROOT.field("storage");
    let mut modes = |name, modes: &mut dyn Iterator<Item = Option<i64>>| {
        let list = at.field(name);
        for (index, mode) in modes.enumerate() {
            if mode.is_some_and(|mode| mode & 0o7000 != 0) {
                lost(&list.index(index).field("mode"));
            }
        }
    };
    modes("directories", &mut content.storage.directories.iter().flatten().map(|directory| directory.mode));
    modes("files", &mut content.storage.files.iter().flatten().map(|file| file.mode));
}
