//! From spec 3 to spec 2, as the converter does it: 3.0 to 3.2 become 2.2, 3.1 and 3.2 become 2.4.

mod content;
mod losses;
mod refuse;

use super::{Parsed, valid};
use crate::report::Refused;
use crate::restate::{UNEXPECTED, judge, refused};
use crate::version::Version::{self, V2_2, V2_4, V3_0, V3_2};
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
/// [`Refused`] in the converter's words where it refuses, in ours where it crashes or has no way:
/// there is none to 2.0, 2.1 and 2.3, and none from 3.0 to 2.4.
pub fn lower(config: crate::Config, to: Version) -> Result<Parsed, Refused> {
    let newest = config.version().min(V3_2);
    let crate::Parsed { config, mut report } = config.at_lossy(newest)?;
    let from = config.version();
    if !matches!(to, V2_2 | V2_4) || (from, to) == (V3_0, V2_4) {
        return Err(refused(format!("there is no way from {from} to {to}")));
    }
    let lower = Lower { from, to, short: if to == V2_2 { "2.2" } else { "2.4" } };
    judge(config.content(), from, "Invalid input config:\n")?;
    lower.refuse(config.content())?;
    lower.refuse_crashes(config.content())?;
    report.append(lower.losses(config.content()));
    let lowered = valid(lower.content(config.into_content()), to, UNEXPECTED)?;
    Ok(Parsed { config: lowered, report })
}

struct Lower {
    from: Version,
    to: Version,
    /// The version as the converter says it.
    short: &'static str,
}
