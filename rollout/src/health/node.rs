//! A node: where it is on its way, what keeps it there, and what can be done.

use super::dump::Details;
use super::step::{self, Cause};
use crate::fleet::{Hold, Node, State, Target, Timestamp};
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::{format, vec::Vec};
use core::fmt;
use garboard_core::api::MachineConfigNode;
use serde::Serialize;

/// A node that reboots is back by then, as a rule.
const REBOOT: i64 = 30 * 60;

/// How far a node is on its way to what its pool is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Phase {
    /// Its daemon refuses the step to the MachineConfig that it was told.
    Unreconcilable,
    /// Its daemon failed, and tries again.
    Degraded,
    /// It is not ready, and no update of it is under way.
    NotReady,
    /// Somebody cordoned it, other than its update.
    Cordoned,
    /// Its daemon has said nothing of itself that can be understood.
    Unknown,
    /// The daemon asked for it to be drained, which is not done.
    Draining,
    /// The daemon changes it.
    Working,
    /// The daemon has rebooted it, or is about to.
    Rebooting,
    /// The daemon asked for it to be uncordoned, which is not done.
    Uncordoning,
    /// It was told a MachineConfig, and has not begun.
    Told,
    /// It goes next: its turn has come.
    Next,
    /// It has not been told yet.
    Waiting,
    /// It has no daemon yet, as far as one can see.
    New,
    /// Several custom pools select it, so that it is in none.
    InSeveralPools,
    /// No pool selects it.
    InNoPool,
    /// It runs Windows.
    Windows,
    /// It is where it is to be.
    UpToDate,
}

/// For people.
impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreconcilable => "unreconcilable",
            Self::Degraded => "degraded",
            Self::NotReady => "not ready",
            Self::Cordoned => "cordoned",
            Self::Unknown => "unknown",
            Self::Draining => "draining",
            Self::Working => "working",
            Self::Rebooting => "rebooting",
            Self::Uncordoning => "uncordoning",
            Self::Told => "told, not begun",
            Self::Next => "goes next",
            Self::Waiting => "waiting",
            Self::New => "without a daemon",
            Self::InSeveralPools => "in several pools",
            Self::InNoPool => "in no pool",
            Self::Windows => "Windows",
            Self::UpToDate => "up to date",
        })
    }
}

/// A node, and what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NodeHealth {
    /// Its name.
    pub node: String,
    /// How far it is.
    pub phase: Phase,
    /// Whether it stays there until somebody does something.
    pub stuck: bool,
    /// The rendered MachineConfig that it has.
    pub current: Option<String>,
    /// The one that it was told.
    pub desired: Option<String>,
    /// Why it does not go now, as [`Hold::code`] says it; none if it goes.
    pub hold: Option<&'static str>,
    /// The same for people.
    pub held: Option<String>,
    /// What it is stuck for.
    pub cause: Option<Cause>,
    /// What is seen of that, in sentences: first what the node itself reports.
    pub because: Vec<String>,
    /// The rendered MachineConfigs that it has or was told and that are not among those of the dump, if it has any.
    pub missing: Vec<String>,
    /// What can safely be done next.
    pub step: Option<String>,
}

/// What a node is looked at with.
pub(super) struct Around<'a> {
    /// Where its pool is to be; none if it is in no pool.
    pub(super) target: Option<Target<'a>>,
    /// The pool.
    pub(super) pool: &'a str,
    /// The rendered MachineConfigs of the dump; empty if it has none.
    pub(super) rendered: &'a BTreeSet<&'a str>,
    /// What its daemon reports besides.
    pub(super) mcn: Option<&'a MachineConfigNode>,
    pub(super) now: Option<Timestamp>,
}

pub(super) fn text(of: Option<&alloc::sync::Arc<str>>) -> &str {
    of.map_or("", |it| it)
}

/// `hold` is none if the node goes next.
pub(super) fn look(node: &Node, details: &Details, hold: Option<&Hold<'_>>, around: &Around<'_>) -> NodeHealth {
    let phase = phase(node, details, hold, around);
    let named = |config: &Option<alloc::sync::Arc<str>>| config.as_ref().map(|it| it.to_string());
    let mut health = NodeHealth {
        node: node.name.to_string(),
        phase,
        stuck: false,
        current: named(&node.current_config),
        desired: named(&node.desired_config),
        hold: hold.map(Hold::code),
        held: hold.map(ToString::to_string),
        cause: None,
        because: Vec::new(),
        missing: missing(node, around).into_iter().map(Into::into).collect(),
        step: None,
    };
    see(node, details, around, &mut health);
    health.cause = cause(node, details, hold, around, &health);
    health.stuck = health.cause.is_some();
    if let Some(cause) = health.cause {
        health.step = Some(step::of(cause, node, around));
    }
    health
}

fn phase(node: &Node, details: &Details, hold: Option<&Hold<'_>>, around: &Around<'_>) -> Phase {
    match hold {
        Some(Hold::Windows) => return Phase::Windows,
        Some(Hold::TwoCustomPools { .. }) => return Phase::InSeveralPools,
        Some(Hold::NotAMember { .. }) => return Phase::InNoPool,
        _ => {}
    }
    let ready = node.problem.is_none();
    let told = !text(node.desired_config.as_ref()).is_empty() && node.is_under_way();
    match node.state {
        State::Unreconcilable => Phase::Unreconcilable,
        State::Degraded => Phase::Degraded,
        State::Absent if node.current_config.is_none() => Phase::New,
        _ if details.pending() == Some("drain") => Phase::Draining,
        _ if details.pending() == Some("uncordon") => Phase::Uncordoning,
        State::Working if details.action == "Rebooting" || !ready => Phase::Rebooting,
        State::Working => Phase::Working,
        _ if !ready => Phase::NotReady,
        _ if node.unschedulable => Phase::Cordoned,
        State::Absent | State::Other => Phase::Unknown,
        State::Done if around.target.is_some_and(|target| node.is_updated(&target)) => Phase::UpToDate,
        State::Done if told => Phase::Told,
        State::Done if hold.is_none() => Phase::Next,
        State::Done => Phase::Waiting,
    }
}

/// Writes down what is seen.
fn see(node: &Node, details: &Details, around: &Around<'_>, health: &mut NodeHealth) {
    let because = &mut health.because;
    if node.state.is_stuck() {
        let reported = || condition(around, "NodeDegraded").filter(|it| it.1 == "True").map(|it| it.2);
        match node.reason.as_deref().or_else(reported).filter(|it| !it.is_empty()) {
            Some(reason) => because.push(reason.to_string()),
            None => because.push("its daemon does not say why".into()),
        }
    }
    if let Some(problem) = &node.problem {
        because.push(format!("it reports {problem}{}", since(details, around.now)));
    }
    match (details.pending(), node.unschedulable) {
        (Some("drain"), false) => because.push("its daemon asks for a drain, and it is not cordoned yet".into()),
        (Some("drain"), true) => because.push("its daemon asks for a drain, and it is not drained yet".into()),
        (Some("uncordon"), _) => because.push("its daemon asks for it to be uncordoned, which is not done".into()),
        (Some(_), _) => because.push(format!("its daemon asks the drain controller for {}", details.asked)),
        (None, true) if health.phase == Phase::Cordoned => {
            because.push("it is cordoned, and its update did not do that".into());
        }
        (None, true) => because.push("it is cordoned".into()),
        (None, false) => {}
    }
    if health.phase == Phase::Unknown {
        because.push("its daemon says neither that it is at work nor that it is done".into());
    }
    if let (Phase::InSeveralPools | Phase::InNoPool, Some(held)) = (health.phase, &health.held) {
        because.push(held.clone());
    }
    if let Some((_, _, message)) = condition(around, "Drained").filter(fails) {
        because.push(message.to_string());
    }
    if node.state.is_stuck() {
        for config in &health.missing {
            because.push(format!("MachineConfig {config}, which it needs, is not among those of the dump"));
        }
    }
    if let Some(target) = around.target
        && node.state.is_stuck()
        && !node.is_told(&target)
        && !node.is_config_done()
    {
        because.push(format!("its pool has moved on to {}", target.config));
    }
}

/// A condition that its daemon reports: type, status, message.
fn condition<'a>(around: &Around<'a>, kind: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let all = &around.mcn?.status.conditions;
    all.iter().find(|it| it.kind == kind).map(|it| (&*it.kind, &*it.status, &*it.message))
}

fn fails((_, status, message): &(&str, &str, &str)) -> bool {
    *status == "Unknown" && message.starts_with("Error")
}

/// The rendered MachineConfigs that it names and that are not there, if any are.
fn missing<'n>(node: &'n Node, around: &Around<'_>) -> BTreeSet<&'n str> {
    let named = [&node.current_config, &node.desired_config].into_iter().flatten().map(|it| &**it);
    let gone = |it: &&str| !it.is_empty() && !around.rendered.is_empty() && !around.rendered.contains(it);
    named.filter(gone).collect()
}

/// Since when it is as ready as it is, and for how long, as far as that is known.
fn since(details: &Details, now: Option<Timestamp>) -> String {
    let Some(since) = details.ready_since.as_deref().and_then(Timestamp::parse) else { return String::new() };
    match now.map(|now| now.seconds() - since.seconds()) {
        Some(seconds @ 0..) => format!(" since {since}, for {}", long(seconds)),
        _ => format!(" since {since}"),
    }
}

fn long(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// What it is stuck for, if it is.
fn cause(
    node: &Node,
    details: &Details,
    hold: Option<&Hold<'_>>,
    around: &Around<'_>,
    health: &NodeHealth,
) -> Option<Cause> {
    let reason = health.because.first().map_or("", |it| it);
    match health.phase {
        Phase::Unreconcilable | Phase::Degraded => {
            let moved_on = around.target.is_some_and(|target| !node.is_told(&target)) && !node.is_config_done();
            let lost = matches!(hold, Some(Hold::Degraded { out_of_reach: true, .. }));
            Some(match () {
                () if moved_on && lost => Cause::OutOfReach,
                () if details.pending() == Some("drain") => Cause::Drain,
                () if details.pending() == Some("uncordon") => Cause::Uncordon,
                () if node.state == State::Unreconcilable => Cause::Refused,
                () => Cause::told(reason, !health.missing.is_empty()),
            })
        }
        Phase::NotReady => Some(Cause::NotReady),
        Phase::Rebooting => gone_for(details, around.now).filter(|_| node.problem.is_some()).map(|_| Cause::NotBack),
        Phase::Cordoned => Some(Cause::Cordoned),
        Phase::Draining => condition(around, "Drained").filter(fails).map(|_| Cause::Drain),
        Phase::Unknown => Some(Cause::NoState),
        Phase::InSeveralPools => Some(Cause::SeveralPools),
        Phase::InNoPool if node.current_config.is_some() => Some(match hold {
            Some(Hold::NotAMember { bad: Some(_) }) => Cause::BadSelector,
            _ => Cause::NoPool,
        }),
        _ => None,
    }
}

/// How long it has been gone, if that is longer than a reboot takes.
fn gone_for(details: &Details, now: Option<Timestamp>) -> Option<i64> {
    let since = Timestamp::parse(details.ready_since.as_deref()?)?;
    Some(now?.seconds().saturating_sub(since.seconds())).filter(|it| *it > REBOOT)
}
