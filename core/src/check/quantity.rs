//! Quantities, as Kubernetes writes amounts: `500m`, `8192`, `10M`, `8Gi`.

/// An amount as far as it can be told: a whole number, rounded away from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Absent where 64 bits do not hold it.
    pub(super) value: Option<i64>,
}

/// A text taken apart.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

/// What a suffix multiplies by: a power of the base.
struct Scale {
    base: u128,
    power: i32,
}

/// Powers beyond this one fit no 64 bits, and less than its inverse rounds to one.
const MOST: i32 = 30;

/// Whether the controllers can read it.
pub(super) fn is_quantity(text: &str) -> bool {
    Quantity::parse(text).is_some()
}

/// Whether the API server takes it: by a pattern, which is a little wider.
pub(super) fn is_like_quantity(text: &str) -> bool {
    let Some(parts) = parts(text) else { return false };
    let exponent = parts.suffix.strip_prefix(['e', 'E']).filter(|exponent| !exponent.is_empty());
    scale(parts.suffix).is_some() || exponent.and_then(self::parts).is_some_and(|exponent| exponent.suffix.is_empty())
}

impl Quantity {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts = parts(text)?;
        let scale = scale(parts.suffix)?;
        let size = size(&parts, &scale).and_then(|size| i64::try_from(size).ok());
        Some(Self { value: size.map(|size| if parts.negative { -size } else { size }) })
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = digits(number);
    let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
    let some = !whole.is_empty() || !fraction.is_empty();
    some.then_some(Parts { negative: text.starts_with('-'), whole, fraction, suffix })
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn scale(suffix: &str) -> Option<Scale> {
    const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    for (powers, base, first) in [(&BINARY[..], 1024, 1), (&DECIMAL[..], 1000, -3)] {
        if let Some((power, _)) = (first..).zip(powers).find(|(_, known)| **known == suffix) {
            return Some(Scale { base, power });
        }
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    let power = exponent.parse::<i64>().ok()?.clamp(-i64::from(MOST), i64::from(MOST));
    Some(Scale { base: 10, power: i32::try_from(power).ok()? })
}

/// The size without its sign, rounded up; nothing where it is too large to tell.
fn size(parts: &Parts<'_>, scale: &Scale) -> Option<u128> {
    let whole = parts.whole.trim_start_matches('0');
    let fraction = parts.fraction.trim_end_matches('0');
    // What is left out is less than the smallest that there is, and rounds up.
    let (kept, rest) = fraction.split_at_checked(9).unwrap_or((fraction, ""));
    let mut number: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    number = number.checked_mul(10u128.pow(u32::try_from(kept.len()).ok()?))?;
    number = number.checked_add(kept.parse().unwrap_or(0))?.checked_add(u128::from(!rest.is_empty()))?;
    let below = 10u128.pow(u32::try_from(kept.len()).ok()?);
    let factor = scale.base.checked_pow(scale.power.unsigned_abs())?;
    match scale.power {
        ..0 => Some(number.div_ceil(below.checked_mul(factor)?)),
        _ => Some(number.checked_mul(factor)?.div_ceil(below)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Quantity, is_like_quantity, is_quantity};

    #[test]
    fn amounts() {
        for (text, value) in [
            ("0", Some(0)),
            ("8192", Some(8192)),
            ("8Ki", Some(8192)),
            ("8k", Some(8000)),
            ("500m", Some(1)),
            ("1001m", Some(2)),
            ("-500m", Some(-1)),
            ("-1", Some(-1)),
            ("+1.5G", Some(1_500_000_000)),
            (".5Ki", Some(512)),
            ("5.", Some(5)),
            ("1e3", Some(1000)),
            ("1E-3", Some(1)),
            ("00012", Some(12)),
            ("0.00000000001", Some(1)),
            ("0E99", Some(0)),
            ("1n", Some(1)),
            ("12E", None),
            ("1e99", None),
        ] {
            assert_eq!(Quantity::parse(text), Some(Quantity { value }), "{text}");
        }
        for text in ["", "-", ".", "1K", "10MB", "8 Gi", "1e", "1e1.5", "Gi", "1ki", "--1"] {
            assert!(!is_quantity(text), "{text}");
        }
    }

    #[test]
    fn the_pattern_of_the_api_server() {
        for text in ["1", "-1.5Gi", ".5", "1.", "1E3", "1e+3.5", "1E"] {
            assert!(is_like_quantity(text), "{text}");
        }
        for text in ["", "1K", "10MB", "1e", "1e3k", "a"] {
            assert!(!is_like_quantity(text), "{text}");
        }
    }
}
