//! How long the nodes of each pool take.

use super::bad::BadScenario;
use super::spread::Spread;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// How long each part of an update takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phases {
    /// Moving the pods away, where the change asks for it.
    pub drain: Spread,
    /// Writing files, units and the operating system.
    pub apply: Spread,
    /// Until the node is back, where the change asks for a reboot.
    pub reboot: Spread,
    /// What is done in its place where it does not: reloads, restarts.
    pub action: Spread,
}

impl Phases {
    /// Of these.
    #[must_use]
    pub const fn new(drain: Spread, apply: Spread, reboot: Spread, action: Spread) -> Self {
        Self { drain, apply, reboot, action }
    }
}

/// How long the nodes of each pool take. A node takes drain, apply, and reboot or action.
///
/// As requests and files have it: `{"default": M, "pools": {name: M}}`, where M is `{"drain": D, "apply": D, "reboot": D,
/// "action": D}` and D is `{"fixed": s}`, `{"uniform": [a, b]}` or `{"lognormal": {"p50": s, "p95": s}}`.
///
/// ```
/// use garboard_rollout::simulate::Model;
///
/// let minute = r#"{"fixed":60}"#;
/// let text = format!(r#"{{"default":{{"drain":{minute},"apply":{minute},"reboot":{{"fixed":-1}},"action":{minute}}}}}"#);
/// let bad = serde_json::from_str::<Model>(&text).expect_err("below zero").to_string();
/// assert!(bad.starts_with("default.reboot.fixed: -1 s is no time that is simulated: write 0 to"), "{bad}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Model {
    /// Where nothing else is said.
    pub default: Phases,
    /// Of these pools.
    pub pools: BTreeMap<String, Phases>,
}

impl Model {
    /// The same for all pools.
    #[must_use]
    pub const fn new(default: Phases) -> Self {
        Self { default, pools: BTreeMap::new() }
    }

    /// Those of a pool.
    #[must_use]
    pub fn of(&self, pool: &str) -> &Phases {
        self.pools.get(pool).unwrap_or(&self.default)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    default: WrittenPhases,
    #[serde(default)]
    pools: BTreeMap<String, WrittenPhases>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPhases {
    drain: WrittenSpread,
    apply: WrittenSpread,
    reboot: WrittenSpread,
    action: WrittenSpread,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenSpread {
    Fixed(Value),
    Uniform(Vec<Value>),
    Lognormal(WrittenLognormal),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLognormal {
    p50: Value,
    p95: Value,
}

impl WrittenPhases {
    fn read(self) -> Result<Phases, BadScenario> {
        let spread = |name: &str, spread: WrittenSpread| spread.read().map_err(|bad| bad.below(name));
        Ok(Phases::new(
            spread("drain", self.drain)?,
            spread("apply", self.apply)?,
            spread("reboot", self.reboot)?,
            spread("action", self.action)?,
        ))
    }
}

impl WrittenSpread {
    fn read(self) -> Result<Spread, BadScenario> {
        match self {
            Self::Fixed(value) => Spread::fixed(seconds("fixed", &value)?),
            Self::Uniform(bounds) => match &*bounds {
                [from, to] => Spread::uniform(seconds("uniform.0", from)?, seconds("uniform.1", to)?),
                other => {
                    let message =
                        format!("it has {} numbers: write two, the shortest and the longest time", other.len());
                    Err(BadScenario::new("bad-spread", "uniform", message))
                }
            },
            Self::Lognormal(of) => {
                Spread::lognormal(seconds("lognormal.p50", &of.p50)?, seconds("lognormal.p95", &of.p95)?)
            }
        }
    }
}

fn seconds(at: &str, value: &Value) -> Result<i64, BadScenario> {
    // What no number of 64 bits says is too long in any case.
    let above = || value.as_u64().map(|_| i64::MAX);
    value.as_i64().or_else(above).ok_or_else(|| {
        BadScenario::new("bad-duration", at, format!("{value} is no whole number of seconds: write one, such as 60"))
    })
}

impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(from)?;
        let mut model = Self::new(written.default.read().map_err(|bad| D::Error::custom(bad.below("default")))?);
        for (name, phases) in written.pools {
            let phases = phases.read().map_err(|bad| D::Error::custom(bad.below(&name).below("pools")))?;
            model.pools.insert(name, phases);
        }
        Ok(model)
    }
}

#[cfg(test)]
mod tests {
    use super::Model;
    use alloc::string::ToString as _;
    use serde_json::{Value, from_value, json};

    #[test]
    fn a_model_is_read_and_what_is_wrong_with_it_is_told_with_its_place() {
        let with = |drain: Value| {
            let phases =
                json!({ "drain": drain, "apply": { "fixed": 1 }, "reboot": { "fixed": 1 }, "action": { "fixed": 1 } });
            let good = json!({ "drain": { "fixed": 2 }, "apply": { "uniform": [1, 2] }, "reboot": { "lognormal": { "p50": 1,
                "p95": 2 } }, "action": { "fixed": 1 } });
            from_value::<Model>(json!({ "default": good, "pools": { "infra": phases } }))
        };
        let model = with(json!({ "fixed": 7 })).expect("a model");
        assert_eq!((model.of("infra").drain.bounds(), model.of("worker").drain.bounds()), ((7, 7), (2, 2)));
        for (drain, want) in [
            (json!({ "fixed": 1.5 }), "pools.infra.drain.fixed: 1.5 is no whole number of seconds"),
            (json!({ "fixed": "60" }), "pools.infra.drain.fixed: \"60\" is no whole number of seconds"),
            (json!({ "fixed": u64::MAX }), "pools.infra.drain.fixed: "),
            (json!({ "uniform": [1] }), "pools.infra.drain.uniform: it has 1 numbers"),
            (
                json!({ "lognormal": { "p50": 9, "p95": 3 } }),
                "pools.infra.drain.lognormal: p95 is 3, below the p50 of 9",
            ),
            (json!({ "lognormal": { "p50": 9 } }), "missing field `p95`"),
            (json!({ "gamma": 1 }), "unknown variant `gamma`"),
        ] {
            let bad = with(drain).expect_err("no model").to_string();
            assert!(bad.contains(want), "{bad}");
        }
    }
}
