//! `explain`, and what packages ship beside the binary.

use crate::run::Tree;

#[test]
fn explain_prints_what_a_rule_means_and_what_to_do() {
    let tree = Tree::new::<&str>(&[]);
    for (code, words) in [
        ("enabled-without-install", &["(warning)", "has no install section", "Add [Install]"][..]),
        ("path-relative", &["(error)", "path not absolute", "Begin the path with /."]),
        ("yaml-octal", &["(info)", "YAML 1.1", "advice"]),
        ("unknown-field", &["(warning)", "drops it silently"]),
        ("tang-advertisement-invalid", &["Since spec 3.4.0."]),
        ("mode-special-bits", &["Before spec 3.6.0."]),
    ] {
        let run = tree.run(&["explain", code]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{code}");
        for word in words.iter().chain([&code]) {
            assert!(run.stdout.contains(word), "{code}: no {word} in {}", run.stdout);
        }
    }
}

#[test]
fn every_rule_is_explained() {
    let tree = Tree::new::<&str>(&[]);
    for rule in
        garboard_ignition::rule::ALL.iter().chain(garboard_core::rule::ALL).chain(garboard_rollout::fleet::rule::ALL)
    {
        let run = tree.run(&["explain", rule.code]);
        assert_eq!(run.status, 0, "{}", rule.code);
        assert!(run.stdout.contains(rule.summary) && run.stdout.contains(rule.help), "{}", run.stdout);
    }
}

#[test]
fn every_shell_gets_its_completions() {
    let tree = Tree::new::<&str>(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = tree.run(&["completions", shell]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains("garboard") && run.stdout.contains("validate"), "{shell}");
    }
    assert_eq!(tree.run(&["completions", "tcsh"]).status, 2);
}

#[test]
fn man_pages_are_written_where_asked() {
    let tree = Tree::new(&[("man/keep", "")]);
    let run = tree.run(&["man", "man"]);
    assert_eq!(run.status, 0, "{run:?}");
    for (page, word) in [("garboard.1", "validate"), ("garboard-validate.1", "fail"), ("garboard-explain.1", "CODE")] {
        let text =
            std::fs::read_to_string(tree.path("man").join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(".TH") && text.contains(word), "{page}: {text}");
    }
    let run = tree.run(&["man", "missing"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("cannot write"), "{}", run.stderr);
}

#[test]
fn what_is_only_for_packagers_is_not_in_the_help() {
    let help = Tree::new::<&str>(&[]).run(&["--help"]).stdout;
    assert!(!help.contains("completions") && !help.contains("  man "), "{help}");
}
