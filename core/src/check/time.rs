//! Times, as Go reads them.

/// Whether it is a time after RFC 3339, as `2006-01-02T15:04:05Z`.
pub(crate) fn is_time(text: &str) -> bool {
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
    use super::is_time;

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
