//! How a cluster is, printed.

use super::fold;
use crate::args::Answer;
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use garboard_rollout::health::{Certificate, Health, NodeHealth, Phase, PoolHealth, PoolPhase, Term};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// So many stuck nodes of a pool are shown.
const SHOWN: usize = 5;

/// Prints it, what is stuck first.
pub(crate) fn print(health: &Health, sources: &Sources, format: Answer, out: &mut impl Write) -> io::Result<()> {
    match format {
        Answer::Json => json(health, sources, out)?,
        Answer::Text => text(health, out)?,
    }
    out.flush()
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    stuck: bool,
    findings: Vec<Finding>,
    #[serde(flatten)]
    health: &'a Health,
}

fn json(health: &Health, sources: &Sources, out: &mut impl Write) -> io::Result<()> {
    let findings = super::findings(&health.report, sources);
    let whole = Whole { schema: "garboard/1", stuck: health.is_stuck(), findings, health };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn text(health: &Health, out: &mut impl Write) -> io::Result<()> {
    let (quiet, loud): (Vec<_>, Vec<_>) = health.pools.iter().partition(|pool| !pool.stuck && is_quiet(pool));
    for pool in loud {
        of_pool(pool, out)?;
    }
    outside(&health.outside, out)?;
    for pool in quiet {
        fold::line(0, &line(pool), out)?;
    }
    if let Some(certificates) = &health.certificates {
        of_certificates(certificates, out)?;
    }
    if !health.nodes_known {
        fold::line(
            0,
            "no nodes are in the dump: pools are what their own status says, and what their nodes do is not known",
            out,
        )?;
    }
    if health.now.is_none() {
        fold::line(0, "what time it is was not said (--now): what depends on it is left out", out)?;
    }
    let pools = health.pools.iter().filter(|pool| pool.stuck).count();
    let nodes =
        health.pools.iter().flat_map(PoolHealth::stuck).count() + health.outside.iter().filter(|it| it.stuck).count();
    match (pools, nodes) {
        (0, 0) => writeln!(out, "nothing is stuck"),
        _ => writeln!(
            out,
            "stuck: {pools} of {}, {nodes} {}",
            counted(health.pools.len(), "pool"),
            plural(nodes, "node")
        ),
    }
}

/// Whether one line says all of a pool.
fn is_quiet(pool: &PoolHealth) -> bool {
    let at_rest = matches!(pool.phase, PoolPhase::Updated | PoolPhase::Unknown);
    at_rest && pool.because.is_empty() && pool.notes.is_empty()
}

fn plural(count: usize, of: &str) -> String {
    if count == 1 { of.to_owned() } else { format!("{of}s") }
}

fn counted(count: usize, of: &str) -> String {
    format!("{count} {}", plural(count, of))
}

/// `pool worker: updating, 3 of 5 updated, …`
fn line(pool: &PoolHealth) -> String {
    let counters = &pool.counters;
    let mut line = format!("pool {}: {}", pool.pool, pool.phase);
    match (pool.phase, &pool.target) {
        (PoolPhase::Updated, Some(target)) => {
            let nodes = counted(usize::try_from(counters.machines).unwrap_or(0), "node");
            return format!("{line}, {nodes} at {target}");
        }
        (PoolPhase::Unknown, _) => return line,
        _ => {}
    }
    line.push_str(&format!(", {} of {} updated", counters.updated, counters.machines));
    for (count, what) in [(counters.unavailable, "unavailable"), (counters.degraded, "degraded")] {
        if count != 0 {
            line.push_str(&format!(", {count} {what}"));
        }
    }
    if let (Some(max), Some(room)) = (pool.max_unavailable, pool.room) {
        line.push_str(&format!(", at most {max} out at once (room for {room})"));
    }
    line
}

fn of_pool(pool: &PoolHealth, out: &mut impl Write) -> io::Result<()> {
    fold::line(0, &line(pool), out)?;
    if pool.phase != PoolPhase::Updated {
        match (&pool.current, &pool.target) {
            (Some(current), Some(target)) if current == target => fold::line(2, &format!("target: {target}"), out)?,
            (Some(current), Some(target)) => fold::line(2, &format!("target: {target}, from {current}"), out)?,
            (None, Some(target)) => fold::line(2, &format!("target: {target}"), out)?,
            _ => {}
        }
    }
    for why in &pool.because {
        fold::line(2, &format!("because: {why}"), out)?;
    }
    for step in &pool.steps {
        fold::line(2, &format!("do: {step}"), out)?;
    }
    for note in &pool.notes {
        fold::line(2, &format!("note: {note}"), out)?;
    }
    let stuck: Vec<_> = pool.stuck().collect();
    of_nodes(&stuck, out)?;
    let rest = pool.nodes.iter().filter(|node| !node.stuck && node.phase != Phase::UpToDate);
    for (phase, nodes) in by_phase(rest) {
        fold::line(2, &format!("{phase}: {}", few(&nodes)), out)?;
    }
    writeln!(out)
}

/// Every stuck node, as far as they fit.
fn of_nodes(stuck: &[&NodeHealth], out: &mut impl Write) -> io::Result<()> {
    for node in stuck.iter().take(SHOWN) {
        let towards = match (&node.current, &node.desired) {
            (Some(current), Some(desired)) if current != desired => format!(", {current} -> {desired}"),
            (Some(current), _) => format!(", at {current}"),
            _ => String::new(),
        };
        fold::line(2, &format!("node {}: {}{towards}", node.node, node.phase), out)?;
        for why in &node.because {
            fold::line(4, &format!("because: {}", cut(why)), out)?;
        }
        if let Some(step) = &node.step {
            fold::line(4, &format!("do: {step}"), out)?;
        }
    }
    if stuck.len() > SHOWN {
        let (_, rest) = stuck.split_at(SHOWN);
        let names: Vec<_> = rest.iter().map(|node| &*node.node).collect();
        fold::line(2, &format!("{} more are stuck: {} (-o json has them)", rest.len(), few(&names)), out)?;
    }
    Ok(())
}

fn outside(nodes: &[NodeHealth], out: &mut impl Write) -> io::Result<()> {
    if nodes.is_empty() {
        return Ok(());
    }
    let stuck: Vec<_> = nodes.iter().filter(|node| node.stuck).collect();
    writeln!(out, "in no pool: {}", counted(nodes.len(), "node"))?;
    of_nodes(&stuck, out)?;
    for (phase, nodes) in by_phase(nodes.iter().filter(|node| !node.stuck)) {
        fold::line(2, &format!("{phase}: {}", few(&nodes)), out)?;
    }
    writeln!(out)
}

fn by_phase<'a>(nodes: impl Iterator<Item = &'a NodeHealth>) -> BTreeMap<Phase, Vec<&'a str>> {
    let mut all: BTreeMap<Phase, Vec<&str>> = BTreeMap::new();
    for node in nodes {
        all.entry(node.phase).or_default().push(&node.node);
    }
    all
}

fn few(names: &[&str]) -> String {
    let (shown, rest) = names.split_at(names.len().min(SHOWN));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    format!("{}{more}", shown.join(", "))
}

/// What a node reports can be long: its beginning and its end say most.
fn cut(text: &str) -> String {
    const HALF: usize = 180;
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= 2 * HALF + 3 {
        return text.to_owned();
    }
    let (start, end) = (&characters[..HALF], &characters[characters.len() - HALF..]);
    start.iter().chain(&[' ', '…', ' ']).chain(end).collect()
}

fn of_certificates(all: &[Certificate], out: &mut impl Write) -> io::Result<()> {
    let Some(first) = all.iter().find(|it| it.term != Some(Term::Ended)).or(all.first()) else {
        return writeln!(out, "certificates: the ControllerConfig names none");
    };
    let ended = all.iter().filter(|it| it.term == Some(Term::Ended)).count();
    let ends = match (&first.ends, first.days_left) {
        (None, _) => "of which the dump does not say when they end".to_owned(),
        (Some(ends), None) => format!("the first ends {ends} ({})", first.subject),
        (Some(ends), Some(left @ ..0)) => {
            format!("the first ended {ends}, {} days ago ({})", left.saturating_neg(), first.subject)
        }
        (Some(ends), Some(left)) => {
            let age = first.age_days.map(|age| format!("; it is {age} days old")).unwrap_or_default();
            format!("the next ends {ends}, in {left} days{age} ({})", first.subject)
        }
    };
    let ended = if ended > 0 { format!("; {ended} have ended") } else { String::new() };
    fold::line(0, &format!("certificates: {}, {ends}{ended}", all.len()), out)
}
