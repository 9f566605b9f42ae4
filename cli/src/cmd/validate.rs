//! `garboard validate`: every finding in the files given.

use crate::args::Validate;
use crate::load::{self, Input, Unreadable};
use crate::out;
use crate::progress::Progress;
use crate::{Exit, cmd};
use garboard_core::{check, manifest};
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use std::io;

pub(crate) fn run(args: &Validate) -> io::Result<Exit> {
    let paths = args.paths.all();
    if paths.is_empty() {
        eprintln!("error: name the files or directories to check, or - for standard input\n\n  garboard validate .");
        return Ok(Exit::Unusable);
    }
    if let Some(wrong) = args.select.iter().chain(&args.ignore).find_map(|code| cmd::rule(code).err()) {
        eprintln!("error: {}", out::printable(&wrong));
        return Ok(Exit::Unusable);
    }
    let inputs = load::find(&paths);
    let mut progress = Progress::new(inputs.len());
    let mut output = out::new(args.output);
    let mut exit = Exit::Clean;
    for input in inputs {
        match input.and_then(|input| {
            progress.next(&input.name());
            Ok((input.read()?, input))
        }) {
            Ok((sources, input)) => {
                let (file, worst) = judge(args, &input, &sources);
                if worst {
                    exit = exit.max(Exit::Findings);
                }
                progress.aside(|| output.file(&file, &sources))?;
            }
            Err(Unreadable { name, why }) => {
                progress.aside(|| output.unreadable(&name, &why))?;
                exit = Exit::Unusable;
            }
        }
    }
    drop(progress);
    output.finish()?;
    Ok(exit)
}

/// The findings of one file, and whether one of them is bad enough for exit status 1.
fn judge(args: &Validate, input: &Input, sources: &Sources) -> (out::File, bool) {
    let Some(source) = sources.ids().next() else { return Default::default() };
    let mut options = check::Options::default();
    options.limit = args.spec;
    let format = manifest::Format::of(&input.name());
    let judged = check::text(source, sources.text(source), format, &options);
    let wanted = |finding: &Finding| {
        let listed = |codes: &[String]| codes.iter().any(|code| code == finding.rule.code);
        (args.select.is_empty() || listed(&args.select)) && !listed(&args.ignore)
    };
    let findings: Vec<_> = judged.report.findings(sources).filter(wanted).collect();
    let worst = args.fail_on.0.is_some_and(|least| findings.iter().any(|finding| finding.severity >= least));
    let check::Judged { subjects, objectless, .. } = judged;
    (out::File { name: input.name(), findings, subjects, objectless }, worst)
}
