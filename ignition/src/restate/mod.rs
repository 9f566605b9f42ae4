//! The same config at another version.
//!
//! Upward it is changed as the reference changes it. Downward there are two ways: [`Config::at`]
//! loses nothing or is refused, [`Config::at_lossy`] does what the converter (coreos/ign-converter)
//! does, with each loss reported.

mod convert;
mod converter;
mod lossless;
mod reasons;
mod server;

pub use convert::{Converted, Way, convert};
pub(crate) use converter::{
    INVALID, UNEXPECTED, each, each_partition, each_reference, judge, newer_than_3_1, not_supported, without_resize,
};
pub(crate) use lossless::obstacles;
pub(crate) use reasons::{FIELD, Reasons, both, needs};
use server::after;
pub use server::{Restated, as_server};

use crate::config::Config;
use crate::document::Place;
use crate::model::Content;
use crate::model::rows::{Fields, Formerly, Row};
use crate::parse::Parsed;
use crate::report::{Entry, Refused, Report, Severity};
use crate::rule;
use crate::version::Version;
use alloc::string::String;

impl Config {
    /// The same config at another version, changed on the way as the reference changes it.
    ///
    /// Upward this always works, and the report says what it lost; nothing is judged again, as the
    /// reference does not either. Downward nothing is lost, and the result is valid at `to`.
    ///
    /// ```
    /// use garboard_ignition::{Version, parse};
    ///
    /// let config = parse(br#"{
    ///   "ignition": { "version": "3.4.0" },
    ///   "kernelArguments": { "shouldExist": ["nosmt"] }
    /// }"#)?.config;
    /// assert_eq!(config.clone().at(Version::V3_3)?.config.version(), Version::V3_3);
    ///
    /// let refused = config.at(Version::V3_2).unwrap_err();
    /// let entry = refused.first();
    /// assert_eq!(entry.place.path.to_string(), "$.kernelArguments");
    /// assert_eq!(entry.message, "3.2.0 cannot say this: the field needs spec 3.3.0");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] with every field and value in the way, and the version that each needs. For a
    /// version of the older generation [`convert`] names them.
    pub fn at(self, to: Version) -> Result<Parsed, Refused> {
        if to.is_spec_2() {
            return Err(other_generation(to));
        }
        let from = self.version();
        if to < from {
            return lossless::lower(self, to);
        }
        let report = self.losses(to);
        Ok(Parsed { config: Self::assume(to, self.into_raised(to)), report })
    }

    /// The same config at another version, as the converter restates it: step by step, refusing
    /// what it refuses and dropping what it drops. The report has a warning for each loss.
    ///
    /// The converter's steps lead from 3.5 down to 3.1. It has none from 3.7, from 3.6 and to 3.0:
    /// these are taken as [`at`](Self::at) takes them, and are refused where they would lose
    /// something. Where the converter crashes, on a custom clevis pin without `pin` or `config` on
    /// the way to 3.2, the step is refused.
    ///
    /// ```
    /// use garboard_ignition::{Version, parse};
    ///
    /// let config = parse(br#"{
    ///   "ignition": { "version": "3.5.0" },
    ///   "storage": { "luks": [ { "name": "data", "device": "/dev/vdb", "cex": { "enabled": true } } ] }
    /// }"#)?.config;
    /// let lowered = config.at_lossy(Version::V3_4)?;
    /// assert_eq!(lowered.report.entries()[0].place.path.to_string(), "$.storage.luks.0.cex");
    ///
    /// let refused = lowered.config.at_lossy(Version::V3_1).unwrap_err();
    /// assert_eq!(refused.to_string(), "LUKS is not supported on 3.1");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] in the converter's words where it refuses, with everything that it refuses in that
    /// step, what it would come upon first in front. In our words where the converter has no step.
    pub fn at_lossy(self, to: Version) -> Result<Parsed, Refused> {
        if to >= self.version() || to.is_spec_2() {
            return self.at(to);
        }
        let mut parsed = Parsed { config: self, report: Report::new() };
        while let Some(next) = below(parsed.config.version()).filter(|next| *next >= to) {
            let lowered = match converter::step(next) {
                Some(step) => converter::lower(parsed.config, step)?,
                None => lossless::lower(parsed.config, next)?,
            };
            parsed.config = lowered.config;
            parsed.report.append(lowered.report);
        }
        Ok(parsed)
    }
}

fn below(version: Version) -> Option<Version> {
    Version::ALL.into_iter().rev().find(|other| *other < version)
}

fn other_generation(to: Version) -> Refused {
    refused(alloc::format!("{to} is of the older generation: restate the config with v2::lower"))
}

/// A refusal of the whole, in these words.
pub(crate) fn refused(message: String) -> Refused {
    Refused::because(Entry::new(&rule::NOT_EXPRESSIBLE, Place::default()).saying(message))
}

/// A refusal of the whole in the converter's words, and the findings that it tells of.
pub(crate) fn with_findings(message: String, mut report: Report) -> Refused {
    report.retain(|entry| matches!(entry.severity, Severity::Error | Severity::Deprecated));
    let whole = Entry::new(&rule::NOT_EXPRESSIBLE, Place::default()).saying(message.clone());
    let all = [whole].into_iter().chain(report).collect();
    Refused::of(all).unwrap_or_else(|_| refused(message))
}

/// Drops what `to` does not know, and makes empty what cannot be absent there.
pub(crate) fn fit(content: &mut Content, to: Version) {
    if to < NEWEST_FIELD {
        fit_record(content, None, to);
    }
}

/// The version that brought the newest field.
const NEWEST_FIELD: Version = Version::V3_5;

fn fit_record(record: &mut dyn Fields, former: Option<&'static Formerly>, to: Version) {
    record.edit(&mut |row, field| {
        if !row.known_at(to, former) {
            return field.reset();
        }
        if is_plain(row, former, to) {
            field.fill();
        }
        field.records(&mut |inner| {
            // Where null means absent, a record that says nothing is not there.
            if row.nullable_in != Some(to) || !inner.is_empty() {
                fit_record(inner, row.former_at(to), to);
            }
        });
    });
}

fn is_plain(row: &Row, former: Option<&Formerly>, version: Version) -> bool {
    row.plain_until.is_some_and(|until| version < until) || former.is_some_and(|former| former.plain.contains(&row.key))
}
