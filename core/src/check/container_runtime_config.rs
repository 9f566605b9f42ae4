//! ContainerRuntimeConfigs: what CRI-O on the nodes of some pools is to be told.

use super::object::{API_VERSION, KIND, METADATA, STATUS};
use super::selector::{self, SELECTOR};
use super::shape::{Field, Form, Shape, WHOLE, whole};
use super::{Findings, object, shown};
use crate::generate::quantity::{Quantity, is_like_quantity};
use crate::manifest::Object;
use crate::rule;
use alloc::{borrow::Cow, format};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::{Gate, Report};

const OBJECT: &[Field] = &[API_VERSION, KIND, METADATA, Field::new("spec", Shape::Record(SPEC)), STATUS];

const SPEC: &[Field] = &[
    Field::required("containerRuntimeConfig", Shape::Record(CONFIG)),
    Field::new("machineConfigPoolSelector", SELECTOR),
];

const CONFIG: &[Field] = &[
    Field::new("additionalArtifactStores", Shape::distinct_by("path", &STORE, 1, 10)),
    Field::new("additionalImageStores", Shape::distinct_by("path", &STORE, 1, 10)),
    Field::new("additionalLayerStores", Shape::distinct_by("path", &STORE, 1, 5)),
    Field::new("containerGomaxprocsBehavior", Shape::Word(&["Autosize", "Disabled"])),
    Field::new("defaultRuntime", Shape::Word(&["crun", "runc"])),
    Field::new("logLevel", Shape::Text),
    Field::new("logSizeMax", QUANTITY),
    Field::new("overlaySize", QUANTITY),
    Field::new("pidsLimit", WHOLE),
];

const STORE: Shape = Shape::Record(&[Field::required("path", Shape::Form(PATH))]);

const PATH: &[Form] = &[
    Form {
        holds: |path| (1..=256).contains(&path.chars().count()),
        is: "a path of 1 to 256 characters",
    },
    Form {
        holds: is_plain,
        is: "an absolute path of letters, digits, /, ., _ and -",
    },
    Form { holds: |path| !path.contains("//"), is: "a path without //" },
];

const QUANTITY: Shape =
    Shape::Either(&WHOLE, &Shape::Form(&[Form { holds: is_like_quantity, is: "a quantity such as 10M or 8Gi" }]));

/// How much CRI-O can log.
pub(crate) const LOG_LEVELS: &[&str] = &["error", "fatal", "panic", "warn", "info", "debug", "trace"];

/// Whether a path is absolute, and of plain characters.
pub(crate) fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    path.len() > 1 && path.starts_with('/') && path.bytes().all(plain)
}

pub(super) fn check(container_runtime_config: &Object<'_>, report: &mut Report) {
    let value = container_runtime_config.value;
    let mut findings = Findings::new(report);
    object::check(value, OBJECT, &mut findings);
    let Some(spec) = object::spec(value, &mut findings) else { return };
    selector::of_pools(value, spec, "ContainerRuntimeConfig", &mut findings);
    let Some(config) = spec.get("containerRuntimeConfig").filter(|config| config.kind() == Kind::Object) else {
        return;
    };
    let at = At::ROOT.field("spec");
    let at = at.field("containerRuntimeConfig");
    log_level(config, &at, &mut findings);
    pids_limit(config, &at, &mut findings);
    sizes(config, &at, &mut findings);
}

fn log_level(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let Some(value) = config.get("logLevel") else { return };
    let Some(level) = value.as_str().filter(|level| !level.is_empty() && !LOG_LEVELS.contains(&&**level)) else {
        return;
    };
    let message = format!(
        "invalid LogLevel \"{}\", must be one of error, fatal, panic, warn, info, debug, or trace",
        shown(&level)
    );
    let hint = findings.did_you_mean(&level, LOG_LEVELS);
    findings.hint(&rule::LOG_LEVEL, Gate::Generate, value, &at.field("logLevel"), message, hint);
}

fn pids_limit(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    const LEAST: i64 = 20;
    let Some(value) = config.get("pidsLimit") else { return };
    if let Some(limit) = whole(value).filter(|limit| *limit != 0 && *limit < LEAST) {
        let at = at.field("pidsLimit");
        findings.say(&rule::PIDS_LIMIT, Gate::Generate, value, &at, format!("invalid PidsLimit {limit}"));
    }
}

fn sizes(config: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    /// CRI-O takes no smaller log.
    const LEAST: i64 = 8192;
    if let Some((value, text, _)) = amount(config, "logSizeMax").filter(|(_, _, size)| (1..=LEAST).contains(size)) {
        let message = format!("invalid LogSizeMax \"{}\", cannot be less than 8kB", shown(&text));
        findings.say(&rule::LOG_SIZE, Gate::Generate, value, &at.field("logSizeMax"), message);
    }
    if let Some((value, text, _)) = amount(config, "overlaySize").filter(|(_, _, size)| *size < 0) {
        let message = format!("invalid overlaySize \"{}\", cannot be less than 0", shown(&text));
        findings.say(&rule::OVERLAY_SIZE, Gate::Generate, value, &at.field("overlaySize"), message);
    }
}

/// An amount with its value: what 64 bits do not hold counts as 0 to the controller.
fn amount<'t>(config: Value<'t>, name: &str) -> Option<(Value<'t>, Cow<'t, str>, i64)> {
    let value = config.get(name)?;
    let text = value.as_str().or_else(|| value.as_number())?;
    let size = Quantity::parse(&text)?.value();
    Some((value, text, size))
}
