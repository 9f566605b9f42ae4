//! The files of a role that generators edit.

use super::{Refusal, base_role};
use crate::api::MachineConfig;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::go::dataurl;
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
pub struct Bases(BTreeMap<String, Base>);

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
        self.0.insert(role.into(), base);
    }

    /// A file of a pool's nodes.
    ///
    /// # Errors
    /// [`BaseFault`], if nobody knows it, or if making it fails.
    pub fn file(&self, pool: &str, path: &str) -> Result<&str, BaseFault> {
        match self.0.get(base_role(pool)) {
            Some(Base::Files(files)) => files.get(path).map(String::as_str).ok_or(BaseFault::Unknown),
            Some(Base::Refused(why)) => Err(BaseFault::Refused(why.clone())),
            None => Err(BaseFault::Unknown),
        }
    }
}

/// The bytes of a file that a MachineConfig writes; nothing if it writes none of this path that can be read.
pub(crate) fn file_of(config: &MachineConfig, path: &str) -> Option<Vec<u8>> {
    let config: Value = config.spec.config.as_ref()?.read().ok()?;
    let files = config.get("storage")?.get("files")?.as_array()?;
    let file = files.iter().find(|file| file.get("path").and_then(Value::as_str) == Some(path))?;
    dataurl::decode(file.get("contents")?.get("source")?.as_str()?).ok()
}
