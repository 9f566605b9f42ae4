//! The ops about Ignition configs.

use super::answer::{Answer, Failure, Findings, List, Place, write_error, write_findings, write_version};
use super::request::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use garboard_ignition::document::{SourceId, Sources};
use garboard_ignition::report::{Entry, Report, Voice};
use garboard_ignition::restate::{self, Way};
use garboard_ignition::{self as ignition, Options, Parsed, Refused, Version};
use std::collections::BTreeSet;
use std::io;

/// What `parse` finds. Nearly all requests are for it, so that its answer is written from what was read.
pub(super) enum Read<'r> {
    /// A config as it is.
    Config(&'r Parsed, &'r Sources),
    /// Restated at the version that was asked for.
    Restated(Answer),
    /// None.
    Refused(&'r Refused, &'r Sources),
}

impl Read<'_> {
    pub(super) const fn is_config(&self) -> bool {
        !matches!(self, Self::Refused(..))
    }

    /// Appends the fields of the answer.
    pub(super) fn write(&self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Config(parsed, sources) => {
                write_version(out, parsed.config.version());
                out.extend_from_slice(b",\"config\":");
                parsed.config.write_json(out);
                write_findings(out, &parsed.report, sources);
            }
            Self::Restated(answer) => answer.write(out)?,
            Self::Refused(refused, sources) => {
                let place = Place::of(&refused.first().place, sources);
                write_error(out, refused.code(), refused.reference_error(), None, place.as_ref())?;
                write_findings(out, refused.report(), sources);
            }
        }
        Ok(())
    }
}

/// Reads a config, judges it and tells what was found.
pub(super) fn parse<T>(request: &mut Request<'_>, tell: impl FnOnce(Read<'_>) -> T) -> Result<T, Failure> {
    request.only(&["document", "document_base64", "spec"])?;
    let spec = request.version("spec")?;
    let mut sources = Sources::default();
    let source = sources.add(String::new(), document(request)?);
    let read = read(&sources, source, spec.unwrap_or(Version::LATEST));
    let parsed = match &read {
        Ok(parsed) => parsed,
        Err(refused) => return Ok(tell(Read::Refused(refused, &sources))),
    };
    let Some(spec) = spec else { return Ok(tell(Read::Config(parsed, &sources))) };
    let declared = parsed.config.version();
    let mut findings = Findings::of(&parsed.report, &sources);
    let restated = parsed.config.clone().at(spec).map_err(|refused| Failure::refused(&refused, &sources))?;
    add_losses(&mut findings, &parsed.report, &restated.report, &sources);
    Ok(tell(Read::Restated(Answer {
        version: Some(declared),
        config: restated.config.to_json(),
        findings,
        origins: None,
    })))
}

/// Parsing tells already what a reader of its limit will lose.
fn add_losses(findings: &mut Findings, told: &Report, losses: &Report, sources: &Sources) {
    let name = |entry: &'_ Entry| (entry.rule.code, entry.place.path.clone());
    let advice = told.entries().iter().filter(|entry| entry.rule.voice == Voice::Advice);
    let known: BTreeSet<_> = advice.map(name).collect();
    let new = losses.entries().iter().filter(|entry| !known.contains(&name(entry)));
    new.for_each(|entry| findings.notes.add(entry, sources));
}

/// Lays configs over each other.
pub(super) fn merge(request: &Request<'_>) -> Result<Answer, Failure> {
    request.only(&["documents", "spec", "origins"])?;
    let (spec, traced) = (request.version("spec")?.unwrap_or(Version::V3_6), request.flag("origins")?);
    let mut sources = Sources::default();
    for (index, document) in request.texts("documents")?.into_iter().enumerate() {
        sources.add(format!("documents.{index}"), document.into_owned().into_bytes());
    }
    let (mut configs, mut refusal, mut notes) = (Vec::new(), None::<Failure>, List::default());
    for source in sources.ids() {
        match read(&sources, source, Version::LATEST) {
            Ok(parsed) => {
                notes.append(List::of(&parsed.report, &sources));
                configs.push((source, parsed.config));
            }
            Err(refused) => {
                let mut failure = Failure::refused(&refused, &sources);
                failure.error.config.get_or_insert_with(|| sources.name(source).into());
                match &mut refusal {
                    None => refusal = Some(failure),
                    Some(first) => first.findings.append(failure.findings),
                }
            }
        }
    }
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    let merged = ignition::merge_at(configs, spec)
        .ok_or_else(|| Failure::bad_request("documents is empty: name at least one config"))?;
    // The whole stands in no document.
    let nowhere = Sources::default();
    let restated = merged.config.at(spec).map_err(|refused| Failure::unconverted(&refused, &nowhere))?;
    notes.append(List::of(&restated.report, &nowhere));
    let judged = Findings::of(&restated.config.check(), &nowhere);
    notes.append(judged.notes);
    let origins = traced.then(|| merged.origins.iter().collect());
    Ok(Answer {
        version: None,
        config: restated.config.to_json(),
        findings: Findings { report: judged.report, notes },
        origins,
    })
}

/// Restates a config at another version.
pub(super) fn convert(request: &mut Request<'_>) -> Result<Answer, Failure> {
    request.only(&["document", "document_base64", "to", "lossy", "via"])?;
    let to = request.any_version("to")?;
    let way = match (request.text("via")?, request.flag("lossy")?) {
        (None, false) => Way::Lossless,
        (None, true) => Way::Lossy,
        (Some("server"), _) => Way::Server,
        (Some(other), _) => return Err(Failure::bad_request(format!("via is {other:?}: there is \"server\""))),
    };
    let mut sources = Sources::default();
    let source = sources.add(String::new(), document(request)?);
    let converted = restate::convert(sources.text(source), source, to, way)
        .map_err(|refused| Failure::unconverted(&refused, &sources))?;
    let findings = Findings {
        report: List::of(converted.restated.report(), &sources),
        notes: List::of(&converted.report, &sources),
    };
    Ok(Answer {
        version: None,
        config: converted.restated.to_json(),
        findings,
        origins: None,
    })
}

/// The config of a source, as a reader of versions up to `limit` takes it.
fn read(sources: &Sources, source: SourceId, limit: Version) -> Result<Parsed, Refused> {
    let mut options = Options::default();
    (options.limit, options.source) = (limit, source);
    ignition::parse_with(sources.text(source), &options)
}

fn document(request: &mut Request<'_>) -> Result<Vec<u8>, Failure> {
    match (request.take_text("document")?, request.text("document_base64")?) {
        (Some(text), None) => Ok(text),
        (None, Some(base64)) => STANDARD
            .decode(base64)
            .map_err(|error| Failure::bad_request(format!("document_base64 is not base64: {error}"))),
        (None, None) => Err(Failure::bad_request("document is missing: give it as text, or as document_base64")),
        (Some(_), Some(_)) => Err(Failure::bad_request("document and document_base64 are both given: leave one out")),
    }
}
