//! Units and drop-ins: names, contents, whether enabling has an effect.

use super::{Drafts, inside};
use crate::document::At;
use crate::go::{path, quote};
use crate::model::rows::text;
use crate::model::{Content, Dropin, Systemd, Unit};
use crate::rule;
use crate::unit;
use alloc::{collections::BTreeMap, format, string::String};

const UNITS: &str = "/etc/systemd/system/";

/// Files, directories and links that stand where a unit or drop-in will be written.
pub(super) fn conflicts(content: &Content, root: &At<'_>, drafts: &mut Drafts) {
    let storage = &content.storage;
    let directories = storage.directories.iter().flatten().map(|item| item.path.as_str());
    let files = storage.files.iter().flatten().map(|item| item.path.as_str());
    let links = storage.links.iter().flatten().map(|item| item.path.as_str());
    if !files.clone().chain(directories.clone()).chain(links.clone()).any(|path| path.starts_with(UNITS)) {
        return;
    }
    let written = written(&content.systemd);
    let units = root.field("systemd");
    let units = units.field("units");
    let at = root.field("storage");
    let mut check = |name, paths: &mut dyn Iterator<Item = &str>| {
        let list = at.field(name);
        for (index, path) in paths.enumerate() {
            let Some(&(unit, dropin)) = written.get(path) else { continue };
            let item = list.index(index);
            let Some(draft) = drafts.add(&rule::UNIT_CONFLICT, &item.field("path")) else { continue };
            let (unit_at, unit) = (units.index(unit), &list_of(content)[unit]);
            match dropin {
                None => {
                    draft.hint = Some(format!("the unit {} is written there; keep one of them", unit.name).into());
                    draft.beside(&unit_at.field("name"));
                }
                Some(dropin) => {
                    let name =
                        unit.dropins.as_ref().and_then(|dropins| dropins.get(dropin)).map_or("", |dropin| &dropin.name);
                    let hint = format!("the drop-in {name} of {} is written there; keep one of them", unit.name);
                    draft.hint = Some(hint.into());
                    draft.beside(&unit_at.field("dropins").index(dropin).field("name"));
                }
            }
        }
    };
    check("files", &mut { files });
    check("directories", &mut { directories });
    check("links", &mut { links });
}

fn list_of(content: &Content) -> &[Unit] {
    content.systemd.units.as_deref().unwrap_or_default()
}

/// Where units and drop-ins with contents are written, and which they are.
fn written(systemd: &Systemd) -> BTreeMap<String, (usize, Option<usize>)> {
    let mut paths = BTreeMap::new();
    for (index, unit) in systemd.units.iter().flatten().enumerate() {
        if !text(&unit.contents).is_empty() {
            paths.insert(format!("{UNITS}{}", unit.name), (index, None));
        }
        for (at, dropin) in unit.dropins.iter().flatten().enumerate() {
            if !text(&dropin.contents).is_empty() {
                paths.insert(format!("{UNITS}{}.d/{}", unit.name, dropin.name), (index, Some(at)));
            }
        }
    }
    paths
}

pub(super) fn systemd(systemd: &Systemd, at: &At<'_>, drafts: &mut Drafts) {
    let list = systemd.units.as_deref().unwrap_or_default();
    let units = at.field("units");
    templates(list, &units, drafts);
    for (index, item) in list.iter().enumerate() {
        unit(item, &units.index(index), drafts);
    }
}

/// Instances that are enabled while their template has nothing to enable.
fn templates(list: &[Unit], units: &At<'_>, drafts: &mut Drafts) {
    let instances = list.iter().enumerate().filter(|(_, unit)| unit.enabled == Some(true));
    let mut instances = instances.filter_map(|(index, unit)| Some((index, unit, template_of(&unit.name)?))).peekable();
    if instances.peek().is_none() {
        return;
    }
    let by_name: BTreeMap<_, _> = list.iter().map(|unit| (unit.name.as_str(), unit)).collect();
    let mut lacking: BTreeMap<String, bool> = BTreeMap::new();
    for (index, unit, name) in instances {
        let Some(template) = by_name.get(name.as_str()) else { continue };
        let contents = text(&template.contents);
        let lacks = || !contents.is_empty() && unit::has_install(contents.as_bytes()) == Ok(false);
        let name = match lacking.get(&name) {
            Some(false) => continue,
            Some(true) => name,
            None => {
                let lacks = lacks();
                lacking.insert(name.clone(), lacks);
                if !lacks {
                    continue;
                }
                name
            }
        };
        let message = format!(
            "template unit {} for {} doesn't have Install section",
            quote::double(&name),
            quote::double(&unit.name)
        );
        let item = units.index(index);
        drafts.say(&rule::TEMPLATE_WITHOUT_INSTALL, &item.field("contents"), message);
    }
}

/// `a@.service` for `a@b.service`; the prefix is the shortest there is.
fn template_of(name: &str) -> Option<String> {
    let stem = name.strip_suffix(".service").filter(|stem| !stem.contains('\n'))?;
    let at = stem.char_indices().skip(1).find(|&(at, c)| c == '@' && at + 1 < stem.len())?.0;
    Some(format!("{}@.service", &stem[..at]))
}

pub(crate) const SUFFIXES: &[&str] = &[
    ".service",
    ".socket",
    ".device",
    ".mount",
    ".automount",
    ".swap",
    ".target",
    ".path",
    ".timer",
    ".snapshot",
    ".slice",
    ".scope",
];

fn unit(unit: &Unit, at: &At<'_>, drafts: &mut Drafts) {
    if !SUFFIXES.contains(&path::ext(&unit.name)) {
        drafts.add(&rule::UNIT_SUFFIX, &at.field("name"));
    }
    let contents = text(&unit.contents);
    match unit::has_install(contents.as_bytes()) {
        Err(bad) => unit_contents(bad, &at.field("contents"), drafts),
        Ok(false) if unit.enabled == Some(true) && !contents.is_empty() => {
            let name = quote::double(&unit.name);
            let message = format!("unit {name} is enabled, but has no install section so enable does nothing");
            drafts.say(&rule::ENABLED_WITHOUT_INSTALL, &at.field("contents"), message);
        }
        Ok(_) => {}
    }
    let dropins = at.field("dropins");
    for (index, item) in unit.dropins.iter().flatten().enumerate() {
        dropin(item, &dropins.index(index), drafts);
    }
}

fn dropin(dropin: &Dropin, at: &At<'_>, drafts: &mut Drafts) {
    if let Err(bad) = unit::has_install(text(&dropin.contents).as_bytes()) {
        unit_contents(bad, &at.field("contents"), drafts);
    }
    if path::ext(&dropin.name) != ".conf" {
        drafts.add(&rule::DROPIN_SUFFIX, &at.field("name"));
    }
}

fn unit_contents(bad: unit::BadUnit, at: &At<'_>, drafts: &mut Drafts) {
    let message = format!("invalid unit content: {}", bad.message);
    inside(drafts.say(&rule::UNIT_CONTENTS, at, message), bad.at);
}
