//! Values as a document means them, whatever notation it is in, and the notations.

use crate::choices::Choices;
use garboard_ignition::document::{Kind, SourceId, Value};
use garboard_ignition::read_json;

/// A value. Keys keep their order and may repeat.
#[derive(Clone, Debug)]
pub enum Tree {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// As JSON writes it.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object.
    Object(Vec<(String, Self)>),
}

/// Numbers are equal if they mean the same, however they are written.
impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b || a.parse::<f64>() == b.parse::<f64>(),
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Tree {
    /// What a value of a document means. Recursive: for documents of bounded depth.
    #[must_use]
    pub fn of(value: Value<'_>) -> Self {
        match value.kind() {
            Kind::Null => Self::Null,
            Kind::True => Self::Bool(true),
            Kind::False => Self::Bool(false),
            Kind::Number => Self::Number(value.as_number().expect("the digits of a number").into_owned()),
            Kind::String => Self::Text(text(value)),
            Kind::Array => Self::List(value.elements().map(Self::of).collect()),
            Kind::Object => Self::Object(value.members().map(|(key, value)| (text(key), Self::of(value))).collect()),
        }
    }

    /// What a JSON text means.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn of_json(json: &str) -> Self {
        let tape = read_json(json.as_bytes(), SourceId::default()).unwrap_or_else(|fault| panic!("{fault}: {json}"));
        Self::of(tape.root())
    }

    /// An object of these members.
    #[must_use]
    pub fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// How many values it is made of.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::List(list) => 1 + list.iter().map(Self::size).sum::<usize>(),
            Self::Object(members) => 1 + members.iter().map(|(_, value)| value.size()).sum::<usize>(),
            _ => 1,
        }
    }

    /// The value with this number, counted from the outermost, which is 0, in reading order.
    pub fn nth(&mut self, number: usize) -> Option<&mut Self> {
        self.count_down(&mut { number })
    }

    fn count_down(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match self {
            Self::List(list) => list.iter_mut().find_map(|value| value.count_down(left)),
            Self::Object(members) => members.iter_mut().find_map(|(_, value)| value.count_down(left)),
            _ => None,
        }
    }

    /// Whether no object has two keys that some reader could take for one.
    #[must_use]
    pub fn has_distinct_keys(&self) -> bool {
        match self {
            Self::List(list) => list.iter().all(Self::has_distinct_keys),
            Self::Object(members) => {
                // Not only ASCII is folded: the Kelvin sign is a k.
                let mut keys: Vec<String> = members.iter().map(|(key, _)| key.to_uppercase().to_lowercase()).collect();
                keys.sort_unstable();
                keys.windows(2).all(|pair| pair[0] != pair[1])
                    && members.iter().all(|(_, value)| value.has_distinct_keys())
            }
            _ => true,
        }
    }

    /// As JSON, with white space and escapes as chosen.
    #[must_use]
    pub fn json(&self, choices: &mut Choices<'_>) -> String {
        let mut out = String::new();
        self.write_json(&mut out, choices);
        out
    }

    fn write_json(&self, out: &mut String, choices: &mut Choices<'_>) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => json_string(text, out, choices),
            Self::List(list) => {
                out.push('[');
                for (index, value) in list.iter().enumerate() {
                    separate(index, ',', out, choices);
                    value.write_json(out, choices);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    separate(index, ',', out, choices);
                    json_string(key, out, choices);
                    out.push(':');
                    // What is both JSON and YAML needs the space.
                    out.push(' ');
                    value.write_json(out, choices);
                }
                out.push('}');
            }
        }
    }

    /// As YAML in block style, with quoting as chosen. Ends with a line feed.
    #[must_use]
    pub fn yaml(&self, choices: &mut Choices<'_>) -> String {
        let mut out = String::new();
        match self {
            Self::List(list) if !list.is_empty() => self.write_block(0, &mut out, choices),
            Self::Object(members) if !members.is_empty() => self.write_block(0, &mut out, choices),
            _ => {
                self.write_inline(0, &mut out, choices);
                out.push('\n');
            }
        }
        out
    }

    /// A list or object that is not empty, at the start of a line.
    fn write_block(&self, indent: usize, out: &mut String, choices: &mut Choices<'_>) {
        match self {
            Self::List(list) => {
                for value in list {
                    out.extend(std::iter::repeat_n(' ', indent));
                    out.push('-');
                    value.write_value(indent, out, choices);
                }
            }
            Self::Object(members) => {
                for (key, value) in members {
                    out.extend(std::iter::repeat_n(' ', indent));
                    // A key may be no longer than this without a question mark.
                    if key.len() > 100 {
                        out.push_str("? ");
                        double_quoted(key, out, choices);
                        out.push('\n');
                        out.extend(std::iter::repeat_n(' ', indent));
                    } else {
                        flow_string(key, out, choices);
                    }
                    out.push(':');
                    value.write_value(indent, out, choices);
                }
            }
            _ => unreachable!("a scalar is written inline"),
        }
    }

    /// What follows a dash or colon, with the end of its line.
    fn write_value(&self, indent: usize, out: &mut String, choices: &mut Choices<'_>) {
        let empty = match self {
            Self::List(list) => list.is_empty(),
            Self::Object(members) => members.is_empty(),
            _ => true,
        };
        if empty || choices.once_in(9) {
            out.push(' ');
            self.write_inline(indent, out, choices);
            out.push('\n');
        } else {
            out.push('\n');
            self.write_block(indent + 1 + choices.below(3), out, choices);
        }
    }

    /// A value that begins on the line of its dash or key.
    fn write_inline(&self, indent: usize, out: &mut String, choices: &mut Choices<'_>) {
        match self {
            Self::Text(text) if choices.below(3) == 1 && fits_block(text) => block_scalar(text, indent, out, choices),
            Self::Text(text) => flow_string(text, out, choices),
            Self::Null => out.push_str(choices.word(&["null", "~", "", "Null"])),
            Self::Bool(true) => out.push_str(choices.word(&["true", "yes", "On", "y"])),
            Self::Bool(false) => out.push_str(choices.word(&["false", "no", "OFF", "N"])),
            Self::Number(digits) => out.push_str(digits),
            Self::List(list) => {
                out.push('[');
                for (index, value) in list.iter().enumerate() {
                    separate(index, ',', out, choices);
                    value.write_flow(out, choices);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    separate(index, ',', out, choices);
                    // Keys of any length are fine where a question mark says so.
                    if key.len() > 100 {
                        out.push_str("? ");
                        double_quoted(key, out, choices);
                    } else {
                        flow_string(key, out, choices);
                    }
                    out.push_str(": ");
                    value.write_flow(out, choices);
                }
                out.push('}');
            }
        }
    }

    /// Inside of brackets nothing is left to the end of a line.
    fn write_flow(&self, out: &mut String, choices: &mut Choices<'_>) {
        match self {
            Self::Text(text) => flow_string(text, out, choices),
            Self::Null => out.push_str("null"),
            _ => self.write_inline(0, out, choices),
        }
    }
}

fn text(value: Value<'_>) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is no text")).into_owned()
}

fn separate(index: usize, mark: char, out: &mut String, choices: &mut Choices<'_>) {
    if index > 0 {
        out.push(mark);
        out.push_str(choices.word(&["", " ", "  "]));
    }
}

fn json_string(text: &str, out: &mut String, choices: &mut Choices<'_>) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if !is_printable(c) || choices.once_in(40) => unicode_escape(c, out),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// YAML has no escapes of two halves, so that what lies beyond 16 bits stands as it is.
fn unicode_escape(c: char, out: &mut String) {
    match u16::try_from(u32::from(c)) {
        Ok(unit) => out.push_str(&format!("\\u{unit:04x}")),
        Err(_) => out.push(c),
    }
}

/// What may stand unescaped in both notations, and is no line break in either.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A string on one line: plain where that means the same, else in either sort of quotes.
fn flow_string(text: &str, out: &mut String, choices: &mut Choices<'_>) {
    let style = choices.below(4);
    if style <= 1 && is_plain(text) {
        out.push_str(text);
    } else if style != 2 && text.chars().all(is_printable) {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    } else {
        double_quoted(text, out, choices);
    }
}

/// JSON's strings are YAML's, but for two escapes that are not written.
fn double_quoted(text: &str, out: &mut String, choices: &mut Choices<'_>) {
    json_string(text, out, choices);
}

/// Words that mean themselves: no number, no boolean, no punctuation but inside.
fn is_plain(text: &str) -> bool {
    let outer = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c > '\u{a0}');
    let inner = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '/' | '-' | '_' | '=' | '+' | ';' | '$' | '%');
    const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    outer(text.chars().next())
        && outer(text.chars().last())
        && text.chars().all(inner)
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// A block scalar holds lines of what can be printed, and must hold more than line feeds.
fn fits_block(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || is_printable(c)) && text.chars().any(|c| c != '\n')
}

/// Literal, or folded where no line begins with a blank: there a line feed is written twice. The indentation is given
/// where the text begins with blanks or an empty line.
fn block_scalar(text: &str, indent: usize, out: &mut String, choices: &mut Choices<'_>) {
    let body = text.trim_end_matches('\n');
    let feeds = text.len() - body.len();
    let spaced = body.split('\n').any(|line| line.is_empty() || line.starts_with([' ', '\t']));
    let folded = !spaced && choices.once_in(3);
    out.push(if folded { '>' } else { '|' });
    let deeper = 1 + choices.below(3);
    if spaced || body.starts_with([' ', '\n']) {
        out.push_str(&deeper.to_string());
    }
    match feeds {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    for (index, line) in body.split('\n').enumerate() {
        out.push_str(if folded && index > 0 { "\n\n" } else { "\n" });
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent + deeper));
            out.push_str(line);
        }
    }
    // The line feed that ends the last line is written by whoever asked for the value.
    out.extend(std::iter::repeat_n('\n', feeds.saturating_sub(1)));
}
