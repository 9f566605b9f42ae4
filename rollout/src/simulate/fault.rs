//! What goes wrong.

use super::spread::duration;
use alloc::format;
use alloc::string::{String, ToString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Something that goes wrong in every run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nodes go down for their reboot and stay down.
    NeverReturns(On),
    /// The daemon of nodes is stuck on the way.
    Degrades(After, On),
    /// Draining nodes takes so many seconds longer.
    DrainBlocked(u32, On),
    /// Nothing is planned for so long; what nodes were told goes on.
    ControllerDown {
        /// From when on, in seconds from the beginning.
        at: u32,
        /// For how many seconds.
        length: u32,
    },
}

/// When the daemon of a node is stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum After {
    /// At once: the node takes pods on.
    Prepare,
    /// When it is drained, if it is: it stays cordoned then.
    Drain,
}

/// The nodes that something happens to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum On {
    /// This one.
    Node(String),
    /// Each with this chance in a hundred, drawn anew in every run.
    Share(u8),
}

/// As requests and files have it: `{"kind": "never-returns" | "degrades" (with "after": "prepare" | "drain") | "drain-blocked"
/// (with "for_s") | "controller-down" (with "at_s", "for_s"), "node": name | "share": percent}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: Kind,
    node: Option<String>,
    share: Option<i64>,
    after: Option<After>,
    at_s: Option<i64>,
    for_s: Option<i64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    NeverReturns,
    Degrades,
    DrainBlocked,
    ControllerDown,
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Written::deserialize(from)?.read().map_err(D::Error::custom)
    }
}

impl Written {
    fn read(self) -> Result<Fault, String> {
        let seconds = |name: &str, value: Option<i64>| {
            let value = value.ok_or_else(|| format!("{name} is missing: so many seconds"))?;
            duration(name, value).map_err(|bad| bad.to_string())
        };
        let extra = match self.kind {
            Kind::NeverReturns => [("after", self.after.is_some()), ("for_s", self.for_s.is_some())],
            Kind::Degrades => [("for_s", self.for_s.is_some()), ("", false)],
            Kind::DrainBlocked => [("after", self.after.is_some()), ("", false)],
            Kind::ControllerDown => [("after", self.after.is_some()), ("node or share", self.on().is_some())],
        };
        let at = ("at_s", self.at_s.is_some() && !matches!(self.kind, Kind::ControllerDown));
        if let Some((name, _)) = extra.into_iter().chain([at]).find(|(_, is_there)| *is_there) {
            return Err(format!("a fault of this kind has no {name}: leave it out"));
        }
        match self.kind {
            Kind::ControllerDown => {
                Ok(Fault::ControllerDown { at: seconds("at_s", self.at_s)?, length: seconds("for_s", self.for_s)? })
            }
            Kind::NeverReturns => self.nodes().map(Fault::NeverReturns),
            Kind::Degrades => {
                let after = self.after.ok_or("after is missing: prepare or drain")?;
                self.nodes().map(|on| Fault::Degrades(after, on))
            }
            Kind::DrainBlocked => {
                let length = seconds("for_s", self.for_s)?;
                self.nodes().map(|on| Fault::DrainBlocked(length, on))
            }
        }
    }

    fn on(&self) -> Option<()> {
        (self.node.is_some() || self.share.is_some()).then_some(())
    }

    fn nodes(self) -> Result<On, String> {
        match (self.node, self.share) {
            (Some(node), None) => Ok(On::Node(node)),
            (None, Some(share)) => On::share(share).map_err(|bad| bad.to_string()),
            (None, None) => Err("node or share is missing: which nodes it happens to".into()),
            (Some(_), Some(_)) => Err("node and share are two ways to say which nodes: write one".into()),
        }
    }
}

impl On {
    /// Each node with this chance in a hundred.
    ///
    /// # Errors
    /// `bad-share` if that is not 0 to 100.
    pub fn share(percent: i64) -> Result<Self, super::BadScenario> {
        let share = u8::try_from(percent).ok().filter(|share| *share <= 100);
        share.map(Self::Share).ok_or_else(|| {
            super::BadScenario::new("bad-share", "share", format!("{percent} is no percentage: write 0 to 100"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{After, Fault, On};
    use alloc::string::ToString as _;
    use serde_json::from_str;

    #[test]
    fn faults_are_read_and_what_is_wrong_with_them_is_told() {
        for (text, want) in [
            (r#"{"kind":"never-returns","node":"n"}"#, Fault::NeverReturns(On::Node("n".into()))),
            (r#"{"kind":"degrades","after":"drain","share":5}"#, Fault::Degrades(After::Drain, On::Share(5))),
            (r#"{"kind":"drain-blocked","for_s":9,"share":0}"#, Fault::DrainBlocked(9, On::Share(0))),
            (r#"{"kind":"controller-down","at_s":1,"for_s":2}"#, Fault::ControllerDown { at: 1, length: 2 }),
        ] {
            assert_eq!(from_str::<Fault>(text).ok(), Some(want), "{text}");
        }
        for (text, want) in [
            (r#"{"kind":"degrades","node":"n"}"#, "after is missing: prepare or drain"),
            (r#"{"kind":"degrades","after":"boot","node":"n"}"#, "unknown variant `boot`"),
            (r#"{"kind":"never-returns"}"#, "node or share is missing"),
            (r#"{"kind":"never-returns","node":"n","share":1}"#, "write one"),
            (r#"{"kind":"never-returns","node":"n","for_s":1}"#, "has no for_s: leave it out"),
            (r#"{"kind":"never-returns","share":101}"#, "share: 101 is no percentage: write 0 to 100"),
            (r#"{"kind":"drain-blocked","node":"n","for_s":-1}"#, "for_s: -1 s is no time that is simulated"),
            (r#"{"kind":"drain-blocked","node":"n"}"#, "for_s is missing"),
            (r#"{"kind":"controller-down","at_s":1,"for_s":2,"node":"n"}"#, "has no node or share"),
            (r#"{"kind":"fire","node":"n"}"#, "unknown variant `fire`"),
        ] {
            let bad = from_str::<Fault>(text).expect_err(text).to_string();
            assert!(bad.contains(want), "{bad}");
        }
    }
}
