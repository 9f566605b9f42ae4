//! Advice about Ignition configs, where the reference is silent: each rule in a MachineConfig or bare config, and what is
//! near and needs no advice.

use crate::judged::{CONFIG, Row, all_hold, codes, judge};
use garboard_ignition::report::{Gate, Report, Voice};
use garboard_ignition::{Config, Refused, Version, parse, rule, v2};
use std::collections::BTreeSet;

const NONE: Option<Gate> = None;
const NODE: Option<Gate> = Some(Gate::Node);

fn rows() -> Vec<Row> {
    let files = |lines: &str| format!("    storage:\n      files:\n      - path: /a\n        {lines}");
    let source = |source: &str| files(&format!("contents:\n          source: '{source}'"));
    let zipped = |text: &str| source(text).replace("contents:\n", "contents:\n          compression: gzip\n");
    Vec::from([
        Row::config(&rule::MODE_LOOKS_OCTAL, NONE, 14, &files("mode: 755")),
        Row::config(&rule::MODE_LOOKS_OCTAL, NONE, 14, &files("mode: 644")),
        Row::config(&rule::MODE_LOOKS_OCTAL, NONE, 14, &files("mode: 600").replace("files", "directories")),
        Row::config(&rule::BELOW_FILE, NODE, 14, &files("").replace("\n        ", "\n      - path: /a/b")),
        Row::config(
            &rule::BELOW_FILE,
            NODE,
            15,
            &files("").replace("\n        ", "\n      directories:\n      - path: /a/b/c"),
        ),
        Row::config(
            &rule::BELOW_FILE,
            NODE,
            15,
            &files("").replace("\n        ", "\n      links:\n      - path: /a/b\n        target: /c"),
        ),
        Row::config(&rule::NOT_GZIP, NODE, 16, &zipped("data:,plain")),
        Row::config(&rule::NOT_GZIP, NODE, 16, &zipped("data:;base64,aGVsbG8=")),
        Row::config(&rule::NOT_GZIP, NODE, 16, &zipped("data:,")),
        Row::config(&rule::BASE64_UNMARKED, NONE, 15, &source("data:,aGVsbG8gd29ybGQK")),
        Row::config(&rule::BASE64_UNMARKED, NONE, 15, &source("data:text/plain,IyEvYmluL2Jhc2gK")),
        Row::config(
            &rule::PARTITION_BY_LABEL,
            NONE,
            15,
            "    storage:\n      disks:\n      - device: /dev/sda\n        partitions:\n        - label: var",
        ),
        Row::config(&rule::YAML_OCTAL, NONE, 14, &files("mode: 0644")),
        Row::config(&rule::YAML_OCTAL, NONE, 14, &files("mode: 0755").replace("files", "directories")),
        Row::new(
            &rule::BELOW_FILE,
            Gate::FirstBoot,
            1,
            r#"{"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": "/a"}, {"path": "/a/b"}]}}"#,
        ),
        Row::new(&rule::SPEC_2, NONE, 1, r#"{"ignition": {"version": "2.2.0"}}"#),
        Row::new(&rule::BUTANE, NONE, 1, "variant: fcos\nversion: 1.5.0\n"),
    ])
}

/// Advice that no document gets from `check::file` in a row: how it is got.
fn others() -> Vec<(&'static str, Report)> {
    let raised = |version: &str, rest: &str, to| {
        let text = format!(r#"{{"ignition": {{"version": "{version}"}}, {rest}}}"#);
        match config(&text).at(to) {
            Ok(parsed) => parsed.report,
            Err(refused) => refused.into_report(),
        }
    };
    let refused = |text: &[u8]| parse(text).map(|_| ()).map_err(Refused::into_report).expect_err("it is refused");
    let many = vec![r#"{"path": "a"}"#; 100_001].join(",");
    Vec::from([
        (rule::TOO_LARGE.code, refused(&vec![b' '; (64 << 20) + 1])),
        (
            rule::TOO_MANY_FINDINGS.code,
            refused(format!(r#"{{"ignition": {{"version": "3.4.0"}}, "storage": {{"files": [{many}]}}}}"#).as_bytes()),
        ),
        (
            rule::ADVERTISEMENT_LOST.code,
            raised(
                "3.4.0",
                r#""storage": {"luks": [{"name": "a", "device": "/dev/a", "clevis": {"tang": [{"url": "https://t.example.org", "thumbprint": "x", "advertisement": "{}"}]}}]}"#,
                Version::V3_5,
            ),
        ),
        (
            rule::MODE_BITS_LOST.code,
            raised("3.4.0", r#""storage": {"files": [{"path": "/a", "mode": 1023}]}"#, Version::V3_6),
        ),
        (
            rule::DROPPED.code,
            config(
                r#"{"ignition": {"version": "3.5.0"}, "storage": {"luks": [{"name": "a", "device": "/dev/a", "cex": {"enabled": true}}]}}"#,
            )
            .at_lossy(Version::V3_4)
            .expect("it loses a field")
            .report,
        ),
        (
            rule::SPEC_1_CONTENT.code,
            v2::parse(br#"{"ignitionVersion": 1, "storage": {"files": []}}"#).expect_err("it is refused").into_report(),
        ),
        (
            rule::NOT_EXPRESSIBLE.code,
            raised("3.3.0", r#""kernelArguments": {"shouldExist": ["nosmt"]}"#, Version::V3_0),
        ),
    ])
}

fn config(text: &str) -> Config {
    parse(text.as_bytes()).expect("it is valid").config
}

#[test]
fn every_piece_of_advice_is_given_for_the_least_input() {
    all_hold(&rows());
    for (code, report) in others() {
        assert!(codes(&report).contains(&code), "{code} is not among {:?}", report.entries().first());
    }
}

#[test]
fn every_piece_of_advice_has_a_row() {
    let mut given: BTreeSet<_> = rows().iter().map(|row| row.rule.code).collect();
    given.extend(others().iter().map(|(code, _)| *code));
    let advice = rule::ALL.iter().filter(|rule| rule.voice == Voice::Advice).map(|rule| rule.code);
    let missing: Vec<_> = advice.filter(|code| !given.contains(code)).collect();
    assert!(missing.is_empty(), "advice without a row: {missing:?}");
}

/// Nothing at all is found in these.
#[test]
fn what_needs_no_advice_gets_none() {
    let files = |lines: &str| format!("{CONFIG}    storage:\n      files:\n      - path: /a\n        {lines}\n");
    let source = |source: &str| files(&format!("contents:\n          source: '{source}'"));
    let gzip = "data:;base64,H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==";
    for text in [
        files("mode: 420"),
        files("mode: 493"),
        files("mode: 384"),
        files("mode: 292"),
        files("mode: 0"),
        files("mode: 7"),
        files("mode: 0o644"),
        files("mode: 0x1a4"),
        files("").replace("\n        ", "\n      - path: /ab"),
        files("").replace("\n        ", "\n      - path: /b/a"),
        files("").replace("\n        ", "\n      directories:\n      - path: /b\n"),
        source(gzip).replace("contents:\n", "contents:\n          compression: gzip\n"),
        source("https://example.org/a.gz").replace("contents:\n", "contents:\n          compression: gzip\n"),
        source("data:,aGVsbG8gd29ybGQK").replace("data:,", "data:;base64,"),
        source("data:,hello"),
        source("data:,abcdefghijklmnop"),
        source("data:,deadbeefdeadbeef"),
        source("data:,hello%20world"),
        format!(
            "{CONFIG}    storage:\n      disks:\n      - device: /dev/sda\n        partitions:\n        - label: var\n          \
             number: 1\n"
        ),
        format!("{CONFIG}    systemd:\n      units:\n      - name: a.service\n        enabled: true\n"),
        r#"{"ignition": {"version": "3.6.0"}}"#.to_owned(),
    ] {
        let report = judge(&text);
        assert!(report.is_empty(), "{:?} in\n{text}", codes(&report));
    }
}

/// kubectl reads these as decimal numbers, so nothing about them is octal.
#[test]
fn digits_that_are_no_octal_number_are_not_called_one() {
    let text = format!("{CONFIG}    storage:\n      files:\n      - path: /a\n        mode: 0488\n");
    assert_eq!(codes(&judge(&text)), [""; 0]);
}

#[test]
fn a_version_that_cannot_say_a_config_names_every_field_in_the_way() {
    let newer = r#"{"ignition": {"version": "3.4.0"}, "kernelArguments": {"shouldExist": ["a"]},
        "storage": {"disks": [{"device": "/dev/a", "partitions": [{"number": 1, "resize": true}]}]}}"#;
    let refused = Config::new(Version::V3_1, config(newer).into_content()).expect_err("3.1 can say neither");
    let paths: Vec<_> = refused.report().entries().iter().map(|entry| entry.place.path.to_string()).collect();
    assert_eq!(paths, ["$.kernelArguments", "$.storage.disks.0.partitions.0.resize"]);
}
