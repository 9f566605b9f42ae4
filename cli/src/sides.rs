//! The two sides of a plan: files on disk or in a revision of a git repository, all of them texts of one set of sources.

use crate::templates::Templates;
use crate::{load, out};
use garboard_fs::git::{self, LeftOut, Revision};
use garboard_ignition::document::{SourceId, Sources};
use garboard_rollout::preview::Side;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What is to be read for a side.
enum Where {
    Paths(Vec<PathBuf>),
    Revision(Revision),
}

/// Both sides, read.
pub(crate) struct Sides {
    pub(crate) sources: Sources,
    pub(crate) old: Side,
    pub(crate) new: Side,
}

/// What both sides are read with.
pub(crate) struct Wanted<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    /// Paths within the sides.
    pub(crate) within: &'a [PathBuf],
    /// A ControllerConfig that counts before any other.
    pub(crate) controller_config: Option<&'a Path>,
    /// A MachineConfiguration that counts before any other.
    pub(crate) policy: Option<&'a Path>,
    /// A directory of templates, of which both sides have what they do not have themselves.
    pub(crate) templates: Option<&'a Path>,
}

/// Reads both sides. What cannot be read is told on standard error, and then there is no answer.
pub(crate) fn read(wanted: &Wanted<'_>) -> Option<Sides> {
    let (from, to) = (find(wanted.from, wanted.within), find(wanted.to, wanted.within));
    let (Some(from), Some(to)) = (from, to) else { return None };
    warn_of_changes(&to);
    let mut sources = Sources::default();
    // What is on disk and named beside the sides counts first: the first object of a kind is the one that counts.
    let beside = added(
        &mut sources,
        &Where::Paths(wanted.controller_config.map(Path::to_owned).into_iter().collect()),
        &[],
        "",
    )?;
    let old = added(&mut sources, &from, wanted.within, &prefix(&from))?;
    // Files of the new side keep their names, so that what is found in them can be shown where they stand.
    let new = added(&mut sources, &to, wanted.within, "")?;
    let policy = added(&mut sources, &Where::Paths(wanted.policy.map(Path::to_owned).into_iter().collect()), &[], "")?;
    let [old, mut new] = [old, new].map(|own| side(&sources, &[beside.clone(), own]));
    if let Some(path) = wanted.policy {
        let tried = side(&sources, &[policy]).cluster;
        if tried.machine_configurations.is_empty() {
            out::error(&format!("{}: there is no MachineConfiguration in it", path.display()));
            return None;
        }
        new.cluster.machine_configurations = tried.machine_configurations;
        // The API server lets there be one, and it is called cluster: a file to try need not say so.
        new.cluster.machine_configurations.iter_mut().for_each(|placed| placed.object.metadata.name = "cluster".into());
    }
    if old.is_dump() && !new.is_dump() {
        out::note(&format!(
            "{} holds nodes: it is taken for a cluster as it is, and {} is laid over it",
            wanted.from, wanted.to
        ));
        new = new.over(&old);
    }
    let templates = Templates::read(wanted.templates, &mut sources)?;
    let mut sides = Sides { sources, old, new };
    templates.each(|source, path, text| sides.old.cluster.add_template(source, path, text));
    templates.each(|source, path, text| sides.new.cluster.add_template(source, path, text));
    sides.old.cluster.complete_noting();
    sides.new.cluster.complete_noting();
    Some(sides)
}

/// A path counts before a revision of the same name.
fn find(text: &str, within: &[PathBuf]) -> Option<Where> {
    let forced = text.strip_prefix("git:");
    let path = Path::new(text);
    if forced.is_none() && (text == "-" || path.exists()) {
        return Some(Where::Paths(if within.is_empty() { vec![path.to_owned()] } else { below(path, within) }));
    }
    match git::revision(Path::new("."), forced.unwrap_or(text)) {
        Ok(revision) => Some(Where::Revision(revision)),
        Err(error) => {
            out::error(&error.to_string());
            None
        }
    }
}

/// Paths within a directory. One that is not there may be what the other side adds or removes.
fn below(path: &Path, within: &[PathBuf]) -> Vec<PathBuf> {
    let (there, missing): (Vec<_>, Vec<_>) = within.iter().map(|inner| path.join(inner)).partition(|it| it.exists());
    missing.iter().for_each(|it| out::note(&format!("{}: there is nothing of this name", it.display())));
    there
}

/// Files of a revision are named with it.
fn prefix(side: &Where) -> String {
    match side {
        Where::Paths(_) => String::new(),
        Where::Revision(revision) => format!("{}:", revision.name),
    }
}

/// Says that what is not committed does not count.
fn warn_of_changes(to: &Where) {
    if let Where::Revision(revision) = to
        && git::is_dirty(&revision.directory).unwrap_or(false)
    {
        out::note(&format!("files here differ from what is committed: {} is without them", revision.name));
    }
}

/// Adds the files of a side, and answers which sources they are.
fn added(sources: &mut Sources, side: &Where, within: &[PathBuf], prefix: &str) -> Option<Range<u32>> {
    let start = count(sources);
    match side {
        Where::Paths(paths) => load::add(paths, sources).then_some(())?,
        Where::Revision(revision) => of_revision(sources, revision, within, prefix)?,
    }
    Some(start..count(sources))
}

fn count(sources: &Sources) -> u32 {
    u32::try_from(sources.len()).unwrap_or(u32::MAX)
}

fn of_revision(sources: &mut Sources, revision: &Revision, within: &[PathBuf], prefix: &str) -> Option<()> {
    let tree = match revision.files(within) {
        Ok(tree) => tree,
        Err(error) => {
            out::error(&error.to_string());
            return None;
        }
    };
    for left_out in &tree.left_out {
        out::note(&match left_out {
            LeftOut::Submodule(path) => format!("{prefix}{path} is a submodule: what is in it is left out"),
            LeftOut::Missing(path) => format!("{path}: there is nothing of this name in {}", revision.name),
            LeftOut::Link(path) => format!("{prefix}{path} is a symbolic link: it is left out"),
            _ => continue,
        });
    }
    for (path, text) in tree.files {
        sources.add(format!("{prefix}{path}"), text);
    }
    Some(())
}

/// What some of the sources hold.
fn side(sources: &Sources, ranges: &[Range<u32>]) -> Side {
    let mut side = Side::default();
    for source in ranges.iter().cloned().flatten().map(SourceId) {
        if !sources.name(source).ends_with(".ign") {
            side.read(source, sources.text(source));
        }
    }
    side
}
