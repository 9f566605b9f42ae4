//! What people see, to the letter.

use crate::run::{BAD, MACHINE_CONFIG, Tree, WITH_CONFIG};

#[track_caller]
fn shows(name: &str, text: impl AsRef<[u8]>, want: &str) {
    let run = Tree::new(&[(name, text)]).run(&["validate", name]);
    assert_eq!(run.stdout, want, "it is\n{}", run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn an_error_with_its_gate_and_a_nearer_word() {
    shows(
        "50-worker.yaml",
        format!("{MACHINE_CONFIG}  kernelType: realtme\n"),
        "\
error[kernel-type-invalid]: kernelType=realtme is invalid
 --> 50-worker.yaml:8:15
  |
8 |   kernelType: realtme
  |               ^^^^^^^ $.spec.kernelType
  |
  = gate: the render controller; the pool degrades
  = help: did you mean realtime?

1 file, 1 MachineConfig: 1 error
",
    );
}

#[test]
fn a_warning_inside_of_a_block_of_yaml() {
    shows(
        "50-worker.yaml",
        format!(
            "{WITH_CONFIG}    systemd:\n      units:\n      - name: a.service\n        enabled: true\n        contents: |\n          \
             [Unit]\n          Description=a\n"
        ),
        "\
warning[enabled-without-install]: unit \"a.service\" is enabled, but has no install section so enable does nothing
  --> 50-worker.yaml:16:11
   |
16 |           [Unit]
   |           ^^^^^^ $.spec.config.systemd.units.0.contents
   |
   = help: Add [Install] with WantedBy= to the unit, or drop enabled.

1 file, 1 MachineConfig: 1 warning
",
    );
}

#[test]
fn a_second_place_and_a_config_of_a_machine() {
    shows(
        "edge.ign",
        r#"{
  "ignition": {"version": "3.4.0"},
  "storage": {
    "files": [
      {"path": "/etc/motd"}
    ],
    "links": [
      {"path": "/etc/motd", "target": "/usr/share/motd"}
    ]
  }
}
"#,
        r#"error[duplicate-entry]: duplicate entry defined
 --> edge.ign:8:7
  |
8 |       {"path": "/etc/motd", "target": "/usr/share/motd"}
  |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ $.storage.links.0
  |
 ::: edge.ign:5:7
  |
5 |       {"path": "/etc/motd"}
  |       --------------------- see also here
  |
  = gate: the machine at its first boot
  = help: Remove one of the entries. Files, directories and links share their paths; kernel arguments to add and to remove are one list.

1 file, 1 Ignition config: 1 error
"#,
    );
}

#[test]
fn a_document_that_is_no_yaml() {
    let tree = Tree::new(&[("a.yaml", format!("{BAD}---\nkind: List\nitems: [\n---\nkind: ConfigMap\n"))]);
    let run = tree.run(&["validate", "--ignore", "kernel-type-invalid", "a.yaml"]);
    assert_eq!(
        run.stdout,
        "\
error[yaml-syntax]: this `[` is never closed
  --> a.yaml:11:8
   |
11 | items: [
   |        ^
   |
   = help: Mend the text at the place named; the other documents of the file were checked.

1 file, 1 MachineConfig: 1 error
Not checked: ConfigMap.
"
    );
}

#[test]
fn a_long_line_is_shown_around_its_place() {
    let contents = format!("[Service]\\n{}bad{}\\n", "A=b\\n".repeat(100), "!".repeat(300));
    let text =
        format!("{WITH_CONFIG}    systemd:\n      units:\n      - name: a.service\n        contents: \"{contents}\"\n");
    let run = Tree::new(&[("a.yaml", text)]).run(&["validate", "a.yaml"]);
    let line = run.stdout.lines().find(|line| line.starts_with("14 |")).expect("the line is shown");
    assert!(line.contains("A=b") && line.contains('…') && line.contains("bad!!!") && line.ends_with('…'), "{line}");
    assert!(line.chars().count() < 200, "{line}");
    let mark = run.stdout.lines().find(|line| line.contains('^')).expect("the place is marked");
    let column = |line: &str, what: &str| line[..line.find(what).expect("it is there")].chars().count();
    assert_eq!(column(mark, "^"), column(line, "bad!!!"), "{}", run.stdout);
    // What is cut off counts.
    let place = format!("a.yaml:14:{}", "        contents: \"".len() + contents.find("bad").expect("it is there") + 1);
    assert!(run.stdout.lines().any(|line| line.trim() == format!("--> {place}")), "not {place}: {}", run.stdout);
}

#[test]
fn wide_characters_do_not_shift_the_mark() {
    let run =
        Tree::new(&[("a.yaml", format!("{MACHINE_CONFIG}  '日本': {{kernelType: x}}\n  kernelType: x # 日本\n"))]);
    let run = run.run(&["validate", "a.yaml"]);
    assert!(run.stdout.contains("8 |   '日本': {kernelType: x}\n  |   ^^^^^^ $.spec.日本\n"), "{}", run.stdout);
}

#[test]
fn a_place_at_the_end_of_the_file_is_shown() {
    for (text, place) in [("", "a.ign:1:1"), ("{\"a\": 1", "a.ign:1:8"), ("{\"a\": 1\n\n", "a.ign:3:1")] {
        let run = Tree::new(&[("a.ign", text)]).run(&["validate", "a.ign"]);
        assert!(run.stdout.contains(place) && run.stdout.contains('^'), "{text:?}: {}", run.stdout);
    }
}

#[test]
fn the_summary_counts_what_was_looked_at() {
    let tree = Tree::new(&[
        ("a.yaml", format!("{BAD}---\n{MACHINE_CONFIG}---\nkind: B\n---\nkind: A\n---\nkind: A\n")),
        ("b.ign", r#"{"ignition": {"version": "3.4.0"}}"#.to_owned()),
        ("c.bu", "variant: fcos\nversion: 1.5.0\n".to_owned()),
    ]);
    let run = tree.run(&["validate", "."]);
    let last: Vec<_> = run.stdout.lines().rev().take(2).collect();
    assert_eq!(last[1], "3 files, 2 MachineConfigs, 1 Ignition config: 1 error, 1 note");
    assert_eq!(last[0], "Not checked: Butane, A (2), B.");
    for (text, want) in [
        ("kind: A\n", "1 file: nothing found\nNot checked: A.\n"),
        ("- a\n---\nb\n", "1 file: nothing found\nNot checked: document without an object (2).\n"),
    ] {
        let run = Tree::new(&[("a.yaml", text)]).run(&["validate", "a.yaml"]);
        assert_eq!(run.stdout, want);
    }
}

#[test]
fn the_summary_says_what_could_not_be_read() {
    let tree = Tree::new(&[("a.yaml", "kind: A\n")]);
    for (args, want) in [
        (&["missing.yaml"][..], "Nothing was checked.\n"),
        (&["a.yaml", "missing.yaml"], "1 file: nothing found; 1 more could not be read\nNot checked: A.\n"),
        (&["a.yaml", "b", "c"], "1 file: nothing found; 2 more could not be read\nNot checked: A.\n"),
    ] {
        assert_eq!(tree.run(&[&["validate"], args].concat()).stdout, want);
    }
}

#[test]
fn an_object_that_is_not_checked_is_not_counted_as_one_that_is() {
    let other = "apiVersion: example.org/v1\nkind: MachineConfig\nmetadata:\n  name: a\n";
    let tree = Tree::new(&[("a.yaml", format!("{other}---\n{other}---\n{MACHINE_CONFIG}"))]);
    let objects = &tree.validate(&["a.yaml"]).whole["summary"]["objects"];
    assert_eq!(objects["MachineConfig"], 1, "{objects}");
    let run = tree.run(&["validate", "a.yaml"]);
    assert!(run.stdout.starts_with("1 file, 1 MachineConfig: nothing found\n"), "{}", run.stdout);
}

#[test]
fn what_is_no_text_is_not_shown() {
    let run = Tree::new(&[("a.yaml", b"\x7fELF\x02\x01\0\0\0")]).run(&["validate", "a.yaml"]);
    assert!(run.stdout.contains("a.yaml:1:7") && !run.stdout.contains('|'), "{}", run.stdout);
}

/// Where only a piece of a line is shown, nothing stands between its place and the piece.
#[test]
fn a_cut_line_follows_its_place() {
    let text = format!("{{\"ignition\": {{\"version\": \"3.4.0\"}}, \"{}\": 1}}", "a".repeat(500));
    let run = Tree::new(&[("a.ign", text)]).run(&["validate", "--color", "always", "a.ign"]);
    assert!(run.stdout.contains('…') && !run.stdout.contains(":::"), "{}", run.stdout);
}
