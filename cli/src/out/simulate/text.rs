//! For people at a terminal.

use super::answer::{Answer, Compared, Cost, Pool};
use super::{series, stuck};
use crate::duration::words;
use crate::out::{fold, printable};
use garboard_rollout::preview::Impact;
use garboard_rollout::simulate::Range;
use std::io::{self, Write};

/// Colours, which are left out where nobody sees them.
const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const GREEN: &str = "\x1b[32m";
const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// As many waves, causes and reasons to be stuck are shown of each pool, and as many names.
const WAVES: usize = 5;
const CAUSES: usize = 6;
const STUCK: usize = 5;
const NAMES: usize = 4;

/// How many columns a line of blocks has.
const COLUMNS: u64 = 60;

pub(super) fn print(answer: &Answer<'_>, out: &mut impl Write) -> io::Result<()> {
    for of in answer.pools.iter().filter(|pool| pool.nodes > 0) {
        pool(answer, of, out)?;
    }
    whole(answer, out)?;
    if !answer.constraints.is_empty() {
        writeln!(out, "\n{BOLD}what constraints cost{PLAIN}")?;
        answer.constraints.iter().try_for_each(|it| fold::line(2, &cost(it), out))?;
        if let Some(caveat) = caveat(answer) {
            fold::line(2, caveat, out)?;
        }
    }
    if let Some(compared) = &answer.compared {
        compare(answer, compared, out)?;
    }
    writeln!(out)?;
    answer.model.sentences().iter().try_for_each(|sentence| fold::line(0, sentence, out))
}

fn pool(answer: &Answer<'_>, pool: &Pool<'_>, out: &mut impl Write) -> io::Result<()> {
    let (colour, word) = match pool.impact {
        Impact::Nothing => (GREEN, "nothing changes"),
        Impact::Irreconcilable => (RED, "REFUSED"),
        Impact::Reboot => (YELLOW, "REBOOT"),
        Impact::Drain => (YELLOW, "DRAIN"),
        Impact::Any => (GREEN, "no drain, no reboot"),
    };
    writeln!(out, "{BOLD}pool {}{PLAIN}: {colour}{word}{PLAIN}, {}", printable(pool.pool), pool.size())?;
    for cause in pool.causes.iter().take(CAUSES) {
        fold::line(2, &cause.sentence(), out)?;
    }
    more(pool.causes.len(), CAUSES, "causes", "`garboard plan` has all", out)?;
    range(pool.last_update_s.as_ref(), pool.finished, out)?;
    if let Some(unfinished) = pool.unfinished(answer.runs) {
        labelled("", &unfinished, out)?;
    }
    if !pool.waves.is_empty() {
        labelled("waves", &waves(pool), out)?;
        unavailable(pool.unavailable, answer.end(), &format!("at most {} of {}", pool.peak(), pool.nodes), out)?;
    }
    let groups = stuck::groups(&pool.stuck);
    for group in groups.iter().take(STUCK) {
        let (nodes, since) = (stuck::first(&group.nodes, NAMES), words(group.since));
        labelled("stuck", &format!("{nodes}, from {since} on ({}): {}", group.code, group.message), out)?;
    }
    more(groups.len(), STUCK, "reasons why nodes are stuck", "-o json has all", out)?;
    writeln!(out)
}

fn more(count: usize, shown: usize, what: &str, where_else: &str, out: &mut impl Write) -> io::Result<()> {
    match count.saturating_sub(shown) {
        0 => Ok(()),
        more => fold::line(2, &format!("… {more} more {what}; {where_else}"), out),
    }
}

/// A line that begins with what it is about.
fn labelled(label: &str, text: &str, out: &mut impl Write) -> io::Result<()> {
    fold::line(2, &format!("{label:<12}{text}"), out)
}

/// When the last node is done, of those that ever are.
fn range(range: Option<&Range>, finished: u32, out: &mut impl Write) -> io::Result<()> {
    let told = range.map_or_else(|| nobody(finished).into(), spelt);
    labelled(if finished > 0 { "done after" } else { "last done" }, &told, out)
}

/// What is said where no node is ever done.
pub(super) const fn nobody(finished: u32) -> &'static str {
    if finished > 0 { "at once: every node is there already" } else { "no node is ever done" }
}

/// All of a range; one number where all are the same.
pub(super) fn spelt(range: &Range) -> String {
    if range.min == range.max {
        return words(range.p50);
    }
    let [min, p5, p50, p95, max] = [range.min, range.p5, range.p50, range.p95, range.max].map(words);
    format!("min {min} · p5 {p5} · p50 {p50} · p95 {p95} · max {max}")
}

fn waves(pool: &Pool<'_>) -> String {
    let first = pool.waves.iter().take(WAVES).map(|wave| format!("{} at {}", wave.nodes.len(), words(wave.at_s)));
    let first = first.collect::<Vec<_>>().join(", ");
    match pool.waves.len().saturating_sub(WAVES) {
        0 => first,
        more => format!("{first}, and {more} more waves"),
    }
}

fn unavailable(counts: &[(u64, u32)], end: u64, peak: &str, out: &mut impl Write) -> io::Result<()> {
    let line = series::sparkline(&series::columns(counts, end, COLUMNS));
    // Blanks within it are empty times: it is not folded.
    writeln!(out, "  {:<12}{}", "out", line.trim_end())?;
    labelled("", &format!("{peak}, from 0s to {}", words(end)), out)
}

fn whole(answer: &Answer<'_>, out: &mut impl Write) -> io::Result<()> {
    let (runs, nodes) = (answer.runs, answer.nodes());
    let counted = if runs == 1 { "1 run".into() } else { format!("{runs} runs") };
    writeln!(out, "{BOLD}all pools{PLAIN}: {counted}, rules {}, seed {}", answer.rules, answer.seed)?;
    range(answer.last_update_s.as_ref(), answer.finished, out)?;
    let there = match answer.finished {
        all if all == runs => {
            format!("{GREEN}every node gets there{PLAIN}{}", if runs > 1 { " in every run" } else { "" })
        }
        some => format!("{RED}in {} of {runs} runs not every node gets there{PLAIN}", runs - some),
    };
    writeln!(out, "  {:<12}{there}", "")?;
    unavailable(answer.unavailable, answer.end(), &format!("at most {} of {nodes}", answer.peak), out)?;
    labelled("", &format!("{} reboots, {} drains", answer.reboots, answer.drains), out)?;
    if !answer.faults.is_empty() {
        labelled("faults", &answer.faults.join(", "), out)?;
    }
    Ok(())
}

/// What a constraint costs, in a sentence.
pub(super) fn cost(cost: &Cost) -> String {
    let name = &cost.constraint;
    let (with, without) = match (cost.p50_s, cost.without_s) {
        (Some(with), Some(without)) => (words(with), words(without)),
        (None, Some(without)) => return format!("{name}: no node is ever done; without it, after {}", words(without)),
        (_, None) if cost.finished > 0 => return format!("{name}: costs no time, {}", nobody(cost.finished)),
        (_, None) => return format!("{name}: no node is ever done, with it or without"),
    };
    let more = match cost.costs_s.unwrap_or(0) {
        0 => "costs no time".into(),
        more if more > 0 => format!("costs {}", words(more.unsigned_abs())),
        less => format!("saves {}", words(less.unsigned_abs())),
    };
    let fewer = match cost.finished_without.saturating_sub(cost.finished) {
        0 => String::new(),
        fewer => format!("; {fewer} runs more reach every node without it"),
    };
    format!("{name}: {more} (p50 {with}, without it {without}){fewer}")
}

/// What must be known of the costs where nodes are left behind.
pub(super) fn caveat(answer: &Answer<'_>) -> Option<&'static str> {
    let is_all = |cost: &Cost| cost.finished > 0 && cost.finished_without > 0;
    let caveat = "where no run brings every node there, these are times of the last node that is done, and say little";
    (!answer.constraints.iter().all(is_all)).then_some(caveat)
}

fn compare(answer: &Answer<'_>, compared: &Compared, out: &mut impl Write) -> io::Result<()> {
    let asked: Vec<_> = compared.max_unavailable.iter().map(|(pool, most)| format!("{pool}={most}")).collect();
    writeln!(out, "\n{BOLD}compared with maxUnavailable {}{PLAIN}", printable(&asked.join(", ")))?;
    let mut rows = vec![["".to_owned(), "as it is".to_owned(), "compared".to_owned()]];
    let cell = |range: Option<Range>, finished: u32, peak: u32| match range {
        Some(range) => format!("p50 {}, p95 {}, at most {peak} out", words(range.p50), words(range.p95)),
        None => nobody(finished).into(),
    };
    for pool in answer.pools.iter().filter(|pool| pool.nodes > 0) {
        let Some(other) = compared.pools.get(pool.pool) else { continue };
        let both = [
            cell(pool.last_update_s, pool.finished, pool.peak()),
            cell(other.last_update_s, other.finished, other.peak),
        ];
        let [old, new] = both;
        rows.push([printable(&format!("pool {}", pool.pool)), old, new]);
    }
    let (old, new) = (answer.last_update_s, &compared.whole);
    rows.push([
        "all pools".into(),
        cell(old, answer.finished, answer.peak),
        cell(new.last_update_s, new.finished, new.peak),
    ]);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    for [name, old, new] in &rows {
        writeln!(out, "  {name:first$}  {old:second$}  {new}")?;
    }
    Ok(())
}
