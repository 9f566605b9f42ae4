//! Exit status, options, and what is said about wrong usage.

use crate::run::{BAD, MACHINE_CONFIG, Tree, WITH_CONFIG};

const GOOD: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n";

/// One finding each of error, warning and info, in that order of lines.
fn three() -> String {
    format!(
        "{WITH_CONFIG}    storage:\n      files:\n      - path: a\n      - path: /b\n        mode: 0644\n  kernalType: x\n"
    )
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_error_does_not_change_the_exit_status() {
    let tree = Tree::new(&[("bad.yaml", BAD)]);
    let explained = &["explain", "no-such-rule"];
    for args in [&["validate", "missing.yaml"][..], &["validate"], &["merge"], explained, &["render", "bad.yaml"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_garboard"));
        let status =
            command.args(args).current_dir(tree.path("")).stderr(full).stdout(std::process::Stdio::null()).status();
        assert_eq!(status.expect("the command runs").code(), Some(2), "{args:?}");
    }
}

#[test]
fn the_exit_status_says_what_was_found() {
    let tree =
        Tree::new(&[("good.yaml", GOOD), ("bad.yaml", BAD), ("three.yaml", &three()), ("folder/readme.md", "#")]);
    tree.link("nowhere.yaml", "missing");
    for (args, want) in [
        (&["validate", "good.yaml"][..], 0),
        (&["validate", "bad.yaml"], 1),
        (&["validate", "good.yaml", "bad.yaml"], 1),
        (&["validate", "-f", "bad.yaml"], 1),
        (&["validate", "good.yaml", "-f", "good.yaml"], 0),
        // nothing to do, or nothing that can be read
        (&[], 2),
        (&["validate"], 2),
        (&["validate", "missing.yaml"], 2),
        (&["validate", "nowhere.yaml"], 2),
        (&["validate", "folder"], 2),
        (&["validate", ""], 2),
        // what cannot be read outweighs what was found
        (&["validate", "bad.yaml", "missing.yaml"], 2),
        (&["validate", "missing.yaml", "good.yaml"], 2),
        (&["validate", "--fail-on", "never", "missing.yaml", "good.yaml"], 2),
        (&["validate", "."], 2),
        // usage
        (&["validate", "--select", "no-such-rule", "good.yaml"], 2),
        (&["validate", "--ignore", "no-such-rule", "good.yaml"], 2),
        (&["validate", "--fail-on", "fatal", "good.yaml"], 2),
        (&["validate", "--spec", "2.2.0", "good.yaml"], 2),
        (&["validate", "-o", "xml", "good.yaml"], 2),
        (&["validate", "--no-such-option", "good.yaml"], 2),
        (&["validat", "good.yaml"], 2),
        (&["explain"], 2),
        (&["explain", "no-such-rule"], 2),
        (&["explain", "path-relative"], 0),
        (&["--version"], 0),
        (&["--help"], 0),
        (&["validate", "--help"], 0),
    ] {
        let run = tree.run(args);
        assert_eq!(run.status, want, "{args:?}: {run:?}");
        assert_eq!(run.stderr.is_empty(), want < 2, "{args:?}: {run:?}");
    }
}

#[test]
fn the_exit_status_is_the_same_in_every_format() {
    let tree = Tree::new(&[("good.yaml", GOOD), ("bad.yaml", BAD)]);
    for format in ["text", "json", "sarif", "github", "junit"] {
        for (path, want) in [("good.yaml", 0), ("bad.yaml", 1), ("missing.yaml", 2)] {
            assert_eq!(tree.run(&["validate", "-o", format, path]).status, want, "{format} {path}");
        }
    }
}

#[test]
fn findings_below_the_threshold_do_not_fail() {
    let tree = Tree::new(&[("three.yaml", three())]);
    for (threshold, select, want) in [
        ("error", "path-relative", 1),
        ("error", "unknown-field", 0),
        ("error", "yaml-octal", 0),
        ("warning", "unknown-field", 1),
        ("warning", "yaml-octal", 0),
        ("deprecated", "yaml-octal", 0),
        ("deprecated", "unknown-field", 1),
        ("info", "yaml-octal", 1),
        ("never", "path-relative,unknown-field,yaml-octal", 0),
    ] {
        let run = tree.validate(&["--fail-on", threshold, "--select", select, "three.yaml"]);
        assert_eq!(run.status, want, "--fail-on {threshold} --select {select}");
        assert!(!run.findings().is_empty(), "what does not fail is shown all the same");
    }
}

#[test]
fn rules_are_selected_and_ignored_by_code() {
    let tree = Tree::new(&[("three.yaml", three())]);
    let all = ["path-relative", "yaml-octal", "unknown-field"];
    for (args, want) in [
        (&[][..], &all[..]),
        (&["--select", "yaml-octal"], &all[1..2]),
        (&["--select", "yaml-octal,path-relative"], &all[..2]),
        (&["--select", "yaml-octal", "--select", "path-relative"], &all[..2]),
        (&["--ignore", "yaml-octal,path-relative"], &all[2..]),
        (&["--ignore", "yaml-octal", "--ignore", "path-relative"], &all[2..]),
        (&["--select", "yaml-octal", "--ignore", "yaml-octal"], &[]),
        (&["--select", "role-missing"], &[]),
    ] {
        let run = tree.validate(&[args, &["three.yaml"]].concat());
        assert_eq!(run.codes(), want, "{args:?}");
        // What is not shown does not count.
        assert_eq!(run.status, i32::from(want.contains(&"path-relative")), "{args:?}");
        let counted = run.whole["summary"]["findings"].as_object().expect("counts are an object");
        let sum: u64 = counted.values().filter_map(serde_json::Value::as_u64).sum();
        assert_eq!(sum, want.len() as u64, "{args:?}");
    }
}

#[test]
fn a_misspelt_code_is_met_with_the_right_one() {
    let tree = Tree::new(&[("good.yaml", GOOD)]);
    for args in [
        &["explain", "enabled-without-instal"][..],
        &["explain", "Enabled-Without-Install"],
        &["validate", "--select", "enabled_without_install", "good.yaml"],
        &["validate", "--ignore", "yaml-octal,enabled-without-instal", "good.yaml"],
    ] {
        let run = tree.run(args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains("did you mean enabled-without-install?"), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
}

#[test]
fn an_unknown_code_is_met_with_the_way_to_all() {
    let tree = Tree::new::<&str>(&[]);
    for code in ["xyz", "role-mising"] {
        let run = tree.run(&["explain", code]);
        assert!(run.status == 2 && run.stderr.contains("`garboard rules` prints them all"), "{run:?}");
    }
    assert!(tree.run(&["--help"]).stdout.contains("rules"), "it is no secret");
}

#[test]
fn a_reader_of_an_older_spec_refuses_newer_configs() {
    let tree = Tree::new(&[
        ("a.ign", r#"{"ignition":{"version":"3.5.0"}}"#.to_owned()),
        ("b.ign", r#"{"ignition":{"version":"3.4.0"}}"#.to_owned()),
        // What a cluster renders is its own matter.
        ("c.yaml", format!("{MACHINE_CONFIG}  config:\n    ignition:\n      version: 3.5.0\n")),
    ]);
    let run = tree.validate(&["--spec", "3.4.0", "."]);
    assert_eq!(run.places(), ["./a.ign:1:24 version-unsupported"]);
    let help = run.findings()[0]["help"].as_str().unwrap_or_default();
    assert!(help.contains("3.0.0 to 3.4.0") && help.contains("not 3.5.0"), "{help}");
    assert_eq!(tree.validate(&["--spec", "3.5.0", "."]).status, 0);
    let run = tree.validate(&["."]);
    assert_eq!((run.status, run.codes().len()), (0, 0));
}

#[test]
fn the_help_of_an_option_is_true() {
    let tree = Tree::new::<&str>(&[]);
    let run = tree.run(&["validate", "--help"]);
    for word in ["--select", "--ignore", "--fail-on", "--spec", "--output", "sarif", "Examples:", "garboard: ignore["] {
        assert!(run.stdout.contains(word), "{word}");
    }
    let whole = tree.run(&["--help"]);
    assert!(whole.stdout.contains("Exit status:") && whole.stdout.contains("garboard validate"), "{}", whole.stdout);
    let version = tree.run(&["--version"]);
    assert_eq!(version.stdout, format!("garboard {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn colours_are_for_those_who_asked_and_for_terminals() {
    let tree = Tree::new(&[("bad.yaml", BAD)]);
    let always = &["--color", "always"][..];
    let never = &["--color", "never"][..];
    for (args, environment, want) in [
        (&[][..], &[][..], false),
        (always, &[], true),
        (never, &[], false),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (never, &[("CLICOLOR_FORCE", "1")], false),
        // An option outweighs the environment.
        (always, &[("NO_COLOR", "1")], true),
    ] {
        let run = tree.with(&[&["validate", "bad.yaml"], args].concat(), environment, b"");
        assert_eq!(run.stdout.contains('\x1b'), want, "{args:?} {environment:?}: {}", run.stdout);
    }
    for format in ["json", "sarif", "github", "junit"] {
        let run = tree.run(&["--color", "always", "validate", "-o", format, "bad.yaml"]);
        assert!(!run.stdout.contains('\x1b'), "{format} is for programs");
    }
}

#[test]
fn data_goes_to_standard_output_and_messages_to_standard_error() {
    let tree = Tree::new(&[("bad.yaml", BAD)]);
    let run = tree.run(&["validate", "bad.yaml", "missing.yaml"]);
    assert!(run.stdout.contains("kernel-type-invalid") && !run.stdout.contains("missing.yaml"), "{}", run.stdout);
    assert_eq!(run.stderr, "error: missing.yaml: no such file or directory\n");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    use std::process::{Command, Stdio};
    let tree = Tree::new(&[("bad.yaml", vec![BAD; 2000].join("---\n"))]);
    for format in ["text", "json", "sarif", "github", "junit"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_garboard"))
            .args(["validate", "-o", format, "bad.yaml"])
            .current_dir(tree.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the command ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{format}: {:?}", output.status);
    }
}
