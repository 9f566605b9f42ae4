//! How long something takes.

use super::bad::BadScenario;
use super::random::below;
use super::{normal, power};
use alloc::format;

/// How long something takes, in whole seconds: always the same, anything between two bounds, or mostly about as long and now
/// and then much longer. Nothing takes longer than [`Spread::MOST`].
///
/// ```
/// use garboard_rollout::simulate::Spread;
///
/// assert_eq!(Spread::fixed(60)?.bounds(), (60, 60));
/// assert_eq!(Spread::uniform(420, 540)?.bounds(), (420, 540));
/// assert!(Spread::lognormal(300, 900)?.bounds().1 > 900);
/// assert_eq!(Spread::lognormal(300, 200).map_err(|bad| bad.code()), Err("bad-spread"));
/// # Ok::<(), garboard_rollout::simulate::BadScenario>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fixed(u32),
    Uniform {
        from: u32,
        width: u32,
    },
    /// Half of the values are below `median`; `steepness` is the logarithm to the base of two of how many times as long the
    /// longest twentieth is at least.
    Lognormal {
        median: u32,
        steepness: u64,
    },
}

impl Spread {
    /// The longest time that is simulated for one thing: 365 days.
    pub const MOST: u32 = 365 * 24 * 60 * 60;

    /// It always takes as long.
    ///
    /// # Errors
    /// `bad-duration` if that is below zero or above [`Spread::MOST`].
    pub fn fixed(seconds: i64) -> Result<Self, BadScenario> {
        duration("fixed", seconds).map(|seconds| Self(Kind::Fixed(seconds)))
    }

    /// It takes any time from `from` to `to`, both included, each as likely as the others.
    ///
    /// # Errors
    /// `bad-duration` as above, `bad-spread` if `to` is below `from`.
    pub fn uniform(from: i64, to: i64) -> Result<Self, BadScenario> {
        let (low, high) = (duration("uniform.0", from)?, duration("uniform.1", to)?);
        match high.checked_sub(low) {
            Some(width) => Ok(Self(Kind::Uniform { from: low, width })),
            None => {
                let message = format!("it ends at {high}, before it begins at {low}: write [{high}, {low}]");
                Err(BadScenario::new("bad-spread", "uniform", message))
            }
        }
    }

    /// It takes `p50` or less in half of all cases and `p95` or less in 95 of 100, with a long tail above.
    ///
    /// # Errors
    /// `bad-duration` as above, `bad-spread` if `p95` is below `p50`, or `p50` is zero and `p95` is not.
    pub fn lognormal(p50: i64, p95: i64) -> Result<Self, BadScenario> {
        let (median, high) = (duration("lognormal.p50", p50)?, duration("lognormal.p95", p95)?);
        let message = if high < median {
            format!("p95 is {high}, below the p50 of {median}: write {median} or more for p95, or exchange them")
        } else if median == 0 && high > 0 {
            format!("p50 is 0, of which p95 cannot be {high}: write 1 or more for p50, or {{\"uniform\": [0, {high}]}}")
        } else {
            let steepness = if median == 0 { 0 } else { power::logarithm(high, median) };
            return Ok(Self(Kind::Lognormal { median, steepness }));
        };
        Err(BadScenario::new("bad-spread", "lognormal", message))
    }

    /// The shortest and the longest time that it can take.
    #[must_use]
    pub fn bounds(&self) -> (u32, u32) {
        match self.0 {
            Kind::Fixed(seconds) => (seconds, seconds),
            Kind::Uniform { from, width } => (from, from + width),
            // The upper half of the draws is that without the highest bit: of both halves, the first is farthest out.
            Kind::Lognormal { .. } => (self.draw(1 << 63), self.draw(0)),
        }
    }

    /// How long it takes this time.
    pub(super) fn draw(&self, draw: u64) -> u32 {
        match self.0 {
            Kind::Fixed(seconds) => seconds,
            Kind::Uniform { from, width } => from + u32::try_from(below(draw, u64::from(width) + 1)).unwrap_or(width),
            Kind::Lognormal { median, steepness } => {
                let exponent = i128::from(steepness) * i128::from(normal::distance(draw)) / i128::from(normal::ONE);
                power::scaled(median, i64::try_from(exponent).unwrap_or(i64::MAX), Self::MOST)
            }
        }
    }
}

/// So many seconds.
pub(super) fn duration(at: &str, seconds: i64) -> Result<u32, BadScenario> {
    let fits = u32::try_from(seconds).ok().filter(|seconds| *seconds <= Spread::MOST);
    fits.ok_or_else(|| {
        let message = format!("{seconds} s is no time that is simulated: write 0 to {} (365 days)", Spread::MOST);
        BadScenario::new("bad-duration", at, message)
    })
}

#[cfg(test)]
mod tests {
    use super::super::random::{Key, Seed};
    use super::Spread;
    use alloc::vec::Vec;

    fn draws(spread: Spread, count: u32) -> Vec<u32> {
        let mut draws: Vec<_> = (0..count).map(|run| spread.draw(Seed::new(1, run).draw(Key::of("n"), 0))).collect();
        draws.sort_unstable();
        draws
    }

    #[test]
    fn half_of_a_lognormal_spread_is_below_p50_and_a_twentieth_above_p95() {
        for (p50, p95) in [(300, 900), (60, 61), (60, 3600), (480, 480)] {
            let draws = draws(Spread::lognormal(p50, p95).expect("a spread"), 100_000);
            let at = |percent: usize| i64::from(draws[draws.len() * percent / 100]);
            assert!((at(50) - p50).abs() <= 1 + p50 / 50, "{p50} {p95}: {}", at(50));
            assert!((at(95) - p95).abs() <= 1 + p95 / 25, "{p50} {p95}: {}", at(95));
        }
    }

    #[test]
    fn a_uniform_spread_reaches_both_bounds_and_no_farther() {
        let draws = draws(Spread::uniform(10, 19).expect("a spread"), 10_000);
        assert_eq!((draws[0], draws[9_999]), (10, 19));
        assert!((4_800..5_200).contains(&draws.iter().filter(|it| **it < 15).count()));
    }

    #[test]
    fn no_draw_is_out_of_bounds() {
        for (p50, p95) in [(0, 0), (1, 31_536_000), (31_536_000, 31_536_000), (1, 1), (1000, 100_000)] {
            let spread = Spread::lognormal(p50, p95).expect("a spread");
            let (low, high) = spread.bounds();
            for run in 0..10_000 {
                let draw = spread.draw(Seed::new(3, run).draw(Key::of("n"), 1));
                assert!((low..=high).contains(&draw) && high <= Spread::MOST, "{p50} {p95}: {low} {draw} {high}");
            }
        }
    }

    #[test]
    fn what_is_no_spread_is_refused_with_what_to_write_instead() {
        for (spread, code, at, message) in [
            (
                Spread::fixed(-1),
                "bad-duration",
                "fixed",
                "-1 s is no time that is simulated: write 0 to 31536000 (365 days)",
            ),
            (Spread::fixed(i64::MAX), "bad-duration", "fixed", "write 0 to 31536000"),
            (Spread::uniform(0, -1), "bad-duration", "uniform.1", "-1 s"),
            (Spread::uniform(9, 3), "bad-spread", "uniform", "write [3, 9]"),
            (Spread::lognormal(9, 3), "bad-spread", "lognormal", "write 9 or more for p95"),
            (Spread::lognormal(0, 3), "bad-spread", "lognormal", "write 1 or more for p50"),
        ] {
            let bad = spread.expect_err("no spread");
            assert_eq!((bad.code(), bad.at()), (code, at));
            assert!(bad.message().contains(message), "{bad}");
        }
    }
}
