//! `garboard pipe`: answers requests until its input ends.

use crate::{Exit, pipe};
use std::io::{self, BufReader};

/// So many bytes are read at once, where so many are there.
const ROOM: usize = 1 << 16;

pub(crate) fn run() -> io::Result<Exit> {
    pipe::serve(BufReader::with_capacity(ROOM, io::stdin().lock()), io::stdout().lock())?;
    Ok(Exit::Clean)
}
