//! What a change of a file, a unit or the keys does to a node, by what the cluster says.

use super::action::Action;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_core::api::{NodeDisruptionPolicyAction, NodeDisruptionPolicyConfig};
use garboard_core::disruption::{FILES, Standard, UNITS};
use garboard_ignition::document::{At, Path};
use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

/// What keys are called where files have a path and units a name.
pub(super) const SSHKEY: &str = "sshkey";

impl From<&Standard> for Action {
    fn from(action: &Standard) -> Self {
        match action {
            Standard::None => Self::None,
            Standard::Special => Self::Special,
            Standard::DaemonReload => Self::DaemonReload,
            Standard::Reload(service) => Self::Reload((*service).to_owned()),
            Standard::Restart(service) => Self::Restart((*service).to_owned()),
        }
    }
}

/// What one change does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// The path of a file, or of a directory above it; the name of a unit; `sshkey`.
    pub subject: String,
    /// What is done, as it was written; nothing at all is a policy too.
    pub actions: Vec<Action>,
    /// Whether the cluster's administrator says so, and not the operator.
    pub is_users: bool,
}

impl Policy {
    fn standard((subject, actions): &(&str, &[Standard])) -> Self {
        Self {
            subject: (*subject).to_owned(),
            actions: actions.iter().map(Action::from).collect(),
            is_users: false,
        }
    }
}

/// The node disruption policies of a cluster, as its operator puts them together. What no policy speaks of means a
/// reboot.
///
/// ```
/// use garboard_core::api::NodeDisruptionPolicyConfig;
/// use garboard_rollout::change::{Action, NodeDisruptionPolicies};
///
/// let asked: NodeDisruptionPolicyConfig =
///     serde_json::from_str(r#"{"files":[{"path":"/etc/chrony.conf","actions":[{"type":"Restart",
///       "restart":{"serviceName":"chronyd.service"}}]}]}"#)?;
/// let policies = NodeDisruptionPolicies::merge(&asked)?;
/// let chrony = policies.files().last().expect("it was added");
/// assert_eq!(chrony.actions, [Action::Restart("chronyd.service".into())]);
/// assert_eq!(policies.files()[0].subject, "/var/lib/kubelet/config.json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDisruptionPolicies {
    files: Vec<Policy>,
    units: Vec<Policy>,
    sshkey: Policy,
}

impl Default for NodeDisruptionPolicies {
    /// What holds where nobody says anything.
    fn default() -> Self {
        Self {
            files: FILES.iter().map(Policy::standard).collect(),
            units: UNITS.iter().map(Policy::standard).collect(),
            sshkey: Policy::standard(&(SSHKEY, &[Standard::None])),
        }
    }
}

impl NodeDisruptionPolicies {
    /// What `nodeDisruptionPolicy` of a MachineConfiguration asks for, on top of what holds in every cluster: a policy
    /// for the same path or name takes the place of the operator's own, others come behind them.
    ///
    /// # Errors
    /// [`BadPolicies`], for actions that end the operator's process or that it does not know. The API server lets none
    /// of them in.
    pub fn merge(asked: &NodeDisruptionPolicyConfig) -> Result<Self, BadPolicies> {
        let mut bad = Vec::new();
        let mut policies = Self::default();
        let files = At::ROOT.field("files");
        let asked_files = asked.files.iter().map(|file| (&file.path, file.actions.as_deref()));
        lay_over(&mut policies.files, asked_files, &files, &mut bad);
        let units = At::ROOT.field("units");
        let asked_units = asked.units.iter().map(|unit| (&unit.name, unit.actions.as_deref()));
        lay_over(&mut policies.units, asked_units, &units, &mut bad);
        let keys = asked.sshkey.as_ref().and_then(|keys| keys.actions.as_deref()).unwrap_or_default();
        let keys = actions(keys, &At::ROOT.field("sshkey"), &mut bad);
        if !keys.is_empty() {
            policies.sshkey.actions = keys;
            policies.sshkey.is_users = true;
        }
        if bad.is_empty() { Ok(policies) } else { Err(BadPolicies(bad)) }
    }

    /// Those of files and directories: the operator's own first, in its order, then the others in that of the
    /// administrator.
    #[must_use]
    pub fn files(&self) -> &[Policy] {
        &self.files
    }

    /// Those of units, in the same way.
    #[must_use]
    pub fn units(&self) -> &[Policy] {
        &self.units
    }

    /// That of the keys and the password of core.
    #[must_use]
    pub const fn sshkey(&self) -> &Policy {
        &self.sshkey
    }
}

/// The most actions of one policy; the API server takes ten. Each is told with every file that asks for it.
const MOST_ACTIONS: usize = 100;

/// Of several for one path, the last takes the place of an own one of the operator; all others are added.
fn lay_over<'a>(
    policies: &mut Vec<Policy>,
    asked: impl Iterator<Item = (&'a String, Option<&'a [NodeDisruptionPolicyAction]>)>,
    at: &At<'_>,
    bad: &mut Vec<BadAction>,
) {
    let own = policies.len();
    for (index, (subject, list)) in asked.enumerate() {
        let actions = actions(list.unwrap_or_default(), &at.index(index), bad);
        match policies[..own].iter_mut().find(|policy| policy.subject == *subject) {
            Some(policy) => {
                policy.actions = actions;
                policy.is_users = true;
            }
            None => policies.push(Policy { subject: subject.clone(), actions, is_users: true }),
        }
    }
}

fn actions(list: &[NodeDisruptionPolicyAction], at: &At<'_>, bad: &mut Vec<BadAction>) -> Vec<Action> {
    let at = at.field("actions");
    if list.len() > MOST_ACTIONS {
        bad.push(BadAction { kind: BadActionKind::TooMany { count: list.len() }, path: at.path() });
        return Vec::new();
    }
    let read = |(index, action)| match Action::of(action) {
        Ok(action) => Some(action),
        Err(kind) => {
            bad.push(BadAction { kind, path: at.index(index).path() });
            None
        }
    };
    list.iter().enumerate().filter_map(read).collect()
}

/// Policies with actions that cannot be carried out. As text it is the first one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPolicies(Vec<BadAction>);

impl BadPolicies {
    /// Each of the actions; there is at least one.
    #[must_use]
    pub fn actions(&self) -> &[BadAction] {
        &self.0
    }

    /// A name that programs can rely on: that of the first one.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.first().map_or("", |bad| bad.kind.code())
    }
}

impl fmt::Display for BadPolicies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.first().map_or(Ok(()), |bad| write!(f, "{}: {}", bad.path, bad.kind))
    }
}

impl core::error::Error for BadPolicies {}

/// An action that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadAction {
    /// What is wrong with it.
    pub kind: BadActionKind,
    /// Where it stands below the policies.
    pub path: Path,
}

/// What is wrong with an action.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadActionKind {
    /// It does not say which service. The reference's process ends of it.
    NoService {
        /// `Reload` or `Restart`.
        word: String,
    },
    /// There are more of them than anybody carries out.
    TooMany {
        /// How many.
        count: usize,
    },
    /// There is no such action, or only the operator may ask for it. The reference's process ends of it.
    Unknown {
        /// Its type.
        word: String,
    },
}

impl BadActionKind {
    /// A name that programs can rely on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoService { .. } => "policy-action-without-service",
            Self::TooMany { .. } => "policy-actions-too-many",
            Self::Unknown { .. } => "policy-action-unknown",
        }
    }
}

impl fmt::Display for BadActionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoService { word } => {
                let field = word.to_lowercase();
                write!(f, "an action of type {word} needs {field}.serviceName")
            }
            Self::TooMany { count } => {
                write!(f, "a policy has at most {MOST_ACTIONS} actions, and a cluster takes ten; this one has {count}")
            }
            Self::Unknown { word } if word == "Special" => {
                f.write_str("Special is the operator's own: a policy cannot ask for it")
            }
            Self::Unknown { word } => {
                write!(
                    f,
                    "there is no action of type {word:?}: write Reboot, Drain, Reload, Restart, DaemonReload or None"
                )
            }
        }
    }
}

/// A policy, with its subject by the name that objects have for it.
struct Named<'p> {
    field: Option<&'static str>,
    policy: &'p Policy,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut policy = serializer.serialize_struct("Policy", 2)?;
        match self.field {
            Some(field) => policy.serialize_field(field, &self.policy.subject)?,
            None => policy.skip_field(SSHKEY)?,
        }
        policy.serialize_field("actions", &self.policy.actions)?;
        policy.end()
    }
}

impl Serialize for NodeDisruptionPolicies {
    /// As `clusterPolicies` in the status of a MachineConfiguration.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut policies = serializer.serialize_struct("NodeDisruptionPolicies", 3)?;
        policies.serialize_field("files", &named("path", &self.files))?;
        policies.serialize_field("units", &named("name", &self.units))?;
        policies.serialize_field(SSHKEY, &Named { field: None, policy: &self.sshkey })?;
        policies.end()
    }
}

fn named<'p>(field: &'static str, policies: &'p [Policy]) -> Vec<Named<'p>> {
    policies.iter().map(|policy| Named { field: Some(field), policy }).collect()
}
