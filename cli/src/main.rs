//! The command `garboard`: it parses arguments, calls the libraries and prints what they answer.

mod args;
mod cmd;
mod duration;
mod load;
mod out;
mod pipe;
mod progress;
mod scenario;
mod sets;
mod sides;
mod source;
mod templates;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// How a run ends. A later one outweighs an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above it.
    Findings,
    /// Wrong usage, or input that cannot be read.
    Unusable,
    /// A bug of ours.
    Bug,
}

fn main() -> ExitCode {
    let exit = std::panic::catch_unwind(run).unwrap_or_else(|_| {
        out::say("error: this is a bug in garboard; please report it with the input that shows it");
        Exit::Bug
    });
    ExitCode::from(exit as u8)
}

fn run() -> Exit {
    let args = Args::parse();
    args.color.write_global();
    let done = match args.command {
        Command::Validate(args) => cmd::validate::run(&args),
        Command::Convert(args) => cmd::convert::run(&args),
        Command::Merge(args) => cmd::merge::run(&args),
        Command::Render(args) => cmd::render::run(&args),
        Command::Diff(args) => cmd::diff::run(&args),
        Command::Plan(args) => cmd::plan::run(&args),
        Command::Simulate(args) => cmd::simulate::run(&args),
        Command::Status(args) => cmd::status::run(&args),
        Command::Blame(args) => cmd::blame::run(&args),
        Command::Explain(args) => cmd::explain::run(&args),
        Command::Schema(args) => cmd::schema::run(&args),
        Command::Pipe => cmd::pipe::run(),
        Command::Completions(args) => cmd::generate::completions(&args),
        Command::Man(args) => cmd::generate::man(&args),
        Command::Rules => cmd::rules::run(),
    };
    match done {
        Ok(exit) => exit,
        // Whoever reads our output has seen enough of it.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(error) => {
            out::say(format_args!("error: cannot write: {error}"));
            Exit::Unusable
        }
    }
}
