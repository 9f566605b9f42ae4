//! `garboard validate`: every finding in the files given.

use crate::args::Validate;
use crate::load::{self, Input, Unreadable};
use crate::out;
use crate::progress::Progress;
use crate::sets::{Found, Sets};
use crate::{Exit, cmd};
use garboard_core::{check, manifest, set};
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use std::io;

pub(crate) fn run(args: &Validate) -> io::Result<Exit> {
    let paths = args.paths.all();
    if paths.is_empty() {
        out::say("error: name the files or directories to check, or - for standard input\n\n  garboard validate .");
        return Ok(Exit::Unusable);
    }
    if let Some(wrong) = args.select.iter().chain(&args.ignore).find_map(|code| cmd::rule(code).err()) {
        out::error(&wrong);
        return Ok(Exit::Unusable);
    }
    let inputs = load::find(&paths);
    let mut progress = Progress::new(inputs.len());
    let mut output = out::new(args.output);
    let mut exit = Exit::Clean;
    let mut sets = Sets::new(args.cluster);
    for input in inputs {
        match input.and_then(|input| {
            progress.next(&input.name());
            Ok((input.read()?, input))
        }) {
            Ok((sources, input)) => {
                let file = judge(args, &input, &sources);
                exit = exit.max(verdict(args, &file));
                progress.aside(|| output.file(&file, &sources))?;
                if let Some(source) = sources.ids().next().filter(|_| file.subjects.keys().any(set::concerns)) {
                    sets.add(input, sources.text(source));
                }
            }
            Err(Unreadable { name, why }) => {
                progress.aside(|| output.unreadable(&name, &why))?;
                exit = Exit::Unusable;
            }
        }
    }
    drop(progress);
    let found = sets.check();
    for file in files(args, &found) {
        exit = exit.max(verdict(args, &file));
        output.file(&file, &found.sources)?;
    }
    for Unreadable { name, why } in &found.unreadable {
        output.unreadable(name, why)?;
        exit = Exit::Unusable;
    }
    output.finish()?;
    Ok(exit)
}

/// What was found in the manifests together, by the files where it stands.
fn files(args: &Validate, found: &Found) -> Vec<out::File> {
    let mut files: Vec<out::File> = Vec::new();
    for finding in found.report.findings(&found.sources).filter(|finding| is_wanted(args, finding)) {
        match files.last_mut().filter(|file| file.name == finding.at.file) {
            Some(file) => file.findings.push(finding),
            None => files.push(out::File {
                name: finding.at.file.to_string(),
                findings: vec![finding],
                again: true,
                ..Default::default()
            }),
        }
    }
    files
}

/// The findings of one file.
fn judge(args: &Validate, input: &Input, sources: &Sources) -> out::File {
    let Some(source) = sources.ids().next() else { return Default::default() };
    let mut options = check::Options::default();
    options.limit = args.spec;
    let format = manifest::Format::of(&input.name());
    let judged = check::text(source, sources.text(source), format, &options);
    let findings = judged.report.findings(sources).filter(|finding| is_wanted(args, finding)).collect();
    let check::Judged { subjects, objectless, .. } = judged;
    out::File { name: input.name(), findings, subjects, objectless, again: false }
}

fn is_wanted(args: &Validate, finding: &Finding) -> bool {
    let listed = |codes: &[String]| codes.iter().any(|code| code == finding.rule.code);
    (args.select.is_empty() || listed(&args.select)) && !listed(&args.ignore)
}

/// Whether a finding is bad enough for exit status 1.
fn verdict(args: &Validate, file: &out::File) -> Exit {
    let bad = args.fail_on.0.is_some_and(|least| file.findings.iter().any(|finding| finding.severity >= least));
    if bad { Exit::Findings } else { Exit::Clean }
}
