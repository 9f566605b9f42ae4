//! `garboard pipe`: answers requests until its input ends.

use crate::{Exit, pipe};
use std::io::{self, BufReader, BufWriter};

/// So many bytes are read and written at once, where so many are there.
const ROOM: usize = 1 << 16;

pub(crate) fn run() -> io::Result<Exit> {
    // The plain handles: nothing here is for a terminal.
    let input = BufReader::with_capacity(ROOM, io::stdin().lock());
    pipe::serve(input, BufWriter::with_capacity(ROOM, io::stdout().lock()))?;
    Ok(Exit::Clean)
}
