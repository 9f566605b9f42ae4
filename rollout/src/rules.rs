//! Whose judgement is asked for.

use serde::{Deserialize, Serialize};

/// Whose rules decide.
///
/// The two differ where the reference is wrong in a way that harms machines: DEVIATIONS.md has each difference in a
/// line, with its test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// What the machine-config-operator does, its faults included: what a prediction for its clusters has to say.
    #[default]
    Mco,
    /// What controllers built on this crate do.
    Safe,
}
