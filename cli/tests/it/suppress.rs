//! `# garboard: ignore[CODE]`.

use crate::run::{MACHINE_CONFIG, Tree, WITH_CONFIG};

#[test]
fn a_comment_suppresses_one_rule_on_its_line_or_the_next() {
    let spec = |lines: &str| format!("{MACHINE_CONFIG}{lines}");
    let unit = "    systemd:\n      units:\n      - name: a.service\n        contents: |\n          [Service]\n";
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
            "in a unit",
            format!("{WITH_CONFIG}{unit}          # garboard: ignore[unit-contents-invalid]\n          bad\n"),
            &[],
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
