//! Walking directories.

use crate::{Error, ErrorKind};
use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Where it is, as it was asked for or below what was asked for.
    pub path: PathBuf,
    /// Whether it was asked for by name, and not found below a directory.
    pub named: bool,
}

impl File {
    /// A file that was asked for by name.
    pub fn named(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), named: true }
    }
}

/// The endings of files that are looked for below directories.
const ENDINGS: &[&str] = &["ign", "json", "yaml", "yml", "bu"];

/// Deepest directory that is looked into, counted from the one asked for: a path that the system
/// takes has hardly more names.
const DEEPEST: usize = 1024;

/// The files that are asked for and those below directories that are asked for: in the order given,
/// and below a directory in the order of their names, each once.
///
/// Below a directory, names that begin with a dot are passed over, and so is everything that is no
/// regular file of a known ending. Links are followed, each directory once.
pub fn find(paths: impl IntoIterator<Item = PathBuf>) -> Vec<Result<File, Error>> {
    let mut walk = Walk::default();
    for path in paths {
        walk.named(path);
    }
    walk.found
}

/// All regular files below a directory, whatever they end in, by name: those of a link too, each directory once. Names that
/// begin with a dot are passed over.
pub fn all_below(directory: &Path) -> Vec<Result<File, Error>> {
    let mut walk = Walk { all: true, ..Walk::default() };
    match fs::metadata(directory) {
        Ok(metadata) if metadata.is_dir() => walk.directory(directory, &metadata, 0),
        Ok(_) => walk.found.push(Err(Error { path: directory.into(), kind: ErrorKind::NoDirectory })),
        Err(error) => walk.found.push(Err(Error::io(directory, error))),
    }
    walk.found
}

/// All regular files of a directory in the order of their names, whatever they are called; directories below it are passed
/// over. Links are followed.
///
/// # Errors
/// [`Error`], if the directory cannot be read.
pub fn list(directory: &Path) -> Result<Vec<File>, Error> {
    let entries = fs::read_dir(directory).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut entries: Vec<PathBuf> = entries.map_err(|error| Error::io(directory, error))?;
    entries.sort();
    let is_file = |path: &PathBuf| fs::metadata(path).map_or(true, |metadata| metadata.is_file());
    Ok(entries.into_iter().filter(is_file).map(|path| File { path, named: false }).collect())
}

#[derive(Default)]
struct Walk {
    /// Whether files of every ending are found, and those of several names several times.
    all: bool,
    found: Vec<Result<File, Error>>,
    /// Devices and inodes of what was found, so that nothing is met twice.
    seen: BTreeSet<(u64, u64)>,
}

impl Walk {
    fn named(&mut self, path: PathBuf) {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => self.directory(&path, &metadata, 0),
            Ok(metadata) => {
                if self.is_new(&metadata) {
                    self.found.push(Ok(File { path, named: true }));
                }
            }
            Err(error) => self.found.push(Err(Error::io(path, error))),
        }
    }

    fn directory(&mut self, path: &Path, metadata: &Metadata, depth: usize) {
        if depth > DEEPEST {
            return self.found.push(Err(Error { path: path.into(), kind: ErrorKind::TooDeep }));
        }
        if !self.is_new(metadata) {
            return;
        }
        let entries = fs::read_dir(path).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut entries: Vec<PathBuf> = match entries {
            Ok(entries) => entries,
            Err(error) => return self.found.push(Err(Error::io(path, error))),
        };
        entries.sort();
        for entry in entries.into_iter().filter(|entry| !is_hidden(entry)) {
            match fs::metadata(&entry) {
                Ok(metadata) if metadata.is_dir() => self.directory(&entry, &metadata, depth + 1),
                Ok(metadata) if metadata.is_file() && (self.all || has_ending(&entry)) => {
                    if self.all || self.is_new(&metadata) {
                        self.found.push(Ok(File { path: entry, named: false }));
                    }
                }
                Ok(_) => {}
                // A link to nowhere matters only where its name says that it should be read.
                Err(error) if self.all || has_ending(&entry) => self.found.push(Err(Error::io(entry, error))),
                Err(_) => {}
            }
        }
    }

    fn is_new(&mut self, metadata: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt;
        self.seen.insert((metadata.dev(), metadata.ino()))
    }
}

pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

pub(crate) fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}
