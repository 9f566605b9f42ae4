//! Columns that count characters, as forges and SARIF readers do; ours count bytes.

use garboard_ignition::Spot;
use garboard_ignition::document::{LineColumn, Sources};

/// A place in such columns.
pub(super) struct Region {
    pub(super) start_line: u32,
    pub(super) start_column: usize,
    pub(super) end_line: u32,
    pub(super) end_column: usize,
}

/// Counts through one file. Findings come in its order, and so a long line is counted once.
#[derive(Default)]
pub(super) struct Columns {
    line: u32,
    /// How many bytes of the line were counted, and how many characters they are.
    bytes: usize,
    characters: usize,
}

impl Columns {
    /// The place of a finding in the one file of `sources`, if it has one.
    pub(super) fn region(&mut self, spot: &Spot, sources: &Sources) -> Option<Region> {
        let (start, end) = spot.range?;
        let start_column = self.column(start, sources);
        // What comes next can begin before this ends.
        let mut ahead = Self { ..*self };
        let end_column = ahead.column(end, sources);
        Some(Region { start_line: start.line, start_column, end_line: end.line, end_column })
    }

    fn column(&mut self, at: LineColumn, sources: &Sources) -> usize {
        let line = sources.ids().next().map_or(&[][..], |id| sources.line(id, at.line));
        let to = (at.column as usize - 1).min(line.len());
        if self.line != at.line || to < self.bytes {
            *self = Self { line: at.line, ..Self::default() };
        }
        self.characters += String::from_utf8_lossy(&line[self.bytes..to]).chars().count();
        self.bytes = to;
        self.characters + 1
    }
}
