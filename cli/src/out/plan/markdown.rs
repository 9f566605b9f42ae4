//! For a comment on a pull request.

use super::super::{changes, printable};
use super::text::words;
use super::{Told, View, machines, sum};
use garboard_rollout::preview::Impact;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Comments have room for some sixty thousand characters.
const CHANGES: usize = 40;
const LINES: usize = 40;

pub(super) fn print(views: &[View<'_>], secrets: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "### What this change does: {}\n", sum(views))?;
    writeln!(out, "| pool | impact | nodes | rendered |\n|---|---|---|---|")?;
    for view in views {
        let nodes = view.machines().map(|known| format!("{} of {}", known.to_go, known.total)).unwrap_or_default();
        writeln!(
            out,
            "| {} | {} | {nodes} | {} |",
            cell(view.name()),
            word(view.impact()),
            cell(&view.step().join(" -> "))
        )?;
    }
    let missing: BTreeSet<_> = views.iter().filter_map(View::missing).collect();
    for missing in missing {
        writeln!(out, "\nNames are partial: {}", plain(&missing))?;
    }
    for view in views.iter().filter(|view| view.impact() != Impact::Nothing) {
        pool(view, secrets, out)?;
    }
    Ok(())
}

fn word(impact: Impact) -> &'static str {
    match impact {
        Impact::Irreconcilable => "**refused**",
        Impact::Reboot => "**reboot**",
        Impact::Drain => "**drain**",
        Impact::Any => "no drain",
        Impact::Nothing => "none",
    }
}

/// Text in which nothing is markup.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if "\\`*_{}[]<>()#!|~@&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn cell(text: &str) -> String {
    plain(text).replace('\n', " ")
}

fn pool(view: &View<'_>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n#### Pool {}: {}\n", plain(view.name()), word(view.impact()))?;
    if let Some(beside) = view.beside() {
        writeln!(out, "{}\n", plain(&beside))?;
    }
    for told in &view.refused {
        writeln!(out, "- Running nodes refuse it: {}{}. {}", plain(&told.what), by(told), plain(&told.help))?;
    }
    if view.refused.is_empty() {
        for (action, causes) in &view.done {
            for told in causes {
                writeln!(out, "- {}: {}{}", plain(&words(action)), plain(&told.what), by(told))?;
            }
        }
        if view.verdict.as_ref().is_some_and(|verdict| verdict.disruption.drain.required) {
            writeln!(out, "- every node is drained before")?;
        }
    }
    if let Some(known) = view.machines() {
        for line in machines(known, view.preview.paused) {
            writeln!(out, "- {}", plain(&line))?;
        }
    }
    changed(view, secrets, out)
}

fn by(told: &Told) -> String {
    told.by.as_ref().map(|by| format!(" ({})", plain(by))).unwrap_or_default()
}

fn changed(view: &View<'_>, secrets: bool, out: &mut impl Write) -> io::Result<()> {
    let compared = &view.compared;
    if compared.changes.is_empty() {
        return Ok(());
    }
    let mut text = Vec::new();
    for change in compared.changes.iter().take(CHANGES) {
        let mut one = Vec::new();
        changes::one(change, change.contents(), &compared.causes(change), secrets, &mut one)?;
        let lines = String::from_utf8_lossy(&one);
        lines.lines().take(LINES).try_for_each(|line| writeln!(text, "{line}"))?;
        if lines.lines().count() > LINES {
            writeln!(text, "    …")?;
        }
    }
    let more = compared.changes.len().saturating_sub(CHANGES);
    if more > 0 {
        writeln!(text, "… {more} changes more")?;
    }
    let text = String::from_utf8_lossy(&text);
    // Longer than any run of backticks within, so that the block ends where it is meant to.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let count = compared.changes.len();
    writeln!(out, "\n<details><summary>What changes ({count})</summary>\n\n{fence}diff\n{text}{fence}\n\n</details>")
}
