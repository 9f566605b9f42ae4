//! Downward as the converter does it, one step at a time: what it refuses, in its words, and what
//! it drops.

use super::{Reasons, both, fit, with_findings};
use crate::check::{self, Drafts};
use crate::config::{self, Config};
use crate::document::At;
use crate::model::rows::{Rows as _, text};
use crate::model::{Content, Luks, Partition, Resource};
use crate::parse::Parsed;
use crate::report::{Refused, Report};
use crate::rule;
use crate::version::Version::{self, V3_1, V3_2, V3_3, V3_4};
use alloc::{format, string::String, vec::Vec};

/// One step of the converter.
pub(super) struct Step {
    /// The version it leads to.
    into: Version,
    /// What stands before the report of an input that is not valid.
    invalid: &'static str,
    /// What stands before the report of an output that is not valid.
    unexpected: &'static str,
    /// Adds what it refuses, in its order.
    refuses: fn(&Content, &mut Reasons),
}

pub(crate) const INVALID: &str = "Invalid input config:\n";
pub(crate) const UNEXPECTED: &str = "Converted spec has unexpected fatal error:\n";

const STEPS: &[Step] = &[
    Step {
        into: V3_4,
        invalid: "invalid input config:\n",
        unexpected: "converted spec has unexpected fatal error:\n",
        refuses: |_, _| {},
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
    let mut reasons = Reasons::of_converter(step.into);
    (step.refuses)(config.content(), &mut reasons);
    both(judge(config.content(), from, step.invalid), reasons.verdict())?;
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
    check::whole(content, &mut drafts);
    let mut report = config::unplaced(drafts);
    // It thought that the bits would work from 3.4 on.
    report.retain(|entry| !(core::ptr::eq(entry.rule, &raw const rule::MODE_SPECIAL) && version >= V3_4));
    for entry in report.entries_mut() {
        if core::ptr::eq(entry.rule, &raw const rule::MODE_SPECIAL) {
            entry.message = SPECIAL_BITS.into();
        }
    }
    report
}

const SPECIAL_BITS: &str = "setuid/setgid/sticky bits are not supported in spec versions older than 3.4.0";

/// A warning for each field that the step drops, down to those that say what would hold anyway.
fn losses(content: &Content, into: Version) -> Report {
    let mut drafts = Drafts::new(into);
    config::newer(content, into, &mut |_, at| {
        drafts.say(&rule::DROPPED, at, format!("{into} cannot say this: the field is dropped"));
    });
    if into == V3_4 {
        crate::change::advertisements(content, &mut |at| {
            drafts.say(&rule::DROPPED, at, "the converter drops the advertisement, though 3.4.0 has it");
        });
    }
    config::unplaced(drafts)
}

fn refused_in_3_3(content: &Content, reasons: &mut Reasons) {
    each_reference(content, |resource, _, at| without_arn(resource, at, reasons));
    let storage = At::ROOT.field("storage");
    each(&content.storage.directories, &storage.field("directories"), |directory, at| {
        without_special_bits(directory.mode, at, reasons);
    });
    each(&content.storage.files, &storage.field("files"), |file, at| {
        without_special_bits(file.mode, at, reasons);
        each(&file.append, &at.field("append"), |piece, at| without_arn(piece, at, reasons));
        without_arn(&file.contents, &at.field("contents"), reasons);
    });
    each(&content.storage.luks, &storage.field("luks"), |luks, at| without_newer_luks(luks, at, reasons));
}

fn newer_than_3_3(at: &At<'_>, what: &str, reasons: &mut Reasons) {
    reasons.newer(at, V3_4, format!("Invalid input config: {what} not supported in spec v3.3"));
}

fn without_arn(resource: &Resource, at: &At<'_>, reasons: &mut Reasons) {
    if text(&resource.source).starts_with("arn:") {
        newer_than_3_3(&at.field("source"), "arn: scheme for s3 is", reasons);
    }
}

fn without_special_bits(mode: Option<i64>, at: &At<'_>, reasons: &mut Reasons) {
    if mode.is_some_and(|mode| mode & 0o7000 != 0) {
        newer_than_3_3(&at.field("mode"), "special mode bits are", reasons);
    }
}

fn without_newer_luks(luks: &Luks, at: &At<'_>, reasons: &mut Reasons) {
    if luks.discard == Some(true) {
        newer_than_3_3(&at.field("discard"), "luks discard is", reasons);
    }
    if luks.open_options.as_ref().is_some_and(|options| !options.is_empty()) {
        newer_than_3_3(&at.field("openOptions"), "luks openOptions is", reasons);
    }
    let clevis = at.field("clevis");
    each(&luks.clevis.tang, &clevis.field("tang"), |tang, at| {
        if !text(&tang.advertisement).is_empty() {
            newer_than_3_3(&at.field("advertisement"), "tang offline provisioning is", reasons);
        }
    });
    without_arn(&luks.key_file, &at.field("keyFile"), reasons);
}

fn refused_in_3_2(content: &Content, reasons: &mut Reasons) {
    let arguments = &content.kernel_arguments;
    if arguments.should_exist.iter().chain(&arguments.should_not_exist).any(|list| !list.is_empty()) {
        reasons.newer(&At::ROOT.field("kernelArguments"), V3_3, "KernelArguments is not supported on 3.2");
    }
    let storage = At::ROOT.field("storage");
    each(&content.storage.luks, &storage.field("luks"), |luks, at| {
        let custom = &luks.clevis.custom;
        if !custom.is_empty() && (custom.pin.is_none() || custom.config.is_none()) {
            let message = "the converter crashes on a custom clevis pin without pin or config";
            reasons.add(&at.field("clevis").field("custom"), message);
        }
    });
}

fn refused_in_3_1(content: &Content, reasons: &mut Reasons) {
    newer_than_3_1(content, "3.1", reasons);
    each_partition(content, |partition, at| without_resize(partition, at, "3.1", reasons));
}

/// What 3.2 has and 3.1 has not, partitions apart, in the words of a step to `into`.
pub(crate) fn newer_than_3_1(content: &Content, into: &str, reasons: &mut Reasons) {
    if content.storage.luks.as_ref().is_some_and(|luks| !luks.is_empty()) {
        reasons.newer(&At::ROOT.field("storage").field("luks"), V3_2, not_supported("LUKS", into));
    }
    let mut absent = |should_exist: Option<bool>, at: &At<'_>, what| {
        if should_exist == Some(false) {
            reasons.newer(&at.field("shouldExist"), V3_2, not_supported(what, into));
        }
    };
    let at = At::ROOT.field("passwd");
    each(&content.passwd.users, &at.field("users"), |user, at| {
        absent(user.should_exist, at, "ShouldExist in Passwd.Users");
    });
    each(&content.passwd.groups, &at.field("groups"), |group, at| {
        absent(group.should_exist, at, "ShouldExist in Passwd.Groups");
    });
}

/// No partition is resized before 3.2, in the words of a step to `into`.
pub(crate) fn without_resize(partition: &Partition, at: &At<'_>, into: &str, reasons: &mut Reasons) {
    if partition.resize == Some(true) {
        reasons.newer(&at.field("resize"), V3_2, not_supported("Resize in Storage.Disks.Partitions", into));
    }
}

pub(crate) fn not_supported(what: &str, into: &str) -> String {
    format!("{what} is not supported on {into}")
}

pub(crate) fn each_partition(content: &Content, mut visit: impl FnMut(&Partition, &At<'_>)) {
    let disks = At::ROOT.field("storage");
    each(&content.storage.disks, &disks.field("disks"), |disk, at| {
        each(&disk.partitions, &at.field("partitions"), &mut visit);
    });
}

/// Visits what a config fetches for itself, with the converter's name of the place.
pub(crate) fn each_reference(content: &Content, mut visit: impl FnMut(&Resource, &str, &At<'_>)) {
    let ignition = At::ROOT.field("ignition");
    let config = ignition.field("config");
    each(&content.ignition.config.merge, &config.field("merge"), |resource, at| {
        visit(resource, "Ignition.Config.Merge", at);
    });
    visit(&content.ignition.config.replace, "Ignition.Config.Replace", &config.field("replace"));
    let tls = ignition.field("security");
    let tls = tls.field("tls");
    let authorities = &content.ignition.security.tls.certificate_authorities;
    each(authorities, &tls.field("certificateAuthorities"), |resource, at| {
        visit(resource, "Ignition.Security.TLS.CertificateAuthorities", at);
    });
}

/// Visits the elements of a list that may be absent.
pub(crate) fn each<T>(list: &Option<Vec<T>>, at: &At<'_>, mut visit: impl FnMut(&T, &At<'_>)) {
    for (index, item) in list.iter().flatten().enumerate() {
        visit(item, &at.index(index));
    }
}
