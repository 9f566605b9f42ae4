//! `garboard pipe`: answers requests until its input ends.

use crate::{Exit, pipe};
use std::io::{self, BufReader};

pub(crate) fn run() -> io::Result<Exit> {
    // The plain handles: nothing here is for a terminal.
    pipe::serve(BufReader::with_capacity(1 << 16, io::stdin().lock()), io::BufWriter::new(io::stdout().lock()))?;
    Ok(Exit::Clean)
}
