//! Files, taken apart: what they hold, and that nothing in them hides anything else.

use crate::judged::{SPEC, codes, judge};
use garboard_core::check::{self, Options, Subject};
use garboard_core::manifest::{self, Format, Notation};
use garboard_ignition::Version;
use garboard_ignition::document::SourceId;

fn subjects(text: &str) -> Vec<(Subject, usize)> {
    let read = manifest::read(SourceId(0), text.as_bytes(), Format::Unknown);
    check::subjects(&read).into_iter().collect()
}

#[test]
fn a_file_is_what_it_holds() {
    let other = |kind: &str| Subject::Other(kind.into());
    let item = format!("- {}", SPEC.trim_end().replace('\n', "\n  "));
    for (text, want) in [
        ("", &[][..]),
        ("# c\n---\n", &[]),
        (SPEC, &[(Subject::MachineConfig, 1)]),
        (&format!("{SPEC}---\n{SPEC}"), &[(Subject::MachineConfig, 2)]),
        (r#"{"ignition": {"version": "3.4.0"}}"#, &[(Subject::Ignition, 1)]),
        (r#"{"IGNITION": {"version": "3.4.0"}}"#, &[(Subject::Ignition, 1)]),
        (r#"{"ignition": {}} {"ignition": {}}"#, &[(Subject::Ignition, 2)]),
        (r#"{"kind": "A"} {"kind": "B"}{"kind": "A"}"#, &[(other("A"), 2), (other("B"), 1)]),
        ("variant: fcos\nversion: 1.5.0\n", &[(Subject::Butane, 1)]),
        ("kind: ConfigMap\n", &[(other("ConfigMap"), 1)]),
        ("a: 1\n", &[(other("object without kind"), 1)]),
        ("apiVersion: v1\nkind: List\nitems: []\n", &[]),
        (
            &format!("apiVersion: v1\nkind: List\nitems:\n{item}\n- kind: A\n"),
            &[(Subject::MachineConfig, 1), (other("A"), 1)],
        ),
        (&format!("kind: MachineConfigList\nitems:\n{item}\n{item}\n"), &[(Subject::MachineConfig, 2)]),
        ("kind: List\nitems:\n- kind: List\n  items:\n  - kind: A\n  - kind: B\n", &[(other("A"), 1), (other("B"), 1)]),
        // Another's kind of the same name.
        ("apiVersion: example.org/v1\nkind: MachineConfig\n", &[(other("MachineConfig"), 1)]),
        // Nearly one.
        ("apiVersion: machineconfiguration.openshift.io/v2\nkind: MachineConfig\n", &[(other("MachineConfig"), 1)]),
        // Of the same group, other kinds.
        ("apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\n", &[(Subject::KubeletConfig, 1)]),
        ("apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineOSBuild\n", &[(other("MachineOSBuild"), 1)]),
    ] {
        assert_eq!(subjects(text), want, "{text}");
    }
}

#[test]
fn documents_are_counted_and_know_how_they_are_written() {
    for (text, format, want) in [
        (
            "a: 1\n---\n# nothing\n---\nb: 2\n",
            Format::Unknown,
            &[(0, Notation::Yaml, false), (2, Notation::Yaml, false)][..],
        ),
        ("  {\"a\": 1} {\"ignition\": {}}", Format::Unknown, &[(0, Notation::Json, false), (1, Notation::Json, true)]),
        ("{\"a\": 1}", Format::Ignition, &[(0, Notation::Json, true)]),
        ("a: 1", Format::Ignition, &[]),
    ] {
        let read = manifest::read(SourceId(0), text.as_bytes(), format);
        let found: Vec<_> = read.documents.iter().map(|it| (it.number, it.notation, it.is_ignition)).collect();
        assert_eq!(found, want, "{text}");
    }
    assert_eq!(Format::of("a/b.ign"), Format::Ignition);
    assert_eq!([Format::of("a.json"), Format::of("ign"), Format::of("a.ign.yaml")], [Format::Unknown; 3]);
}

#[test]
fn a_broken_document_costs_one_finding() {
    let bad = format!("{SPEC}  kernelType: x\n");
    for broken in ["a: [", "a: 'b", "\tb: 1", "a: *x", "a: 1\n b: 2", "? [a]: b"] {
        let report = judge(&format!("{bad}---\n{broken}\n---\n{bad}"));
        assert_eq!(codes(&report), ["kernel-type-invalid", "yaml-syntax", "kernel-type-invalid"], "{broken}");
    }
}

#[test]
fn findings_are_in_the_order_of_the_file() {
    let report = judge(&format!("{SPEC}  z: 1\n  fips: 1\n  kernelType: x\n  a: 1\n---\na: 1\na: 2\n---\nb: [\n"));
    let starts: Vec<_> = report.entries().iter().filter_map(|entry| entry.place.span).map(|span| span.start).collect();
    assert_eq!(starts.len(), 6);
    assert!(starts.is_sorted(), "{starts:?}");
}

#[test]
fn the_limit_is_about_bare_configs() {
    let limited = |text: &str| {
        let mut options = Options::default();
        options.limit = Version::V3_3;
        let read = manifest::read(SourceId(0), text.as_bytes(), Format::Unknown);
        codes(&check::file(&read, text.as_bytes(), &options))
    };
    assert_eq!(limited(r#"{"ignition": {"version": "3.4.0"}}"#), ["version-unsupported"]);
    assert_eq!(limited(r#"{"ignition": {"version": "3.3.0"}}"#), [""; 0]);
    assert_eq!(limited(&format!("{SPEC}  config:\n    ignition:\n      version: 3.4.0\n")), [""; 0]);
}

#[test]
fn an_empty_config_is_refused_and_an_empty_manifest_is_noted() {
    let judged = |format| {
        let read = manifest::read(SourceId(0), b"", format);
        codes(&check::file(&read, b"", &Options::default()))
    };
    assert_eq!(judged(Format::Ignition), ["empty-document"]);
    assert_eq!(judged(Format::Unknown), ["empty-file"]);
}

#[test]
fn what_cannot_be_read_is_told_with_what_to_do() {
    for (text, says) in [
        ("\u{feff}{\"kind\": \"A\"}", "delete the byte order mark"),
        ("a: 1\n...\nb: 2\n", "it follows ... without ---"),
        ("a: 1\n--- # b\nb: 2\n", "not alone on its line"),
        ("a: b\u{b}c\n", "control character U+000B"),
        ("a: b\u{b}c\n", "delete the character"),
        ("a: b\0c\n", "control character U+0000 (NUL): delete it"),
        ("a: b\0c\0\n", "the file is binary"),
        // A brace far from the fault is none of its causes.
        ("{\"a\": 1,}\n\n\n\"{{ .b }}\"", "invalid character '}'"),
    ] {
        let report = judge(text);
        let [entry] = report.entries() else { panic!("{text:?}: {:?}", codes(&report)) };
        let told = format!("{}: {}", entry.message, entry.hint.as_deref().unwrap_or(entry.rule.help));
        assert!(told.contains(says), "{text:?}: {told}");
    }
}
