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
use crate::gojson;
use crate::part::GENERATED_BY;
use crate::role::ROLE;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The spec version that controllers write, as JSON.
const VERSION: &str = r#""3.5.0""#;

/// The permissions of what they write, as JSON: 0644.
const READABLE: &str = "420";

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

    /// Writes it as JSON.
    fn push(&self, encoding: Encoding, out: &mut String) {
        let [group, user, verification] = match encoding {
            Encoding::Compact => [""; 3],
            Encoding::Full => [r#""group":{},"#, r#","user":{}"#, r#","verification":{}"#],
        };
        let path = gojson::to_string(&self.path);
        push(out, &["{", group, r#""overwrite":true,"path":"#, &path, user]);
        push(out, &[r#","contents":{"compression":"","source":""#]);
        push_data_url(out, self.contents.as_bytes());
        push(out, &["\"", verification, r#"},"mode":"#, READABLE, "}"]);
    }

    /// About how many bytes of JSON it takes, rather more.
    fn room(&self) -> usize {
        const AROUND: usize = 192;
        AROUND + self.path.len() + self.contents.len().div_ceil(3) * 4
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
        const AROUND: usize = 256;
        let [start, between, open, close, end] = match self.encoding {
            Encoding::Compact => [r#"{"ignition":{"version":"#, "}", r#","storage":{"files":["#, "]}", "}"],
            Encoding::Full => [
                concat!(
                    r#"{"ignition":{"config":{"replace":{"verification":{}}},"proxy":{},"security":{"tls":{}},"#,
                    r#""timeouts":{},"version":"#
                ),
                r#"},"kernelArguments":{},"passwd":{},"storage":{"#,
                r#""files":["#,
                "]",
                r#"},"systemd":{}}"#,
            ],
        };
        let mut text = String::with_capacity(AROUND + self.files.iter().map(File::room).sum::<usize>());
        push(&mut text, &[start, VERSION, between]);
        for (at, file) in self.files.iter().enumerate() {
            text.push_str(if at == 0 { open } else { "," });
            file.push(self.encoding, &mut text);
        }
        push(&mut text, &[if self.files.is_empty() { "" } else { close }, end]);
        // It is JSON by its making, so that the null is never needed.
        Raw::written(text).unwrap_or_else(|_| Raw::from(&Value::Null))
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
    let mut url = String::new();
    push_data_url(&mut url, bytes);
    url
}

fn push_data_url(out: &mut String, bytes: &[u8]) {
    let kind = if looks_like_text(bytes) { "text/plain;charset=utf-8" } else { "application/octet-stream" };
    push(out, &["data:", kind, ";base64,"]);
    STANDARD.encode_string(bytes, out);
}

fn push(out: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.push_str(piece));
}

/// Whether no byte is one that text does not have, of those that are looked at.
fn looks_like_text(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 512;
    let binary = |b: &u8| matches!(b, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F);
    // All of them, since a loop that may end early takes one byte at a time.
    !bytes.iter().take(LOOKED_AT).fold(false, |found, b| found | binary(b))
}
