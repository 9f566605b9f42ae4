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

use args::{Args, Command, Later};
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
        Command::Validate(Later(args)) => cmd::validate::run(&args),
        Command::Convert(Later(args)) => cmd::convert::run(&args),
        Command::Merge(Later(args)) => cmd::merge::run(&args),
        Command::Render(Later(args)) => cmd::render::run(&args),
        Command::Diff(Later(args)) => cmd::diff::run(&args),
        Command::Plan(Later(args)) => cmd::plan::run(&args),
        Command::Simulate(Later(args)) => cmd::simulate::run(&args),
        Command::Status(Later(args)) => cmd::status::run(&args),
        Command::Blame(Later(args)) => cmd::blame::run(&args),
        Command::Explain(Later(args)) => cmd::explain::run(&args),
        Command::Schema(Later(args)) => cmd::schema::run(&args),
        Command::Pipe => cmd::pipe::run(),
        Command::Completions(Later(args)) => cmd::generate::completions(&args),
        Command::Man(Later(args)) => cmd::generate::man(&args),
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
