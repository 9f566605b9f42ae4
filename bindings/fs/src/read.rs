//! Reading files, whole and bounded.

use crate::{Error, ErrorKind};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Files above this many bytes are not read.
pub const MAX_FILE: u64 = 64 << 20;

/// The bytes of a file.
///
/// # Errors
/// [`Error`] if it cannot be read, is too large, or changed while it was read.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let io = |error| Error::io(path, error);
    let file = fs::File::open(path).map_err(io)?;
    let before = file.metadata().map_err(io)?;
    if before.is_file() && before.len() > MAX_FILE {
        return Err(Error { path: path.into(), kind: ErrorKind::TooLarge });
    }
    let bytes = read_from(&file, path)?;
    let after = file.metadata().map_err(io)?;
    let same = after.len() == bytes.len() as u64 && before.modified().ok() == after.modified().ok();
    // Pipes and devices have no size to compare.
    if after.is_file() && !same {
        return Err(Error { path: path.into(), kind: ErrorKind::Changed });
    }
    Ok(bytes)
}

/// All that a stream gives; `path` names it in errors.
///
/// # Errors
/// [`Error`] if it cannot be read or is too large.
pub fn read_from(stream: impl Read, path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read: io::Result<usize> = stream.take(MAX_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::io(path, error))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error { path: path.into(), kind: ErrorKind::TooLarge });
    }
    Ok(bytes)
}
