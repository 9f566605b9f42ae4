//! From spec 2 to spec 3, as the converter does it: 2.3 to 3.0, 2.4 to 3.1.

mod content;
mod refuse;

use super::{Config, Content, FsMap};
use crate::check::Drafts;
use crate::document::{At, Path, Step};
use crate::parse::Parsed;
use crate::report::{Refused, Report};
use crate::rule;
use crate::version::Version::{self, V2_3, V3_0, V3_1};
use alloc::{borrow::ToOwned, string::ToString, vec::Vec};

impl Config {
    /// The same config in spec 3, as the converter restates it: 2.4 becomes 3.1, older versions 3.0.
    ///
    /// `filesystems` says where the file systems that the config names are mounted. What spec 3 has no
    /// place for and the converter drops in silence, the `create` objects, is in the report.
    ///
    /// ```
    /// use garboard_ignition::v2;
    ///
    /// let config = v2::parse(br#"{
    ///   "ignition": { "version": "2.4.0" },
    ///   "storage": {
    ///     "filesystems": [ { "name": "var", "mount": { "device": "/dev/vdb", "format": "xfs" } } ],
    ///     "files": [ { "filesystem": "var", "path": "/lib/motd", "mode": 420, "contents": { "source": "data:,hi" } } ]
    ///   }
    /// }"#)?.config;
    /// let filesystems = v2::FsMap::from([("var".into(), "/var".into())]);
    /// let raised = config.raise(&filesystems)?.config;
    /// assert_eq!(raised.version().to_string(), "3.1.0");
    /// assert_eq!(raised.content().storage.files.as_ref().unwrap()[0].path, "/var/lib/motd");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] in the converter's words, with every reason; the one it would come upon first is
    /// the first. It refuses all that is deprecated too, and so every partition of 2.2 and older:
    /// there sizes are sectors.
    pub fn raise(&self, filesystems: &FsMap) -> Result<Parsed, Refused> {
        let to = if self.version > V2_3 { V3_1 } else { V3_0 };
        let raised = self.clone().raise_within(if to == V3_1 { self.version } else { V2_3 });
        let mut mounts = filesystems.clone();
        mounts.insert("root".to_owned(), "/".to_owned());
        let raise = Raise { mounts: &mounts, to };
        raise.check(&raised)?;
        let report = lost(&raised.content);
        let content = raise.content(raised.content);
        crate::restate::judge(&content, to, "").map_err(explained)?;
        Ok(Parsed { config: crate::Config::assume(to, content), report })
    }
}

/// Duplicates that are none in the config itself are told where they come from.
fn explained(refused: Refused) -> Refused {
    let message = refused.to_string();
    let mut report = as_if_written(refused.into_report());
    for entry in report.entries_mut() {
        let twice = core::ptr::eq(entry.rule, &raw const rule::DUPLICATE);
        if twice && matches!(entry.place.path.steps(), [Step::Field("ignition"), ..]) {
            entry.hint = Some(
                "the converter gives each of them the source of the last: keep one, and let it append the others"
                    .into(),
            );
        }
    }
    Refused::of(report).unwrap_or_else(|_| crate::restate::refused(message))
}

/// Findings about a raised config, with their places in the one that was raised.
pub(super) fn as_if_written(mut report: Report) -> Report {
    for entry in report.entries_mut() {
        for place in [&mut entry.place].into_iter().chain(&mut entry.related) {
            place.path = written(&place.path);
        }
    }
    report
}

/// Where a value of a raised config stands in the one that was raised.
pub(super) fn written(path: &Path) -> Path {
    let (steps, rest) = match path.steps() {
        [storage, files, index, Step::Field("append"), Step::Index(_), rest @ ..] => {
            (Vec::from([storage.clone(), files.clone(), index.clone(), Step::Field("contents")]), rest)
        }
        [ignition, config, Step::Field("merge"), rest @ ..] => {
            (Vec::from([ignition.clone(), config.clone(), Step::Field("append")]), rest)
        }
        _ => return path.clone(),
    };
    steps.into_iter().chain(rest.iter().cloned()).collect()
}

/// The objects that the converter drops.
fn lost(content: &Content) -> Report {
    let mut drafts = Drafts::new(V2_3);
    let create = |at: &At<'_>, drafts: &mut Drafts| {
        let message = "spec 3 has no create object: all it says is dropped";
        if let Some(draft) = drafts.say(&rule::DROPPED, &at.field("create"), message) {
            draft.hint = Some("write its fields beside it, which spec 2.1 and newer have too".into());
        }
    };
    let users = At::ROOT.field("passwd");
    let users = users.field("users");
    for (index, user) in content.passwd.users.iter().flatten().enumerate() {
        if user.create.is_some() {
            create(&users.index(index), &mut drafts);
        }
    }
    let filesystems = At::ROOT.field("storage");
    let filesystems = filesystems.field("filesystems");
    for (index, filesystem) in content.storage.filesystems.iter().flatten().enumerate() {
        if filesystem.mount.as_ref().is_some_and(|mount| mount.create.is_some()) {
            create(&filesystems.index(index).field("mount"), &mut drafts);
        }
    }
    crate::config::unplaced(drafts)
}

struct Raise<'a> {
    mounts: &'a FsMap,
    to: Version,
}

impl Raise<'_> {
    fn mount(&self, filesystem: &str) -> &str {
        self.mounts.get(filesystem).map_or("", |path| path.as_str())
    }
}
