//! Changes that people made in the field: what nodes refuse, and whose line is to blame.

use garboard_core::api::IrreconcilableValidationOverrides;
use garboard_core::cluster::Cluster;
use garboard_core::manifest::{self, Format};
use garboard_core::places::Places;
use garboard_core::render::{Pools, Rendered, Settings, Source};
use garboard_ignition::document::{LineColumn, SourceId, Step};
use garboard_rollout::change::{Action, Diff, NodeDisruptionPolicies, Overrides, Owners};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A case, the folder of its new cluster, the obstacle and the MachineConfig to blame.
const REFUSED: &[(&str, &str, &str, &str)] = &[
    ("37-ignition-kernel-arguments-in-mc", "new", "ignition kargs section contains changes", "55-quiet"),
    ("41-data-disk-added-on-day-two", "new", "ignition filesystems section contains changes", "50-worker-data-disk"),
    ("43-second-login-user", "new", "non-core user", "99-zz-ops-user"),
    ("45-fips-turned-on-later", "new", "detected change to FIPS flag", "99-fips"),
    ("47-link-and-directory-on-day-two", "new-link", "ignition links section contains changes", "50-tz"),
    ("47-link-and-directory-on-day-two", "new-directory", "ignition directories section contains changes", "50-dir"),
    ("47-link-and-directory-on-day-two", "new-append", "ignition file /etc/hosts includes append", "50-append"),
];

#[test]
fn what_nodes_refuse_is_blamed_on_its_line() {
    for &(case, new, message, blamed) in REFUSED {
        let (before, after) = (Side::read(case, "old"), Side::read(case, new));
        let diff = Diff::of(before.rendered.spec(), after.rendered.spec());
        let owners = Owners::rendered(&before.rendered, &after.rendered);
        let first = &diff.obstacles(Overrides::default())[0];
        assert!(first.to_string().contains(message), "{case}: {first}");
        let source = owners.source(&first.at).expect("somebody set it");
        assert_eq!(source.name(), Some(blamed), "{case}");
        let wanted = expected_line(case, &format!("{new}/cluster.yaml"));
        assert_eq!(after.line(&source, first.kind.section()), wanted, "{case} {new}");
    }
}

#[test]
fn an_override_lets_new_file_systems_pass_and_nothing_is_done() {
    let case = "41-data-disk-added-on-day-two";
    let (before, after) = (Side::read(case, "old"), Side::read(case, "new-with-override"));
    let mut overrides = IrreconcilableValidationOverrides::default();
    overrides.storage = vec!["FileSystems".into()];
    let overrides = Overrides::of(&overrides);
    let diff = Diff::of(before.rendered.spec(), after.rendered.spec());
    assert!(diff.obstacles(overrides).is_empty());
    assert_eq!(diff.let_pass(overrides)[0].code(), "filesystems-changed");
    let disruption = diff.disruption(&NodeDisruptionPolicies::default());
    let actions: Vec<_> = disruption.actions.iter().map(|planned| &planned.action).collect();
    assert_eq!((actions, disruption.drain.required), (vec![&Action::None], false));
    assert_eq!(after.rendered.name, "rendered-worker-535b3a1b99620de1bbe570b052c0e98d");
}

#[test]
fn another_spec_version_is_no_change() {
    let case = "39-only-the-spec-version-changed";
    let (before, after) = (Side::read(case, "old"), Side::read(case, "new"));
    let diff = Diff::of(before.rendered.spec(), after.rendered.spec());
    assert!(diff.is_empty() && diff.obstacles(Overrides::default()).is_empty());
    assert_eq!(before.rendered.name, after.rendered.name);
}

/// A cluster of a case, rendered.
struct Side {
    text: Vec<u8>,
    rendered: Rendered,
}

impl Side {
    fn read(case: &str, folder: &str) -> Self {
        let text = fs::read(path(case).join(folder).join("cluster.yaml")).expect("it is there");
        let mut cluster = Cluster::default();
        cluster.read(SourceId(0), &text);
        let mut settings = Settings::default();
        settings.origins = true;
        let rendered = Pools::new(&cluster, &settings).render("worker").expect("it can be rendered");
        Self { text, rendered }
    }

    /// The line of what a MachineConfig says: of the key of a section, if it is about one, or else of a field, and of an
    /// element of a list where it begins.
    fn line(&self, source: &Source, section: &[&'static str]) -> u32 {
        let Source::Config { stand, path, .. } = source else { panic!("{source:?} stands nowhere") };
        let read = [manifest::read(SourceId(0), &self.text, Format::Unknown)];
        let mut places = Places::new(&read);
        let key = section.split_last().map(|(name, way)| {
            let around = places.find(stand, &way.iter().map(|name| Step::Field(name)).collect());
            around.and_then(|around| around.member(name)).expect("it has the section").0
        });
        let value = key.or_else(|| {
            let (last, way) = path.steps().split_last()?;
            let around = places.find(stand, &way.iter().cloned().collect())?;
            last.name().and_then(|name| around.member(name)).map(|(key, _)| key)
        });
        let span = value.or_else(|| places.find(stand, path)).expect("it stands in the file").span();
        LineColumn::of(&self.text, span.start as usize).line
    }
}

fn path(case: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/field").join(case)
}

fn expected_line(case: &str, file: &str) -> u32 {
    let case: Value =
        serde_json::from_slice(&fs::read(path(case).join("case.json")).expect("it is there")).expect("JSON");
    let findings = case["expect"]["findings"].as_array().expect("a list");
    let finding = findings.iter().find(|finding| finding["file"] == file).expect("a finding there");
    u32::try_from(finding["line"].as_u64().expect("a number")).expect("a line")
}
