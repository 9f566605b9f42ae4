//! Findings as JSON, byte for byte as serde_json writes them: programs that ask for many small configs wait for little else.

use super::{range, reference_position};
use crate::document::json::is_special;
use crate::document::{Path, Place, Sources, Step};
use crate::encode::digits;
use crate::report::Entry;
use crate::scan;
use alloc::vec::Vec;

impl Entry {
    /// Appends the [`Finding`](crate::Finding) that it is as JSON: the same bytes as through serde, without making one.
    ///
    /// ```
    /// use garboard_ignition::{Finding, document::Sources};
    ///
    /// let refused = garboard_ignition::parse(br#"{"ignition":{"version":"3.9.0"}}"#).unwrap_err();
    /// let sources = Sources::default();
    /// let mut json = Vec::new();
    /// refused.first().write_json(&sources, &mut json);
    /// assert_eq!(json, serde_json::to_vec(&Finding::of(refused.first(), &sources))?);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn write_json(&self, sources: &Sources, out: &mut Vec<u8>) {
        out.reserve(ROOM);
        // Words of our own: nothing in them is escaped.
        plain(out, "{\"severity\":\"", self.severity.as_str());
        plain(out, "\",\"code\":\"", self.rule.code);
        text(out, "\",\"message\":\"", &self.message);
        out.extend_from_slice(b"\",");
        spot(out, &self.place, sources);
        if let Some(gate) = self.gate {
            plain(out, ",\"gate\":\"", gate.code());
            out.push(b'"');
        }
        match self.marker.map(|marker| reference_position(self, marker, sources)) {
            Some((line, column)) => {
                number(out, ",\"marker\":{\"line\":", line);
                number(out, ",\"column\":", column);
                out.push(b'}');
            }
            None => out.extend_from_slice(b",\"marker\":null"),
        }
        for (index, place) in self.related.iter().enumerate() {
            out.extend_from_slice(if index == 0 { b",\"related\":[{" } else { b",{" });
            spot(out, place, sources);
            out.push(b'}');
        }
        if !self.related.is_empty() {
            out.push(b']');
        }
        text(out, ",\"help\":\"", self.hint.as_deref().unwrap_or(self.rule.help));
        out.extend_from_slice(b"\"}");
    }
}

/// What most findings fit in.
const ROOM: usize = 512;

/// The fields of a place.
fn spot(out: &mut Vec<u8>, place: &Place, sources: &Sources) {
    path(out, &place.path);
    let file = sources.name(place.source);
    if !file.is_empty() {
        text(out, ",\"file\":\"", file);
        out.push(b'"');
    }
    if let Some((start, end)) = range(place, sources) {
        number(out, ",\"line\":", start.line);
        number(out, ",\"column\":", start.column);
        number(out, ",\"end_line\":", end.line);
        number(out, ",\"end_column\":", end.column);
    }
}

fn path(out: &mut Vec<u8>, path: &Path) {
    out.extend_from_slice(b"\"path\":\"$");
    for step in path.steps() {
        match step {
            Step::Index(index) => number(out, ".", *index),
            Step::Field(name) => plain(out, ".", name),
            Step::Key(key) => text(out, ".", key),
        }
    }
    out.push(b'"');
}

// Where the first words are known their length is too, which needs no call.
#[inline]
fn plain(out: &mut Vec<u8>, before: &str, text: &str) {
    out.extend_from_slice(before.as_bytes());
    out.extend_from_slice(text.as_bytes());
}

#[inline]
fn number(out: &mut Vec<u8>, before: &str, number: u32) {
    out.extend_from_slice(before.as_bytes());
    digits(out, number.into());
}

/// A text that stands inside quotes.
#[inline]
fn text(out: &mut Vec<u8>, before: &str, text: &str) {
    out.extend_from_slice(before.as_bytes());
    escaped(out, text);
}

fn escaped(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = scan::find(rest, is_special) {
        out.extend_from_slice(&rest[..at]);
        escape(out, rest[at]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            let hex = |digit: u8| b"0123456789abcdef"[usize::from(digit)];
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 0xF)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Finding;
    use crate::document::{At, SourceId, Span};
    use crate::report::Gate;
    use crate::rule::TOO_MANY_FINDINGS;
    use alloc::{format, string::String, vec};

    #[track_caller]
    fn same(entry: &Entry, sources: &Sources) {
        let mut json = Vec::new();
        entry.write_json(sources, &mut json);
        let wanted = serde_json::to_string(&Finding::of(entry, sources)).unwrap();
        assert_eq!(String::from_utf8(json).unwrap(), wanted);
    }

    #[test]
    fn every_shape_is_what_serde_writes() {
        let mut sources = Sources::default();
        for name in ["", "a\"b"] {
            sources.add(name.into(), "line\n".repeat(12).into_bytes());
        }
        let place = |source, span| {
            let at = At::ROOT.field("a");
            let at = at.index(4_294_967_295);
            let mut place = Place::new(SourceId(source), at.key("b\"c").path());
            place.span = span;
            place
        };
        for gate in [None, Some(Gate::Node)] {
            for marker in [None, Some(0), Some(52), Some(99)] {
                for span in [None, Some(Span { start: 7, end: 58 })] {
                    for related in [vec![], vec![place(0, None)], vec![place(1, span), place(0, span)]] {
                        let mut entry = Entry::new(&TOO_MANY_FINDINGS, place(1, span));
                        (entry.gate, entry.marker, entry.related) = (gate, marker, related);
                        same(&entry, &sources);
                        same(&entry.hinting("h"), &sources);
                    }
                }
            }
        }
    }

    #[test]
    fn every_character_is_escaped_as_serde_does() {
        for before in 0..9 {
            for c in ('\0'..='\u{ff}').chain(['\u{2028}', '\u{1f600}']) {
                let message = format!("{}{c}{c}b", "a".repeat(before));
                same(&Entry::new(&TOO_MANY_FINDINGS, Place::default()).saying(message), &Sources::default());
            }
        }
    }
}
