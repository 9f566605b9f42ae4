//! For people at a terminal.

use super::super::{changes, printable};
use super::{Told, View, machines, sum};
use garboard_rollout::preview::Impact;
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

fn pool(view: &View<'_>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let word = match view.impact() {
        Impact::Nothing => {
            writeln!(out, "pool {}: nothing changes, {}", printable(view.name()), printable(&view.step()))?;
            nodes(view, out)?;
            return writeln!(out);
        }
        Impact::Irreconcilable => "REFUSED",
        Impact::Reboot => "REBOOT",
        Impact::Drain => "DRAIN",
        Impact::Any => "no drain, no reboot",
    };
    writeln!(out, "pool {}: {word}", printable(view.name()))?;
    writeln!(out, "  {}", printable(&view.step()))?;
    if let Some(beside) = view.beside() {
        writeln!(out, "  {}", printable(&beside))?;
    }
    if view.preview.new.rendered().is_none() || view.preview.old.rendered().is_none() {
        writeln!(out, "  it is not rendered: see above")?;
    }
    if !view.refused.is_empty() {
        writeln!(out, "  running nodes refuse it:")?;
        view.refused.iter().try_for_each(|told| said("    ", told, out))?;
    } else {
        done(view, out)?;
    }
    changed(view, secrets, out)?;
    nodes(view, out)?;
    writeln!(out)
}

fn done(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let Some(verdict) = &view.verdict else { return Ok(()) };
    let drains = verdict.disruption.drain.required;
    let actions: Vec<_> = view.done.iter().map(|(action, _)| words(action)).collect();
    match (drains, actions.is_empty()) {
        (true, _) => writeln!(out, "  every node is drained, then: {}", actions.join(", "))?,
        (false, false) => writeln!(out, "  every node: {} (no drain)", actions.join(", "))?,
        (false, true) => writeln!(out, "  every node: files are written, nothing else is done")?,
    }
    if let Some(error) = &verdict.disruption.drain.error {
        writeln!(out, "  nodes degrade: {}", printable(error))?;
    }
    if let Some(why) = &verdict.disruption.drain.why {
        writeln!(out, "  drained because {}", printable(why))?;
    }
    for (action, causes) in &view.done {
        for told in causes {
            writeln!(out, "    {}: {}{}", words(action), printable(&told.what), by(told))?;
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

fn by(told: &Told) -> String {
    told.by.as_ref().map(|by| format!("  ({})", printable(by))).unwrap_or_default()
}

fn said(indent: &str, told: &Told, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{indent}{}{}", printable(&told.what), by(told))?;
    if !told.help.is_empty() {
        writeln!(out, "{indent}  {}", told.help)?;
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
        for line in text.lines().take(LINES) {
            writeln!(out, "  {line}")?;
        }
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
    lines.iter().try_for_each(|line| writeln!(out, "  {}", printable(line)))
}
