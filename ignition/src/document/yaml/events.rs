//! From the parser's events to the tape, in one pass.

use super::super::tape::{Kind, Style};
use super::super::{MAX_DEPTH, SourceId};
use super::build::{Build, Piece};
use super::scalar::Tag;
use super::screen::Screened;
use super::strict::{self, Watch};
use super::{Document, Fault, NoteKind, YamlError, fault, offset};
use alloc::{borrow::Cow, string::String};
use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle};

pub(super) fn read(screened: Screened<'_>, source: SourceId, base: u32) -> Result<Document<'_>, YamlError> {
    let text = screened.text;
    let mut reader = Reader::new(screened.clone(), source, base);
    let stop = match reader.all(text) {
        Ok(()) => return Ok(reader.build.finish()),
        Err(stop) => stop,
    };
    let error = match stop {
        Stop::Parser(error) if *error.kind() == ErrorKind::TabInBlockIndentation => {
            // To kubectl they are as good as spaces inside of brackets; elsewhere we find them ourselves.
            let mut reader = Reader::new(screened, source, base);
            reader.without_tabs = true;
            return match reader.all(&without_tabs(text)) {
                Ok(()) => Ok(reader.build.finish()),
                Err(Stop::Ours(error)) => Err(fault::with_template(error, text)),
                Err(Stop::Parser(_)) => Err(fault::with_template(fault::of(&error, text), text)),
            };
        }
        Stop::Parser(error) => fault::with_template(fault::of(&error, text), text),
        Stop::Ours(error) => return Err(fault::with_template(error, text)),
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
    match reader.all(&text[..cut]) {
        Ok(()) => reader.trailing(first_token(text, cut), error),
        Err(_) => Err(error),
    }
}

/// The same text with spaces for the tabs at the start of each line.
fn without_tabs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start_matches('\t');
        out.extend(core::iter::repeat_n(' ', line.len() - rest.len()));
        out.push_str(rest);
    }
    out
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

type Events<'t> = Parser<'t, StrInput<'t>>;

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
    /// The parser sees spaces for tabs at the start of lines.
    without_tabs: bool,
    /// The document ended with `...`; kubectl looks no further.
    ended: bool,
    watch: Watch<'s>,
    build: Build<'s>,
}

impl<'s> Reader<'s> {
    fn new(screened: Screened<'s>, source: SourceId, base: u32) -> Self {
        let text = screened.text;
        Self {
            text,
            without_tabs: false,
            ended: false,
            watch: Watch::new(screened),
            build: Build::new(text, source, base),
        }
    }

    /// Reads what the parser is to see of the text: of the same length, or its beginning.
    fn all(&mut self, seen: &str) -> Result<(), Stop> {
        let mut events = Parser::new_from_str_with_options(seen, options());
        self.document(&mut events)?;
        Ok(self.rest(&mut events)?)
    }

    /// Reads events up to the end of the first document.
    fn document(&mut self, events: &mut Events<'_>) -> Result<(), Stop> {
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
                Event::MappingStart(style, anchor, tag) => {
                    self.open(Kind::Object, style, anchor, tag.as_deref(), &span)?
                }
                Event::SequenceStart(style, anchor, tag) => {
                    self.open(Kind::Array, style, anchor, tag.as_deref(), &span)?
                }
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
                Event::DocumentStart(explicit, version) => {
                    strict::prefix(self.text, strict::range(&span).0)?;
                    if version.is_some_and(|version| (version.major, version.minor) != (1, 1)) {
                        let message = "kubectl reads only YAML 1.1: delete the line with `%YAML`";
                        return Err(fault::syntax(message, 0).into());
                    }
                    // Without `---` the span is that of the first node.
                    let marker = if explicit { span } else { Span::empty(span.start) };
                    self.watch.follow(&marker, None, self.build.around())?;
                }
                Event::DocumentEnd => {
                    self.ended = !span.is_empty();
                    return Ok(self.watch.follow(&Span::empty(span.start), None, self.build.around())?);
                }
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
    fn piece(&self, text: Cow<'_, str>, style: Style, tag: Option<Tag>, span: &Span) -> Result<Piece<'s>, YamlError> {
        let (start, end) = strict::range(span);
        let quotes = usize::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        let raw = &self.text[start + quotes..(end - quotes).max(start + quotes)];
        match style {
            // An absent value; the parser shows `~` at the place where it would stand.
            Style::Plain if start == end => {
                // Its colon stands before it, unless it has none and that is the first letter of the next key.
                let ahead = &self.text.as_bytes()[start..];
                let ends = |byte: &u8| byte.is_ascii_whitespace() || b",[]{}".contains(byte);
                let colon = !self.build.is_at_key() && ahead.first() == Some(&b':') && ahead.get(1).is_none_or(ends);
                let at = start + usize::from(colon);
                return Ok(Piece { text: Cow::Borrowed(""), style, tag, start: at, end: at });
            }
            Style::Plain if self.build.around().flow => strict::plain_in_flow(raw, start)?,
            Style::Literal | Style::Folded => {
                if self.build.is_at_root() && span.start.col() == 0 && !text.is_empty() {
                    return Err(fault::syntax("the text of a block must be indented", start));
                }
                strict::block_start(&text, self.text, start)?;
                if let Some(line) = raw.find("\n\t").filter(|_| self.without_tabs) {
                    return Err(strict::tab(start + line + 1));
                }
                let (start, end) = offset::block_range(self.text.as_bytes(), &text, start, end);
                return Ok(Piece { text: Cow::Owned(text.into_owned()), style, tag, start, end });
            }
            Style::DoubleQuoted if matches!(text, Cow::Owned(_)) => strict::escapes(raw, start + 1)?,
            _ => {}
        }
        if !self.watch.breaks_inside(start) {
            let text = match text {
                Cow::Borrowed(text) if text.len() == raw.len() => Cow::Borrowed(raw),
                text => Cow::Owned(text.into_owned()),
            };
            return Ok(Piece { text, style, tag, start, end });
        }
        if self.build.is_at_key() {
            return Err(fault::syntax("kubectl breaks the line inside of this key, at an invisible character", start));
        }
        Ok(Piece {
            text: Cow::Owned(offset::quoted(style, raw.as_bytes())),
            style,
            tag,
            start,
            end,
        })
    }

    /// Looks at what follows the first document; kubectl looks only at its beginning.
    fn rest(&mut self, events: &mut Events<'_>) -> Result<(), YamlError> {
        let (kind, at) = match events.next() {
            Some(Ok((Event::DocumentStart(..), span))) => (Some(NoteKind::SecondDocument), strict::range(&span).0),
            Some(Ok((_, span))) => (None, strict::range(&span).0),
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(self.text.len());
                let sound = self.ended || *error.kind() == ErrorKind::ExpectedDocumentStart;
                if !sound && !may_trail(self.text, at) {
                    return Err(fault::of(&error, self.text));
                }
                (Some(NoteKind::TrailingText), at)
            }
            None => return Ok(()),
        };
        if !self.ended {
            self.watch.leave(at)?;
        }
        if let Some(kind) = kind {
            self.build.note_rest(kind, at);
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::super::{NoteKind, read};
    use crate::document::SourceId;
    use alloc::vec::Vec;

    #[test]
    fn what_kubectl_drops_is_noted_where_it_begins() {
        use NoteKind::{SecondDocument, TrailingText};
        for (text, want) in [
            ("a: 1\n", None),
            ("a: 1\n...\n# nothing\n", None),
            ("a: 1\n--- # more\nb: 2\n", Some((SecondDocument, 5))),
            ("a: 1\n--- {b: 2}\n", Some((SecondDocument, 5))),
            ("a: 1\n...\nb: 2\n", Some((SecondDocument, 9))),
            ("---\n---\na: 1\n", Some((SecondDocument, 4))),
            ("{a: 1}\nb: 2\n", Some((TrailingText, 7))),
            ("[a] # c\n  b\n", Some((TrailingText, 10))),
            ("'a'\n- b\n", Some((TrailingText, 4))),
            ("  a: 1\n b: 2\n", Some((TrailingText, 8))),
            ("  - a\n# c\n  - b\nc: [\n", Some((TrailingText, 16))),
        ] {
            let document = read(text.as_bytes(), SourceId::default(), 100).unwrap();
            let found: Vec<_> = document.notes.iter().map(|note| (note.kind, note.at.start)).collect();
            assert_eq!(found, want.map(|(kind, at)| (kind, at + 100)).into_iter().collect::<Vec<_>>(), "{text:?}");
            assert!(document.notes.iter().all(|note| note.at.end as usize == 100 + text.len()));
        }
    }

    #[test]
    fn what_it_looks_at_there_must_be_sound() {
        for text in ["[a] @", "  a: 1\n`b`", "  - a\n'b", "[a]\n\tb", "  a: 1\n\u{2028}b"] {
            assert!(read(text.as_bytes(), SourceId::default(), 0).is_err(), "{text:?}");
        }
    }

    #[test]
    fn documents_without_content_are_empty() {
        for (text, empty) in [
            ("", true),
            (" \n# comment\n\n", true),
            ("\u{feff}# comment", true),
            ("---\n", true),
            ("--- # comment\n...\n", true),
            ("null", false),
            ("''", false),
            ("{}", false),
        ] {
            let document = read(text.as_bytes(), SourceId::default(), 0).unwrap();
            assert_eq!(document.empty, empty, "{text:?}");
            assert!(!empty || document.tape.root().is_null());
        }
    }
}
