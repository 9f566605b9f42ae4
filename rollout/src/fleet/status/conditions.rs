//! Conditions, kept in the order in which the controller keeps them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_core::api::Condition;
use serde::Serialize;

/// Something that holds of a pool, or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PoolCondition {
    /// What: `Updated`, `Updating`, `Degraded`, ….
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// `True`, `False` or `Unknown`.
    pub status: Cow<'static, str>,
    /// Why, for programs.
    pub reason: String,
    /// Why, for people.
    pub message: String,
}

/// The conditions of a pool while they are written.
pub(super) struct Conditions(Vec<PoolCondition>);

impl Conditions {
    /// As they were.
    pub(super) fn new(before: &[Condition]) -> Self {
        let kept = |it: &Condition| PoolCondition {
            kind: it.kind.clone().into(),
            status: it.status.clone().into(),
            reason: it.reason.clone(),
            message: it.message.clone(),
        };
        Self(before.iter().map(kept).collect())
    }

    /// One that says the same already stays where it is; else it goes to the end. Of several of a kind the last counts.
    pub(super) fn set(&mut self, kind: &'static str, holds: bool, reason: &str, message: String) {
        let status = if holds { "True" } else { "False" };
        let same = |it: &PoolCondition| it.status == status && it.reason == reason && it.message == message;
        if self.0.iter().rfind(|it| it.kind == kind).is_some_and(same) {
            return;
        }
        self.0.retain(|it| it.kind != kind);
        self.0.push(PoolCondition {
            kind: kind.into(),
            status: status.into(),
            reason: reason.into(),
            message,
        });
    }

    pub(super) fn into_list(self) -> Vec<PoolCondition> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Conditions;
    use alloc::vec::Vec;
    use garboard_core::api::Condition;
    use serde_json::{from_value, json};

    #[test]
    fn a_condition_that_says_something_new_goes_to_the_end() {
        let before: Vec<Condition> = from_value(json!([
            { "type": "A", "status": "True", "reason": "", "message": "a" },
            { "type": "B", "status": "False" },
            { "type": "A", "status": "True", "reason": "", "message": "last" },
            { "type": "C", "status": "Unknown" },
        ]))
        .expect("conditions");
        let mut conditions = Conditions::new(&before);
        conditions.set("A", true, "", "last".into());
        conditions.set("B", false, "", "".into());
        let kinds = |it: Conditions| it.into_list().iter().map(|it| it.kind.clone()).collect::<Vec<_>>();
        assert_eq!(kinds(conditions), ["A", "B", "A", "C"]);
        let mut conditions = Conditions::new(&before);
        conditions.set("A", true, "", "a".into());
        conditions.set("B", false, "why", "".into());
        assert_eq!(kinds(conditions), ["C", "A", "B"]);
    }
}
