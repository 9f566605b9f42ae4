//! Two MachineConfigs, whatever they are: comparing them ends, answers the same twice, and the answer is in itself
//! consistent.

use garboard_core::api::{IrreconcilableValidationOverrides, MachineConfig, NodeDisruptionPolicyConfig};
use garboard_rollout::Rules;
use garboard_rollout::change::{Action, Diff, NodeDisruptionPolicies, Overrides};
use serde::Deserialize;

/// What is asked.
#[derive(Deserialize)]
struct Asked {
    old: MachineConfig,
    new: MachineConfig,
    #[serde(default)]
    policies: NodeDisruptionPolicyConfig,
    #[serde(default)]
    overrides: IrreconcilableValidationOverrides,
}

/// Holds the invariants of [`Diff`] against any bytes that are two MachineConfigs, with policies or without.
pub fn holds(input: &[u8]) {
    let Ok(Asked { old, new, policies, overrides }) = serde_json::from_slice(input) else { return };
    let merged = NodeDisruptionPolicies::merge(&policies);
    if let Err(bad) = &merged {
        assert!(!bad.actions().is_empty() && !bad.code().is_empty() && !bad.to_string().is_empty());
    }
    let policies = merged.unwrap_or_default();
    let overrides = Overrides::of(&overrides);
    for config in [&old, &new] {
        let Ok(same) = Diff::between(config, config) else { continue };
        assert!(same.is_empty() && same.changed == Default::default(), "it differs from itself");
        let told = same.obstacles(overrides);
        assert!(told.iter().all(|it| matches!(it.code(), "file-appends" | "force-file")), "{told:?}");
        let actions = same.disruption(&policies).actions;
        assert!(actions.len() == 1 && actions[0].action == Action::None && actions[0].because.is_empty());
    }
    let (Ok(diff), Ok(back)) = (Diff::between(&old, &new), Diff::between(&new, &old)) else { return };
    there_and_back(&diff, &back);
    let verdict = diff.verdict(overrides, &policies);
    let text = serde_json::to_string(&verdict).expect("JSON, with text for keys");
    let again = Diff::between(&old, &new).expect("it was read before").verdict(overrides, &policies);
    assert_eq!(text, serde_json::to_string(&again).expect("the same"), "a second answer differs");

    let actions = &verdict.disruption.actions;
    assert!(actions.windows(2).all(|pair| pair[0].action < pair[1].action), "{actions:?}");
    let drain = &verdict.disruption.drain;
    let must = actions.iter().any(|planned| matches!(planned.action, Action::Reboot | Action::Drain));
    assert!(drain.required || !must && drain.error.is_none(), "{drain:?}");
    assert_eq!(drain.required, !drain.because.is_empty(), "{drain:?}");
    assert!(
        verdict.empty || actions.iter().all(|planned| planned.action == Action::None || !planned.because.is_empty())
    );

    let all = diff.obstacles(Overrides::default()).len();
    assert_eq!(all, verdict.obstacles.len() + diff.let_pass(overrides).len(), "obstacles are lost");
    let mut strict = diff;
    strict.rules = Rules::Safe;
    let stricter = strict.disruption(&policies).drain;
    assert!(stricter.required || !drain.required || drain.error.is_some(), "the stricter rules drain less");
}

/// What is new one way is gone the other.
fn there_and_back(there: &Diff<'_>, back: &Diff<'_>) {
    assert_eq!(there.flags, back.flags);
    let names = |items: &[garboard_rollout::change::Item]| items.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&there.changed.files), names(&back.changed.files));
    assert_eq!(names(&there.changed.units.added), names(&back.changed.units.removed));
    assert_eq!(names(&there.changed.units.updated), names(&back.changed.units.updated));
}
