//! How long nodes take: said by flags or a file, measured in a cluster, or assumed.

use crate::args;
use crate::duration;
use garboard_rollout::simulate::{BadScenario, Measured, Model, Part, Phases, Spread};
use serde::Serialize;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// How long something takes, with the words for it.
#[derive(Clone, Debug)]
pub(crate) struct Takes {
    spread: Spread,
    words: String,
}

impl FromStr for Takes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = |bad: BadScenario| bad.message().to_owned();
        let pair = |from: &str, to: &str| Ok::<_, String>((duration::parse(from)?.into(), duration::parse(to)?.into()));
        let told = |from: i64| duration::words(from.unsigned_abs());
        if let Some(bounds) = text.strip_prefix("uniform:") {
            let (from, to) = bounds.split_once("..").ok_or("write uniform:FROM..TO, such as uniform:60s..120s")?;
            let (from, to) = pair(from, to)?;
            if to < from {
                return Err(format!("it ends before it begins: write uniform:{to}s..{from}s"));
            }
            let spread = Spread::uniform(from, to).map_err(bad)?;
            return Ok(Self { spread, words: format!("{} to {}", told(from), told(to)) });
        }
        if let Some(points) = text.strip_prefix("lognormal:") {
            let (p50, p95) = points.split_once(',').ok_or("write lognormal:P50,P95, such as lognormal:60s,300s")?;
            let (p50, p95) = pair(p50, p95)?;
            if p50 == 0 && p95 > 0 {
                return Err(format!("no p95 is above a p50 of 0: write 1s or more for it, or uniform:0..{p95}s"));
            }
            let spread = Spread::lognormal(p50, p95).map_err(bad)?;
            return Ok(Self {
                spread,
                words: format!("{} (95 of 100 within {})", told(p50), told(p95)),
            });
        }
        if let Some((kind, _)) = text.split_once(':') {
            return Err(format!("there is no spread {kind:?}: write a TIME, uniform:FROM..TO or lognormal:P50,P95"));
        }
        let seconds = duration::parse(text)?.into();
        Ok(Self { spread: Spread::fixed(seconds).map_err(bad)?, words: told(seconds) })
    }
}

/// The model, and where it comes from.
pub(crate) struct Times {
    pub(crate) model: Model,
    pub(crate) told: Assumed,
}

/// Where a model comes from: what reads an answer must be told that it rests on it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Assumed {
    /// `assumed`, `flags`, `measured` or `file`.
    pub(crate) from: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    /// What is said of each phase; nothing of those of a file.
    pub(crate) phases: Vec<Phase>,
}

/// How long a phase takes.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Phase {
    pub(crate) phase: &'static str,
    pub(crate) takes: String,
    /// Whether nobody said so, and nothing tells it.
    pub(crate) assumed: bool,
    /// On how many nodes it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) measured_on: Option<usize>,
}

/// What is assumed where nothing is said: virtual machines with a few pods that are slow to go.
const ASSUMED: [(Part, &str, &str); 4] = [
    (Part::Drain, "drain", "lognormal:1m,5m"),
    (Part::Apply, "apply", "uniform:30s..90s"),
    (Part::Reboot, "reboot", "lognormal:4m,10m"),
    (Part::Action, "action", "10s"),
];

impl Times {
    /// Flags count before what was measured, and that before what is assumed.
    pub(crate) fn of(args: &args::Times, measured: &Measured) -> Result<Self, String> {
        if let Some(path) = &args.model {
            return Self::of_file(path);
        }
        let said = [&args.drain, &args.apply, &args.reboot, &args.action];
        let mut phases = Vec::new();
        let mut spreads = Vec::new();
        for ((part, phase, assumed), said) in ASSUMED.into_iter().zip(said) {
            let found = measured.quantiles(part).filter(|_| said.is_none());
            let takes = match (said, found) {
                (Some(said), _) => said.clone(),
                // What is told of a second or less took one.
                (None, Some((p50, p95))) => format!("lognormal:{}s,{}s", p50.max(1), p95.max(1)).parse()?,
                (None, None) => assumed.parse()?,
            };
            phases.push(Phase {
                phase,
                takes: takes.words,
                assumed: said.is_none() && found.is_none(),
                measured_on: found.map(|_| measured.times(part).len()),
            });
            spreads.push(takes.spread);
        }
        let [drain, apply, reboot, action] = spreads[..] else { return Err("a phase is missing".into()) };
        let from = match &phases[..] {
            all if all.iter().all(|phase| phase.assumed) => "assumed",
            all if all.iter().any(|phase| phase.measured_on.is_some()) => "measured",
            _ => "flags",
        };
        let told = Assumed { from, file: None, phases };
        Ok(Self { model: Model::new(Phases::new(drain, apply, reboot, action)), told })
    }

    #[expect(clippy::disallowed_methods, reason = "the command reads what it is told to read")]
    fn of_file(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let told = |why: &dyn fmt::Display| format!("{name}: {why}");
        let text = std::fs::read(path).map_err(|error| told(&error))?;
        let model = serde_json::from_slice(&text).map_err(|error| told(&error))?;
        Ok(Self {
            model,
            told: Assumed { from: "file", file: Some(name), phases: Vec::new() },
        })
    }
}

impl Assumed {
    /// In sentences.
    pub(crate) fn sentences(&self) -> Vec<String> {
        if let Some(file) = &self.file {
            return vec![format!("how long nodes take is from {file}")];
        }
        if self.from == "assumed" {
            let all: Vec<_> = self.phases.iter().map(Phase::words).collect();
            return vec![format!("how long nodes take is assumed, and measured nowhere: {}", all.join("; "))];
        }
        let of = |wanted: fn(&Phase) -> bool, intro: &str| {
            let phases: Vec<_> = self.phases.iter().filter(|phase| wanted(phase)).map(Phase::words).collect();
            (!phases.is_empty()).then(|| format!("{intro}: {}", phases.join("; ")))
        };
        let measured = of(|phase| phase.measured_on.is_some(), "how long nodes take is measured on nodes under way");
        let flags = if measured.is_some() { "from flags" } else { "how long nodes take is from flags" };
        let flags = of(|phase| !phase.assumed && phase.measured_on.is_none(), flags);
        let assumed = of(|phase| phase.assumed, "assumed besides");
        [measured, flags, assumed].into_iter().flatten().collect()
    }
}

impl Phase {
    /// `drain 1m (95 of 100 within 5m), 3 nodes`
    fn words(&self) -> String {
        let nodes = self.measured_on.map(|count| format!(", {count} nodes")).unwrap_or_default();
        format!("{} {}{nodes}", self.phase, self.takes)
    }
}

#[cfg(test)]
mod tests {
    use super::{ASSUMED, Takes};

    #[test]
    fn what_is_assumed_is_a_spread() {
        for (_, phase, text) in ASSUMED {
            assert!(text.parse::<Takes>().is_ok(), "{phase}");
        }
    }

    #[test]
    fn spreads_are_told_in_words_and_what_is_none_is_told_with_what_to_write() {
        for (text, want) in [
            ("90s", Ok("1m 30s")),
            ("uniform:60..120", Ok("1m to 2m")),
            ("lognormal:60,300", Ok("1m (95 of 100 within 5m)")),
            ("-5s", Err("write it as 90s, 5m or 1h30m")),
            ("400d", Err("from 0s to 365d")),
            ("uniform:9..3", Err("write uniform:3s..9s")),
            ("uniform:9", Err("write uniform:FROM..TO")),
            ("lognormal:300,60", Err("p95 is 60, below the p50 of 300: write 300 or more for p95")),
            ("lognormal:0,60", Err("write 1s or more")),
            ("lognormal:5", Err("write lognormal:P50,P95")),
            ("gamma:5", Err("there is no spread \"gamma\"")),
        ] {
            match (text.parse::<Takes>(), want) {
                (Ok(takes), Ok(words)) => assert_eq!(takes.words, words),
                (Err(bad), Err(words)) => assert!(bad.contains(words), "{text}: {bad}"),
                (got, want) => panic!("{text}: {got:?}, not {want:?}"),
            }
        }
    }
}
