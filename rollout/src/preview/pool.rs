//! What becomes of one pool.

use super::impact::Impact;
use super::machines::Machines;
use crate::Rules;
use crate::change::{Diff, NodeDisruptionPolicies, Obstacle, Overrides, Owners, Verdict};
use alloc::{boxed::Box, string::String, vec::Vec};
use garboard_core::changes::{self, Change};
use garboard_core::part::{Part, Spec};
use garboard_core::render::{Rendered, Source};
use garboard_ignition::Severity;
use garboard_ignition::document::Path;
use garboard_ignition::report::Report;

/// What a pool comes to on one side.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The side does not have it, or nothing for it.
    Absent,
    /// It cannot be rendered.
    Refused(Report),
    /// Its MachineConfig.
    Rendered(Box<Rendered>),
    /// A MachineConfig that was given as it is, for whatever pool.
    Given(Box<Part>),
}

impl Outcome {
    /// Its MachineConfig, if it has one.
    #[must_use]
    pub fn rendered(&self) -> Option<&Rendered> {
        match self {
            Self::Rendered(rendered) => Some(rendered),
            Self::Absent | Self::Refused(_) | Self::Given(_) => None,
        }
    }

    /// The name of its MachineConfig, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Rendered(rendered) => Some(&rendered.name),
            Self::Given(part) => Some(&part.name),
            Self::Absent | Self::Refused(_) => None,
        }
    }

    /// What its MachineConfig says, if it has one.
    #[must_use]
    pub fn spec(&self) -> Option<&Spec> {
        match self {
            Self::Rendered(rendered) => Some(rendered.spec()),
            Self::Given(part) => Some(&part.spec),
            Self::Absent | Self::Refused(_) => None,
        }
    }

    /// Who set a value of it, if its MachineConfig was given.
    pub(super) fn given(&self, path: &Path) -> Option<Source> {
        let Self::Given(part) = self else { return None };
        Some(Source::Config { name: part.name.clone(), stand: part.stand, path: path.clone() })
    }
}

/// What becomes of a pool.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PoolPreview {
    /// The pool.
    pub pool: String,
    /// What it had.
    pub old: Outcome,
    /// What it is to have.
    pub new: Outcome,
    /// The pool that its nodes come from if it is new, or go to if it is gone: what is compared then is the step between
    /// the two.
    pub beside: Option<Beside>,
    /// Whether it is paused: nothing happens until it is not.
    pub paused: bool,
    /// What the rules of Ignition say of the new config as a whole; errors in it wedge the pool.
    pub judged: Report,
    /// What differs, decoded.
    pub changes: Vec<Change>,
    /// What that does to a node; nothing where one side cannot be rendered.
    pub verdict: Option<Verdict>,
    /// What only overrides let pass.
    pub let_pass: Vec<Obstacle>,
    /// Who set what.
    pub owners: Option<Owners>,
    /// Its nodes, if any are known.
    pub machines: Option<Machines>,
}

/// The pool in whose place a pool is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a pool appears or goes")]
pub enum Beside {
    /// The pool is new: its nodes come from this one.
    From(String),
    /// The pool is gone: its nodes go to this one.
    To(String),
}

/// What decides what a change does.
pub(super) struct Judge<'p> {
    pub(super) policies: &'p NodeDisruptionPolicies,
    pub(super) overrides: Overrides,
    pub(super) rules: Rules,
}

impl PoolPreview {
    pub(super) fn of(pool: &str, (old, new): (Outcome, Outcome), beside: Option<Beside>, judge: &Judge<'_>) -> Self {
        let mut preview = Self {
            pool: pool.into(),
            beside,
            paused: false,
            judged: Report::new(),
            changes: Vec::new(),
            verdict: None,
            let_pass: Vec::new(),
            owners: None,
            machines: None,
            old,
            new,
        };
        if let (Some(old), Some(new)) = (preview.old.spec(), preview.new.spec()) {
            let mut diff = Diff::of(old, new);
            diff.rules = judge.rules;
            preview.verdict = Some(diff.verdict(judge.overrides, judge.policies));
            preview.let_pass = diff.let_pass(judge.overrides);
            // Of equal names the hashed texts are equal; what was given may have any name.
            if preview.old.rendered().is_none() || preview.old.name() != preview.new.name() {
                preview.changes = changes::between(old, new);
            }
        }
        if let (Some(old), Some(new)) = (preview.old.rendered(), preview.new.rendered())
            && old.name != new.name
        {
            preview.judged = new.judge();
            preview.owners = Some(Owners::rendered(old, new));
        }
        preview
    }

    /// How much the change disturbs.
    #[must_use]
    pub fn impact(&self) -> Impact {
        let refused = |outcome: &Outcome| matches!(outcome, Outcome::Refused(_));
        let wedged = self.judged.entries().iter().any(|entry| entry.severity == Severity::Error);
        if refused(&self.old) || refused(&self.new) || wedged {
            return Impact::Irreconcilable;
        }
        let Some(verdict) = &self.verdict else {
            return if self.is_unchanged() { Impact::Nothing } else { Impact::Any };
        };
        match verdict {
            verdict if !verdict.obstacles.is_empty() => Impact::Irreconcilable,
            verdict if verdict.disruption.reboots() => Impact::Reboot,
            verdict if verdict.disruption.drain.required => Impact::Drain,
            _ if self.is_unchanged() => Impact::Nothing,
            _ => Impact::Any,
        }
    }

    /// Whether neither side has it.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let absent = |outcome: &Outcome| matches!(outcome, Outcome::Absent);
        absent(&self.old) && absent(&self.new)
    }

    /// Whether nodes keep the MachineConfig that they have.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        match (&self.old, &self.new) {
            (Outcome::Absent, Outcome::Absent) => true,
            (Outcome::Given(_), Outcome::Given(_)) => self.changes.is_empty(),
            (old, new) => old.name().is_some() && old.name() == new.name(),
        }
    }
}
