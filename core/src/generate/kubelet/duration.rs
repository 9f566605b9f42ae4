//! Lengths of time as Go reads and writes them, in nanoseconds.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

const SECOND: u64 = 1_000_000_000;

/// The units, in nanoseconds.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1000),
    ("\u{b5}s", 1000),
    ("\u{3bc}s", 1000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3600 * SECOND),
];

/// Reads `1m30s`, `-1.5h`, `0`; or says what is wrong with the text.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {text:?}");
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total = 0_u64;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = after.strip_prefix('.').map_or(("", after), digits);
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let (unit, after) = after.split_at(after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len()));
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {text:?}"));
        }
        let (_, size) = UNITS
            .into_iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(|| format!("time: unknown unit {unit:?} in duration {text:?}"))?;
        total = piece(whole, fraction, size).and_then(|piece| total.checked_add(piece)).ok_or_else(invalid)?;
        if total > 1 << 63 {
            return Err(invalid());
        }
        rest = after;
    }
    let signed = if negative { 0_i64.checked_sub_unsigned(total) } else { i64::try_from(total).ok() };
    signed.ok_or_else(invalid)
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// A number with its unit. A fraction counts as far as 63 bits hold it.
fn piece(whole: &str, fraction: &str, size: u64) -> Option<u64> {
    const MOST: u64 = 1 << 63;
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole <= MOST)? };
    let mut number = whole.checked_mul(size).filter(|number| *number <= MOST)?;
    let (mut part, mut scale) = (0_u64, 1.0_f64);
    for digit in fraction.bytes() {
        let next = part.checked_mul(10).and_then(|part| part.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|next| *next <= MOST) else { break };
        (part, scale) = (next, scale * 10.0);
    }
    if part > 0 {
        number = number.checked_add((part as f64 * (size as f64 / scale)) as u64)?;
    }
    (number <= MOST).then_some(number)
}

/// Writes `1m30s`, `1.5ms`, `0s`.
pub(super) fn text(nanoseconds: i64) -> Cow<'static, str> {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.unsigned_abs();
    if size == 0 {
        return Cow::Borrowed("0s");
    }
    if size < SECOND {
        let (unit, scale) = match size {
            ..1000 => ("ns", 1),
            1000..1_000_000 => ("\u{b5}s", 1000),
            _ => ("ms", 1_000_000),
        };
        return Cow::Owned(format!("{sign}{}{unit}", decimal(size, scale)));
    }
    let (seconds, minutes) = (size % (60 * SECOND), size / (60 * SECOND));
    let seconds = decimal(seconds, SECOND);
    Cow::Owned(match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, minutes) => format!("{sign}{minutes}m{seconds}s"),
        (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}s"),
    })
}

/// How often `scale` goes into a number, without zeros at the end.
fn decimal(number: u64, scale: u64) -> String {
    let (whole, rest) = (number / scale, number % scale);
    if rest == 0 {
        return format!("{whole}");
    }
    let width = usize::try_from(scale.ilog10()).unwrap_or(0);
    format!("{whole}.{}", format!("{rest:0width$}").trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::{parse, text};

    #[test]
    fn durations_are_written_as_go_writes_them() {
        for (from, want) in [
            ("0", "0s"),
            ("5m", "5m0s"),
            ("90s", "1m30s"),
            ("1h", "1h0m0s"),
            ("300h", "300h0m0s"),
            ("1500ms", "1.5s"),
            ("-5s", "-5s"),
            ("1.5ms", "1.5ms"),
            ("1500ns", "1.5\u{b5}s"),
            ("1us", "1\u{b5}s"),
            ("7ns", "7ns"),
            ("1h1ns", "1h0m0.000000001s"),
            (".5s", "500ms"),
            ("5.s", "5s"),
            ("+1m", "1m0s"),
            ("2562047h47m16.854775807s", "2562047h47m16.854775807s"),
            ("-9223372036854775808ns", "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(text(parse(from).unwrap_or_else(|why| panic!("{why}"))), want);
        }
        for (from, want) in [
            ("", "time: invalid duration \"\""),
            ("-", "time: invalid duration \"-\""),
            ("x", "time: invalid duration \"x\""),
            ("5", "time: missing unit in duration \"5\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            ("2562048h", "time: invalid duration \"2562048h\""),
            ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
        ] {
            assert_eq!(parse(from).expect_err(from), want);
        }
    }
}
