//! Numbers of nodes, as a number or as a share of all.

use crate::api::IntOrString;
use alloc::{format, string::String};
use core::fmt;
use core::num::{IntErrorKind, ParseIntError};
use garboard_ignition::go::quote;

/// How many of `nodes` may be out of service at once, as a pool's `maxUnavailable` says: a number as it is, a share
/// rounded down, and one where nothing is said or nothing is left. What is negative stays so, and no node is ever updated;
/// what is more than there are nodes stays too.
///
/// ```
/// use garboard_core::api::IntOrString;
/// use garboard_core::int_or_percent::max_unavailable;
///
/// assert_eq!(max_unavailable(None, 10)?, 1);
/// assert_eq!(max_unavailable(Some(&IntOrString::Int(3)), 10)?, 3);
/// assert_eq!(max_unavailable(Some(&IntOrString::String("39%".into())), 10)?, 3);
/// # Ok::<(), garboard_core::int_or_percent::BadPercent>(())
/// ```
///
/// # Errors
/// [`BadPercent`] for text that is no percentage.
pub fn max_unavailable(value: Option<&IntOrString>, nodes: u32) -> Result<i64, BadPercent> {
    let number = match value {
        None => 1,
        Some(IntOrString::Int(number)) => (*number).into(),
        Some(IntOrString::String(text)) => share(percent(text)?, nodes),
    };
    Ok(if number == 0 { 1 } else { number })
}

/// Text that is no percentage; what the reference says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPercent(String);

impl fmt::Display for BadPercent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid value for IntOrString: {}", self.0)
    }
}

impl core::error::Error for BadPercent {}

/// The number before a percent sign.
pub(crate) fn percent(text: &str) -> Result<i64, BadPercent> {
    let Some(digits) = text.strip_suffix('%') else {
        return Err(BadPercent("invalid type: string is not a percentage".into()));
    };
    digits.parse().map_err(|error: ParseIntError| {
        let why = match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "value out of range",
            _ => "invalid syntax",
        };
        let (text, digits) = (quote::double(text), quote::double(digits));
        BadPercent(format!("invalid value {text}: strconv.Atoi: parsing {digits}: {why}"))
    })
}

/// A share of a number, rounded down.
fn share(percent: i64, of: u32) -> i64 {
    let share = (i128::from(percent) * i128::from(of)).div_euclid(100);
    i64::try_from(share).unwrap_or(if percent < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::max_unavailable;
    use crate::api::IntOrString;
    use alloc::string::ToString as _;

    fn text(text: &str) -> IntOrString {
        IntOrString::String(text.into())
    }

    #[test]
    fn shares_are_rounded_down_to_one_at_least() {
        for (value, nodes, want) in [
            (None, 5, 1),
            (Some(IntOrString::Int(0)), 5, 1),
            (Some(IntOrString::Int(10)), 5, 10),
            (Some(IntOrString::Int(-1)), 4, -1),
            (Some(text("0%")), 5, 1),
            (Some(text("39%")), 5, 1),
            (Some(text("40%")), 5, 2),
            (Some(text("50%")), 3, 1),
            (Some(text("99%")), 3, 2),
            (Some(text("150%")), 4, 6),
            (Some(text("+50%")), 4, 2),
            (Some(text("50%")), 0, 1),
            (Some(text("-50%")), 4, -2),
            (Some(text("-50%")), 3, -2),
            (Some(text("9223372036854775807%")), u32::MAX, i64::MAX),
        ] {
            assert_eq!(max_unavailable(value.as_ref(), nodes), Ok(want), "{value:?} of {nodes}");
        }
    }

    #[test]
    fn other_text_is_refused_in_the_words_of_the_reference() {
        for (value, want) in [
            ("50", "invalid type: string is not a percentage"),
            ("", "invalid type: string is not a percentage"),
            ("5.5%", "invalid value \"5.5%\": strconv.Atoi: parsing \"5.5\": invalid syntax"),
            (" 50%", "invalid value \" 50%\": strconv.Atoi: parsing \" 50\": invalid syntax"),
            ("%", "invalid value \"%\": strconv.Atoi: parsing \"\": invalid syntax"),
            (
                "9223372036854775808%",
                "invalid value \"9223372036854775808%\": strconv.Atoi: parsing \"9223372036854775808\": value out of range",
            ),
        ] {
            let got = max_unavailable(Some(&text(value)), 5).expect_err(value).to_string();
            assert_eq!(got.strip_prefix("invalid value for IntOrString: "), Some(want));
        }
    }
}
