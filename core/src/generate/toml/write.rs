//! Writing TOML in the bytes of the controllers' library.

use alloc::format;
use alloc::string::String;

/// A document that is being written.
#[derive(Default)]
pub(crate) struct Writer {
    out: String,
    /// How deep the table is that is being written.
    depth: usize,
}

impl Writer {
    /// Begins a table. Those of the first level have an empty line before them.
    pub(crate) fn table(&mut self, path: &[&str]) {
        if path.len() == 1 {
            self.line();
        }
        self.header(path, "[", "]");
    }

    /// Begins a table of a list, which has an empty line before it.
    pub(crate) fn item(&mut self, path: &[&str]) {
        self.line();
        self.header(path, "[[", "]]");
    }

    /// A text.
    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.quoted(value);
        self.out.push('\n');
    }

    /// A text that is left out if it is empty.
    pub(crate) fn some_text(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    /// A number.
    pub(crate) fn number(&mut self, key: &str, value: i64) {
        self.key(key);
        self.out.push_str(&format!("{value}\n"));
    }

    /// What is left out unless it is true.
    pub(crate) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.key(key);
            self.out.push_str("true\n");
        }
    }

    /// A list of texts.
    pub(crate) fn texts<T: AsRef<str>>(&mut self, key: &str, values: &[T]) {
        self.key(key);
        self.out.push('[');
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.out.push_str(", ");
            }
            self.quoted(value.as_ref());
        }
        self.out.push_str("]\n");
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    fn line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn header(&mut self, path: &[&str], open: &str, close: &str) {
        self.depth = path.len();
        self.indent(self.depth.saturating_sub(1));
        self.out.push_str(open);
        self.out.push_str(&path.join("."));
        self.out.push_str(close);
        self.out.push('\n');
    }

    fn key(&mut self, key: &str) {
        self.indent(self.depth);
        let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !key.is_empty() && key.bytes().all(bare) {
            self.out.push_str(key);
        } else {
            self.quoted(key);
        }
        self.out.push_str(" = ");
    }

    fn indent(&mut self, depth: usize) {
        self.out.extend(core::iter::repeat_n("  ", depth));
    }

    fn quoted(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\u{8}' => self.out.push_str("\\b"),
                '\t' => self.out.push_str("\\t"),
                '\n' => self.out.push_str("\\n"),
                '\u{c}' => self.out.push_str("\\f"),
                '\r' => self.out.push_str("\\r"),
                '\0'..='\u{1f}' | '\u{7f}' => self.out.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn tables_stand_two_columns_deeper_than_what_they_are_part_of() {
        let mut toml = Writer::default();
        toml.texts("list", &["a", "b"]);
        toml.item(&["entry"]);
        toml.text("key", "");
        toml.some_text("none", "");
        toml.item(&["entry", "part"]);
        toml.flag("yes", true);
        toml.flag("no", false);
        toml.table(&["top"]);
        toml.table(&["top", "below"]);
        toml.number("number", -1);
        let want = "list = [\"a\", \"b\"]\n\n[[entry]]\n  key = \"\"\n\n  [[entry.part]]\n    yes = true\n\n\
            [top]\n  [top.below]\n    number = -1\n";
        assert_eq!(toml.finish(), want);
    }

    #[test]
    fn text_is_quoted_with_the_escapes_of_the_library() {
        let mut toml = Writer::default();
        toml.text("a b", "\"\\\u{8}\t\n\u{c}\r\0\u{1f}\u{7f}é\u{2028}");
        toml.texts::<&str>("", &[]);
        let want = r#""a b" = "\"\\\b\t\n\f\r\u0000\u001f\u007fé"#.replace('é', "é\u{2028}\"\n\"\" = []\n");
        assert_eq!(toml.finish(), want);
    }
}
