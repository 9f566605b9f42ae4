//! Label selectors, matched and written as Kubernetes does.
//!
//! ```
//! use garboard_core::api::LabelSelector;
//! use garboard_core::selector::Selector;
//! use std::collections::BTreeMap;
//!
//! let text = r#"{"matchExpressions":[{"key":"role","operator":"In","values":["worker","infra"]}]}"#;
//! let selector: LabelSelector = serde_json::from_str(text)?;
//! let selector = Selector::new(Some(&selector))?;
//! assert!(selector.matches(Some(&BTreeMap::from([("role".into(), "infra".into())]))));
//! assert!(!selector.matches(None));
//! assert_eq!(selector.to_string(), "role in (infra,worker)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::api::{LabelSelector, LabelSelectorRequirement};
use crate::label::{is_key, is_value};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_ignition::go::quote;

mod index;
mod words;

pub(crate) use index::Index;

/// A selector that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(Selects);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Selects {
    Nothing,
    /// What meets all of these, by key.
    All(Vec<Demand>),
}

/// What is demanded of one label.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Demand {
    key: String,
    test: Test,
    /// In order.
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Equals,
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

/// The operators, by name.
pub(crate) const OPERATORS: [(&str, Test); 4] =
    [("In", Test::In), ("NotIn", Test::NotIn), ("Exists", Test::Exists), ("DoesNotExist", Test::DoesNotExist)];

/// Why a selector is none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadSelector {
    /// The field that is wrong, seen from the selector: `matchExpressions[0].operator`.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// The same in the words of Kubernetes, with all that is wrong with this demand.
    pub kubernetes: String,
}

impl Selector {
    /// What a selector of the API means. None selects nothing; one without demands selects everything, and whether that
    /// is wanted is up to the caller.
    ///
    /// # Errors
    /// [`BadSelector`] for the first thing that Kubernetes refuses: unknown operators, keys and values that no label can
    /// have, and values that are missing or one too many.
    pub fn new(selector: Option<&LabelSelector>) -> Result<Self, BadSelector> {
        let Some(selector) = selector else { return Ok(Self(Selects::Nothing)) };
        let labels = selector.match_labels.iter().map(|(key, value)| Demand::label(key, value));
        let expressions = selector.match_expressions.iter().enumerate().map(|(at, it)| Demand::expression(at, it));
        let mut demands = labels.chain(expressions).collect::<Result<Vec<_>, _>>()?;
        demands.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(Self(Selects::All(demands)))
    }

    /// Whether it selects an object with these labels.
    #[must_use]
    pub fn matches(&self, labels: Option<&BTreeMap<String, String>>) -> bool {
        self.matches_by(|key| labels.and_then(|it| it.get(key)).map(String::as_str))
    }

    /// The same of labels that are kept in another way: `label` finds the value of one.
    #[must_use]
    pub fn matches_by<'l>(&self, label: impl Fn(&str) -> Option<&'l str>) -> bool {
        match &self.0 {
            Selects::Nothing => false,
            Selects::All(demands) => demands.iter().all(|demand| demand.met_by(label(&demand.key))),
        }
    }

    /// Whether it demands nothing, so that it selects everything.
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        matches!(&self.0, Selects::All(demands) if demands.is_empty())
    }
}

impl Demand {
    fn label(key: &str, value: &str) -> Result<Self, BadSelector> {
        let field = || format!("matchLabels[{key}]");
        let words = || words::of(key, Test::Equals, &[value.into()]);
        known_key(key, field, words)?;
        known_value(value, field, words)?;
        Ok(Self { key: key.into(), test: Test::Equals, values: [value.into()].into() })
    }

    fn expression(at: usize, it: &LabelSelectorRequirement) -> Result<Self, BadSelector> {
        let field = |name: &str| format!("matchExpressions[{at}].{name}");
        let Some((_, test)) = OPERATORS.into_iter().find(|(name, _)| *name == it.operator) else {
            let message = format!("\"{}\" is not a valid label selector operator", it.operator);
            let kubernetes = format!("{} is not a valid label selector operator", quote::double(&it.operator));
            return Err(BadSelector { field: field("operator"), message, kubernetes });
        };
        let words = || words::of(&it.key, test, &it.values);
        known_key(&it.key, || field("key"), words)?;
        let wants_values = matches!(test, Test::In | Test::NotIn);
        if wants_values == it.values.is_empty() {
            let message = format!("{} takes {} values", it.operator, if wants_values { "one or more" } else { "no" });
            return Err(BadSelector { field: field("values"), message, kubernetes: words() });
        }
        for (index, value) in it.values.iter().enumerate() {
            known_value(value, || field(&format!("values[{index}]")), words)?;
        }
        let mut values = it.values.clone();
        values.sort();
        Ok(Self { key: it.key.clone(), test, values })
    }

    fn met_by(&self, value: Option<&str>) -> bool {
        let named = value.is_some_and(|value| self.values.iter().any(|it| it == value));
        match self.test {
            Test::Equals | Test::In => named,
            Test::NotIn => !named,
            Test::Exists => value.is_some(),
            Test::DoesNotExist => value.is_none(),
        }
    }
}

fn known_key(key: &str, field: impl Fn() -> String, words: impl Fn() -> String) -> Result<(), BadSelector> {
    let refused = || BadSelector {
        field: field(),
        message: format!("no label can have the key \"{key}\""),
        kubernetes: words(),
    };
    if is_key(key) { Ok(()) } else { Err(refused()) }
}

fn known_value(value: &str, field: impl Fn() -> String, words: impl Fn() -> String) -> Result<(), BadSelector> {
    let refused = || BadSelector {
        field: field(),
        message: format!("no label can have the value \"{value}\""),
        kubernetes: words(),
    };
    if is_value(value) { Ok(()) } else { Err(refused()) }
}

impl fmt::Display for Selector {
    /// In the words of Kubernetes, by key; nothing and everything are empty text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Selects::All(demands) = &self.0 else { return Ok(()) };
        for (at, demand) in demands.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{demand}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, values) = (&self.key, self.values.join(","));
        match self.test {
            Test::Equals => write!(f, "{key}={values}"),
            Test::In => write!(f, "{key} in ({values})"),
            Test::NotIn => write!(f, "{key} notin ({values})"),
            Test::Exists => f.write_str(key),
            Test::DoesNotExist => write!(f, "!{key}"),
        }
    }
}

impl fmt::Display for BadSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl core::error::Error for BadSelector {}

#[cfg(test)]
mod tests {
    use super::Selector;
    use crate::api::LabelSelector;
    use alloc::collections::BTreeMap;
    use alloc::string::{String, ToString as _};
    use serde_json::{Value, from_value, json};

    fn labels(value: Value) -> BTreeMap<String, String> {
        from_value(value).expect("labels")
    }

    fn selector(value: Value) -> LabelSelector {
        from_value(value).expect("a selector")
    }

    fn expression(operator: &str, values: Value) -> Value {
        json!({ "matchExpressions": [{ "key": "k", "operator": operator, "values": values }] })
    }

    #[test]
    fn a_selector_selects_by_all_of_its_demands() {
        let some = json!({ "k": "a", "other": "b" });
        for (asked, of, want) in [
            (json!({}), json!({}), true),
            (json!({ "matchLabels": null, "matchExpressions": null }), some.clone(), true),
            (json!({ "matchLabels": { "k": "a" } }), some.clone(), true),
            (json!({ "matchLabels": { "k": "b" } }), some.clone(), false),
            (json!({ "matchLabels": { "k": "" } }), json!({}), false),
            (json!({ "matchLabels": { "k": "" } }), json!({ "k": "" }), true),
            (json!({ "matchLabels": { "k": "a", "other": "c" } }), some.clone(), false),
            (expression("In", json!(["b", "a"])), some.clone(), true),
            (expression("In", json!(["b"])), some.clone(), false),
            (expression("In", json!(["a"])), json!({}), false),
            (expression("NotIn", json!(["a"])), some.clone(), false),
            (expression("NotIn", json!(["b"])), some.clone(), true),
            (expression("NotIn", json!(["a"])), json!({}), true),
            (expression("Exists", json!(null)), some.clone(), true),
            (expression("Exists", json!([])), json!({}), false),
            (expression("DoesNotExist", json!([])), some, false),
            (expression("DoesNotExist", json!([])), json!({}), true),
        ] {
            let got =
                Selector::new(Some(&selector(asked.clone()))).expect("a selector").matches(Some(&labels(of.clone())));
            assert_eq!(got, want, "{asked} of {of}");
        }
    }

    #[test]
    fn no_selector_selects_nothing_and_an_empty_one_everything() {
        let nothing = Selector::new(None).expect("nothing");
        assert!(!nothing.matches(Some(&labels(json!({ "k": "a" })))));
        assert!(!nothing.is_everything());
        assert_eq!(nothing.to_string(), "");
        let everything = Selector::new(Some(&LabelSelector::default())).expect("everything");
        assert!(everything.matches(None));
        assert!(everything.is_everything());
        assert_eq!(everything.to_string(), "");
    }

    #[test]
    fn a_selector_is_written_by_key_with_its_values_in_order() {
        for (asked, want) in [
            (
                json!({ "matchLabels": { "machineconfiguration.openshift.io/role": "worker" } }),
                "machineconfiguration.openshift.io/role=worker",
            ),
            (json!({ "matchLabels": { "b": "", "a": "1" } }), "a=1,b="),
            (expression("In", json!(["b", "a", "b"])), "k in (a,b,b)"),
            (expression("NotIn", json!(["a"])), "k notin (a)"),
            (expression("Exists", json!([])), "k"),
            (expression("DoesNotExist", json!([])), "!k"),
            (
                json!({ "matchLabels": { "z": "1", "k": "2" }, "matchExpressions": [
                    { "key": "k", "operator": "Exists" }, { "key": "a", "operator": "DoesNotExist" },
                ] }),
                "!a,k=2,k,z=1",
            ),
        ] {
            assert_eq!(Selector::new(Some(&selector(asked))).expect("a selector").to_string(), want);
        }
    }

    #[test]
    fn what_kubernetes_refuses_is_refused_with_its_field() {
        for (asked, want) in [
            (
                expression("in", json!(["a"])),
                "matchExpressions[0].operator: \"in\" is not a valid label selector operator",
            ),
            (expression("In", json!([])), "matchExpressions[0].values: In takes one or more values"),
            (expression("NotIn", json!(null)), "matchExpressions[0].values: NotIn takes one or more values"),
            (expression("Exists", json!(["a"])), "matchExpressions[0].values: Exists takes no values"),
            (expression("DoesNotExist", json!([""])), "matchExpressions[0].values: DoesNotExist takes no values"),
            (
                expression("In", json!(["a", "b c"])),
                "matchExpressions[0].values[1]: no label can have the value \"b c\"",
            ),
            (
                json!({ "matchExpressions": [{ "key": "", "operator": "Exists" }] }),
                "matchExpressions[0].key: no label can have the key \"\"",
            ),
            (json!({ "matchLabels": { "a/b/c": "" } }), "matchLabels[a/b/c]: no label can have the key \"a/b/c\""),
            (json!({ "matchLabels": { "a": "-" } }), "matchLabels[a]: no label can have the value \"-\""),
        ] {
            assert_eq!(Selector::new(Some(&selector(asked))).expect_err("refused").to_string(), want);
        }
    }
}
