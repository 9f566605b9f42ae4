//! The ops about what a change does to nodes.

use super::answer::{Failure, List};
use super::request::Request;
use garboard_core::api::{
    IrreconcilableValidationOverrides, MachineConfig, MachineConfiguration, NodeDisruptionPolicyConfig, Raw,
};
use garboard_core::check::{self, Options};
use garboard_core::manifest::Format;
use garboard_ignition::document::{SourceId, Sources};
use garboard_ignition::{Finding, Report};
use garboard_rollout::Rules;
use garboard_rollout::change::{
    BadPolicies, Diff, NodeDisruptionPolicies, Overrides, Owners, UnreadableConfig, Verdict,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where the values of both configs come from, as the op `render` tells it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Origins {
    #[serde(default)]
    old: Vec<Origin>,
    #[serde(default)]
    new: Vec<Origin>,
}

#[derive(Deserialize)]
struct Origin {
    path: String,
    source: Value,
}

impl Origins {
    fn owners(self) -> Owners<Value> {
        let pair = |origin: Origin| (origin.path, origin.source);
        Owners::new(self.old.into_iter().map(pair), self.new.into_iter().map(pair))
    }
}

/// What the step from one rendered MachineConfig to another means for a node.
pub(super) fn diff(request: &Request<'_>) -> Result<Verdict<Value>, Failure> {
    request.only(&["old", "new", "policies", "overrides", "origins", "rules"])?;
    let missing = |side| move || Failure::bad_request(format!("{side} is missing: a MachineConfig"));
    let old = request.object::<MachineConfig>("old")?.ok_or_else(missing("old"))?;
    let new = request.object::<MachineConfig>("new")?.ok_or_else(missing("new"))?;
    let overrides = request.object::<IrreconcilableValidationOverrides>("overrides")?.unwrap_or_default();
    let policies = merged(request)?;
    let owners = request.object::<Origins>("origins")?.unwrap_or_default().owners();
    let mut diff = Diff::between(&old, &new).map_err(unreadable)?;
    diff.rules = request.object::<Rules>("rules")?.unwrap_or_default();
    let verdict = diff.verdict(Overrides::of(&overrides), &policies);
    Ok(verdict.owned(|spot| owners.of(spot).cloned()))
}

fn unreadable(unreadable: UnreadableConfig) -> Failure {
    let mut failure = Failure::because(unreadable.code(), unreadable.to_string());
    failure.error.config = Some(unreadable.side.to_string());
    // The config stands in an object, and has no places of its own.
    failure.of(List::of(unreadable.refused.report(), &Sources::default()))
}

/// The answer to `policies`.
#[derive(Serialize)]
pub(super) struct Policies {
    merged: NodeDisruptionPolicies,
    report: Vec<Finding>,
}

/// Policies, with those that hold in every cluster.
pub(super) fn policies(request: &Request<'_>) -> Result<Policies, Failure> {
    request.only(&["policies"])?;
    // The policies stand in an object, and have no places of their own.
    let (report, nowhere) = (judged(request)?, Sources::default());
    match merged(request) {
        Ok(merged) => Ok(Policies { merged, report: report.findings(&nowhere).collect() }),
        Err(failure) => Err(failure.of(List::of(&report, &nowhere))),
    }
}

/// What is found in the policies of a MachineConfiguration that says nothing else.
fn judged(request: &Request<'_>) -> Result<Report, Failure> {
    let Some(policies) = request.object::<Raw>("policies")? else { return Ok(Report::new()) };
    let (version, kind) = (MachineConfiguration::API_VERSION, MachineConfiguration::KIND);
    let object = format!(
        r#"{{"apiVersion":"{version}","kind":"{kind}","metadata":{{"name":"cluster"}},"spec":{{"nodeDisruptionPolicy":{}}}}}"#,
        policies.as_str()
    );
    Ok(check::text(SourceId(0), object.as_bytes(), Format::Unknown, &Options::default()).report)
}

fn merged(request: &Request<'_>) -> Result<NodeDisruptionPolicies, Failure> {
    let asked = request.object::<NodeDisruptionPolicyConfig>("policies")?.unwrap_or_default();
    NodeDisruptionPolicies::merge(&asked).map_err(|bad: BadPolicies| Failure::because(bad.code(), bad.to_string()))
}
