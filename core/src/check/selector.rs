//! Label selectors, as the controllers read them: the API server looks at their types alone.

use super::Findings;
use super::shape::{Field, Shape};
use crate::api::{LabelSelector, LabelSelectorRequirement};
use crate::label::{is_key, is_value};
use crate::{rule, selector};
use alloc::{format, string::String};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::Gate;

pub(super) const SELECTOR: Shape = Shape::Record(&[
    Field::new(
        "matchExpressions",
        Shape::list(&Shape::Record(&[
            Field::required("key", Shape::Text),
            Field::required("operator", Shape::Text),
            Field::new("values", Shape::list(&Shape::Text)),
        ])),
    ),
    Field::new("matchLabels", Shape::Map(&Shape::Text)),
]);

/// A selector, as far as it can be read.
pub(super) struct Selector<'t> {
    pub(super) value: Value<'t>,
    pub(super) parsed: LabelSelector,
}

impl<'t> Selector<'t> {
    /// Reads the selector that stands in the field `name`; nothing where none does.
    pub(super) fn of(spec: Value<'t>, name: &str) -> Option<Self> {
        let value = spec.get(name).filter(|value| !value.is_null())?;
        let labels = value.get("matchLabels").map(|labels| labels.members().filter_map(label).collect());
        let expressions = value.get("matchExpressions").map(|list| list.elements().filter_map(expression).collect());
        let parsed = LabelSelector {
            match_labels: labels.unwrap_or_default(),
            match_expressions: expressions.unwrap_or_default(),
            ..LabelSelector::default()
        };
        Some(Self { value, parsed })
    }

    /// Whether it demands nothing, in whichever way.
    pub(super) fn is_empty(&self) -> bool {
        let says = |part: Value<'_>| match part.kind() {
            Kind::Null => false,
            Kind::Object => part.members().any(|(_, value)| !value.is_null()),
            Kind::Array => part.elements().next().is_some(),
            _ => true,
        };
        let parts = ["matchLabels", "matchExpressions"];
        self.value.kind() == Kind::Object && !parts.iter().any(|part| self.value.get(part).is_some_and(says))
    }

    /// Whether every part of it could be read.
    pub(super) fn is_whole(&self) -> bool {
        let count = |part| self.value.get(part).map_or(0, |part| part.members().count() + part.elements().count());
        self.value.kind() == Kind::Object
            && self.parsed.match_labels.len() == count("matchLabels")
            && self.parsed.match_expressions.len() == count("matchExpressions")
    }

    /// Whether it is written as `{}`.
    pub(super) fn is_bare(&self) -> bool {
        self.value.kind() == Kind::Object && self.value.members().all(|(_, part)| part.is_null())
    }

    /// Whether an object with this one label is selected.
    pub(super) fn selects(&self, key: &str, value: &str) -> bool {
        let labels = [(key.into(), value.into())].into();
        selector::Selector::new(Some(&self.parsed)).is_ok_and(|selector| selector.matches(Some(&labels)))
    }

    /// Says what makes it invalid; answers whether it is valid.
    pub(super) fn check(&self, at: &At<'_>, gate: Gate, findings: &mut Findings<'_>) -> bool {
        let mut invalid = Invalid { gate, findings, any: false };
        invalid.labels(self.value, at);
        invalid.expressions(self.value, at);
        !invalid.any
    }
}

fn label((key, value): (Value<'_>, Value<'_>)) -> Option<(String, String)> {
    Some((key.as_str()?.into(), value.as_str()?.into()))
}

fn expression(value: Value<'_>) -> Option<LabelSelectorRequirement> {
    let text = |name| Some(value.get(name)?.as_str()?.into());
    Some(LabelSelectorRequirement {
        key: text("key")?,
        operator: text("operator")?,
        values: values(value).filter_map(|value| Some(value.as_str()?.into())).collect(),
        ..LabelSelectorRequirement::default()
    })
}

fn values(expression: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    expression.get("values").into_iter().flat_map(Value::elements)
}

/// What the controllers say of an invalid selector.
struct Invalid<'w, 'r> {
    gate: Gate,
    findings: &'w mut Findings<'r>,
    any: bool,
}

impl Invalid<'_, '_> {
    fn labels(&mut self, selector: Value<'_>, at: &At<'_>) {
        let at = at.field("matchLabels");
        for (key, value) in selector.get("matchLabels").into_iter().flat_map(Value::members) {
            let name = key.as_str().unwrap_or_default();
            let at = at.key(&name);
            self.key(key, &at);
            self.value(value, &at);
        }
    }

    fn expressions(&mut self, selector: Value<'_>, at: &At<'_>) {
        let at = at.field("matchExpressions");
        for (index, expression) in selector.get("matchExpressions").into_iter().flat_map(Value::elements).enumerate() {
            let at = at.index(index);
            if let Some(key) = expression.get("key") {
                self.key(key, &at.field("key"));
            }
            if let Some(operator) = expression.get("operator") {
                self.operator(operator, expression, &at);
            }
            let values_at = at.field("values");
            for (index, value) in values(expression).enumerate() {
                self.value(value, &values_at.index(index));
            }
        }
    }

    fn operator(&mut self, operator: Value<'_>, expression: Value<'_>, at: &At<'_>) {
        let Some(name) = operator.as_str() else { return };
        let operator_at = at.field("operator");
        let first = values(expression).next();
        match &*name {
            "In" | "NotIn" if first.is_none() => {
                let what = "for 'in', 'notin' operators, values set can't be empty";
                self.say(operator, &operator_at, what, Some("write values: with at least one value".into()));
            }
            "Exists" | "DoesNotExist" => {
                if let Some(value) = first {
                    let what = "values set must be empty for exists and does not exist";
                    let hint = "remove values:, or write operator: In or NotIn";
                    self.say(value, &at.field("values"), what, Some(hint.into()));
                }
            }
            "In" | "NotIn" => {}
            _ => {
                let what = format!("\"{}\" is not a valid label selector operator", super::shown(&name));
                let near = self.findings.did_you_mean(&name, &selector::OPERATORS.map(|(operator, _)| operator));
                let hint = near.unwrap_or_else(|| "operators are In, NotIn, Exists and DoesNotExist".into());
                self.say(operator, &operator_at, &what, Some(hint));
            }
        }
    }

    fn key(&mut self, key: Value<'_>, at: &At<'_>) {
        if let Some(text) = key.as_str().filter(|text| !is_key(text)) {
            self.say(key, at, &format!("key: Invalid value: \"{}\"", super::shown(&text)), None);
        }
    }

    fn value(&mut self, value: Value<'_>, at: &At<'_>) {
        if let Some(text) = value.as_str().filter(|text| !is_value(text)) {
            self.say(value, at, &format!("values: Invalid value: \"{}\"", super::shown(&text)), None);
        }
    }

    fn say(&mut self, value: Value<'_>, at: &At<'_>, what: &str, hint: Option<String>) {
        self.any = true;
        self.findings.hint(&rule::BAD_SELECTOR, self.gate, value, at, format!("invalid label selector: {what}"), hint);
    }
}

/// The selector by which a KubeletConfig or a ContainerRuntimeConfig says which pools it is for.
pub(super) fn of_pools(object: Value<'_>, spec: Value<'_>, kind: &str, findings: &mut Findings<'_>) {
    const NAME: &str = "machineConfigPoolSelector";
    let at = At::ROOT.field("spec");
    let at = at.field(NAME);
    match Selector::of(spec, NAME) {
        Some(selector) if !selector.is_empty() => {
            selector.check(&at, Gate::Generate, findings);
        }
        selector => {
            let key = selector.and_then(|_| Some(spec.member(NAME)?.0));
            let message = format!("could not find any MachineConfigPool set for {kind}");
            let stands = key.unwrap_or_else(|| super::named(object));
            findings.say(&rule::POOL_SELECTOR_EMPTY, Gate::Generate, stands, &at, message);
        }
    }
}
