//! `garboard plan`: what a change does to each pool and node, before it is made.

use super::render::settings;
use crate::args::{Change, Plan, Planned};
use crate::out::{self, View};
use crate::sides::{self, Sides, Wanted};
use crate::source::{self, Locator};
use crate::{Exit, args::Format};
use garboard_ignition::document::Sources;
use garboard_ignition::{Finding, Report, Severity};
use garboard_rollout::preview::{Options, Preview};
use std::collections::BTreeMap;
use std::io;

/// A change that was looked at: both sides, and what it does to each pool.
pub(super) struct Looked {
    pub(super) sides: Sides,
    pub(super) options: Options,
    pub(super) preview: Preview,
}

/// Looks at a change. Where there is no answer, why is told on standard error.
pub(super) fn look(args: &Change) -> io::Result<Option<Looked>> {
    let wanted = Wanted {
        from: &args.from,
        to: &args.to,
        within: &args.files,
        controller_config: args.release.controller_config.as_deref(),
        policy: args.policy.as_deref(),
        templates: args.release.templates.as_deref(),
    };
    let Some(sides) = sides::read(&wanted) else { return Ok(None) };
    let Sides { sources, old, new } = &sides;
    let broken = out::aside(&old.cluster.report, sources)? | out::aside(&new.cluster.report, sources)?;
    let mut options = Options::default();
    options.settings = settings(&args.release);
    options.rules = args.rules;
    options.pools.clone_from(&args.pool);
    options.nodes = args.nodes.iter().cloned().collect();
    let preview = Preview::between(old, new, &options);
    if preview.pools.is_empty() {
        out::error("no MachineConfigs for any pool were found");
    }
    let mut unknown = preview.pools.iter().filter(|pool| pool.is_unknown()).peekable();
    if broken || preview.pools.is_empty() || unknown.peek().is_some() {
        unknown.for_each(|pool| out::error(&format!("neither side has a pool {}", pool.pool)));
        return Ok(None);
    }
    Ok(Some(Looked { sides, options, preview }))
}

pub(crate) fn run(args: &Plan) -> io::Result<Exit> {
    let Some(Looked { sides: Sides { sources, .. }, preview, .. }) = look(&args.change)? else {
        return Ok(Exit::Unusable);
    };
    let read = source::read_again(&sources);
    let mut locator = Locator::new(&sources, &read);
    let report = preview.findings(locator.places());
    match findings_as(args.output) {
        Some(format) => print_findings(format, &report, &sources)?,
        None => {
            let views: Vec<_> = preview.pools.iter().map(|pool| View::of(pool, &mut locator)).collect();
            let findings: Vec<_> = report.findings(&sources).collect();
            if args.output != Planned::Json {
                out::aside(&report.into_iter().filter(View::leaves).collect(), &sources)?;
            }
            out::plan(&views, &findings, args.show_secrets, args.output, &mut anstream::stdout().lock())?;
        }
    }
    let severe =
        preview.impact() >= args.fail_on || preview.report.entries().iter().any(|it| it.severity == Severity::Error);
    Ok(if severe { Exit::Findings } else { Exit::Clean })
}

/// The formats that are lists of findings.
fn findings_as(format: Planned) -> Option<Format> {
    match format {
        Planned::Sarif => Some(Format::Sarif),
        Planned::Github => Some(Format::Github),
        Planned::Junit => Some(Format::Junit),
        Planned::Text | Planned::Json | Planned::Markdown => None,
    }
}

fn print_findings(format: Format, report: &Report, sources: &Sources) -> io::Result<()> {
    let mut files: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in report.findings(sources) {
        files.entry(finding.at.file.clone()).or_default().push(finding);
    }
    let mut output = out::new(format);
    for (name, findings) in files {
        output.file(&out::File { name, findings, ..Default::default() }, sources)?;
    }
    output.finish()
}
