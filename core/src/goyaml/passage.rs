//! What text loses where its JSON is read as YAML.

use super::Error;
use alloc::borrow::Cow;
use alloc::string::String;

/// How a value reaches the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passage {
    /// As it is.
    Direct,
    /// As JSON, read by the reference's reader of YAML.
    Json,
}

/// What YAML 1.1 calls a line break and JSON leaves as it is.
const NEXT_LINE: char = '\u{85}';

/// What the reader takes for the beginning or end of a document, at the start of a line and before white space.
const MARKS: [&str; 2] = ["---", "..."];

/// More characters than this, quotes included, are no key on one line to the reader.
const LONGEST_KEY: usize = 1024;

const NO_KEY: Error = Error::Json("did not find expected ',' or '}'");

impl Passage {
    /// A text after the passage.
    pub(super) fn text(self, text: &str) -> Result<Cow<'_, str>, Error> {
        // The bytes that the characters below begin with.
        if self == Self::Direct || memchr::memchr3(0x7f, 0xc2, 0xef, text.as_bytes()).is_none() {
            return Ok(text.into());
        }
        if text.chars().any(is_refused) {
            return Err(Error::Json("control characters are not allowed"));
        }
        if starts_document(text) {
            return Err(Error::Json("found unexpected document indicator"));
        }
        Ok(if text.contains(NEXT_LINE) { folded(text).into() } else { text.into() })
    }

    /// A key after the passage.
    pub(super) fn key(self, key: &str) -> Result<(), Error> {
        if self == Self::Direct {
            return Ok(());
        }
        self.text(key)?;
        let too_long = key.len() > LONGEST_KEY / MOST_ESCAPED && quoted_length(key) > LONGEST_KEY;
        if too_long || key.contains(NEXT_LINE) { Err(NO_KEY) } else { Ok(()) }
    }
}

/// What the reader refuses of what Go's JSON leaves as it is.
const fn is_refused(c: char) -> bool {
    matches!(c, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a line after the first begins with what only stands between documents.
fn starts_document(text: &str) -> bool {
    let mut lines = text.split(NEXT_LINE).skip(1).peekable();
    while let Some(line) = lines.next() {
        let rest = MARKS.iter().find_map(|mark| line.strip_prefix(mark));
        if rest.is_some_and(|rest| rest.starts_with(' ') || rest.is_empty() && lines.peek().is_some()) {
            return true;
        }
    }
    false
}

/// A run of next lines becomes line feeds, one less than it has, or else a space; the spaces around it are lost.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for (index, line) in text.split(NEXT_LINE).enumerate() {
        if index == 0 {
            out.push_str(line);
            continue;
        }
        run += 1;
        let line = line.trim_start_matches(' ');
        if !line.is_empty() {
            unwind(&mut out, core::mem::take(&mut run));
            out.push_str(line);
        }
    }
    unwind(&mut out, run);
    out
}

fn unwind(out: &mut String, run: usize) {
    if run > 0 {
        out.truncate(out.trim_end_matches(' ').len());
    }
    match run {
        0 => {}
        1 => out.push(' '),
        _ => out.extend(core::iter::repeat_n('\n', run - 1)),
    }
}

/// How many characters Go's JSON may write for one byte.
const MOST_ESCAPED: usize = 6;

/// How many characters a key has in Go's JSON, with its quotes.
fn quoted_length(key: &str) -> usize {
    let escaped = |c| match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => MOST_ESCAPED,
        _ => 1,
    };
    2 + key.chars().map(escaped).sum::<usize>()
}
