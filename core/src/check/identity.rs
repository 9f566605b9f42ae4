//! What an object is, and what it was likely meant to be.

use super::{GROUP, Subject, place};
use crate::api::{MachineConfig, MachineConfiguration};
use crate::manifest::Object;
use crate::rule;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::nearest;
use garboard_ignition::report::{Entry, Gate, Rule};

const MACHINE_CONFIG: &str = "MachineConfig";

/// The kinds of the group, with the versions in which some release serves them, the newest first.
const KINDS: &[(&str, &[&str])] = &[
    ("ContainerRuntimeConfig", &["v1"]),
    ("ControllerConfig", &["v1"]),
    ("InternalReleaseImage", &["v1", "v1alpha1"]),
    ("KubeletConfig", &["v1"]),
    (MACHINE_CONFIG, &["v1"]),
    ("MachineConfigNode", &["v1", "v1alpha1"]),
    ("MachineConfigPool", &["v1"]),
    ("MachineOSBuild", &["v1", "v1alpha1"]),
    ("MachineOSConfig", &["v1", "v1alpha1"]),
    ("OSImageStream", &["v1", "v1alpha1"]),
    ("PinnedImageSet", &["v1", "v1alpha1"]),
];

/// Kinds of other groups that decide what nodes get, with the same of each.
const OTHER_KINDS: &[(&str, &str, &[&str])] = &[
    ("config.openshift.io", "APIServer", &["v1"]),
    ("config.openshift.io", "ClusterImagePolicy", &["v1", "v1alpha1"]),
    ("config.openshift.io", "ClusterVersion", &["v1"]),
    ("config.openshift.io", "FeatureGate", &["v1"]),
    ("config.openshift.io", "Image", &["v1"]),
    ("config.openshift.io", "ImageDigestMirrorSet", &["v1"]),
    ("config.openshift.io", "ImagePolicy", &["v1", "v1alpha1"]),
    ("config.openshift.io", "ImageTagMirrorSet", &["v1"]),
    ("config.openshift.io", "Node", &["v1"]),
    ("operator.openshift.io", "ImageContentSourcePolicy", &["v1alpha1"]),
    ("operator.openshift.io", "MachineConfiguration", &["v1"]),
];

/// What an object is, if it is of a kind that is judged.
pub(super) fn judged(object: &Object<'_>) -> Option<Subject> {
    let subject = judged_kind(&object.kind())?;
    let version = match subject {
        Subject::MachineConfiguration => MachineConfiguration::API_VERSION,
        _ => MachineConfig::API_VERSION,
    };
    (object.api_version() == version).then_some(subject)
}

fn judged_kind(kind: &str) -> Option<Subject> {
    Subject::JUDGED.into_iter().find(|subject| *subject != Subject::Ignition && subject.name() == kind)
}

pub(crate) fn is_machine_config(object: &Object<'_>) -> bool {
    judged(object) == Some(Subject::MachineConfig)
}

/// The warning about an object that is meant for the group and is not of it as it is written: the
/// API server refuses it, and nothing here would judge it. Objects of other groups get none.
pub(super) fn near_miss(object: &Object<'_>) -> Option<Entry> {
    if object.kind().is_empty() {
        kind_missing(object)
    } else if object.api_version().is_empty() {
        api_version_missing(object)
    } else {
        unserved(object)
    }
}

fn kind_missing(object: &Object<'_>) -> Option<Entry> {
    let ours = has_config(object.value) || object.group() == GROUP;
    let hint = ours.then(|| format!("a MachineConfig has kind: {MACHINE_CONFIG}"));
    (ours || looks_like_object(object.value)).then(|| found(&rule::KIND_MISSING, object, None, hint))
}

fn api_version_missing(object: &Object<'_>) -> Option<Entry> {
    let meant = meant(&object.kind()).map(|(kind, _)| kind).filter(|kind| judged_kind(kind).is_some());
    let kind = meant.or_else(|| has_config(object.value).then_some(MACHINE_CONFIG))?;
    let hint = format!("a {kind} has apiVersion: {GROUP}/v1");
    Some(found(&rule::API_VERSION_MISSING, object, None, Some(hint)))
}

/// The same of an object that says what it is, and is of no kind or version that the group has.
pub(crate) fn unserved(object: &Object<'_>) -> Option<Entry> {
    let (kind, api_version) = (object.kind(), object.api_version());
    if kind.is_empty() || api_version.is_empty() {
        return None;
    }
    let (group, version) = api_version.split_once('/').unwrap_or_default();
    if let Some((.., versions)) = OTHER_KINDS.iter().find(|(of, name, _)| *of == group && *name == kind) {
        let hint = Some(format!("did you mean apiVersion: {group}/{}?", versions[0]));
        let entry =
            || found(&rule::KIND_UNKNOWN, object, Some("apiVersion"), hint).saying(no_matches(&kind, &api_version));
        return (!versions.contains(&version)).then(entry);
    }
    let meant = meant(&kind);
    // Others have kinds of the same names, but neither in the core group nor with a config inside.
    let elsewhere = meant.is_some_and(|(kind, _)| {
        judged_kind(kind).is_some() && group.is_empty() || kind == MACHINE_CONFIG && has_config(object.value)
    });
    // A kind of the group itself that is not known here is carried along.
    let near_group = nearest(group, [GROUP]).is_some() && (group != GROUP || meant.is_some());
    if !near_group && !elsewhere {
        return None;
    }
    let (meant, versions) = meant.unwrap_or((&kind, &["v1"]));
    let served = versions.contains(&version);
    let mut wanted = Vec::new();
    if meant != kind {
        wanted.push(format!("kind: {meant}"));
    }
    if group != GROUP || !served {
        wanted.push(format!("apiVersion: {GROUP}/{}", if served { version } else { versions[0] }));
    }
    let field = if meant != kind { "kind" } else { "apiVersion" };
    let hint = Some(format!("did you mean {}?", wanted.join(" and ")));
    (!wanted.is_empty())
        .then(|| found(&rule::KIND_UNKNOWN, object, Some(field), hint).saying(no_matches(&kind, &api_version)))
}

fn no_matches(kind: &str, api_version: &str) -> String {
    format!("no matches for kind \"{kind}\" in version \"{api_version}\": the object is not checked")
}

/// The kind of the group that is spelt so, or nearly so, with its versions.
fn meant(kind: &str) -> Option<(&'static str, &'static [&'static str])> {
    let near = nearest(kind, KINDS.iter().map(|(known, _)| *known))?;
    KINDS.iter().find(|(known, _)| *known == near).copied()
}

/// A finding at one of the object's fields, or where it begins.
fn found(rule: &'static Rule, object: &Object<'_>, field: Option<&'static str>, hint: Option<String>) -> Entry {
    let place = match field.and_then(|field| Some((field, object.value.get(field)?))) {
        Some((field, value)) => place(value, &At::ROOT.field(field)),
        None => place(object.value, &At::ROOT),
    };
    let entry = Entry::new(rule, place).at_gate(Gate::ApiServer);
    match hint {
        Some(hint) => entry.hinting(hint),
        None => entry,
    }
}

fn looks_like_object(value: Value<'_>) -> bool {
    value.get("apiVersion").is_some() || value.get("metadata").is_some()
}

/// Whether an Ignition config stands where that of a MachineConfig does.
fn has_config(value: Value<'_>) -> bool {
    let config = value.get("spec").and_then(|spec| spec.get("config"));
    config.and_then(|config| config.get("ignition")).is_some_and(|ignition| ignition.kind() == Kind::Object)
}
