//! A config: what it says, at a version that can say it.

use crate::change;
use crate::check::{self, Drafts};
use crate::document::{At, Place, SourceId};
use crate::encode::{self, Form};
use crate::model::Content;
use crate::model::rows::{Formerly, Rows, Shown};
use crate::report::{Entry, Refused, Report};
use crate::restate::{self, FIELD, needs};
use crate::version::Version;
use alloc::string::String;
use alloc::vec::Vec;

/// A valid config of a certain version.
///
/// Its fields never say what its version cannot, so writing it cannot fail.
///
/// ```
/// use garboard_ignition::{Config, Version, model::{Content, File}};
///
/// let mut file = File::default();
/// file.path = "/etc/motd".into();
/// file.contents.source = Some("data:,hello".into());
/// let mut content = Content::default();
/// content.storage.files = Some(vec![file]);
///
/// let config = Config::new(Version::V3_2, content)?;
/// assert_eq!(
///     config.to_json(),
///     r#"{"ignition":{"version":"3.2.0"},"storage":{"files":[{"path":"/etc/motd","contents":{"source":"data:,hello"}}]}}"#
/// );
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    version: Version,
    content: Content,
}

impl Config {
    /// A config that says `content`, if `version` can say that and its rules hold.
    ///
    /// # Errors
    /// [`Refused`] with the fields that `version` lacks, or with the rules that are broken.
    pub fn new(version: Version, content: Content) -> Result<Self, Refused> {
        let mut drafts = Drafts::new(version);
        newer_fields(&content, version, &mut drafts);
        check::whole(&content, &mut drafts);
        let report = unplaced(drafts);
        match Refused::of(report) {
            Ok(refused) => Err(refused),
            Err(_) => Ok(Self { version, content }),
        }
    }

    /// A config that says nothing, which every version allows.
    ///
    /// ```
    /// use garboard_ignition::{Config, Version};
    ///
    /// assert_eq!(Config::empty(Version::V3_5).to_json(), r#"{"ignition":{"version":"3.5.0"}}"#);
    /// ```
    #[must_use]
    pub fn empty(version: Version) -> Self {
        Self::assume(version, Content::default())
    }

    /// What was decoded at `version`, which can therefore say it.
    pub(crate) const fn assume(version: Version, content: Content) -> Self {
        Self { version, content }
    }

    /// The version it declares.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The oldest version that has every field in use.
    #[must_use]
    pub fn floor(&self) -> Version {
        let mut floor = Version::V3_0;
        fields(&self.content, None, Version::V3_0, &mut |since, _| floor = floor.max(since), &At::ROOT);
        floor
    }

    /// What it says.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// What it says, to be changed; [`Config::new`] makes a config of it again.
    #[must_use]
    pub fn into_content(self) -> Content {
        self.content
    }

    /// The same config with another content. What `edit` writes is not judged, as in a merged
    /// config; a field that the version does not have is dropped.
    ///
    /// ```
    /// use garboard_ignition::{Version, parse};
    ///
    /// let config = parse(br#"{ "ignition": { "version": "3.2.0" } }"#)?.config;
    /// let edited = config.edit(|content| content.kernel_arguments.should_exist = Some(vec!["nosmt".into()]));
    /// assert_eq!(edited.to_json(), r#"{"ignition":{"version":"3.2.0"}}"#);
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    #[must_use]
    pub fn edit(mut self, edit: impl FnOnce(&mut Content)) -> Self {
        edit(&mut self.content);
        restate::fit(&mut self.content, self.version);
        self
    }

    /// What it says, raised to a newer version.
    pub(crate) fn into_raised(mut self, to: Version) -> Content {
        change::raise(&mut self.content, self.version, to);
        self.content
    }

    /// What raising it to a newer version loses.
    pub(crate) fn losses(&self, to: Version) -> Report {
        let mut drafts = Drafts::new(self.version);
        change::losses(&self.content, self.version, to, &mut drafts);
        unplaced(drafts)
    }

    /// What its version's rules say of it. A config that was parsed or made with [`new`](Self::new)
    /// breaks none; one that was merged or restated may.
    #[must_use]
    pub fn check(&self) -> Report {
        let mut drafts = Drafts::new(self.version);
        check::whole(&self.content, &mut drafts);
        unplaced(drafts)
    }

    /// About how many bytes it takes as JSON: for whoever makes room before it is written. The contents of files and units
    /// are counted, all else is supposed to be short.
    ///
    /// ```
    /// let config = garboard_ignition::parse(br#"{"ignition":{"version":"3.5.0"}}"#)?.config;
    /// assert!(config.size_hint() >= config.to_json().len());
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    #[must_use]
    pub fn size_hint(&self) -> usize {
        const RECORD: usize = 192;
        let long = |text: &Option<String>| RECORD + text.as_ref().map_or(0, String::len);
        let files = self.content.storage.files.iter().flatten().map(|file| long(&file.contents.source));
        let units = self.content.systemd.units.iter().flatten().map(|unit| long(&unit.contents));
        2 * RECORD + files.chain(units).sum::<usize>()
    }

    /// As JSON, in the reference's field order and spelling, without records that say nothing:
    /// what the operator and Butane write.
    #[must_use]
    pub fn to_json(&self) -> String {
        encode::json(self, Form::Compact)
    }

    /// Appends [`to_json`](Self::to_json): for whoever writes it as part of something greater.
    ///
    /// ```
    /// let config = garboard_ignition::parse(br#"{"ignition":{"version":"3.4.0"}}"#)?.config;
    /// let mut answer = Vec::from(b"config: ");
    /// config.write_json(&mut answer);
    /// assert_eq!(answer, br#"config: {"ignition":{"version":"3.4.0"}}"#);
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    pub fn write_json(&self, out: &mut Vec<u8>) {
        encode::write(&self.content, self.version, Form::Compact, out);
    }

    /// As JSON with every record written out, empty ones too: what Ignition itself keeps on a
    /// machine.
    #[must_use]
    pub fn to_full_json(&self) -> String {
        encode::json(self, Form::Full)
    }
}

/// Findings about a config that has no text.
pub(crate) fn unplaced(drafts: Drafts) -> Report {
    let entry = |draft: check::Draft| {
        let place = Place::new(SourceId::default(), draft.path);
        let mut entry = Entry::new(draft.rule, place).saying(draft.message);
        entry.hint = draft.hint;
        entry.related = draft.related.into_iter().map(|path| Place::new(SourceId::default(), path)).collect();
        entry
    };
    drafts.into_list().into_iter().map(entry).collect()
}

/// Adds the fields in use that `version` does not have.
pub(crate) fn newer_fields(content: &Content, version: Version, drafts: &mut Drafts) {
    newer(content, version, &mut |since, at| {
        drafts.say(&crate::rule::NOT_EXPRESSIBLE, at, needs(version, FIELD, since));
    });
}

/// Calls `found` for every field in use that `version` does not have, with the first version that has it.
pub(crate) fn newer(content: &Content, version: Version, found: &mut dyn FnMut(Version, &At<'_>)) {
    let newer = &mut |since: Version, at: &At<'_>| {
        if since > version {
            found(since, at);
        }
    };
    fields(content, None, version, newer, &At::ROOT);
}

/// Calls `found` for every field in use with the first version that has it there.
fn fields(
    record: &dyn Rows,
    former: Option<&'static Formerly>,
    version: Version,
    found: &mut dyn FnMut(Version, &At<'_>),
    at: &At<'_>,
) {
    for (index, row) in record.rows().iter().enumerate() {
        let shown = record.shown(index);
        if !says_something(shown) {
            continue;
        }
        let at = at.field(row.key);
        let lacked = former.filter(|former| former.without.contains(&row.key));
        found(row.since.max(lacked.map_or(Version::V3_0, |former| former.until)), &at);
        match shown {
            Shown::Record(inner) => fields(inner, row.former_at(version), version, found, &at),
            Shown::List(list) => {
                for index in 0..list.count() {
                    let Shown::Record(inner) = list.item(index) else { break };
                    fields(inner, row.former_at(version), version, found, &at.index(index));
                }
            }
            _ => {}
        }
    }
}

fn says_something(shown: Shown<'_>) -> bool {
    match shown {
        Shown::Absent | Shown::Version | Shown::PlainInt(0) | Shown::Plain("") => false,
        Shown::Record(record) => (0..record.rows().len()).any(|index| says_something(record.shown(index))),
        Shown::List(list) => list.count() > 0,
        Shown::Plain(_) | Shown::PlainInt(_) | Shown::Text(_) | Shown::Int(_) | Shown::Bool(_) => true,
    }
}
