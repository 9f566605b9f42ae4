//! From bytes to a config of spec 2 and a report.

use super::model::Content;
use super::{Config, Parsed, check, header, syntax};
use crate::check::Drafts;
use crate::decode::{self, Mismatch};
use crate::document::json::SyntaxError;
use crate::document::{At, Kind, MAX_DOCUMENT, SourceId, Span, Tape, Value};
use crate::mismatch;
use crate::parse::{self, named, placed};
use crate::report::{Entry, Refused, Report};
use crate::rule;
use crate::version::{self, BadVersion, Version};
use alloc::string::String;

/// Reads a config of spec 2 and judges it at the version it declares.
///
/// ```
/// use garboard_ignition::v2;
///
/// let parsed = v2::parse(br#"{
///   "ignition": { "version": "2.2.0" },
///   "storage": { "files": [ { "filesystem": "root", "path": "/etc/motd", "mode": 420 } ] }
/// }"#)?;
/// assert!(parsed.report.is_empty());
/// assert_eq!(parsed.config.version().to_string(), "2.2.0");
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] with every finding, if the reference refuses the document.
pub fn parse(document: &[u8]) -> Result<Parsed, Refused> {
    let tape = read_json(document, SourceId::default())?;
    decode(tape.root())
}

/// Takes a JSON document apart, whose faults are told as the reader of spec 2 tells them.
///
/// ```
/// use garboard_ignition::{document::SourceId, v2};
///
/// let refused = v2::read_json(b"{ \"a\": tru }", SourceId::default()).unwrap_err();
/// assert_eq!(refused.to_string(), "invalid character ' ' in literal true (expecting 'e')");
/// ```
///
/// # Errors
/// [`Refused`] if it is empty, too large, a cloud-config or a script, or with the one fault in its
/// syntax.
pub fn read_json(document: &[u8], source: SourceId) -> Result<Tape<'_>, Refused> {
    if document.len() > MAX_DOCUMENT {
        return Err(parse::too_large(document.len(), source));
    }
    let whole = placed(source, Span::of_characters(document, 0, document.len()));
    let other = if document.is_empty() { Some(&rule::EMPTY) } else { header::other_format(document) };
    if let Some(rule) = other {
        return Err(Refused::because(Entry::new(rule, whole)));
    }
    parse::read_json(document, source).map_err(|refused| match syntax::fault(document) {
        Some(syntax::Fault { message, offset }) => {
            let culprit = offset.saturating_sub(1);
            parse::syntax(&SyntaxError { message, offset, culprit }, source, document)
        }
        // It is JSON, but nested too deep.
        None => refused,
    })
}

/// Reads the config of spec 2 that stands at `root`, wherever that is.
///
/// ```
/// use garboard_ignition::document::{SourceId, read_yaml};
/// use garboard_ignition::v2;
///
/// let text = b"ignition: {version: 2.2.0}\nsystemd: {units: [{name: chronyd.service, enable: true}]}";
/// let document = read_yaml(text, SourceId::default(), 0).expect("it is YAML");
/// let config = v2::decode(document.tape.root())?.config;
/// assert!(config.content().systemd.units.as_ref().unwrap()[0].enable);
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] with every finding, if the reference refuses the config.
pub fn decode(root: Value<'_>) -> Result<Parsed, Refused> {
    let Some(declared) = declared(root)? else { return of_spec_1(root) };
    let content = read(root, declared)?;
    let mut drafts = Drafts::new(declared);
    let value = (!root.tape().overflows()).then_some(root);
    check::config(&content, &check::Here { at: At::ROOT, value }, &mut drafts);
    match Refused::of(parse::report(root, drafts)) {
        Ok(refused) => Err(refused),
        Err(report) => Ok(Parsed { config: Config { version: declared, content }, report }),
    }
}

/// What the config of spec 2 at `root` says, whether or not its rules hold; nothing where its
/// version or a type is in the way.
#[must_use]
pub fn content(root: Value<'_>) -> Option<Content> {
    whether_or_not_valid(root).map(|config| config.content)
}

pub(super) fn whether_or_not_valid(root: Value<'_>) -> Option<Config> {
    let version = declared(root).ok()??;
    let content = read(root, version).ok()?;
    Some(Config { version, content })
}

/// What the config says at a version. A fault is the one that the newest version has first, as the
/// reference looks for it there.
fn read(root: Value<'_>, version: Version) -> Result<Content, Refused> {
    decode::record_abruptly(root, version).map_err(|fault| {
        let newest = decode::record_abruptly::<Content>(root, Version::V2_4).err();
        wrong_type(root, newest.unwrap_or(fault))
    })
}

/// The version that the config declares; nothing where it is one of version 1.
fn declared(root: Value<'_>) -> Result<Option<Version>, Refused> {
    let mut text = String::new();
    let versions = named(root, "ignition").flat_map(|ignition| named(ignition, "version"));
    for version in versions.filter(|version| version.kind() == Kind::String) {
        text = version.as_str().unwrap_or_default().into_owned();
    }
    match version::declared(&text, &Version::ALL_OF_SPEC_2) {
        Ok(version) => Ok(Some(version)),
        Err(BadVersion::Unparsable) if is_spec_1(root) => Ok(None),
        // The reference does not tell these apart, and looks for wrong types first.
        Err(_) => read(root, Version::V2_4).and(Err(parse::verdict(root, &rule::VERSION_UNSUPPORTED))),
    }
}

fn is_spec_1(root: Value<'_>) -> bool {
    named(root, "ignitionVersion").last().and_then(Value::as_i64) == Some(1)
}

/// What the reference of old made of version 1. Only its version is read: nobody has the rest.
fn of_spec_1(root: Value<'_>) -> Result<Parsed, Refused> {
    let version = parse::at_version(root, &rule::SPEC_1);
    for section in ["networkd", "passwd", "storage", "systemd"] {
        if named(root, section).any(|value| value.members().next().is_some()) {
            return Err(Refused::because(parse::at_version(root, &rule::SPEC_1_CONTENT)));
        }
    }
    let config = Config { version: Version::V2_0, content: Content::default() };
    Ok(Parsed { config, report: Report::from_iter([version]) })
}

fn wrong_type(root: Value<'_>, fault: Mismatch) -> Refused {
    let value = Value::at(root.tape(), fault.index);
    let message = mismatch::describe_plainly(root, fault);
    let mut entry = Entry::new(&rule::TYPE, placed(root.tape().source(), value.span())).saying(message);
    entry.marker = Some(mismatch::end_of(value));
    entry.hint = parse::type_hint(value, fault.wanted);
    Refused::because(entry)
}
