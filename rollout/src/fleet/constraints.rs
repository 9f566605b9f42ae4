//! What restricts a rollout besides the pools themselves.

use super::time::Timestamp;
use alloc::string::String;
use alloc::vec::Vec;

const DAY: i64 = 24 * 60 * 60;
const WEEK: i64 = 7 * DAY;

/// When nodes may go, and which pools go first. Without any word nothing is restricted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Constraints {
    /// When nodes may begin: in any of these; at any time if there are none. They may end later.
    pub windows: Vec<Window>,
    /// Pools of which each waits for those before it to be updated. Pools that are not named wait for none.
    pub pool_order: Vec<String>,
}

/// A time in which nodes may begin, every day or on one day of the week, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Window {
    /// The day on which it opens, 0 for Sunday; every day if there is none.
    pub day: Option<u8>,
    /// When it opens, in seconds after midnight.
    pub start: u32,
    /// How long it is open, in seconds; its last second is not part of it.
    pub length: u32,
}

impl Window {
    /// Open for so many seconds from so many seconds after midnight on.
    #[must_use]
    pub const fn new(day: Option<u8>, start: u32, length: u32) -> Self {
        Self { day, start, length }
    }

    /// In how many seconds it is open: 0 if it is now. `None` if it never is.
    #[must_use]
    pub fn opens_in(&self, now: Timestamp) -> Option<u64> {
        if self.length == 0 {
            return None;
        }
        let (period, opening) = match self.day {
            None => (DAY, i64::from(self.start)),
            Some(day) => (WEEK, i64::from(day) * DAY + i64::from(self.start)),
        };
        // 1970 began on a Thursday: its Sunday was four days before.
        let since = (now.seconds() + 4 * DAY - opening).rem_euclid(period);
        let wait = if since < i64::from(self.length) { 0 } else { period - since };
        u64::try_from(wait).ok()
    }
}

impl Constraints {
    /// In how many seconds nodes may begin: 0 if they may now. `None` if they never may.
    #[must_use]
    pub fn opens_in(&self, now: Timestamp) -> Option<u64> {
        if self.windows.is_empty() { Some(0) } else { self.windows.iter().filter_map(|it| it.opens_in(now)).min() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Constraints, Window};
    use crate::fleet::time::Timestamp;

    #[test]
    fn a_window_opens_on_its_day_and_closes_before_its_last_second() {
        let hours = |n: u32| n * 3600;
        for (day, start, length, now, want) in [
            (None, hours(2), hours(4), "2026-01-28T02:00:00Z", Some(0)),
            (None, hours(2), hours(4), "2026-01-28T05:59:59Z", Some(0)),
            (None, hours(2), hours(4), "2026-01-28T06:00:00Z", Some(20 * 3600)),
            (None, hours(22), hours(4), "2026-01-28T01:00:00Z", Some(0)),
            (Some(3), hours(2), hours(1), "2026-01-28T02:30:00Z", Some(0)),
            (Some(3), hours(2), hours(1), "2026-01-27T02:30:00Z", Some(24 * 3600 - 1800)),
            (Some(6), hours(22), hours(4), "2026-02-01T01:00:00Z", Some(0)),
            (Some(0), 0, 1, "1969-12-28T00:00:00Z", Some(0)),
            (None, 0, 0, "2026-01-28T00:00:00Z", None),
            (None, 0, u32::MAX, "2026-01-28T23:59:59Z", Some(0)),
        ] {
            let now = Timestamp::parse(now).expect("a time");
            assert_eq!(Window::new(day, start, length).opens_in(now), want, "{day:?} {start} {length} {now}");
        }
    }

    #[test]
    fn of_several_windows_the_next_counts_and_without_any_it_is_always_open() {
        let now = Timestamp::from_seconds(0);
        let mut constraints = Constraints::default();
        assert_eq!(constraints.opens_in(now), Some(0));
        constraints.windows =
            [Window::new(None, 7200, 60), Window::new(None, 3600, 60), Window::new(None, 0, 0)].into();
        assert_eq!(constraints.opens_in(now), Some(3600));
        constraints.windows = [Window::new(None, 0, 0)].into();
        assert_eq!(constraints.opens_in(now), None);
    }
}
