//! Refusals, with the object to blame.

use super::Refusal;
use crate::part::Stand;
use crate::rule;
use garboard_ignition::Refused;
use garboard_ignition::document::Place;
use garboard_ignition::report::{Entry, Gate, Rule};

/// Why a controller stops, and because of which object, where one is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blamed {
    pub(super) why: Refusal,
    pub(super) stand: Option<Stand>,
}

impl From<Refusal> for Blamed {
    fn from(why: Refusal) -> Self {
        Self { why, stand: None }
    }
}

impl Blamed {
    /// Because of this object.
    pub(super) const fn on(why: Refusal, stand: Stand) -> Self {
        Self { why, stand: Some(stand) }
    }

    /// The same refusal, with what led up to it.
    pub(super) fn within(self, what: &str) -> Self {
        Self { why: Refusal::new(alloc::format!("{what}: {}", self.why)), ..self }
    }

    /// The refusal as a whole; where no object is to blame it is told about this one.
    pub(super) fn refused(self, otherwise: Stand) -> Refused {
        Refused::because(refusal(&self.why, self.stand.unwrap_or(otherwise)))
    }
}

/// A finding that the controller refuses an object.
pub(super) fn refusal(why: &Refusal, stand: Stand) -> Entry {
    finding(&rule::GENERATION_REFUSED, stand.place(), why.as_str())
}

/// A finding about what an object turns into.
pub(super) fn finding(rule: &'static Rule, place: Place, words: &str) -> Entry {
    Entry::new(rule, place).at_gate(Gate::Generate).saying(alloc::string::String::from(words))
}

/// A finding that something has no effect since a feature gate is not on.
pub(super) fn gate_off(what: &str, gate: &str, stand: Stand) -> Entry {
    let words = alloc::format!("{what} has no effect: the feature gate {gate} is not on");
    Entry::new(&rule::FEATURE_GATE_OFF, stand.place()).saying(words)
}
