//! MachineConfigPools: which MachineConfigs are for which nodes, and how fast they get them.

use super::object::{API_VERSION, KIND, METADATA, STATUS};
use super::placeholder;
use super::selector::{SELECTOR, Selector};
use super::shape::{Field, Form, Shape, WHOLE, whole};
use super::{Findings, named, object, shown};
use crate::int_or_percent::percent;
use crate::label::is_name;
use crate::manifest::Object;
use crate::role::{ARBITER, BUILT_IN, ROLE};
use crate::rule;
use alloc::{
    format,
    string::{String, ToString as _},
};
use garboard_ignition::document::{At, Value};
use garboard_ignition::report::{Gate, Report};

const OBJECT: &[Field] = &[API_VERSION, KIND, METADATA, Field::new("spec", Shape::Record(SPEC)), STATUS];

const SPEC: &[Field] = &[
    Field::new("configuration", Shape::Record(CONFIGURATION)),
    Field::new(CONFIGS, SELECTOR),
    Field::new(MAX_UNAVAILABLE, Shape::Either(&WHOLE, &Shape::Text)),
    Field::new(NODES, SELECTOR),
    Field::new("osImageStream", NAMED),
    Field::new("paused", Shape::Bool),
    Field::new("pinnedImageSets", Shape::distinct_by("name", &NAMED, 0, 100)),
];

const CONFIGS: &str = "machineConfigSelector";
const NODES: &str = "nodeSelector";
const MAX_UNAVAILABLE: &str = "maxUnavailable";

/// What the operator writes into a pool.
const CONFIGURATION: &[Field] = &[
    Field::new("apiVersion", Shape::Text),
    Field::new("fieldPath", Shape::Text),
    Field::new("kind", Shape::Text),
    Field::new("name", Shape::Text),
    Field::new("namespace", Shape::Text),
    Field::new("resourceVersion", Shape::Text),
    Field::new("source", Shape::list(&Shape::Record(SOURCE))),
    Field::new("uid", Shape::Text),
];

const SOURCE: &[Field] = &[
    Field::new("apiVersion", Shape::Text),
    Field::new("fieldPath", Shape::Text),
    Field::new("kind", Shape::Text),
    Field::new("name", Shape::Text),
    Field::new("namespace", Shape::Text),
    Field::new("resourceVersion", Shape::Text),
    Field::new("uid", Shape::Text),
];

const NAMED: Shape = Shape::Record(&[Field::required(
    "name",
    Shape::Form(&[Form { holds: is_name, is: "a name of lower-case letters, digits, - and ." }]),
)]);

pub(super) fn check(pool: &Object<'_>, report: &mut Report) {
    let value = pool.value;
    let mut findings = Findings::new(report);
    object::check(value, OBJECT, &mut findings);
    let Some(spec) = object::spec(value, &mut findings) else { return };
    let at = At::ROOT.field("spec");
    // Without either selector it is a part of a pool that exists, such as its maxUnavailable.
    if Selector::of(spec, CONFIGS).is_some() || Selector::of(spec, NODES).is_some() {
        configs(pool, spec, &at.field(CONFIGS), &mut findings);
        nodes(value, spec, &at.field(NODES), &mut findings);
    }
    // Of the nodes of arbiter one at a time is updated, whatever the pool says.
    if pool.name() != ARBITER {
        max_unavailable(spec, &at.field(MAX_UNAVAILABLE), &mut findings);
    }
}

fn configs(pool: &Object<'_>, spec: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let (name, rule) = (pool.name(), &rule::POOL_NOT_FROM_WORKER);
    let Some(selector) = Selector::of(spec, CONFIGS) else {
        return findings.hint(rule, Gate::ApiServer, named(pool.value), at, rule.summary, wanted(&name));
    };
    let key = spec.member(CONFIGS).map_or(spec, |(key, _)| key);
    if selector.is_bare() {
        let rule = &rule::EMPTY_SELECTOR;
        return findings.hint(rule, Gate::Render, key, at, rule.summary, wanted(&name));
    }
    let valid = selector.check(at, Gate::Render, findings);
    if !selector.is_whole() || placeholder::is_in(named(pool.value)) || placeholder::is_in(selector.value) {
        return;
    }
    if !is_admitted(&selector) {
        findings.hint(rule, Gate::ApiServer, key, at, rule.summary, wanted(&name));
    } else if valid && !name.is_empty() && !selector.selects(ROLE, &name) {
        let shown = shown(&name);
        let message = format!("the pool does not select the role {shown}: what is generated for it reaches no node");
        findings.hint(&rule::POOL_WITHOUT_ITS_ROLE, None, key, at, message, wanted(&name));
    }
}

/// Whether the cluster's admission policy lets a pool with this selector in.
fn is_admitted(selector: &Selector<'_>) -> bool {
    let parsed = &selector.parsed;
    let own = parsed.match_labels.get(ROLE).is_some_and(|role| BUILT_IN.contains(&&**role));
    own || parsed.match_expressions.iter().filter(|expression| expression.key == ROLE).any(|expression| {
        let worker = expression.values.iter().any(|value| value == "worker");
        match &*expression.operator {
            "In" => worker,
            "NotIn" => !worker,
            _ => false,
        }
    })
}

/// The selector that a pool of this name should have.
fn wanted(name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let name = shown(name);
    Some(if BUILT_IN.contains(&&*name) {
        format!("write matchLabels: {{{ROLE}: {name}}}")
    } else {
        format!("write matchExpressions: [{{key: {ROLE}, operator: In, values: [worker, {name}]}}]")
    })
}

fn nodes(pool: Value<'_>, spec: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let rule = &rule::POOL_WITHOUT_NODES;
    let Some(selector) = Selector::of(spec, NODES) else {
        return findings.add(rule, None, named(pool), at);
    };
    let key = spec.member(NODES).map_or(spec, |(key, _)| key);
    if selector.is_bare() {
        findings.add(&rule::SELECTING_ALL_NODES, Gate::Rollout, key, at);
    } else if selector.is_empty() {
        findings.add(rule, None, key, at);
    } else {
        selector.check(at, Gate::Rollout, findings);
    }
}

fn max_unavailable(spec: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let Some(value) = spec.get(MAX_UNAVAILABLE) else { return };
    let number = match (value.as_str(), whole(value)) {
        (Some(text), _) => percent(&text).map_err(|why| why.to_string()),
        (None, Some(number)) => match i32::try_from(number) {
            Ok(_) => Ok(number),
            Err(_) => Err(format!("invalid value for IntOrString: {number} does not fit 32 bits")),
        },
        (None, None) => return,
    };
    match number {
        Err(why) => {
            let hint = value.as_str().filter(|text| text.parse::<i32>().is_ok());
            let hint = hint.map(|text| format!("write {text} without quotes, or {text}%"));
            findings.hint(&rule::MAX_UNAVAILABLE, Gate::Rollout, value, at, shown(&why), hint);
        }
        Ok(..0) => findings.add(&rule::MAX_UNAVAILABLE_NEGATIVE, Gate::Rollout, value, at),
        Ok(0) => findings.add(&rule::MAX_UNAVAILABLE_ZERO, None, value, at),
        Ok(1..) => {}
    }
}
