//! The files of a role that generators edit.

use super::context::KUBELET_CONF;
use super::runtime::{POLICY, REGISTRIES, STORAGE};
use super::{Refusal, base_role};
use crate::api::MachineConfig;
use crate::role::ROLE;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::Place;
use garboard_ignition::go::dataurl;
use garboard_ignition::report::Entry;
use serde_json::Value;

/// The files that nodes have of themselves, by role: `master`, `worker` and `arbiter`. Custom pools have those of
/// `worker`.
///
/// ```
/// use garboard_core::generate::{Base, BaseFault, Bases};
///
/// let mut bases = Bases::default();
/// bases.insert("worker", Base::Files([("/etc/kubernetes/kubelet.conf".into(), "maxPods: 250\n".into())].into()));
/// assert_eq!(bases.file("infra", "/etc/kubernetes/kubelet.conf"), Ok("maxPods: 250\n"));
/// assert_eq!(bases.file("master", "/etc/kubernetes/kubelet.conf"), Err(BaseFault::Unknown));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bases {
    roles: BTreeMap<String, Base>,
    complete: bool,
}

/// What is known of the files of one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Their text, by path.
    Files(BTreeMap<String, String>),
    /// Making them fails, for this reason.
    Refused(Refusal),
}

/// Why there is no base file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseFault {
    /// Nobody said what it is.
    Unknown,
    /// Making it fails.
    Refused(Refusal),
}

impl Bases {
    /// Says what the files of a role are.
    pub fn insert(&mut self, role: &str, base: Base) {
        self.roles.insert(role.into(), base);
    }

    /// The files of the MachineConfigs `00-<role>` and `01-<role>-…`, which the operator writes; of several with one path the
    /// last by name.
    #[must_use]
    pub fn of(configs: &[MachineConfig]) -> Self {
        let mut bases = Self::default();
        let mut sorted: Vec<_> = configs.iter().filter(|config| is_base(config)).collect();
        sorted.sort_by(|a, b| b.metadata.name.cmp(&a.metadata.name));
        for config in sorted {
            let role = config.metadata.label(ROLE).unwrap_or_default();
            bases.add(role, &texts_of(config));
        }
        bases
    }

    /// Adds files of a role where none of their path is known.
    pub fn add(&mut self, role: &str, files: &BTreeMap<String, String>) {
        if files.is_empty() {
            return;
        }
        if let Base::Files(known) = self.roles.entry(role.into()).or_insert_with(|| Base::Files(BTreeMap::new())) {
            for (path, text) in files {
                known.entry(path.clone()).or_insert_with(|| text.clone());
            }
        }
    }

    /// These files, and those of `other` where a path is not known.
    #[must_use]
    pub fn or(mut self, other: Self) -> Self {
        for (role, base) in other.roles {
            match base {
                Base::Files(files) => self.add(&role, &files),
                refused @ Base::Refused(_) => _ = self.roles.entry(role).or_insert(refused),
            }
        }
        self
    }

    /// Says that there are no files but those that are known.
    #[must_use]
    pub fn complete(self) -> Self {
        Self { complete: true, ..self }
    }

    /// Whether there are no files but those that are known. Then a controller refuses what it finds no file for.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// A file of a pool's nodes.
    ///
    /// # Errors
    /// [`BaseFault`], if nobody knows it, or if making it fails.
    pub fn file(&self, pool: &str, path: &str) -> Result<&str, BaseFault> {
        match self.roles.get(base_role(pool)) {
            Some(Base::Files(files)) => files.get(path).map(String::as_str).ok_or(BaseFault::Unknown),
            Some(Base::Refused(why)) => Err(BaseFault::Refused(why.clone())),
            None => Err(BaseFault::Unknown),
        }
    }
}

/// That nobody knows the files which a controller starts from.
pub(crate) fn unknown(what: &str, pool: &str, files: &[&str], place: Place) -> Entry {
    let files = files.join(" and ");
    let words = format!("what pool {pool} gets of {what} is not known without its {files}");
    Entry::new(&rule::NO_BASE_FILE, place).saying(words)
}

/// A file that two MachineConfigs of a role have, each with another text.
pub(super) struct Apart<'c> {
    pub(super) path: &'static str,
    /// The MachineConfig whose text counts.
    pub(super) taken: &'c str,
    pub(super) other: &'c str,
}

/// Those of the files that controllers start from.
pub(super) fn apart(configs: &[MachineConfig]) -> Vec<Apart<'_>> {
    let mut sorted: Vec<_> = configs.iter().filter(|config| is_base(config)).collect();
    sorted.sort_by(|a, b| b.metadata.name.cmp(&a.metadata.name));
    let (mut taken, mut apart) = (BTreeMap::new(), Vec::new());
    for config in sorted {
        let (role, name) = (config.metadata.label(ROLE), &*config.metadata.name);
        let mut texts = texts_of(config);
        for path in [KUBELET_CONF, STORAGE, REGISTRIES, POLICY] {
            let Some(text) = texts.remove(path) else { continue };
            let (first, by) = taken.entry((role, path)).or_insert_with(|| (text.clone(), name));
            if *first != text {
                apart.push(Apart { path, taken: by, other: name });
            }
        }
    }
    apart
}

/// Whether a MachineConfig is one of those that the operator writes for its role.
fn is_base(config: &MachineConfig) -> bool {
    let role = config.metadata.label(ROLE).unwrap_or_default();
    let rest = config.metadata.name.strip_prefix("00-").or_else(|| config.metadata.name.strip_prefix("01-"));
    rest.and_then(|rest| rest.strip_prefix(role)).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Whether a MachineConfig of this name may be one of those, or one that a controller made.
pub(super) fn is_needed(name: &str) -> bool {
    let made = ["97-", "98-", "99-"].iter().any(|start| name.starts_with(start));
    let ends = ["-kubelet", "-containerruntime", "-registries"].iter().any(|end| name.ends_with(end));
    name.starts_with("00-") || name.starts_with("01-") || made && (ends || name.contains("-generated-"))
}

/// The files of a MachineConfig that are text.
pub(super) fn texts_of(config: &MachineConfig) -> BTreeMap<String, String> {
    let read: Option<Value> = config.spec.config.as_ref().and_then(|config| config.read().ok());
    let files = read.as_ref().and_then(|config| config.get("storage")?.get("files")?.as_array());
    let text = |file: &Value| {
        let path = file.get("path")?.as_str()?;
        let bytes = dataurl::decode(file.get("contents")?.get("source")?.as_str()?).ok()?;
        Some((path.into(), String::from_utf8(bytes).ok()?))
    };
    files.into_iter().flatten().filter_map(text).collect()
}

/// The bytes of a file that a MachineConfig writes; nothing if it writes none of this path that can be read.
pub(crate) fn file_of(config: &MachineConfig, path: &str) -> Option<Vec<u8>> {
    let config: Value = config.spec.config.as_ref()?.read().ok()?;
    let files = config.get("storage")?.get("files")?.as_array()?;
    let file = files.iter().find(|file| file.get("path").and_then(Value::as_str) == Some(path))?;
    dataurl::decode(file.get("contents")?.get("source")?.as_str()?).ok()
}
