//! What a plan has to tell besides what is done.

use super::build::Gate;
use super::draft::{Block, Draft};
use super::hold::First;
use super::membership::{Belongs, Membership, NoPool};
use super::plan::{Fleet, Members, Seen};
use super::rule;
use super::select::Rank;
use crate::Rules;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_core::api::IntOrString;
use garboard_core::role::ARBITER;
use garboard_core::rule as manifests;
use garboard_ignition::document::{Path, Place, SourceId, Step};
use garboard_ignition::report::{Entry, Gate as Refuser, Report, Rule};

/// A finding about the object that has the field; objects have no place here, and are named by the message or the hint.
fn entry(rule: &'static Rule, field: &'static [&'static str]) -> Entry {
    let path = field.iter().fold(Path::root(), |path, name| path.then(Step::Field(name)));
    Entry::new(rule, Place::new(SourceId::default(), path)).at_gate(Refuser::Rollout)
}

fn about(pool: &str, rule: &Rule) -> String {
    format!("Pool {pool}: {}", rule.help)
}

const MAX: &[&str] = &["spec", "maxUnavailable"];
const SELECTOR: &[&str] = &["spec", "nodeSelector"];
const NAME: &[&str] = &["metadata", "name"];

/// Pool by pool, then node by node.
pub(super) fn of(fleet: &Fleet<'_>, seen: &Seen<'_>, drafts: &[Draft<'_>], membership: &Membership<'_>) -> Report {
    let mut report = Report::new();
    if let (Members::Select, Some(bad @ NoPool::BadSelector { pool, .. })) = (fleet.members, &membership.bad()) {
        let bad = entry(&manifests::BAD_SELECTOR, SELECTOR).saying(format!("{bad}"));
        report.add(bad.hinting(about(pool, &manifests::BAD_SELECTOR)));
    }
    for draft in drafts {
        of_pool(fleet, draft, &mut report);
    }
    for (_, entry) in of_nodes(fleet, seen, drafts) {
        report.add(entry);
    }
    report
}

fn of_pool(fleet: &Fleet<'_>, draft: &Draft<'_>, report: &mut Report) {
    let pool = draft.name();
    let selector = draft.pool.spec.node_selector.as_ref();
    if selector.is_some_and(|it| it.match_labels.is_empty() && it.match_expressions.is_empty()) {
        let rule = &manifests::SELECTING_ALL_NODES;
        report.add(entry(rule, SELECTOR).hinting(about(pool, rule)));
    }
    of_number(draft, report);
    if draft.blocks.iter().any(|it| matches!(it, Block::Other(ARBITER, First::Missing))) {
        report.add(entry(&rule::ARBITER_POOL_MISSING, NAME));
    }
    if let Some(Block::Image(Gate::Refused(why))) = draft.blocks.iter().find(|it| matches!(it, Block::Image(_))) {
        let rule = if draft.build.mosc.is_none() { &rule::BUILD_ORPHANED } else { &rule::BUILD_FAILED };
        report.add(entry(rule, NAME).saying(why.clone()).hinting(about(pool, rule)));
    }
    let (members, waiting) = (draft.tally.members, draft.tally.members - draft.tally.updated);
    if draft.is_paused() && waiting > 0 && !draft.target.config.is_empty() {
        let message = format!("{waiting} of {members} nodes of pool {pool} wait for it to be unpaused");
        report.add(entry(&rule::PAUSED_POOL_WAITING, &["spec", "paused"]).saying(message));
    } else if waiting > 0 && !draft.is_at_rest() && draft.blocks.is_empty() {
        of_blocked(fleet, draft, report);
    }
}

/// What is said about how many nodes may be out.
fn of_number(draft: &Draft<'_>, report: &mut Report) {
    let pool = draft.name();
    if let Some(bad) = &draft.bad_max {
        let rule = &manifests::MAX_UNAVAILABLE;
        report.add(entry(rule, MAX).saying(format!("maxUnavailable: {bad}")).hinting(about(pool, rule)));
        return;
    }
    let said = draft.pool.spec.max_unavailable.as_ref().filter(|_| pool != ARBITER);
    let rule = match said {
        Some(IntOrString::Int(0)) => &manifests::MAX_UNAVAILABLE_ZERO,
        Some(IntOrString::Int(..0)) => &manifests::MAX_UNAVAILABLE_NEGATIVE,
        Some(IntOrString::String(share)) if share.starts_with('-') && draft.max.is_some_and(|max| max < 0) => {
            &manifests::MAX_UNAVAILABLE_NEGATIVE
        }
        _ => return,
    };
    report.add(entry(rule, MAX).hinting(about(pool, rule)));
}

/// That nodes which are down keep the others from going.
fn of_blocked(fleet: &Fleet<'_>, draft: &Draft<'_>, report: &mut Report) {
    let (tally, max) = (&draft.tally, draft.max.unwrap_or_default());
    let out = match fleet.rules {
        Rules::Mco => tally.unavailable + tally.failing_here,
        Rules::Safe => tally.out_or_failing,
    };
    let stuck = tally.failing_here > 0 && i64::from(out) >= max && draft.selection.taken.is_empty();
    if max > 0 && stuck {
        let pool = draft.name();
        let message = format!(
            "{out} nodes of pool {pool} are unavailable or failed, and at most {max} may be: no further node goes"
        );
        report.add(entry(&rule::POOL_BLOCKED, MAX).saying(message));
    }
}

/// What is said about nodes, by name.
fn of_nodes(fleet: &Fleet<'_>, seen: &Seen<'_>, drafts: &[Draft<'_>]) -> Vec<(Rank, Entry)> {
    let mut entries = Vec::new();
    for &(rank, belongs) in &seen.homeless {
        if let Belongs::Contested(pools) = belongs {
            let node = seen.name(rank).into();
            let message = format!("{}", NoPool::Contested { node, pools });
            entries.push((rank, entry(&rule::NODE_CONTESTED, &["metadata", "labels"]).saying(message)));
        }
    }
    let is_lost = |rank: &&Rank| {
        let standing = seen.standings[**rank as usize];
        let passed_over = fleet.rules == Rules::Mco || !standing.is_drained();
        passed_over && standing.is_stuck() && !standing.is_told() && standing.is_cordoned()
    };
    for draft in drafts.iter().filter(|draft| !draft.is_at_rest()) {
        for &rank in draft.members.iter().filter(is_lost) {
            let node = seen.name(rank);
            let message = format!("node {node} is degraded and cordoned: no new MachineConfig reaches it");
            entries.push((rank, entry(&rule::NODE_OUT_OF_REACH, &["spec", "unschedulable"]).saying(message)));
        }
    }
    entries.sort_by_key(|(rank, _)| *rank);
    entries
}
