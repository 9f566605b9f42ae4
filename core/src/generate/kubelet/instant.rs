//! Points in time, read after RFC 3339 and written in UTC, to the second.

use crate::check::time::is_time;
use alloc::format;
use alloc::string::String;

const DAY: i64 = 86_400;

/// The text of a point in time in UTC; nothing if it is none.
pub(super) fn in_utc(text: &str) -> Option<String> {
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    if !is_time(text) {
        return None;
    }
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let dated = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    if !dated || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let at = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset(text)?;
    Some(written(at))
}

/// Seconds east of Greenwich.
fn offset(text: &str) -> Option<i64> {
    let Some(zone) = text.len().checked_sub(6).filter(|_| !text.ends_with('Z')) else { return Some(0) };
    let zone = text.get(zone..)?;
    let (hours, minutes): (i64, i64) = (zone.get(1..3)?.parse().ok()?, zone.get(4..6)?.parse().ok()?);
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    (hours <= 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the first of March of year 0: years begin in March, so that leap days are their last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1
}

fn written(at: i64) -> String {
    let (date, time) = (at.div_euclid(DAY), at.rem_euclid(DAY));
    // The year that the day is in is the last that begins at or before it.
    let mut year = date / 366;
    while days(year + 1, 3, 1) <= date {
        year += 1;
    }
    let rest = date - days(year, 3, 1);
    let month = (5 * rest + 2) / 153;
    let day = rest - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", time / 3600, time / 60 % 60, time % 60)
}

#[cfg(test)]
mod tests {
    use super::in_utc;

    #[test]
    fn times_are_brought_to_utc() {
        for (from, want) in [
            ("2026-01-01T00:00:00Z", Some("2026-01-01T00:00:00Z")),
            ("2026-01-01T00:30:00+01:00", Some("2025-12-31T23:30:00Z")),
            ("2024-02-28T23:30:15.75-02:00", Some("2024-02-29T01:30:15Z")),
            ("2000-12-31T23:59:59Z", Some("2000-12-31T23:59:59Z")),
            ("1970-01-01T00:00:00Z", Some("1970-01-01T00:00:00Z")),
            ("2023-02-29T00:00:00Z", None),
            ("2023-13-01T00:00:00Z", None),
            ("2023-01-01T24:00:00Z", None),
            ("2023-01-01", None),
            ("", None),
        ] {
            assert_eq!(in_utc(from).as_deref(), want, "{from}");
        }
    }
}
