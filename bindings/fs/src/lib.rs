//! Files: found below a directory, read whole, bounded, and written into a new one. Decides nothing about what is in them.
//!
//! ```
//! let dir = std::env::temp_dir().join("garboard-fs-example");
//! std::fs::create_dir_all(&dir)?;
//! std::fs::write(dir.join("a.yaml"), "kind: Namespace\n")?;
//!
//! let found = garboard_fs::find([dir.clone()]);
//! assert_eq!(garboard_fs::read(&found[0].as_ref().unwrap().path)?, b"kind: Namespace\n");
//! # std::fs::remove_dir_all(dir)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod find;
pub mod git;
mod read;
mod write;

pub use find::{File, all_below, find, list};
pub use read::{MAX_FILE, read, read_from};
pub use write::write_all;

use std::io;
use std::path::PathBuf;

/// A file or directory that could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Error {
    /// Which one.
    pub path: PathBuf,
    /// Why.
    pub kind: ErrorKind,
}

/// Why a file or directory could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is none of this name.
    Missing,
    /// The system refused.
    Io(io::Error),
    /// It is no directory.
    NoDirectory,
    /// More bytes than are read.
    TooLarge,
    /// It lies below too many directories.
    TooDeep,
    /// Its size or time changed while it was read.
    Changed,
    /// The system refused to write it.
    Unwritable(io::Error),
    /// Something is in it already.
    NotEmpty,
    /// It would lie elsewhere than in the directory that is written.
    Outside,
}

impl Error {
    fn io(path: impl Into<PathBuf>, error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => ErrorKind::Missing,
            _ => ErrorKind::Io(error),
        };
        Self { path: path.into(), kind }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.kind {
            ErrorKind::Missing => f.write_str("no such file or directory"),
            ErrorKind::Io(error) => write!(f, "cannot be read: {error}"),
            ErrorKind::NoDirectory => f.write_str("is no directory: name one"),
            ErrorKind::TooLarge => write!(f, "has more than {MAX_FILE} bytes, the most that is read"),
            ErrorKind::TooDeep => f.write_str("lies too deep; name it to have it read"),
            ErrorKind::Changed => f.write_str("changed while it was read: run again"),
            ErrorKind::Unwritable(error) => write!(f, "cannot be written: {error}"),
            ErrorKind::NotEmpty => f.write_str("is not empty: name a directory that is, or none yet"),
            ErrorKind::Outside => f.write_str("is no path within the directory that is written"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Io(error) | ErrorKind::Unwritable(error) => Some(error),
            _ => None,
        }
    }
}
