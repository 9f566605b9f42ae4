//! From spec 3 to spec 2, as the converter does it: 3.0 to 3.2 become 2.2, 3.1 and 3.2 become 2.4.

mod content;
mod losses;
mod refuse;

use super::{Parsed, valid};
use crate::report::Refused;
use crate::restate::{INVALID, Reasons, UNEXPECTED, both, judge, obstacles, refused};
use crate::version::Version::{self, V2_2, V2_4, V3_1, V3_2};
use alloc::format;

/// The same config in spec 2.2 or 2.4, as the converter restates it; a config newer than 3.2 is
/// brought there first, by [`at_lossy`](crate::Config::at_lossy). The report has a warning for
/// each loss.
///
/// Each file system becomes one that is named by its path, and files below that path are on it: the
/// converter compares letters, so that it takes `/variance` for a file on `/var`, and then refuses
/// it. Where it crashes, the config is refused.
///
/// ```
/// use garboard_ignition::{Version, parse, v2};
///
/// let config = parse(br#"{
///   "ignition": { "version": "3.1.0" },
///   "storage": {
///     "filesystems": [ { "device": "/dev/vdb", "format": "xfs", "path": "/var" } ],
///     "files": [ { "path": "/var/lib/motd", "mode": 420, "contents": { "source": "data:,hi" } } ]
///   }
/// }"#)?.config;
/// let lowered = v2::lower(config, Version::V2_2)?.config;
/// let file = &lowered.content().storage.files.as_ref().unwrap()[0];
/// assert_eq!((&*file.filesystem, &*file.path), ("/var", "/lib/motd"));
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] in the converter's words where it refuses, with all that it refuses in one step; in
/// ours where it crashes or has no way: there is none to 2.0, 2.1 and 2.3, and none from 3.0 to 2.4.
pub fn lower(config: crate::Config, to: Version) -> Result<Parsed, Refused> {
    let newest = config.version().min(V3_2);
    let crate::Parsed { config, mut report } = config.at_lossy(newest)?;
    let lower = Lower::new(newest, to)?;
    let mut reasons = Reasons::of_converter(to);
    lower.refuse(config.content(), &mut reasons);
    both(judge(config.content(), newest, INVALID), reasons.verdict())?;
    report.append(lower.losses(config.content()));
    let lowered = valid(lower.content(config.into_content()), to, UNEXPECTED)?;
    Ok(Parsed { config: lowered, report })
}

/// The same, unless something is lost.
///
/// # Errors
/// [`Refused`] with every field and value in the way, be it of 3.2 or of spec 2, and with the version
/// that each needs; and with what the converter crashes on.
pub(crate) fn lower_lossless(config: crate::Config, to: Version) -> Result<Parsed, Refused> {
    let newest = config.version().min(V3_2);
    let lower = Lower::new(newest, to)?;
    let mut reasons = Reasons::ours(to);
    let config = obstacles(config, newest, &mut reasons);
    lower.refuse(config.content(), &mut reasons);
    lower.dropped(config.content(), &mut |at, what, since| reasons.needs(at, what, since));
    let mut report = reasons.verdict()?;
    let lowered = self::lower(config, to)?;
    report.append(lowered.report);
    Ok(Parsed { report, ..lowered })
}

struct Lower {
    from: Version,
    to: Version,
    /// The version as the converter says it.
    short: &'static str,
}

impl Lower {
    /// # Errors
    /// [`Refused`] where there is no way.
    fn new(from: Version, to: Version) -> Result<Self, Refused> {
        match (from, to) {
            (_, V2_2) => Ok(Self { from, to, short: "2.2" }),
            (V3_1 | V3_2, V2_4) => Ok(Self { from, to, short: "2.4" }),
            _ => Err(refused(format!("there is no way from {from} to {to}"))),
        }
    }
}
