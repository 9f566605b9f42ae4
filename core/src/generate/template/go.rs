//! Templates as far as files of nodes need them: values, `range`, `if`, and the trimming of white space.
//!
//! Actions are those of Go: `{{.Name}}`, `{{.A.B}}`, `{{.}}`, `{{range .List}}`, `{{if .Value}}`, `{{else}}`, `{{end}}` and
//! comments; `{{-` and `-}}` take the white space beside them away. Functions and pipelines are refused, with the action.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use serde_json::Value;

/// So deep may blocks stand in each other.
const MAX_DEPTH: usize = 32;

/// So long may the text get.
const MAX_TEXT: usize = 16 << 20;

/// So many pieces may be gone through.
const MAX_STEPS: usize = 1 << 20;

/// What begins or divides blocks of other kinds, so that not even skipping it would be right.
const OTHER: [&str; 5] = ["else", "with", "define", "block", "template"];

/// A piece of a template.
#[derive(Clone, Copy)]
enum Piece<'t> {
    Text(&'t str),
    Action(&'t str),
}

/// Fills a template in.
///
/// # Errors
/// Words about the first action that is not understood, or names a value that there is not.
pub(super) fn fill(template: &str, data: &Value) -> Result<String, String> {
    let pieces = pieces(template)?;
    let mut filling = Filling { pieces: &pieces, at: 0, steps: 0, out: String::new() };
    match filling.block(data, data, true, 0)? {
        End::Text => Ok(filling.out),
        End::Closed | End::Else => Err("unexpected {{end}} or {{else}}".to_owned()),
    }
}

fn pieces(template: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    let mut trimmed = false;
    while let Some(start) = rest.find("{{") {
        let (mut text, inside) = (&rest[..start], &rest[start + 2..]);
        let length = inside.find("}}").ok_or("unclosed action")?;
        let mut action = &inside[..length];
        if trimmed {
            text = text.trim_start();
        }
        if let Some(trimming) = action.strip_prefix('-').filter(|it| it.starts_with(char::is_whitespace)) {
            (text, action) = (text.trim_end(), trimming);
        }
        let trimming = action.strip_suffix('-').filter(|it| it.ends_with(char::is_whitespace));
        trimmed = trimming.is_some();
        pieces.push(Piece::Text(text));
        pieces.push(Piece::Action(trimming.unwrap_or(action).trim()));
        rest = &inside[length + 2..];
    }
    pieces.push(Piece::Text(if trimmed { rest.trim_start() } else { rest }));
    Ok(pieces)
}

/// What a block ended with.
#[derive(PartialEq)]
enum End {
    Text,
    Closed,
    Else,
}

struct Filling<'t> {
    pieces: &'t [Piece<'t>],
    at: usize,
    steps: usize,
    out: String,
}

impl Filling<'_> {
    /// Goes on to the end of a block, and writes it if `wanted`.
    fn block(&mut self, root: &Value, dot: &Value, wanted: bool, depth: usize) -> Result<End, String> {
        if depth > MAX_DEPTH {
            return Err("blocks are nested too deep".to_owned());
        }
        while let Some(piece) = self.pieces.get(self.at) {
            self.at += 1;
            self.step()?;
            match *piece {
                Piece::Text(text) if wanted => self.write(text)?,
                Piece::Text(_) => {}
                Piece::Action("end") => return Ok(End::Closed),
                Piece::Action("else") => return Ok(End::Else),
                Piece::Action(action) if action.starts_with("/*") && action.ends_with("*/") => {}
                Piece::Action(action) => self.action(action, root, dot, wanted, depth)?,
            }
        }
        Ok(End::Text)
    }

    fn action(&mut self, action: &str, root: &Value, dot: &Value, wanted: bool, depth: usize) -> Result<(), String> {
        if OTHER.iter().any(|word| action.split_whitespace().next() == Some(word)) {
            return Err(format!("{{{{{action}}}}} is not understood"));
        }
        let block = |word: &str| action.strip_prefix(word).filter(|rest| rest.starts_with(char::is_whitespace));
        if let Some(of) = block("range") {
            let items = if wanted { items(value(of, root, dot)?, of)? } else { &[] };
            return self.range(items, root, dot, depth);
        }
        if let Some(of) = block("if") {
            let holds = wanted && is_true(value(of, root, dot)?);
            let mut end = self.block(root, dot, holds, depth + 1)?;
            if end == End::Else {
                end = self.block(root, dot, wanted && !holds, depth + 1)?;
            }
            return ended(&end);
        }
        if wanted { self.write(&text(value(action, root, dot)?)) } else { Ok(()) }
    }

    fn range(&mut self, items: &[Value], root: &Value, dot: &Value, depth: usize) -> Result<(), String> {
        let start = self.at;
        let mut end = End::Text;
        for item in items {
            self.at = start;
            end = self.block(root, item, true, depth + 1)?;
        }
        if items.is_empty() {
            end = self.block(root, dot, false, depth + 1)?;
        }
        if end == End::Else {
            end = self.block(root, dot, items.is_empty(), depth + 1)?;
        }
        ended(&end)
    }

    fn step(&mut self) -> Result<(), String> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            Err("it does more than a template may: write fewer loops".to_owned())
        } else {
            Ok(())
        }
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.out.push_str(text);
        if self.out.len() > MAX_TEXT { Err("the text is too long".to_owned()) } else { Ok(()) }
    }
}

fn ended(end: &End) -> Result<(), String> {
    if *end == End::Closed { Ok(()) } else { Err("a block without {{end}}".to_owned()) }
}

/// The value that `.A.B` names, seen from the dot, or from the start with `$`.
fn value<'v>(action: &str, root: &'v Value, dot: &'v Value) -> Result<&'v Value, String> {
    let action = action.trim();
    let (mut value, path) = match action.strip_prefix('$') {
        Some(path) => (root, path),
        None => (dot, action),
    };
    let names = path.strip_prefix('.').ok_or_else(|| format!("{{{{{action}}}}} is not understood"))?;
    for name in names.split('.').filter(|_| !names.is_empty()) {
        let known = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let field = value.as_object().filter(|_| known).and_then(|object| {
            let folded = || object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
            object.get(name).or_else(folded)
        });
        value = field.ok_or_else(|| format!("{{{{{action}}}}} names nothing that is known"))?;
    }
    Ok(value)
}

fn items<'v>(value: &'v Value, of: &str) -> Result<&'v [Value], String> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        _ => Err(format!("range can't iterate over{of}")),
    }
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        Value::Null => "<no value>".into(),
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;
    use serde_json::json;

    #[test]
    fn templates_are_filled_in_as_go_does() {
        let data = json!({ "DNS": "10.0.0.10", "Suites": ["A", "B"], "None": [], "On": true, "Infra": { "status": { "a": "x" } } });
        for (template, want) in [
            ("dns: {{.DNS}}\n", "dns: 10.0.0.10\n"),
            ("a:\n{{- range .Suites}}\n  - {{.}}\n{{- end}}\nb: 1\n", "a:\n  - A\n  - B\nb: 1\n"),
            ("a:\n{{- range .None}}\n  - {{.}}\n{{- end}}\n", "a:\n"),
            ("{{range .None}}x{{else}}none{{end}}", "none"),
            ("{{if .On}}yes{{else}}no{{end}} {{ if .None -}} x {{- else -}}  no  {{- end }}", "yes no"),
            ("{{range .Suites}}{{if $.On}}{{.}}{{end}}{{end}}", "AB"),
            ("{{/* nothing */}}{{ .Infra.Status.A }}", "x"),
        ] {
            assert_eq!(fill(template, &data).as_deref(), Ok(want), "{template}");
        }
        for template in [
            "{{",
            "{{x}}",
            "{{.Nope}}",
            "{{.DNS | indent 2}}",
            "{{if .On}}",
            "{{end}}",
            "{{range .DNS}}{{end}}",
            "{{}}",
        ] {
            assert!(fill(template, &data).is_err(), "{template}");
        }
    }
}
