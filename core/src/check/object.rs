//! What the API server demands of every object's metadata.

use super::Findings;
use super::machine_config::wrong_type;
use crate::label::{is_name, is_value};
use crate::rule;
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::Gate;

/// The fields of an object's metadata.
const FIELDS: &[&str] = &[
    "annotations",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

pub(super) fn metadata(object: Value<'_>, findings: &mut Findings<'_>) {
    let at = At::ROOT.field("metadata");
    let Some(metadata) = object.get("metadata").filter(|metadata| !metadata.is_null()) else {
        findings.add(&rule::NAME_MISSING, Gate::ApiServer, object, &at);
        return;
    };
    if metadata.kind() != Kind::Object {
        wrong_type(metadata, "an object", &at, findings);
        return;
    }
    findings.unknown(metadata, FIELDS, &at);
    name(metadata, &at, findings);
    for field in ["labels", "annotations"] {
        let at = at.field(field);
        let Some(map) = metadata.get(field).filter(|map| !map.is_null()) else { continue };
        if map.kind() != Kind::Object {
            wrong_type(map, "an object", &at, findings);
        }
        for (key, value) in map.members().filter(|(_, value)| !value.is_null()) {
            let key = key.as_str().unwrap_or_default();
            match value.as_str() {
                None => wrong_type(value, "a string", &at.key(&key), findings),
                Some(text) if field == "labels" && !is_value(&text) => {
                    findings.add(&rule::LABEL_INVALID, Gate::ApiServer, value, &at.key(&key));
                }
                Some(_) => {}
            }
        }
    }
}

fn name(metadata: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let at = at.field("name");
    match metadata.get("name").filter(|name| !name.is_null()) {
        None if metadata.get("generateName").is_some() => {}
        None => findings.add(&rule::NAME_MISSING, Gate::ApiServer, metadata, &at),
        Some(name) => match name.as_str() {
            None => wrong_type(name, "a string", &at, findings),
            Some(text) if !is_name(&text) => findings.add(&rule::NAME_INVALID, Gate::ApiServer, name, &at),
            Some(_) => {}
        },
    }
}
