//! Where in a document: the path of a field, as people and the reference write it.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt::{self, Write as _};
use serde::{Serialize, Serializer};

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field that the model knows.
    Field(&'static str),
    /// A key as the document spells it: an unused key, a label. At the end of a path it means
    /// the key itself, not its value.
    Key(Box<str>),
    /// An element of a list, counted from 0.
    Index(u32),
}

impl Step {
    /// The name of a field or key; nothing for an element of a list.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Field(name) => Some(name),
            Self::Key(key) => Some(key),
            Self::Index(_) => None,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// The way from the root of a document to one of its values: `$.storage.files.0.path`.
///
/// Steps are joined by dots without quoting, as the reference prints them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The root, `$`.
    #[must_use]
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether this is the root itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Goes one step further down.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// As it is written: without the formatter, since it is written for every finding.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(48);
        text.push('$');
        for step in &self.0 {
            text.push('.');
            match step {
                Step::Index(index @ 0..10) => text.push(char::from(b'0' + *index as u8)),
                Step::Index(index) => _ = write!(text, "{index}"),
                Step::Field(name) => text.push_str(name),
                Step::Key(key) => text.push_str(key),
            }
        }
        text
    }

    /// This path seen from further out: `self` is the path of the value in which `inner` starts.
    #[must_use]
    pub fn join(&self, inner: &Self) -> Self {
        Self(self.0.iter().chain(&inner.0).cloned().collect())
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// A path under construction: a chain of steps on the stack, so that a walk over a document that
/// finds nothing allocates nothing.
#[derive(Clone, Copy)]
pub struct At<'a> {
    up: Option<&'a Self>,
    step: Bare<'a>,
}

#[derive(Clone, Copy)]
enum Bare<'a> {
    Root,
    Field(&'static str),
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    /// The root of a document.
    pub const ROOT: At<'static> = At { up: None, step: Bare::Root };

    /// The field `name` below here.
    #[must_use]
    pub const fn field(&'a self, name: &'static str) -> Self {
        Self { up: Some(self), step: Bare::Field(name) }
    }

    /// The key `key`, as the document spells it, below here.
    #[must_use]
    pub const fn key(&'a self, key: &'a str) -> Self {
        Self { up: Some(self), step: Bare::Key(key) }
    }

    /// Element `index` of the list that stands here.
    #[must_use]
    pub const fn index(&'a self, index: usize) -> Self {
        Self { up: Some(self), step: Bare::Index(index) }
    }

    /// The whole path.
    #[must_use]
    pub fn path(&self) -> Path {
        let upwards = || core::iter::successors(Some(self), |at| at.up);
        let mut steps = Vec::with_capacity(upwards().count() - 1);
        for at in upwards() {
            match at.step {
                Bare::Root => {}
                Bare::Field(name) => steps.push(Step::Field(name)),
                Bare::Key(key) => steps.push(Step::Key(key.into())),
                // Documents hold fewer than 2^32 bytes, so no list is longer.
                Bare::Index(index) => steps.push(Step::Index(u32::try_from(index).unwrap_or(u32::MAX))),
            }
        }
        steps.reverse();
        Path(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn paths_print_without_quoting() {
        let files = At::ROOT.field("storage");
        let files = files.field("files");
        let file = files.index(0);
        assert_eq!(file.field("path").path().to_string(), "$.storage.files.0.path");
        assert_eq!(file.key("a.b").path().to_string(), "$.storage.files.0.a.b");
        assert_eq!(At::ROOT.key("").path().to_string(), "$.");
        assert_eq!(Path::root().to_string(), "$");
    }
}
