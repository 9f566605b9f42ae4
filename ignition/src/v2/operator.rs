//! How the machine-config operator raises spec 2, and how it and the converter drop repeats.

use super::storage::File;
use super::{Config, Content, Dropin, FsMap, Unit, User};
use crate::document::At;
use crate::parse::Parsed;
use crate::report::Refused;
use crate::restate::{refused, refused_at};
use crate::version::Version::{V2_2, V3_5};
use alloc::{borrow::ToOwned, collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

impl Config {
    /// The same config at spec 3.5, as the machine-config operator raises 2.0 to 2.2: of entries
    /// for one path, unit or user the last wins, and the lists are in reverse order; the only user
    /// is core; all files are on the root file system.
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
    /// let files = config.raise_as_operator()?.config.into_content().storage.files.unwrap();
    /// assert_eq!(files.len(), 1);
    /// assert_eq!(files[0].contents.source.as_deref(), Some("data:,new"));
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] where the operator refuses: 2.3 and newer, other users, other file systems,
    /// pieces to append, and all that [`raise`](Self::raise) refuses.
    pub fn raise_as_operator(&self) -> Result<Parsed, Refused> {
        if self.version > V2_2 {
            let message = "unknown version. Supported spec versions: 2.2,3.0,3.1,3.2,3.3,3.4,3.5";
            return Err(refused(message.to_owned()));
        }
        let raised = self.clone().raise_within(V2_2);
        only_core(&raised.content)?;
        let raised = raised.without_repeats()?.raise(&FsMap::new())?;
        let mut parsed = raised.config.at(V3_5)?;
        let mut report = raised.report;
        report.append(parsed.report);
        parsed.report = report;
        Ok(parsed)
    }

    /// The same config without repeated files, units and users, of which the converter's helper
    /// keeps the last: it goes through the lists from their ends, and so reverses them. Drop-ins
    /// of earlier units and keys of earlier users are kept behind those of the last.
    ///
    /// # Errors
    /// [`Refused`] for files on other file systems than root and for pieces to append, in which
    /// the order matters.
    pub fn without_repeats(mut self) -> Result<Self, Refused> {
        let content = &mut self.content;
        let storage = &mut content.storage;
        refuse_files(storage.files.as_deref().unwrap_or_default())?;
        storage.files = last_of_each(storage.files.take(), |file| file.path.clone(), |_, _| {});
        content.systemd.units = last_of_each(content.systemd.units.take(), |unit| unit.name.clone(), join_dropins);
        content.passwd.users = last_of_each(content.passwd.users.take(), |user| user.name.clone(), join_keys);
        content.passwd.users.iter_mut().flatten().for_each(distinct_keys);
        Ok(self)
    }
}

fn only_core(content: &Content) -> Result<(), Refused> {
    let at = At::ROOT.field("passwd");
    let at = at.field("users");
    match content.passwd.users.iter().flatten().enumerate().find(|(_, user)| user.name != "core") {
        Some((index, user)) => {
            let message = format!("unexpected user with name: {}. Only core user is supported", user.name);
            Err(refused_at(&at.index(index), message))
        }
        None => Ok(()),
    }
}

fn refuse_files(files: &[File]) -> Result<(), Refused> {
    let at = At::ROOT.field("storage");
    let at = at.field("files");
    for (index, file) in files.iter().enumerate().rev() {
        let what = match file {
            file if file.filesystem != "root" => "on non-root filesystem",
            file if file.append => "that contains appendices",
            _ => continue,
        };
        return Err(refused_at(&at.index(index), format!("cannot dedupe set of files {what}")));
    }
    Ok(())
}

/// The last element of each name, the last first. Earlier ones are handed to `join`, latest first.
fn last_of_each<T>(list: Option<Vec<T>>, name: impl Fn(&T) -> String, join: impl Fn(&mut T, T)) -> Option<Vec<T>> {
    let mut kept: Vec<T> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for item in list?.into_iter().rev() {
        match places.get(&name(&item)) {
            Some(&place) => join(&mut kept[place], item),
            None => {
                places.insert(name(&item), kept.len());
                kept.push(item);
            }
        }
    }
    Some(kept)
}

fn join_dropins(unit: &mut Unit, earlier: Unit) {
    let Some(dropins) = earlier.dropins else { return };
    let kept = unit.dropins.get_or_insert_default();
    let names: BTreeSet<String> = kept.iter().map(|dropin| dropin.name.clone()).collect();
    let new = |dropin: &Dropin| !names.contains(&dropin.name);
    kept.extend(dropins.into_iter().filter(new));
}

fn join_keys(user: &mut User, earlier: User) {
    if let Some(keys) = earlier.ssh_authorized_keys {
        user.ssh_authorized_keys.get_or_insert_default().extend(keys);
    }
}

/// Keys that stand twice are written once, where they stand first.
fn distinct_keys(user: &mut User) {
    if let Some(keys) = &mut user.ssh_authorized_keys {
        let mut seen = BTreeSet::new();
        keys.retain(|key| seen.insert(key.clone()));
    }
}
