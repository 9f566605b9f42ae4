//! `garboard merge`: configs laid over each other, and where their values come from.

use crate::run::{Run, Tree};
use serde_json::{Value, json};

const BASE: &str = include_str!("../../../tests/field/23-one-user-in-two-configs/base.ign");
const CHILD: &str = include_str!("../../../tests/field/23-one-user-in-two-configs/child.ign");

fn config(run: &Run) -> Value {
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[test]
fn one_user_in_two_configs_is_one_user_with_each_key_once() {
    let tree = Tree::new(&[("base.ign", BASE), ("child.ign", CHILD)]);
    let merged = config(&tree.run(&["merge", "base.ign", "child.ign"]));
    let users = &merged["passwd"]["users"];
    assert_eq!((&users[0]["name"], &users[1]["name"]), (&json!("core"), &json!("root")));
    assert_eq!(users[0]["homeDir"], "/home/child");
    assert_eq!(users[0]["groups"], json!(["wheel", "docker"]));
    assert_eq!(users[0]["sshAuthorizedKeys"].as_array().map(Vec::len), Some(2));

    let piped = tree.feed(&["merge", "base.ign", "-"], CHILD.as_bytes());
    assert_eq!(config(&piped), merged);
    assert_eq!(config(&tree.run(&["merge", "."])), merged, "a folder is taken in the order of its names");
}

#[test]
fn a_newer_override_beside_an_older_base_loses_nothing() {
    let folder = "25-override-newer-than-base";
    let read = |name| std::fs::read(format!("{}/../tests/field/{folder}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let tree = Tree::new(&[("base.ign", read("base.ign")), ("override.ign", read("override.ign"))]);
    let merged = config(&tree.run(&["merge", "base.ign", "override.ign"]));
    assert_eq!(merged["ignition"]["version"], "3.6.0");
    assert_eq!(merged["storage"]["luks"][0]["clevis"]["tpm2"], true);
    assert_eq!(merged["passwd"]["users"][0]["shouldExist"], false);
}

#[test]
fn origins_name_file_line_and_column_and_hide_secrets() {
    let parent = r#"{"ignition":{"version":"3.2.0"},"passwd":{"users":[{"name":"a","passwordHash":"$y$old"}]}}"#;
    let child = "{\"ignition\":{\"version\":\"3.2.0\"},\n\"passwd\":{\"users\":[{\"name\":\"a\",\"passwordHash\":\"$y$new\"}]}}";
    let tree = Tree::new(&[("a.ign", parent), ("b.ign", child)]);
    let run = tree.run(&["merge", "--origins", "a.ign", "b.ign"]);
    assert_eq!(
        run.stdout,
        "$.ignition.version  b.ign:1:24  \"3.2.0\"\n  instead of  a.ign:1:24  \"3.2.0\"\n\
         $.passwd.users.0.name  b.ign:2:28  \"a\"\n  instead of  a.ign:1:60  \"a\"\n\
         $.passwd.users.0.passwordHash  b.ign:2:47  (hidden)\n  instead of  a.ign:1:79  (hidden)\n"
    );
}

#[test]
fn a_file_that_is_named_twice_counts_twice() {
    let with = |mode: u32| {
        format!(r#"{{"ignition":{{"version":"3.2.0"}},"storage":{{"files":[{{"path":"/a","mode":{mode}}}]}}}}"#)
    };
    let tree = Tree::new(&[("b.ign", with(420)), ("c.ign", with(384))]);
    let run = tree.run(&["merge", "b.ign", "c.ign", "./b.ign"]);
    assert!(run.status == 0 && run.stdout.contains("\"mode\":420"), "{}", run.stdout);
}

#[test]
fn what_raising_loses_has_no_origin() {
    let tang = r#"{"ignition":{"version":"3.4.0"},"storage":{"luks":[{"name":"d","device":"/dev/a",
"clevis":{"tang":[{"url":"http://a","thumbprint":"t","advertisement":"{}"}]}}]}}"#;
    let tree = Tree::new(&[("a.ign", tang)]);
    let run = tree.run(&["merge", "--origins", "a.ign"]);
    assert!(run.stdout.contains("thumbprint") && !run.stdout.contains("advertisement"), "{}", run.stdout);
    assert_eq!(run.stderr.matches("warning[tang-advertisement-lost]").count(), 1, "{}", run.stderr);
}

#[test]
fn yaml_says_the_same() {
    let tree = Tree::new(&[("base.ign", BASE), ("child.ign", CHILD)]);
    let json = tree.run(&["merge", "base.ign", "child.ign"]);
    let yaml = tree.run(&["merge", "-o", "yaml", "base.ign", "child.ign"]);
    assert!(
        yaml.stdout.starts_with("ignition:\n  version: 3.6.0\npasswd:\n  users:\n  - groups:\n"),
        "{}",
        yaml.stdout
    );
    let read = garboard_ignition::document::read_yaml(yaml.stdout.as_bytes(), Default::default(), 0).expect("YAML");
    let config =
        garboard_ignition::decode(read.tape.root(), garboard_ignition::Version::LATEST).expect("a config").config;
    assert_eq!(config.to_json() + "\n", json.stdout);
}

#[test]
fn what_is_not_valid_is_never_merged() {
    let tree =
        Tree::new(&[("base.ign", BASE), ("bad.ign", r#"{"ignition":{"version":"3.4.0"},"storage":{"files":[{}]}}"#)]);
    let run = tree.run(&["merge", "base.ign", "bad.ign"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("error[path-missing]") && run.stderr.contains("bad.ign:1:53"), "{}", run.stderr);

    for (args, status) in
        [(&["merge"][..], 2), (&["merge", "nope.ign", "base.ign"], 2), (&["merge", "--spec", "9", "base.ign"], 2)]
    {
        let run = tree.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{args:?}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
}

#[test]
fn good_parts_that_make_a_bad_whole_are_printed_with_what_is_wrong() {
    let with = |owner: &str| {
        format!(r#"{{"ignition":{{"version":"3.4.0"}},"storage":{{"files":[{{"path":"/a","user":{owner}}}]}}}}"#)
    };
    let tree = Tree::new(&[("a.ign", with(r#"{"id":1}"#)), ("b.ign", with(r#"{"name":"core"}"#))]);
    let run = tree.run(&["merge", "a.ign", "b.ign"]);
    assert_eq!(run.status, 1);
    assert!(run.stdout.contains(r#""user":{"id":1,"name":"core"}"#), "{}", run.stdout);
    assert!(run.stderr.contains("cannot set both id and name"), "{}", run.stderr);
}
