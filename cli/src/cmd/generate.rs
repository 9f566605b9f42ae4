//! What packages ship beside the binary: shell completions and man pages.

use crate::Exit;
use crate::args::{Args, Completions, Man};
use clap::CommandFactory;
use std::io;

pub(crate) fn completions(args: &Completions) -> io::Result<Exit> {
    // Written at once, so that a reader that has seen enough is an error and not a panic.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "garboard", &mut script);
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(Exit::Clean)
}

pub(crate) fn man(args: &Man) -> io::Result<Exit> {
    clap_mangen::generate_to(Args::command(), &args.directory)?;
    Ok(Exit::Clean)
}
