//! From bytes to a config and a report, in the reference's order: the syntax of the whole, the
//! version it declares, the whole config at that version, then its rules.

use crate::advice;
use crate::change;
use crate::check::{self, Drafts};
use crate::config::Config;
use crate::decode::{self, Mismatch, Wanted};
use crate::document::json::{self, SyntaxError};
use crate::document::{At, Kind, MAX_DOCUMENT, Passage, Path, Place, SourceId, Span, Tape, Value};
use crate::go::quote;
use crate::locate::Locator;
use crate::mismatch::{self, Reading};
use crate::model::Content;
use crate::report::{Entry, Refused, Report, Rule};
use crate::rule;
use crate::unused::unused;
use crate::version::{BadVersion, Version};
use alloc::{borrow::Cow, format, string::String};

/// A config that was read, and what was found in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parsed {
    /// The config.
    pub config: Config,
    /// Warnings and advice; nothing in it is an error.
    pub report: Report,
}

/// How to read a config.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The newest version the reader knows; anything newer is unsupported to it.
    pub limit: Version,
    /// Which source the document is; its places name it.
    pub source: SourceId,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: Version::LATEST, source: SourceId::default() }
    }
}

/// Reads a config of any version and judges it at the version it declares.
///
/// # Errors
/// [`Refused`] with every finding, if the reference refuses the document.
///
/// ```
/// let parsed = garboard_ignition::parse(br#"{"ignition": {"version": "3.4.0"}, "sotrage": {}}"#)?;
/// assert_eq!(parsed.config.version().to_string(), "3.4.0");
/// assert_eq!(parsed.report.entries()[0].message, "unused key sotrage");
///
/// let refused = garboard_ignition::parse(br#"{"ignition": {"version": "2.2.0"}}"#).unwrap_err();
/// assert_eq!(refused.code(), "version-unsupported");
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
pub fn parse(document: &[u8]) -> Result<Parsed, Refused> {
    parse_with(document, &Options::default())
}

/// Reads a config as a given reader does.
///
/// # Errors
/// [`Refused`] with every finding, if that reader refuses the document.
pub fn parse_with(document: &[u8], options: &Options) -> Result<Parsed, Refused> {
    let source = options.source;
    if document.is_empty() {
        return Err(Refused::because(Entry::new(&rule::EMPTY, placed(source, Span { start: 0, end: 0 }))));
    }
    read_json(document, source).and_then(|tape| decode(tape.root(), options.limit))
}

/// Takes a JSON document apart.
///
/// # Errors
/// [`Refused`] with the one fault in its syntax, or because it is too large.
pub fn read_json(document: &[u8], source: SourceId) -> Result<Tape<'_>, Refused> {
    if document.len() > MAX_DOCUMENT {
        return Err(too_large(document.len(), source));
    }
    json::read(document, source, 0, Passage::Direct).map_err(|fault| syntax(&fault, source, document))
}

/// Takes the JSON document apart that begins at byte `at` of a stream of them; also answers where
/// the next one begins, which is the length of `stream` after the last.
///
/// # Errors
/// [`Refused`] with the one fault in its syntax. Nobody can tell where the next document begins.
pub fn read_json_stream(stream: &[u8], at: usize, source: SourceId) -> Result<(Tape<'_>, usize), Refused> {
    if stream.len() > MAX_DOCUMENT {
        return Err(too_large(stream.len(), source));
    }
    let base = byte(at);
    match json::read_first(&stream[at..], source, base, Passage::Direct) {
        Ok((tape, rest)) => Ok((tape, rest.map_or(stream.len(), |rest| at + rest))),
        Err(fault) => Err(syntax(&fault.moved(at), source, stream)),
    }
}

/// Reads the config that stands at `root`, wherever that is: the root of a JSON document, or
/// `spec.config` of a MachineConfig in YAML.
///
/// Paths in the report begin at `root`; spans are those of the whole source.
///
/// # Errors
/// [`Refused`] with every finding, if a reader of at most `limit` refuses the config.
pub fn decode(root: Value<'_>, limit: Version) -> Result<Parsed, Refused> {
    let declared = declared(root)?;
    let version = match declared.parse::<Version>() {
        Ok(version) if version <= limit => version,
        Ok(_) => return Err(unsupported(root, &declared, 3)),
        Err(BadVersion::Unsupported { major }) => return Err(unsupported(root, &declared, major)),
        Err(BadVersion::Unparsable) => return Err(verdict(root, &rule::VERSION_UNPARSABLE)),
    };
    let decoded = decode::config(root, version).map_err(|fault| wrong_type(root, fault, Reading::Whole))?;
    let mut drafts = Drafts::new(version);
    check::whole(&decoded.content, &mut drafts);
    if !root.tape().overflows() {
        unused(&decoded, root, &mut drafts);
    }
    advice::advise(&decoded.content, &mut drafts);
    change::foreseen(&decoded.content, version, limit, &mut drafts);
    let report = report(root, drafts);
    let config = Config::assume(version, decoded.content);
    match Refused::of(report) {
        Ok(refused) => Err(refused),
        Err(report) => Ok(Parsed { config, report }),
    }
}

/// What the config at `root` says, whether or not its rules hold; nothing where a reader of at most
/// `limit` cannot tell.
#[must_use]
pub fn content(root: Value<'_>, limit: Version) -> Option<Content> {
    let version = declared(root).ok()?.parse::<Version>().ok().filter(|version| *version <= limit)?;
    Some(decode::config(root, version).ok()?.content)
}

pub(crate) fn report(root: Value<'_>, drafts: Drafts) -> Report {
    let full = drafts.full();
    let list = drafts.into_list();
    if list.is_empty() {
        return Report::new();
    }
    let mut locator = Locator::new(root);
    let mut report: Report = list.into_iter().map(|draft| locator.entry(draft)).collect();
    if full {
        // One more than it holds: it will say so.
        report.add(Entry::new(&rule::TOO_MANY_FINDINGS, placed(root.tape().source(), root.span())));
    }
    report
}

/// The text of `ignition.version`, empty where there is none; the rest is not looked at.
pub(crate) fn declared(root: Value<'_>) -> Result<Cow<'_, str>, Refused> {
    let (mut first, mut text) = (None::<Mismatch>, Cow::Borrowed(""));
    let mut refuse = |value: Value<'_>, wanted| {
        let fault = Mismatch { index: value.index(), wanted };
        if first.is_none_or(|first| fault.index < first.index) {
            first = Some(fault);
        }
    };
    if !matches!(root.kind(), Kind::Object | Kind::Null) {
        refuse(root, Wanted::Bare("util.versionStub"));
    }
    for ignition in named(root, "ignition") {
        if !matches!(ignition.kind(), Kind::Object | Kind::Null) {
            refuse(ignition, Wanted::Bare("struct { Version string }"));
        }
        for version in named(ignition, "version") {
            match version.kind() {
                Kind::String => text = version.as_str().unwrap_or_default(),
                Kind::Null => {}
                _ => refuse(version, Wanted::Bare("string")),
            }
        }
    }
    match first {
        Some(fault) => Err(wrong_type(root, fault, Reading::Stub)),
        None => Ok(text),
    }
}

/// The values of a key in whatever case.
pub(crate) fn named<'t>(object: Value<'t>, name: &str) -> impl Iterator<Item = Value<'t>> {
    let is = move |key: Value<'_>| key.is_text(name) || key.as_str().is_some_and(|key| quote::fold_eq(&key, name));
    object.members().filter(move |(key, _)| is(*key)).map(|(_, value)| value)
}

fn wrong_type(root: Value<'_>, fault: Mismatch, reading: Reading) -> Refused {
    let (message, marker) = mismatch::describe(root, fault, reading);
    let value = Value::at(root.tape(), fault.index);
    let mut entry = Entry::new(&rule::TYPE, placed(root.tape().source(), value.span())).saying(message);
    entry.marker = Some(marker);
    entry.hint = match reading {
        Reading::Stub => version_hint(value),
        _ => type_hint(value, fault.wanted),
    };
    Refused::because(entry)
}

/// Versions have three numbers, and YAML and JSON read fewer as one.
fn version_hint(value: Value<'_>) -> Option<Cow<'static, str>> {
    let digits = value.as_number()?;
    let short = digits.len() == 3 && digits.starts_with("3.");
    let version = if short { format!("{digits}.0") } else { Version::V3_5.as_str().into() };
    Some(format!("write the version as text, with three numbers and in quotes: \"{version}\"").into())
}

pub(crate) fn type_hint(value: Value<'_>, wanted: Wanted) -> Option<Cow<'static, str>> {
    let raw = core::str::from_utf8(value.raw()).ok().filter(|raw| raw.len() <= 40)?;
    match (value.kind(), wanted) {
        (Kind::Number | Kind::True | Kind::False, Wanted::Bare("string")) => {
            Some(format!("write \"{raw}\", in quotes").into())
        }
        (Kind::String, Wanted::Int) => Some(number_hint(&value.as_str()?).into()),
        (Kind::String, Wanted::Bare("bool")) => Some("write true or false, without quotes".into()),
        _ => None,
    }
}

fn number_hint(text: &str) -> String {
    let octal = text.strip_prefix('0').map(|digits| digits.trim_start_matches('o'));
    if let Some(number) = octal.and_then(|digits| u32::from_str_radix(digits, 8).ok()) {
        return format!("write it without quotes: {number}, or 0{number:o} in YAML");
    }
    match text.parse::<i64>().map(|number| (number, advice::as_octal(number))) {
        Ok((number, Some(meant))) => format!("write {meant} without quotes if 0{number} was meant, else {number}"),
        Ok((number, None)) => format!("write the number without quotes: {number}"),
        Err(_) => "write a whole decimal number without quotes".into(),
    }
}

/// A refusal for the version, at the version if the document has one.
pub(crate) fn verdict(root: Value<'_>, rule: &'static Rule) -> Refused {
    Refused::because(at_version(root, rule))
}

pub(crate) fn at_version(root: Value<'_>, rule: &'static Rule) -> Entry {
    let ignition = named(root, "ignition").last();
    let version = ignition.and_then(|ignition| named(ignition, "version").last());
    let value = version.or(ignition).unwrap_or(root);
    let mut place = placed(root.tape().source(), value.span());
    place.path = At::ROOT.field("ignition").field("version").path();
    Entry::new(rule, place)
}

fn unsupported(root: Value<'_>, declared: &str, major: i64) -> Refused {
    let mut report = Report::from_iter([at_version(root, &rule::VERSION_UNSUPPORTED)]);
    if major == 2 {
        let message = format!("{declared} is the older generation of configs: a spec 3 reader refuses it");
        report.add(at_version(root, &rule::SPEC_2).saying(message));
    }
    Refused::of(report).unwrap_or_else(|_| verdict(root, &rule::VERSION_UNSUPPORTED))
}

pub(crate) fn syntax(fault: &SyntaxError, source: SourceId, document: &[u8]) -> Refused {
    let span = Span::of_characters(document, fault.culprit, fault.offset.max(fault.culprit + 1));
    let mut entry = Entry::new(&rule::SYNTAX, placed(source, span)).saying(fault.message.clone());
    entry.marker = Some(byte(fault.offset));
    Refused::because(entry)
}

/// Documents are bounded well below 4 GiB.
pub(crate) fn byte(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

pub(crate) fn too_large(length: usize, source: SourceId) -> Refused {
    let message = format!("the document has {length} bytes; more than {MAX_DOCUMENT} are not read");
    Refused::because(Entry::new(&rule::TOO_LARGE, placed(source, Span { start: 0, end: 0 })).saying(message))
}

pub(crate) fn placed(source: SourceId, span: Span) -> Place {
    let mut place = Place::new(source, Path::root());
    place.span = Some(span);
    place
}

#[cfg(test)]
mod tests {
    use super::parse;
    use alloc::format;

    #[test]
    fn a_value_of_the_wrong_type_is_met_with_what_to_write() {
        for (version, mode, want) in [
            ("3.4", "420", "\"3.4.0\""),
            ("3", "420", "\"3.5.0\""),
            ("3.10", "420", "\"3.5.0\""),
            ("\"3.4.0\"", "\"0644\"", "write it without quotes: 420, or 0644 in YAML"),
            ("\"3.4.0\"", "\"0o755\"", "write it without quotes: 493, or 0755 in YAML"),
            ("\"3.4.0\"", "\"420\"", "without quotes: 420"),
            ("\"3.4.0\"", "\"644\"", "write 420 without quotes if 0644 was meant"),
            ("\"3.4.0\"", "\"rw\"", "a whole decimal number"),
        ] {
            let text = format!(
                "{{\"ignition\": {{\"version\": {version}}}, \"storage\": {{\"files\": [{{\"path\": \"/a\", \"mode\": {mode}}}]}}}}"
            );
            let refused = parse(text.as_bytes()).unwrap_err();
            let hint = refused.first().hint.as_deref().unwrap_or_default();
            assert!(hint.contains(want), "{text}: {hint}");
        }
    }
}
