//! For programs.

use super::super::changes::One;
use super::View;
use crate::source::Source;
use garboard_core::render::Rendered;
use garboard_rollout::change::Verdict;
use garboard_rollout::preview::{Impact, Machines};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    impact: Impact,
    pools: Vec<Pool<'a>>,
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
    fn of(rendered: &'a Rendered) -> Self {
        let certainty = &rendered.certainty;
        Self {
            name: &rendered.name,
            certainty: certainty.code(),
            missing: certainty.missing_codes(),
        }
    }
}

pub(super) fn print(views: &[View<'_>], secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let pools = views.iter().map(|view| pool(view, secrets)).collect();
    let impact = views.iter().map(View::impact).max().unwrap_or_default();
    serde_json::to_writer_pretty(&mut *out, &Whole { schema: "garboard/1", impact, pools })?;
    writeln!(out)
}

fn pool<'v>(view: &'v View<'_>, secrets: bool) -> Pool<'v> {
    let compared = &view.compared;
    let changes = compared.changes.iter().map(|it| One::of(it, compared.causes(it).into_iter().collect(), secrets));
    Pool {
        pool: view.name(),
        impact: view.impact(),
        paused: view.preview.paused,
        old: view.preview.old.rendered().map(Name::of),
        new: view.preview.new.rendered().map(Name::of),
        note: view.beside(),
        changes: changes.collect(),
        verdict: view.verdict.as_ref(),
        nodes: view.machines(),
    }
}
