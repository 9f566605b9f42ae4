//! What a change does to a node that runs, and because of what.

use super::action::Action;
use super::flags::Flag;
use super::matching::Matching;
use super::policies::{NodeDisruptionPolicies, Policy};
use super::spot::{Side, Spot};
use super::{Diff, registries};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

/// What a change does to a node in a cluster.
///
/// `S` is what is known of whoever caused it; see [`Owners`](super::Owners).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disruption<S = ()> {
    /// What is done, each once, in the order of [`Action`]. Empty where policies ask for nothing at all, or where only
    /// an order changed.
    pub actions: Vec<Planned<S>>,
    /// Whether pods are moved away before.
    pub drain: Drain,
}

impl<S> Disruption<S> {
    /// The same, with who caused it.
    #[must_use]
    pub fn owned<T>(self, owner: &mut impl FnMut(&Spot) -> Option<T>) -> Disruption<T> {
        let cause = |cause: Cause<S>, owner: &mut dyn FnMut(&Spot) -> Option<T>| Cause {
            source: owner(&cause.at),
            subject: cause.subject,
            kind: cause.kind,
            rule: cause.rule,
            at: cause.at,
        };
        let planned = |planned: Planned<S>| Planned {
            action: planned.action,
            because: planned.because.into_iter().map(|it| cause(it, &mut *owner)).collect(),
        };
        Disruption {
            actions: self.actions.into_iter().map(planned).collect(),
            drain: self.drain,
        }
    }

    /// Whether the node reboots.
    #[must_use]
    pub fn reboots(&self) -> bool {
        self.actions.iter().any(|planned| planned.action == Action::Reboot)
    }
}

/// Something that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned<S = ()> {
    /// What.
    pub action: Action,
    /// Because of what: flags, files, units, the keys, each kind sorted. Empty where nothing changed.
    pub because: Vec<Cause<S>>,
}

impl<S: Serialize> Serialize for Planned<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let mut planned = serializer.serialize_map(None)?;
        self.action.write(&mut planned)?;
        planned.serialize_entry("because", &self.because)?;
        planned.end()
    }
}

/// Why something is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cause<S = ()> {
    /// The path of the file, the name of the unit or of the flag.
    pub subject: String,
    /// What the subject is.
    pub kind: CauseKind,
    /// By what rule.
    pub rule: Ground,
    /// What changed of it.
    #[serde(skip)]
    pub at: Spot,
    /// Who set that; of what is gone, who had set it.
    pub source: Option<S>,
}

/// What a cause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CauseKind {
    /// A section of the config that no policy speaks of.
    Flag,
    /// A file.
    File,
    /// A unit.
    Unit,
    /// The keys or the password of core.
    SshKey,
}

/// The rule by which a change leads to an action. As text: `policy:/etc/chrony.conf`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Ground {
    /// A policy that holds in every cluster, by its path or name.
    Default(String),
    /// A policy of this cluster.
    Policy(String),
    /// There is no policy for it, which means a reboot.
    NoPolicy,
    /// It always means a reboot.
    Flag(Flag),
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default(subject) => write!(f, "default:{subject}"),
            Self::Policy(subject) => write!(f, "policy:{subject}"),
            Self::NoPolicy => f.write_str("no-policy"),
            Self::Flag(flag) => write!(f, "flag:{}", flag.as_str()),
        }
    }
}

impl Serialize for Ground {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Ground {
    fn of(policy: &Policy) -> Self {
        let subject = policy.subject.clone();
        if policy.is_users { Self::Policy(subject) } else { Self::Default(subject) }
    }
}

/// Whether pods are moved away from a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Drain {
    /// Whether they are.
    pub required: bool,
    /// The subjects of the causes, sorted.
    pub because: Vec<String>,
    /// What cannot be read that decides it. The node degrades; nobody should count on its pods staying.
    pub error: Option<String>,
    /// What in `registries.conf` makes it necessary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Judges a diff by policies.
pub(super) fn of(diff: &Diff<'_>, policies: &NodeDisruptionPolicies) -> Disruption {
    let mut found = Found::default();
    for flag in diff.flags.rebooting() {
        let rule = Ground::Flag(flag);
        let cause = cause(flag.as_str(), CauseKind::Flag, rule, diff.spot_of(flag));
        found.add(Action::Reboot, cause);
    }
    let matching = Matching::of(policies.files());
    for item in &diff.changed.files {
        found.subject(&item.name, CauseKind::File, matching.find(&item.name), &item.at);
    }
    let units: BTreeMap<_, _> = policies.units().iter().rev().map(|policy| (&*policy.subject, policy)).collect();
    for item in diff.changed.units.all() {
        found.subject(&item.name, CauseKind::Unit, units.get(&*item.name).copied(), &item.at);
    }
    if diff.flags.passwd {
        found.subject("passwd", CauseKind::SshKey, Some(policies.sshkey()), &diff.spot_of_passwd());
    }
    let untouched = !diff.flags.files && !diff.flags.units && !diff.flags.passwd;
    let actions = found.actions(untouched);
    let drain = drain(diff, &actions);
    Disruption { actions, drain }
}

/// What is done, with the causes.
#[derive(Default)]
struct Found(BTreeMap<Action, Vec<Cause>>);

fn cause(subject: &str, kind: CauseKind, rule: Ground, at: Spot) -> Cause {
    Cause { subject: subject.into(), kind, rule, at, source: None }
}

impl Found {
    fn add(&mut self, action: Action, cause: Cause) {
        let causes = self.0.entry(action).or_default();
        // An action may stand twice in one policy.
        if causes.last() != Some(&cause) {
            causes.push(cause);
        }
    }

    fn subject(&mut self, subject: &str, kind: CauseKind, policy: Option<&Policy>, at: &Spot) {
        let Some(policy) = policy else {
            return self.add(Action::Reboot, cause(subject, kind, Ground::NoPolicy, at.clone()));
        };
        for action in &policy.actions {
            self.add(action.clone(), cause(subject, kind, Ground::of(policy), at.clone()));
        }
    }

    fn actions(mut self, untouched: bool) -> Vec<Planned> {
        if let Some(because) = self.0.remove(&Action::Reboot) {
            return Vec::from([Planned { action: Action::Reboot, because }]);
        }
        if untouched {
            return Vec::from([Planned { action: Action::None, because: Vec::new() }]);
        }
        if self.0.len() > 1 {
            self.0.remove(&Action::None);
        }
        self.0.into_iter().map(|(action, because)| Planned { action, because }).collect()
    }
}

fn drain(diff: &Diff<'_>, actions: &[Planned]) -> Drain {
    let subjects = |wanted: fn(&Action) -> bool| -> Vec<String> {
        let causes = actions.iter().filter(|planned| wanted(&planned.action)).flat_map(|planned| &planned.because);
        let subjects: BTreeSet<_> = causes.map(|cause| &cause.subject).collect();
        subjects.into_iter().cloned().collect()
    };
    if actions.iter().any(|planned| matches!(planned.action, Action::Reboot | Action::Drain)) {
        let because = subjects(|action| matches!(action, Action::Reboot | Action::Drain));
        return Drain { required: true, because, ..Drain::default() };
    }
    if !actions.iter().any(|planned| planned.action == Action::Special) {
        return Drain::default();
    }
    let mut drain = match registries::judge(diff.before(), diff.after(), diff.rules) {
        Ok(None) => return Drain::default(),
        Ok(Some(unsafe_change)) => Drain { why: Some(unsafe_change), ..Drain::default() },
        Err(error) => Drain { error: Some(error.to_string()), ..Drain::default() },
    };
    drain.required = true;
    drain.because = subjects(|action| *action == Action::Special);
    drain
}

impl Diff<'_> {
    /// Where a flag comes from: the value that is new, or what is gone.
    fn spot_of(&self, flag: Flag) -> Spot {
        let (old, new) = (self.old.as_ref(), self.new.as_ref());
        let by = |is_new: bool| if is_new { Side::New } else { Side::Old };
        let list = |field, old: &[String], new: &[String]| {
            let (side, index) = super::lists::first_other(old, new).unwrap_or((Side::New, 0));
            Spot::spec(side, &[field]).index(index)
        };
        match flag {
            Flag::OsUpdate => Spot::spec(by(!new.os_image_url.is_empty()), &["osImageURL"]),
            Flag::KernelArguments => list("kernelArguments", &old.kernel_arguments, &new.kernel_arguments),
            Flag::Fips => Spot::spec(by(new.fips), &["fips"]),
            Flag::KernelType => Spot::spec(by(super::flags::kernel(&new.kernel_type) != "default"), &["kernelType"]),
            Flag::Extensions => list("extensions", &old.extensions, &new.extensions),
        }
    }

    /// The first user that differs, or all of them.
    fn spot_of_passwd(&self) -> Spot {
        let (old, new) = (&self.before().passwd, &self.after().passwd);
        let users = super::lists::differing(old.users.as_deref(), new.users.as_deref(), |user| &user.name);
        let at = |side| Spot::config(side, &["passwd", "users"]);
        match users.first() {
            Some(user) => {
                let (side, index) = user.place();
                at(side).index(index)
            }
            None => at(Side::New),
        }
    }
}
