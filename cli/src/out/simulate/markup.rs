//! Markup in which text from outside is text and nothing else.

use crate::out::printable;
use std::fmt::Display;

/// A piece of a page. What is not a constant of ours comes in by [`Markup::text`] or as an attribute, and both escape.
#[derive(Default)]
pub(super) struct Markup(String);

/// An attribute: a name of ours, and a value.
pub(super) type Attribute<'a> = (&'static str, &'a dyn Display);

impl Markup {
    /// Markup of ours.
    pub(super) fn raw(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// Text from anywhere.
    pub(super) fn text(&mut self, text: &str) {
        escape(text, &mut self.0);
    }

    /// An element, with what is within.
    pub(super) fn element(&mut self, name: &'static str, attributes: &[Attribute<'_>], within: impl FnOnce(&mut Self)) {
        self.begin(name, attributes).push('>');
        within(self);
        // A line's end is a blank to browsers, which within a line of text would be seen.
        let end = if matches!(name, "strong" | "em" | "span" | "a") { ">" } else { ">\n" };
        for piece in ["</", name, end] {
            self.0.push_str(piece);
        }
    }

    /// An element of text alone.
    pub(super) fn line(&mut self, name: &'static str, text: &str) {
        self.element(name, &[], |within| within.text(text));
    }

    /// The same with a class.
    pub(super) fn classed(&mut self, name: &'static str, class: &'static str, text: &str) {
        self.element(name, &[("class", &class)], |within| within.text(text));
    }

    /// An element of a picture, with nothing within.
    pub(super) fn shape(&mut self, name: &'static str, attributes: &[Attribute<'_>]) {
        self.begin(name, attributes).push_str("/>");
    }

    fn begin(&mut self, name: &str, attributes: &[Attribute<'_>]) -> &mut String {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            for piece in [" ", name, "=\""] {
                self.0.push_str(piece);
            }
            escape(&value.to_string(), &mut self.0);
            self.0.push('"');
        }
        &mut self.0
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

fn escape(text: &str, to: &mut String) {
    for c in printable(text).chars() {
        match c {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            c => to.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn nothing_from_outside_is_markup() {
        let mut page = Markup::default();
        page.element("td", &[("title", &"\"><script>")], |cell| cell.text("<b>&'\u{202e}\u{0}"));
        assert_eq!(page.finish(), "<td title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&#39;\\u{202e}\\u{0}</td>\n");
    }
}
