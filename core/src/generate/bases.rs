//! The files of a role that generators edit.

use super::{Refusal, base_role};
use alloc::collections::BTreeMap;
use alloc::string::String;

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
