//! The text that is being written, and the order of the entries in it.

use super::scalar::{self, Layout};
use super::{Error, order, style};
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::MAX_DOCUMENT;

pub(super) struct Writer {
    pub(super) out: String,
    /// Where the current line begins. A scalar may begin one where no line feed stands.
    pub(super) line: usize,
    /// The keys of all objects that are open, one after the other.
    pub(super) keys: String,
    /// The entries of all objects that are open.
    pub(super) entries: Vec<Entry>,
    /// Room in which entries are put in order.
    arranged: String,
}

/// An entry of an object.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Where its key begins in [`Writer::keys`].
    key: usize,
    /// Where its text begins, without the spaces before it.
    start: usize,
    /// Whether the key has letters alone.
    is_letters: bool,
}

/// A key that was added to [`Writer::keys`].
#[derive(Clone, Copy)]
pub(super) struct Added {
    pub(super) from: usize,
    /// Whether it has letters alone.
    pub(super) is_letters: bool,
}

impl Writer {
    /// With room for so many bytes.
    pub(super) fn with_room(room: usize) -> Self {
        // As many as most documents have open at once.
        const KEYS: usize = 40;
        const BYTES: usize = 16;
        Self {
            out: String::with_capacity(room),
            line: 0,
            keys: String::with_capacity(KEYS * BYTES),
            entries: Vec::with_capacity(KEYS),
            arranged: String::new(),
        }
    }

    /// Whether a text fits below the limit, with the spaces before each line that it may be broken into.
    pub(super) fn room_for(&self, text: &str, indent: usize) -> Result<(), Error> {
        let most = |breaks: usize| self.out.len() + text.len() + (1 + breaks) * indent;
        // U+2028 and U+2029 begin with 0xe2.
        let breaks = || memchr::memchr3_iter(b' ', b'\n', 0xe2, text.as_bytes()).count();
        if most(text.len()) > MAX_DOCUMENT && most(breaks()) > MAX_DOCUMENT { Err(Error::TooLong) } else { Ok(()) }
    }

    /// How many characters the current line has.
    pub(super) fn column(&self) -> usize {
        self.out[self.line..].chars().count()
    }

    pub(super) fn pad(&mut self, indent: usize) {
        pad(&mut self.out, indent);
    }

    pub(super) fn break_line(&mut self) {
        self.out.push('\n');
        self.line = self.out.len();
    }

    /// Ends a line that is begun.
    pub(super) fn end_line(&mut self) {
        if self.out.len() > self.line {
            self.break_line();
        }
    }

    /// Begins the entry of a key: the key and its colon, on one line, or each with a mark on its own. Answers whether it
    /// is one line.
    pub(super) fn entry(&mut self, key: Added, indent: usize) -> bool {
        self.begin(key);
        let keys = core::mem::take(&mut self.keys);
        let text = &keys[key.from..];
        let simple = style::is_simple_key(text);
        self.out.push_str(if simple { "" } else { "? " });
        scalar::text(self, text, Layout { indent: indent + 2, folds: !simple });
        if !simple {
            self.end_line();
            self.pad(indent);
        }
        self.out.push(':');
        self.keys = keys;
        simple
    }

    /// The same where the key is a short word, which is as it is everywhere.
    pub(super) fn word(&mut self, key: Added) {
        self.begin(key);
        self.out.push_str(&self.keys[key.from..]);
        self.out.push(':');
    }

    fn begin(&mut self, Added { from, is_letters }: Added) {
        self.entries.push(Entry { key: from, start: self.out.len(), is_letters });
    }

    /// Forgets the last entry, which is to stay where it is.
    pub(super) fn keep_last(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.keys.truncate(entry.key);
        }
    }

    /// Whether a key stands behind the one before it, of the object whose entries begin at `first`.
    pub(super) fn follows(&self, key: Added, first: usize) -> bool {
        let Some(before) = self.entries[first..].last() else { return true };
        let (text, text_before) = (&self.keys[key.from..], &self.keys[before.key..key.from]);
        if key.is_letters && before.is_letters { text_before < text } else { order::follows(text, text_before) }
    }

    /// Brings the entries from `first` on, those of one object, into their order.
    pub(super) fn arrange(&mut self, first: usize, indent: usize) {
        let entries = &self.entries[first..];
        let ends = entries.iter().skip(1).map(|entry| entry.key).chain([self.keys.len()]);
        let keys: Vec<&str> = entries.iter().zip(ends).map(|(entry, end)| &self.keys[entry.key..end]).collect();
        self.arranged.clear();
        for index in order::arrange(&keys) {
            if !self.arranged.is_empty() {
                pad(&mut self.arranged, indent);
            }
            let end = entries.get(index + 1).map_or(self.out.len(), |next| next.start - indent);
            self.arranged.push_str(&self.out[entries[index].start..end]);
        }
        if let Some(entry) = entries.first() {
            self.out.truncate(entry.start);
            self.out.push_str(&self.arranged);
        }
    }

    /// Ends an object whose entries begin at `first`.
    pub(super) fn close(&mut self, first: usize) {
        if let Some(&Entry { key, .. }) = self.entries.get(first) {
            self.line = self.out.len();
            self.keys.truncate(key);
            self.entries.truncate(first);
        }
    }
}

fn pad(out: &mut String, mut count: usize) {
    const SPACES: &str = "                                ";
    while count > 0 {
        let some = count.min(SPACES.len());
        out.push_str(&SPACES[..some]);
        count -= some;
    }
}
