//! The ops about Ignition configs.

use super::answer::{Answer, Failure, Findings};
use super::request::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use garboard_ignition::document::{SourceId, Sources};
use garboard_ignition::restate::{self, Way};
use garboard_ignition::{self as ignition, Finding, Options, Origin, Version};
use serde::Serialize;
use std::collections::BTreeSet;

/// What is told of a config that was read or restated.
#[derive(Serialize)]
pub(super) struct Told {
    report: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Finding>,
}

/// Reads a config and judges it.
pub(super) fn parse(request: &Request<'_>) -> Result<Answer<Told>, Failure> {
    request.only(&["document", "document_base64", "spec"])?;
    let spec = request.version("spec")?;
    let mut sources = Sources::default();
    sources.add(String::new(), document(request)?);
    let parsed = read(&sources, SourceId(0), spec.unwrap_or(Version::LATEST))?;
    let declared = parsed.config.version();
    let mut findings = Findings::of(parsed.report.findings(&sources));
    let config = match spec {
        None => parsed.config,
        Some(spec) => {
            let restated = parsed.config.at(spec).map_err(|refused| Failure::refused(&refused, &sources))?;
            add_losses(&mut findings, &restated.report, &sources);
            restated.config
        }
    };
    Ok(Answer {
        version: Some(declared),
        config: config.to_json(),
        rest: Told { report: findings.report, notes: findings.notes },
    })
}

/// Parsing tells already what a reader of its limit will lose.
fn add_losses(findings: &mut Findings, report: &ignition::Report, sources: &Sources) {
    let name = |finding: &Finding| (finding.rule.code, finding.at.path.clone());
    let known: BTreeSet<_> = findings.notes.iter().map(name).collect();
    findings.notes.extend(report.findings(sources).filter(|finding| !known.contains(&name(finding))));
}

/// What is told of configs laid over each other.
#[derive(Serialize)]
pub(super) struct Merged {
    report: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origins: Option<Vec<Origin>>,
}

/// Lays configs over each other.
pub(super) fn merge(request: &Request<'_>) -> Result<Answer<Merged>, Failure> {
    request.only(&["documents", "spec", "origins"])?;
    let (spec, traced) = (request.version("spec")?.unwrap_or(Version::V3_6), request.flag("origins")?);
    let mut sources = Sources::default();
    for (index, document) in request.texts("documents")?.into_iter().enumerate() {
        sources.add(format!("documents.{index}"), document.into_owned().into_bytes());
    }
    let (mut configs, mut refusal, mut notes) = (Vec::new(), None::<Failure>, Vec::new());
    for source in sources.ids() {
        match read(&sources, source, Version::LATEST) {
            Ok(parsed) => {
                notes.extend(parsed.report.findings(&sources));
                configs.push((source, parsed.config));
            }
            Err(mut failure) => {
                failure.error.config.get_or_insert_with(|| sources.name(source).into());
                match &mut refusal {
                    None => refusal = Some(failure),
                    Some(first) => {
                        first.report.append(&mut failure.report);
                        first.notes.append(&mut failure.notes);
                    }
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
    notes.extend(restated.report.findings(&nowhere));
    let judged = Findings::of(restated.config.check().findings(&nowhere));
    notes.extend(judged.notes);
    let origins = traced.then(|| merged.origins.iter().collect());
    Ok(Answer {
        version: None,
        config: restated.config.to_json(),
        rest: Merged { report: judged.report, notes, origins },
    })
}

/// Restates a config at another version.
pub(super) fn convert(request: &Request<'_>) -> Result<Answer<Told>, Failure> {
    request.only(&["document", "document_base64", "to", "lossy", "via"])?;
    let to = request.any_version("to")?;
    let way = match (request.text("via")?.as_deref(), request.flag("lossy")?) {
        (None, false) => Way::Lossless,
        (None, true) => Way::Lossy,
        (Some("server"), _) => Way::Server,
        (Some(other), _) => return Err(Failure::bad_request(format!("via is {other:?}: there is \"server\""))),
    };
    let mut sources = Sources::default();
    let source = sources.add(String::new(), document(request)?);
    let converted = restate::convert(sources.text(source), source, to, way)
        .map_err(|refused| Failure::unconverted(&refused, &sources))?;
    let report = converted.restated.report().findings(&sources).collect();
    let notes = converted.report.findings(&sources).collect();
    Ok(Answer {
        version: None,
        config: converted.restated.to_json(),
        rest: Told { report, notes },
    })
}

/// The config of a source, as a reader of versions up to `limit` takes it.
fn read(sources: &Sources, source: SourceId, limit: Version) -> Result<ignition::Parsed, Failure> {
    let mut options = Options::default();
    (options.limit, options.source) = (limit, source);
    ignition::parse_with(sources.text(source), &options).map_err(|refused| Failure::refused(&refused, sources))
}

fn document(request: &Request<'_>) -> Result<Vec<u8>, Failure> {
    match (request.text("document")?, request.text("document_base64")?) {
        (Some(text), None) => Ok(text.into_owned().into_bytes()),
        (None, Some(base64)) => STANDARD
            .decode(&*base64)
            .map_err(|error| Failure::bad_request(format!("document_base64 is not base64: {error}"))),
        (None, None) => Err(Failure::bad_request("document is missing: give it as text, or as document_base64")),
        (Some(_), Some(_)) => Err(Failure::bad_request("document and document_base64 are both given: leave one out")),
    }
}
