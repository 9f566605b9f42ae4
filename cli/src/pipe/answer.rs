//! What a request is answered with.

use garboard_ignition::document::Sources;
use garboard_ignition::report::Voice;
use garboard_ignition::{Finding, Refused, Spot, Version};
use serde::Serialize;
use std::borrow::Cow;

/// A config, with what there is to say of it.
pub(super) struct Answer<B> {
    /// The version that it declares, where that is asked.
    pub(super) version: Option<Version>,
    /// As JSON.
    pub(super) config: String,
    /// The other fields.
    pub(super) rest: B,
}

/// Why there is no answer.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    pub(super) error: Box<Error>,
    /// The findings that led to it.
    pub(super) report: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) notes: Vec<Finding>,
}

/// The reason in one sentence.
#[derive(Debug, Serialize)]
pub(super) struct Error {
    /// For programs.
    pub(super) code: &'static str,
    /// For people.
    pub(super) message: Cow<'static, str>,
    /// Which of several documents it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) config: Option<String>,
    /// Where in it, if the reason has a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Place>,
}

/// A place in a text.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    #[serde(skip_serializing_if = "String::is_empty")]
    file: String,
    /// Which document of a file of manifests, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) document: Option<usize>,
    line: u32,
    column: u32,
}

impl Place {
    pub(super) fn of(spot: Spot) -> Option<Self> {
        let (start, _) = spot.range?;
        Some(Self {
            file: spot.file,
            document: None,
            line: start.line,
            column: start.column,
        })
    }
}

impl Failure {
    /// The request cannot be understood.
    pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::because("bad-request", message)
    }

    /// There is one reason and no findings.
    pub(super) fn because(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        let error = Error { code, message: message.into(), config: None, place: None };
        Self { error: Box::new(error), report: Vec::new(), notes: Vec::new() }
    }

    /// A config cannot be restated. What is in the way is ours to tell, and is the report.
    pub(super) fn unconverted(refused: &Refused, sources: &Sources) -> Self {
        let mut failure = Self::refused(refused, sources);
        if refused.code() == "not-expressible" {
            failure.error.message = refused.to_string().into();
            failure.report.append(&mut failure.notes);
        }
        failure
    }

    /// The documents do not allow an answer.
    pub(super) fn refused(refused: &Refused, sources: &Sources) -> Self {
        let message = refused.reference_error().to_owned().into();
        let findings = Findings::of(refused.report().findings(sources));
        let place = Place::of(Finding::of(refused.first(), sources).at);
        let error = Error { code: refused.code(), message, config: None, place };
        Self { error: Box::new(error), report: findings.report, notes: findings.notes }
    }
}

/// Findings by who has the word. A verdict is not among them: it is the error.
#[derive(Default)]
pub(super) struct Findings {
    /// The reference's own.
    pub(super) report: Vec<Finding>,
    /// Ours: advice, losses.
    pub(super) notes: Vec<Finding>,
}

impl Findings {
    pub(super) fn of(findings: impl Iterator<Item = Finding>) -> Self {
        let findings = findings.filter(|finding| finding.rule.voice != Voice::Verdict);
        let (report, notes) = findings.partition(|finding| finding.rule.voice == Voice::Reference);
        Self { report, notes }
    }
}
