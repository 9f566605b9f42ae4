//! Configs of spec 2: judged by their own rules, then raised as the operator raises them.

use super::config::{gated, pathed};
use alloc::collections::BTreeSet;
use garboard_ignition::document::Value;
use garboard_ignition::report::{Gate, Report};
use garboard_ignition::{rule, v2};

/// What is wrong with the config, first by the rules of the version that it declares, which are
/// held against it at one gate, then where the operator raises it. Advice is noticed at a third.
pub(super) fn judge(config: Value<'_>, own: Gate, noticed: Gate) -> Report {
    let found = match v2::decode(config) {
        Ok(parsed) => parsed.report,
        Err(refused) => refused.into_report(),
    };
    let mut report = pathed(gated(found, own, noticed), config);
    let mut raised = gated(v2::raise_report(config), Gate::Render, noticed);
    // Spec 3 has rules that spec 2 has too.
    let said: BTreeSet<_> = report.entries().iter().map(|entry| (entry.rule.code, &entry.place.path)).collect();
    raised.retain(|entry| !said.contains(&(entry.rule.code, &entry.place.path)));
    report.append(raised);
    for entry in report.entries_mut() {
        // The reader of spec 2 counts its positions in another way.
        entry.marker = None;
        if own == Gate::Render && entry.rule.code == rule::MODE_MISSING.code {
            entry.hint = Some(UNSET.into());
        }
    }
    report
}

/// What the raised config leaves out has the value that spec 3 gives it.
const UNSET: &str = "once the operator has raised the config it is 0644 for a file and 0755 for a directory: set mode";
