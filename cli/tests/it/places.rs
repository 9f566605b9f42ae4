//! A finding stands at its line and column of the user's own file, however deep the value lies in it.

use crate::run::{MACHINE_CONFIG, Tree, WITH_CONFIG, marked};

/// Contents of a unit with the mark `¶` before the line that is bad.
const UNITS: &[(&str, &str)] = &[
    ("a literal block", "contents: |\n  [Service]\n  ExecStart=/bin/true\n  ¶this line is bad\n  [Install]\n"),
    ("a literal block without its last line feed", "contents: |-\n  [Service]\n  ¶bad\n  [Install]"),
    ("a literal block that is indented more", "contents: |2\n    [Service]\n    A=b\n    ¶bad\n    [Install]\n"),
    ("a literal block after blank lines", "contents: |\n\n\n  [Service]\n\n  ¶bad\n"),
    ("a literal block with a word of four bytes", "contents: |\n  [Service]\n  A=👍 日本\n  ¶bad\n  [Install]\n"),
    ("a folded block", "contents: >\n  [Service]\n\n  ExecStart=/bin/true\n\n  ¶bad\n\n  [Install]\n"),
    (
        "a folded block with lines that are not folded",
        "contents: >\n  [Service]\n\n    A=b\n    C=d\n  \n  ¶bad\n\n  [Install]\n",
    ),
    ("double quotes", r#"contents: "[Service]\nA=\u0074rue\n¶bad line\n[Install]\n""#),
    ("double quotes over lines", "contents: \"[Service]\\n\\\n  A=b\\n\\\n  ¶bad\\n\\\n  [Install]\\n\"\n"),
    ("double quotes with every kind of escape", r#"contents: "[S]\nA=\x41\u0042\U00000043\t\e\_\N\\\"\n¶bad\n[I]\n""#),
    ("single quotes", "contents: '[Service]\n\n  A=''b''\n\n  ¶bad\n\n  [Install]\n\n  '\n"),
];

#[test]
fn a_bad_line_of_a_unit_is_placed_in_every_style_of_yaml() {
    for (what, unit) in UNITS {
        let indented = unit.replace('\n', "\n        ");
        let text = format!("{WITH_CONFIG}    systemd:\n      units:\n      - name: a.service\n        {indented}\n");
        let (text, line, column) = marked(&text);
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        assert_eq!(run.places(), [format!("a.yaml:{line}:{column} unit-contents-invalid")], "{what}\n{text}");
        assert_eq!(run.findings()[0]["path"], "$.spec.config.systemd.units.0.contents", "{what}");
        assert_eq!(run.findings()[0]["gate"], "render", "{what}");
    }
}

#[test]
fn a_bad_line_of_a_unit_is_placed_with_line_ends_of_dos() {
    let unit = "        contents: |\n          [Service]\n          A=b\n          ¶bad\n";
    let text =
        format!("{WITH_CONFIG}    systemd:\n      units:\n      - name: a.service\n{unit}").replace('\n', "\r\n");
    let (text, line, column) = marked(&text);
    let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
    assert_eq!(run.places(), [format!("a.yaml:{line}:{column} unit-contents-invalid")]);
}

#[test]
fn a_bad_character_of_a_data_url_is_placed_in_every_style_of_yaml() {
    for (what, source) in [
        ("a plain scalar", "data:,ab¶ cd"),
        ("a plain scalar with bytes before", "data:,%C3%A9abc¶ d"),
        ("a scalar in double quotes", "\"data:,a¶\\x20b\""),
        ("a scalar in double quotes after escapes", "\"data\\u003a,\\x41¶ b\""),
        ("a scalar in single quotes", "'data:,a%27¶ b'"),
        ("a literal block", "|-\n            data:,ab¶ cd"),
        ("a word that is no character of a URL", "data:,ab¶é"),
    ] {
        let text = format!(
            "{WITH_CONFIG}    storage:\n      files:\n      - path: /a\n        contents:\n          source: {source}\n"
        );
        let (text, line, column) = marked(&text);
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        assert_eq!(run.places(), [format!("a.yaml:{line}:{column} data-url-invalid")], "{what}\n{text}");
        assert_eq!(run.findings()[0]["path"], "$.spec.config.storage.files.0.contents.source", "{what}");
    }
}

#[test]
fn a_line_that_was_folded_into_a_blank_is_the_place_of_the_blank() {
    // In a folded scalar the blank has no byte of its own: the line break is where it comes from.
    for source in ["data:,ab\n            cd", ">-\n            data:,ab\n            cd"] {
        let text = format!(
            "{WITH_CONFIG}    storage:\n      files:\n      - path: /a\n        contents:\n          source: {source}\n"
        );
        let line = text.lines().position(|line| line.ends_with("data:,ab")).expect("it is there") + 1;
        let column = text.lines().nth(line - 1).expect("it is there").len() + 1;
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        assert_eq!(run.places(), [format!("a.yaml:{line}:{column} data-url-invalid")], "{text}");
    }
}

#[test]
fn findings_of_a_machine_config_in_json_are_placed_in_the_json() {
    let head = r#"{"apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
        "metadata": {"name": "a", "labels": {"machineconfiguration.openshift.io/role": "worker"}},
        "spec": {"config": {"ignition": {"version": "3.4.0"}, "#;
    for (rest, code) in [
        (
            r#""systemd": {"units": [{"name": "a.service", "contents": "[S]\nA=\u0041\n¶bad\n"}]}}}}"#,
            "unit-contents-invalid",
        ),
        (r#""storage": {"files": [{"path": ¶"a"}]}}}}"#, "path-relative"),
        (r#""storage": {"files": [{"path": "/a", "contents": {"source": "data:,a\u0042¶ "}}]}}}}"#, "data-url-invalid"),
    ] {
        let (text, line, column) = marked(&format!("{head}{rest}\n"));
        let run = Tree::new(&[("a.json", &text)]).validate(&["a.json"]);
        assert_eq!(run.places(), [format!("a.json:{line}:{column} {code}")], "{text}");
    }
}

#[test]
fn findings_of_a_bare_config_are_placed_in_it_and_have_the_place_of_the_reference() {
    let (text, line, column) =
        marked("{\n  \"ignition\": {\"version\": \"3.4.0\"},\n  \"storage\": {\"files\": [{\"path\": ¶\"a\"}]}\n}\n");
    let run = Tree::new(&[("a.ign", &text)]).validate(&["a.ign"]);
    assert_eq!(run.places(), [format!("a.ign:{line}:{column} path-relative")]);
    assert_eq!(run.findings()[0]["gate"], "first-boot");
    assert_eq!(run.findings()[0]["marker"]["line"], line);
}

#[test]
fn what_an_alias_repeats_is_placed_where_it_is_written() {
    let (text, line, column) = marked(&format!(
        "{WITH_CONFIG}    storage:\n      files:\n      - path: /a\n        contents: &c\n          source: data:,a¶ b\n      \
         - path: /b\n        contents: *c\n      - path: /c\n        contents:\n          <<: *c\n"
    ));
    let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
    let place = format!("a.yaml:{line}:{column} data-url-invalid");
    // What is wrong with it is said once, with the first of its paths.
    assert_eq!(run.places(), [place]);
    assert_eq!(run.findings()[0]["path"], "$.spec.config.storage.files.0.contents.source");
}

#[test]
fn findings_of_later_documents_and_of_lists_are_placed_in_the_whole_file() {
    let object = format!("{MACHINE_CONFIG}  kernelType: ¶x\n");
    let item = format!("- {}", object.trim_end().replace('\n', "\n  "));
    for text in [
        format!("a: 1\n---\nb: 2\n--- \n{object}"),
        format!("# only a comment\n---\n{object}---\n"),
        format!("a: [\n---\n{object}").replace("a: [\n", "a: 1\n"),
        format!("apiVersion: v1\nkind: List\nitems:\n- kind: A\n{item}\n"),
        format!("apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigList\nitems:\n{item}\n"),
        format!("\u{feff}{object}"),
    ] {
        let (text, line, column) = marked(&text);
        let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
        assert_eq!(run.places(), [format!("a.yaml:{line}:{column} kernel-type-invalid")], "{text}");
    }
}

#[test]
fn other_places_are_named_too() {
    let (text, line, column) =
        marked(&format!("{WITH_CONFIG}    storage:\n      files:\n      - path: ¶/a\n      - path: /a/b\n"));
    let run = Tree::new(&[("a.yaml", &text)]).validate(&["a.yaml"]);
    assert_eq!(run.codes(), ["path-below-file"]);
    let related = &run.findings()[0]["related"][0];
    assert_eq!(
        [&related["line"], &related["column"], &related["path"], &related["file"]],
        [
            &line.into(),
            &column.into(),
            &"$.spec.config.storage.files.0.path".into(),
            &serde_json::Value::from("a.yaml")
        ]
    );
}

/// The reference names no path where a type is wrong.
#[test]
fn a_wrong_type_has_the_path_of_its_value() {
    for (lines, want) in [
        ("    storage:\n      files:\n      - path: /a\n        mode: \"0644\"\n", "storage.files.0.mode"),
        ("    storage:\n      files: {}\n", "storage.files"),
        ("    storage: [1]\n", "storage"),
        ("    Storage: {files: [{path: /a}, {path: 1}]}\n", "Storage.files.1.path"),
        ("    systemd: {units: &u 5}\n    passwd: {users: *u}\n", "systemd.units"),
    ] {
        let run = Tree::new(&[("a.yaml", format!("{WITH_CONFIG}{lines}"))]).validate(&["a.yaml"]);
        let found = run.findings().iter().find(|finding| finding["code"] == "json-type").expect("a type is wrong");
        assert_eq!(found["path"], format!("$.spec.config.{want}"), "{lines}");
    }
    let config = r#"{"ignition": {"version": 3.4}}"#;
    let run = Tree::new(&[("a.ign", config)]).validate(&["a.ign"]);
    assert_eq!(run.findings()[0]["path"], "$.ignition.version");
}
