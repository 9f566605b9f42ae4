//! The text that is being written, and the order of the entries in it.

use super::scalar::{self, Layout};
use super::{Error, order, style};
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::MAX_DOCUMENT;

#[derive(Default)]
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
}

impl Writer {
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

    /// Begins the entry whose key was added to the keys at `key`: the key and its colon, on one line, or each with a
    /// mark on its own. Answers whether it is one line.
    pub(super) fn entry(&mut self, key: usize, indent: usize) -> bool {
        self.entries.push(Entry { key, start: self.out.len() });
        let keys = core::mem::take(&mut self.keys);
        let text = &keys[key..];
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
    pub(super) fn word(&mut self, key: usize) {
        self.entries.push(Entry { key, start: self.out.len() });
        self.out.push_str(&self.keys[key..]);
        self.out.push(':');
    }

    /// Forgets the last entry, which is to stay where it is.
    pub(super) fn keep_last(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.keys.truncate(entry.key);
        }
    }

    /// Brings the entries from `first` on, those of one object, into their order.
    pub(super) fn arrange(&mut self, first: usize, indent: usize) {
        let Some(&Entry { key, start }) = self.entries.get(first) else { return };
        let entries = &self.entries[first..];
        let ends = entries[1..].iter().map(|entry| entry.key).chain([self.keys.len()]);
        let keys = entries.iter().zip(ends).map(|(entry, end)| &self.keys[entry.key..end]);
        if !order::are_arranged(keys.clone()) {
            let keys: Vec<&str> = keys.collect();
            self.arranged.clear();
            for index in order::arrange(&keys) {
                if !self.arranged.is_empty() {
                    pad(&mut self.arranged, indent);
                }
                let end = entries.get(index + 1).map_or(self.out.len(), |next| next.start - indent);
                self.arranged.push_str(&self.out[entries[index].start..end]);
            }
            self.out.truncate(start);
            self.out.push_str(&self.arranged);
        }
        self.line = self.out.len();
        self.keys.truncate(key);
        self.entries.truncate(first);
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
