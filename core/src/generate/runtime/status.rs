//! What is noted on a ContainerRuntimeConfig.

use crate::api::{Condition, ContainerRuntimeConfig};
use crate::generate::managed::SUFFIX;
use crate::generate::{Refusal, Status};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

/// What holds after a run.
pub(super) enum Outcome<'r> {
    /// It was taken.
    Success,
    /// It was not.
    Failure(&'r Refusal),
    /// It was not, and this led up to it.
    FailureAt(&'static str, &'r Refusal),
}

impl Outcome<'_> {
    fn condition(&self) -> Condition {
        let (kind, message) = match self {
            Self::Success => ("Success", "Success".into()),
            Self::Failure(why) => ("Failure", format!("Error: {why}")),
            Self::FailureAt(what, why) => ("Failure", format!("{what}: {why}")),
        };
        Condition {
            kind: kind.into(),
            status: "True".into(),
            message,
            ..Condition::default()
        }
    }
}

/// Notes an outcome: one that was the last already is not repeated.
pub(super) fn note(config: &mut ContainerRuntimeConfig, outcome: &Outcome<'_>) {
    config.status.observed_generation = config.metadata.generation;
    let conditions = config.status.conditions.get_or_insert_default();
    let condition = outcome.condition();
    match conditions.last_mut() {
        Some(last) if last.message == condition.message => *last = condition,
        _ => conditions.push(condition),
    }
}

/// Notes the suffix of its MachineConfigs, in the place of whatever was noted.
pub(super) fn note_suffix(config: &mut ContainerRuntimeConfig, suffix: &str) {
    config.metadata.annotations = Some(BTreeMap::from([(SUFFIX.into(), suffix.into())]));
}

/// Notes that a MachineConfig goes when the object goes.
pub(super) fn note_finalizer(config: &mut ContainerRuntimeConfig, name: &str) {
    if !config.metadata.finalizers.iter().any(|known| known == name) {
        config.metadata.finalizers.push(String::from(name));
    }
}

/// All that is noted on it.
pub(super) fn status(config: ContainerRuntimeConfig, refused: Option<Refusal>) -> Status {
    Status {
        annotations: config.metadata.annotations,
        finalizers: config.metadata.finalizers,
        conditions: config.status.conditions.unwrap_or_default(),
        observed_generation: config.status.observed_generation,
        refused,
    }
}
