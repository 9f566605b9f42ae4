//! Files, directories and links: paths, modes, owners, and what lies below a link.

use super::{Drafts, each, resource};
use crate::document::At;
use crate::go::path;
use crate::model::rows::text;
use crate::model::{Directory, File, Link, NodeGroup, NodeUser, Storage};
use crate::repeats::Index;
use crate::report::Rule;
use crate::rule;
use alloc::{string::String, vec::Vec};

/// What files, directories and links must not do to each other.
pub(super) fn storage(storage: &Storage, at: &At<'_>, drafts: &mut Drafts) {
    let links = storage.links.as_deref().unwrap_or_default();
    if links.is_empty() {
        return;
    }
    let links_at = at.field("links");
    let above = Above::new(links.iter().map(|link| link.path.as_str()));
    for (index, directory) in storage.directories.iter().flatten().enumerate() {
        let at = at.field("directories");
        below(&directory.path, &above, &rule::DIRECTORY_BELOW_LINK, &at.index(index), &links_at, drafts);
    }
    for (index, file) in storage.files.iter().flatten().enumerate() {
        let at = at.field("files");
        below(&file.path, &above, &rule::FILE_BELOW_LINK, &at.index(index), &links_at, drafts);
    }
    let directories = Above::new(storage.directories.iter().flatten().map(|directory| directory.path.as_str()));
    for (index, link) in links.iter().enumerate() {
        let at = links_at.index(index);
        below(&link.path, &above, &rule::LINK_BELOW_LINK, &at, &links_at, drafts);
        link_target(link, &directories, &at, drafts);
    }
}

fn below(path: &str, above: &Above<'_>, rule: &'static Rule, at: &At<'_>, links: &At<'_>, drafts: &mut Drafts) {
    for link in above.of(path) {
        match drafts.add(rule, at) {
            Some(draft) => draft.beside(&links.index(link)),
            None => return,
        }
    }
}

fn link_target(link: &Link, directories: &Above<'_>, at: &At<'_>, drafts: &mut Drafts) {
    let target = text(&link.target);
    if target.is_empty() && rule::LINK_TARGET_MISSING.lives_in(drafts.version) {
        drafts.add(&rule::LINK_TARGET_MISSING, &at.field("target"));
        return;
    }
    if link.hard != Some(true) {
        return;
    }
    // The reference resolves a relative target from the link itself, not from its directory.
    let clean = path::clean(target);
    let resolved = if clean.starts_with('/') { clean.into_owned() } else { path::join(&link.path, target) };
    for _ in directories.named(&resolved) {
        if drafts.add(&rule::HARD_LINK_TO_DIRECTORY, at).is_none() {
            return;
        }
    }
    let (user, group) = (at.field("user"), at.field("group"));
    for (there, at) in [
        (link.user.id.is_some(), user.field("id")),
        (link.user.name.is_some(), user.field("name")),
        (link.group.id.is_some(), group.field("id")),
        (link.group.name.is_some(), group.field("name")),
    ] {
        if there {
            drafts.add(&rule::HARD_LINK_OWNER, &at);
        }
    }
}

/// Paths, in an order that finds those that lie above another quickly.
pub(crate) struct Above<'a>(Index<'a>);

impl<'a> Above<'a> {
    pub(crate) fn new(paths: impl Iterator<Item = &'a str>) -> Self {
        Self(Index::new(paths.map(|path| (path.bytes().fold(0, hash), path))))
    }

    /// Indexes of the paths P for which `path` begins with P and a slash.
    pub(crate) fn of(&self, path: &str) -> impl Iterator<Item = usize> {
        // The hash goes along, so that a path of many parts costs its length and not its square.
        let beginnings = path.bytes().enumerate().scan(0, |so_far, (at, byte)| {
            let before = *so_far;
            *so_far = hash(before, byte);
            Some((byte == b'/').then_some((before, at)))
        });
        beginnings.flatten().flat_map(move |(hash, at)| self.0.find(hash, &path[..at]))
    }

    /// Indexes of the paths that are `path`.
    pub(crate) fn named(&self, path: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.0.find(path.bytes().fold(0, hash), path)
    }
}

/// Paths, to find those that others begin with letter by letter.
pub(crate) struct Beginnings<'a> {
    paths: Above<'a>,
    /// How long they are: another is looked at nowhere else.
    lengths: Vec<usize>,
}

impl<'a> Beginnings<'a> {
    pub(crate) fn new(paths: impl Iterator<Item = &'a str> + Clone) -> Self {
        // Nothing begins with an empty path.
        let mut lengths: Vec<_> = paths.clone().map(str::len).filter(|length| *length > 0).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Self { paths: Above::new(paths), lengths }
    }

    /// Indexes of the paths that `path` begins with, the longest first.
    pub(crate) fn of(&self, path: &str) -> impl Iterator<Item = usize> {
        let mut so_far = (0, 0);
        let fits = |length: &usize| *length <= path.len() && path.is_char_boundary(*length);
        let beginnings = self.lengths.iter().copied().filter(fits).map(|length| {
            let (sum, from) = so_far;
            so_far = (path.as_bytes()[from..length].iter().copied().fold(sum, hash), length);
            so_far
        });
        let beginnings: Vec<_> = beginnings.collect();
        beginnings.into_iter().rev().flat_map(move |(hash, end)| self.paths.0.find(hash, &path[..end]))
    }
}

/// Takes one more byte into the hash of a path; good enough to sort by.
const fn hash(so_far: u64, byte: u8) -> u64 {
    (so_far.rotate_left(5) ^ byte as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

pub(super) fn directory(directory: &Directory, at: &At<'_>, drafts: &mut Drafts) {
    check_path(&directory.path, &at.field("path"), drafts);
    mode(directory.mode, &at.field("mode"), drafts);
    owners(&directory.group, &directory.user, at, drafts);
}

pub(super) fn file(file: &File, at: &At<'_>, drafts: &mut Drafts) {
    check_path(&file.path, &at.field("path"), drafts);
    mode(file.mode, &at.field("mode"), drafts);
    if file.overwrite == Some(true) && file.contents.source.is_none() {
        drafts.add(&rule::OVERWRITE_WITHOUT_SOURCE, &at.field("overwrite"));
    }
    owners(&file.group, &file.user, at, drafts);
    each(&file.append, &at.field("append"), drafts, resource::contents);
    resource::contents(&file.contents, &at.field("contents"), drafts);
}

pub(super) fn link(link: &Link, at: &At<'_>, drafts: &mut Drafts) {
    check_path(&link.path, &at.field("path"), drafts);
    owners(&link.group, &link.user, at, drafts);
}

pub(super) fn check_path(path: &str, at: &At<'_>, drafts: &mut Drafts) {
    if path.is_empty() {
        drafts.add(&rule::PATH_MISSING, at);
    } else if !path.starts_with('/') {
        drafts.add(&rule::PATH_RELATIVE, at);
    } else if !path::is_clean(path) {
        drafts.add(&rule::PATH_UNCLEAN, at);
    }
}

fn mode(mode: Option<i64>, at: &At<'_>, drafts: &mut Drafts) {
    let Some(mode) = mode else { return };
    if !(0..=0o7777).contains(&mode) {
        drafts.add(&rule::MODE_ILLEGAL, at);
    }
    if mode & 0o7000 != 0 {
        drafts.add(&rule::MODE_SPECIAL, at);
    }
}

fn owners(group: &NodeGroup, user: &NodeUser, at: &At<'_>, drafts: &mut Drafts) {
    owner(group.id, &group.name, &at.field("group"), drafts);
    owner(user.id, &user.name, &at.field("user"), drafts);
}

fn owner(id: Option<i64>, name: &Option<String>, at: &At<'_>, drafts: &mut Drafts) {
    if id.is_some() && !text(name).is_empty() {
        drafts.add(&rule::ID_AND_NAME, at);
    }
}
