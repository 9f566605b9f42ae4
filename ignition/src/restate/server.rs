//! Configs restated as the machine-config server restates them for the machines that ask.

use super::refused;
use crate::config::Config;
use crate::document::Place;
use crate::parse::Parsed;
use crate::report::{Entry, Refused, Report};
use crate::rule;
use crate::v2;
use crate::version::Version::{self, V2_2, V3_1, V3_2, V3_5};
use alloc::{format, string::String};

/// A config restated at a version of either generation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Restated {
    /// Of spec 3.
    Spec3(Parsed),
    /// Of spec 2.
    Spec2(v2::Parsed),
}

impl Restated {
    /// As JSON, without records that say nothing.
    #[must_use]
    pub fn to_json(&self) -> String {
        match self {
            Self::Spec3(parsed) => parsed.config.to_json(),
            Self::Spec2(parsed) => parsed.config.to_json(),
        }
    }

    /// What was lost on the way, to be changed.
    pub(super) const fn report_mut(&mut self) -> &mut Report {
        match self {
            Self::Spec3(parsed) => &mut parsed.report,
            Self::Spec2(parsed) => &mut parsed.report,
        }
    }

    /// What was lost on the way.
    #[must_use]
    pub const fn report(&self) -> &Report {
        match self {
            Self::Spec3(parsed) => &parsed.report,
            Self::Spec2(parsed) => &parsed.report,
        }
    }
}

/// Restates a config as the machine-config server does: it reads 3.0 to 3.5, raises what it reads
/// to 3.5, and lowers that step by step to 3.1 at the least, or to 2.2. Each step is the
/// converter's, with its losses.
///
/// ```
/// use garboard_ignition::{Version, parse, restate};
///
/// let config = parse(br#"{
///   "ignition": { "version": "3.2.0" },
///   "storage": { "files": [ { "path": "/etc/motd", "mode": 420, "contents": { "source": "data:,hi" } } ] }
/// }"#)?.config;
/// let served = restate::as_server(config, Version::V2_2)?;
/// assert_eq!(
///     served.to_json(),
///     r#"{"ignition":{"version":"2.2.0"},"storage":{"files":[{"filesystem":"root","overwrite":false,"path":"/etc/motd","contents":{"source":"data:,hi"},"mode":420}]}}"#
/// );
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] for a config of a version that the server does not read, for a version that it does
/// not serve, and where the converter refuses.
pub fn as_server(config: Config, to: Version) -> Result<Restated, Refused> {
    if config.version() > V3_5 {
        return Err(Refused::because(Entry::new(&rule::VERSION_UNSUPPORTED, Place::default())));
    }
    let raised = config.at(V3_5)?;
    if to == V2_2 {
        let lowered = after(raised, |config| config.at_lossy(V3_2))?;
        let mut restated = v2::lower(lowered.config, to)?;
        let mut report = lowered.report;
        report.append(restated.report);
        restated.report = report;
        return Ok(Restated::Spec2(restated));
    }
    if (V3_1..=V3_5).contains(&to) {
        return after(raised, |config| config.at_lossy(to)).map(Restated::Spec3);
    }
    let message = "is not supported the requested conversion is not supported";
    Err(refused(format!("conversion for source version {V3_5} to target version {to} {message}")))
}

/// A further step, whose report comes behind that of the steps before.
pub(super) fn after(before: Parsed, step: impl FnOnce(Config) -> Result<Parsed, Refused>) -> Result<Parsed, Refused> {
    let mut next = step(before.config)?;
    let mut report = before.report;
    report.append(next.report);
    next.report = report;
    Ok(next)
}
