//! From the parser's events to the tape, in one pass.

use super::super::tape::{Held, Kind, Passage, Style, Tape, Value};
use super::super::{MAX_DEPTH, SourceId, Span};
use super::scalar::{self, Scalar, Tag};
use super::strict::{self, Edge, Screened};
use super::{Document, Fault, Note, NoteKind, YamlError, fault, merge, offset};
use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::fmt::Write as _;
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span as Range, StrInput, StructureStyle};

pub(super) fn read(screened: Screened<'_>, source: SourceId, base: u32) -> Result<Document<'_>, YamlError> {
    let options = granit_parser::options! {
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        emit_anchor_events: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let text = screened.text;
    let mut events = Parser::new_from_str_with_options(text, options.clone());
    let mut build = Build::new(screened.clone(), source, base);
    let stop = match build.document(&mut events) {
        Ok(()) => {
            build.rest(&mut events)?;
            return Ok(build.finish());
        }
        Err(stop) => stop,
    };
    let error = match stop {
        Stop::Parser(error) => fault::with_template(fault::of(&error, text), text),
        Stop::Ours(error) => return Err(fault::with_template(error, text)),
    };
    let Some(cut) = build.end_before(&error) else { return Err(error) };
    // Read again up to there. The tape keeps the whole text, since places are counted in it.
    let mut build = Build::new(screened, source, base);
    match build.document(&mut Parser::new_from_str_with_options(&text[..cut], options)) {
        Ok(()) => {
            build.note(NoteKind::TrailingText, (cut, text.len()), None);
            Ok(build.finish())
        }
        Err(_) => Err(error),
    }
}

/// Why reading ended early.
enum Stop {
    Parser(ScanError),
    Ours(YamlError),
}

impl From<YamlError> for Stop {
    fn from(error: YamlError) -> Self {
        Self::Ours(error)
    }
}

type Events<'s> = Parser<'s, StrInput<'s>>;

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

/// An array or object that is not closed yet.
struct Frame {
    node: usize,
    kind: Kind,
    next: Role,
    anchor: usize,
    /// Column of a block; `None` inside of brackets.
    column: Option<usize>,
    /// Counter before its start.
    ops: usize,
    /// Levels below it so far.
    height: usize,
}

/// A scalar as it stands in the source.
#[derive(Clone)]
struct Piece<'s> {
    text: Cow<'s, str>,
    style: Style,
    tag: Option<Tag>,
    start: usize,
    end: usize,
}

/// What an alias stands for.
enum Anchor<'s> {
    /// A container that is still open.
    Open,
    Scalar(Piece<'s>),
    Node {
        node: usize,
        ops: usize,
        height: usize,
    },
}

struct Build<'s> {
    text: &'s str,
    tabs: bool,
    /// Line breaks that only kubectl takes for such; up to `passed` they are dealt with.
    breaks: Vec<usize>,
    passed: usize,
    /// Up to here the source is dealt with.
    seen: usize,
    edge: Edge,
    tape: Tape<'s>,
    base: u32,
    frames: Vec<Frame>,
    anchors: Vec<Anchor<'s>>,
    notes: Vec<Note>,
    empty: bool,
    merges: bool,
    /// Where the last node ended, for containers without a closing bracket.
    end: usize,
    /// Steps the reference would take to decode this far, and how many of them come from aliases.
    ops: usize,
    alias_ops: usize,
    scratch: String,
    keys: Vec<(u32, usize)>,
}

impl<'s> Build<'s> {
    fn new(screened: Screened<'s>, source: SourceId, base: u32) -> Self {
        let Screened { text, tabs, breaks } = screened;
        let mut tape = Tape::new(text.as_bytes(), source, base, Passage::Stored);
        // Manifests have a node about every 16 bytes; the vector grows where there are more.
        tape.reserve(text.len() / 16 + 8);
        Self {
            text,
            tabs,
            breaks,
            passed: 0,
            seen: 0,
            edge: Edge { fresh: true, plain: None },
            tape,
            base,
            frames: Vec::new(),
            anchors: Vec::new(),
            notes: Vec::new(),
            empty: false,
            merges: false,
            end: 0,
            ops: 1,
            alias_ops: 0,
            scratch: String::new(),
            keys: Vec::new(),
        }
    }

    /// Reads events up to the end of the first document.
    fn document(&mut self, events: &mut Events<'s>) -> Result<(), Stop> {
        for next in events {
            let (event, span) = next.map_err(Stop::Parser)?;
            let (start, end) = span.byte_range().map_or((0, 0), |range| (range.start, range.end));
            match event {
                Event::Scalar(text, style, anchor, tag) => {
                    let style = style_of(style);
                    self.gap(start, end, Some(style), &span)?;
                    let tag = self.tag(tag.as_deref(), &span)?;
                    let piece = self.piece(text, style, tag, &span, (start, end))?;
                    self.scalar(piece, anchor)?;
                }
                Event::MappingStart(style, anchor, tag) => {
                    self.gap(start, end, None, &span)?;
                    self.tag(tag.as_deref(), &span)?;
                    let column = (style == StructureStyle::Block).then(|| span.start.col());
                    self.open(Kind::Object, start, anchor, column)?;
                }
                Event::SequenceStart(style, anchor, tag) => {
                    self.gap(start, end, None, &span)?;
                    self.tag(tag.as_deref(), &span)?;
                    let column = (style == StructureStyle::Block).then(|| span.start.col());
                    self.open(Kind::Array, start, anchor, column)?;
                }
                Event::MappingEnd | Event::SequenceEnd => {
                    self.gap(start, end, None, &span)?;
                    self.close(start, end);
                }
                Event::Anchor(..) => strict::name(self.text, start, end)?,
                Event::Alias(id) => {
                    self.gap(start, end, None, &span)?;
                    strict::name(self.text, start, end)?;
                    self.alias(id, start, end)?;
                }
                Event::DocumentStart(explicit, version) => {
                    strict::prefix(self.text, start, explicit)?;
                    if version.is_some_and(|version| (version.major, version.minor) != (1, 1)) {
                        let message = "kubectl reads only YAML 1.1: delete the `%YAML` line";
                        return Err(fault::syntax(message, 0).into());
                    }
                    self.gap(start, end, None, &span)?;
                }
                Event::DocumentEnd => return Ok(self.gap(start, start, None, &span)?),
                Event::StreamEnd => {
                    strict::prefix(self.text, start, false)?;
                    return Ok(self.gap(start, start, None, &span)?);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What stands between the last node and this one, and line breaks of kubectl's own.
    fn gap(&mut self, start: usize, end: usize, style: Option<Style>, span: &Range) -> Result<(), YamlError> {
        if self.tabs && start >= self.seen {
            let block = self.frames.iter().rev().find_map(|frame| frame.column);
            let indent = block.map_or(0, |column| column + 1);
            let flow = self.frames.last().is_some_and(|frame| frame.column.is_none());
            let gap = &self.text.as_bytes()[self.seen..start];
            let fresh = strict::tabs(gap, self.seen, self.edge, flow, indent)?;
            let inside = &self.text.as_bytes()[start..end];
            if style == Some(Style::Plain) {
                strict::plain_tabs(inside, start, span.start.col(), indent)?;
            }
            self.edge = Edge {
                fresh: if start < end { matches!(style, Some(Style::Literal | Style::Folded)) } else { fresh },
                plain: (style == Some(Style::Plain) && start < end).then(|| span.end.col()),
            };
        }
        self.seen = self.seen.max(end);
        while let Some(&at) = self.breaks.get(self.passed).filter(|&&at| at < end.max(start)) {
            if at < start || !style.is_some_and(strict::is_quoted) {
                return Err(fault::syntax(strict::BREAK, at));
            }
            self.passed += 1;
        }
        Ok(())
    }

    fn tag(&self, tag: Option<&granit_parser::Tag>, span: &Range) -> Result<Option<Tag>, YamlError> {
        let Some(tag) = tag else { return Ok(None) };
        if let Some(range) = span.tag_span().and_then(|span| span.byte_range()) {
            strict::tag(self.text, range.start, range.end)?;
        }
        Ok(Some(Tag::of(tag.handle(), tag.suffix())))
    }

    /// Looks at what follows the first document; kubectl looks only at its beginning.
    fn rest(&mut self, events: &mut Events<'s>) -> Result<(), YamlError> {
        let Some(next) = events.next() else { return Ok(()) };
        let (kind, at) = match &next {
            Ok((Event::DocumentStart(..), span)) => (NoteKind::SecondDocument, span.start),
            Err(error) => (NoteKind::TrailingText, *error.marker()),
            Ok(_) => return Ok(()),
        };
        let start = at.byte_offset().unwrap_or(self.text.len());
        if let Err(error) = next {
            let sound = *error.kind() == ErrorKind::ExpectedDocumentStart;
            if !sound && !may_trail(self.text.as_bytes().get(start).copied()) {
                return Err(fault::of(&error, self.text));
            }
            self.gap(start, start, None, &Range::empty(at))?;
            if self.breaks.get(self.passed) == Some(&start) {
                return Err(fault::syntax(strict::BREAK, start));
            }
        }
        self.note(kind, (start, self.text.len()), None);
        Ok(())
    }

    /// Where kubectl ends the document before it meets this error: at a line that is less indented
    /// than the first.
    fn end_before(&self, error: &YamlError) -> Option<usize> {
        let column = self.frames.first()?.column.filter(|&column| column > 0)?;
        if error.fault != Fault::Syntax {
            return None;
        }
        let end = self.text[error.at..].find('\n').map_or(self.text.len(), |lf| error.at + lf);
        let mut at = self.text[..self.seen.min(end)].rfind('\n').map_or(0, |lf| lf + 1);
        for line in self.text[at..end].split_inclusive('\n') {
            let indent = line.bytes().take_while(|&b| b == b' ').count();
            let first = line.as_bytes().get(indent).copied().unwrap_or(b'\n');
            if indent < column && !matches!(first, b'#' | b'\n' | b'\r') {
                return may_trail(Some(first)).then_some(at);
            }
            at += line.len();
        }
        None
    }

    fn finish(mut self) -> Document<'s> {
        if self.tape.len() == 0 {
            self.empty = true;
            self.tape.scalar(Kind::Null, Style::Plain, Held::Raw, 0, 0);
        }
        if self.merges {
            merge::resolve(&mut self.tape, &mut self.notes);
        }
        self.notes.sort_by_key(|note| (note.at, note.kind));
        Document { tape: self.tape, notes: self.notes, empty: self.empty }
    }

    fn note(&mut self, kind: NoteKind, at: (usize, usize), related: Option<Span>) {
        let at = Span { start: self.base + at.0 as u32, end: self.base + at.1 as u32 };
        self.notes.push(Note { kind, at, related });
    }

    /// A scalar, and what kubectl would refuse about it.
    fn piece(
        &self,
        text: Cow<'s, str>,
        style: Style,
        tag: Option<Tag>,
        span: &Range,
        (start, end): (usize, usize),
    ) -> Result<Piece<'s>, YamlError> {
        let flow = self.frames.last().is_some_and(|frame| frame.column.is_none());
        match style {
            // An absent value; the parser shows `~` at the place where it would stand.
            Style::Plain if start == end => {
                let at = if self.text.as_bytes().get(start) == Some(&b':') { start + 1 } else { start };
                return Ok(Piece { text: Cow::Borrowed(""), style, tag, start: at, end: at });
            }
            Style::Plain if flow => strict::plain_in_flow(&text, start)?,
            Style::Literal | Style::Folded => {
                if self.frames.is_empty() && span.start.col() == 0 && !text.is_empty() {
                    return Err(fault::syntax("the text of a block must be indented", start));
                }
                strict::block_start(&text, self.text, start)?;
                let (start, end) = block(self.text.as_bytes(), &text, start, end);
                return Ok(Piece { text, style, tag, start, end });
            }
            Style::DoubleQuoted if matches!(text, Cow::Owned(_)) => {
                strict::escapes(&self.text[start + 1..end - 1], start + 1)?;
            }
            _ => {}
        }
        let last = self.passed.checked_sub(1).map(|last| self.breaks[last]).filter(|&at| at > start);
        let text = match last {
            Some(at) if self.frames.last().is_some_and(|frame| frame.next == Role::Key) => {
                return Err(fault::syntax(strict::BREAK, at));
            }
            Some(_) => offset::quoted(style, &self.text.as_bytes()[start + 1..end - 1]).into(),
            None => text,
        };
        Ok(Piece { text, style, tag, start, end })
    }

    fn scalar(&mut self, piece: Piece<'s>, anchor: usize) -> Result<(), YamlError> {
        let role = self.enter(piece.start)?;
        let before = core::mem::replace(&mut self.end, piece.end);
        if role == Role::Key && self.frames.last().is_some_and(|frame| frame.column.is_none()) {
            let gap = &self.text[before..piece.start];
            // A tag or anchor belongs to the key.
            let start = before + gap.find(['!', '&']).unwrap_or(gap.len());
            strict::key_in_flow(self.text, start, piece.end, piece.style == Style::Plain, gap.contains('?'))?;
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
            self.anchor(anchor, Anchor::Scalar(piece));
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
            return Err(self.no_map(start));
        }
        let meaning = match piece.tag {
            None if piece.style == Style::Plain => scalar::plain(&piece.text),
            None => Scalar::Text,
            Some(tag) => scalar::tagged(tag, &piece.text).map_err(|message| fault::meaning(message, start))?,
        };
        if role == Role::Key {
            return self.key(piece, meaning);
        }
        let mut scratch = core::mem::take(&mut self.scratch);
        scratch.clear();
        match meaning {
            Scalar::Text => self.string(piece),
            Scalar::Decoded(text) => self.tape.copied(Kind::String, piece.style, &text, start, end),
            Scalar::Decimal => self.number(piece, &piece.text),
            Scalar::Null => self.tape.scalar(Kind::Null, Style::Plain, Held::Raw, start, end),
            Scalar::Bool(true) => self.tape.scalar(Kind::True, Style::Plain, Held::Raw, start, end),
            Scalar::Bool(false) => self.tape.scalar(Kind::False, Style::Plain, Held::Raw, start, end),
            Scalar::Int(n) => {
                let _ = write!(scratch, "{n}");
                self.number(piece, &scratch);
            }
            Scalar::Large(n) => {
                let _ = write!(scratch, "{n}");
                self.number(piece, &scratch);
            }
            Scalar::Float(n) if n.is_finite() => self.number(piece, &scalar::float_value(n)),
            Scalar::Float(_) => {
                let message = format!("`{}` has no place in JSON: quote it if it is meant as text", piece.text);
                return Err(fault::meaning(message, start));
            }
        }
        self.scratch = scratch;
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
                let message = "a key is missing before this `:`, or is null: write the key, or quote it";
                return Err(fault::meaning(message, start));
            }
            Scalar::Large(n) => {
                let message = format!("{n} is too large for a number as a key: quote it");
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
        let same = text.len() + from == to
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

    fn open(&mut self, kind: Kind, start: usize, anchor: usize, column: Option<usize>) -> Result<(), YamlError> {
        let before = self.end;
        let role = self.enter(start)?;
        let (ops, next) = match (role, kind) {
            (Role::Key, _) => return Err(self.complex_key(start)),
            (Role::MergeElement, Kind::Array) => return Err(self.no_map(start)),
            // The reference looks at the elements without decoding the list.
            (Role::Merge, Kind::Array) => (0, Role::MergeElement),
            (_, Kind::Array) => (1, Role::Element),
            _ => (1, Role::Key),
        };
        let counted = self.ops;
        self.step(ops, 0, start)?;
        let start = if kind == Kind::Array && column.is_some() { self.first_dash(before, start) } else { start };
        let node = self.tape.open(kind, start);
        self.end = self.end.max(start);
        if anchor > 0 {
            self.anchor(anchor, Anchor::Open);
        }
        self.frames.push(Frame { node, kind, next, anchor, column, ops: counted, height: 0 });
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

    fn close(&mut self, start: usize, end: usize) {
        let Some(frame) = self.frames.pop() else { return };
        // A closing bracket has a width; the end of a block has none and comes late.
        if end > start {
            self.end = end;
        }
        self.tape.close(frame.node, self.end);
        if frame.kind == Kind::Object {
            self.duplicates(frame.node);
        }
        if frame.anchor > 0 {
            let anchor = Anchor::Node { node: frame.node, ops: self.ops - frame.ops, height: frame.height + 1 };
            self.anchor(frame.anchor, anchor);
        }
        self.reach(frame.height + 1);
    }

    fn alias(&mut self, id: usize, start: usize, end: usize) -> Result<(), YamlError> {
        let role = self.enter(start)?;
        self.end = end;
        match self.anchors.get(id) {
            Some(Anchor::Scalar(piece)) => {
                let piece = piece.clone();
                self.step(2, 1, start)?;
                self.emit(&piece, role)
            }
            Some(&Anchor::Node { node, ops, height }) => {
                let kind = self.tape.node(node).kind;
                match role {
                    Role::Key => return Err(self.complex_key(start)),
                    Role::Merge | Role::MergeElement if kind != Kind::Object => return Err(self.no_map(start)),
                    _ => {}
                }
                if self.frames.len() + height > MAX_DEPTH {
                    return Err(too_deep(start));
                }
                self.step(1 + ops, ops, start)?;
                self.tape.repeat(node);
                self.reach(height);
                Ok(())
            }
            Some(Anchor::Open) | None => Err(fault::meaning("this alias stands inside of what it names", start)),
        }
    }

    fn anchor(&mut self, id: usize, anchor: Anchor<'s>) {
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
    fn enter(&mut self, at: usize) -> Result<Role, YamlError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(too_deep(at));
        }
        let Some(frame) = self.frames.last_mut() else { return Ok(Role::Value) };
        let role = frame.next;
        frame.next = match role {
            Role::Key => Role::Value,
            Role::Value | Role::Merge => Role::Key,
            Role::Element | Role::MergeElement => role,
        };
        Ok(role)
    }

    /// Counts as the reference does, and refuses what it calls excessive aliasing.
    fn step(&mut self, ops: usize, alias_ops: usize, at: usize) -> Result<(), YamlError> {
        self.ops += ops;
        self.alias_ops += alias_ops;
        if self.alias_ops > 100 && self.ops > 1000 && self.alias_ops as f64 / self.ops as f64 > allowed(self.ops) {
            let message = format!("aliases expand to {} of {} values, more than is accepted", self.alias_ops, self.ops);
            return Err(fault::limit(message, at));
        }
        Ok(())
    }

    fn complex_key(&self, at: usize) -> YamlError {
        let message = "a list or an object stands where a key is expected; a key must be plain text";
        fault::meaning(message, at)
    }

    fn no_map(&self, at: usize) -> YamlError {
        fault::meaning("the value of a merge key (`<<`) must be an object or a list of objects", at)
    }

    /// Notes the keys of an object that stand in it more than once.
    fn duplicates(&mut self, object: usize) {
        let Self { tape, keys, notes, .. } = self;
        keys.clear();
        let members = Value::at(tape, object).members();
        keys.extend(members.filter(|(key, _)| !key.is_null()).map(|(key, _)| (hash(key), key.index())));
        if keys.len() > 1 {
            keys.sort_unstable();
            for pair in 1..keys.len() {
                let (hash, index) = keys[pair];
                let text = |index: usize| Value::at(tape, index).as_str();
                let earlier = keys[..pair].iter().rev().take_while(|key| key.0 == hash);
                if let Some(&(_, first)) = earlier.filter(|key| text(key.1) == text(index)).last() {
                    let (at, related) = (Value::at(tape, index).span(), Value::at(tape, first).span());
                    notes.push(Note { kind: NoteKind::DuplicateKey, at, related: Some(related) });
                }
            }
        }
    }
}

/// Whether kubectl accepts a text behind the document that begins so; the rest it does not see.
fn may_trail(first: Option<u8>) -> bool {
    first.is_none_or(|b| b.is_ascii_alphanumeric() || b"-[]{},:?._/(".contains(&b))
}

fn too_deep(at: usize) -> YamlError {
    fault::limit(format!("nested more than {MAX_DEPTH} levels deep"), at)
}

/// FNV-1a.
fn hash(key: Value<'_>) -> u32 {
    let text = key.as_str().unwrap_or_default();
    text.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// How large a share of aliases the reference accepts in a document of so many steps.
fn allowed(ops: usize) -> f64 {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    let ops = (ops as f64).clamp(LOW, HIGH);
    0.99 - 0.89 * ((ops - LOW) / (HIGH - LOW))
}

/// The bytes of a block scalar: with the blank lines that its text begins with, without the
/// indentation of the line that ends it.
fn block(bytes: &[u8], text: &str, mut start: usize, mut end: usize) -> (usize, usize) {
    for _ in text.bytes().take_while(|&b| b == b'\n') {
        let spaces = bytes[..start].iter().rev().take_while(|&&b| b == b' ').count();
        match bytes[..start - spaces] {
            [.., b'\r', b'\n'] => start -= spaces + 2,
            [.., b'\n' | b'\r'] => start -= spaces + 1,
            _ => break,
        }
    }
    let spaces = bytes[start..end].iter().rev().take_while(|&&b| b == b' ').count();
    if !text.ends_with(' ') && matches!(bytes[..end - spaces], [.., b'\n' | b'\r']) {
        end -= spaces;
    }
    (start, end.max(start))
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
        _ => Style::Plain,
    }
}
