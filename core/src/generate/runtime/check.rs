//! What the controller refuses of a ContainerRuntimeConfig.

use crate::api::{AdditionalStore, ContainerRuntimeConfiguration};
use crate::check::{LOG_LEVELS, is_plain};
use crate::generate::Refusal;
use crate::generate::quantity::Quantity;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use garboard_ignition::go::quote::double;

/// Fewer processes no container has.
const LEAST_PIDS: i64 = 20;
/// CRI-O takes no smaller log.
const LEAST_LOG: i64 = 8192;

/// The amounts of a ContainerRuntimeConfig.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    pub(super) log: Option<Quantity>,
    pub(super) overlay: Option<Quantity>,
}

impl Sizes {
    fn of(config: &ContainerRuntimeConfiguration) -> Result<Self, Refusal> {
        let read = |quantity: Option<&crate::api::Quantity>| {
            let Some(quantity) = quantity else { return Ok(None) };
            let text = match quantity {
                crate::api::Quantity::Number(number) => number.to_string(),
                crate::api::Quantity::Text(text) => text.clone(),
            };
            let refused = || Refusal::new(format!("quantities must match the regular expression: {}", double(&text)));
            Quantity::parse(&text).map(Some).ok_or_else(refused)
        };
        Ok(Self {
            log: read(config.log_size_max.as_ref())?,
            overlay: read(config.overlay_size.as_ref())?,
        })
    }
}

/// Judges the settings. What is not refused has amounts.
pub(super) fn check(config: Option<&ContainerRuntimeConfiguration>) -> Result<Sizes, Refusal> {
    let Some(config) = config else { return Ok(Sizes::default()) };
    let sizes = Sizes::of(config)?;
    let refused = |words: String| Err(Refusal::new(words));
    if let Some(limit) = config.pids_limit.filter(|limit| *limit != 0 && *limit < LEAST_PIDS) {
        return refused(format!("invalid PidsLimit {limit}"));
    }
    if let Some(size) = sizes.log.as_ref().filter(|size| (1..=LEAST_LOG).contains(&size.value())) {
        return refused(format!("invalid LogSizeMax {}, cannot be less than 8kB", double(size.text())));
    }
    if let Some(size) = sizes.overlay.as_ref().filter(|size| size.value() < 0) {
        return refused(format!("invalid overlaySize {}, cannot be less than 0", double(size.text())));
    }
    let level = &*config.log_level;
    if !level.is_empty() && !LOG_LEVELS.contains(&level) {
        let level = double(level);
        return refused(format!(
            "invalid LogLevel {level}, must be one of error, fatal, panic, warn, info, debug, or trace"
        ));
    }
    if !matches!(&*config.default_runtime, "" | "crun" | "runc") {
        return refused(format!(
            "invalid DefaultRuntime {}, must be one of crun, runc",
            double(&config.default_runtime)
        ));
    }
    let faults = [
        ("AdditionalLayerStores", &config.additional_layer_stores),
        ("AdditionalImageStores", &config.additional_image_stores),
        ("AdditionalArtifactStores", &config.additional_artifact_stores),
    ];
    let faults: Vec<_> =
        faults.into_iter().flat_map(|(field, all)| all.iter().filter_map(move |it| fault(field, it))).collect();
    if faults.is_empty() { Ok(sizes) } else { refused(faults.join("\n")) }
}

/// What is wrong with a store.
fn fault(field: &str, store: &AdditionalStore) -> Option<String> {
    let path = &*store.path;
    if path.is_empty() {
        return Some(format!("invalid {field}: path must not be empty"));
    }
    let what = if !is_plain(path) {
        "must be an absolute path containing only alphanumeric characters, '/', '.', '_', and '-'"
    } else if path.contains("//") {
        "must not contain consecutive forward slashes"
    } else {
        return None;
    };
    Some(format!("invalid {field} path {}: {what}", double(path)))
}
