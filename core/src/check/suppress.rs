//! Comments that suppress one rule at one place: `# garboard: ignore[CODE]`, on the line of the
//! finding or of the value it is in, or in the comments directly above that line.

use crate::manifest::{Document, Notation};
use crate::rule;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    vec::Vec,
};
use garboard_ignition::document::{Kind, Path, Place, SourceId, Span, Value};
use garboard_ignition::nearest;
use garboard_ignition::report::{Entry, Report, Rule};

const MARK: &[u8] = b"garboard: ignore[";

/// For so many unknown codes the nearest one is sought; that is not cheap, and comments can be many.
const MOST_HINTS: usize = 100;

/// The comments of a file that suppress something.
pub(crate) struct Comments<'s> {
    source: SourceId,
    text: &'s [u8],
    /// What looks like one, in the order of the file.
    found: Vec<Comment<'s>>,
    /// Values of several lines, each with a byte of the line that it begins on, the indicator of a
    /// block included.
    tall: Vec<(Span, usize)>,
}

struct Comment<'s> {
    /// The byte of its hash.
    at: usize,
    /// What stands between the brackets, and where.
    codes: &'s str,
    codes_at: usize,
    /// It is inside of a scalar, and so none.
    quoted: bool,
}

impl<'s> Comments<'s> {
    /// JSON has none.
    pub(crate) fn of(source: SourceId, text: &'s [u8]) -> Self {
        let json = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let marks = memchr::memmem::find_iter(text, MARK).filter(|_| !json);
        let found = marks.filter_map(|mark| comment(text, mark)).collect();
        Self { source, text, found, tall: Vec::new() }
    }

    /// What stands inside of the document's scalars is no comment.
    pub(crate) fn pass(&mut self, document: &Document<'_>) {
        if self.found.is_empty() || document.notation == Notation::Json {
            return;
        }
        let mut waiting = Vec::from([document.tape.root()]);
        while let Some(value) = waiting.pop() {
            self.scalar(value);
            waiting.extend(value.members().flat_map(|(key, value)| [key, value]));
            waiting.extend(value.elements());
        }
    }

    fn scalar(&mut self, value: Value<'_>) {
        if value.kind() != Kind::String {
            return;
        }
        let span = value.span();
        let index = |byte: u32| self.found.partition_point(|comment| comment.at < byte as usize);
        let inside = index(span.start)..index(span.end);
        // A value that aliases repeat comes again.
        if self.found.get(inside.start).is_some_and(|first| !first.quoted) {
            self.found[inside].iter_mut().for_each(|comment| comment.quoted = true);
        }
        if memchr::memchr(b'\n', value.raw()).is_some() {
            let start = span.start as usize;
            let before = || self.text[..start].iter().rposition(|byte| !byte.is_ascii_whitespace());
            let quotes = matches!(self.text.get(start), Some(b'"' | b'\''));
            self.tall.push((span, if quotes { start } else { before().unwrap_or(start) }));
        }
    }

    /// Takes the findings out that are suppressed, and adds one for each code that is none.
    pub(super) fn apply(mut self, report: &mut Report) {
        self.silence(report);
        self.unknown(report);
    }

    /// Takes the findings of the file out that are suppressed.
    pub(crate) fn silence(&mut self, report: &mut Report) {
        self.found.retain(|comment| !comment.quoted);
        if self.found.is_empty() {
            return;
        }
        self.tall.sort_unstable();
        let lines = Lines::of(self.text);
        let by_line = self.by_line(&lines);
        let speaks = |line: usize, code| by_line.get(&line).is_some_and(|codes| codes.contains(code));
        report.retain(|entry| {
            let Some(span) = entry.place.span.filter(|_| entry.place.source == self.source) else { return true };
            let first = self.head(span).map(|head| lines.at(head));
            let mut about = first.into_iter().chain([lines.at(span.start as usize)]);
            !about.any(|line| speaks(line, entry.rule.code))
        });
    }

    /// Where the value of several lines begins that `span` is in, if it is in one.
    fn head(&self, span: Span) -> Option<usize> {
        let before = self.tall.partition_point(|(tall, _)| tall.start <= span.start);
        let (tall, head) = self.tall[..before].last()?;
        (span.start < tall.end).then_some(*head)
    }

    /// The codes that are suppressed on each line.
    fn by_line(&self, lines: &Lines<'_>) -> BTreeMap<usize, BTreeSet<&'static str>> {
        let known: BTreeMap<_, _> = rules().map(|rule| (rule.code, rule.code)).collect();
        let mut by_line = BTreeMap::new();
        // The lines that comments which stand alone speak of, by their own.
        let mut about = BTreeMap::new();
        for comment in self.found.iter().rev() {
            let own = lines.at(comment.at);
            let mut line = own;
            if lines.is_comment(own) {
                line += 1;
                while lines.is_comment(line) {
                    line = about.get(&line).copied().unwrap_or(line + 1);
                }
                about.insert(own, line);
            }
            let codes = codes(comment.codes).filter_map(|(_, code)| known.get(code).copied());
            by_line.entry(line).or_insert_with(BTreeSet::new).extend(codes);
        }
        by_line
    }

    fn unknown(&self, report: &mut Report) {
        let known: BTreeSet<_> = rules().map(|rule| rule.code).collect();
        let mut hints = 0;
        for comment in &self.found {
            for (at, code) in codes(comment.codes).filter(|(_, code)| !known.contains(code)) {
                let entry =
                    Entry::new(&rule::SUPPRESSION_UNKNOWN, self.place(comment.codes_at + at, code.len().max(1)))
                        .saying(format!("the comment suppresses nothing: there is no rule {code}"));
                hints += 1;
                let near = (hints <= MOST_HINTS).then(|| nearest(code, known.iter().copied())).flatten();
                report.add(match near {
                    Some(near) => entry.hinting(format!("did you mean {near}?")),
                    None => entry,
                });
            }
        }
    }

    fn place(&self, start: usize, length: usize) -> Place {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut place = Place::new(self.source, Path::root());
        place.span = Some(Span { start: byte(start), end: byte(start + length) });
        place
    }
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    garboard_ignition::rule::ALL.iter().chain(rule::ALL).copied()
}

/// The comment that has its mark at byte `mark`, if one does. Each byte is looked at a few times
/// at most, however many marks there are.
fn comment(text: &[u8], mark: usize) -> Option<Comment<'_>> {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let at = text[..mark].iter().rposition(|byte| !blank(byte)).filter(|&at| text[at] == b'#')?;
    if at > 0 && !blank(&text[at - 1]) && text[at - 1] != b'\n' {
        return None;
    }
    let codes_at = mark + MARK.len();
    let inside = &text[codes_at..];
    let end = memchr::memchr3(b']', b'[', b'\n', inside).filter(|&end| inside[end] == b']')?;
    let codes = core::str::from_utf8(&inside[..end]).ok()?;
    Some(Comment { at, codes, codes_at, quoted: false })
}

/// The codes of a list, each with its place in it.
fn codes(list: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    list.split(',').map(move |piece| {
        let start = at + piece.len() - piece.trim_start().len();
        at += piece.len() + 1;
        (start, piece.trim())
    })
}

/// The lines of a text, counted from 0.
struct Lines<'s> {
    text: &'s [u8],
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    fn of(text: &'s [u8]) -> Self {
        let starts = core::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|end| end + 1)).collect();
        Self { text, starts }
    }

    /// The line on which a byte stands.
    fn at(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte) - 1
    }

    /// Whether a comment stands alone on a line.
    fn is_comment(&self, line: usize) -> bool {
        let Some(&start) = self.starts.get(line) else { return false };
        let first = self.text[start..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        first == Some(&b'#')
    }
}

#[cfg(test)]
mod tests {
    use super::{Comments, codes};
    use alloc::vec::Vec;
    use garboard_ignition::document::SourceId;

    #[test]
    fn only_comments_suppress() {
        for (line, want) in [
            ("  # garboard: ignore[a, b-c]", Some((2, &["a", "b-c"][..]))),
            ("mode: 0644 # garboard: ignore[yaml-octal] since kubectl", Some((11, &["yaml-octal"]))),
            ("a: 1\n#garboard: ignore[a]", Some((5, &["a"]))),
            ("# why # garboard: ignore[a]", Some((6, &["a"]))),
            ("text: garboard: ignore[a]", None),
            ("a: b# garboard: ignore[a]", None),
            ("# not garboard: ignore[a]", None),
            ("# garboard: ignore[a", None),
            ("# garboard: ignore[a\n]", None),
            ("{\"a\": 1} # garboard: ignore[a]", None),
        ] {
            let comments = Comments::of(SourceId(0), line.as_bytes());
            let found = comments.found.first();
            let found = found.map(|it| (it.at, codes(it.codes).map(|(_, code)| code).collect::<Vec<_>>()));
            assert_eq!(found, want.map(|(at, codes)| (at, codes.to_vec())), "{line}");
        }
    }
}
