//! Units of systemd and networkd.

use super::{Here, each, unknown_keys};
use crate::check::Drafts;
use crate::check::systemd::SUFFIXES;
use crate::go::{path, quote};
use crate::report::Rule;
use crate::rule;
use crate::unit;
use crate::v2::{Dropin, Networkd, NetworkdUnit, Systemd, Unit};
use alloc::{format, string::String, vec::Vec};

pub(super) fn systemd(systemd: &Systemd, here: &Here<'_>, drafts: &mut Drafts) {
    each(&systemd.units, &here.field("units"), drafts, unit);
    unknown_keys::<Systemd>(here, drafts);
}

fn unit(unit: &Unit, here: &Here<'_>, drafts: &mut Drafts) {
    let contents = here.field("contents");
    match unit::parse(unit.contents.as_bytes()) {
        Err(bad) => {
            let message = fault(&unit.contents, &bad);
            if let Some(draft) = drafts.say(&rule::UNIT_CONTENTS, &contents.at, message) {
                draft.inside = Some(bad.at);
            }
        }
        // A text without any option says nothing, as an empty one.
        Ok(options) if (unit.enable || unit.enabled == Some(true)) && lacks_install(&options) => {
            let name = quote::double(&unit.name);
            let message = format!("unit {name} is enabled, but has no install section so enable does nothing");
            contents.say(&rule::ENABLED_WITHOUT_INSTALL, message, drafts);
        }
        Ok(_) => {}
    }
    each(&unit.dropins, &here.field("dropins"), drafts, |dropin, here, drafts| {
        text_and_name(&dropin.contents, &dropin.name, &[".conf"], &rule::DROPIN_SUFFIX, here, drafts);
    });
    if !SUFFIXES.contains(&path::ext(&unit.name)) {
        here.field("name").add(&rule::UNIT_SUFFIX, drafts);
    }
    unknown_keys::<Unit>(here, drafts);
}

const GARBAGE: &str = "found garbage after section name : ";

/// The parser of spec 2 shows what stands behind a section's name byte by byte.
fn fault(contents: &str, bad: &unit::BadUnit) -> String {
    if !bad.message.starts_with(GARBAGE) {
        return format!("invalid unit content: {}", bad.message);
    }
    let line = contents.get(bad.at..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let bytes: Vec<_> = line.trim_end().bytes().map(|byte| format!("{byte}")).collect();
    format!("invalid unit content: {GARBAGE}[{}]", bytes.join(" "))
}

fn lacks_install(options: &[unit::Opt<'_>]) -> bool {
    !options.is_empty() && options.iter().all(|option| option.section != b"Install")
}

pub(super) fn networkd(networkd: &Networkd, here: &Here<'_>, drafts: &mut Drafts) {
    each(&networkd.units, &here.field("units"), drafts, networkd_unit);
    unknown_keys::<Networkd>(here, drafts);
}

fn networkd_unit(unit: &NetworkdUnit, here: &Here<'_>, drafts: &mut Drafts) {
    let suffixes = &[".link", ".netdev", ".network"];
    if judge(&unit.contents, &unit.name, suffixes, &rule::NETWORKD_SUFFIX, here, drafts) {
        each(&unit.dropins, &here.field("dropins"), drafts, |dropin, here, drafts| {
            text_and_name(&dropin.contents, &dropin.name, &[".conf"], &rule::NETWORKD_DROPIN_SUFFIX, here, drafts);
        });
        unknown_keys::<NetworkdUnit>(here, drafts);
    }
}

fn text_and_name(
    contents: &str,
    name: &str,
    suffixes: &[&str],
    suffix: &'static Rule,
    here: &Here<'_>,
    drafts: &mut Drafts,
) {
    if judge(contents, name, suffixes, suffix, here, drafts) {
        unknown_keys::<Dropin>(here, drafts);
    }
}

/// Whether a text is a unit file and its name ends as it should; both are told of the whole.
fn judge(
    contents: &str,
    name: &str,
    suffixes: &[&str],
    suffix: &'static Rule,
    here: &Here<'_>,
    drafts: &mut Drafts,
) -> bool {
    let text = unit::has_install(contents.as_bytes());
    if let Err(bad) = &text {
        here.say(&rule::UNIT_CONTENTS, fault(contents, bad), drafts);
    }
    let named = suffixes.contains(&path::ext(name));
    if !named {
        here.add(suffix, drafts);
    }
    text.is_ok() && named
}
