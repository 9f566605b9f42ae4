//! JSON as Go writes it.

use alloc::string::String;
use serde::Serialize;

/// A value of ours, in compact JSON with Go's escapes: what HTML and JavaScript could misread is written by its number.
pub(crate) fn to_string<T: Serialize>(value: &T) -> String {
    escaped(&serde_json::to_string(value).expect("what is written here has text for keys"))
}

/// The same over several lines, each level two columns deeper.
pub(crate) fn to_string_pretty<T: Serialize>(value: &T) -> String {
    escaped(&serde_json::to_string_pretty(value).expect("what is written here has text for keys"))
}

fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::to_string;

    #[test]
    fn what_html_could_misread_is_escaped() {
        assert_eq!(to_string(&"<a>&\u{2028}\u{2029}é"), r#""\u003ca\u003e\u0026\u2028\u2029é""#);
    }
}
