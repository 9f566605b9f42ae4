//! MachineConfigurations: what a cluster says changes do to its nodes.

mod reach;

use super::object::{API_VERSION, KIND, METADATA, STATUS};
use super::shape::{Field, Form, Shape};
use super::{Findings, object};
use crate::manifest::Object;
use crate::rule;
use alloc::format;
use garboard_ignition::document::{At, Value};
use garboard_ignition::report::{Gate, Report};

const OBJECT: &[Field] = &[API_VERSION, KIND, METADATA, Field::new("spec", Shape::Record(SPEC)), STATUS];

/// What is no policy is the business of other controllers.
const SPEC: &[Field] = &[
    Field::new("bootImageSkewEnforcement", Shape::Any),
    Field::new("failedRevisionLimit", Shape::Any),
    Field::new("forceRedeploymentReason", Shape::Any),
    Field::new("irreconcilableValidationOverrides", Shape::Record(OVERRIDES)),
    Field::new("logLevel", Shape::Any),
    Field::new("managedBootImages", Shape::Any),
    Field::new("managementState", Shape::Any),
    Field::new(POLICIES, Shape::Record(POLICY)),
    Field::new("observedConfig", Shape::Any),
    Field::new("operatorLogLevel", Shape::Any),
    Field::new("succeededRevisionLimit", Shape::Any),
    Field::new("unsupportedConfigOverrides", Shape::Any),
];

const OVERRIDES: &[Field] =
    &[Field::new("storage", Shape::distinct(&Shape::Word(&["Disks", "FileSystems", "Raid"]), 1, 3))];

const POLICIES: &str = "nodeDisruptionPolicy";

const POLICY: &[Field] = &[
    Field::new("files", Shape::distinct_by("path", &FILE, 0, 50)),
    Field::new("sshkey", Shape::Record(&[ACTIONS])),
    Field::new("units", Shape::distinct_by("name", &UNIT, 0, 50)),
];

const FILE: Shape = Shape::Record(&[ACTIONS, Field::required("path", Shape::Text)]);

const UNIT: Shape = Shape::Record(&[ACTIONS, Field::required("name", SERVICE)]);

const ACTIONS: Field = Field::required("actions", LIST);

const LIST: Shape = Shape::bounded(&ACTION, 0, 10);

const ACTION: Shape = Shape::Record(&[
    Field::new("reload", NAMED),
    Field::new("restart", NAMED),
    Field::required("type", Shape::Word(&["Reboot", "Drain", "Reload", "Restart", "DaemonReload", "None"])),
]);

const NAMED: Shape = Shape::Record(&[Field::required("serviceName", SERVICE)]);

const SERVICE: Shape = Shape::Form(&[
    Form {
        holds: |name| name.chars().count() <= 255,
        is: "a name of at most 255 characters",
    },
    Form {
        holds: has_type,
        is: "a name with the type of a unit, such as crio.service",
    },
    Form { holds: is_plain, is: "a name of letters, digits, :, -, _, . and \\" },
]);

const TYPES: &[&str] = &[
    "service",
    "socket",
    "device",
    "mount",
    "automount",
    "swap",
    "target",
    "path",
    "timer",
    "snapshot",
    "slice",
    "scope",
];

fn has_type(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, kind)| TYPES.contains(&kind))
}

/// Only what stands before the last dot but one character is asked about.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":._\\-".contains(&byte);
    let prefix = name.bytes().take_while(|byte| plain(*byte)).count();
    // A name before the dot, and anything behind it.
    name.as_bytes()[..prefix].iter().enumerate().skip(1).any(|(at, byte)| *byte == b'.' && at + 1 < name.len())
}

pub(super) fn check(machine_configuration: &Object<'_>, report: &mut Report) {
    let value = machine_configuration.value;
    let mut findings = Findings::new(report);
    object::check(value, OBJECT, &mut findings);
    let Some(policies) = value.get("spec").and_then(|spec| spec.get(POLICIES)) else { return };
    let at = At::ROOT.field("spec");
    let at = at.field(POLICIES);
    for list in ["files", "units"] {
        let Some(policies) = policies.get(list) else { continue };
        let at = at.field(list);
        for (index, policy) in policies.elements().enumerate() {
            actions(policy, &at.index(index), &mut findings);
        }
        if list == "files" {
            reach::check(policies, &at, &mut findings);
        }
    }
    if let Some(keys) = policies.get("sshkey") {
        actions(keys, &at.field("sshkey"), &mut findings);
    }
}

fn actions(policy: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let Some(list) = policy.get("actions") else { return };
    let at = at.field("actions");
    let is = |action: Value<'_>, word: &str| action.get("type").is_some_and(|kind| kind.is_text(word));
    for (index, action) in list.elements().enumerate() {
        let at = at.index(index);
        for (word, field) in [("Reload", "reload"), ("Restart", "restart")] {
            let message = format!("{field} is required when type is {word}, and forbidden otherwise");
            let named = action.get(field).filter(|named| !named.is_null());
            if is(action, word) != named.is_some() {
                let kind = action.get("type").unwrap_or(action);
                findings.say(&rule::DISRUPTION_SERVICE, Gate::ApiServer, kind, &at.field("type"), message);
            }
        }
    }
    if list.elements().nth(1).is_none() {
        return;
    }
    for word in ["Reboot", "None"] {
        let found = list.elements().enumerate().find(|(_, action)| is(*action, word));
        if let Some((index, action)) = found {
            let at = at.index(index);
            let message =
                format!("{word} action can only be specified standalone, as it will override any other actions");
            let kind = action.get("type").unwrap_or(action);
            findings.say(&rule::DISRUPTION_ALONE, Gate::ApiServer, kind, &at.field("type"), message);
        }
    }
}
