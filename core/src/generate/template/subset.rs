//! The part of Jinja's language that cannot run away.
//!
//! Steps are counted while a template is filled in, but values that hold each other can be small to make and endless to
//! look at. Here a value never gets larger than what it is made of: nothing is named but the elements of lists, lists that
//! a template writes have nothing but texts and numbers in them, and texts grow by filters alone, which are bounded.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The statements that there are.
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// The words that a written list may have.
const CONSTANTS: [&str; 6] = ["true", "false", "none", "True", "False", "None"];

/// The words behind which a value begins.
const OPERATORS: [&str; 9] = ["in", "is", "not", "and", "or", "if", "elif", "else", "for"];

/// So deep may brackets stand in each other.
const MAX_DEPTH: usize = 32;

/// So many bytes may an action have: the engine goes down for each sign of some chains.
const MAX_ACTION: usize = 1024;

/// So many `elif` may a template have, for which it does too.
const MAX_ELIF: usize = 256;

/// Why a template is not taken: the byte, and what to write.
pub(super) struct Beyond {
    at: usize,
    why: String,
}

impl Beyond {
    /// The words, with the line of the template.
    pub(super) fn words(&self, template: &str) -> String {
        let line = template.bytes().take(self.at).filter(|b| *b == b'\n').count() + 1;
        format!("line {line}: {}", self.why)
    }
}

/// A bracket, by what it begins.
#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    /// The arguments of a filter or test.
    Call,
    /// A part of an expression.
    Group,
    /// A list that is written.
    List,
    /// A member of something.
    Index,
}

/// Whether a template keeps to that part.
///
/// # Errors
/// [`Beyond`], at the first thing that does not.
pub(super) fn check(template: &str) -> Result<(), Beyond> {
    let mut reader = Reader { text: template.as_bytes(), at: 0, elifs: 0 };
    while let Some(offset) = memchr::memchr(b'{', reader.rest()) {
        reader.at += offset + 1;
        match reader.byte() {
            Some(b'{') => reader.action(b'}', false)?,
            Some(b'%') => reader.statement()?,
            Some(b'#') => reader.comment(),
            _ => {}
        }
    }
    Ok(())
}

/// Goes through a template as the engine does.
#[derive(Clone, Copy)]
struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// How many `elif` were met.
    elifs: usize,
}

impl<'t> Reader<'t> {
    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// What is left; nothing behind a text that ends within a mark.
    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn comment(&mut self) {
        self.at += 1;
        let end = memchr::memmem::find(self.rest(), b"#}");
        self.at = end.map_or(self.text.len(), |end| self.at + end + 2);
    }

    fn statement(&mut self) -> Result<(), Beyond> {
        let mut ahead = Reader { at: self.at + 1, ..*self };
        ahead.at += usize::from(matches!(ahead.byte(), Some(b'-' | b'+')));
        while ahead.byte().is_some_and(|b| b.is_ascii_whitespace()) {
            ahead.at += 1;
        }
        let word = ahead.word();
        if !STATEMENTS.contains(&word) {
            return Err(self.beyond(format!("{{% {word} %}} is not known: write {}", STATEMENTS.join(", "))));
        }
        self.elifs += usize::from(word == "elif");
        if self.elifs > MAX_ELIF {
            return Err(self.beyond(format!("there are more than {MAX_ELIF} elif: write a loop")));
        }
        self.action(b'%', word == "for")
    }

    /// What stands between the marks of an action, of which the end begins with `end`.
    fn action(&mut self, end: u8, of_loop: bool) -> Result<(), Beyond> {
        self.at += 1;
        self.at += usize::from(matches!(self.byte(), Some(b'-' | b'+')));
        let mut open = Vec::new();
        let mut after_value = false;
        // Of a loop the names come first, with commas between them.
        let mut names = of_loop;
        let start = self.at;
        while let Some(byte) = self.byte() {
            if self.at - start > MAX_ACTION {
                return Err(self.beyond(format!("an action has more than {MAX_ACTION} bytes: write several")));
            }
            if let Some(length) = self.end(end).filter(|_| open.is_empty()) {
                self.at += length;
                return Ok(());
            }
            if byte.is_ascii_alphabetic() || byte == b'_' {
                let word = self.listed(&open)?;
                if of_loop && word == "recursive" {
                    return Err(self.beyond("loops do not call themselves: write one within the other".into()));
                }
                names &= word != "in";
                after_value = !OPERATORS.contains(&word);
                continue;
            }
            match byte {
                b'\'' | b'"' => self.string(byte),
                b'(' => self.push(&mut open, if after_value { Bracket::Call } else { Bracket::Group })?,
                b'[' => self.push(&mut open, if after_value { Bracket::Index } else { Bracket::List })?,
                b')' | b']' => self.close(&mut open, byte)?,
                b',' if names && open.is_empty() => self.at += 1,
                b',' if matches!(open.last(), Some(Bracket::Call | Bracket::List)) => self.at += 1,
                _ => self.sign(byte)?,
            }
            after_value = matches!(byte, b'\'' | b'"' | b')' | b']') || after_value && byte.is_ascii_whitespace();
        }
        Ok(())
    }

    /// The length of the mark that ends an action, if one stands here.
    fn end(&self, end: u8) -> Option<usize> {
        match self.rest() {
            [first, b'}', ..] if *first == end => Some(2),
            [b'-' | b'+', first, b'}', ..] if *first == end => Some(3),
            _ => None,
        }
    }

    /// A word, which a list that is written may have.
    fn listed(&mut self, open: &[Bracket]) -> Result<&'t str, Beyond> {
        let word = self.word();
        if open.contains(&Bracket::List) && !CONSTANTS.contains(&word) {
            return Err(self.beyond(format!("lists have texts and numbers in them: write `{word}` elsewhere")));
        }
        Ok(word)
    }

    fn sign(&mut self, byte: u8) -> Result<(), Beyond> {
        let why = match byte {
            b',' => "`,` is for lists and arguments: write a list as [1, 2]".into(),
            b'{' | b'}' => "objects cannot be written: name what the inputs have".into(),
            b'*' | b'+' | b'~' => format!("`{}` is not known: write the parts one after the other", char::from(byte)),
            _ => {
                self.at += 1;
                return Ok(());
            }
        };
        Err(self.beyond(why))
    }

    fn close(&mut self, open: &mut Vec<Bracket>, byte: u8) -> Result<(), Beyond> {
        let fits = |it: Bracket| matches!(it, Bracket::Call | Bracket::Group) == (byte == b')');
        if !open.pop().is_some_and(fits) {
            return Err(self.beyond("a bracket is closed that is not open: delete it".into()));
        }
        self.at += 1;
        Ok(())
    }

    fn push(&mut self, open: &mut Vec<Bracket>, bracket: Bracket) -> Result<(), Beyond> {
        if open.len() == MAX_DEPTH {
            return Err(self.beyond(format!("brackets are nested deeper than {MAX_DEPTH} levels: write less in one")));
        }
        open.push(bracket);
        self.at += 1;
        Ok(())
    }

    fn string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == quote {
                return;
            }
        }
    }

    fn word(&mut self) -> &'t str {
        let start = self.at;
        while self.byte().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.at += 1;
        }
        core::str::from_utf8(&self.text[start..self.at]).unwrap_or_default()
    }

    fn beyond(&self, why: String) -> Beyond {
        Beyond { at: self.at, why }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use alloc::borrow::ToOwned as _;
    use alloc::string::String;

    fn why(template: &str) -> Option<String> {
        check(template).err().map(|beyond| beyond.words(template))
    }

    #[test]
    fn what_cannot_run_away_is_let_through() {
        for template in [
            "plain { text } % * ~ + , [a, b]",
            "{{ a['b'].c | default(['x', -1, true]) | join(', ') }} ~",
            "{{ '}} ~ {%' }}{{ \"a\\\" ~ \" }}{{- ('a' if not (b and c) else d) -}}",
            "{% for key, one in list %}{%- if one in ['a'] +%}{% elif a is defined %}{% else %}{% endif %}{% endfor -%}",
            "{{ 'a\\",
            "{{",
            "{%- if -",
            "{#",
            "{# {% set a = b ~ b %} #}{{ a[b] - 1 }}",
        ] {
            assert_eq!(why(template), None, "{template}");
        }
    }

    #[test]
    fn what_could_is_told_with_its_line() {
        for (template, words) in [
            ("a\n{{ a ~ b }}", "line 2: `~` is not known"),
            ("{{ '}}' ~ b }}", "`~` is not known"),
            ("{{ {'a': b} }}", "objects cannot be written"),
            ("{{ [[a]] }}", "write `a` elsewhere"),
            ("{{ (a, b) }}", "`,` is for lists"),
            ("{{ a, b }}", "`,` is for lists"),
            ("{% for a in b, b %}", "`,` is for lists"),
            ("{% for a in[b] %}", "write `b` elsewhere"),
            ("{% for a in b recursive %}", "do not call themselves"),
            ("{% if a %}{%- set b = a %}", "{% set %} is not known"),
            ("{% raw %}", "{% raw %} is not known"),
            ("{% %}", "{%  %} is not known"),
            ("{{ ) ~ ( }}", "not open"),
            ("{{ (a] }}", "not open"),
            ("{{ a * 2 }}", "`*` is not known"),
        ] {
            let why = why(template).unwrap_or_default();
            assert!(why.contains(words), "{template}: {why}");
        }
        assert!(why(&("{{ ".to_owned() + &"(".repeat(100))).is_some_and(|why| why.contains("deeper")));
        for chain in ["not ", "-", "1 or ", "|trim", ".a", "[0]"] {
            let long = ["{{ a", &chain.repeat(2_000), "1 }}"].concat();
            assert!(why(&long).is_some_and(|why| why.contains("write several")), "{chain}");
        }
        let many = ["{% if a %}", &"{% elif a %}".repeat(300), "{% endif %}"].concat();
        assert!(why(&many).is_some_and(|why| why.contains("write a loop")));
    }
}
