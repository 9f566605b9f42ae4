//! Repeated files, units and users: how the converter's helper and the machine-config operator
//! drop them, and how the operator raises what is left.

use super::raise::{as_if_written, written as as_written};
use super::repeats::{Kept, last_of_each};
use super::storage::File;
use super::{Config, Content, Dropin, FsMap, Unit, User, parse};
use crate::check::Drafts;
use crate::document::{At, Path, Step, Value};
use crate::parse::Parsed;
use crate::report::{Entry, Refused, Report, Severity};
use crate::restate::{Reasons, both, refused};
use crate::rule;
use crate::version::Version::{V2_2, V2_4, V3_0, V3_5};
use alloc::{borrow::ToOwned, collections::BTreeSet, format, string::String};

impl Config {
    /// The same config at spec 3.5, as the machine-config operator raises 2.0 to 2.2: of entries
    /// for one path, unit or user the last wins, and the lists are in reverse order; the only user
    /// is core; all files are on the root file system.
    ///
    /// Drop-ins of earlier entries for a unit and keys of earlier entries for core are kept. The
    /// report has a warning for each entry of which more than that is dropped.
    ///
    /// ```
    /// use garboard_ignition::v2;
    ///
    /// let config = v2::parse(br#"{
    ///   "ignition": { "version": "2.2.0" },
    ///   "storage": { "files": [
    ///     { "filesystem": "root", "path": "/etc/motd", "mode": 420, "contents": { "source": "data:,old" } },
    ///     { "filesystem": "root", "path": "/etc/motd", "mode": 420, "contents": { "source": "data:,new" } }
    ///   ] }
    /// }"#)?.config;
    /// let raised = config.raise_as_operator()?;
    /// let files = raised.config.into_content().storage.files.unwrap();
    /// assert_eq!(files.len(), 1);
    /// assert_eq!(files[0].contents.source.as_deref(), Some("data:,new"));
    /// assert_eq!(raised.report.entries()[0].place.path.to_string(), "$.storage.files.0");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] where the operator refuses: 2.3 and newer; or every other user, and behind them
    /// all that [`raise`](Self::raise) refuses.
    pub fn raise_as_operator(&self) -> Result<Parsed, Refused> {
        self.raise_and(Ok).map(|(parsed, _)| parsed)
    }

    /// The same, and where what it says is written.
    ///
    /// ```
    /// use garboard_ignition::document::{At, Path};
    /// use garboard_ignition::v2;
    ///
    /// let config = v2::parse(br#"{ "ignition": { "version": "2.2.0" }, "systemd": { "units": [
    ///   { "name": "a.service", "mask": true }, { "name": "b.service", "mask": true }
    /// ] } }"#)?.config;
    /// let (raised, written) = config.raise_with_places()?;
    /// assert_eq!(raised.config.content().systemd.units.as_ref().unwrap()[0].name, "b.service");
    /// let first = At::ROOT.field("systemd").field("units").index(0).path();
    /// assert_eq!(written.of(&first).to_string(), "$.systemd.units.1");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// As [`raise_as_operator`](Self::raise_as_operator).
    pub fn raise_with_places(&self) -> Result<(Parsed, Written), Refused> {
        self.raise_and(Ok)
    }

    /// The same and a further step, whose findings have their places in this config too.
    pub(crate) fn raise_and(
        &self,
        further: impl FnOnce(Parsed) -> Result<Parsed, Refused>,
    ) -> Result<(Parsed, Written), Refused> {
        if self.version > V2_2 {
            let message = "unknown version. Supported spec versions: 2.2,3.0,3.1,3.2,3.3,3.4,3.5";
            return Err(refused(message.to_owned()));
        }
        let (raised, kept) = self.clone().last_of_each();
        let raised = raised.raise(&FsMap::new()).map_err(|refused| kept.as_written(refused));
        let raised = both(only_core(&self.content), raised)?;
        let mut report = kept.losses();
        report.append(kept.relocated(raised.report));
        let mut parsed = raised.config.at(V3_5).and_then(further).map_err(|refused| kept.as_written(refused))?;
        report.append(kept.relocated(parsed.report));
        parsed.report = report;
        Ok((parsed, Written(kept)))
    }

    /// At 2.2, as the operator has it before it goes on to spec 3.
    fn last_of_each(self) -> (Self, Lists) {
        let mut raised = self.raise_within(V2_2);
        let kept = Lists::of(&mut raised.content);
        raised.content.passwd.users.iter_mut().flatten().for_each(distinct_keys);
        (raised, kept)
    }

    /// The same config without repeated files, units and users, of which the converter's helper
    /// keeps the last: it goes through the lists from their ends, and so reverses them. Drop-ins
    /// of earlier units and keys of earlier users are kept behind those of the last.
    ///
    /// ```
    /// use garboard_ignition::v2;
    ///
    /// let config = v2::parse(br#"{
    ///   "ignition": { "version": "2.4.0" },
    ///   "systemd": { "units": [
    ///     { "name": "a.service", "dropins": [ { "name": "10.conf" } ] },
    ///     { "name": "a.service", "mask": true }
    ///   ] }
    /// }"#)?.config;
    /// assert_eq!(
    ///     config.without_repeats()?.to_json(),
    ///     r#"{"ignition":{"version":"2.4.0"},"systemd":{"units":[{"dropins":[{"name":"10.conf"}],"mask":true,"name":"a.service"}]}}"#
    /// );
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] for files on other file systems than root and for pieces to append, in which
    /// the order matters.
    pub fn without_repeats(mut self) -> Result<Self, Refused> {
        refuse_files(self.content.storage.files.as_deref().unwrap_or_default())?;
        Lists::of(&mut self.content);
        Ok(self)
    }
}

/// What the machine-config operator says of the config of spec 2 that stands at `root`, beyond the
/// rules of its version: what it refuses and loses when it raises the config, and what the rules of
/// 3.5 say of the outcome. Nothing for 2.3 and newer, and for what [`decode`](super::decode) cannot
/// read; a config that breaks its own rules is looked at all the same.
///
/// Paths are those of the config as it is written, and begin at `root`.
///
/// ```
/// use garboard_ignition::document::SourceId;
/// use garboard_ignition::v2;
///
/// let document = br#"{
///   "ignition": { "version": "2.2.0" },
///   "passwd": { "users": [ { "name": "admin" } ] }
/// }"#;
/// let report = v2::raise_report(v2::read_json(document, SourceId::default())?.root());
/// assert_eq!(report.entries()[0].place.path.to_string(), "$.passwd.users.0");
/// assert_eq!(report.entries()[0].message, "unexpected user with name: admin. Only core user is supported");
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
#[must_use]
pub fn raise_report(root: Value<'_>) -> Report {
    let config = parse::whether_or_not_valid(root).filter(|config| config.version <= V2_2);
    let mut report = config.map(raised_report).unwrap_or_default();
    report.locate(root);
    report
}

fn raised_report(config: Config) -> Report {
    let mut report = only_core(&config.content).err().map(refusal).unwrap_or_default();
    let (config, kept) = config.last_of_each();
    report.append(kept.losses());
    let raised = config.raise(&FsMap::new()).and_then(|raised| {
        report.append(kept.relocated(raised.report));
        raised.config.at(V3_5)
    });
    match raised {
        Ok(raised) => {
            report.append(kept.relocated(raised.report));
            report.append(kept.relocated(as_if_written(judged_at_3_5(raised.config.content()))));
        }
        Err(refused) => report.append(refusal(kept.as_written(refused))),
    }
    report
}

fn judged_at_3_5(content: &crate::model::Content) -> Report {
    let mut drafts = Drafts::new(V3_5);
    crate::check::whole(content, &mut drafts);
    crate::advice::advise(content, &mut drafts);
    crate::config::unplaced(drafts)
}

/// Each reason of a refusal at its place. The whole of it in the converter's words is left out where
/// it says no more; what is refused for being deprecated is an error.
fn refusal(refused: Refused) -> Report {
    let mut report = refused.into_report();
    let whole =
        |entry: &Entry| core::ptr::eq(entry.rule, &raw const rule::NOT_EXPRESSIBLE) && entry.place.path.is_root();
    if !report.entries().iter().all(whole) {
        report.retain(|entry| !whole(entry));
    }
    for entry in report.entries_mut() {
        let hint = match entry.severity {
            Severity::Deprecated => "the operator takes no partitions from a config of spec 2: write it in spec 3",
            _ => {
                "the operator refuses this when it raises the config to spec 3: change it, or write the config in spec 3"
            }
        };
        if entry.severity == Severity::Deprecated || core::ptr::eq(entry.rule, &raw const rule::NOT_EXPRESSIBLE) {
            entry.hint.get_or_insert(hint.into());
        }
        entry.severity = Severity::Error;
    }
    report
}

/// Where the values of a config that the operator raised stand in the config of spec 2 that it was.
#[derive(Clone, Debug)]
pub struct Written(Lists);

impl Written {
    /// The path there of what stands at `path` in the raised config.
    #[must_use]
    pub fn of(&self, path: &Path) -> Path {
        as_written(&self.0.written(path))
    }
}

/// What was kept of the three lists in which names can stand twice.
#[derive(Clone, Debug)]
struct Lists {
    files: Kept,
    units: Kept,
    users: Kept,
}

impl Lists {
    fn of(content: &mut Content) -> Self {
        Self {
            files: last_of_each(&mut content.storage.files, |file| &file.path, |_, (), _| Some("")),
            units: last_of_each(&mut content.systemd.units, |unit| &unit.name, join_units),
            users: last_of_each(&mut content.passwd.users, |user| &user.name, join_users),
        }
    }

    const fn all(&self) -> [(&'static str, &'static str, &Kept); 3] {
        [("storage", "files", &self.files), ("systemd", "units", &self.units), ("passwd", "users", &self.users)]
    }

    fn losses(&self) -> Report {
        let mut drafts = Drafts::new(V2_2);
        for (section, list, kept) in self.all() {
            let at = At::ROOT.field(section);
            let at = at.field(list);
            for lost in kept.lost.iter().rev() {
                let message = format!("a later entry for {} wins: this one is dropped{}", lost.name, lost.with);
                if let Some(draft) = drafts.say(&rule::DROPPED, &at.index(lost.index), message) {
                    draft.beside(&at.index(lost.winner));
                    draft.hint = Some("Say all that is wanted in the last entry, and remove the others.".into());
                }
            }
        }
        crate::config::unplaced(drafts)
    }

    /// The refusal with its places in the config as it was written.
    fn as_written(&self, refused: Refused) -> Refused {
        let report = self.relocated(refused.into_report());
        Refused::of(report).unwrap_or_else(|_| crate::restate::refused("the config cannot be raised".to_owned()))
    }

    fn relocated(&self, mut report: Report) -> Report {
        for entry in report.entries_mut() {
            entry.place.path = self.written(&entry.place.path);
            for place in &mut entry.related {
                place.path = self.written(&place.path);
            }
        }
        report
    }

    fn written(&self, path: &Path) -> Path {
        let [Step::Field(section), Step::Field(list), Step::Index(index), rest @ ..] = path.steps() else {
            return path.clone();
        };
        let kept = self.all().into_iter().find(|(a, b, _)| (a, b) == (section, list)).map(|(.., kept)| kept);
        match kept.and_then(|kept| kept.places.get(*index as usize)) {
            Some(&place) => {
                let index = Step::Index(u32::try_from(place).unwrap_or(u32::MAX));
                path.steps()[..2].iter().cloned().chain([index]).chain(rest.iter().cloned()).collect()
            }
            None => path.clone(),
        }
    }
}

/// Every other user is refused, the last first.
fn only_core(content: &Content) -> Result<Report, Refused> {
    let at = At::ROOT.field("passwd");
    let at = at.field("users");
    let mut reasons = Reasons::of_converter(V3_0);
    let users = content.passwd.users.as_deref().unwrap_or_default();
    for (index, user) in users.iter().enumerate().rev().filter(|(_, user)| user.name != "core") {
        let message = format!("unexpected user with name: {}. Only core user is supported", user.name);
        reasons.add(&at.index(index), message);
    }
    reasons.verdict()
}

/// Every file in which the order matters is refused, the last first.
fn refuse_files(files: &[File]) -> Result<Report, Refused> {
    let at = At::ROOT.field("storage");
    let at = at.field("files");
    let mut reasons = Reasons::of_converter(V2_4);
    for (index, file) in files.iter().enumerate().rev() {
        let what = match file {
            file if file.filesystem != "root" => "on non-root filesystem",
            file if file.append => "that contains appendices",
            _ => continue,
        };
        reasons.add(&at.index(index), format!("cannot dedupe set of files {what}"));
    }
    reasons.verdict()
}

/// Drop-ins with new names are kept; answers whether something else is lost, in words if it is
/// told easily. `names` are those of the drop-ins that the unit has, once one was asked for.
fn join_units(unit: &mut Unit, names: &mut Option<BTreeSet<String>>, earlier: Unit) -> Option<&'static str> {
    let Unit { contents, dropins, enable, enabled, mask, .. } = earlier;
    let mut loses_dropins = false;
    if let Some(dropins) = dropins.filter(|dropins| !dropins.is_empty()) {
        let kept = unit.dropins.get_or_insert_default();
        let name = |dropin: &Dropin| dropin.name.clone();
        let names = names.get_or_insert_with(|| kept.iter().map(name).collect());
        for dropin in dropins {
            if names.insert(name(&dropin)) {
                kept.push(dropin);
            } else {
                loses_dropins = true;
            }
        }
    }
    if enable || enabled == Some(true) {
        Some(", and with it that the unit is enabled")
    } else if mask {
        Some(", and with it that the unit is masked")
    } else {
        (loses_dropins || enabled.is_some() || !contents.is_empty()).then_some("")
    }
}

/// Keys are kept, and nothing else.
fn join_users(user: &mut User, (): &mut (), mut earlier: User) -> Option<&'static str> {
    if let Some(keys) = earlier.ssh_authorized_keys.take() {
        user.ssh_authorized_keys.get_or_insert_default().extend(keys);
    }
    let nothing = User { name: earlier.name.clone(), ..User::default() };
    (earlier != nothing).then_some(", but for its keys")
}

/// Keys that stand twice are written once, where they stand first.
fn distinct_keys(user: &mut User) {
    if let Some(keys) = &mut user.ssh_authorized_keys {
        let mut seen = BTreeSet::new();
        keys.retain(|key| seen.insert(key.clone()));
    }
}
