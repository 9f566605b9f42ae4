//! What the converter refuses on the way to spec 3, in its words and order.

use super::Raise;
use crate::check::Beginnings;
use crate::document::At;
use crate::go::{path, quote};
use crate::report::{Refused, Severity};
use crate::restate::{Reasons, both, each, with_findings};
use crate::v2::{Config, Content, Unit, judged, text};
use alloc::{collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

impl Raise<'_> {
    /// What the converter refuses, in its order.
    ///
    /// # Errors
    /// [`Refused`] with every reason.
    pub(super) fn check(&self, config: &Config) -> Result<(), Refused> {
        let content = &config.content;
        let mut reasons = Reasons::of_converter(self.to);
        if content.networkd.units.as_ref().is_some_and(|units| !units.is_empty()) {
            let message = "config includes deprecated networkd section - use Files instead";
            reasons.add(&At::ROOT.field("networkd"), message);
        }
        self.check_filesystems(content, &mut reasons);
        self.check_paths(content, &mut reasons);
        check_units(&content.systemd.units, &mut reasons);
        both(check_rules(config), reasons.verdict()).map(|_| ())
    }

    /// All are mounted somewhere.
    fn check_filesystems(&self, content: &Content, reasons: &mut Reasons) {
        let at = At::ROOT.field("storage");
        each(&content.storage.filesystems, &at.field("filesystems"), |filesystem, at| {
            if !self.mounts.contains_key(&filesystem.name) {
                let message = format!(
                    "Config defined filesystem {} but no mapping was defined.Please specify a path to be used as the filesystem mountpoint.",
                    quote::double(&filesystem.name)
                );
                reasons.add(&at.field("name"), message);
            }
        });
    }

    /// No path twice, and none that begins with that of a link.
    fn check_paths(&self, content: &Content, reasons: &mut Reasons) {
        let storage = &content.storage;
        let full = |filesystem: &str, path: &str| path::join("/", &path::join(self.mount(filesystem), path));
        let links: Vec<_> = storage.links.iter().flatten().map(|item| full(&item.filesystem, &item.path)).collect();
        let mut paths = Paths {
            beginnings: Beginnings::new(links.iter().map(String::as_str)),
            links: &links,
            seen: BTreeMap::new(),
        };
        let at = At::ROOT.field("storage");
        each(&storage.files, &at.field("files"), |item, at| {
            paths.enter("File", full(&item.filesystem, &item.path), at, reasons);
        });
        each(&storage.directories, &at.field("directories"), |item, at| {
            paths.enter("Directory", full(&item.filesystem, &item.path), at, reasons);
        });
        each(&storage.links, &at.field("links"), |item, at| {
            paths.enter("Link", full(&item.filesystem, &item.path), at, reasons);
        });
    }
}

/// The rules of the config's own version; the converter refuses what is deprecated too.
fn check_rules(config: &Config) -> Result<(), Refused> {
    let report = judged(&config.content, config.version);
    let bad = |severity| severity == Severity::Error || severity == Severity::Deprecated;
    if report.entries().iter().any(|entry| bad(entry.severity)) {
        let message = format!("Invalid input config:\n{}", text::without_places(&report));
        return Err(with_findings(message, report));
    }
    Ok(())
}

/// The paths of files, directories and links.
struct Paths<'a> {
    links: &'a [String],
    beginnings: Beginnings<'a>,
    /// With what is there, as the converter names it.
    seen: BTreeMap<String, String>,
}

impl Paths<'_> {
    fn enter(&mut self, kind: &str, path: String, at: &At<'_>, reasons: &mut Reasons) {
        let name = format!("{kind}: {path}");
        if let Some(old) = self.seen.get(&path) {
            let (old, new) = (quote::double(old), quote::double(&name));
            let message = format!(
                "Config has conflicting inodes: {old} and {new}.  All files, directories and links must specify a unique `path`."
            );
            return reasons.add(at, message);
        }
        // A link /foo counts for /foobar too, as it does to the converter.
        let above = self.beginnings.of(&path).filter(|&link| self.links[link] != path).min();
        if let Some(link) = above {
            let message = format!(
                "{name} uses link defined in config {}. Please use a link not defined in Storage:Links",
                quote::double(&self.links[link])
            );
            reasons.add(at, message);
        }
        self.seen.insert(path, name);
    }
}

fn check_units(units: &Option<Vec<Unit>>, reasons: &mut Reasons) {
    let at = At::ROOT.field("systemd");
    let mut names = BTreeSet::new();
    each(units, &at.field("units"), |unit, at| {
        let name = quote::double(&unit.name);
        if !names.insert(unit.name.clone()) {
            let message = format!("Config has duplicate unit name {name}.  All units must specify a unique `name`.");
            reasons.add(at, message);
        }
        check_dropins(unit, &name, at, reasons);
    });
}

/// Each name that stands twice is told once.
fn check_dropins(unit: &Unit, name: &str, at: &At<'_>, reasons: &mut Reasons) {
    let (mut names, mut told) = (BTreeSet::new(), BTreeSet::new());
    for dropin in unit.dropins.iter().flatten().map(|dropin| &dropin.name) {
        if !names.insert(dropin) && told.insert(dropin) {
            let dropin = quote::double(dropin);
            let message = format!(
                "Config has duplicate dropin name {dropin} in unit {name}.  All dropins must specify a unique `name`."
            );
            reasons.add(&at.field("dropins"), message);
        }
    }
}
