//! One flat list of nodes for a whole document, whichever notation it came in.
//!
//! A node is 16 bytes: kind, where it stands, how many nodes it spans. Text is not copied where
//! the source holds it as it is. Duplicate keys, key case and nulls are kept as written: what
//! they mean differs from reader to reader.

use super::place::{SourceId, Span};
use super::text;
use crate::go::float;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// Kept as text; its value depends on who asks.
    Number,
    /// Also a key of an object.
    String,
    /// A list.
    Array,
    /// Keys and values in turn.
    Object,
}

/// How a scalar is written, which decides how a position in its text maps to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// JSON string, or nothing to map (numbers, literals, values that have no source).
    Json,
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

/// Where the text of a scalar is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// In the source, between the quotes if there are any.
    Raw,
    /// In the source, to be unescaped by JSON's rules.
    Escaped,
    /// In the tape's own store, since it differs from what the source shows.
    Copied,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Containers: nodes in the subtree, this one included. Copied scalars: index of the copy.
    link: u32,
    pub(crate) kind: Kind,
    pub(crate) style: Style,
    held: Held,
}

/// How a document reaches the reader whose answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Its bytes are what the reader parses.
    Direct,
    /// It passed through an API server, which keeps the last of equal keys and sorts them.
    Stored,
}

/// A document, taken apart.
#[derive(Debug)]
pub struct Tape<'s> {
    bytes: &'s [u8],
    /// The same as text, if it is valid UTF-8 throughout.
    text: Option<&'s str>,
    nodes: Vec<Node>,
    copies: Vec<(u32, u32)>,
    store: String,
    source: SourceId,
    base: u32,
    passage: Passage,
    overflow: bool,
}

impl<'s> Tape<'s> {
    pub(crate) fn new(bytes: &'s [u8], source: SourceId, base: u32, passage: Passage) -> Self {
        let text = core::str::from_utf8(bytes).ok();
        Self { text, ..Self::unchecked(bytes, source, base, passage) }
    }

    /// The same without looking whether all of `bytes` is text: strings are looked at one by one.
    pub(crate) fn unchecked(bytes: &'s [u8], source: SourceId, base: u32, passage: Passage) -> Self {
        Self {
            bytes,
            text: None,
            nodes: Vec::new(),
            copies: Vec::new(),
            store: String::new(),
            source,
            base,
            passage,
            overflow: false,
        }
    }

    /// Looks once whether all that was read, up to byte `end`, is text: then no string is looked at again.
    pub(crate) fn look_over(&mut self, end: usize) {
        self.text = core::str::from_utf8(&self.bytes[..end]).ok();
    }

    /// The document itself: its one outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value { tape: self, index: 0 }
    }

    /// The bytes it was read from.
    #[must_use]
    pub const fn bytes(&self) -> &'s [u8] {
        self.bytes
    }

    /// The source its places name.
    #[must_use]
    pub const fn source(&self) -> SourceId {
        self.source
    }

    /// How it reaches the reader.
    #[must_use]
    pub const fn passage(&self) -> Passage {
        self.passage
    }

    /// The same document after it passed through an API server, which also writes its numbers anew:
    /// `420.0` becomes `420`.
    #[must_use]
    pub fn stored(mut self) -> Self {
        self.passage = Passage::Stored;
        for index in 0..self.nodes.len() {
            let value = Value { tape: &self, index };
            let digits = value.as_number().filter(|digits| digits.contains(['.', 'e', 'E']));
            let number = digits.and_then(|digits| digits.parse().ok()).filter(|number: &f64| number.is_finite());
            if let Some(number) = number {
                self.rewrite(index, &float::json(number));
            }
        }
        self
    }

    /// Gives a scalar another text.
    fn rewrite(&mut self, index: usize, text: &str) {
        let link = self.copy(text);
        let node = &mut self.nodes[index];
        (node.link, node.held) = (link, Held::Copied);
    }

    /// Stores a text, and answers under which number.
    fn copy(&mut self, text: &str) -> u32 {
        let from = offset(self.store.len());
        self.store.push_str(text);
        let link = offset(self.copies.len());
        self.copies.push((from, offset(self.store.len())));
        link
    }

    /// Whether some number is too large for a 64-bit float; the reference then finds no places.
    pub(crate) const fn overflows(&self) -> bool {
        self.overflow
    }

    /// Whether all of its bytes are text.
    #[must_use]
    pub const fn is_utf8(&self) -> bool {
        self.text.is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn reserve(&mut self, nodes: usize) {
        self.nodes.reserve(nodes);
    }

    /// Gives back what was reserved and not used.
    pub(crate) fn shrink(&mut self) {
        self.nodes.shrink_to_fit();
    }

    pub(crate) fn mark_overflow(&mut self) {
        self.overflow = true;
    }

    /// Opens an array or object; [`close`](Self::close) it with the index returned.
    pub(crate) fn open(&mut self, kind: Kind, start: usize) -> usize {
        self.open_in(None, kind, start)
    }

    /// The same inside the container at `outer`, which [`close_in`](Self::close_in) will answer.
    pub(crate) fn open_in(&mut self, outer: Option<usize>, kind: Kind, start: usize) -> usize {
        // While it is open, the link is free to say what it stands in: 0 for nothing.
        let link = outer.map_or(0, |outer| offset(outer + 1));
        let held = Held::Raw;
        self.nodes.push(Node { start: offset(start), end: 0, link, kind, style: Style::Json, held });
        self.nodes.len() - 1
    }

    /// Closes what [`open`](Self::open) opened.
    pub(crate) fn close(&mut self, index: usize, end: usize) {
        self.close_in(index, end);
    }

    /// Closes it, and answers what it stands in.
    pub(crate) fn close_in(&mut self, index: usize, end: usize) -> Option<(usize, Kind)> {
        let size = offset(self.nodes.len() - index);
        let node = &mut self.nodes[index];
        node.end = offset(end);
        let outer = core::mem::replace(&mut node.link, size);
        let outer = (outer as usize).checked_sub(1)?;
        Some((outer, self.nodes[outer].kind))
    }

    /// Adds a scalar whose text the source holds.
    pub(crate) fn scalar(&mut self, kind: Kind, style: Style, held: Held, start: usize, end: usize) {
        self.nodes.push(Node { start: offset(start), end: offset(end), link: 0, kind, style, held });
    }

    /// Adds a scalar whose text the source does not hold as it is.
    pub(crate) fn copied(&mut self, kind: Kind, style: Style, text: &str, start: usize, end: usize) {
        let (link, held) = (self.copy(text), Held::Copied);
        self.nodes.push(Node { start: offset(start), end: offset(end), link, kind, style, held });
    }

    /// Appends a copy of the subtree at `index`.
    pub(crate) fn repeat(&mut self, index: usize) {
        self.nodes.extend_from_within(index..index + self.size(index));
    }

    /// Takes all nodes out, to be put back with [`push`](Self::push) and [`open`](Self::open).
    pub(crate) fn take_nodes(&mut self) -> Vec<Node> {
        core::mem::take(&mut self.nodes)
    }

    /// Appends a scalar that was taken out of this tape.
    pub(crate) fn push(&mut self, scalar: Node) {
        self.nodes.push(scalar);
    }

    /// How many nodes the subtree at `index` has.
    pub(crate) fn size(&self, index: usize) -> usize {
        self.nodes[index].size()
    }

    pub(crate) fn node(&self, index: usize) -> Node {
        self.nodes[index]
    }

    fn text_of(&self, index: usize) -> Cow<'_, str> {
        let node = self.nodes[index];
        match node.held {
            Held::Copied => {
                let (from, to) = self.copies[node.link as usize];
                Cow::Borrowed(&self.store[from as usize..to as usize])
            }
            Held::Raw => Cow::Borrowed(self.raw(node.inside())),
            Held::Escaped => {
                let (start, end) = node.inside();
                Cow::Owned(match self.text {
                    Some(text) => text::unescape(&text[start..end]),
                    None => text::unescape_lossy(&self.bytes[start..end]),
                })
            }
        }
    }

    /// A slice of the source that is known to be valid text.
    fn raw(&self, (start, end): (usize, usize)) -> &str {
        match self.text {
            Some(text) => &text[start..end],
            None => core::str::from_utf8(&self.bytes[start..end]).unwrap_or_default(),
        }
    }
}

impl Node {
    /// How many nodes its subtree has.
    pub(crate) const fn size(&self) -> usize {
        match self.kind {
            Kind::Array | Kind::Object => self.link as usize,
            _ => 1,
        }
    }

    /// The bytes between the quotes, or all of them where there are none.
    fn inside(&self) -> (usize, usize) {
        let quotes = match (self.kind, self.style) {
            (Kind::String, Style::Json | Style::SingleQuoted | Style::DoubleQuoted) => 1,
            _ => 0,
        };
        // What has no source has no quotes either.
        let start = (self.start + quotes).min(self.end);
        (start as usize, self.end.saturating_sub(quotes).max(start) as usize)
    }
}

/// Offsets fit: readers refuse documents above [`MAX_DOCUMENT`](super::MAX_DOCUMENT), and aliases
/// are budgeted.
fn offset(n: usize) -> u32 {
    u32::try_from(n).expect("documents and their tapes are bounded well below 4 GiB")
}

/// A value of a document, in its place.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    tape: &'t Tape<'t>,
    index: usize,
}

impl<'t> Value<'t> {
    pub(crate) const fn at(tape: &'t Tape<'t>, index: usize) -> Self {
        Self { tape, index }
    }

    pub(crate) const fn index(self) -> usize {
        self.index
    }

    /// How many nodes it has, itself included.
    pub(crate) fn size(self) -> usize {
        self.tape.size(self.index)
    }

    /// The document this value is part of.
    #[must_use]
    pub const fn tape(self) -> &'t Tape<'t> {
        self.tape
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.tape.nodes[self.index].kind
    }

    pub(crate) fn node(self) -> Node {
        self.tape.nodes[self.index]
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The text of a string, escapes resolved.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        (self.kind() == Kind::String).then(|| self.tape.text_of(self.index))
    }

    /// The digits of a number, as JSON writes them.
    #[must_use]
    pub fn as_number(self) -> Option<Cow<'t, str>> {
        (self.kind() == Kind::Number).then(|| self.tape.text_of(self.index))
    }

    /// A whole number without fraction or exponent that fits 64 bits.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        let text = self.as_number()?;
        if text.len() < 18 {
            return small_integer(text.as_bytes());
        }
        text.bytes().all(|b| b.is_ascii_digit() || b == b'-').then(|| text.parse().ok())?
    }

    /// `true` or `false`.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// Keys and values of an object, as written, duplicates included; nothing for other kinds.
    pub fn members(self) -> impl Iterator<Item = (Value<'t>, Value<'t>)> + Clone {
        let mut children = self.children(Kind::Object);
        core::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The elements of a list; nothing for other kinds.
    pub fn elements(self) -> impl Iterator<Item = Value<'t>> + Clone {
        self.children(Kind::Array)
    }

    fn children(self, of: Kind) -> Children<'t> {
        let end = if self.kind() == of { self.index + self.tape.size(self.index) } else { 0 };
        Children { tape: self.tape, next: self.index + 1, end }
    }

    /// This element of `list` and those after it.
    pub(crate) fn followers(self, list: Self) -> impl Iterator<Item = Self> {
        let end = list.index + self.tape.size(list.index);
        Children { tape: self.tape, next: self.index, end }
    }

    /// The value of a key, spelt exactly so; of several the last.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        Some(self.member(key)?.1)
    }

    /// Like [`get`](Self::get), with the key itself.
    #[must_use]
    pub fn member(self, key: &str) -> Option<(Self, Self)> {
        self.members().filter(|(name, _)| name.is_text(key)).last()
    }

    /// Whether it is this very string.
    #[must_use]
    pub fn is_text(self, text: &str) -> bool {
        match self.plain_text() {
            Some(own) => own == text.as_bytes(),
            None => self.as_str().is_some_and(|own| own == text),
        }
    }

    /// The text of a string, if its source shows it as it is.
    pub(crate) fn plain_text(self) -> Option<&'t [u8]> {
        let node = &self.tape.nodes[self.index];
        let (start, end) = node.inside();
        (node.held == Held::Raw && node.kind == Kind::String).then(|| &self.tape.bytes[start..end])
    }

    /// Where it stands in its source.
    #[must_use]
    pub fn span(self) -> Span {
        let node = self.node();
        Span { start: self.tape.base + node.start, end: self.tape.base + node.end }
    }

    /// Its bytes as the source has them; empty where it has no source.
    #[must_use]
    pub fn raw(self) -> &'t [u8] {
        let node = self.node();
        self.tape.bytes.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The byte of the source that byte `offset` of this string's text comes from.
    #[must_use]
    pub fn source_offset(self, offset: usize) -> u32 {
        let node = self.node();
        let (start, end) = node.inside();
        let raw = self.tape.bytes.get(start..end).unwrap_or_default();
        let skip = match (node.style, node.held) {
            (_, Held::Raw) => offset.min(raw.len()),
            (style, _) => text::raw_offset(style, raw, &self.tape.text_of(self.index), offset),
        };
        self.tape.base + self::offset(start + skip)
    }
}

impl core::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?} at {:?}", self.kind(), self.span())
    }
}

#[derive(Clone)]
struct Children<'t> {
    tape: &'t Tape<'t>,
    next: usize,
    end: usize,
}

impl<'t> Iterator for Children<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        if self.next >= self.end {
            return None;
        }
        let value = Value { tape: self.tape, index: self.next };
        self.next += self.tape.size(self.next);
        Some(value)
    }
}

/// Up to 17 digits: no overflow to look for.
fn small_integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut n = 0i64;
    for &digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        n = n * 10 + i64::from(digit - b'0');
    }
    Some(if negative { -n } else { n })
}
