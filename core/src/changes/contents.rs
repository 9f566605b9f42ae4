//! What changed in a file, decoded.

use super::Change;
use crate::secret::{is_secret, tells};
use crate::target::Target;
use alloc::format;
use alloc::vec::Vec;
use garboard_ignition::Undecodable;
use garboard_ignition::model::{File, Resource};
use serde_json::Value;

/// What a file contains, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// What it contained; nothing where there was no file, or none with contents.
    pub old: Option<Result<Vec<u8>, Undecodable>>,
    /// What it contains now.
    pub new: Option<Result<Vec<u8>, Undecodable>>,
    /// Whether it holds credentials, which are not to be shown to whoever did not ask.
    pub secret: bool,
    /// Whether it has the same bytes as before, in another spelling: another encoding, or another compression.
    pub respelt: bool,
}

impl Change {
    /// Whether it holds credentials, which are not to be shown to whoever did not ask: as a file, or in the text of a unit or
    /// drop-in.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        match self.target {
            Target::File(_) => self.contents().is_some_and(|contents| contents.secret),
            Target::Unit(_) | Target::Dropin { .. } => {
                [&self.old, &self.new].into_iter().flatten().any(|thing| tells(format!("{thing}").as_bytes()))
            }
            _ => false,
        }
    }

    /// The contents of the file that changed, decoded and unpacked; nothing if what changed is no file.
    ///
    /// ```
    /// use garboard_core::{changes, part::Part};
    ///
    /// let part = |source: &str| Part::from_json(&format!(
    ///     r#"{{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig","spec":{{"config":{{
    ///       "ignition":{{"version":"3.4.0"}},
    ///       "storage":{{"files":[{{"path":"/etc/motd","contents":{{"source":"{source}"}}}}]}}}}}}}}"#
    /// )).unwrap();
    /// let (old, new) = (part("data:,a%0A"), part("data:;base64,YQo="));
    /// let change = &changes::between(&old.spec, &new.spec)[0];
    /// assert!(change.same_bytes());
    /// assert_eq!(change.contents().unwrap().new, Some(Ok(b"a\n".to_vec())));
    /// ```
    #[must_use]
    pub fn contents(&self) -> Option<Contents> {
        if !matches!(self.target, Target::File(_)) {
            return None;
        }
        let (old, new) = (file(self.old.as_ref()), file(self.new.as_ref()));
        let secret = old.iter().chain(&new).any(is_secret);
        let spelling = |file: &Option<File>| file.as_ref().map(|file| file.contents.clone());
        let respelt = spelling(&old) != spelling(&new);
        let bytes = |file: Option<File>| file.and_then(|file| decoded(&file));
        let (old, new) = (bytes(old), bytes(new));
        let same = matches!((&old, &new), (Some(Ok(old)), Some(Ok(new))) if old == new);
        Some(Contents { secret, respelt: same && respelt, old, new })
    }

    /// Whether a file has the same bytes as before, in another spelling. Whoever needs its [`contents`](Self::contents)
    /// too asks these.
    #[must_use]
    pub fn same_bytes(&self) -> bool {
        self.contents().is_some_and(|contents| contents.respelt)
    }

    /// The fields of a thing that are not the same, but for what a file, a unit or a drop-in contains: each with its
    /// value before and after.
    #[must_use]
    pub fn fields(&self) -> Vec<(&str, Option<&Value>, Option<&Value>)> {
        let (Some(Value::Object(old)), Some(Value::Object(new))) = (&self.old, &self.new) else { return Vec::new() };
        let names: alloc::collections::BTreeSet<_> = old.keys().chain(new.keys()).map(|name| &**name).collect();
        let both = names.into_iter().map(|name| (name, old.get(name), new.get(name)));
        both.filter(|(name, old, new)| *name != "contents" && old != new).collect()
    }
}

fn file(value: Option<&Value>) -> Option<File> {
    serde_json::from_value(value?.clone()).ok()
}

fn decoded(file: &File) -> Option<Result<Vec<u8>, Undecodable>> {
    file.contents.source.as_ref().map(|_| file.contents.bytes(Resource::AMPLE))
}
