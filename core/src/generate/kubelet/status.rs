//! What is noted on KubeletConfigs.

use crate::api::Condition;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// The condition that counts.
const ACCEPTED: &str = "Accepted";

/// What older programs look for.
const SUCCESS: &str = "Success";
const FAILURE: &str = "Failure";

/// So many of it are kept.
const KEPT: usize = 3;

/// The conditions after a run: the last of those there were, what happened now, and the same as older programs look for
/// it. What says the same as the last one takes its place.
pub(super) fn conditions(before: &[Condition], refused: Option<&str>) -> Vec<Condition> {
    let message = refused.unwrap_or(SUCCESS).to_owned();
    let mut kept: Vec<_> = before.iter().filter(|it| it.kind == ACCEPTED).cloned().collect();
    if kept.last().is_some_and(|last| last.message == message) {
        kept.pop();
    }
    kept.push(condition(ACCEPTED, refused.is_none(), message.clone()));
    kept.drain(..kept.len().saturating_sub(KEPT));
    kept.push(condition(if refused.is_some() { FAILURE } else { SUCCESS }, true, message));
    kept
}

/// Whether the last word on an object was that it is taken.
pub(super) fn is_accepted(conditions: &[Condition]) -> bool {
    conditions.last().is_some_and(|last| (last.kind == ACCEPTED && last.status == "True") || last.kind == SUCCESS)
}

fn condition(kind: &str, holds: bool, message: String) -> Condition {
    let status = if holds { "True" } else { "False" };
    Condition {
        kind: kind.into(),
        status: status.into(),
        message,
        ..Condition::default()
    }
}
