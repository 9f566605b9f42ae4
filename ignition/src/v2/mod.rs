//! Configs of the older generation, spec 2.0 to 2.4: read, judged, raised to spec 3 and made from it.
//!
//! [`parse`] reads and judges them at the version they declare; [`Config::raise`] restates them in
//! spec 3 as the converter (coreos/ign-converter) does, [`Config::raise_as_operator`] as the
//! machine-config operator does; [`lower`] leads from spec 3 to 2.2 and 2.4.
//!
//! 2.0 is judged by the rules of 2.1, in whose shape it is read. Of version 1 nothing is read but
//! the version.

mod check;
mod header;
mod lower;
mod model;
mod operator;
mod parse;
mod passwd;
mod raise;
mod repeats;
mod shape;
mod storage;
mod syntax;
mod systemd;
mod text;

pub use lower::lower;
pub(crate) use lower::lower_lossless;
pub use model::{
    Content, HttpHeader, Ignition, IgnitionConfig, Proxy, Reference, Security, Timeouts, Tls, Verification,
};
pub use operator::{Written, raise_report};
pub use parse::{content, decode, parse, read_json};
pub use passwd::{Group, Passwd, User, UserCreate};
pub use storage::{
    Create, Directory, Disk, File, FileContents, Filesystem, Link, Mount, Owner, Partition, Raid, Storage,
};
pub use systemd::{Dropin, Networkd, NetworkdUnit, Systemd, Unit};
pub use text::{Remark, remarks, report_text};

use crate::config;
use crate::document::At;
use crate::encode::{self, Form};
use crate::model::rows::Fields;
use crate::report::{Refused, Report};
use crate::version::Version::{self, V2_1, V2_4};
use alloc::{collections::BTreeMap, string::String};

/// Where the file systems that a config names are mounted: spec 3 knows them by that alone.
/// `root` is always `/`.
pub type FsMap = BTreeMap<String, String>;

/// A valid config of spec 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    version: Version,
    content: Content,
}

/// A config of spec 2 that was read, and what was found in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parsed {
    /// The config.
    pub config: Config,
    /// Warnings, deprecations and advice; nothing in it is an error.
    pub report: Report,
}

impl Config {
    /// The version it declares.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// What the rules of its version say of it, without the document it came from: places have paths
    /// and no bytes.
    ///
    /// ```
    /// use garboard_ignition::v2;
    ///
    /// let config = v2::parse(br#"{
    ///   "ignition": { "version": "2.4.0" },
    ///   "storage": { "directories": [ { "filesystem": "root", "path": "/srv" } ] }
    /// }"#)?.config;
    /// assert_eq!(config.judge().entries()[0].place.path.to_string(), "$.storage.directories.0.mode");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    #[must_use]
    pub fn judge(&self) -> Report {
        judged(&self.content, self.version)
    }

    /// The same config at a newer version of spec 2, with what older ones cannot leave out written
    /// down; at an older version nothing changes.
    ///
    /// ```
    /// use garboard_ignition::{Version, v2};
    ///
    /// let config = v2::parse(br#"{
    ///   "ignition": { "version": "2.1.0" },
    ///   "storage": { "files": [ { "filesystem": "root", "path": "/etc/motd" } ] }
    /// }"#)?.config;
    /// let raised = config.raise_within(Version::V2_4);
    /// assert_eq!(raised.content().storage.files.as_ref().unwrap()[0].mode, Some(0));
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    #[must_use]
    pub fn raise_within(mut self, to: Version) -> Self {
        let to = to.min(V2_4);
        if self.version < to {
            write_zeros(&mut self.content, self.version, to);
            if self.version < V2_1 {
                for user in self.content.passwd.users.iter_mut().flatten() {
                    user.password_hash.take_if(|hash| hash.is_empty());
                }
            }
            self.version = to;
        }
        self
    }

    /// As JSON, in the reference's field order and spelling, without records that say nothing.
    #[must_use]
    pub fn to_json(&self) -> String {
        // What most small configs fit in.
        const ROOM: usize = 512;
        encode::json_of(&self.content, self.version, Form::short(self.version), ROOM)
    }
}

/// Writes down what is zero in versions before `to` where it is absent.
fn write_zeros(record: &mut dyn Fields, from: Version, to: Version) {
    record.edit(&mut |row, field| {
        // A record that cannot be absent yet is written down at the first step, with the fields that
        // this step can no longer leave out.
        if row.zero_until.is_some_and(|until| from < until && (until <= to || row.optional)) {
            field.fill();
        }
        field.records(&mut |inner| write_zeros(inner, from, to));
    });
}

/// What the rules of `version` say of a config that has no text.
fn judged(content: &Content, version: Version) -> Report {
    let mut drafts = crate::check::Drafts::new(version);
    check::config(content, &check::Here { at: At::ROOT, value: None }, &mut drafts);
    config::unplaced(drafts)
}

/// The config, if it is valid.
fn valid(content: Content, version: Version, prefix: &str) -> Result<Config, Refused> {
    let report = judged(&content, version);
    if report.is_fatal() {
        let message = alloc::format!("{prefix}{}", text::without_places(&report));
        return Err(crate::restate::with_findings(message, report));
    }
    Ok(Config { version, content })
}
