//! Ignition configs, bare and inside a MachineConfig.

use super::{Findings, spec_2};
use crate::rule;
use alloc::format;
use garboard_ignition::document::{At, Kind, Lookup, Path, Span, Step, Value};
use garboard_ignition::model::Content;
use garboard_ignition::report::{Gate, Report, Rule, Severity};
use garboard_ignition::{BadVersion, Config, Refused, Version, content, decode, rule as ignition_rule, v2};

/// The newest version a cluster's operator reads.
pub(crate) const RENDERED: Version = Version::V3_5;

/// A config that a machine reads at its first boot.
pub(super) fn bare(root: Value<'_>, limit: Version) -> Report {
    let mut found = match decode(root, limit) {
        Ok(parsed) => parsed.report,
        Err(refused) => refused.into_report(),
    };
    let text = version(root).and_then(Value::as_str).unwrap_or_default();
    let declared = text.parse::<Version>().ok();
    if let Some(declared) = declared.filter(|declared| *declared > limit)
        && let [refused] = found.entries_mut()
    {
        let hint = format!("the reader asked for knows 3.0.0 to {limit}: declare one of these, not {declared}");
        refused.hint = Some(hint.into());
    }
    let mut found = pathed(gated(found, Gate::FirstBoot, Gate::FirstBoot), root);
    if Version::ALL_OF_SPEC_2.iter().any(|version| version.as_str() == text) {
        found.append(spec_2::judge(root, Gate::FirstBoot, Gate::FirstBoot));
    }
    found
}

/// The config of a MachineConfig, as the render controller reads it: judged, and at the version of the operator.
/// Nothing where it cannot be read; a config of spec 2 is judged alone, see [`raised`].
pub(super) fn rendered(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) -> Option<Config> {
    let version = version(config);
    let text = version.and_then(Value::as_str).unwrap_or_default();
    let ignition = at.field("ignition");
    let version_at = ignition.field("version");
    let stands = version.unwrap_or(config);
    match text.parse::<Version>() {
        // A version that is no string is a wrong type, and said so below.
        Err(BadVersion::Unparsable)
            if version.is_none_or(|version| matches!(version.kind(), Kind::String | Kind::Null)) =>
        {
            findings.add(&rule::CONFIG_VERSION_MISSING, Gate::Render, stands, &version_at);
            return None;
        }
        Err(BadVersion::Unsupported { major: 2 }) if matches!(&*text, "2.0.0" | "2.1.0" | "2.2.0") => {
            let message = format!("{text} is the older generation of configs: the operator raises it to {RENDERED}");
            let hint = "write it in spec 3, to see what the machines get: the operator keeps one of repeated entries";
            findings.hint(&ignition_rule::SPEC_2, None, stands, &version_at, message, Some(hint.into()));
            if let Some(content) = v2::content(config) {
                let modes = content.storage.files.iter().flatten().map(|file| (&*file.path, file.mode));
                modes_above_0777(modes, config, at, findings);
            }
            carried(spec_2::judge(config, Gate::Render, Gate::Node), at, findings);
            return None;
        }
        Err(BadVersion::Unsupported { .. }) => {
            unknown_version(&text, stands, &version_at, findings);
            return None;
        }
        Ok(version) if version > RENDERED => {
            unknown_version(&text, stands, &version_at, findings);
            return None;
        }
        Ok(_) | Err(_) => {}
    }
    let mut read = None;
    let found = match decode(config, RENDERED) {
        Ok(parsed) => {
            operator_rules(parsed.config.content(), config, at, findings);
            read = Some(parsed.config);
            parsed.report
        }
        Err(refused) => {
            // What is wrong with the config hides nothing that the operator would say besides.
            if let Some(content) = content(config, RENDERED) {
                operator_rules(&content, config, at, findings);
            }
            refused.into_report()
        }
    };
    carried(pathed(gated(found, Gate::Render, Gate::Node), config), at, findings);
    read
}

/// A config of spec 2 as the operator raises it, and where its values are written.
pub(crate) fn raised(config: Value<'_>) -> Result<(Config, v2::Written), Refused> {
    let (raised, written) = v2::decode(config)?.config.raise_with_places()?;
    Ok((raised.config, written))
}

/// Findings about a config, as those of the MachineConfig that has it at `at`.
fn carried(found: Report, at: &At<'_>, findings: &mut Findings<'_>) {
    let prefix = at.path();
    for mut entry in found {
        entry.place.path = prefix.join(&entry.place.path);
        for related in &mut entry.related {
            related.path = prefix.join(&related.path);
        }
        // The reference's positions are those of the JSON that a cluster stores.
        entry.marker = None;
        findings.report.add(entry);
    }
}

fn unknown_version(text: &str, value: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let hint = format!("{text} is not read by the operator: declare a version from 3.0.0 to 3.5.0");
    let rule = &rule::CONFIG_VERSION_UNKNOWN;
    findings.hint(rule, Gate::Render, value, at, rule.summary, Some(hint));
}

fn version(config: Value<'_>) -> Option<Value<'_>> {
    // Keys count in any case: the reference folds them.
    let path = At::ROOT.field("ignition").field("version").path();
    let (version, whole) = Lookup::new(config).in_any_case().find(&path);
    whole.then_some(version)
}

/// The reference names no path where a type is wrong; people are shown the way to the value.
pub(super) fn pathed(mut report: Report, config: Value<'_>) -> Report {
    for entry in report.entries_mut().iter_mut().filter(|entry| entry.rule.code == ignition_rule::TYPE.code) {
        if let Some(span) = entry.place.span {
            entry.place.path = way_to(span, config);
        }
    }
    report
}

/// The path to what stands at `span`, as far down as it can be told.
fn way_to(span: Span, root: Value<'_>) -> Path {
    let holds = |value: Value<'_>| value.span().start <= span.start && span.end <= value.span().end;
    let mut path = Path::root();
    let mut here = root;
    while here.span() != span {
        let member = here.members().find(|(_, value)| holds(*value));
        let member = member.map(|(key, value)| (Step::Key((&*key.as_str().unwrap_or_default()).into()), value));
        let element = || (0..).map(Step::Index).zip(here.elements()).find(|(_, value)| holds(*value));
        let Some((step, value)) = member.or_else(element) else { break };
        (path, here) = (path.then(step), value);
    }
    path
}

/// Advice about what nobody refuses, and what nevertheless fails where it is carried out.
const FAILS: &[&Rule] = &[&ignition_rule::BELOW_FILE, &ignition_rule::NOT_GZIP];

/// Errors are refused at one gate, some of the rest is noticed at another.
pub(super) fn gated(mut report: Report, refused: Gate, noticed: Gate) -> Report {
    for entry in report.entries_mut() {
        entry.gate = match entry.severity {
            Severity::Error => Some(refused),
            _ => FAILS.iter().any(|rule| rule.code == entry.rule.code).then_some(noticed),
        };
    }
    report
}

/// What the operator demands beyond the rules of Ignition.
fn operator_rules(content: &Content, config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let mut find = finder(config, at);
    let modes = content.storage.files.iter().flatten().map(|file| (&*file.path, file.mode));
    modes_above_0777(modes, config, at, findings);
    let storage = at.field("storage");
    let disks = storage.field("disks");
    for (index, disk) in content.storage.disks.iter().flatten().enumerate() {
        let partitions = disk.partitions.as_deref().unwrap_or_default();
        let absent = partitions.iter().any(|partition| partition.should_exist == Some(false));
        if absent && partitions.iter().any(|partition| partition.number == 0) {
            let at = disks.index(index);
            let at = at.field("partitions");
            findings.add(&rule::PARTITION_ZERO_BESIDE_ABSENT, Gate::Render, find(&at), &at);
        }
    }
    let passwd = at.field("passwd");
    let users = passwd.field("users");
    for (index, user) in content.passwd.users.iter().flatten().enumerate().filter(|(_, user)| user.name != "core") {
        let at = users.index(index);
        let at = at.field("name");
        let message = format!("user {}: machines that exist already refuse any user but core", user.name);
        findings.say(&rule::USER_NOT_CORE, Gate::Node, find(&at), &at, message);
    }
}

/// The operator takes no file with more than permissions in its mode.
fn modes_above_0777<'c>(
    files: impl Iterator<Item = (&'c str, Option<i64>)>,
    config: Value<'_>,
    at: &At<'_>,
    findings: &mut Findings<'_>,
) {
    let mut find = finder(config, at);
    let storage = at.field("storage");
    let files_at = storage.field("files");
    for (index, (path, mode)) in files.enumerate() {
        let Some(mode) = mode.filter(|mode| *mode > 0o777) else { continue };
        let message = format!("invalid mode {mode:#o} for {path}, cannot exceed 0777").replace("0o", "0");
        let at = files_at.index(index);
        let at = at.field("mode");
        findings.say(&rule::MODE_ABOVE_0777, Gate::Render, find(&at), &at, message);
    }
}

/// Paths begin at the MachineConfig, and values are sought below its config, which stands at `at`.
fn finder<'t>(config: Value<'t>, at: &At<'_>) -> impl FnMut(&At<'_>) -> Value<'t> + use<'t> {
    let prefix = at.path().steps().len();
    let mut lookup = Lookup::new(config).in_any_case();
    move |at| lookup.find(&at.path().steps()[prefix..].iter().cloned().collect()).0
}
