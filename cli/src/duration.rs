//! Times as people write and read them: `90s`, `5m`, `1h 20m`.

use garboard_rollout::simulate::Spread;

/// The units, the greatest first.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

/// A time of at most 365 days in seconds, written as `90`, `90s`, `5m` or `1h30m`.
pub(crate) fn parse(text: &str) -> Result<u32, String> {
    let wrong = || format!("{text:?} is no time from 0s to 365d: write it as 90s, 5m or 1h30m");
    let seconds = seconds(text).ok_or_else(wrong)?;
    u32::try_from(seconds).ok().filter(|seconds| *seconds <= Spread::MOST).ok_or_else(wrong)
}

/// A time of any length in seconds, written in the same way.
pub(crate) fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut rest = text;
    // Each unit once and in this order, so that 5m1h is no time.
    let mut units = &UNITS[..];
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next();
        let at = match unit {
            None if rest.len() == text.len() => UNITS.len() - 1,
            unit => UNITS.iter().position(|(letter, _)| Some(*letter) == unit)?,
        };
        let length = units.iter().find(|it| **it == UNITS[at])?.1;
        units = &UNITS[at + 1..];
        total = total.checked_add(count.checked_mul(length)?)?;
        rest = &rest[(digits + usize::from(unit.is_some())).min(rest.len())..];
    }
    (!text.is_empty()).then_some(total)
}

/// A time in its two greatest units: `45s`, `1h 20m`, `3d 4h`. What is below them is cut off.
pub(crate) fn words(seconds: u64) -> String {
    let Some(first) = UNITS.iter().position(|(_, length)| seconds >= *length) else { return "0s".into() };
    let (letter, length) = UNITS[first];
    let (count, rest) = (seconds / length, seconds % length);
    match UNITS.get(first + 1) {
        Some((below, length)) if rest / length > 0 => format!("{count}{letter} {}{below}", rest / length),
        _ => format!("{count}{letter}"),
    }
}

/// A time to the second, for tables: `1h 20m 5s`.
pub(crate) fn exact(seconds: u64) -> String {
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (letter, length) in UNITS {
        if rest >= length {
            parts.push(format!("{}{letter}", rest / length));
            rest %= length;
        }
    }
    if parts.is_empty() { "0s".into() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::{exact, parse, words};

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, want) in [
            ("0", Some(0)),
            ("90", Some(90)),
            ("90s", Some(90)),
            ("5m", Some(300)),
            ("1h30m", Some(5400)),
            ("1d2h3m4s", Some(93_784)),
            ("365d", Some(31_536_000)),
            ("365d1s", None),
            ("-5s", None),
            ("", None),
            ("s", None),
            ("5m1h", None),
            ("1m1m", None),
            ("1h30", None),
            ("1.5h", None),
            ("1 h", None),
            ("1é", None),
            ("99999999999999999999s", None),
            ("99999999999999999d", None),
        ] {
            assert_eq!(parse(text).ok(), want, "{text}");
        }
    }

    #[test]
    fn times_are_told_in_their_two_greatest_units() {
        for (seconds, want) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (61, "1m 1s"),
            (3600, "1h"),
            (3661, "1h 1m"),
            (3659, "1h"),
            (90_000, "1d 1h"),
            (86_460, "1d"),
        ] {
            assert_eq!(words(seconds), want);
        }
        assert_eq!((exact(0), exact(3661), exact(86_405)), ("0s".into(), "1h 1m 1s".into(), "1d 5s".into()));
    }
}
