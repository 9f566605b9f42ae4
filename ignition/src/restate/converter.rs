//! Downward as the converter does it, one step at a time: what it refuses, in its words, and what
//! it drops.

use super::{fit, refused, refused_at, with_findings};
use crate::check::{self, Drafts};
use crate::config::{self, Config};
use crate::document::At;
use crate::duplicate::duplicates;
use crate::encode;
use crate::model::rows::{Shown, text};
use crate::model::{Content, Luks, Resource};
use crate::parse::Parsed;
use crate::report::{Refused, Report};
use crate::rule;
use crate::version::Version::{self, V3_1, V3_2, V3_3, V3_4};
use alloc::{borrow::ToOwned, format, string::String};

/// One step of the converter.
pub(super) struct Step {
    /// The version it leads to.
    into: Version,
    /// What stands before the report of an input that is not valid.
    invalid: &'static str,
    /// What stands before the report of an output that is not valid.
    unexpected: &'static str,
    /// The first thing in the config that it refuses.
    refuses: fn(&Content) -> Result<(), Refused>,
}

const INVALID: &str = "Invalid input config:\n";
pub(crate) const UNEXPECTED: &str = "Converted spec has unexpected fatal error:\n";

const STEPS: &[Step] = &[
    Step {
        into: V3_4,
        invalid: "invalid input config:\n",
        unexpected: "converted spec has unexpected fatal error:\n",
        refuses: |_| Ok(()),
    },
    Step {
        into: V3_3,
        invalid: INVALID,
        unexpected: UNEXPECTED,
        refuses: refused_in_3_3,
    },
    Step {
        into: V3_2,
        invalid: INVALID,
        unexpected: UNEXPECTED,
        refuses: refused_in_3_2,
    },
    Step {
        into: V3_1,
        invalid: INVALID,
        unexpected: UNEXPECTED,
        refuses: refused_in_3_1,
    },
];

/// The step that leads to a version, if there is one.
pub(super) fn step(into: Version) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.into == into)
}

pub(super) fn lower(config: Config, step: &Step) -> Result<Parsed, Refused> {
    let from = config.version();
    judge(config.content(), from, step.invalid)?;
    (step.refuses)(config.content())?;
    let report = losses(config.content(), step.into);
    let mut content = config.into_content();
    if step.into == V3_4 {
        crate::change::drop_advertisements(&mut content);
    }
    fit(&mut content, step.into);
    judge(&content, step.into, step.unexpected)?;
    Ok(Parsed { config: Config::assume(step.into, content), report })
}

/// Refuses a config that is not valid to the converter, with its report behind `prefix`.
pub(crate) fn judge(content: &Content, version: Version, prefix: &str) -> Result<(), Refused> {
    let report = judged(content, version);
    if report.is_fatal() {
        return Err(with_findings(format!("{prefix}{}", report.to_text(&[])), report));
    }
    Ok(())
}

/// What the rules of the release that the converter uses say.
fn judged(content: &Content, version: Version) -> Report {
    let mut drafts = Drafts::converting(version);
    check::rules(content, &mut drafts);
    duplicates(content, &mut drafts);
    let mut report = config::unplaced(drafts);
    // It thought that the bits would work from 3.4 on.
    report.retain(|entry| !(core::ptr::eq(entry.rule, &raw const rule::MODE_SPECIAL) && version >= V3_4));
    for entry in report.entries_mut() {
        if core::ptr::eq(entry.rule, &raw const rule::MODE_SPECIAL) {
            entry.message = entry.message.replace("older than 3.6.0", "older than 3.4.0").into();
        }
    }
    report
}

/// A warning for each field that the step drops, down to those that say what would hold anyway.
fn losses(content: &Content, into: Version) -> Report {
    let mut drafts = Drafts::new(into);
    let lost = &mut |since: Version, at: &At<'_>, shown: Shown<'_>| {
        let nothing = matches!(shown, Shown::List(list) if list.count() == 0);
        if since > into && !nothing {
            drafts.say(&rule::DROPPED, at, format!("{into} cannot say this: the field is dropped"));
        }
    };
    config::fields(content, None, into, lost, &At::ROOT);
    if into == V3_4 {
        crate::change::advertisements(content, &mut |at| {
            drafts.say(&rule::DROPPED, at, "the converter drops the advertisement, though 3.4.0 has it");
        });
    }
    config::unplaced(drafts)
}

fn refused_in_3_3(content: &Content) -> Result<(), Refused> {
    let says = |what: &str| Err(refused(format!("Invalid input config: {what} not supported in spec v3.3")));
    let arn = |resource: &Resource| text(&resource.source).starts_with("arn:");
    let ignition = &content.ignition;
    let mut references = ignition
        .config
        .merge
        .iter()
        .flatten()
        .chain([&ignition.config.replace])
        .chain(ignition.security.tls.certificate_authorities.iter().flatten());
    if references.any(arn) {
        return says(ARN);
    }
    let special = |mode: Option<i64>| mode.is_some_and(|mode| mode & 0o7000 != 0);
    if content.storage.directories.iter().flatten().any(|directory| special(directory.mode)) {
        return says(MODE);
    }
    for file in content.storage.files.iter().flatten() {
        if special(file.mode) {
            return says(MODE);
        }
        if file.append.iter().flatten().chain([&file.contents]).any(arn) {
            return says(ARN);
        }
    }
    for luks in content.storage.luks.iter().flatten() {
        if let Some(what) = newer_luks(luks) {
            return says(what);
        }
        if arn(&luks.key_file) {
            return says(ARN);
        }
    }
    Ok(())
}

const ARN: &str = "arn: scheme for s3 is";
const MODE: &str = "special mode bits are";

fn newer_luks(luks: &Luks) -> Option<&'static str> {
    let advertised = || luks.clevis.tang.iter().flatten().any(|tang| !text(&tang.advertisement).is_empty());
    if luks.discard == Some(true) {
        Some("luks discard is")
    } else if luks.open_options.as_ref().is_some_and(|options| !options.is_empty()) {
        Some("luks openOptions is")
    } else {
        advertised().then_some("tang offline provisioning is")
    }
}

fn refused_in_3_2(content: &Content) -> Result<(), Refused> {
    let arguments = &content.kernel_arguments;
    if arguments.should_exist.iter().chain(&arguments.should_not_exist).any(|list| !list.is_empty()) {
        return Err(refused("KernelArguments is not supported on 3.2".to_owned()));
    }
    let at = At::ROOT.field("storage");
    let at = at.field("luks");
    for (index, luks) in content.storage.luks.iter().flatten().enumerate() {
        let custom = &luks.clevis.custom;
        if !encode::is_empty(custom) && (custom.pin.is_none() || custom.config.is_none()) {
            let at = at.index(index);
            let at = at.field("clevis");
            let message = "the converter crashes on a custom clevis pin without pin or config".to_owned();
            return Err(refused_at(&at.field("custom"), message));
        }
    }
    Ok(())
}

fn refused_in_3_1(content: &Content) -> Result<(), Refused> {
    newer_than_3_1(content, "3.1")?;
    if resizes(content) {
        return Err(refused("Resize in Storage.Disks.Partitions is not supported on 3.1".to_owned()));
    }
    Ok(())
}

/// What 3.2 has and 3.1 has not, partitions apart, in the words of a step to `into`.
pub(crate) fn newer_than_3_1(content: &Content, into: &str) -> Result<(), Refused> {
    let passwd = &content.passwd;
    let what = if content.storage.luks.as_ref().is_some_and(|luks| !luks.is_empty()) {
        "LUKS"
    } else if passwd.users.iter().flatten().any(|user| user.should_exist == Some(false)) {
        "ShouldExist in Passwd.Users"
    } else if passwd.groups.iter().flatten().any(|group| group.should_exist == Some(false)) {
        "ShouldExist in Passwd.Groups"
    } else {
        return Ok(());
    };
    Err(refused(not_supported(what, into)))
}

pub(crate) fn not_supported(what: &str, into: &str) -> String {
    format!("{what} is not supported on {into}")
}

fn resizes(content: &Content) -> bool {
    let partitions = content.storage.disks.iter().flatten().flat_map(|disk| disk.partitions.iter().flatten());
    partitions.into_iter().any(|partition| partition.resize == Some(true))
}
