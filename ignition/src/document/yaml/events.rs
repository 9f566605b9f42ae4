//! From the parser's events to the tape, in one pass.

use super::super::tape::Style;
use super::super::{MAX_DEPTH, SourceId};
use super::build::{Build, Piece};
use super::scalar::Tag;
use super::screen::Screened;
use super::strict::{self, Watch};
use super::{Document, Fault, NoteKind, YamlError, fault, offset};
use super::super::tape::Kind;
use alloc::borrow::Cow;
use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle};

pub(super) fn read(screened: Screened<'_>, source: SourceId, base: u32) -> Result<Document<'_>, YamlError> {
    let text = screened.text;
    let mut events = Parser::new_from_str_with_options(text, options());
    let mut reader = Reader::new(screened.clone(), source, base);
    let error = match reader.document(&mut events) {
        Ok(()) => {
            reader.rest(&mut events)?;
            return Ok(reader.build.finish());
        }
        Err(Stop::Ours(error)) => return Err(fault::with_template(error, text)),
        Err(Stop::Parser(error)) => fault::with_template(fault::of(&error, text), text),
    };
    if error.fault != Fault::Syntax {
        return Err(error);
    }
    if reader.build.is_bracketed() {
        let at = first_token(text, reader.watch.seen());
        return reader.trailing(at, error);
    }
    let Some(cut) = reader.dedent(&error) else { return Err(error) };
    // Read again up to there. The tape keeps the whole text, since places are counted in it.
    let mut reader = Reader::new(screened, source, base);
    match reader.document(&mut Parser::new_from_str_with_options(&text[..cut], options())) {
        Ok(()) => reader.trailing(first_token(text, cut), error),
        Err(_) => Err(error),
    }
}

fn options() -> Options {
    granit_parser::options! {
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        emit_anchor_events: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

type Events<'s> = Parser<'s, StrInput<'s>>;

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

struct Reader<'s> {
    text: &'s str,
    watch: Watch<'s>,
    build: Build<'s>,
}

impl<'s> Reader<'s> {
    fn new(screened: Screened<'s>, source: SourceId, base: u32) -> Self {
        let text = screened.text;
        Self { text, watch: Watch::new(screened), build: Build::new(text, source, base) }
    }

    /// Reads events up to the end of the first document.
    fn document(&mut self, events: &mut Events<'s>) -> Result<(), Stop> {
        for next in events {
            let (event, span) = next.map_err(Stop::Parser)?;
            match event {
                Event::Scalar(text, style, anchor, tag) => {
                    let style = style_of(style);
                    self.watch.follow(&span, Some(style), self.build.around())?;
                    let tag = self.tag(tag.as_deref(), &span)?;
                    let piece = self.piece(text, style, tag, &span)?;
                    self.build.scalar(piece, anchor)?;
                }
                Event::MappingStart(style, anchor, tag) => self.open(Kind::Object, style, anchor, tag.as_deref(), &span)?,
                Event::SequenceStart(style, anchor, tag) => self.open(Kind::Array, style, anchor, tag.as_deref(), &span)?,
                Event::MappingEnd | Event::SequenceEnd => {
                    self.watch.follow(&span, None, self.build.around())?;
                    let (start, end) = strict::range(&span);
                    // A closing bracket has a width; the end of a block has none and comes late.
                    self.build.close((end > start).then_some(end));
                }
                Event::Anchor(..) => strict::anchor(self.text, &span)?,
                Event::Alias(id) => {
                    self.watch.follow(&span, None, self.build.around())?;
                    strict::anchor(self.text, &span)?;
                    let (start, end) = strict::range(&span);
                    self.build.alias(id, start, end)?;
                }
                Event::DocumentStart(_, version) => {
                    strict::prefix(self.text, strict::range(&span).0)?;
                    if version.is_some_and(|version| (version.major, version.minor) != (1, 1)) {
                        let message = "kubectl reads only YAML 1.1: delete the line with `%YAML`";
                        return Err(fault::syntax(message, 0).into());
                    }
                    self.watch.follow(&span, None, self.build.around())?;
                }
                Event::DocumentEnd => return Ok(self.watch.follow(&Span::empty(span.start), None, self.build.around())?),
                Event::StreamEnd => {
                    strict::prefix(self.text, strict::range(&span).0)?;
                    return Ok(self.watch.follow(&span, None, self.build.around())?);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&granit_parser::Tag>,
        span: &Span,
    ) -> Result<(), YamlError> {
        self.watch.follow(span, None, self.build.around())?;
        self.tag(tag, span)?;
        let column = (style == StructureStyle::Block).then(|| span.start.col());
        self.build.open(kind, strict::range(span).0, anchor, column)
    }

    fn tag(&self, tag: Option<&granit_parser::Tag>, span: &Span) -> Result<Option<Tag>, YamlError> {
        let Some(tag) = tag else { return Ok(None) };
        if let Some(span) = span.tag_span() {
            strict::tag(self.text, &span)?;
        }
        Ok(Some(Tag::of(tag.handle(), tag.suffix())))
    }

    /// A scalar, unless kubectl would refuse something about it.
    fn piece(&self, text: Cow<'s, str>, style: Style, tag: Option<Tag>, span: &Span) -> Result<Piece<'s>, YamlError> {
        let (start, end) = strict::range(span);
        match style {
            // An absent value; the parser shows `~` at the place where it would stand.
            Style::Plain if start == end => {
                let at = if self.text.as_bytes().get(start) == Some(&b':') { start + 1 } else { start };
                return Ok(Piece { text: Cow::Borrowed(""), style, tag, start: at, end: at });
            }
            Style::Plain if self.build.around().flow => strict::plain_in_flow(&self.text[start..end], start)?,
            Style::Literal | Style::Folded => {
                if self.build.is_at_root() && span.start.col() == 0 && !text.is_empty() {
                    return Err(fault::syntax("the text of a block must be indented", start));
                }
                strict::block_start(&text, self.text, start)?;
                let (start, end) = offset::block_range(self.text.as_bytes(), &text, start, end);
                return Ok(Piece { text, style, tag, start, end });
            }
            Style::DoubleQuoted if matches!(text, Cow::Owned(_)) => {
                strict::escapes(&self.text[start + 1..end - 1], start + 1)?;
            }
            _ => {}
        }
        if !self.watch.breaks_inside(start) {
            return Ok(Piece { text, style, tag, start, end });
        }
        if self.build.is_at_key() {
            return Err(fault::syntax("kubectl breaks the line inside of this key, at an invisible character", start));
        }
        let text = offset::quoted(style, &self.text.as_bytes()[start + 1..end - 1]);
        Ok(Piece { text: text.into(), style, tag, start, end })
    }

    /// Looks at what follows the first document; kubectl looks only at its beginning.
    fn rest(&mut self, events: &mut Events<'s>) -> Result<(), YamlError> {
        match events.next() {
            Some(Ok((Event::DocumentStart(..), span))) => {
                self.build.note_rest(NoteKind::SecondDocument, strict::range(&span).0);
                Ok(())
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(self.text.len());
                let sound = *error.kind() == ErrorKind::ExpectedDocumentStart;
                if !sound && !may_trail(self.text, at) {
                    return Err(fault::of(&error, self.text));
                }
                self.watch.leave(at)?;
                self.build.note_rest(NoteKind::TrailingText, at);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The document, which ends before `at`, though `error` stands behind it.
    fn trailing(mut self, at: usize, error: YamlError) -> Result<Document<'s>, YamlError> {
        if !may_trail(self.text, at) || self.watch.leave(at).is_err() {
            return Err(error);
        }
        self.build.note_rest(NoteKind::TrailingText, at);
        Ok(self.build.finish())
    }

    /// Where kubectl ends the document before it meets this error: at a line that is less indented
    /// than the first.
    fn dedent(&self, error: &YamlError) -> Option<usize> {
        let column = self.build.root_column()?;
        let end = self.text[error.at..].find('\n').map_or(self.text.len(), |lf| error.at + lf);
        let mut at = self.text[..self.watch.seen().min(end)].rfind('\n').map_or(0, |lf| lf + 1);
        for line in self.text[at..end].split_inclusive('\n') {
            let indent = line.bytes().take_while(|&b| b == b' ').count();
            if indent < column && !matches!(line.as_bytes().get(indent), None | Some(b'#' | b'\n' | b'\r')) {
                return Some(at);
            }
            at += line.len();
        }
        None
    }
}

/// Whether kubectl accepts a text behind the document that begins so; the rest it does not see.
fn may_trail(text: &str, at: usize) -> bool {
    let first = text.as_bytes().get(at);
    first.is_none_or(|&b| b.is_ascii_alphanumeric() || b"-[]{},:?._/(".contains(&b))
}

/// Where white space and comments end.
fn first_token(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(&b) = text.as_bytes().get(at) {
        at += match b {
            b' ' | b'\t' | b'\n' | b'\r' => 1,
            b'#' => text[at..].find('\n').unwrap_or(text.len() - at),
            _ => break,
        };
    }
    at
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
