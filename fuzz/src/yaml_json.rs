//! One value in two notations is one value.

use crate::choices::Choices;
use crate::tree::Tree;
use garboard_ignition::document::{SourceId, read_yaml};
use garboard_ignition::read_json;

/// Grows a value by what the bytes decide, and holds its notations against each other.
pub fn holds(input: &[u8]) {
    let mut choices = Choices::new(input);
    let tree = grown(6, &mut choices);
    notations(&tree, &mut choices);
}

/// Writes a value as JSON and in YAML's flow and block styles, and reads it again from each.
pub fn notations(tree: &Tree, choices: &mut Choices<'_>) {
    let json = tree.json(choices);
    let tape = read_json(json.as_bytes(), SourceId::default()).unwrap_or_else(|fault| panic!("{fault}: {json}"));
    assert_eq!(Tree::of(tape.root()), *tree, "read from JSON: {json}");
    assert_eq!(read(&json), *tree, "read from JSON as YAML: {json}");
    let yaml = tree.yaml(choices);
    assert_eq!(read(&yaml), *tree, "read from YAML:\n{yaml}");
    // Windows ends its lines so; a line feed inside of a text is one all the same.
    let windows = yaml.replace('\n', "\r\n");
    assert_eq!(read(&windows), *tree, "read with CRLF:\n{yaml}");
}

/// What a YAML text means.
pub(crate) fn read(yaml: &str) -> Tree {
    match read_yaml(yaml.as_bytes(), SourceId::default(), 0) {
        Ok(document) => Tree::of(document.tape.root()),
        Err(error) => panic!("{} at {}:\n{yaml}", error.message, error.at),
    }
}

/// A value that the choices decide, of so many levels at the most.
pub(crate) fn grown(depth: usize, choices: &mut Choices<'_>) -> Tree {
    match choices.below(if depth == 0 { 6 } else { 10 }) {
        0 => Tree::Null,
        1 => Tree::Bool(choices.below(2) == 1),
        2 | 3 => Tree::Number(number(choices)),
        4 | 5 => Tree::Text(text(choices)),
        6 | 7 => Tree::List((0..choices.below(5)).map(|_| grown(depth - 1, choices)).collect()),
        _ => {
            let mut members: Vec<(String, Tree)> = Vec::new();
            for _ in 0..choices.below(5) {
                let (key, value) = (text(choices), grown(depth - 1, choices));
                if members.iter().all(|(other, _)| *other != key) {
                    members.push((key, value));
                }
            }
            Tree::Object(members)
        }
    }
}

/// A number that both notations take for one, and for the same.
fn number(choices: &mut Choices<'_>) -> String {
    const FIXED: &[&str] = &[
        "0",
        "-1",
        "420",
        "9223372036854775807",
        "-9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "0.5",
        "-0.25",
        "1.5e3",
        "1E-7",
        "2e+20",
        "420.0",
    ];
    match choices.below(3) {
        0 => choices.word(FIXED).to_owned(),
        1 => choices.below(100_000).to_string(),
        _ => format!("-{}.{}", choices.below(1000), choices.below(1000)),
    }
}

/// Texts that one notation or the other could mistake for something else.
fn text(choices: &mut Choices<'_>) -> String {
    const PIECES: &[&str] = &[
        "a",
        "b",
        "path",
        " ",
        "\n",
        "\t",
        "-",
        ": ",
        "#",
        " #",
        "'",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "? ",
        "- ",
        "0",
        "644",
        "0x1f",
        "1_000",
        "1:30",
        "2001-01-02",
        ".inf",
        "y",
        "No",
        "on",
        "null",
        "~",
        "<<",
        "=",
        "é",
        "☃",
        "\u{1F6A2}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{7f}",
        "\0",
        "\u{1b}",
        "\r",
        "---",
        "...",
        "{{ x }}",
        "$y",
        "/",
    ];
    (0..choices.below(8)).map(|_| choices.word(PIECES)).collect()
}
