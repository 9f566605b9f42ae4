//! `garboard explain`: what a rule means and what to do about it.

use crate::args::Explain;
use crate::{Exit, cmd, out};
use garboard_ignition::report::Voice;
use std::io::{self, Write};

pub(crate) fn run(args: &Explain) -> io::Result<Exit> {
    let rule = match cmd::rule(&args.code) {
        Ok(rule) => rule,
        Err(wrong) => {
            out::error(&wrong);
            return Ok(Exit::Unusable);
        }
    };
    let whose = match rule.voice {
        Voice::Reference | Voice::Verdict => "The reference says so, in these words.",
        Voice::Advice => "Garboard's own advice; the reference is silent.",
    };
    let mut out = anstream::stdout().lock();
    writeln!(out, "{} ({})\n\n  {}\n\n{}\n\n{whose}", rule.code, rule.severity, rule.summary, rule.help)?;
    if let Some(versions) = cmd::rules::versions(rule) {
        writeln!(out, "{versions}")?;
    }
    Ok(Exit::Clean)
}
