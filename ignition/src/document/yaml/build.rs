//! The tape under construction: roles of nodes, keys, aliases.

use super::super::tape::{Held, Kind, Passage, Style, Tape, Value};
use super::super::{MAX_DEPTH, MAX_DOCUMENT, SourceId, Span};
use super::scalar::{self, Scalar, Tag};
use super::strict::{self, Around};
use super::{Document, Note, NoteKind, YamlError, fault, merge, repeated};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt::Write as _;

pub(super) struct Build<'s> {
    text: &'s str,
    tape: Tape<'s>,
    base: u32,
    frames: Vec<Frame>,
    anchors: Vec<Anchor<'s>>,
    notes: Vec<Note>,
    /// Whether there are merge keys.
    merges: bool,
    /// Where the last node ended, for containers without a closing bracket.
    end: usize,
    /// Steps the reference would take to decode this far, and how many of them come from aliases.
    steps: usize,
    alias_steps: usize,
    /// Bytes that aliases repeat.
    repeated: usize,
    scratch: String,
    /// Room for [`repeated`].
    keys: Vec<u64>,
}

/// An array or object that is not closed yet.
struct Frame {
    node: usize,
    kind: Kind,
    next: Role,
    anchor: usize,
    around: Around,
    /// The counters before its start.
    steps: usize,
    repeated: usize,
    /// Levels below it so far.
    height: usize,
}

/// What the next node is, by where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Element,
    Key,
    Value,
    /// Value of a merge key.
    Merge,
    /// Element of a list that is the value of a merge key.
    MergeElement,
}

/// A scalar as it stands in the source.
#[derive(Clone)]
pub(super) struct Piece<'s> {
    pub(super) text: Cow<'s, str>,
    pub(super) style: Style,
    pub(super) tag: Option<Tag>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What an alias stands for.
enum Anchor<'s> {
    /// A container that is still open.
    Open,
    Scalar(Piece<'s>),
    Node {
        node: usize,
        steps: usize,
        /// Of its text, with what aliases in it repeat.
        bytes: usize,
        height: usize,
    },
}

impl<'s> Build<'s> {
    pub(super) fn new(text: &'s str, source: SourceId, base: u32) -> Self {
        let mut tape = Tape::new(text.as_bytes(), source, base, Passage::Stored);
        // Manifests have a node about every 16 bytes; the vector grows where there are more.
        tape.reserve(text.len() / 16 + 8);
        Self {
            text,
            tape,
            base,
            frames: Vec::new(),
            anchors: Vec::new(),
            notes: Vec::new(),
            merges: false,
            end: 0,
            steps: 1,
            alias_steps: 0,
            repeated: 0,
            scratch: String::new(),
            keys: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> Document<'s> {
        let empty = match self.tape.len() {
            0 => {
                self.tape.scalar(Kind::Null, Style::Plain, Held::Raw, 0, 0);
                true
            }
            // An absent value has no width.
            1 => self.tape.node(0).kind == Kind::Null && self.tape.node(0).start == self.tape.node(0).end,
            _ => false,
        };
        if self.merges {
            merge::resolve(&mut self.tape, self.base, &mut self.notes);
        }
        self.notes.sort_by_key(|note| (note.at, note.kind));
        Document { tape: self.tape, notes: self.notes, empty }
    }

    /// What the next node stands in.
    pub(super) fn around(&self) -> Around {
        self.frames.last().map_or(Around { flow: false, indent: 0 }, |frame| frame.around)
    }

    pub(super) fn is_at_root(&self) -> bool {
        self.frames.is_empty()
    }

    pub(super) fn is_at_key(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.next == Role::Key)
    }

    /// Whether the outermost value is done and cannot go on: it has brackets or quotes.
    pub(super) fn is_bracketed(&self) -> bool {
        self.frames.is_empty() && self.tape.len() > 0 && self.tape.node(0).style != Style::Plain
    }

    /// The column of the outermost block, if it is open and indented.
    pub(super) fn root_column(&self) -> Option<usize> {
        let around = self.frames.first()?.around;
        around.indent.checked_sub(1).filter(|&column| column > 0 && !around.flow)
    }

    /// All from `at` on is dropped by kubectl.
    pub(super) fn note_rest(&mut self, kind: NoteKind, at: usize) {
        let at = Span {
            start: self.base + offset(at),
            end: self.base + offset(self.text.len()),
        };
        self.notes.push(Note { kind, at, related: None });
    }

    pub(super) fn scalar(&mut self, piece: Piece<'s>, anchor: usize) -> Result<(), YamlError> {
        let role = self.enter();
        let before = core::mem::replace(&mut self.end, piece.end);
        if role == Role::Key && self.around().flow {
            let gap = &self.text[before.min(piece.start)..piece.start];
            // A tag or anchor belongs to the key.
            let start = piece.start - gap.find(['!', '&']).map_or(0, |at| gap.len() - at);
            strict::key_in_flow(self.text, start, piece.end, piece.style, gap.contains('?'))?;
        }
        let can_merge = match piece.tag {
            None => piece.style == Style::Plain,
            Some(tag) => tag == Tag::Merge,
        };
        if role == Role::Key && can_merge && piece.text == "<<" {
            self.merge_key(&piece);
        } else {
            self.emit(&piece, role)?;
            self.step(1, 0, piece.start)?;
        }
        if anchor > 0 {
            self.set_anchor(anchor, Anchor::Scalar(piece));
        }
        Ok(())
    }

    /// A merge key is a null in the place of a key until all is read.
    fn merge_key(&mut self, piece: &Piece<'s>) {
        self.merges = true;
        self.tape.scalar(Kind::Null, Style::Plain, Held::Raw, piece.start, piece.end);
        if let Some(frame) = self.frames.last_mut() {
            frame.next = Role::Merge;
        }
    }

    fn emit(&mut self, piece: &Piece<'s>, role: Role) -> Result<(), YamlError> {
        let (start, end) = (piece.start, piece.end);
        if matches!(role, Role::Merge | Role::MergeElement) {
            return Err(no_map(start));
        }
        let meaning = match piece.tag {
            None if piece.style == Style::Plain => scalar::plain(&piece.text),
            None => Scalar::Text,
            Some(tag) => scalar::tagged(tag, &piece.text).map_err(|message| fault::meaning(message, start))?,
        };
        if role == Role::Key {
            return self.key(piece, meaning);
        }
        match meaning {
            Scalar::Text => self.string(piece),
            Scalar::Decoded(text) => self.tape.copied(Kind::String, piece.style, &text, start, end),
            Scalar::Decimal => self.number(piece, &piece.text),
            Scalar::Null => self.tape.scalar(Kind::Null, Style::Plain, Held::Raw, start, end),
            Scalar::Bool(true) => self.tape.scalar(Kind::True, Style::Plain, Held::Raw, start, end),
            Scalar::Bool(false) => self.tape.scalar(Kind::False, Style::Plain, Held::Raw, start, end),
            Scalar::Int(n) => {
                let mut scratch = core::mem::take(&mut self.scratch);
                scratch.clear();
                // Writing to a string cannot fail.
                let _ = write!(scratch, "{n}");
                self.number(piece, &scratch);
                self.scratch = scratch;
            }
            Scalar::Large(n) => self.number(piece, &format!("{n}")),
            Scalar::Float(n) if n.is_finite() => self.number(piece, &scalar::float_value(n)),
            Scalar::Float(_) => {
                let message = format!("`{}` has no place in JSON: quote it if it is meant as text", piece.text);
                return Err(fault::meaning(message, start));
            }
        }
        Ok(())
    }

    fn key(&mut self, piece: &Piece<'s>, meaning: Scalar) -> Result<(), YamlError> {
        let (start, end) = (piece.start, piece.end);
        let text = match meaning {
            Scalar::Text | Scalar::Decimal => {
                self.string(piece);
                return Ok(());
            }
            Scalar::Decoded(text) => text,
            Scalar::Bool(value) => format!("{value}"),
            Scalar::Int(n) => format!("{n}"),
            Scalar::Float(n) => scalar::float_key(n),
            Scalar::Null => {
                let message = "a key is missing here, or is null: write a key, or quote it";
                return Err(fault::meaning(message, start));
            }
            Scalar::Large(n) => {
                let message = format!("{n} is too large a number for a key: quote it");
                return Err(fault::meaning(message, start));
            }
        };
        self.tape.copied(Kind::String, piece.style, &text, start, end);
        Ok(())
    }

    fn string(&mut self, piece: &Piece<'s>) {
        let Piece { text, style, start, end, .. } = piece;
        let quotes = usize::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        let (from, to) = (start + quotes, end.saturating_sub(quotes));
        let same = from + text.len() == to
            && (matches!(text, Cow::Borrowed(_)) || *text.as_bytes() == self.text.as_bytes()[from..to]);
        if same {
            self.tape.scalar(Kind::String, *style, Held::Raw, *start, *end);
        } else {
            self.tape.copied(Kind::String, *style, text, *start, *end);
        }
    }

    fn number(&mut self, piece: &Piece<'s>, text: &str) {
        if self.text.as_bytes().get(piece.start..piece.end) == Some(text.as_bytes()) {
            self.tape.scalar(Kind::Number, Style::Plain, Held::Raw, piece.start, piece.end);
        } else {
            self.tape.copied(Kind::Number, Style::Plain, text, piece.start, piece.end);
        }
    }

    /// A container begins, in this column if it is a block.
    pub(super) fn open(
        &mut self,
        kind: Kind,
        start: usize,
        anchor: usize,
        column: Option<usize>,
    ) -> Result<(), YamlError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(fault::too_deep(start));
        }
        let before = self.end;
        let role = self.enter();
        let (steps, next) = match (role, kind) {
            (Role::Key, _) => return Err(complex_key(start)),
            (Role::MergeElement, Kind::Array) => return Err(no_map(start)),
            // The reference looks at the elements without decoding the list.
            (Role::Merge, Kind::Array) => (0, Role::MergeElement),
            (_, Kind::Array) => (1, Role::Element),
            _ => (1, Role::Key),
        };
        let around = match column {
            Some(column) => Around { flow: false, indent: column + 1 },
            None => Around { flow: true, indent: self.around().indent },
        };
        let counted = self.steps;
        self.step(steps, 0, start)?;
        let start = if kind == Kind::Array && column.is_some() { self.first_dash(before, start) } else { start };
        let node = self.tape.open(kind, start);
        self.end = self.end.max(start);
        if anchor > 0 {
            self.set_anchor(anchor, Anchor::Open);
        }
        self.frames.push(Frame {
            node,
            kind,
            next,
            anchor,
            around,
            steps: counted,
            repeated: self.repeated,
            height: 0,
        });
        Ok(())
    }

    /// Of a list that is not indented below its key the parser gives a start behind the dash.
    fn first_dash(&self, before: usize, start: usize) -> usize {
        let gap = &self.text.as_bytes()[before.min(start)..start];
        let mut at = before;
        for line in gap.split_inclusive(|&b| b == b'\n') {
            let indent = line.iter().take_while(|&&b| b == b' ').count();
            if at > before && line.get(indent) == Some(&b'-') {
                return at + indent;
            }
            at += line.len();
        }
        start
    }

    /// The innermost container ends, with a bracket before `end` or with its last node.
    pub(super) fn close(&mut self, end: Option<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        self.end = end.unwrap_or(self.end);
        self.tape.close(frame.node, self.end);
        if frame.kind == Kind::Object {
            repeated::note(Value::at(&self.tape, frame.node), &mut self.keys, &mut self.notes);
        }
        let height = frame.height + 1;
        if frame.anchor > 0 {
            let steps = self.steps - frame.steps;
            let own = self.tape.node(frame.node).end - self.tape.node(frame.node).start;
            let bytes = own as usize + self.repeated - frame.repeated;
            self.set_anchor(frame.anchor, Anchor::Node { node: frame.node, steps, bytes, height });
        }
        self.reach(height);
    }

    pub(super) fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), YamlError> {
        let role = self.enter();
        self.end = end;
        match self.anchors.get(id) {
            Some(Anchor::Scalar(piece)) => {
                let piece = piece.clone();
                self.step(2, 1, start)?;
                self.repeat(piece.text.len(), start)?;
                self.emit(&piece, role)
            }
            Some(&Anchor::Node { node, steps, bytes, height }) => {
                let is_map = self.tape.node(node).kind == Kind::Object;
                match role {
                    Role::Key => return Err(complex_key(start)),
                    Role::Merge | Role::MergeElement if !is_map => return Err(no_map(start)),
                    _ => {}
                }
                if self.frames.len() + height > MAX_DEPTH {
                    return Err(fault::too_deep(start));
                }
                self.step(1 + steps, steps, start)?;
                self.repeat(bytes, start)?;
                self.tape.repeat(node);
                self.reach(height);
                Ok(())
            }
            Some(Anchor::Open) | None => Err(fault::meaning("this alias stands inside of what it names", start)),
        }
    }

    fn set_anchor(&mut self, id: usize, anchor: Anchor<'s>) {
        while self.anchors.len() <= id {
            self.anchors.push(Anchor::Open);
        }
        self.anchors[id] = anchor;
    }

    fn reach(&mut self, height: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.height = frame.height.max(height);
        }
    }

    /// A node begins: what it is to the container around it.
    fn enter(&mut self) -> Role {
        let Some(frame) = self.frames.last_mut() else { return Role::Value };
        let role = frame.next;
        frame.next = match role {
            Role::Key => Role::Value,
            Role::Value | Role::Merge => Role::Key,
            Role::Element | Role::MergeElement => role,
        };
        role
    }

    /// Texts that are repeated take room in whatever is made of the document.
    fn repeat(&mut self, bytes: usize, at: usize) -> Result<(), YamlError> {
        self.repeated += bytes;
        if self.repeated > MAX_DOCUMENT {
            let message = format!("aliases repeat more than {} MiB of text", MAX_DOCUMENT >> 20);
            return Err(fault::limit(message, at));
        }
        Ok(())
    }

    /// Counts as the reference does, and refuses what it calls excessive aliasing.
    fn step(&mut self, steps: usize, alias_steps: usize, at: usize) -> Result<(), YamlError> {
        self.steps += steps;
        self.alias_steps += alias_steps;
        let (all, aliased) = (self.steps, self.alias_steps);
        if aliased > 100 && all > 1000 && aliased as f64 / all as f64 > allowed(all) {
            let message = format!("aliases expand to more than is accepted: {aliased} of {all} values");
            return Err(fault::limit(message, at));
        }
        Ok(())
    }
}

fn complex_key(at: usize) -> YamlError {
    fault::meaning("a list or an object stands where a key is expected: a key must be a plain value", at)
}

fn no_map(at: usize) -> YamlError {
    fault::meaning("the value of a merge key (`<<`) must be an object or a list of objects", at)
}

/// Documents are refused long before.
fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// How large a share of aliases the reference accepts in a document of so many steps.
fn allowed(steps: usize) -> f64 {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    0.99 - 0.89 * (((steps as f64).clamp(LOW, HIGH) - LOW) / (HIGH - LOW))
}

#[cfg(test)]
mod tests {
    use super::super::{Fault, read};
    use super::*;
    use crate::document::LineColumn;
    use alloc::borrow::ToOwned;

    fn document(text: &str) -> Document<'_> {
        read(text.as_bytes(), SourceId::default(), 0).unwrap()
    }

    /// The text at the place of the value that these keys lead to.
    fn shown<'t>(text: &'t str, keys: &[&str]) -> &'t str {
        let document = document(text);
        let value = keys.iter().fold(document.tape.root(), |value, key| match key.parse() {
            Ok(index) => value.elements().nth(index).unwrap(),
            Err(_) => value.get(key).unwrap(),
        });
        let span = value.span();
        &text[span.start as usize..span.end as usize]
    }

    #[test]
    fn values_stand_where_they_are_written() {
        for (text, keys, want) in [
            ("# c\na: 1 # d\n", &[][..], "a: 1"),
            ("a: 'x' # c\n", &["a"], "'x'"),
            ("a: &x !!str 1\n", &["a"], "1"),
            ("a:\n\n  b: 1\n  c: [d] # e\n\nf: 1\n", &["a"], "b: 1\n  c: [d]"),
            ("a:\n# c\n- b\n- c\nd: 1\n", &["a"], "- b\n- c"),
            ("a:\n- - b\n  - c\n", &["a"], "- - b\n  - c"),
            ("a:\n- - b\n  - c\n", &["a", "0"], "- b\n  - c"),
            ("a: [ 1, 2 ] # c\n", &["a"], "[ 1, 2 ]"),
            ("a:\nb: 1\n", &["a"], ""),
            ("a: |\n\n  x\n   y\n\nb: 1\n", &["a"], "\n  x\n   y\n\n"),
            ("- a: |\n    x\n  b: 1\n", &["0", "a"], "x\n"),
            ("a: &x [1]\nb: *x\n", &["b"], "[1]"),
            ("a: &x {b: 1}\nc:\n  <<: *x\n", &["c", "b"], "1"),
            ("on: 1\n", &["true"], "1"),
        ] {
            assert_eq!(shown(text, keys), want, "{text:?}");
        }
    }

    #[test]
    fn limits_are_the_references() {
        let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
        let dashes = |n: usize| "- ".repeat(n) + "x";
        let wide = |n: usize| "a: &a [".to_owned() + &"x,".repeat(999) + "]\nb: [" + &"*a,".repeat(n) + "]";
        let long = |n: usize| format!("a: &a [{}]\nb: [{}]", "x".repeat(1 << 20), "*a,".repeat(n));
        for (text, fault) in [
            (deep(MAX_DEPTH), None),
            (deep(MAX_DEPTH + 1), Some(Fault::Limit)),
            (dashes(MAX_DEPTH), None),
            (dashes(MAX_DEPTH + 1), Some(Fault::Limit)),
            (
                "a: &a ".to_owned() + &deep(6000) + "\nb: " + &"[".repeat(6000) + "*a" + &"]".repeat(6000),
                Some(Fault::Limit),
            ),
            (wide(90), None),
            (wide(200), Some(Fault::Limit)),
            (long(60), None),
            (long(70), Some(Fault::Limit)),
        ] {
            assert_eq!(read(text.as_bytes(), SourceId::default(), 0).err().map(|error| error.fault), fault);
        }
    }

    #[test]
    fn hostile_documents_take_time_in_proportion() {
        // The square of any of these would be minutes.
        for text in [
            "a: 1\n".repeat(60_000),
            "a: 1\n".to_owned() + &" b: 2\n".repeat(60_000),
            "{".to_owned() + &"\"a\": {\"a\": [\t1], \"b\": 2}, ".repeat(12_000) + "}",
            "- &a a\n- *a\n".repeat(20_000),
            "a:\n  <<: ".to_owned() + &"{<<: [{b: 1}, ".repeat(2_400) + "{a: 1}" + &"]}".repeat(2_400),
            " a: 1\n".repeat(60_000) + "{",
            "a: '\u{2028}'\n".repeat(30_000),
            "x".repeat(300_000) + ": 1",
        ] {
            let end = read(text.as_bytes(), SourceId::default(), 0).map_or_else(|error| error.at, |_| 0);
            assert!(LineColumn::of(text.as_bytes(), end).line > 0);
        }
    }
}
