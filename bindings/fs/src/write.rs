//! Files written all at once, or none.

use crate::{Error, ErrorKind};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

/// Writes files into a directory that is empty or not there yet: first beside it, then all of them appear at once. Paths
/// are within the directory, and the directories on the way are made.
///
/// ```
/// let dir = std::env::temp_dir().join(format!("garboard-fs-write-{}", std::process::id()));
/// garboard_fs::write_all(&dir, [("pools/worker.yaml", "kind: Pool\n")])?;
/// assert_eq!(garboard_fs::read(&dir.join("pools/worker.yaml"))?, b"kind: Pool\n");
/// assert!(garboard_fs::write_all(&dir, [("other", "")]).is_err(), "something is there already");
/// # std::fs::remove_dir_all(dir)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Error`], if something is in the directory, if a path leaves it, or if the system refuses. Then nothing was written
/// there, and what was written beside it is removed.
pub fn write_all<P: AsRef<Path>, B: AsRef<[u8]>>(
    directory: &Path,
    files: impl IntoIterator<Item = (P, B)>,
) -> Result<(), Error> {
    let refused = |error| Error { path: directory.into(), kind: ErrorKind::Unwritable(error) };
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(true) => {}
        Ok(false) => return Err(Error { path: directory.into(), kind: ErrorKind::NotEmpty }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Error::io(directory, error)),
    }
    let aside = aside(directory).ok_or_else(|| Error { path: directory.into(), kind: ErrorKind::Outside })?;
    fs::create_dir(&aside).map_err(refused)?;
    let written = fill(&aside, files).and_then(|()| appear(&aside, directory).map_err(refused));
    if written.is_err() {
        // What was wrong is told; that something is left behind would hide it.
        fs::remove_dir_all(&aside).unwrap_or_default();
    }
    written
}

/// Gives a directory its name, and waits until the disk has that too.
fn appear(aside: &Path, directory: &Path) -> io::Result<()> {
    fs::rename(aside, directory)?;
    let parent = directory.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// The name beside a directory under which it comes to be.
fn aside(directory: &Path) -> Option<PathBuf> {
    let mut name = OsString::from(".");
    name.push(directory.file_name()?);
    name.push(format!(".{}.new", std::process::id()));
    Some(directory.with_file_name(name))
}

fn fill<P: AsRef<Path>, B: AsRef<[u8]>>(
    directory: &Path,
    files: impl IntoIterator<Item = (P, B)>,
) -> Result<(), Error> {
    for (path, bytes) in files {
        let path = path.as_ref();
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(Error { path: path.into(), kind: ErrorKind::Outside });
        }
        let whole = directory.join(path);
        let written = whole.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| one(&whole, bytes.as_ref()));
        written.map_err(|error| Error { path: path.into(), kind: ErrorKind::Unwritable(error) })?;
    }
    Ok(())
}

/// Writes a file, and waits until the disk has it.
fn one(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
