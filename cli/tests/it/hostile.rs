//! Names and texts that were made to confuse: nothing of them reaches a terminal raw, or breaks a format.

use crate::run::{BAD, Json, Run, Tree, WITH_CONFIG};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

const FORMATS: &[&str] = &["text", "json", "sarif", "github", "junit"];

/// Every way a name can be hostile.
const NAMES: &[&[u8]] = &[
    b"with blank.yaml",
    b" .yaml",
    b"-o.yaml",
    b"line\nfeed.yaml",
    b"return\r.yaml",
    b"\x1b[31mred\x1b[0m.yaml",
    b"\x1b]0;title\x07.yaml",
    b"back\x08\x08space.yaml",
    b"delete\x7f.yaml",
    "next\u{85}line \u{9b}31m.yaml".as_bytes(),
    "right\u{202e}lmay.yaml".as_bytes(),
    b"not\xff\xfeutf8.yaml",
    b"::error file=x::hello.yaml",
    b"100%25,a:b.yaml",
    b"<![CDATA[&amp;\"'.yaml",
    b"back\\slash\"quote.yaml",
    "日本 👩‍👧.yaml".as_bytes(),
];

/// Texts in which the hostile part comes from an escape, so that it is legal YAML.
fn values() -> String {
    let mut text = format!("{WITH_CONFIG}  kernelType: \"\\e[31m\\x9b\\r\\n::error::\\u202e]]>\\0\"\n  extensions:\n");
    for value in ["\\e]0;title\\a", "a\\nb\\rc", "\\u2066x", "%0A%", "<&>\\\"'", "\\x7f\\x85", "\\u2028", "\\uffff"] {
        text += &format!("  - \"{value}\"\n");
    }
    text + "  \"\\e[1mkey\\n\": 1\n"
}

#[track_caller]
fn is_harmless(run: &Run, format: &str, about: &str) {
    // Programs unescape JSON; a terminal that shows it is safe from what is below 0x20, which JSON escapes.
    let harmful = |c: char| match format {
        "json" | "sarif" => c < ' ' && c != '\n',
        _ => c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')),
    };
    for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        if let Some(at) = text.find(harmful) {
            let start = text[..at].char_indices().rev().nth(30).map_or(0, |(start, _)| start);
            panic!(
                "{format} of {about} prints a raw {:?} to {stream}: {:?}",
                text[at..].chars().next(),
                &text[start..at]
            );
        }
    }
    match format {
        "json" => drop(Json::of(run)),
        "sarif" => drop(serde_json::from_str::<serde_json::Value>(&run.stdout).expect("SARIF is JSON")),
        "github" => assert!(run.stdout.lines().all(|line| line.starts_with("::")), "{about}: {}", run.stdout),
        "junit" => assert!(run.stdout.ends_with("</testsuites>\n"), "{about}: {}", run.stdout),
        _ => {}
    }
}

#[test]
fn names_of_files_are_harmless_in_every_format() {
    for &name in NAMES {
        let tree = Tree::new::<&str>(&[]);
        tree.add(OsStr::from_bytes(name), BAD);
        let about = String::from_utf8_lossy(name).escape_debug().to_string();
        for format in FORMATS {
            let run = tree.run(&["validate", "-o", format, "."]);
            assert_eq!(run.status, 1, "{about} as {format}: {run:?}");
            assert!(run.stdout.contains("kernel-type-invalid"), "{about} as {format}: {run:?}");
            is_harmless(&run, format, &about);
        }
    }
}

#[test]
fn names_of_files_that_cannot_be_read_are_harmless_in_every_format() {
    for &name in NAMES {
        let tree = Tree::new::<&str>(&[]);
        let path = tree.path(OsStr::from_bytes(name));
        std::os::unix::fs::symlink("missing", path).expect("a link can be made");
        let about = String::from_utf8_lossy(name).escape_debug().to_string();
        for format in FORMATS {
            let run = tree.run(&["validate", "-o", format, "."]);
            assert_eq!(run.status, 2, "{about} as {format}: {run:?}");
            is_harmless(&run, format, &about);
        }
    }
}

#[test]
fn texts_of_files_are_harmless_in_every_format() {
    let kind = "kind: \"\\e[31m\\n::error::x\\u202e\"\nmetadata: {name: a}\n";
    let config = r#"{"ignition":{"version":"3.4.0"},"\u001b[31m\u009b\n::error::x\u202e":1,"storage":{"files":[{"path":"\u001b\n"}]}}"#;
    let tree = Tree::new(&[("a.yaml", values()), ("b.yaml", kind.into()), ("c.ign", config.into())]);
    for format in FORMATS {
        let run = tree.run(&["validate", "-o", format, "."]);
        assert_eq!(run.status, 1, "{format}: {run:?}");
        is_harmless(&run, format, "the values");
    }
    let run = tree.validate(&["a.yaml"]);
    assert_eq!(run.codes().iter().filter(|code| **code == "extension-unknown").count(), 8);
}

#[test]
fn lines_that_hold_raw_bytes_are_shown_harmless() {
    for (name, text) in [
        ("a.yaml", &b"a: \x1b[31m \x9b31m \xe2\x80\xae x\n"[..]),
        ("a.yaml", b"a: [ \xe2\x80\xae\xc2\x9b\x07\n"),
        ("a.ign", b"{\"\x1b[31m\": \xe2\x80\xae \x07"),
        ("a.ign", b"{\"ignition\": {\"version\": \"3.4.0\"}, \"\xe2\x80\xae\xc2\x9b\": 1}"),
        ("a.yaml", b"\x00\x1b[2J\x1b[31m"),
    ] {
        let tree = Tree::new(&[(name, text)]);
        for format in FORMATS {
            is_harmless(&tree.run(&["validate", "-o", format, name]), format, &text.escape_ascii().to_string());
        }
    }
}

#[test]
fn arguments_are_harmless() {
    let tree = Tree::new::<&str>(&[]);
    for args in [
        &["explain", "\u{1b}[31mx"][..],
        &["validate", "--select", "\u{1b}[31mx", "a"],
        &["validate", "\u{1b}[31mx"],
        &["validate", "-o", "\u{1b}[31mx", "a"],
        &["\u{1b}[31mx"],
    ] {
        let run = tree.run(args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(!run.stderr.contains('\x1b'), "{args:?}: {:?}", run.stderr);
    }
}

/// A line of a megabyte with ten thousand findings: each costs what it costs alone.
#[test]
fn very_many_findings_in_one_line_are_printed_in_time() {
    let units: Vec<_> = (0..10_000).map(|number| format!("{{\"name\":\"{number}\"{:80}}}", "")).collect();
    let text = format!("{{\"ignition\":{{\"version\":\"3.4.0\"}},\"systemd\":{{\"units\":[{}]}}}}", units.join(","));
    let tree = Tree::new(&[("a.ign", text)]);
    for format in ["text", "sarif", "github"] {
        let started = std::time::Instant::now();
        let run = tree.run(&["validate", "-o", format, "a.ign"]);
        let took = started.elapsed();
        assert_eq!(
            run.stdout.matches("invalid systemd unit extension").count(),
            10_000 + usize::from(format == "sarif")
        );
        assert!(took.as_secs() < 4, "{format} took {took:?}");
    }
}

/// Ten megabytes of mistakes are not a gigabyte of findings.
#[test]
fn the_findings_of_a_file_end() {
    for (name, text) in [
        ("keys.yaml", "kind: A\n".to_owned() + &"a: 1\n".repeat(150_000)),
        ("documents.yaml", "[\n---\n".repeat(150_000)),
    ] {
        let run = Tree::new(&[(name, text)]).run(&["validate", "-o", "github", name]);
        let lines = run.stdout.lines().count();
        assert!(lines <= 100_001 && run.stdout.contains("too-many-findings"), "{name}: {lines} findings");
    }
}
