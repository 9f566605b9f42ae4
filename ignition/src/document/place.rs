//! Where in the user's own files: sources, byte spans, lines and columns.

use super::path::Path;
use alloc::{string::String, vec::Vec};
use serde::Serialize;

/// Which of the texts that were given; an index into [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceId(pub u32);

/// A range of bytes in one source: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The same bytes and those around them that belong to the same characters of `text`.
    #[must_use]
    pub fn of_characters(text: &[u8], start: usize, end: usize) -> Self {
        let inside = |at: usize| text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
        // A character has at most four bytes; what has more such bytes is none.
        let start = (0..4).map(|back| start.saturating_sub(back)).find(|&at| !inside(at)).unwrap_or(start);
        let end = (end..end + 4).find(|&at| !inside(at)).unwrap_or(end);
        Self { start: count(start.min(text.len())), end: count(end.min(text.len())) }
    }
}

/// A value or key in a source: the way to it, and the bytes where it stands if they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Place {
    /// The text it is in.
    pub source: SourceId,
    /// The way from the document's root.
    pub path: Path,
    /// The bytes, of the nearest ancestor that exists where the value itself is absent.
    pub span: Option<Span>,
}

impl Place {
    /// A place of which only source and path are known.
    #[must_use]
    pub const fn new(source: SourceId, path: Path) -> Self {
        Self { source, path, span: None }
    }
}

/// A position for people: both count from 1, columns count bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1; a line ends after its line feed.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

impl LineColumn {
    /// The position of byte `offset` of `text`. Past the end: the end.
    #[must_use]
    pub fn of(text: &[u8], offset: usize) -> Self {
        let before = &text[..offset.min(text.len())];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |lf| lf + 1);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        Self { line: count(line), column: count(before.len() - line_start + 1) }
    }
}

/// Saturates; texts of 4 GiB and more are refused long before.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The texts that findings point into, with their names.
///
/// ```
/// use garboard_ignition::document::{LineColumn, Place, Sources, Span};
///
/// let mut sources = Sources::default();
/// let id = sources.add("edge.ign".into(), b"{\n  \"ignition\": 1\n}".to_vec());
/// let mut place = Place::new(id, Default::default());
/// place.span = Some(Span { start: 4, end: 14 });
/// assert_eq!(sources.locate(&place), Some(LineColumn { line: 2, column: 3 }));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: Vec<u8>,
    lines: Lines,
}

/// Where each line of a text but the first starts: findings are many, and lines are looked up for each.
#[derive(Clone, Debug)]
pub(crate) struct Lines(Vec<u32>);

impl Lines {
    pub(crate) fn of(text: &[u8]) -> Self {
        Self(memchr::memchr_iter(b'\n', text).map(|lf| count(lf + 1)).collect())
    }

    /// Where a byte of the text is.
    pub(crate) fn position(&self, offset: u32) -> LineColumn {
        let ended = self.0.partition_point(|&start| start <= offset);
        let start = ended.checked_sub(1).map_or(0, |last| self.0[last]);
        LineColumn { line: count(ended + 1), column: offset - start + 1 }
    }
}

impl Sources {
    /// Takes a text in and returns its id.
    pub fn add(&mut self, name: String, text: Vec<u8>) -> SourceId {
        let id = SourceId(count(self.0.len()));
        let lines = Lines::of(&text);
        self.0.push(Source { name, text, lines });
        id
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every id, in the order of [`add`](Self::add).
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..count(self.0.len())).map(SourceId)
    }

    /// The name a text was given; empty for an id of other sources.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |s| &s.name)
    }

    /// The text itself; empty for an id of other sources.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &[u8] {
        self.get(id).map_or(&[], |s| &s.text)
    }

    /// Line and column where the place starts; `None` where it has no bytes.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Option<LineColumn> {
        self.position(place.source, place.span?.start)
    }

    /// Line and column of a byte.
    #[must_use]
    pub fn position(&self, id: SourceId, offset: u32) -> Option<LineColumn> {
        let source = self.get(id)?;
        Some(source.lines.position(offset.min(count(source.text.len()))))
    }

    /// The bytes of a line, counted from 1, without its line feed; empty where there is none.
    #[must_use]
    pub fn line(&self, id: SourceId, line: u32) -> &[u8] {
        let Some(source) = self.get(id) else { return &[] };
        // Where the line ends of which so many are before.
        let end = |before: usize| source.lines.0.get(before).map_or(source.text.len(), |&start| start as usize);
        match (line as usize).checked_sub(1) {
            Some(before) if before <= source.lines.0.len() => {
                let text = &source.text[before.checked_sub(1).map_or(0, end)..end(before)];
                text.strip_suffix(b"\n").unwrap_or(text)
            }
            _ => &[],
        }
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }
}
