//! One file a verb: load, call, print.

pub(crate) mod blame;
pub(crate) mod bootstrap;
pub(crate) mod convert;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod merge;
pub(crate) mod pipe;
pub(crate) mod plan;
pub(crate) mod render;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod simulate;
pub(crate) mod status;
pub(crate) mod validate;

use garboard_ignition::report::Rule;

/// Every rule of all crates.
pub(crate) fn catalogue() -> impl Iterator<Item = &'static Rule> + Clone {
    garboard_ignition::rule::ALL
        .iter()
        .chain(garboard_core::rule::ALL)
        .chain(garboard_rollout::fleet::rule::ALL)
        .chain(garboard_rollout::preview::rule::ALL)
        .chain(garboard_rollout::health::rule::ALL)
        .chain(garboard_rollout::simulate::rule::ALL)
        .copied()
}

/// The rule of a code, or a sentence that helps.
pub(crate) fn rule(code: &str) -> Result<&'static Rule, String> {
    if let Some(rule) = catalogue().find(|rule| rule.code == code) {
        return Ok(rule);
    }
    let near = garboard_ignition::nearest(code, catalogue().map(|rule| rule.code));
    let hint = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
    Err(format!("there is no rule {code}; {hint}`garboard rules` prints them all"))
}
