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
    /// Keys of the objects that are open, one after the other: those that may stand in the text in another way.
    keys: String,
    /// The entries of all objects that are open.
    entries: Vec<Entry>,
    /// Room in which entries are put in order.
    arranged: String,
}

/// An entry of an object.
#[derive(Clone, Copy)]
struct Entry {
    /// Where its text begins, without the spaces before it.
    start: usize,
    key: Key,
}

/// The key of an entry.
#[derive(Clone, Copy)]
pub(super) enum Key {
    /// A word of so many letters, which stands as it is where the text of its entry begins.
    Word(usize),
    /// Another one.
    Apart(Apart),
}

/// From where to where a key stands in [`Writer::keys`].
#[derive(Clone, Copy)]
pub(super) struct Apart {
    from: usize,
    to: usize,
}

impl Writer {
    /// With room for so many bytes.
    pub(super) fn with_room(room: usize) -> Self {
        // As many as most documents have open at once.
        const KEYS: usize = 32;
        Self {
            out: String::with_capacity(room),
            line: 0,
            keys: String::new(),
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

    /// Where an object begins: how many entries and bytes of keys those have that it stands in.
    pub(super) fn open(&self) -> Opened {
        Opened { entries: self.entries.len(), keys: self.keys.len() }
    }

    /// Takes a key that was written from `start` on apart.
    pub(super) fn apart(&mut self, start: usize) -> Apart {
        let from = self.keys.len();
        self.keys.push_str(&self.out[start..]);
        self.out.truncate(start);
        Apart { from, to: self.keys.len() }
    }

    /// The text of a key whose entry begins at `start`.
    pub(super) fn key(&self, key: Key, start: usize) -> &str {
        match key {
            Key::Word(length) => &self.out[start..start + length],
            Key::Apart(Apart { from, to }) => &self.keys[from..to],
        }
    }

    /// Adds an entry that begins at `start`. Answers whether its key stands behind that of the one before it in its object.
    pub(super) fn add(&mut self, key: Key, start: usize, object: Opened) -> bool {
        let before = self.entries[object.entries..].last().copied();
        self.entries.push(Entry { start, key });
        let Some(before) = before else { return true };
        let (text, text_before) = (self.key(key, start), self.key(before.key, before.start));
        match (key, before.key) {
            // Of words the order is that of their bytes.
            (Key::Word(_), Key::Word(_)) => text_before < text,
            _ => order::follows(text, text_before),
        }
    }

    /// Writes a key that is no word and its colon, on one line, or each with a mark on its own. Answers whether it is one
    /// line.
    pub(super) fn write(&mut self, Apart { from, to }: Apart, indent: usize) -> bool {
        let keys = core::mem::take(&mut self.keys);
        let text = &keys[from..to];
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

    /// Brings the entries of an object into their order.
    pub(super) fn arrange(&mut self, object: Opened, indent: usize) {
        let mut arranged = core::mem::take(&mut self.arranged);
        let entries = &self.entries[object.entries..];
        let keys: Vec<&str> = entries.iter().map(|entry| self.key(entry.key, entry.start)).collect();
        for index in order::arrange(&keys) {
            if !arranged.is_empty() {
                pad(&mut arranged, indent);
            }
            let end = entries.get(index + 1).map_or(self.out.len(), |next| next.start - indent);
            arranged.push_str(&self.out[entries[index].start..end]);
        }
        if let Some(entry) = entries.first() {
            self.out.truncate(entry.start);
            self.out.push_str(&arranged);
        }
        arranged.clear();
        self.arranged = arranged;
    }

    /// Ends an object: its entries stay where they are.
    pub(super) fn close(&mut self, object: Opened) {
        if self.entries.len() > object.entries {
            self.line = self.out.len();
            self.forget(object);
        }
    }

    /// Forgets the entries of an object.
    pub(super) fn forget(&mut self, object: Opened) {
        self.keys.truncate(object.keys);
        self.entries.truncate(object.entries);
    }
}

/// Where an object begins.
#[derive(Clone, Copy)]
pub(super) struct Opened {
    entries: usize,
    keys: usize,
}

fn pad(out: &mut String, mut count: usize) {
    const SPACES: &str = "                                ";
    while count > 0 {
        let some = count.min(SPACES.len());
        out.push_str(&SPACES[..some]);
        count -= some;
    }
}
