//! From a document of any version to a config of any other.

use super::{Restated, as_server};
use crate::config::Config;
use crate::document::{SourceId, Value};
use crate::parse::{self, Options, Parsed, parse_with, read_json};
use crate::report::{Refused, Report};
use crate::v2;
use crate::version::Version::{self, V2_2};

/// What becomes of what an older version cannot say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// It is in the way, and the config is refused.
    #[default]
    Lossless,
    /// As ign-converter has it: refused or dropped, and told.
    Lossy,
    /// As the machine-config server restates configs for the machines that ask.
    Server,
}

/// A config that was read and restated.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Converted {
    /// The config, and what was lost on the way.
    pub restated: Restated,
    /// What was found while it was read.
    pub report: Report,
}

/// Reads a config of spec 2 or 3 and restates it at `to`, of either generation.
///
/// Upward it is changed as the reference changes it, and the report tells what that loses: 2.0 to
/// 2.2 as the machine-config operator raises them, of whose entries the last for a path counts; 2.3
/// and 2.4 as ign-converter does. Downward `way` decides.
///
/// ```
/// use garboard_ignition::document::SourceId;
/// use garboard_ignition::{Version, restate::{Way, convert}};
///
/// let document = br#"{ "ignition": { "version": "2.2.0" }, "systemd": { "units": [
///   { "name": "chronyd.service", "mask": true }
/// ] } }"#;
/// let converted = convert(document, SourceId(0), Version::V3_5, Way::Lossless)?;
/// assert_eq!(
///     converted.restated.to_json(),
///     r#"{"ignition":{"version":"3.5.0"},"systemd":{"units":[{"mask":true,"name":"chronyd.service"}]}}"#
/// );
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] with the findings in a config that is not valid; with every field in the way, and the
/// version it needs; or with all that the converter refuses in one step, in its words. Places are
/// those in the document.
///
/// The version named is the oldest that has the field and to which the config could be restated:
/// for a field that spec 3 and 2.4 have and 2.2 lacks it is 2.4.0.
pub fn convert(document: &[u8], source: SourceId, to: Version, way: Way) -> Result<Converted, Refused> {
    if document.is_empty() {
        let options = Options { source, ..Options::default() };
        return restated(parse_with(document, &options)?, to, way);
    }
    let tape = read_json(document, source)?;
    let converted = match declared_of_spec_2(tape.root()) && way != Way::Server {
        true => v2::decode(tape.root()).and_then(|parsed| raised(parsed, to, way)),
        false => parse::decode(tape.root(), Version::LATEST).and_then(|parsed| restated(parsed, to, way)),
    };
    match converted {
        Ok(mut converted) => {
            converted.restated.report_mut().locate(tape.root());
            Ok(converted)
        }
        Err(refused) => {
            let mut report = refused.into_report();
            report.locate(tape.root());
            Err(Refused::of(report).expect("a refusal is made of at least one error"))
        }
    }
}

fn declared_of_spec_2(root: Value<'_>) -> bool {
    parse::declared(root).is_ok_and(|text| Version::named(&text).is_some_and(Version::is_spec_2))
}

fn restated(Parsed { config, report }: Parsed, to: Version, way: Way) -> Result<Converted, Refused> {
    let restated = match (way, to.is_spec_2()) {
        (Way::Server, _) => as_server(config, to)?,
        (Way::Lossy, false) => Restated::Spec3(config.at_lossy(to)?),
        (Way::Lossless, false) => Restated::Spec3(config.at(to)?),
        (Way::Lossy, true) => Restated::Spec2(v2::lower(config, to)?),
        (Way::Lossless, true) => Restated::Spec2(v2::lower_lossless(config, to)?),
    };
    Ok(Converted { restated, report })
}

/// Restates a config of spec 2.
fn raised(parsed: v2::Parsed, to: Version, way: Way) -> Result<Converted, Refused> {
    let v2::Parsed { config, report } = parsed;
    if to.is_spec_2() {
        if to < config.version() {
            return Err(super::refused(alloc::format!("there is no way from {} to {to}", config.version())));
        }
        let restated = v2::Parsed { config: config.raise_within(to), report: Report::new() };
        return Ok(Converted { restated: Restated::Spec2(restated), report });
    }
    let further = |raised| {
        super::after(raised, |config: Config| match way {
            Way::Lossy => config.at_lossy(to),
            Way::Lossless | Way::Server => config.at(to),
        })
    };
    let restated = match config.version() <= V2_2 {
        true => config.raise_and(further)?.0,
        false => config.raise(&v2::FsMap::new()).and_then(further)?,
    };
    Ok(Converted { restated: Restated::Spec3(restated), report })
}
