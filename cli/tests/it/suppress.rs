//! `# garboard: ignore[CODE]`.

use crate::run::{MACHINE_CONFIG, Tree, WITH_CONFIG};

#[test]
fn a_comment_suppresses_one_rule_on_its_line_or_the_next() {
    let spec = |lines: &str| format!("{MACHINE_CONFIG}{lines}");
    let bad_unit = |above: &str, behind: &str, inside: &str| {
        let head = format!("{WITH_CONFIG}    systemd:\n      units:\n      - name: a.service\n");
        format!("{head}        {above}contents: |{behind}\n          [Service]\n          {inside}\n          bad\n")
    };
    for (what, text, want) in [
        ("on the line", spec("  kernelType: x # garboard: ignore[kernel-type-invalid]\n"), &[][..]),
        ("above the line", spec("  # garboard: ignore[kernel-type-invalid]\n  kernelType: x\n"), &[]),
        ("with a reason", spec("  kernelType: x # garboard: ignore[kernel-type-invalid] until 4.20\n"), &[]),
        ("of many", spec("  kernelType: x # garboard: ignore[unknown-field, kernel-type-invalid]\n"), &[]),
        ("without blanks", spec("  kernelType: x #garboard: ignore[kernel-type-invalid]\n"), &[]),
        (
            "with line ends of DOS",
            spec("  # garboard: ignore[kernel-type-invalid]\n  kernelType: x\n").replace('\n', "\r\n"),
            &[],
        ),
        ("of another rule", spec("  kernelType: x # garboard: ignore[unknown-field]\n"), &["kernel-type-invalid"]),
        (
            "two lines above",
            spec("  # garboard: ignore[kernel-type-invalid]\n  fips: false\n  kernelType: x\n"),
            &["kernel-type-invalid"],
        ),
        ("below", spec("  kernelType: x\n  # garboard: ignore[kernel-type-invalid]\n"), &["kernel-type-invalid"]),
        (
            "behind the value above",
            spec("  fips: false # garboard: ignore[kernel-type-invalid]\n  kernelType: x\n"),
            &["kernel-type-invalid"],
        ),
        ("without a hash", spec("  kernelType: 'x garboard: ignore[kernel-type-invalid]'\n"), &["kernel-type-invalid"]),
        ("in quotes", spec("  kernelType: 'x # garboard: ignore[kernel-type-invalid]'\n"), &["kernel-type-invalid"]),
        (
            "in quotes of another value",
            spec("  {kernelType: x, osImageURL: '# garboard: ignore[kernel-type-invalid]'}\n"),
            &["kernel-type-invalid"],
        ),
        (
            "with other comments between",
            spec("  # garboard: ignore[kernel-type-invalid]\n  # until 4.20\n  kernelType: x\n"),
            &[],
        ),
        (
            "a blank line above",
            spec("  # garboard: ignore[kernel-type-invalid]\n\n  kernelType: x\n"),
            &["kernel-type-invalid"],
        ),
        (
            "one of several above each other",
            spec(
                "  # garboard: ignore[unknown-field]\n  # garboard: ignore[field-type]\n  \
                 {kernelType: x, fips: 1, z: 1}\n",
            ),
            &["kernel-type-invalid"],
        ),
        ("inside of a unit", bad_unit("", "", "# garboard: ignore[unit-contents-invalid]"), &["unit-contents-invalid"]),
        ("where a unit begins", bad_unit("", " # garboard: ignore[unit-contents-invalid]", ""), &[]),
        ("above a unit", bad_unit("# garboard: ignore[unit-contents-invalid]\n        ", "", ""), &[]),
        (
            "of a rule that does not exist",
            spec("  kernelType: x # garboard: ignore[kernel-type]\n"),
            &["kernel-type-invalid", "suppression-unknown"],
        ),
        (
            "in the other document",
            format!("a: 1 # garboard: ignore[kernel-type-invalid]\n---\n{}", spec("  kernelType: x\n")),
            &["kernel-type-invalid"],
        ),
    ] {
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        assert_eq!(run.codes(), want, "{what}");
        assert_eq!(run.status, i32::from(!want.is_empty()), "{what}");
    }
}

#[test]
fn json_has_no_comments() {
    let file = r##"{"path": "a", "user": {"name": "# garboard: ignore[path-relative]"}}"##;
    let config = format!(r#"{{"ignition": {{"version": "3.4.0"}}, "storage": {{"files": [{file}]}}}}"#);
    for name in ["a.ign", "a.json"] {
        let run = Tree::new(&[(name, &config)]).validate(&[name]);
        assert_eq!(run.codes(), ["path-relative"], "{name}");
    }
}

#[test]
fn a_code_that_does_not_exist_is_met_with_the_right_one() {
    let text = format!("{MACHINE_CONFIG}  kernelType: x # garboard: ignore[kernel-type-invald]\n");
    let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
    assert_eq!(run.places(), ["a.yaml:8:15 kernel-type-invalid", "a.yaml:8:36 suppression-unknown"]);
    assert_eq!(run.findings()[1]["help"], "did you mean kernel-type-invalid?");
}

/// The time is that of reading: neither codes nor comments are looked through for each finding.
#[test]
fn very_many_codes_above_very_many_findings_take_no_time() {
    let codes = "a,".repeat(200_000) + "unknown-field";
    let fields: String = (0..50_000).map(|number| format!("  z{number}: 1\n")).collect();
    let comments = "  # garboard: ignore[unknown-field]\n".repeat(50_000);
    for text in [
        format!("{MACHINE_CONFIG}  # garboard: ignore[{codes}]\n{fields}"),
        format!("{MACHINE_CONFIG}{comments}{fields}"),
        format!("{MACHINE_CONFIG}  # {}\n{fields}", "# garboard: ignore[".repeat(50_000)),
        format!("{MACHINE_CONFIG}  kernelArguments: [{}]\n{fields}", "'# garboard: ignore[a]', ".repeat(50_000)),
    ] {
        let started = std::time::Instant::now();
        let run = Tree::new(&[("a.yaml", &text)]).run(&["validate", "-o", "github", "a.yaml"]);
        let took = started.elapsed();
        assert!(run.stdout.contains("unknown-field") && took.as_secs() < 5, "{took:?}");
    }
}
