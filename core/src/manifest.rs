//! Files of a repository, taken apart into objects. Total: what cannot be read is a finding, and
//! hides nothing else in its file.

use crate::rule;
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use garboard_ignition::document::{
    Kind, MAX_DOCUMENT, Path, Place, SourceId, Span, Tape, Value, YamlError, YamlFault, YamlNote, YamlNoteKind,
    read_yaml,
};
use garboard_ignition::report::{Entry, Refused, Report};
use garboard_ignition::{Options, parse_with, read_json, read_json_stream};
use serde::de::DeserializeOwned;

/// What a file is known to be before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An Ignition config and nothing else.
    Ignition,
    /// Whatever it looks like.
    Unknown,
}

impl Format {
    /// What a file of this name is known to be.
    #[must_use]
    pub fn of(name: &str) -> Self {
        if name.ends_with(".ign") { Self::Ignition } else { Self::Unknown }
    }
}

/// A file, read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Read<'s> {
    /// Which file it is.
    pub source: SourceId,
    /// Its documents, those without content left out.
    pub documents: Vec<Document<'s>>,
    /// What could not be read.
    pub report: Report,
}

/// One document of a file.
#[derive(Debug)]
#[non_exhaustive]
pub struct Document<'s> {
    /// Which one of the file it is, counted from 0.
    pub number: usize,
    /// Its values.
    pub tape: Tape<'s>,
    /// How it is written.
    pub notation: Notation,
    /// Whether it is known to be an Ignition config, whatever it holds.
    pub is_ignition: bool,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// Reads a whole file.
#[must_use]
pub fn read(source: SourceId, text: &[u8], format: Format) -> Read<'_> {
    let mut documents = Vec::new();
    let report = each(source, text, format, |document| documents.push(document));
    Read { source, documents, report }
}

/// Reads a file document by document: memory holds one of them and not all. Answers what could not
/// be read.
#[must_use]
pub fn each<'s>(source: SourceId, text: &'s [u8], format: Format, found: impl FnMut(Document<'s>)) -> Report {
    let mut reading = Reading { source, text, report: Report::new(), found };
    if let Some(entry) = unreadable(source, text) {
        reading.report.add(entry);
    } else if format == Format::Ignition {
        reading.ignition();
    } else if is_json(text) {
        reading.json();
    } else {
        reading.yaml();
    }
    reading.report
}

fn empty(source: SourceId) -> Refused {
    let mut options = Options::default();
    options.source = source;
    parse_with(&[], &options).expect_err("an empty document is refused")
}

/// What makes a whole file unreadable.
fn unreadable(source: SourceId, text: &[u8]) -> Option<Entry> {
    let found = |rule, at: usize, message: String| Some(Entry::new(rule, placed(source, at, at + 1)).saying(message));
    if text.len() > MAX_DOCUMENT {
        let message = format!("the file has {} bytes; more than {MAX_DOCUMENT} are not read", text.len());
        return found(&garboard_ignition::rule::TOO_LARGE, 0, message);
    }
    if text.starts_with(b"\xFF\xFE") || text.starts_with(b"\xFE\xFF") {
        return found(&rule::NOT_TEXT, 0, "the file is UTF-16: save it as UTF-8".into());
    }
    let mut zeros = memchr::memchr_iter(0, text);
    let first = zeros.next()?;
    if zeros.next().is_none() && core::str::from_utf8(text).is_ok() {
        let message = "control character U+0000 (NUL): delete it, the rest of the file is text";
        return found(&rule::NOT_TEXT, first, message.into());
    }
    found(&rule::NOT_TEXT, first, format!("the file is binary: byte {first} is NUL"))
}

/// The byte order mark of UTF-8. kubectl takes it before YAML, and nobody before JSON.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A file that begins with `{` is a stream of JSON documents, as kubectl has it.
fn is_json(text: &[u8]) -> bool {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// A file that is being read.
struct Reading<'s, F> {
    source: SourceId,
    text: &'s [u8],
    /// What could not be read so far.
    report: Report,
    /// Takes each document.
    found: F,
}

impl<'s, F: FnMut(Document<'s>)> Reading<'s, F> {
    fn ignition(&mut self) {
        let read = if self.text.is_empty() { Err(empty(self.source)) } else { read_json(self.text, self.source) };
        match read {
            Ok(tape) => (self.found)(Document { number: 0, tape, notation: Notation::Json, is_ignition: true }),
            Err(refused) => self.refuse(refused),
        }
    }

    fn json(&mut self) {
        let mut at = 0;
        let mut number = 0;
        while at < self.text.len() {
            match read_json_stream(self.text, at, self.source) {
                Ok((tape, next)) => {
                    let root = tape.root();
                    let object = root.get("kind").is_some() || root.get("apiVersion").is_some();
                    let is_ignition = !object && root.members().any(|(key, _)| is_ignition_key(key));
                    // An object passes through an API server, a config is read as it is.
                    let tape = if object { tape.stored() } else { tape };
                    (self.found)(Document { number, tape, notation: Notation::Json, is_ignition });
                    number += 1;
                    at = next;
                }
                // After a fault nobody can tell where the next document begins.
                Err(refused) => return self.refuse(refused),
            }
        }
    }

    /// JSON that cannot be read.
    fn refuse(&mut self, refused: Refused) {
        let at = refused.first().place.span.map_or(0, |span| span.start as usize);
        if let Some(mark) = template(self.text, at) {
            let place = placed(self.source, mark, mark + 2);
            return self.report.add(Entry::new(&rule::TEMPLATE_NOT_RENDERED, place));
        }
        let mut report = refused.into_report();
        if self.text.starts_with(BOM) {
            let hint = "delete the byte order mark, the invisible character at the start of the file";
            report.entries_mut().iter_mut().for_each(|entry| entry.hint = Some(hint.into()));
        }
        self.report.append(report);
    }

    fn yaml(&mut self) {
        for (number, piece) in pieces(self.text).into_iter().enumerate() {
            self.piece(number, piece);
        }
    }

    fn piece(&mut self, number: usize, (start, end): (usize, usize)) {
        let mut at = Some(start);
        // What kubectl drops is looked at all the same: a person thinks it is there.
        for _ in 0..MOST_IN_A_PIECE {
            let Some(start) = at else { return };
            at = self.document(number, (start, end));
        }
    }

    /// Reads one document; answers where another begins in what should hold only one.
    fn document(&mut self, number: usize, (start, end): (usize, usize)) -> Option<usize> {
        let base = u32::try_from(start).unwrap_or(u32::MAX);
        let document = match read_yaml(&self.text[start..end], self.source, base) {
            Ok(document) => document,
            Err(fault) => {
                self.report.add(yaml_fault(self.source, (start, end), self.text, fault));
                return None;
            }
        };
        for note in &document.notes {
            self.report.add(yaml_note(self.source, self.text, note));
        }
        // The reader keeps no more notes than a report holds: there may be others.
        if let Some(last) = document.notes.get(Report::MOST - 1) {
            self.report.add(yaml_note(self.source, self.text, last));
        }
        let second = document.notes.iter().find(|note| note.kind == YamlNoteKind::SecondDocument);
        let second = second.map(|note| note.at.start as usize).filter(|&second| second > start && second < end);
        if !document.empty {
            let (tape, notation) = (document.tape, Notation::Yaml);
            (self.found)(Document { number, tape, notation, is_ignition: false });
        }
        second
    }
}

fn is_ignition_key(key: Value<'_>) -> bool {
    key.as_str().is_some_and(|key| key.eq_ignore_ascii_case("ignition"))
}

/// Where a template begins that was not filled in, on the line of a fault or the one before.
fn template(text: &[u8], fault: usize) -> Option<usize> {
    let fault = fault.min(text.len());
    let end = memchr::memchr(b'\n', &text[fault..]).map_or(text.len(), |end| fault + end);
    let before = text[..fault].trim_ascii_end();
    let start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
    text[start..end].windows(2).position(|pair| matches!(pair, b"{{" | b"{%")).map(|at| start + at)
}

/// So many documents are read of one piece, of which kubectl reads the first. The last finding about
/// the others says that kubectl drops all that follows.
const MOST_IN_A_PIECE: usize = 100;

fn yaml_fault(source: SourceId, (start, end): (usize, usize), text: &[u8], fault: YamlError) -> Entry {
    let at = start + fault.at;
    if fault.fault == YamlFault::Template {
        let brace = memchr::memmem::find(&text[start..end], b"{{").map_or(at, |brace| start + brace);
        return Entry::new(&rule::TEMPLATE_NOT_RENDERED, placed(source, brace, (brace + 2).min(end)));
    }
    let span = Span::of_characters(text, at.min(end), (at + 1).min(end));
    let place = placed(source, span.start as usize, span.end as usize);
    match fault.fault {
        YamlFault::Encoding if core::str::from_utf8(&text[start..end]).is_ok() => {
            let hint = "delete the character, or write it as the message says; all else in the document is text";
            Entry::new(&rule::NOT_TEXT, place).saying(fault.message).hinting(hint)
        }
        YamlFault::Encoding => Entry::new(&rule::NOT_TEXT, place).saying(fault.message),
        _ => match template(&text[start..end], fault.at).map(|mark| start + mark) {
            Some(mark) => Entry::new(&rule::TEMPLATE_NOT_RENDERED, placed(source, mark, mark + 2)),
            None => Entry::new(&rule::YAML_SYNTAX, place).saying(fault.message),
        },
    }
}

fn yaml_note(source: SourceId, text: &[u8], note: &YamlNote) -> Entry {
    let rule = match note.kind {
        YamlNoteKind::DuplicateKey => &rule::YAML_DUPLICATE_KEY,
        YamlNoteKind::MergeReplacesKey => &rule::YAML_MERGE_REPLACES_KEY,
        YamlNoteKind::SecondDocument => &rule::YAML_SECOND_DOCUMENT,
        YamlNoteKind::TrailingText => &rule::YAML_TRAILING_TEXT,
    };
    let place = |span: Span| placed(source, span.start as usize, span.end as usize);
    let mut entry = Entry::new(rule, place(note.at));
    if note.kind == YamlNoteKind::SecondDocument && !text[note.at.start as usize..].starts_with(b"---") {
        entry = entry
            .saying("kubectl does not see this document: it follows ... without --- before it")
            .hinting("put --- on a line of its own before it");
    }
    match note.related {
        Some(related) => entry.beside(place(related)),
        None => entry,
    }
}

/// Where the documents of a YAML file stand: between lines that hold `---` and white space only.
fn pieces(text: &[u8]) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let (mut start, mut line) = (0, 0);
    while line < text.len() {
        let next = memchr::memchr(b'\n', &text[line..]).map_or(text.len(), |lf| line + lf + 1);
        let rest = text[line..next].strip_prefix(b"---");
        if rest.is_some_and(|rest| rest.iter().all(u8::is_ascii_whitespace)) {
            pieces.push((start, line));
            start = next;
        }
        line = next;
    }
    pieces.push((start, text.len()));
    pieces
}

fn placed(source: SourceId, start: usize, end: usize) -> Place {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut place = Place::new(source, Path::root());
    place.span = Some(Span { start: byte(start), end: byte(end) });
    place
}

/// An object of a manifest.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Object<'t> {
    /// The object itself.
    pub value: Value<'t>,
    /// Which document of its file holds it, counted from 0.
    pub document: usize,
}

impl Document<'_> {
    /// The objects of the document, those in lists one by one; nothing where it is no object.
    #[must_use]
    pub fn objects(&self) -> Vec<Object<'_>> {
        let mut objects = Vec::new();
        let mut waiting = Vec::from([self.tape.root()]);
        while let Some(value) = waiting.pop() {
            let object = Object { value, document: self.number };
            match value.get("items").filter(|items| items.kind() == Kind::Array && object.kind().ends_with("List")) {
                Some(items) => {
                    let start = waiting.len();
                    waiting.extend(items.elements());
                    waiting[start..].reverse();
                }
                None if value.kind() == Kind::Object => objects.push(object),
                None => {}
            }
        }
        objects
    }
}

impl<'t> Object<'t> {
    /// Its `kind`, empty where it has none.
    #[must_use]
    pub fn kind(&self) -> Cow<'t, str> {
        self.text("kind")
    }

    /// Its `apiVersion`, empty where it has none.
    #[must_use]
    pub fn api_version(&self) -> Cow<'t, str> {
        self.text("apiVersion")
    }

    /// The group of its `apiVersion`; empty for the core group.
    #[must_use]
    pub fn group(&self) -> String {
        let version = self.api_version();
        version.split_once('/').map_or_else(String::new, |(group, _)| group.into())
    }

    /// Its `metadata.name`, empty where it has none.
    #[must_use]
    pub fn name(&self) -> Cow<'t, str> {
        let name = self.value.get("metadata").and_then(|metadata| metadata.get("name"));
        name.and_then(Value::as_str).unwrap_or_default()
    }

    /// The object as one of the types of [`api`](crate::api), or of the caller's.
    ///
    /// # Errors
    /// What does not fit the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&serde_json::to_string(&self.value)?)
    }

    fn text(&self, key: &str) -> Cow<'t, str> {
        self.value.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn documents_are_split_at_lines_of_three_dashes() {
        for (text, want) in [
            ("a: 1\n", &[(0, 5)][..]),
            ("---\na: 1\n--- \nb: 2\n", &[(0, 0), (4, 9), (14, 19)]),
            ("a: |\n  ---\n---x\n---", &[(0, 16), (19, 19)]),
            ("a\r\n---\r\nb", &[(0, 3), (8, 9)]),
        ] {
            assert_eq!(pieces(text.as_bytes()), want, "{text:?}");
        }
    }
}
