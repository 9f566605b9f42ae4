//! Durations and times, as Go reads them.

/// Whether `time.ParseDuration` takes it: `1m30s`, `-1.5h`, `0`.
pub(super) fn is_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let Some((piece, after)) = piece(rest) else { return false };
        (total, rest) = (total + piece, after);
    }
    // Nanoseconds are counted in 64 bits.
    !text.is_empty() && text != "-" && text != "+" && total < 9_223_372_036_854_775_808.0
}

/// The first number with its unit, in nanoseconds, and what follows.
fn piece(text: &str) -> Option<(f64, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = text.split_at(digits);
    let unit = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(unit);
    let scale = match unit {
        "ns" => 1.0,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" => 6e10,
        "h" => 3.6e12,
        _ => return None,
    };
    Some((number.parse::<f64>().ok()? * scale, rest))
}

/// Whether it is a time after RFC 3339, as `2006-01-02T15:04:05Z`.
pub(super) fn is_time(text: &str) -> bool {
    let Some((time, zone)) = text.split_at_checked(19) else { return false };
    let fraction = zone.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zone = fraction.unwrap_or(zone);
    let offset = zone.strip_prefix(['-', '+']).is_some_and(|offset| like(offset, "00:00"));
    like(time, "0000-00-00T00:00:00") && (zone == "Z" || offset)
}

/// Whether a text has a digit wherever the pattern has one, and else the same.
fn like(text: &str, pattern: &str) -> bool {
    let same = |(a, b): (u8, u8)| if b == b'0' { a.is_ascii_digit() } else { a == b };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(same)
}

#[cfg(test)]
mod tests {
    use super::{is_duration, is_time};

    #[test]
    fn durations() {
        for text in ["0", "-0", "10s", "1m30s", "1.5h", ".5s", "5.s", "-2us", "1\u{b5}s", "3\u{3bc}s", "2540400h"] {
            assert!(is_duration(text), "{text}");
        }
        for text in ["", "-", "5", "1d", "s", ".s", "1 s", "1h ", "x", "1.2.3s", "2562048h", "10S", "1e3s"] {
            assert!(!is_duration(text), "{text}");
        }
    }

    #[test]
    fn times() {
        for text in ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+01:00"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05+0100"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
