//! What the API server demands of every object.

use super::shape::{API_SERVER, Field, Shape, hold, missing};
use super::{Findings, named};
use crate::label::{is_name, is_value};
use crate::rule;
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::Gate;

pub(super) const API_VERSION: Field = Field::new("apiVersion", Shape::Any);
pub(super) const KIND: Field = Field::new("kind", Shape::Any);
/// The API server drops the status of what is applied, whatever it says.
pub(super) const STATUS: Field = Field::new("status", Shape::Any);
pub(super) const METADATA: Field = Field::new(
    "metadata",
    Shape::Record(&[
        Field::new("annotations", Shape::Map(&Shape::Text)),
        Field::new("creationTimestamp", Shape::Any),
        Field::new("deletionGracePeriodSeconds", Shape::Any),
        Field::new("deletionTimestamp", Shape::Any),
        Field::new("finalizers", Shape::Any),
        Field::new("generateName", Shape::Any),
        Field::new("generation", Shape::Any),
        Field::new("labels", Shape::Map(&Shape::Text)),
        Field::new("managedFields", Shape::Any),
        Field::new("name", Shape::Text),
        Field::new("namespace", Shape::Any),
        Field::new("ownerReferences", Shape::Any),
        Field::new("resourceVersion", Shape::Any),
        Field::new("selfLink", Shape::Any),
        Field::new("uid", Shape::Any),
    ]),
);

/// Judges an object of these fields, and its name and labels.
pub(super) fn check(object: Value<'_>, fields: &'static [Field], findings: &mut Findings<'_>) {
    hold(object, &Shape::Record(fields), &At::ROOT, &API_SERVER, findings);
    let at = At::ROOT.field("metadata");
    let metadata = object.get("metadata").filter(|metadata| !metadata.is_null());
    if metadata.is_none_or(|metadata| metadata.kind() == Kind::Object) {
        name(object, metadata, &at, findings);
    }
    labels(metadata, &at.field("labels"), findings);
}

/// The spec of an object that has to have one. With a status and without a spec it is what a policy
/// compares objects with, and nothing that is applied.
pub(super) fn spec<'t>(object: Value<'t>, findings: &mut Findings<'_>) -> Option<Value<'t>> {
    let field = |name| object.get(name).filter(|value| !value.is_null());
    let spec = field("spec");
    if spec.is_none() && field("status").is_none() {
        missing(object, &At::ROOT.field("spec"), findings);
    }
    spec.filter(|spec| spec.kind() == Kind::Object)
}

fn name(object: Value<'_>, metadata: Option<Value<'_>>, at: &At<'_>, findings: &mut Findings<'_>) {
    let field = |name| metadata.and_then(|metadata| metadata.get(name)).filter(|value| !value.is_null());
    match field("name") {
        None if field("generateName").is_some() => {}
        None if metadata.is_none() => findings.add(&rule::NAME_MISSING, Gate::ApiServer, object, at),
        None => findings.add(&rule::NAME_MISSING, Gate::ApiServer, named(object), &at.field("name")),
        Some(name) if name.as_str().is_some_and(|text| !is_name(&text)) => {
            findings.add(&rule::NAME_INVALID, Gate::ApiServer, name, &at.field("name"));
        }
        Some(_) => {}
    }
}

fn labels(metadata: Option<Value<'_>>, at: &At<'_>, findings: &mut Findings<'_>) {
    let Some(labels) = metadata.and_then(|metadata| metadata.get("labels")) else { return };
    for (key, value) in labels.members() {
        if value.as_str().is_some_and(|text| !is_value(&text)) {
            let key = key.as_str().unwrap_or_default();
            findings.add(&rule::LABEL_INVALID, Gate::ApiServer, value, &at.key(&key));
        }
    }
}
