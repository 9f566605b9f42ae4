//! How a MachineConfig is put together that a controller writes.
//!
//! ```
//! use garboard_core::generate::component::{Component, Encoding, File};
//!
//! let files = [File::new("/etc/motd", "hello\n".into())];
//! let component = Component {
//!     name: "99-worker-generated-registries",
//!     role: "worker",
//!     files: &files,
//!     encoding: Encoding::Compact,
//!     controller_version: "1.2.3",
//!     owner: None,
//! };
//! let config = component.machine_config();
//! let want = r#"{"ignition":{"version":"3.5.0"},"storage":{"files":[{"overwrite":true,"path":"/etc/motd","#.to_owned()
//!     + r#""contents":{"compression":"","source":"data:text/plain;charset=utf-8;base64,aGVsbG8K"},"mode":420}]}}"#;
//! assert_eq!(config.spec.config.map(|raw| raw.as_str().to_owned()), Some(want));
//! ```

use super::Mode;
use crate::api::{MachineConfig, ObjectMeta, OwnerReference, Raw};
use crate::check::RENDERED;
use crate::part::GENERATED_BY;
use crate::role::ROLE;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use garboard_ignition::{Config, model};

/// The permissions of what controllers write.
const READABLE: i64 = 0o644;

/// A MachineConfig that a controller writes.
#[derive(Clone, Debug)]
pub struct Component<'a> {
    /// Its name; see [`managed`](super::managed).
    pub name: &'a str,
    /// The value of its role label: the name of the pool.
    pub role: &'a str,
    /// The files that it writes, in their order.
    pub files: &'a [File],
    /// How its config is written.
    pub encoding: Encoding,
    /// The build of the controllers.
    pub controller_version: &'a str,
    /// The object that it is made from.
    pub owner: Option<OwnerReference>,
}

/// A file that nodes are to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    path: String,
    contents: String,
}

/// What is written of structures that say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Nothing.
    Compact,
    /// Empty objects: how KubeletConfigs are written at bootstrap.
    Full,
}

impl File {
    /// A file of this path and text.
    #[must_use]
    pub fn new(path: &str, contents: String) -> Self {
        Self { path: path.into(), contents }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its text.
    #[must_use]
    pub fn contents(&self) -> &str {
        &self.contents
    }

    fn file(&self) -> model::File {
        let mut file = model::File::default();
        file.path.clone_from(&self.path);
        file.overwrite = Some(true);
        file.contents.compression = Some(String::new());
        file.contents.source = Some(data_url(self.contents.as_bytes()));
        file.mode = Some(READABLE);
        file
    }
}

impl Component<'_> {
    /// The MachineConfig, as if there had been none.
    #[must_use]
    pub fn machine_config(&self) -> MachineConfig {
        let mut config = self.nothing();
        self.put(&mut config);
        config
    }

    /// The MachineConfig before anything is put into it.
    pub(super) fn nothing(&self) -> MachineConfig {
        empty(self.name, self.role)
    }

    /// Puts into a MachineConfig what is written at every time.
    pub(super) fn put(&self, config: &mut MachineConfig) {
        config.spec.config = Some(self.ignition());
        config.metadata.annotations = Some(BTreeMap::from([(GENERATED_BY.into(), self.controller_version.into())]));
        if let Some(owner) = &self.owner {
            config.metadata.owner_references = vec![owner.clone()];
        }
    }

    fn ignition(&self) -> Raw {
        let files = self.files.iter().map(File::file).collect();
        let files = Some(files).filter(|files: &Vec<_>| !files.is_empty());
        let write = match self.encoding {
            Encoding::Compact => Config::to_json,
            Encoding::Full => Config::to_full_json,
        };
        Raw::of(Config::empty(RENDERED).edit(|content| content.storage.files = files), write)
    }
}

/// A MachineConfig of a role that says nothing. Generated ones have no `kind`, as programs write them.
#[must_use]
pub fn empty(name: &str, role: &str) -> MachineConfig {
    let mut metadata = ObjectMeta::new(name);
    metadata.labels = Some(BTreeMap::from([(ROLE.into(), role.into())]));
    MachineConfig { metadata, ..MachineConfig::new(name) }
}

/// That a MachineConfig belongs to an object: at bootstrap neither its name nor its uid is known.
#[must_use]
pub fn owner(mode: Mode, api_version: &str, kind: &str, object: &ObjectMeta) -> OwnerReference {
    let mut owner = OwnerReference {
        api_version: api_version.into(),
        kind: kind.into(),
        ..OwnerReference::default()
    };
    if mode == Mode::Cluster {
        owner.name.clone_from(&object.name);
        owner.uid.clone_from(&object.uid);
        owner.controller = Some(true);
        owner.block_owner_deletion = Some(true);
    }
    owner
}

/// Bytes as the source of a file: base64, and the type that they look like.
#[must_use]
pub fn data_url(bytes: &[u8]) -> String {
    let kind = if looks_like_text(bytes) { "text/plain;charset=utf-8" } else { "application/octet-stream" };
    let mut url = String::with_capacity("data:;base64,".len() + kind.len() + bytes.len().div_ceil(3) * 4);
    for piece in ["data:", kind, ";base64,"] {
        url.push_str(piece);
    }
    STANDARD.encode_string(bytes, &mut url);
    url
}

/// Whether no byte is one that text does not have, of those that are looked at.
fn looks_like_text(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 512;
    let binary = |b: &u8| matches!(b, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F);
    // All of them, since a loop that may end early takes one byte at a time.
    !bytes.iter().take(LOOKED_AT).fold(false, |found, b| found | binary(b))
}

#[cfg(test)]
mod tests {
    use super::{Component, Encoding, File};
    use crate::api::Raw;
    use crate::part::{Part, Stand};
    use alloc::borrow::ToOwned as _;
    use alloc::format;
    use alloc::vec::Vec;

    #[test]
    fn what_is_written_is_what_is_read() {
        let file = |path: &str| File::new(path, "hello\n".to_owned());
        let paths: [&[&str]; 6] = [&[], &["/a"], &["/a", "/b"], &["/a", "/a"], &["a", "/b"], &["/a/../b", ""]];
        for paths in paths {
            for encoding in [Encoding::Compact, Encoding::Full] {
                let files: Vec<_> = paths.iter().map(|path| file(path)).collect();
                let (name, role, owner) = ("99-worker-generated-registries", "worker", None);
                let made = Component { name, role, files: &files, encoding, controller_version: "1", owner };
                let made = made.machine_config();
                let mut again = made.clone();
                again.spec.config = made.spec.config.as_ref().map(|raw| Raw::parse(raw.as_str()).expect("JSON"));
                let [made, again] = [made, again].map(|config| Part::made(config, Stand::default()));
                assert_eq!(made.spec.config, again.spec.config, "{paths:?}");
                let [refused, refused_again] = [made, again].map(|part| format!("{:?}", part.refused.entries()));
                assert_eq!(refused, refused_again, "{paths:?}");
            }
        }
    }
}
