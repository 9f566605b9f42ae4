//! Documents that are no configs, by their first line, packed or not.

use crate::report::Rule;
use crate::rule;
use alloc::{borrow::Cow, vec::Vec};
use flate2::{Decompress, FlushDecompress, Status};

/// The rule against a document that is something else.
pub(super) fn other_format(document: &[u8]) -> Option<&'static Rule> {
    let beginning = unpacked(document).map_or(Cow::Borrowed(document), Cow::Owned);
    let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.trim_ascii_end() == b"#cloud-config" {
        Some(&rule::CLOUD_CONFIG)
    } else {
        line.starts_with(b"#!").then_some(&rule::SCRIPT)
    }
}

/// The first line of a script or cloud-config is not longer than this.
const BEGINNING: usize = 4096;

/// What a gzip stream begins with.
fn unpacked(document: &[u8]) -> Option<Vec<u8>> {
    let data = deflated(document)?;
    let mut beginning = Vec::with_capacity(BEGINNING);
    match Decompress::new(false).decompress_vec(data, &mut beginning, FlushDecompress::None) {
        Ok(Status::Ok | Status::StreamEnd) => Some(beginning),
        Ok(Status::BufError) | Err(_) => None,
    }
}

/// What stands behind the header of a gzip stream (RFC 1952).
fn deflated(document: &[u8]) -> Option<&[u8]> {
    let rest = document.strip_prefix(&[0x1f, 0x8b, 8])?;
    let (&flags, rest) = rest.split_first()?;
    // Time, compression and system.
    let mut rest = rest.get(6..)?;
    if flags & 4 != 0 {
        let (length, after) = rest.split_first_chunk()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    // A name, and a comment, each up to a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = memchr::memchr(0, rest)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}
