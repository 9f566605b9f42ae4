//! Spec versions, and the grammar in which a config declares its own.

use core::fmt;

/// A version of the Ignition spec that this crate reads and writes.
///
/// A version is a property of a document: one model serves all of a generation, and each field's
/// row says since when it exists. A [`Config`](crate::Config) is of spec 3; the older generation,
/// spec 2, is read and written by [`v2`](crate::v2) alone.
///
/// ```
/// use garboard_ignition::Version;
///
/// let declared: Version = "3.4.0".parse()?;
/// assert!(declared < Version::LATEST);
/// assert_eq!(declared.to_string(), "3.4.0");
/// # Ok::<(), garboard_ignition::BadVersion>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// 2.0.0
    V2_0,
    /// 2.1.0
    V2_1,
    /// 2.2.0
    V2_2,
    /// 2.3.0
    V2_3,
    /// 2.4.0
    V2_4,
    /// 3.0.0
    V3_0,
    /// 3.1.0
    V3_1,
    /// 3.2.0
    V3_2,
    /// 3.3.0
    V3_3,
    /// 3.4.0
    V3_4,
    /// 3.5.0
    V3_5,
    /// 3.6.0
    V3_6,
    /// 3.7.0-experimental
    V3_7,
}

/// Why a text is no version that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadVersion {
    /// Not of the form `MAJOR.MINOR.PATCH[-PRE][+META]`.
    Unparsable,
    /// A well-formed version that no 3.x reader of this crate knows.
    Unsupported {
        /// Its major number: 2 is the older generation of configs.
        major: i64,
    },
}

impl fmt::Display for BadVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unparsable => "invalid config version (couldn't parse)",
            Self::Unsupported { .. } => "unsupported config version",
        })
    }
}

impl core::error::Error for BadVersion {}

impl Version {
    /// Every version of spec 3, oldest first.
    pub const ALL: [Self; 8] =
        [Self::V3_0, Self::V3_1, Self::V3_2, Self::V3_3, Self::V3_4, Self::V3_5, Self::V3_6, Self::V3_7];

    /// Every version of spec 2, oldest first.
    pub const ALL_OF_SPEC_2: [Self; 5] = [Self::V2_0, Self::V2_1, Self::V2_2, Self::V2_3, Self::V2_4];

    /// The newest version, experimental ones included.
    pub const LATEST: Self = Self::V3_7;

    /// The text a config of this version carries in `ignition.version`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0.0",
            Self::V2_1 => "2.1.0",
            Self::V2_2 => "2.2.0",
            Self::V2_3 => "2.3.0",
            Self::V2_4 => "2.4.0",
            Self::V3_0 => "3.0.0",
            Self::V3_1 => "3.1.0",
            Self::V3_2 => "3.2.0",
            Self::V3_3 => "3.3.0",
            Self::V3_4 => "3.4.0",
            Self::V3_5 => "3.5.0",
            Self::V3_6 => "3.6.0",
            Self::V3_7 => "3.7.0-experimental",
        }
    }

    /// The version of either generation that is written exactly so: what somebody asks for, not
    /// what a config declares.
    ///
    /// ```
    /// use garboard_ignition::Version;
    ///
    /// assert_eq!(Version::named("2.2.0"), Some(Version::V2_2));
    /// assert!("2.2.0".parse::<Version>().is_err(), "no spec 3 config declares it");
    /// ```
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL_OF_SPEC_2.into_iter().chain(Self::ALL).find(|version| version.as_str() == text)
    }

    /// The major, minor and patch number of a text that the reference reads as a version, known or not; what stands
    /// behind them is left out.
    ///
    /// ```
    /// use garboard_ignition::Version;
    ///
    /// assert_eq!(Version::numbers("3.99.0-experimental"), Some([3, 99, 0]));
    /// assert_eq!(Version::numbers("3.2"), None);
    /// ```
    #[must_use]
    pub fn numbers(text: &str) -> Option<[i64; 3]> {
        Declared::read(text).map(|read| read.numbers)
    }

    /// Whether it is of the older generation, spec 2.
    #[must_use]
    pub const fn is_spec_2(self) -> bool {
        !self.at_least(Self::V3_0)
    }

    /// Whether `self` is at least `other`; `PartialOrd` cannot be asked in a `const`.
    #[must_use]
    pub const fn at_least(self, other: Self) -> bool {
        self as u8 >= other as u8
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl core::str::FromStr for Version {
    type Err = BadVersion;

    /// Reads a version of spec 3 the way the reference does, which is wider than SemVer in places:
    /// `03.0.0`, `3.0.0-` and `3.0.0+` all are 3.0.0.
    fn from_str(text: &str) -> Result<Self, BadVersion> {
        declared(text, &Self::ALL)
    }
}

/// Which of `known` a config declares by `text`.
pub(crate) fn declared(text: &str, known: &[Version]) -> Result<Version, BadVersion> {
    if let Some(known) = known.iter().find(|version| version.as_str() == text) {
        return Ok(*known);
    }
    let read = Declared::read(text).ok_or(BadVersion::Unparsable)?;
    known
        .iter()
        .find(|known| Declared::read(known.as_str()) == Some(read))
        .copied()
        .ok_or(BadVersion::Unsupported { major: read.numbers[0] })
}

/// A version text taken apart.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Declared<'a> {
    numbers: [i64; 3],
    pre: &'a str,
    meta: &'a str,
}

impl<'a> Declared<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (rest, meta) = text.split_once('+').unwrap_or((text, ""));
        let (rest, pre) = rest.split_once('-').unwrap_or((rest, ""));
        let mut parts = rest.splitn(3, '.');
        let numbers = [number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?];
        (identifiers(pre) && identifiers(meta)).then_some(Self { numbers, pre, meta })
    }
}

/// Digits only: a sign cannot stand here, since `+` and `-` were split off before.
fn number(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Dot-separated, each part of letters, digits and `-`; the whole may be empty.
fn identifiers(text: &str) -> bool {
    text.is_empty()
        || text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_widely_as_the_reference_reads_them() {
        use BadVersion::{Unparsable, Unsupported};
        for (text, want) in [
            ("3.0.0", Ok(Version::V3_0)),
            ("03.0.0", Ok(Version::V3_0)),
            ("3.0.0-", Ok(Version::V3_0)),
            ("3.0.0+", Ok(Version::V3_0)),
            ("3.7.0-experimental", Ok(Version::V3_7)),
            ("3.7.0", Err(Unsupported { major: 3 })),
            ("3.6.0-experimental", Err(Unsupported { major: 3 })),
            ("3.0.0+meta", Err(Unsupported { major: 3 })),
            ("2.4.0", Err(Unsupported { major: 2 })),
            ("v3.0.0", Err(Unparsable)),
            ("3.0", Err(Unparsable)),
            ("3.0.x", Err(Unparsable)),
            ("3.0.0.0", Err(Unparsable)),
            ("3.0.0-a_b", Err(Unparsable)),
            ("3.99999999999999999999.0", Err(Unparsable)),
            ("", Err(Unparsable)),
        ] {
            assert_eq!(text.parse::<Version>(), want, "{text}");
        }
    }
}
