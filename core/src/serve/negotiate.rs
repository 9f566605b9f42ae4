//! Which version of Ignition a machine asks for.

use alloc::{borrow::ToOwned, string::String};
use core::cmp::Ordering;
use core::fmt;
use garboard_ignition::Version::{self, V2_2, V3_0, V3_1, V3_2, V3_3, V3_4, V3_5};

/// What machines ask for by its version; other types say nothing.
const IGNITION: &str = "vnd.coreos.ignition+json";

/// What machines are served that name no version: the first ones to do so read spec 2.
const UNNAMED: Version = V2_2;

/// What is served, by major and minor number.
const SERVED: [((i64, i64), Version); 7] =
    [((2, 2), V2_2), ((3, 0), V3_0), ((3, 1), V3_1), ((3, 2), V3_2), ((3, 3), V3_3), ((3, 4), V3_4), ((3, 5), V3_5)];

/// The version to serve to a machine that sent this `Accept` header, or none.
///
/// Of the values that name a version of Ignition the one with the highest `q` decides, the first of several. Versions of
/// spec 3 that are newer than what is served get the newest that is, 2.2 and newer ones of spec 2 get 2.2. Without such a
/// value it is 2.2 too. What is negotiated can still be refused when it is [served](super::serve): 3.0 always is.
///
/// ```
/// use garboard_core::serve::negotiate;
/// use garboard_ignition::Version;
///
/// let accept = "application/vnd.coreos.ignition+json;version=3.2.0, */*;q=0.1";
/// assert_eq!(negotiate(Some(accept))?, Version::V3_2);
/// assert_eq!(negotiate(None)?, Version::V2_2);
/// # Ok::<(), garboard_core::serve::UnsupportedVersion>(())
/// ```
///
/// # Errors
/// [`UnsupportedVersion`], if the value that decides names a version that is never served, whatever else the header has.
pub fn negotiate(accept: Option<&str>) -> Result<Version, UnsupportedVersion> {
    let header = accept.unwrap_or_default();
    match asked(header) {
        None => Ok(UNNAMED),
        Some([major, minor, _]) => served(major, minor).ok_or_else(|| UnsupportedVersion { accept: header.to_owned() }),
    }
}

/// A header whose version is never served.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsupportedVersion {
    /// The header.
    pub accept: String,
}

impl UnsupportedVersion {
    /// A name that programs can rely on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unsupported-version"
    }
}

impl fmt::Display for UnsupportedVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unsupported Ignition version in Accept header: {}", self.accept)
    }
}

impl core::error::Error for UnsupportedVersion {}

fn served(major: i64, minor: i64) -> Option<Version> {
    let near = match (major, minor) {
        (2, 3..) => (2, 2),
        (3, 6..) => (3, 5),
        exact => exact,
    };
    SERVED.into_iter().find(|(numbers, _)| *numbers == near).map(|(_, version)| version)
}

/// The version that decides.
fn asked(header: &str) -> Option<[i64; 3]> {
    let mut best: Option<(f64, [i64; 3])> = None;
    for (weight, version) in header.split(',').filter_map(version_of) {
        if best.is_none_or(|(most, _)| weight.partial_cmp(&most) == Some(Ordering::Greater)) {
            best = Some((weight, version));
        }
    }
    best.map(|(_, version)| version)
}

/// The weight of a value of a header, and the version of Ignition that it names.
fn version_of(value: &str) -> Option<(f64, [i64; 3])> {
    let mut parts = value.split(';').map(str::trim);
    let (_, kind) = parts.next()?.split_once('/')?;
    let parameters = parts.filter_map(|part| part.split_once('='));
    let of = |name: &'static str| parameters.clone().filter(move |(it, _)| *it == name).map(|(_, value)| value);
    let version = of("version").find_map(Version::numbers)?;
    let weight = of("q").find_map(weight).unwrap_or(1.0);
    (kind == IGNITION).then_some((weight, version))
}

/// A decimal number, or infinity; none that is infinite only because it is too large.
fn weight(text: &str) -> Option<f64> {
    let in_words = text.bytes().all(|b| !b.is_ascii_digit());
    text.parse().ok().filter(|weight: &f64| weight.is_finite() || in_words && !weight.is_nan())
}

#[cfg(test)]
mod tests {
    use super::negotiate;
    use alloc::format;

    #[test]
    fn the_heaviest_value_with_a_version_decides() {
        let ignition = |parameters: &str| format!("application/vnd.coreos.ignition+json{parameters}");
        for (header, want) in [
            ("".into(), "2.2.0"),
            ("*/*".into(), "2.2.0"),
            (ignition(""), "2.2.0"),
            (ignition(";version=3.0.0"), "3.0.0"),
            (ignition(";version=3.2.9"), "3.2.0"),
            (ignition(";version=3.4.0-experimental"), "3.4.0"),
            (ignition(";version=3.6.0"), "3.5.0"),
            (ignition(";version=3.99.7"), "3.5.0"),
            (ignition(";version=2.4.0"), "2.2.0"),
            (ignition(";version=3.2"), "2.2.0"),
            (ignition(";version=\"3.2.0\""), "2.2.0"),
            (ignition("; version = 3.2.0"), "2.2.0"),
            (ignition(";Version=3.2.0"), "2.2.0"),
            (ignition(" ; version=foo; version=3.2.0"), "3.2.0"),
            (format!("{};q=0.5", ignition(";version=3.1.0")), "3.1.0"),
            (format!("{};q=0.5,{}", ignition(";version=3.1.0"), ignition(";version=3.3.0")), "3.3.0"),
            (format!("{};q=x,{}", ignition(";version=3.1.0"), ignition(";version=3.3.0")), "3.1.0"),
            (ignition(";version=3.1.0;q=0"), "3.1.0"),
            ("text/vnd.coreos.ignition+json;version=3.1.0".into(), "3.1.0"),
            ("application/VND.coreos.ignition+json;version=3.1.0".into(), "2.2.0"),
        ] {
            assert_eq!(negotiate(Some(&header)).expect("a version").as_str(), want, "{header}");
        }
    }

    #[test]
    fn a_version_that_is_never_served_is_refused_whatever_else_is_accepted() {
        for version in ["0.1.0", "1.0.0", "2.0.0", "2.1.0", "4.0.0"] {
            let asked =
                format!("a/vnd.coreos.ignition+json;version={version}, a/vnd.coreos.ignition+json;version=3.2.0;q=0.5");
            let refused = negotiate(Some(&asked)).expect_err(version);
            assert_eq!(refused.code(), "unsupported-version");
        }
    }

    #[test]
    fn weights_are_decimal_numbers() {
        for (weight, is_heavier) in [
            ("1.5", true),
            ("+2e0", true),
            ("inf", true),
            ("1e999", false),
            ("0x1p4", false),
            ("NaN", false),
            ("1_0", false),
        ] {
            let lighter = "a/vnd.coreos.ignition+json;version=3.1.0";
            let header = format!("{lighter};q=1,a/vnd.coreos.ignition+json;version=3.2.0;q={weight}");
            let want = if is_heavier { "3.2.0" } else { "3.1.0" };
            assert_eq!(negotiate(Some(&header)).expect("a version").as_str(), want, "{weight}");
        }
    }
}
