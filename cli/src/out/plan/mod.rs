//! What a change does, printed.

mod json;
mod markdown;
mod text;

use super::changes::Compared;
use crate::args::Planned;
use crate::source::{Locator, Source};
use garboard_core::blame;
use garboard_core::render::Rendered;
use garboard_ignition::{Entry, Finding};
use garboard_rollout::change::{Obstacle, Spot, Verdict};
use garboard_rollout::preview::{self, Beside, Impact, Machines, Outcome, PoolPreview, because};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// A pool, with everything that is said of it found again in the files.
pub(crate) struct View<'p> {
    preview: &'p PoolPreview,
    compared: Compared,
    /// What nodes refuse: in the operator's words, who is to blame, what to do instead.
    refused: Vec<Told>,
    /// What nodes do, and each time because of what.
    done: Vec<(String, Vec<Told>)>,
    /// The same for programs.
    verdict: Option<Verdict<Source>>,
}

/// A sentence, with who is to blame for it.
#[derive(PartialEq, Eq)]
struct Told {
    what: String,
    by: Option<String>,
    help: String,
}

impl<'p> View<'p> {
    pub(crate) fn of(preview: &'p PoolPreview, locator: &mut Locator<'_>) -> Self {
        let obstacle = |obstacle: &Obstacle, locator: &mut Locator<'_>| Told {
            what: obstacle.kind.to_string(),
            by: preview
                .blamed_for(&obstacle.kind, &obstacle.at, locator.places())
                .map(|(name, place)| locator.words(&name, &place)),
            help: obstacle.kind.help().into(),
        };
        let mut refused: Vec<_> =
            preview.judged.entries().iter().map(|entry| judged(preview, entry, locator)).collect();
        let mut done = Vec::new();
        let mut verdict = None;
        if let Some(found) = &preview.verdict {
            for told in found.obstacles.iter().map(|it| obstacle(it, locator)) {
                // Several elements of a section may be to blame, and one MachineConfig for all of them.
                if !refused.contains(&told) {
                    refused.push(told);
                }
            }
            for planned in &found.disruption.actions {
                let causes = planned.because.iter().map(|cause| Told {
                    what: because(cause),
                    by: preview
                        .blamed(&cause.at, &[], locator.places())
                        .map(|(name, place)| locator.words(&name, &place)),
                    help: String::new(),
                });
                done.push((planned.action.to_string(), causes.collect()));
            }
            let mut owner = |spot: &Spot| preview.source(spot).map(|source| locator.source(source));
            verdict = Some(found.clone().owned(&mut owner));
        }
        Self { preview, compared: compared(preview, locator), refused, done, verdict }
    }

    /// Whether a finding is not about what happens to a pool, so that no view says it.
    pub(crate) fn leaves(entry: &Entry) -> bool {
        let said =
            [&preview::rule::IRRECONCILABLE, &preview::rule::REBOOTS, &preview::rule::DRAINS, &preview::rule::ACTS];
        let judged = entry.rule.code == garboard_core::rule::RENDERED_INVALID.code;
        !judged && said.iter().all(|rule| rule.code != entry.rule.code)
    }

    fn impact(&self) -> Impact {
        self.preview.impact()
    }

    fn name(&self) -> &str {
        &self.preview.pool
    }

    fn machines(&self) -> Option<&Machines> {
        self.preview.machines.as_ref()
    }

    /// From what to what: one name if nothing changes.
    fn step(&self) -> Vec<String> {
        let name = |outcome: &Outcome| outcome.name().unwrap_or("nothing").to_owned();
        let (old, new) = (&self.preview.old, &self.preview.new);
        if self.preview.is_unchanged() { vec![name(new)] } else { vec![name(old), name(new)] }
    }

    /// What is not known, so that a cluster gives other names.
    fn missing(&self) -> Option<String> {
        let both = [self.preview.old.rendered(), self.preview.new.rendered()];
        let missing: BTreeSet<_> =
            both.iter().flatten().flat_map(|rendered| rendered.certainty.missing_codes()).collect();
        let missing: Vec<_> = missing.into_iter().collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }

    /// That the pool comes or goes.
    fn beside(&self) -> Option<String> {
        Some(match self.preview.beside.as_ref()? {
            Beside::From(from) => format!("the pool is new: this is what happens to nodes that come from {from}"),
            Beside::To(to) => format!("the pool is gone: this is what happens to its nodes, which go to {to}"),
        })
    }
}

/// What a change does to a node, or why it is refused.
#[derive(Serialize)]
pub(crate) struct Reason {
    /// `refused`, or what is done.
    pub(super) action: String,
    pub(super) because: String,
    /// Who is to blame, and where.
    pub(super) by: Option<String>,
}

impl Reason {
    fn of(action: &str, told: &Told) -> Self {
        Self {
            action: action.to_owned(),
            because: told.what.clone(),
            by: told.by.clone(),
        }
    }

    /// In a sentence.
    pub(super) fn sentence(&self) -> String {
        let by = self.by.as_ref().map(|by| format!(" (by {by})")).unwrap_or_default();
        format!("{}: {}{by}", self.action, self.because)
    }
}

impl View<'_> {
    /// What happens to nodes and because of what: what they refuse, or else what they do.
    pub(crate) fn reasons(&self) -> Vec<Reason> {
        let preview = self.preview;
        for outcome in [&preview.old, &preview.new] {
            if let Outcome::Refused(refused) = outcome {
                let what = refused.entries().first().map(|entry| entry.message.to_string()).unwrap_or_default();
                return vec![Reason { action: "not rendered".into(), because: what, by: None }];
            }
        }
        if !self.refused.is_empty() {
            return self.refused.iter().map(|told| Reason::of("refused", told)).collect();
        }
        let done = self.done.iter().flat_map(|(action, causes)| {
            causes.iter().map(|told| Reason::of(&text::words(action), told)).collect::<Vec<_>>()
        });
        done.collect()
    }
}

fn judged(preview: &PoolPreview, entry: &Entry, locator: &mut Locator<'_>) -> Told {
    let spot = Spot::new(garboard_rollout::change::Side::New, entry.place.path.clone());
    Told {
        what: entry.message.to_string(),
        by: preview.blamed(&spot, &[], locator.places()).map(|(name, place)| locator.words(&name, &place)),
        help: entry.rule.help.into(),
    }
}

fn compared(preview: &PoolPreview, locator: &mut Locator<'_>) -> Compared {
    let mut causes = |rendered: Option<&Rendered>| {
        let all = rendered.filter(|_| !preview.changes.is_empty()).map(blame::all).unwrap_or_default();
        locator.blames(all)
    };
    Compared {
        pool: Some(preview.pool.clone()),
        old: preview.old.name().map(str::to_owned),
        new: preview.new.name().map(str::to_owned),
        changes: preview.changes.clone(),
        causes: [causes(preview.old.rendered()), causes(preview.new.rendered())],
        findings: Vec::new(),
    }
}

/// Prints pools, the worst first.
pub(crate) fn print(
    views: &[View<'_>],
    findings: &[Finding],
    secrets: bool,
    format: Planned,
    out: &mut impl Write,
) -> io::Result<()> {
    match format {
        Planned::Json => json::print(views, findings, secrets, out)?,
        Planned::Markdown => markdown::print(views, secrets, out)?,
        _ => text::print(views, secrets, out)?,
    }
    out.flush()
}

/// How many pools meet with what, in one sentence.
fn sum(views: &[View<'_>]) -> String {
    let parts = [
        (Impact::Irreconcilable, "refused"),
        (Impact::Reboot, "reboot"),
        (Impact::Drain, "drain"),
        (Impact::Any, "change without a drain"),
        (Impact::Nothing, "unchanged"),
    ];
    let count = |impact| views.iter().filter(|view| view.impact() == impact).count();
    let parts = parts.map(|(impact, word)| (count(impact), word));
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let pools = if views.len() == 1 { "1 pool".to_owned() } else { format!("{} pools", views.len()) };
    format!("{pools}: {}", parts.join(", "))
}

/// What is said of nodes, line by line.
fn machines(machines: &Machines, paused: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let assumed = if machines.assumed { " (supposed)" } else { "" };
    let most = match machines.max_unavailable {
        Some(most) => format!("at most {most} at once"),
        None => "maxUnavailable says no number".to_owned(),
    };
    let waves = match machines.waves {
        Some(1) => "1 wave".to_owned(),
        Some(waves) => format!("{waves} waves"),
        None => "no wave ever ends".to_owned(),
    };
    let to_go = machines.to_go;
    lines.push(match to_go {
        0 => format!("{} nodes{assumed}, none has to go", machines.total),
        _ => format!("{to_go} of {} nodes{assumed} have to go, {most}: {waves}", machines.total),
    });
    match machines.unpausing.filter(|_| paused) {
        Some(0) => lines.push("the pool is paused: nothing happens, and unpausing it starts nothing".into()),
        Some(count) => {
            lines.push(format!("the pool is paused: nothing happens until it is not, and then {count} go at once"))
        }
        None => {}
    }
    if !machines.first.is_empty() {
        let (shown, rest) = machines.first.split_at(machines.first.len().min(5));
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        lines.push(format!("first: {}{more}", shown.join(", ")));
    }
    if let Some(why) = &machines.waiting {
        lines.push(format!("nobody goes now: {why}"));
    }
    if machines.behind > 0 && to_go > 0 {
        lines.push(format!(
            "{} still have to take an earlier change: rolled together, each goes once for both",
            machines.behind
        ));
    }
    lines.extend(
        machines.stuck.iter().take(5).map(|stuck| format!("stuck: {} ({}): {}", stuck.node, stuck.code, stuck.message)),
    );
    if machines.stuck.len() > 5 {
        lines.push(format!("stuck: {} more", machines.stuck.len() - 5));
    }
    if !machines.assumed && machines.needed.len() > 1 {
        let needed: Vec<_> = machines.needed.iter().map(|(config, nodes)| format!("{config} ({nodes})")).collect();
        lines.push(format!("still needed: {}", needed.join(", ")));
    }
    lines
}
