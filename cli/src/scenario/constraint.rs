//! What restricts a rollout, as flags have it.

use crate::duration;
use garboard_core::api::IntOrString;
use garboard_rollout::fleet::{Canary, Window};
use garboard_rollout::simulate::Scenario;
use std::str::FromStr;

/// A time of each day, or of some days of the week, in which nodes may begin: `mon-fri 22:00+4h`.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) windows: Vec<Window>,
    pub(crate) text: String,
}

const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl FromStr for Opening {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no window: write [DAYS] HH:MM+LENGTH, such as 'mon-fri 22:00+4h'");
        let (days, time) = text.trim().rsplit_once(' ').unwrap_or(("daily", text.trim()));
        let (start, length) = time.split_once('+').ok_or_else(wrong)?;
        let start = clock(start).ok_or_else(wrong)?;
        let length = duration::parse(length)?;
        if length == 0 {
            return Err(format!("a window of 0s never opens: write how long it is, such as {days} {time}4h"));
        }
        let windows = days_of(days).ok_or_else(wrong)?;
        let windows = windows.into_iter().map(|day| Window::new(day, start, length)).collect();
        Ok(Self { windows, text: text.trim().to_owned() })
    }
}

/// Seconds after midnight.
fn clock(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str, below: u32| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number: &u32| is_number && *number < below)
    };
    Some(two(hour, 24)? * 3600 + two(minute, 60)? * 60)
}

/// Days, each alone or with all up to another: none for every day.
fn days_of(text: &str) -> Option<Vec<Option<u8>>> {
    if text.trim() == "daily" {
        return Some(vec![None]);
    }
    let day = |name: &str| DAYS.iter().position(|day| day.eq_ignore_ascii_case(name.trim()));
    let mut days = Vec::new();
    for part in text.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (day(from)?, day(to)?);
        // A week has no end: sat-mon is three days.
        for ahead in 0..=(to + 7 - from) % 7 {
            days.push(Some(u8::try_from((from + ahead) % 7).ok()?));
        }
    }
    days.sort_unstable();
    days.dedup();
    Some(days)
}

/// Nodes that go alone, and how long the others wait: `1:1h`.
pub(crate) fn canary(text: &str) -> Result<Canary, String> {
    let wrong = || format!("{text:?} is not N:TIME, such as 1:1h, with 1 node or more");
    let (nodes, soak) = text.split_once(':').ok_or_else(wrong)?;
    let nodes = nodes.parse().ok().filter(|nodes| *nodes > 0).ok_or_else(wrong)?;
    Ok(Canary::new(nodes, duration::parse(soak)?))
}

/// How long a run may take.
pub(crate) fn limit(text: &str) -> Result<u64, String> {
    let seconds = duration::seconds(text).filter(|seconds| (1..=Scenario::LONGEST).contains(seconds));
    seconds.ok_or_else(|| format!("{text:?} is no limit from 1s to 36500d: write it as 90s, 12h or 30d"))
}

/// Another maxUnavailable of a pool: `worker=10%`.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    pub(crate) pool: String,
    pub(crate) max_unavailable: IntOrString,
}

impl FromStr for Other {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not POOL=MAXUNAVAILABLE, such as worker=3 or worker=10%");
        let (pool, most) = text.split_once('=').filter(|(pool, _)| !pool.is_empty()).ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u16>().ok().filter(|number| *number > 0);
        let max_unavailable = match most.strip_suffix('%') {
            Some(share) => number(share).filter(|share| *share <= 100).map(|_| IntOrString::String(most.to_owned())),
            None => most.parse().ok().filter(|most| *most > 0).map(IntOrString::Int),
        };
        Ok(Self {
            pool: pool.to_owned(),
            max_unavailable: max_unavailable.ok_or_else(wrong)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Opening, Other, canary, limit};

    #[test]
    fn windows_are_read_as_people_write_them() {
        for (text, days, start, length) in [
            ("22:00+4h", vec![None], 79_200, 14_400),
            ("daily 00:30+90s", vec![None], 1800, 90),
            ("mon-fri 22:00+4h", vec![Some(1), Some(2), Some(3), Some(4), Some(5)], 79_200, 14_400),
            ("sat,Sun 02:00+1h", vec![Some(0), Some(6)], 7200, 3600),
            ("sat-mon 02:00+1h", vec![Some(0), Some(1), Some(6)], 7200, 3600),
        ] {
            let windows = text.parse::<Opening>().expect(text).windows;
            assert_eq!(windows.iter().map(|it| it.day).collect::<Vec<_>>(), days, "{text}");
            assert!(windows.iter().all(|it| (it.start, it.length) == (start, length)), "{text}");
        }
        for text in
            ["", "22:00", "24:00+1h", "2:00+1h", "22:00+0s", "22:00+-1h", "someday 22:00+1h", "mon- 22:00+1h", "+1h"]
        {
            assert!(text.parse::<Opening>().is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_of_nothing_are_refused() {
        assert!(canary("2:30m").is_ok_and(|it| (it.nodes, it.soak) == (2, 1800)));
        for text in ["0:1h", "1", "-1:1h", "1:-1h", "x:1h"] {
            assert!(canary(text).is_err(), "{text}");
        }
        assert_eq!((limit("36500d").ok(), limit("0s").ok(), limit("36501d").ok()), (Some(3_153_600_000), None, None));
        for (text, good) in [("w=3", true), ("w=10%", true), ("w=0", false), ("w=101%", false), ("w=-1", false)] {
            assert_eq!(text.parse::<Other>().is_ok(), good, "{text}");
        }
        assert!("3".parse::<Other>().is_err() && "=3".parse::<Other>().is_err());
    }
}
