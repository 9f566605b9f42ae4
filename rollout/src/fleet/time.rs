//! Points in time.

use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A point in time, in whole seconds since the beginning of 1970, UTC. Nothing here reads a clock: who asks says what
/// time it is.
///
/// ```
/// use garboard_rollout::fleet::Timestamp;
///
/// let time = Timestamp::parse("2026-01-28T02:00:00+02:00").expect("a time");
/// assert_eq!(time, Timestamp::from_seconds(1_769_558_400));
/// assert_eq!(time.to_string(), "2026-01-28T00:00:00Z");
/// assert_eq!(Timestamp::parse("yesterday"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first second of year 0 and the last of year 9999: what RFC 3339 can say.
    const RANGE: core::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

    /// So many seconds after the beginning of 1970; what RFC 3339 cannot say becomes the nearest that it can.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(*Self::RANGE.start(), *Self::RANGE.end()))
    }

    /// Seconds since the beginning of 1970; negative before it.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// A time of RFC 3339, as the API writes them: `2026-01-28T00:00:00Z`, also with an offset. Fractions of a second
    /// are dropped, since objects of the API have none. `None` for everything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let (year, month, day) = (number(date.get(..4)?)?, number(date.get(5..7)?)?, number(date.get(8..)?)?);
        let dashes = date.as_bytes()[4] == b'-' && date.as_bytes()[7] == b'-';
        let time = rest.strip_prefix(['T', 't'])?;
        let (clock, rest) = (time.get(..8)?, time.get(8..)?);
        let (hour, minute, second) = (number(clock.get(..2)?)?, number(clock.get(3..5)?)?, number(clock.get(6..)?)?);
        let colons = clock.as_bytes()[2] == b':' && clock.as_bytes()[5] == b':';
        let exists = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        if !(dashes && colons && exists && hour < 24 && minute < 60 && second < 60) {
            return None;
        }
        let seconds = days_before(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second;
        let seconds = seconds - offset(without_fraction(rest)?)?;
        Self::RANGE.contains(&seconds).then_some(Self(seconds))
    }
}

/// Two or four digits, nothing else.
fn number(digits: &str) -> Option<i64> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// What stands behind a fraction of a second, which has a digit at least.
fn without_fraction(text: &str) -> Option<&str> {
    let Some(fraction) = text.strip_prefix('.') else { return Some(text) };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < fraction.len()).then_some(rest)
}

/// How many seconds a place is ahead of UTC.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, clock) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(clock), _) => (1, clock),
        (_, Some(clock)) => (-1, clock),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * HOUR + minutes * MINUTE))
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from the beginning of 1970 to a day. Years begin in March here, so that the day that may be missing is the last
/// one, and 400 of them have 146 097 days.
const fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// As RFC 3339 has it, in UTC.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        // A year that is not behind the day, then the one that has it.
        let mut year = 1970 + days.div_euclid(if days < 0 { 365 } else { 366 });
        while days_before(year + 1, 1, 1) <= days {
            year += 1;
        }
        let mut month = 1;
        while month < 12 && days_before(year, month + 1, 1) <= days {
            month += 1;
        }
        let day = days - days_before(year, month, 1) + 1;
        let (hour, minute, second) = (second / HOUR, second % HOUR / MINUTE, second % MINUTE);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = alloc::borrow::Cow::<'_, str>::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a time is written 2026-01-28T00:00:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;
    use alloc::string::ToString as _;

    #[test]
    fn times_are_read_as_rfc_3339_has_them() {
        for (text, want) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-01-28T00:00:00.999Z", 1_769_558_400),
            ("2026-01-27T19:00:00-05:00", 1_769_558_400),
            ("2026-01-28T05:30:00+05:30", 1_769_558_400),
            ("0000-01-01T00:00:00Z", -62_167_219_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(Timestamp::parse(text).map(Timestamp::seconds), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2026-01-28",
            "2026-01-28T00:00:00",
            "2026-01-28 00:00:00Z",
            "2026-1-28T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-28T24:00:00Z",
            "2026-01-28T00:60:00Z",
            "2026-01-28T00:00:60Z",
            "2026-01-28T00:00:00.Z",
            "2026-01-28T00:00:00+2:00",
            "2026-01-28T00:00:00+24:00",
            "2026-01-28T00:00:00Zulu",
            "+026-01-28T00:00:00Z",
            "2026/01/28T00:00:00Z",
            "0000-01-01T00:00:00+01:00",
            "９999-01-01T00:00:00Z",
            "2026-01-28T00:00:0é",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_written_as_it_is_read() {
        for seconds in [0, -1, 951_825_599, 951_868_800, 1_769_558_461, -62_167_219_200, 253_402_300_799] {
            let time = Timestamp::from_seconds(seconds);
            assert_eq!(Timestamp::parse(&time.to_string()), Some(time), "{time}");
        }
        assert_eq!(Timestamp::from_seconds(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }
}
