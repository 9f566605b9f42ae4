//! What is written as Go writes YAML reads back as the same value.

use crate::choices::Choices;
use crate::tree::Tree;
use crate::yaml_json::{grown, read};
use garboard_core::goyaml;

/// Grows a value by what the bytes decide, writes it with both verbs and reads it again: the one that keeps every value
/// gives the same, of the other something is left that can be read. It stands in an object, as in every manifest.
///
/// Left out are values that the reader takes otherwise than Go's: a key `<<`, which is written without quotes and read as
/// a merge, and text with a line or paragraph separator, which is refused outside of quotes.
pub fn holds(input: &[u8]) {
    let mut choices = Choices::new(input);
    let tree = Tree::object([("root", grown(6, &mut choices))]);
    if is_odd(&tree) {
        return;
    }
    let json = tree.json(&mut choices);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    let yaml = goyaml::to_string(&value).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(sorted(read(&yaml)), sorted(tree), "written from {json}:\n{yaml}");
    // Control characters may be refused.
    if let Ok(yaml) = goyaml::marshal(&value) {
        read(&yaml);
    }
}

fn is_odd(tree: &Tree) -> bool {
    match tree {
        Tree::List(items) => items.iter().any(is_odd),
        Tree::Object(members) => {
            members.iter().any(|(key, value)| key == "<<" || separates_lines(key) || is_odd(value))
        }
        Tree::Text(text) => separates_lines(text),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) => false,
    }
}

fn separates_lines(text: &str) -> bool {
    text.contains(['\u{2028}', '\u{2029}'])
}

/// The order of keys is the writer's own.
fn sorted(tree: Tree) -> Tree {
    match tree {
        Tree::List(items) => Tree::List(items.into_iter().map(sorted).collect()),
        Tree::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Tree::Object(members)
        }
        leaf @ (Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_)) => leaf,
    }
}
