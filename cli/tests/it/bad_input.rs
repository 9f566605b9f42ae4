//! Input that is broken, huge or not meant for us: it is named, and hides nothing else.

use crate::run::{BAD, Json, MACHINE_CONFIG, Tree, WITH_CONFIG};
use std::fs::{self, File};

/// What the file beside each bad one is found to have.
const OTHER: &str = "z.yaml:8:15 kernel-type-invalid";

/// Files that are judged: what is wrong with them is a finding.
#[test]
fn a_broken_file_is_a_finding_and_the_others_are_reported() {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='i')
            .zip('a'..='h')
            .map(|(it, of)| format!("{it}: &{it} [{}]\n", vec![format!("*{of}"); 9].join(", ")))
            .collect::<String>();
    let deep = |open: &str| open.repeat(100_000).into_bytes();
    for (name, text, want) in [
        ("a.ign", Vec::new(), "1:1 empty-document"),
        ("a.ign", b" \n".to_vec(), "2:1 json-syntax"),
        ("a.ign", br#"{"ignition": {"version": "3.4.0"}"#.to_vec(), "1:34 json-syntax"),
        ("a.ign", b"ignition:\n  version: 3.4.0\n".to_vec(), "1:1 json-syntax"),
        ("a.ign", b"\xef\xbb\xbf{\"ignition\": {\"version\": \"3.4.0\"}}".to_vec(), "1:1 json-syntax"),
        ("a.ign", b"{\"ignition\": {\"version\": \"3.4.0\"}, \"\0\": 1}".to_vec(), "1:37 not-text"),
        ("a.ign", b"\xff\xfe{\0}\0".to_vec(), "1:1 not-text"),
        ("a.json", b"\xef\xbb\xbf{\"ignition\": {\"version\": \"3.4.0\"}}".to_vec(), "1:1 json-syntax"),
        ("a.json", br#"{"kind": "A"} {"kind": "#.to_vec(), "1:24 json-syntax"),
        ("a.json", br#"{"kind": "A"}, {"kind": "B"}"#.to_vec(), "1:14 json-syntax"),
        ("a.json", deep("{\"a\":"), "json-syntax"),
        ("a.yaml", b"\xff\xfe".iter().copied().chain(utf16(BAD)).collect(), "1:1 not-text"),
        ("a.yaml", utf16(BAD), "not-text"),
        ("a.yaml", b"\x7fELF\x02\x01\x01\x00\x00".to_vec(), "1:8 not-text"),
        ("a.yaml", b"a: caf\xe9\n".to_vec(), "1:7 not-text"),
        ("a.yaml", b"a: \x1b[31m\n".to_vec(), "1:4 not-text"),
        ("a.yaml", b"a: [1, 2\n".to_vec(), "1:4 yaml-syntax"),
        ("a.yaml", b"a:\n\tb: 1\n".to_vec(), "2:1 yaml-syntax"),
        ("a.yaml", b"a: 'b\n".to_vec(), "1:4 yaml-syntax"),
        ("a.yaml", deep("["), "yaml-syntax"),
        ("a.yaml", deep("- "), "yaml-syntax"),
        ("a.yaml", deep("{a: "), "1:2 json-syntax"),
        ("a.yaml", bomb.into_bytes(), "yaml-syntax"),
        ("a.yaml", b"a: &a [*a]\n".to_vec(), "1:8 yaml-syntax"),
    ] {
        let shown = String::from_utf8_lossy(&text[..text.len().min(60)]).into_owned();
        let run = Tree::new(&[(name, text), ("z.yaml", BAD.into())]).validate(&[name, "z.yaml"]);
        let places = run.places();
        assert_eq!(run.status, 1, "{name} {shown:?}: {places:?}");
        assert_eq!(places.len(), 2, "{name} {shown:?}: {places:?}");
        assert!(places[0].starts_with(name) && places[0].ends_with(want), "{name} {shown:?}: {places:?}");
        assert_eq!(places[1], OTHER, "{name} {shown:?}");
    }
}

/// Files that hold nothing for us: nothing is wrong with them.
#[test]
fn a_file_without_objects_is_no_fault() {
    for (name, text) in [
        ("a.yaml", "null\n"),
        ("a.yaml", "just text\n"),
        ("a.yaml", "- hosts: all\n"),
        ("a.yaml", "replicas: 3\n"),
        ("a.yaml", "apiVersion: v1\nkind: List\nitems: []\n"),
        ("a.yaml", "apiVersion: v1\nkind: List\nitems: 5\n"),
        ("a.yaml", "kind: Namespace\n"),
        ("a.json", "[]"),
        ("a.json", "{}"),
        ("a.json", "{\"name\": \"x\", \"version\": \"1.0.0\"}\n"),
        ("a.bu", "a: b\n"),
    ] {
        let run = Tree::new(&[(name, text)]).validate(&[name]);
        assert_eq!((run.status, run.codes().len()), (0, 0), "{name} {text:?}: {:?}", run.places());
    }
}

/// A note is enough: it is one file among others.
#[test]
fn a_file_with_nothing_in_it_gets_a_note() {
    for (name, text) in [
        ("a.yaml", ""),
        ("a.yaml", "\n\n"),
        ("a.yaml", "# only a comment\n"),
        ("a.yaml", "---\n---\n# c\n---\n"),
        ("a.json", ""),
    ] {
        let run = Tree::new(&[(name, text)]).validate(&[name]);
        assert_eq!((run.status, run.places()), (0, vec![format!("{name}:1:1 empty-file")]), "{text:?}");
    }
}

/// Nothing to read is no success: a pipe whose first command failed gives nothing.
#[test]
fn nothing_at_all_is_unreadable_in_every_format() {
    let tree = Tree::new(&[("folder/readme.md", "#")]);
    for (path, input) in [("-", ""), ("-", " \n\n"), ("folder", "")] {
        for format in ["text", "json", "sarif", "github", "junit"] {
            let run = tree.feed(&["validate", "-o", format, path], input.as_bytes());
            assert_eq!(run.status, 2, "{path} as {format}: {run:?}");
            let why = if path == "-" { "nothing came from standard input" } else { "no files to check were found" };
            assert!(run.stderr.contains(why), "{path} as {format}: {run:?}");
            match format {
                "text" => assert_eq!(run.stdout, "Nothing was checked.\n"),
                "json" => assert_eq!(Json::of(&run).unreadable().len(), 1),
                "sarif" => assert!(run.stdout.contains("\"executionSuccessful\":false"), "{}", run.stdout),
                "github" => assert!(run.stdout.starts_with("::error "), "{}", run.stdout),
                _ => assert!(run.stdout.contains("errors=\"1\""), "{}", run.stdout),
            }
        }
    }
}

/// Files that cannot be had: a message says which and why.
#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_reported() {
    let tree = Tree::new(&[("z.yaml", BAD)]);
    tree.link("nowhere.yaml", "missing");
    tree.link("itself.yaml", "itself.yaml");
    let large = File::create(tree.path("large.yaml")).expect("a file can be made");
    large.set_len((64 << 20) + 1).expect("a file can be sparse");
    for (name, why) in [
        ("missing.yaml", "no such file or directory"),
        ("nowhere.yaml", "no such file or directory"),
        ("itself.yaml", "cannot be read: "),
        ("large.yaml", "67108864 bytes"),
        ("/proc/self/mem", "cannot be read: "),
        ("/dev/zero", "67108864 bytes"),
    ] {
        let run = tree.validate(&[name, "z.yaml"]);
        assert_eq!((run.status, run.places()), (2, vec![OTHER.to_owned()]), "{name}");
        let [unreadable] = run.unreadable() else { panic!("{name}: {:?}", run.unreadable()) };
        let message = unreadable["message"].as_str().expect("a message is text");
        assert!(unreadable["file"] == name && message.starts_with(name) && message.contains(why), "{unreadable}");
    }
    // Below a folder, too.
    let run = tree.validate(&["."]);
    let names: Vec<_> = run.unreadable().iter().map(|it| it["file"].as_str().unwrap_or_default()).collect();
    assert_eq!((run.status, names), (2, vec!["./itself.yaml", "./large.yaml", "./nowhere.yaml"]));
    assert_eq!(run.places(), [format!("./{OTHER}")]);
}

#[test]
fn standard_input_has_a_limit_too() {
    let tree = Tree::new::<&str>(&[]);
    let run = Json::of(&tree.feed(&["validate", "-o", "json", "-"], &vec![b'['; 100 << 20]));
    assert_eq!((run.status, run.unreadable()[0]["file"].as_str()), (2, Some("stdin")));
}

#[test]
fn the_largest_file_of_brackets_is_refused_at_once() {
    for (name, open) in [("a.yaml", "["), ("a.json", "{\"a\":"), ("a.ign", "[")] {
        let run = Tree::new(&[(name, open.repeat((64 << 20) / open.len()))]).validate(&[name]);
        assert_eq!((run.status, run.codes().len()), (1, 1), "{name}: {:?}", run.places());
    }
}

/// Memory and time follow the bytes, not the documents.
#[test]
fn a_file_of_very_many_documents_takes_little_memory() {
    for (name, document) in [("a.json", "{}\n"), ("a.yaml", "---\n"), ("a.yaml", "---\na: 1\n")] {
        let text = document.repeat((2 << 20) / document.len());
        let tree = Tree::new(&[(name, text)]);
        let run = Json::of(&tree.within(64 << 10, &["validate", "-o", "json", name]));
        assert_eq!((run.status, run.codes().len()), (0, usize::from(document == "---\n")), "{name} {document:?}");
    }
}

#[test]
fn a_document_that_is_broken_hides_no_other() {
    let spec = |line: &str| format!("{MACHINE_CONFIG}  {line}\n");
    let other = |line: &str| spec(line).replace("name: 50-", "name: 51-");
    for broken in ["a: [", "a:\n\tb: 1", "a: *b", "\"", "{{ if .x }}\nkind: A\n{{ end }}", "a: caf\u{7f}", "%YAML 9"] {
        let text = format!("{}---\n{broken}\n---\n{}", spec("kernelType: q"), other("osImageURL: 5"));
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        let codes = run.codes();
        assert_eq!(codes.len(), 3, "{broken:?}: {codes:?}");
        assert_eq!([codes[0], codes[2]], ["kernel-type-invalid", "field-type"], "{broken:?}");
        assert!(run.findings()[1]["line"].as_u64().is_some_and(|line| line > 9), "{broken:?}: {:?}", run.places());
    }
    // A stream of JSON has no separators: what stands before the fault is reported.
    let object = |name: &str| {
        format!(
            r#"{{"kind": "MachineConfig", "apiVersion": "machineconfiguration.openshift.io/v1", "metadata": {{"name": "{name}", "labels": {{"machineconfiguration.openshift.io/role": "worker"}}}}, "spec": {{"kernelType": "q"}}}}"#
        )
    };
    let text = format!("{}\n{}\n{{\"kind\": \n", object("a"), object("b").replace("worker", "master"));
    let run = Tree::new(&[("a.json", &text)]).validate(&["a.json"]);
    assert_eq!(run.codes(), ["kernel-type-invalid", "kernel-type-invalid", "json-syntax"]);
}

#[test]
fn standard_input_is_read_like_a_file_and_once() {
    let tree = Tree::new(&[("z.yaml", BAD)]);
    let two = format!("{BAD}---\n{}", BAD.replace("50-bad", "51-bad").replace("role: worker", "role: master"));
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {}", BAD.trim_end().replace('\n', "\n  "));
    for (args, input, want) in [
        (&["-"][..], BAD, &["stdin:8:15"][..]),
        (&["-"], &two, &["stdin:8:15", "stdin:17:15"]),
        (&["-"], &list, &["stdin:11:17"]),
        (&["-f", "-"], BAD, &["stdin:8:15"]),
        (&["-", "-", "-f", "-"], BAD, &["stdin:8:15"]),
        (&["z.yaml", "-"], BAD, &["z.yaml:8:15", "stdin:8:15"]),
        (&["-", "z.yaml"], BAD, &["stdin:8:15", "z.yaml:8:15"]),
        (&["--", "-"], BAD, &["stdin:8:15"]),
    ] {
        let run = Json::of(&tree.feed(&[&["validate", "-o", "json"], args].concat(), input.as_bytes()));
        let want: Vec<_> = want.iter().map(|place| format!("{place} kernel-type-invalid")).collect();
        assert_eq!((run.status, run.places()), (1, want), "{args:?}");
    }
    let config = br#"{"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": "a"}]}}"#;
    let run = Json::of(&tree.feed(&["validate", "-o", "json", "-"], config));
    assert_eq!(run.places(), ["stdin:1:67 path-relative"]);
}

#[test]
fn a_file_that_is_met_twice_is_reported_once() {
    let tree = Tree::new(&[("a/x.yaml", BAD), ("a/b/y.yml", BAD), ("c.txt", BAD)]);
    tree.link("a/link.yaml", "x.yaml");
    tree.link("a/up", "..");
    tree.link("a/b/here", ".");
    tree.link("d", "a");
    fs::hard_link(tree.path("a/x.yaml"), tree.path("a/same.yaml")).expect("a link can be made");
    for (args, want) in [
        (&["a/x.yaml", "a/x.yaml"][..], &["a/x.yaml"][..]),
        (&["a/x.yaml", "./a/../a/x.yaml", "-f", "a/x.yaml"], &["a/x.yaml"]),
        (&["a/x.yaml", "a/link.yaml", "a/same.yaml"], &["a/x.yaml"]),
        (&["."], &["./a/b/y.yml", "./a/link.yaml"]),
        (&["a", "d", "."], &["a/b/y.yml", "a/link.yaml"]),
        (&["d"], &["d/b/y.yml", "d/link.yaml"]),
        (&["a/up/a/x.yaml", "a"], &["a/up/a/x.yaml", "a/b/y.yml"]),
        // Asked for by name, any ending will do.
        (&["c.txt"], &["c.txt"]),
    ] {
        let run = tree.validate(args);
        let want: Vec<_> = want.iter().map(|name| format!("{name}:8:15 kernel-type-invalid")).collect();
        assert_eq!((run.status, run.places()), (1, want), "{args:?}");
        assert_eq!(run.unreadable().len(), 0, "{args:?}");
    }
}

#[test]
fn no_depth_of_folders_hides_a_file() {
    let tree = Tree::new::<&str>(&[]);
    tree.add(format!("{}x.yaml", "d/".repeat(100)), BAD);
    let run = tree.validate(&["."]);
    let told = run.codes() == ["kernel-type-invalid"] || (run.status == 2 && !run.unreadable().is_empty());
    assert!(told, "neither read nor named: {run:?}");
}

#[test]
fn templates_and_placeholders_are_one_warning_each() {
    let spec = |line: &str| format!("{MACHINE_CONFIG}  {line}\n");
    for (what, text, want) in [
        ("a template", "{{- range .pools }}\nkind: A\n{{- end }}\n".to_owned(), &["template-not-rendered"][..]),
        ("a template without quotes", spec("kernelType: {{ .kernel }}"), &["template-not-rendered"]),
        ("a template in quotes", spec("kernelType: \"{{ .kernel }}\""), &["placeholder"]),
        ("a name", spec("kernelType: $kernel"), &["placeholder"]),
        ("a name in braces", spec("kernelType: ${kernel}"), &["placeholder"]),
        ("a key", spec("$key: 1"), &["placeholder"]),
        ("two", spec("kernelType: $kernel\n  osImageURL: $image"), &["placeholder", "placeholder"]),
        ("and a mistake beside it", spec("kernelType: $kernel\n  fips: 1"), &["placeholder", "field-type"]),
        ("in an object of another kind", "kind: ConfigMap\nmetadata: {name: $a}\n".to_owned(), &[]),
        ("no name", spec("kernelType: realtime\n  kernelArguments: [a=$, b=$1]"), &[]),
        (
            "shell in a file",
            format!(
                "{WITH_CONFIG}    storage:\n      files:\n      - path: /a\n        contents:\n          source: data:,echo%20$HOME\n"
            ),
            &[],
        ),
        (
            "shell in a unit",
            format!(
                "{WITH_CONFIG}    systemd:\n      units:\n      - name: a.service\n        contents: |\n          [Service]\n          ExecReload=/bin/kill -HUP $MAINPID\n"
            ),
            &[],
        ),
    ] {
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        assert_eq!(run.codes(), want, "{what}");
    }
}
