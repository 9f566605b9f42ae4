//! Just enough of Rust's grammar to see which words a file ships: no comments, no content of literals, no tests.

#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The words and punctuation of Rust source, without comments, lifetimes and the content of literals.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let bytes = source.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut found = Vec::new();
    let (mut index, mut line, mut counted) = (0, 1, 0);
    while index < bytes.len() {
        line += bytes[counted..index].iter().filter(|&&byte| byte == b'\n').count();
        counted = index;
        let start = index;
        match at(index) {
            b'/' if at(index + 1) == b'/' => index += until(&bytes[index..], b"\n"),
            b'/' if at(index + 1) == b'*' => index = after_comment(bytes, index),
            b'"' => index = after_string(bytes, index),
            b'\'' if at(index + 1) == b'\\' => index += 3 + until(&bytes[index + 3..], b"'") + 1,
            b'\'' => {
                let letter = source[index + 1..].chars().next().map_or(1, char::len_utf8);
                index += 1 + letter;
                if at(index) == b'\'' {
                    index += 1;
                } else {
                    index += bytes[index..].iter().take_while(|&&byte| word(byte)).count();
                }
            }
            byte if word(byte) => {
                index += bytes[index..].iter().take_while(|&&byte| word(byte)).count();
                let text = &source[start..index];
                let hashes = bytes[index..].iter().take_while(|&&byte| byte == b'#').count();
                if matches!(text, "r" | "br" | "cr") && at(index + hashes) == b'"' {
                    let end = format!("\"{}", "#".repeat(hashes));
                    index += hashes + 1;
                    index += until(&bytes[index..], end.as_bytes()) + end.len();
                } else if matches!(text, "b" | "c") && at(index) == b'"' {
                    index = after_string(bytes, index);
                } else if text == "b" && at(index) == b'\'' {
                    // the quote comes next
                } else if text == "r" && hashes == 1 && word(at(index + 1)) {
                    index += 1;
                } else {
                    found.push(Token { text: text.to_owned(), line });
                }
            }
            byte => {
                index += 1;
                if !byte.is_ascii_whitespace() {
                    found.push(Token { text: char::from(byte).to_string(), line });
                }
            }
        }
    }
    found
}

fn until(bytes: &[u8], end: &[u8]) -> usize {
    bytes.windows(end.len()).position(|window| window == end).unwrap_or(bytes.len())
}

fn after_string(bytes: &[u8], quote: usize) -> usize {
    let mut index = quote + 1;
    while index < bytes.len() && bytes[index] != b'"' {
        index += if bytes[index] == b'\\' { 2 } else { 1 };
    }
    index + 1
}

fn after_comment(bytes: &[u8], start: usize) -> usize {
    let (mut index, mut depth) = (start, 0);
    while index < bytes.len() {
        match &bytes[index..(index + 2).min(bytes.len())] {
            b"/*" => (index, depth) = (index + 2, depth + 1),
            b"*/" => (index, depth) = (index + 2, depth - 1),
            _ => index += 1,
        }
        if depth == 0 {
            break;
        }
    }
    index
}

pub(crate) struct Source {
    /// What stands outside tests.
    pub(crate) kept: Vec<Token>,
    /// Modules in files of their own that are tests only.
    pub(crate) test_modules: Vec<String>,
}

/// Leaves out what stands below `#[cfg(test)]` or `#[test]`. Other conditions that mention `test` count as shipped.
pub(crate) fn without_tests(tokens: &[Token]) -> Source {
    let mut source = Source { kept: Vec::new(), test_modules: Vec::new() };
    if tokens.windows(8).any(|window| spell(window) == "#![cfg(test)]") {
        return source;
    }
    let mut rest = tokens;
    while !rest.is_empty() {
        let begins = |(length, text): &(usize, &str)| rest.len() >= *length && spell(&rest[..*length]) == *text;
        let Some((length, _)) = [(7, "#[cfg(test)]"), (4, "#[test]")].into_iter().find(begins) else {
            source.kept.push(rest[0].clone());
            rest = &rest[1..];
            continue;
        };
        rest = &rest[length..];
        while rest.len() > 1 && rest[0].text == "#" && rest[1].text == "[" {
            rest = &rest[1 + closed(&rest[1..])..];
        }
        if let [first, name, end, ..] = rest
            && first.text == "mod"
            && end.text == ";"
        {
            source.test_modules.push(name.text.clone());
        }
        rest = &rest[item(rest)..];
    }
    source
}

/// The length of an item, field or statement: up to its `;`, its closing brace, or the end of what holds it.
fn item(tokens: &[Token]) -> usize {
    const ITEMS: &[&str] = &[
        "async",
        "const",
        "enum",
        "extern",
        "fn",
        "impl",
        "let",
        "macro_rules",
        "mod",
        "pub",
        "static",
        "struct",
        "trait",
        "type",
        "unsafe",
        "use",
    ];
    let ends_at_comma = !tokens.first().is_some_and(|first| ITEMS.contains(&first.text.as_str()));
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        match token.text.as_str() {
            ";" => return index + 1,
            "," if ends_at_comma => return index + 1,
            "}" | ")" | "]" => return index,
            "{" => return index + closed(&tokens[index..]),
            "(" | "[" => index += closed(&tokens[index..]),
            _ => index += 1,
        }
    }
    index
}

/// The length of a bracketed run, both brackets included.
fn closed(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

pub(crate) fn spell(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect()
}

#[test]
fn only_code_that_ships_is_looked_at() {
    for (source, want) in [
        ("use std::fmt;", "usestd::fmt;"),
        ("// std\nx", "x"),
        ("/* a /* std */ std */ x", "x"),
        ("//! std\n/// std\nfn f() {}", "fnf(){}"),
        (r#"let a = "std \" std"; x"#, "leta=;x"),
        (r##"let a = r#"std " std"#; x"##, "leta=;x"),
        (r#"let a = b"std"; let c = c"std"; x"#, "leta=;letc=;x"),
        ("let q = '\"'; let s = '\\''; x", "letq=;lets=;x"),
        ("fn f<'std>(a: &'std str) {}", "fnf<>(a:&str){}"),
        ("r#std", "std"),
        ("#[cfg(test)] mod tests { use std::fs; } x", "x"),
        ("#[cfg(test)] #[path = \"a\"] mod tests; x", "x"),
        ("#[cfg(test)] use std::{fs, env}; x", ";x"),
        ("#[cfg(test)] extern crate std; x", "x"),
        ("#[test] fn f<A, B>() { std::fs } x", "x"),
        ("#[cfg(not(test))] use std::fs;", "#[cfg(not(test))]usestd::fs;"),
        ("struct A { #[cfg(test)] a: std::X, b: u8 }", "structA{b:u8}"),
    ] {
        assert_eq!(spell(&without_tests(&tokens(source)).kept), want, "of {source}");
    }
    assert_eq!(without_tests(&tokens("#[cfg(test)]\nmod checks;")).test_modules, ["checks"]);
}
