//! `garboard rules`: the catalogue as the Markdown of `docs/rules.md`.

use crate::Exit;
use garboard_ignition::Version;
use garboard_ignition::report::{Rule, Voice};
use std::fmt::Write as _;
use std::io::{self, Write as _};

pub(crate) fn run() -> io::Result<Exit> {
    anstream::stdout().lock().write_all(markdown().as_bytes())?;
    Ok(Exit::Clean)
}

fn markdown() -> String {
    let mut text = String::from(
        "# Rules\n\nEvery finding names a rule by its code. Codes never change their meaning. `garboard explain CODE` \
         prints one of them.\nThis page is printed from the catalogues by `garboard rules`.\n",
    );
    for (title, rules) in [
        ("Ignition configs", garboard_ignition::rule::ALL),
        ("Manifests and MachineConfigs", garboard_core::rule::ALL),
        ("Pools and nodes", garboard_rollout::fleet::rule::ALL),
        ("Plans of changes", garboard_rollout::preview::rule::ALL),
        ("Dumps of clusters", garboard_rollout::health::rule::ALL),
        ("Simulated rollouts", garboard_rollout::simulate::rule::ALL),
    ] {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n## {title}");
        rules.iter().for_each(|rule| entry(&mut text, rule));
    }
    text
}

fn entry(text: &mut String, rule: &Rule) {
    let whose = match rule.voice {
        Voice::Reference | Voice::Verdict => "the reference's words",
        Voice::Advice => "advice of ours",
    };
    let versions = versions(rule).map(|versions| format!(" {versions}")).unwrap_or_default();
    let code = rule.code;
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n### {code}\n\n{}, {whose}: `{}`\n\n{}{versions}", rule.severity, rule.summary, rule.help);
}

/// In which spec versions a rule lives, where not in all.
pub(crate) fn versions(rule: &Rule) -> Option<String> {
    let since = (rule.since > Version::V3_0).then_some(rule.since);
    match (since, rule.until) {
        (None, None) => None,
        (Some(since), None) => Some(format!("Since spec {since}.")),
        (None, Some(until)) => Some(format!("Before spec {until}.")),
        (Some(since), Some(until)) => Some(format!("From spec {since} to before {until}.")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_of_rules_is_what_the_catalogues_say() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md");
        let written = std::fs::read_to_string(page).unwrap();
        assert!(
            written == super::markdown(),
            "docs/rules.md is stale: cargo run -q -p garboard-cli -- rules > docs/rules.md"
        );
    }
}
