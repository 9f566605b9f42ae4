//! Configs of spec 2 in MachineConfigs and bare: their own rules, what the operator refuses and loses when it raises
//! them, and what the rules of spec 3 say of the outcome, each at its place.

use crate::judged::{CONFIG, Row, all_hold, codes, judge};
use garboard_core::rule as core_rule;
use garboard_ignition::report::{Gate, Severity};
use garboard_ignition::rule;

const NONE: Option<Gate> = None;
const RENDER: Option<Gate> = Some(Gate::Render);

/// Lines below the head of a config of 2.2.0, of which the first is line 11.
fn config(lines: &str) -> String {
    format!("{CONFIG}{lines}\n").replace("3.4.0", "2.2.0")
}

fn files(files: &[&str]) -> String {
    let files: String = files.iter().map(|file| format!("      - {{filesystem: root, {file}}}\n")).collect();
    config(&format!("    storage:\n      files:\n{files}"))
}

#[test]
fn every_kind_of_finding_stands_at_its_place_with_its_gate() {
    let unit = "    systemd:\n      units:\n      - name: a.service\n        contents: |\n          [S]\n          bad";
    let links = "    storage:\n      links:\n      - {filesystem: root, path: /a, target: /b}\n";
    all_hold(&[
        Row::new(&rule::SPEC_2, NONE, 10, config("")),
        Row::new(&rule::SPEC_2, NONE, 10, config("").replace("2.2.0", "2.0.0")),
        // its own rules
        Row::new(&rule::PATH_RELATIVE, RENDER, 13, files(&["path: a, mode: 420"])),
        Row::new(&rule::UNIT_CONTENTS, RENDER, 16, config(unit)),
        Row::new(&rule::TYPE, RENDER, 13, files(&["path: 1"])),
        Row::new(&rule::KEY_UNKNOWN, NONE, 11, config("    sotrage: {}")),
        Row::new(&rule::MODE_MISSING, NONE, 13, files(&["path: /a"])),
        Row::new(&core_rule::MODE_ABOVE_0777, RENDER, 14, files(&["path: /a, mode: 420", "path: /b, mode: 512"])),
        Row::new(&core_rule::MODE_ABOVE_0777, RENDER, 13, files(&["path: a, mode: 512"])),
        // raising it
        Row::new(
            &rule::DROPPED,
            NONE,
            13,
            files(&["path: /a, mode: 420", "path: /b, mode: 420", "path: /a, mode: 384"]),
        ),
        Row::new(&rule::DROPPED, NONE, 14, config("    passwd:\n      users:\n      - name: core\n        create: {}")),
        Row::new(
            &rule::NOT_EXPRESSIBLE,
            RENDER,
            14,
            config("    passwd:\n      users:\n      - name: core\n      - name: admin\n      - name: core"),
        ),
        Row::new(
            &rule::NOT_EXPRESSIBLE,
            RENDER,
            13,
            config("    storage:\n      filesystems:\n      - {name: var, mount: {device: /dev/a, format: xfs}}"),
        ),
        Row::new(&rule::NOT_EXPRESSIBLE, RENDER, 11, config("    networkd: {units: [{name: a.network}]}")),
        Row::new(
            &rule::NOT_EXPRESSIBLE,
            RENDER,
            15,
            config(&format!("{links}      files:\n      - {{filesystem: root, path: /ab, mode: 420}}")),
        ),
        // what comes of it
        Row::new(
            &rule::UNIT_CONFLICT,
            RENDER,
            13,
            format!(
                "{}    systemd: {{units: [{{name: a.service, contents: \"[S]\\n\"}}]}}\n",
                files(&["path: /etc/systemd/system/a.service, mode: 420", "path: /a, mode: 420"])
            ),
        ),
        Row::new(&rule::LINK_TARGET_MISSING, RENDER, 13, config(&links.replace("/b", "\"\""))),
        Row::new(&rule::MODE_LOOKS_OCTAL, NONE, 13, files(&["path: /a, mode: 644"])),
        Row::new(&rule::BELOW_FILE, Gate::Node, 14, files(&["path: /a, mode: 420", "path: /a/b, mode: 420"])),
        Row::new(
            &rule::NOT_GZIP,
            Gate::Node,
            13,
            files(&["path: /a, mode: 420, append: true, contents: {compression: gzip, source: 'data:,a'}"]),
        ),
    ]);
}

#[test]
fn a_good_config_has_the_hint_alone() {
    let good = files(&["path: /a, mode: 420, contents: {source: 'data:,a'}", "path: /b, mode: 420, append: true"]);
    for text in [good.clone(), good.replace("2.2.0", "2.1.0").replace(", append: true", "")] {
        assert_eq!(codes(&judge(&text)), ["spec-2"], "{text}");
    }
}

#[test]
fn paths_are_those_of_the_config_as_it_is_written() {
    let gzip = "path: /a, mode: 420, append: true, contents: {compression: gzip, source: 'data:,a'}";
    let report = judge(&files(&["path: /b, mode: 420", gzip, "path: /c, mode: 420"]));
    let found: Vec<_> = report.entries().iter().map(|entry| entry.place.path.to_string()).collect();
    assert_eq!(found, ["$.spec.config.ignition.version", "$.spec.config.storage.files.1.contents.source"]);
}

#[test]
fn nothing_is_said_twice_at_one_place() {
    let report = judge(&files(&["path: a, mode: 4096, contents: {source: 'ftp://a', compression: zip}", "path: a"]));
    let mut said: Vec<_> =
        report.entries().iter().map(|entry| (entry.place.span.expect("a place"), entry.message.clone())).collect();
    said.sort();
    let all = said.len();
    said.dedup();
    assert_eq!(said.len(), all, "{:?}", report.entries());
}

/// The converter refuses what is deprecated, and every partition of spec 2.2 is.
#[test]
fn a_partition_is_refused_where_it_stands() {
    let report = judge(&config(
        "    storage:\n      disks:\n      - device: /dev/a\n        partitions:\n        - number: 1\n          size: 2048",
    ));
    let errors = report.entries().iter().filter(|entry| entry.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|entry| (entry.rule.code, entry.place.path.to_string())).collect();
    let at = |field| format!("$.spec.config.storage.disks.0.partitions.0.{field}");
    assert_eq!(errors, [("partition-start", at("start")), ("partition-size", at("size"))]);
}

#[test]
fn placeholders_and_comments_count_in_spec_2_too() {
    let text = config(
        "    storage:\n      files:\n      - {filesystem: root, path: $path, mode: 420}\n      \
         - {filesystem: root, path: a, mode: 420} # garboard: ignore[path-relative]",
    );
    assert_eq!(codes(&judge(&text)), ["spec-2", "placeholder"]);
    let repeated = "      - {filesystem: root, path: /a, mode: 420}";
    let text =
        config(&format!("    storage:\n      files:\n      # garboard: ignore[field-dropped]\n{repeated}\n{repeated}"));
    assert_eq!(codes(&judge(&text)), ["spec-2"]);
}

#[test]
fn a_bare_config_is_refused_at_its_version_and_judged_behind_it() {
    let bare = |version: &str, rest: &str| format!(r#"{{"ignition": {{"version": "{version}"}}, {rest}}}"#);
    let found = |text: &str| {
        let report = judge(text);
        report.entries().iter().map(|entry| (entry.rule.code, entry.gate)).collect::<Vec<_>>()
    };
    let boot = Some(Gate::FirstBoot);
    let version = [("spec-2", NONE), ("version-unsupported", boot)];
    let users = r#""passwd": {"users": [{"name": "admin"}]}, "systemd": {"units": [{"name": "a"}]}"#;
    for (text, more) in [
        (bare("2.2.0", users), &[("not-expressible", RENDER), ("unit-suffix", boot)][..]),
        // The operator does not read these.
        (bare("2.4.0", users), &[("unit-suffix", boot)]),
        (bare("2.5.0", users), &[]),
        (bare("2.2.0", r#""storage": {"files": 1}"#), &[("json-type", boot)]),
    ] {
        assert_eq!(found(&text), [&version, more].concat(), "{text}");
    }
}
