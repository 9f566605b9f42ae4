//! For people at a terminal.

use super::super::{changes, fold, printable};
use super::{Told, View, machines, sum};
use garboard_rollout::preview::{Impact, Outcome};
use std::io::{self, Write};

/// As many lines of one change are shown, and as many changes.
const LINES: usize = 8;
const CHANGES: usize = 12;

pub(super) fn print(views: &[View<'_>], secrets: bool, out: &mut impl Write) -> io::Result<()> {
    for view in views {
        pool(view, secrets, out)?;
    }
    writeln!(out, "{}", sum(views))?;
    if views.iter().all(|view| view.machines().is_none()) {
        writeln!(
            out,
            "no nodes are known, so that waves and time are left out: name what a cluster holds as --from, or say"
        )?;
        writeln!(out, "how many nodes a pool has (--nodes worker=100)")?;
    }
    Ok(())
}

/// Colours, which are left out where nobody sees them.
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const GREEN: &str = "\x1b[32m";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

fn pool(view: &View<'_>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let (colour, word) = match view.impact() {
        Impact::Nothing => (GREEN, "nothing changes"),
        Impact::Irreconcilable => (RED, "REFUSED"),
        Impact::Reboot => (YELLOW, "REBOOT"),
        Impact::Drain => (YELLOW, "DRAIN"),
        Impact::Any => (GREEN, "no drain, no reboot"),
    };
    writeln!(out, "{BOLD}pool {}{PLAIN}: {colour}{word}{PLAIN}", printable(view.name()))?;
    for (number, name) in view.step().iter().enumerate() {
        writeln!(out, "  {}{}", if number == 0 { "" } else { "-> " }, printable(name))?;
    }
    if let Some(missing) = view.missing() {
        fold::line(2, &format!("(these names are partial: {missing})"), out)?;
    }
    if let Some(beside) = view.beside() {
        fold::line(2, &beside, out)?;
    }
    if view.impact() != Impact::Nothing {
        consequences(view, secrets, out)?;
    }
    nodes(view, out)?;
    writeln!(out)
}

fn consequences(view: &View<'_>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    for (when, outcome) in [("now", &view.preview.old), ("after the change", &view.preview.new)] {
        if let Outcome::Refused(refused) = outcome {
            let first = refused.entries().first().map(|entry| entry.message.to_string()).unwrap_or_default();
            fold::line(2, &format!("it cannot be rendered {when}: {}", &first), out)?;
        }
    }
    if view.refused.is_empty() {
        done(view, out)?;
    } else {
        writeln!(out, "  running nodes refuse it:")?;
        view.refused.iter().try_for_each(|told| said(told, out))?;
    }
    changed(view, secrets, out)
}

fn done(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let Some(verdict) = &view.verdict else { return Ok(()) };
    let drains = verdict.disruption.drain.required;
    let actions: Vec<_> = view.done.iter().map(|(action, _)| words(action)).collect();
    let every = match (drains, actions.is_empty()) {
        (true, _) => format!("every node is drained, then: {}", actions.join(", ")),
        (false, false) => format!("every node: {} (no drain)", actions.join(", ")),
        (false, true) => "every node: files are written, nothing else is done".into(),
    };
    fold::line(2, &every, out)?;
    if let Some(error) = &verdict.disruption.drain.error {
        fold::line(2, &format!("nodes degrade: {}", error), out)?;
    }
    if let Some(why) = &verdict.disruption.drain.why {
        fold::line(2, &format!("drained because {}", why), out)?;
    }
    for (action, causes) in &view.done {
        for told in causes {
            fold::line(4, &format!("{}: {}", words(action), &told.what), out)?;
            if let Some(by) = &told.by {
                fold::line(6, &format!("by {}", by), out)?;
            }
        }
    }
    Ok(())
}

/// What is done, as people say it.
pub(super) fn words(action: &str) -> String {
    match action.split_once(' ') {
        None => match action {
            "Reboot" => "reboot".into(),
            "DaemonReload" => "systemd reloads its units".into(),
            "Special" => "reload crio.service".into(),
            "None" => "nothing is restarted".into(),
            other => other.to_lowercase(),
        },
        Some((verb, service)) => printable(&format!("{} {service}", verb.to_lowercase())),
    }
}

/// A sentence, who is to blame, what to do instead: a line each.
fn said(told: &Told, out: &mut impl Write) -> io::Result<()> {
    fold::line(4, &told.what, out)?;
    if let Some(by) = &told.by {
        fold::line(6, &format!("by {}", by), out)?;
    }
    if !told.help.is_empty() {
        fold::line(6, &told.help, out)?;
    }
    Ok(())
}

/// What differs, decoded: removals first.
fn changed(view: &View<'_>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let compared = &view.compared;
    for change in compared.changes.iter().take(CHANGES) {
        let mut text = Vec::new();
        changes::one(change, change.contents(), &compared.causes(change), secrets, &mut text)?;
        let text = String::from_utf8_lossy(&text);
        let mut lines = text.lines().take(LINES);
        if let Some(line) = lines.next() {
            fold::line(2, line, out)?;
        }
        lines.try_for_each(|line| writeln!(out, "  {line}"))?;
        let more = text.lines().count().saturating_sub(LINES);
        if more > 0 {
            writeln!(out, "      … {more} lines more; `garboard diff` shows all")?;
        }
    }
    let more = compared.changes.len().saturating_sub(CHANGES);
    if more > 0 {
        writeln!(out, "  … {more} changes more; `garboard diff` shows all")?;
    }
    Ok(())
}

fn nodes(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let lines = view.machines().map(|known| machines(known, view.preview.paused)).unwrap_or_default();
    if lines.is_empty() && view.preview.paused {
        writeln!(out, "  the pool is paused: nothing happens until it is not")?;
    }
    lines.iter().try_for_each(|line| fold::line(2, line, out))
}
