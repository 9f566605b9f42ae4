//! MachineConfigs: the fields around the config.

use super::object::{API_VERSION, KIND, METADATA};
use super::shape::{Field, Shape};
use super::{Findings, config, named, object};
use crate::manifest::{Notation, Object};
use crate::role::ROLE;
use crate::rule;
use alloc::{format, vec::Vec};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::{Gate, Report};
use garboard_ignition::{Config, nearest, rule as ignition_rule};

const FIELDS: &[Field] = &[API_VERSION, KIND, METADATA, Field::new("spec", Shape::Record(SPEC))];

/// The fields of `spec`.
pub(crate) const SPEC: &[Field] = &[
    Field::new("baseOSExtensionsContainerImage", Shape::Text),
    Field::new("config", Shape::Open),
    Field::new("extensions", TEXTS),
    Field::new("fips", Shape::Bool),
    Field::new("kernelArguments", TEXTS),
    Field::new("kernelType", Shape::Text),
    Field::new("osImageURL", Shape::Text),
];

const TEXTS: Shape = Shape::list(&Shape::Text);

/// The extensions an image has packages for.
pub(crate) const EXTENSIONS: &[&str] =
    &["ipsec", "kerberos", "kernel-devel", "sandboxed-containers", "sysstat", "two-node-ha", "usbguard"];

pub(crate) const KERNELS: &[&str] = &["", "default", "realtime", "64k-pages"];

/// The most bytes of JSON a rendered MachineConfig may have.
pub(crate) const MOST: usize = 1_572_864;

/// From so many on people are warned, as the operator's log does.
pub(crate) const NEAR: usize = MOST / 5 * 4;

/// Judges a MachineConfig; answers its config, as far as it could be read.
pub(super) fn check(machine_config: &Object<'_>, notation: Notation, report: &mut Report) -> Option<Config> {
    let value = machine_config.value;
    let mut findings = Findings::new(report);
    object::check(value, FIELDS, &mut findings);
    role(value, &mut findings);
    let mut config = None;
    if let Some(spec) = value.get("spec") {
        config = self::spec(spec, &At::ROOT.field("spec"), &mut findings);
        if notation == Notation::Yaml {
            octal_modes(spec, &mut findings);
        }
    }
    size(value, &mut findings);
    config
}

fn role(value: Value<'_>, findings: &mut Findings<'_>) {
    let rule = &rule::ROLE_MISSING;
    let at = At::ROOT.field("metadata");
    let labels_at = at.field("labels");
    let metadata = value.get("metadata").filter(|metadata| metadata.kind() == Kind::Object);
    let labels = metadata.and_then(|metadata| metadata.get("labels"));
    if metadata.is_some_and(is_rendered) {
        return;
    }
    match labels.and_then(|labels| labels.get(ROLE)) {
        Some(role) if role.is_null() || role.is_text("") => {
            let message = format!("the label {ROLE} is empty: no pool selects this by default");
            findings.say(rule, None, role, &labels_at.field(ROLE), message);
        }
        Some(_) => {}
        None => match labels.and_then(nearly_role) {
            Some(key) => {
                let hint = Some(format!("did you mean {ROLE}?"));
                let name = key.as_str().unwrap_or_default();
                findings.hint(rule, None, key, &labels_at.key(&name), rule.summary, hint);
            }
            None => findings.add(rule, None, named(value), &at),
        },
    }
}

/// Whether a pool owns it: a rendered MachineConfig has no labels, so that no pool selects it.
fn is_rendered(metadata: Value<'_>) -> bool {
    let owners = metadata.get("ownerReferences");
    let is_pool = |owner: Value<'_>| owner.get("kind").is_some_and(|kind| kind.is_text("MachineConfigPool"));
    owners.is_some_and(|owners| owners.elements().any(is_pool))
}

/// The key of a label that is nearly the role's.
fn nearly_role(labels: Value<'_>) -> Option<Value<'_>> {
    let near = |key: &Value<'_>| key.as_str().is_some_and(|key| nearest(&key, [ROLE]).is_some());
    labels.members().map(|(key, _)| key).find(near)
}

fn spec(spec: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) -> Option<Config> {
    let config = spec.get("config").filter(|config| config.kind() == Kind::Object);
    let read = config.and_then(|config| config::rendered(config, &at.field("config"), findings));
    if let Some(kernel) = spec.get("kernelType")
        && let Some(name) = kernel.as_str().filter(|name| !KERNELS.contains(&&**name))
    {
        let at = at.field("kernelType");
        let message = format!("kernelType={name} is invalid");
        let hint = findings.did_you_mean(&name, KERNELS);
        findings.hint(&rule::KERNEL_TYPE, Gate::Render, kernel, &at, message, hint);
    }
    extensions(spec, config.is_some(), &at.field("extensions"), findings);
    read
}

/// Unknown extensions are refused when they are rendered; beside no config they pass, and the
/// nodes fail to install them.
fn extensions(spec: Value<'_>, with_config: bool, at: &At<'_>, findings: &mut Findings<'_>) {
    let Some(list) = spec.get("extensions") else { return };
    for (index, element) in list.elements().enumerate() {
        let Some(name) = element.as_str().filter(|name| !EXTENSIONS.contains(&&**name)) else { continue };
        let gate = if with_config { Gate::Render } else { Gate::Node };
        let message = format!("invalid extensions found: [{name}]");
        let hint = findings.did_you_mean(&name, EXTENSIONS);
        findings.hint(&rule::EXTENSION, gate, element, &at.index(index), message, hint);
    }
}

/// Modes written with a leading zero: kubectl reads YAML 1.1, other readers do not.
fn octal_modes(spec: Value<'_>, findings: &mut Findings<'_>) {
    let Some(storage) = spec.get("config").and_then(|config| config.get("storage")) else { return };
    for name in ["files", "directories"] {
        let Some(list) = storage.get(name) else { continue };
        for (index, mode) in list.elements().enumerate().filter_map(|(index, item)| Some((index, item.get("mode")?))) {
            let raw = mode.raw();
            let octal = |byte: &u8| (b'0'..=b'7').contains(byte);
            if mode.kind() == Kind::Number && raw.len() > 1 && raw.starts_with(b"0") && raw.iter().all(octal) {
                let spec = At::ROOT.field("spec");
                let config = spec.field("config");
                let storage = config.field("storage");
                let list = storage.field(name);
                let item = list.index(index);
                findings.add(&ignition_rule::YAML_OCTAL, None, mode, &item.field("mode"));
            }
        }
    }
}

fn size(value: Value<'_>, findings: &mut Findings<'_>) {
    let span = value.span();
    // JSON is at most six times as long as its text, and no smaller document comes near.
    if ((span.end - span.start) as usize) < MOST / 6 {
        return;
    }
    let bytes = json_length(value);
    let at = At::ROOT;
    let stands = named(value);
    if bytes > MOST {
        let message = format!("the MachineConfig has {bytes} bytes, more than {MOST}");
        findings.say(&rule::TOO_LARGE, Gate::Render, stands, &at, message);
    } else if bytes > NEAR {
        let message = format!("the MachineConfig has {bytes} bytes; a rendered one must stay below {MOST}");
        findings.say(&rule::NEARLY_TOO_LARGE, None, stands, &at, message);
    }
}

/// How long a value is as compact JSON, as Go writes it.
fn json_length(value: Value<'_>) -> usize {
    let mut total = 0;
    let mut waiting = Vec::from([value]);
    while let Some(value) = waiting.pop() {
        total += match value.kind() {
            Kind::Null | Kind::True => 4,
            Kind::False => 5,
            Kind::Number => value.as_number().map_or(0, |digits| digits.len()),
            Kind::String => string_length(&value.as_str().unwrap_or_default()),
            Kind::Array => {
                let before = waiting.len();
                waiting.extend(value.elements());
                2 + (waiting.len() - before).saturating_sub(1)
            }
            Kind::Object => {
                let mut members = 0;
                for (key, value) in value.members() {
                    total += string_length(&key.as_str().unwrap_or_default()) + 1;
                    waiting.push(value);
                    members += 1usize;
                }
                2 + members.saturating_sub(1)
            }
        };
    }
    total
}

fn string_length(text: &str) -> usize {
    let escaped = |c: char| match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..'\u{20}' => 6,
        c => c.len_utf8(),
    };
    2 + text.chars().map(escaped).sum::<usize>()
}
