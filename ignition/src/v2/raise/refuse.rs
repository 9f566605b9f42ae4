//! What the converter refuses on the way to spec 3, in its words and order.

use super::Raise;
use crate::check::Beginnings;
use crate::document::At;
use crate::go::{path, quote};
use crate::report::{Refused, Severity};
use crate::restate::{refused_at, with_findings};
use crate::v2::{Config, Content, Filesystem, Unit, judged, text};
use alloc::{borrow::ToOwned, collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

impl Raise<'_> {
    /// What the converter refuses, in its order.
    pub(super) fn check(&self, config: &Config) -> Result<(), Refused> {
        let content = &config.content;
        let report = judged(content, config.version);
        let bad = |severity| severity == Severity::Error || severity == Severity::Deprecated;
        if report.entries().iter().any(|entry| bad(entry.severity)) {
            let message = format!("Invalid input config:\n{}", text::without_places(&report));
            return Err(with_findings(message, report));
        }
        if content.networkd.units.as_ref().is_some_and(|units| !units.is_empty()) {
            let message = "config includes deprecated networkd section - use Files instead".to_owned();
            return Err(refused_at(&At::ROOT.field("networkd"), message));
        }
        let at = At::ROOT.field("storage");
        let at = at.field("filesystems");
        for (index, Filesystem { name, .. }) in content.storage.filesystems.iter().flatten().enumerate() {
            if !self.mounts.contains_key(name) {
                let message = format!(
                    "Config defined filesystem {} but no mapping was defined.Please specify a path to be used as the filesystem mountpoint.",
                    quote::double(name)
                );
                return Err(refused_at(&at.index(index).field("name"), message));
            }
        }
        self.check_paths(content)?;
        check_units(content.systemd.units.as_deref().unwrap_or_default())
    }

    /// No path twice, and none that begins with that of a link.
    fn check_paths(&self, content: &Content) -> Result<(), Refused> {
        let storage = &content.storage;
        let full = |filesystem: &str, path: &str| path::join("/", &path::join(self.mount(filesystem), path));
        let links: Vec<_> = storage.links.iter().flatten().map(|item| full(&item.filesystem, &item.path)).collect();
        let beginnings = Beginnings::new(links.iter().map(String::as_str));
        let at = At::ROOT.field("storage");
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut enter = |list: &'static str, kind, index, path: String| {
            let name = format!("{kind}: {path}");
            let at = at.field(list);
            let at = at.index(index);
            if let Some(old) = seen.get(&path) {
                let (old, new) = (quote::double(old), quote::double(&name));
                let message = format!(
                    "Config has conflicting inodes: {old} and {new}.  All files, directories and links must specify a unique `path`."
                );
                return Err(refused_at(&at, message));
            }
            // A link /foo counts for /foobar too, as it does to the converter.
            let above = beginnings.of(&path).filter(|&link| links[link] != path).min();
            if let Some(link) = above {
                let message = format!(
                    "{name} uses link defined in config {}. Please use a link not defined in Storage:Links",
                    quote::double(&links[link])
                );
                return Err(refused_at(&at, message));
            }
            seen.insert(path, name);
            Ok(())
        };
        for (index, item) in storage.files.iter().flatten().enumerate() {
            enter("files", "File", index, full(&item.filesystem, &item.path))?;
        }
        for (index, item) in storage.directories.iter().flatten().enumerate() {
            enter("directories", "Directory", index, full(&item.filesystem, &item.path))?;
        }
        links.iter().enumerate().try_for_each(|(index, path)| enter("links", "Link", index, path.clone()))
    }
}

fn check_units(units: &[Unit]) -> Result<(), Refused> {
    let at = At::ROOT.field("systemd");
    let at = at.field("units");
    let mut names = BTreeSet::new();
    for (index, unit) in units.iter().enumerate() {
        let at = at.index(index);
        let name = quote::double(&unit.name);
        if !names.insert(&unit.name) {
            let message = format!("Config has duplicate unit name {name}.  All units must specify a unique `name`.");
            return Err(refused_at(&at, message));
        }
        let mut dropins = BTreeSet::new();
        if let Some(twice) = unit.dropins.iter().flatten().find(|dropin| !dropins.insert(&dropin.name)) {
            let dropin = quote::double(&twice.name);
            let message = format!(
                "Config has duplicate dropin name {dropin} in unit {name}.  All dropins must specify a unique `name`."
            );
            return Err(refused_at(&at.field("dropins"), message));
        }
    }
    Ok(())
}
