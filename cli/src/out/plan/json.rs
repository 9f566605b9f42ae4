//! For programs.

use super::super::changes::One;
use super::View;
use crate::source::Source;
use garboard_ignition::Finding;
use garboard_rollout::change::Verdict;
use garboard_rollout::preview::{Impact, Machines, Outcome};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    impact: Impact,
    pools: Vec<Pool<'a>>,
    /// The same as findings, each at its line, and what there is to say besides.
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Pool<'a> {
    pool: &'a str,
    impact: Impact,
    paused: bool,
    old: Option<Name<'a>>,
    new: Option<Name<'a>>,
    /// In whose place it is compared, if it comes or goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    changes: Vec<One<'a>>,
    #[serde(flatten)]
    verdict: Option<&'a Verdict<Source>>,
    nodes: Option<&'a Machines>,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
    certainty: &'static str,
    missing: Vec<&'static str>,
}

impl<'a> Name<'a> {
    fn of(outcome: &'a Outcome) -> Option<Self> {
        let certainty = outcome.rendered().map(|rendered| &rendered.certainty);
        Some(Self {
            name: outcome.name()?,
            certainty: certainty.map_or("given", |certainty| certainty.code()),
            missing: certainty.map(|certainty| certainty.missing_codes()).unwrap_or_default(),
        })
    }
}

pub(super) fn print(views: &[View<'_>], findings: &[Finding], secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let pools = views.iter().map(|view| pool(view, secrets)).collect();
    let impact = views.iter().map(View::impact).max().unwrap_or_default();
    serde_json::to_writer_pretty(&mut *out, &Whole { schema: "garboard/1", impact, pools, findings })?;
    writeln!(out)
}

fn pool<'v>(view: &'v View<'_>, secrets: bool) -> Pool<'v> {
    let compared = &view.compared;
    let changes = compared.changes.iter().map(|it| One::of(it, compared.causes(it).into_iter().collect(), secrets));
    Pool {
        pool: view.name(),
        impact: view.impact(),
        paused: view.preview.paused,
        old: Name::of(&view.preview.old),
        new: Name::of(&view.preview.new),
        note: view.beside(),
        changes: changes.collect(),
        verdict: view.verdict.as_ref(),
        nodes: view.machines(),
    }
}
