//! KubeletConfigs: what the kubelets of some pools are to be told.

use super::object::{API_VERSION, KIND, METADATA, STATUS};
use super::selector::{self, SELECTOR};
use super::shape::{Field, Reader, Shape, hold, whole};
use super::tls::{self, PROFILE};
use super::{Findings, object, place, shown};
use crate::generate::kubelet::fields::KUBELET;
use crate::manifest::Object;
use crate::rule;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::{Entry, Gate, Report};

const OBJECT: &[Field] = &[API_VERSION, KIND, METADATA, Field::new("spec", Shape::Record(SPEC)), STATUS];

const SPEC: &[Field] = &[
    Field::new("autoSizingReserved", Shape::Bool),
    Field::new("kubeletConfig", Shape::Open),
    Field::new("logLevel", Shape::Whole(0, 10)),
    Field::new("machineConfigPoolSelector", SELECTOR),
    Field::new("systemGomaxprocsBehavior", Shape::Word(&["Autosize", "Disabled"])),
    Field::new("tlsSecurityProfile", PROFILE),
];

/// The controller decodes the kubelet's configuration without regard to what it does not know.
static CONTROLLER: Reader = Reader {
    gate: Gate::Generate,
    unknown: &rule::KUBELET_FIELD_UNKNOWN,
    mistyped: &rule::KUBELET_UNREADABLE,
    improper: &rule::KUBELET_UNREADABLE,
    preface: "KubeletConfig could not be unmarshalled, err: ",
    lenient: true,
};

/// What the operator sets itself, or refuses for every pool; some of it inside of another field.
const FORBIDDEN: &[(Option<&str>, &str)] = &[
    (None, "cgroupDriver"),
    (None, "clusterDNS"),
    (None, "clusterDomain"),
    (None, "featureGates"),
    (None, "failSwapOn"),
    (Some("memorySwap"), "swapBehavior"),
    (None, STATIC_POD_PATH),
];

/// In another case a control plane takes it; all other pools refuse it in any.
const STATIC_POD_PATH: &str = "staticPodPath";

/// What the operator's own configuration sets for every pool, and merging leaves there where the user's is zero.
const KEPT: &[&str] = &[
    "enableSystemLogQuery",
    "enforceNodeAllocatable",
    "kubeAPIQPS",
    "podPidsLimit",
    "serverTLSBootstrap",
    STATIC_POD_PATH,
];

pub(super) fn check(kubelet_config: &Object<'_>, report: &mut Report) {
    let value = kubelet_config.value;
    let mut findings = Findings::new(report);
    object::check(value, OBJECT, &mut findings);
    let Some(spec) = object::spec(value, &mut findings) else { return };
    selector::of_pools(value, spec, "KubeletConfig", &mut findings);
    tls::check(spec, &mut findings);
    let Some(config) = spec.get("kubeletConfig").filter(|config| config.kind() == Kind::Object) else { return };
    let at = At::ROOT.field("spec");
    let at = at.field("kubeletConfig");
    hold(config, &KUBELET.shape, &at, &CONTROLLER, &mut findings);
    forbidden(config, &at, &mut findings);
    zeros(config, &at, &mut findings);
    reserved(spec, config, &mut findings);
    cgroups(config, &at, &mut findings);
}

/// A key, in any case if it is not spelt so, and its value.
fn member<'t>(object: Value<'t>, name: &str) -> Option<(Value<'t>, Value<'t>)> {
    let folded = |key: &Value<'_>| key.as_str().is_some_and(|key| key.eq_ignore_ascii_case(name));
    object.member(name).or_else(|| object.members().filter(|(key, _)| folded(key)).last())
}

fn get<'t>(object: Value<'t>, name: &str) -> Option<Value<'t>> {
    Some(member(object, name)?.1)
}

fn forbidden(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    for &(parent, name) in FORBIDDEN {
        let object = parent.map_or(Some(config), |parent| get(config, parent));
        let found = object.and_then(|object| match name {
            STATIC_POD_PATH => object.member(name),
            _ => member(object, name),
        });
        // What cannot be read is said to be so, and nothing else.
        let readable =
            |value: Value<'_>| findings.report.entries().iter().all(|it| it.place.span != Some(value.span()));
        let Some((key, value)) = found.filter(|(_, value)| is_set(*value) && readable(*value)) else { continue };
        let parent = parent.map(|parent| at.field(parent));
        let message = format!("KubeletConfiguration: {name} is not allowed to be set, but contains: {}", text(value));
        let at = parent.as_ref().unwrap_or(at).field(name);
        findings.say(&rule::KUBELET_FIELD_FORBIDDEN, Gate::Generate, key, &at, message);
    }
}

/// Zeros that do not replace what is there.
fn zeros(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    for &name in KEPT {
        let zero = |value: &Value<'_>| match value.kind() {
            Kind::Null => false,
            Kind::False => true,
            Kind::Number => whole(*value) == Some(0),
            _ => !is_set(*value),
        };
        if let Some(value) = get(config, name).filter(zero) {
            let message = format!("{name} has no effect: what says nothing leaves the operator's own value in place");
            findings.say(&rule::KUBELET_ZERO, Gate::Generate, value, &at.field(name), message);
        }
    }
}

/// Whether a value says more than that there is none.
fn is_set(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::String => !value.is_text(""),
        Kind::Array => value.elements().next().is_some(),
        Kind::Object => value.members().next().is_some(),
        Kind::True | Kind::False | Kind::Number => true,
    }
}

/// A value as the controller prints it, as far as it can be read.
fn text(value: Value<'_>) -> String {
    /// Of a list or a map so many are shown.
    const MOST: usize = 10;
    let scalar = |value: Value<'_>| match value.kind() {
        Kind::True => "true".into(),
        Kind::False => "false".into(),
        _ => shown(&value.as_str().or_else(|| value.as_number()).unwrap_or_default()),
    };
    match value.kind() {
        Kind::Array => format!("[{}]", value.elements().take(MOST).map(scalar).collect::<Vec<_>>().join(" ")),
        Kind::Object => {
            let pairs = value.members().take(MOST).map(|(key, value)| format!("{}:{}", scalar(key), scalar(value)));
            format!("map[{}]", pairs.collect::<Vec<_>>().join(" "))
        }
        _ => scalar(value),
    }
}

fn reserved(spec: Value<'_>, config: Value<'_>, findings: &mut Findings<'_>) {
    let own = get(config, "systemReserved").filter(|own| own.kind() == Kind::Object && is_set(*own));
    let automatic = spec.get("autoSizingReserved").filter(|automatic| automatic.as_bool() == Some(true));
    let (Some(own), Some(automatic)) = (own, automatic) else { return };
    let at = At::ROOT.field("spec");
    let config_at = at.field("kubeletConfig");
    let entry = Entry::new(&rule::KUBELET_RESERVED_TWICE, place(automatic, &at.field("autoSizingReserved")));
    findings.report.add(entry.at_gate(Gate::Generate).beside(place(own, &config_at.field("systemReserved"))));
}

fn cgroups(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let cgroup = |name| Some((get(config, name)?, get(config, name)?.as_str().filter(|text| !text.is_empty())?));
    let (Some((reserved, a)), Some((system, b))) = (cgroup("systemReservedCgroup"), cgroup("systemCgroups")) else {
        return;
    };
    if a != b {
        let (a, b) = (shown(&a), shown(&b));
        let message = format!("KubeletConfiguration: systemReservedCgroup ({a}) must match systemCgroups ({b})");
        let entry = Entry::new(&rule::KUBELET_CGROUPS_DIFFER, place(reserved, &at.field("systemReservedCgroup")));
        let entry = entry.saying(message).at_gate(Gate::Generate);
        findings.report.add(entry.beside(place(system, &at.field("systemCgroups"))));
    }
}
