//! `garboard convert`: configs at other versions, and what that loses.

use crate::run::Tree;

const OLD: &str = r#"{"ignition":{"version":"2.2.0"},
"systemd":{"units":[{"name":"a.service","enabled":true,"contents":"[Service]\nExecStart=/bin/a\n[Install]\nWantedBy=multi-user.target\n"},
{"name":"a.service","mask":true}]}}"#;

const NEW: &str = r#"{"ignition":{"version":"3.5.0"},
"kernelArguments":{"shouldExist":["nosmt"]},
"storage":{"luks":[{"name":"d","device":"/dev/vdb","cex":{"enabled":true}}]}}"#;

#[test]
fn spec_2_is_raised_and_what_a_later_entry_replaces_is_told() {
    let tree = Tree::new(&[("old.ign", OLD)]);
    let run = tree.run(&["convert", "--to", "3.5.0", "old.ign"]);
    assert_eq!(run.status, 0);
    assert_eq!(
        run.stdout,
        "{\"ignition\":{\"version\":\"3.5.0\"},\"systemd\":{\"units\":[{\"mask\":true,\"name\":\"a.service\"}]}}\n"
    );
    assert!(run.stderr.contains("warning[field-dropped]") && run.stderr.contains("old.ign:2:21"), "{}", run.stderr);
}

#[test]
fn downward_every_field_in_the_way_is_named_at_its_line() {
    let tree = Tree::new(&[("new.ign", NEW)]);
    let run = tree.run(&["convert", "--to", "3.2.0", "new.ign"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    for (place, needs) in [("new.ign:2:19", "3.3.0"), ("new.ign:3:58", "3.5.0")] {
        assert!(run.stderr.contains(place) && run.stderr.contains(&format!("needs spec {needs}")), "{}", run.stderr);
    }
}

#[test]
fn what_a_raise_of_spec_2_loses_is_placed_in_the_original() {
    let old = r#"{"ignition":{"version":"2.2.0"},"storage":{"files":[
{"filesystem":"root","path":"/a","mode":420,"contents":{"source":"data:,a"}},
{"filesystem":"root","path":"/b","mode":2541,"contents":{"source":"data:,b"}}]}}"#;
    let tree = Tree::new(&[("old.ign", old)]);
    let run = tree.run(&["convert", "--to", "3.6.0", "old.ign"]);
    assert!(
        run.status == 0 && run.stderr.contains("[mode-bits-lost]") && run.stderr.contains("old.ign:3:41"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_empty_list_is_in_nobodys_way() {
    let tree = Tree::new(&[("a.ign", r#"{"ignition":{"version":"3.4.0"},"kernelArguments":{"shouldExist":[]}}"#)]);
    for args in [&["convert", "--to", "3.2.0", "a.ign"][..], &["convert", "--lossy", "--to", "3.2.0", "a.ign"]] {
        let run = tree.run(args);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn lossy_drops_what_the_converter_drops_and_says_so() {
    let tree = Tree::new(&[("new.ign", NEW)]);
    let run = tree.run(&["convert", "--to", "3.4.0", "--lossy", "new.ign"]);
    assert_eq!(run.status, 0);
    assert!(!run.stdout.contains("cex") && run.stdout.contains("\"version\":\"3.4.0\""), "{}", run.stdout);
    assert!(run.stderr.contains("warning[field-dropped]"), "{}", run.stderr);

    let run = tree.run(&["convert", "--to", "2.2.0", "--lossy", "new.ign"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("KernelArguments is not supported on 3.2"), "{}", run.stderr);
}

#[test]
fn between_the_generations_every_reason_stands_at_its_line() {
    let raise = r#"{"ignition":{"version":"2.2.0"},
"networkd":{"units":[{"name":"a.network"}]},
"passwd":{"users":[
{"name":"admin"},
{"name":"root"}]}}"#;
    let tree = Tree::new(&[("new.ign", NEW), ("old.ign", raise)]);
    for (args, places) in [
        (["convert", "--to", "2.2.0", "new.ign"], &["new.ign:2:19", "new.ign:3:19", "new.ign:3:58"][..]),
        (["convert", "--to", "3.5.0", "old.ign"], &["old.ign:2:12", "old.ign:4:1", "old.ign:5:1"]),
    ] {
        let run = tree.run(&args);
        assert_eq!((run.status, run.stdout.as_str()), (1, ""));
        for place in places {
            assert!(run.stderr.contains(place), "{place}: {}", run.stderr);
        }
        assert_eq!(run.stderr.matches("error[not-expressible]").count(), places.len(), "{}", run.stderr);
    }
}

#[test]
fn spec_3_goes_to_spec_2_from_standard_input() {
    let tree = Tree::new::<&str>(&[]);
    let run = tree.feed(
        &["convert", "--to", "2.2.0", "-"],
        br#"{"ignition":{"version":"3.0.0"},"passwd":{"users":[{"name":"core"}]}}"#,
    );
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, "{\"ignition\":{\"version\":\"2.2.0\"},\"passwd\":{\"users\":[{\"name\":\"core\"}]}}\n");
}

#[test]
fn wrong_usage_is_told_and_nothing_is_printed() {
    let tree = Tree::new(&[("a/x.ign", OLD), ("a/y.ign", OLD), ("bad.ign", "{")]);
    for (args, status) in [
        (&["convert", "--to", "3.5.0"][..], 2),
        (&["convert", "bad.ign"], 2),
        (&["convert", "--to", "4.0.0", "bad.ign"], 2),
        (&["convert", "--to", "3.5.0", "a"], 2),
        (&["convert", "--to", "3.5.0", "nope.ign"], 2),
        (&["convert", "--to", "3.5.0", "bad.ign"], 1),
    ] {
        let run = tree.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (status, ""), "{args:?}: {}", run.stderr);
        assert!(run.stderr.starts_with("error"), "{}", run.stderr);
    }
}
