//! What restricts a rollout besides the pools themselves.

use super::time::Timestamp;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

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
    /// Nodes of each pool that go alone before the others.
    pub canary: Option<Canary>,
}

/// The first nodes of each pool go alone; when they are done, the others wait for as long as it takes to see what they made
/// of it. If one of them fails, no other goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Canary {
    /// How many go alone: 1 or more. Nodes that are where their pool is count too.
    pub nodes: u32,
    /// How long the others wait then, in seconds.
    pub soak: u32,
    /// Since when that many nodes of a pool are done. A pool that is not named has them since now.
    pub since: BTreeMap<String, Timestamp>,
}

impl Canary {
    /// So many nodes, and so many seconds.
    #[must_use]
    pub const fn new(nodes: u32, soak: u32) -> Self {
        Self { nodes, soak, since: BTreeMap::new() }
    }
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
        self.opens_after(now.seconds())
    }

    /// The same by the second, which may be one that no timestamp says.
    fn opens_after(&self, now: i64) -> Option<u64> {
        if self.length == 0 {
            return None;
        }
        let (period, opening) = match self.day {
            None => (DAY, i64::from(self.start)),
            Some(day) => (WEEK, i64::from(day) * DAY + i64::from(self.start)),
        };
        // 1970 began on a Thursday: its Sunday was four days before.
        let since = (now.saturating_add(4 * DAY) - opening).rem_euclid(period);
        let wait = if since < i64::from(self.length) { 0 } else { period - since };
        u64::try_from(wait).ok()
    }
}

/// As requests and files have them: `{"windows": [{"days": "daily" | ["monday", …], "start": "HH:MM", "length_s": n}],
/// "pool_order": [name], "canary": {"nodes": n, "soak_s": n, "since": {pool: time}}}`.
impl<'de> Deserialize<'de> for Constraints {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        let canary = written.canary.map(|it| Canary { nodes: it.nodes, soak: it.soak_s, since: it.since });
        if canary.as_ref().is_some_and(|it| it.nodes == 0) {
            return Err(D::Error::custom("canary.nodes is 0: write 1 or more, or leave canary out"));
        }
        let mut windows = Vec::new();
        for window in written.windows {
            let start = start(&window.start).ok_or_else(|| D::Error::custom("start is written HH:MM"))?;
            match window.days {
                Days::Word(word) if word == "daily" => windows.push(Window::new(None, start, window.length_s)),
                Days::Word(word) => return Err(D::Error::custom(format!("days are daily or a list, not {word}"))),
                Days::List(days) => {
                    for name in days {
                        let day =
                            day(&name).ok_or_else(|| D::Error::custom(format!("{name} is no day of the week")))?;
                        windows.push(Window::new(Some(day), start, window.length_s));
                    }
                }
            }
        }
        Ok(Self { windows, pool_order: written.pool_order, canary })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    windows: Vec<WrittenWindow>,
    #[serde(default)]
    canary: Option<WrittenCanary>,
    #[serde(default)]
    pool_order: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCanary {
    nodes: u32,
    soak_s: u32,
    #[serde(default)]
    since: BTreeMap<String, Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWindow {
    days: Days,
    start: String,
    length_s: u32,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Days {
    Word(String),
    List(Vec<String>),
}

/// Seconds after midnight.
fn start(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
    let (hour, minute) = (number(hour).filter(|it| *it < 24)?, number(minute).filter(|it| *it < 60)?);
    (text.len() == 5 && text.as_bytes()[2] == b':').then_some(hour * 3600 + minute * 60)
}

/// A day of the week by its English name, or the first three letters of it.
fn day(name: &str) -> Option<u8> {
    const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let named = |day: &str| name.eq_ignore_ascii_case(day) || name.eq_ignore_ascii_case(&day[..3]);
    DAYS.iter().position(|day| named(day)).and_then(|at| u8::try_from(at).ok())
}

impl Constraints {
    /// Since when the canaries of a pool are done, in seconds, if somebody says it.
    pub(crate) fn soaks_since(&self, pool: &str) -> Option<i64> {
        self.canary.as_ref()?.since.get(pool).map(|since| since.seconds())
    }

    /// In how many seconds nodes may begin: 0 if they may now. `None` if they never may.
    #[must_use]
    pub fn opens_in(&self, now: Timestamp) -> Option<u64> {
        self.opens_after(now.seconds())
    }

    /// The same by the second, which may be one that no timestamp says.
    pub(crate) fn opens_after(&self, now: i64) -> Option<u64> {
        if self.windows.is_empty() { Some(0) } else { self.windows.iter().filter_map(|it| it.opens_after(now)).min() }
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
    fn constraints_are_read_as_they_are_written() {
        let read = serde_json::from_str::<Constraints>;
        let text = r#"{"windows":[{"days":"daily","start":"22:30","length_s":60},
            {"days":["saturday","Sun"],"start":"00:00","length_s":1}],"pool_order":["infra","worker"]}"#;
        let got = read(text).expect("constraints");
        let windows = [Window::new(None, 81_000, 60), Window::new(Some(6), 0, 1), Window::new(Some(0), 0, 1)];
        assert_eq!((&*got.windows, &*got.pool_order), (&windows[..], &["infra".into(), "worker".into()][..]));
        assert_eq!(read("{}").ok(), Some(Constraints::default()));
        for bad in [
            r#"{"window":[]}"#,
            r#"{"canary":{"nodes":0,"soak_s":1}}"#,
            r#"{"canary":{"nodes":1,"soak_s":-1}}"#,
            r#"{"canary":{"nodes":1}}"#,
            r#"{"windows":[{"days":"weekly","start":"00:00","length_s":1}]}"#,
            r#"{"windows":[{"days":["someday"],"start":"00:00","length_s":1}]}"#,
            r#"{"windows":[{"days":"daily","start":"24:00","length_s":1}]}"#,
            r#"{"windows":[{"days":"daily","start":"0:000","length_s":1}]}"#,
            r#"{"windows":[{"days":"daily","start":"+1:00","length_s":1}]}"#,
            r#"{"windows":[{"days":"daily","start":"00:00"}]}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
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
