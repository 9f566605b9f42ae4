//! What the reference reads out of a systemd unit, with `go-systemd`'s package `unit`: its options, and whether it
//! can be read at all.
//!
//! Which long lines it refuses depends on how much of the text is in its buffer of 4096 bytes at that moment, so the
//! buffer is followed here too: as two positions, without one.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::go::quote;

/// One option of a unit, `Name=value`, under the section it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt<'a> {
    /// Between the brackets, as it is.
    pub section: &'a [u8],
    /// Before the `=`, trimmed. What is not UTF-8 in it is replaced.
    pub name: Cow<'a, [u8]>,
    /// After it, trimmed, with the lines it is continued on, their backslashes and newlines.
    pub value: &'a [u8],
}

/// A unit that the reference cannot read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadUnit {
    /// Why, in the reference's words.
    pub message: Cow<'static, str>,
    /// Byte offset of the line or section that is wrong.
    pub at: usize,
}

/// All options of a unit, in order.
///
/// # Errors
/// [`BadUnit`] for a line of 2048 bytes or more, mostly; a section whose `]` is missing, or with text after it; and,
/// in a section, a line that is neither an option, a comment nor blank.
pub fn parse(contents: &[u8]) -> Result<Vec<Opt<'_>>, BadUnit> {
    options(contents).collect()
}

/// Whether a unit can be enabled: whether it has an option in a section `Install`. The header alone does not count.
///
/// # Errors
/// Those of [`parse`], for any part of the unit.
pub fn has_install(contents: &[u8]) -> Result<bool, BadUnit> {
    let (mut options, mut found) = (options(contents), false);
    while let Some(option) = options.next_raw()? {
        found |= option.section == b"Install";
    }
    Ok(found)
}

/// The options of a unit as they are read. Nothing follows an error.
pub fn options(contents: &[u8]) -> Options<'_> {
    // Where no line can be long, the buffer need not be followed.
    let buffered = if contents.len() < LINE_MAX { contents.len() } else { 0 };
    Options { text: contents, at: 0, buffered, line_end: None, section: None }
}

/// See [`options`].
#[derive(Clone, Debug)]
pub struct Options<'a> {
    text: &'a [u8],
    /// What is read.
    at: usize,
    /// Up to where the reference would have filled its buffer.
    buffered: usize,
    /// The first CR or LF that is not before `at`, when last looked for.
    line_end: Option<usize>,
    /// None before the first: there, all but sections and comments is skipped.
    section: Option<&'a [u8]>,
}

impl<'a> Iterator for Options<'a> {
    type Item = Result<Opt<'a>, BadUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next_raw();
        if next.is_err() {
            (self.at, self.buffered) = (self.text.len(), self.text.len());
        }
        next.map(|raw| raw.map(Raw::trimmed)).transpose()
    }
}

/// An option as it stands in the text.
struct Raw<'a> {
    section: &'a [u8],
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Raw<'a> {
    fn trimmed(self) -> Opt<'a> {
        let value = trim_start(self.value);
        Opt {
            section: self.section,
            name: valid(trim_start(trim_end(self.name))),
            value: if value.ends_with(b"\n") { value } else { trim_end(value) },
        }
    }
}

impl<'a> Options<'a> {
    fn next_raw(&mut self) -> Result<Option<Raw<'a>>, BadUnit> {
        loop {
            self.check_line()?;
            let start = self.at;
            let Some(c) = self.character() else {
                return Ok(None);
            };
            match (c, self.section) {
                ('[', _) => self.section = Some(self.header(start)?),
                ('#' | ';', _) => self.comment()?,
                (_, Some(section)) if !c.is_whitespace() => {
                    self.at = start;
                    return self.option(section).map(Some);
                }
                _ => {}
            }
        }
    }

    /// From after the `[` past the end of the line.
    fn header(&mut self, start: usize) -> Result<&'a [u8], BadUnit> {
        self.check_line()?;
        let Some(section) = self.until(b']').strip_suffix(b"]") else {
            return bad("unable to find end of section", start);
        };
        self.check_line()?;
        let suffix_at = self.at;
        let garbage = trim_end(self.line().0);
        let blank = garbage.len() - trim_start(garbage).len();
        match &garbage[blank..] {
            [] => Ok(section),
            // There is a name missing before the colon in the reference, too.
            garbage => {
                let message = format!("found garbage after section name : {}", quote::double(garbage));
                bad(message, suffix_at + blank)
            }
        }
    }

    /// From after the `#` past the end of the line, and of the lines it is continued on.
    fn comment(&mut self) -> Result<(), BadUnit> {
        self.check_line()?;
        loop {
            let (line, _) = self.line();
            if !line.strip_suffix(b" ").unwrap_or(line).ends_with(b"\\") {
                return Ok(());
            }
        }
    }

    /// From the start of the name past the end of the value's last line.
    fn option(&mut self, section: &'a [u8]) -> Result<Raw<'a>, BadUnit> {
        self.check_line()?;
        let name_at = self.at;
        let equals = match memchr::memchr3(b'=', b'\n', b'\r', &self.text[name_at..]) {
            Some(length) if self.text[name_at + length] == b'=' => name_at + length,
            Some(_) => {
                return bad("unexpected newline encountered while parsing option name", name_at);
            }
            None => return bad("EOF", name_at),
        };
        self.fill_by_characters(equals + 1);
        self.at = equals + 1;

        // The value is one piece of the text. It keeps the newline after a last backslash, and nothing else at its end.
        let value_at = self.at;
        let mut end = value_at;
        loop {
            self.check_line()?;
            let line_at = self.at;
            let (line, ended) = self.line();
            if trim_start(line).is_empty() {
                break;
            }
            end = line_at + line.len();
            if !line.ends_with(b"\\") {
                break;
            }
            end += usize::from(ended);
        }
        Ok(Raw {
            section,
            name: &self.text[name_at..equals],
            value: &self.text[value_at..end],
        })
    }

    /// Refuses a long line, if the reference sees at this step that it is long.
    #[inline]
    fn check_line(&mut self) -> Result<(), BadUnit> {
        if self.buffered - self.at < LINE_MAX { Ok(()) } else { self.check_buffered_line() }
    }

    fn check_buffered_line(&mut self) -> Result<(), BadUnit> {
        let end = match self.line_end {
            Some(end) if end >= self.at => end,
            _ => {
                let rest = &self.text[self.at..];
                let end = self.at + memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                self.line_end = Some(end);
                end
            }
        };
        if end - self.at < LINE_MAX {
            return Ok(());
        }
        let start = memchr::memrchr2(b'\r', b'\n', &self.text[..self.at]).map_or(0, |before| before + 1);
        bad("line too long (max 2048 bytes)", start)
    }

    /// The next character. A byte that is part of none counts as one that is not white space.
    fn character(&mut self) -> Option<char> {
        self.fill_by_characters(self.text.len().min(self.at + 1));
        match *self.text.get(self.at)? {
            byte @ ..0x80 => {
                self.at += 1;
                Some(char::from(byte))
            }
            _ => {
                let window = &self.text[self.at..self.buffered.min(self.at + 4)];
                let c = window.utf8_chunks().next()?.valid().chars().next();
                self.at += c.map_or(1, char::len_utf8);
                Some(c.unwrap_or(char::REPLACEMENT_CHARACTER))
            }
        }
    }

    /// A line without its end, and whether it has one. A CR before a LF stays, one at the end of the text does not.
    fn line(&mut self) -> (&'a [u8], bool) {
        let line = self.until(b'\n');
        match line.strip_suffix(b"\n") {
            Some(line) => (line, true),
            None => (line.strip_suffix(b"\r").unwrap_or(line), false),
        }
    }

    /// Up to and with a byte, or else all the rest.
    fn until(&mut self, delimiter: u8) -> &'a [u8] {
        let start = self.at;
        let rest = &self.text[start..];
        self.at = memchr::memchr(delimiter, rest).map_or(self.text.len(), |length| start + length + 1);
        // A full buffer is given away whole, and filled again.
        let mut kept = start;
        while self.buffered < self.at {
            if self.buffered - kept == BUFFER {
                kept = self.buffered;
            }
            self.buffered = self.text.len().min(kept + BUFFER);
        }
        &self.text[start..self.at]
    }

    /// Fills the buffer as when one character after the other is read up to `end`: at its end, or a little before it
    /// if it ends inside a character.
    #[inline]
    fn fill_by_characters(&mut self, end: usize) {
        // A character is cut off by three bytes at most.
        while self.buffered < self.text.len() && self.buffered < end + 3 {
            let next = self.buffered - self.cut_off();
            if end <= next {
                return;
            }
            self.buffered = self.text.len().min(next + BUFFER);
        }
    }

    /// How many bytes at the end of the buffer begin a character that goes on behind it.
    fn cut_off(&self) -> usize {
        let window = &self.text[self.at..self.buffered];
        let begins = |tail: &&[u8]| {
            core::str::from_utf8(tail).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
        };
        let tails = (1..=window.len().min(3)).map(|length| &window[window.len() - length..]);
        tails.clone().find(begins).map_or(0, <[u8]>::len)
    }
}

/// Text as it is if it is UTF-8, and else with U+FFFD in place of each byte that is not.
fn valid(text: &[u8]) -> Cow<'_, [u8]> {
    if core::str::from_utf8(text).is_ok() {
        return Cow::Borrowed(text);
    }
    let replaced = quote::runes(text).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Cow::Owned(replaced.collect::<String>().into_bytes())
}

/// Without the white space before it, Unicode's too.
fn trim_start(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b'\t'..=b'\r' | b' ', rest @ ..] => rest,
            [0x80..=0xff, ..] => {
                let first = text.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
                match first.filter(|c| c.is_whitespace()) {
                    Some(space) => &text[space.len_utf8()..],
                    None => return text,
                }
            }
            _ => return text,
        }
    }
}

/// Without the white space after it, Unicode's too.
fn trim_end(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [rest @ .., b'\t'..=b'\r' | b' '] => rest,
            [.., 0x80..=0xff] => {
                // Beyond ASCII, white space takes two bytes or three.
                let last = |length: usize| {
                    let (rest, last) = text.split_at_checked(text.len().checked_sub(length)?)?;
                    let mut chars = core::str::from_utf8(last).ok()?.chars();
                    (chars.next()?.is_whitespace() && chars.next().is_none()).then_some(rest)
                };
                match last(2).or_else(|| last(3)) {
                    Some(rest) => rest,
                    None => return text,
                }
            }
            _ => return text,
        }
    }
}

fn bad<T>(message: impl Into<Cow<'static, str>>, at: usize) -> Result<T, BadUnit> {
    Err(BadUnit { message: message.into(), at })
}

/// The size of the reference's buffer.
const BUFFER: usize = 4096;

/// The length from which on a line is too long.
const LINE_MAX: usize = 2048;

#[cfg(test)]
mod tests {
    use super::{has_install, options, parse, trim_end, trim_start};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    fn shown(contents: &str) -> Vec<String> {
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let options = parse(contents.as_bytes()).unwrap();
        options.iter().map(|opt| format!("{}|{}|{}", show(opt.section), show(&opt.name), show(opt.value))).collect()
    }

    #[test]
    fn read() {
        for (contents, want) in [
            ("", &[][..]),
            ("[A]\n", &[]),
            ("x=1\n[A]\nb=c", &["A|b|c"]), // before the first section all is skipped
            ("[A]\n b = c \n\n\t[B]\nd=", &["A|b|c", "B|d|"]),
            ("[A\nB] \n=", &["A\nB||"]),
            ("[A]\n# c \\ \nb=c\nd=e", &["A|d|e"]),
            ("[A]\nb=c\\\n d \n", &["A|b|c\\\n d"]),
            ("[A]\nb=c\\\n\nd=e", &["A|b|c\\\n", "A|d|e"]),
            ("[A]\nb=c\\\r\nd=e\r\n", &["A|b|c\\", "A|d|e"]),
            ("[A]\nb=c\\\r", &["A|b|c\\"]),
            ("[A]\n\u{85}\u{3000}b\u{a0}=\u{2028}c\u{a0}", &["A|b|c"]),
        ] {
            assert_eq!(shown(contents), want, "{contents}");
        }
        let replaced = parse(b"[\xff]\na\xe2\x98=\xff").unwrap();
        assert_eq!(*replaced[0].name, *"a\u{fffd}\u{fffd}".as_bytes());
        assert_eq!((replaced[0].section, replaced[0].value), (&b"\xff"[..], &b"\xff"[..]));
    }

    #[test]
    fn refused() {
        for (contents, message, at) in [
            ("\n[A", "unable to find end of section", 1),
            ("[A] \"b\n", r#"found garbage after section name : "\"b""#, 4),
            ("[A]\nb\n", "unexpected newline encountered while parsing option name", 4),
            ("[A]\n\n b", "EOF", 6),
        ] {
            let refused = parse(contents.as_bytes()).unwrap_err();
            assert_eq!((&*refused.message, refused.at), (message, at), "{contents}");
        }
        let mut after = options(b"[A]\nb\nc=d\n");
        assert!(after.next().unwrap().is_err() && after.next().is_none());
    }

    #[test]
    fn long_lines() {
        // A line of 3000 bytes is seen where enough of it is in the buffer when a step starts.
        for (before, too_long) in [(4, true), (2040, true), (2150, false), (4080, false), (5000, true)] {
            let unit = format!("[A]\n{}b={}\n[Install]\nc=d", "\n".repeat(before - 4), "x".repeat(2998));
            match has_install(unit.as_bytes()) {
                Ok(found) => assert!(found && !too_long, "{before}"),
                Err(refused) => assert!(too_long && refused.at == before, "{before} {refused:?}"),
            }
        }
    }

    #[test]
    fn install() {
        for (contents, want) in
            [("[Install]\n", false), ("[Install]\na=", true), ("[install]\na=b\n[ Install]\nb=c", false)]
        {
            assert_eq!(has_install(contents.as_bytes()), Ok(want), "{contents}");
        }
    }

    #[test]
    fn trimming() {
        for (text, want) in [
            (&b"\t \x0b\r\na b\x0c"[..], &b"a b"[..]),
            ("\u{85}\u{1680}a\u{202f}\u{205f}".as_bytes(), b"a"),
            (b"\x85a\x85", b"\x85a\x85"),
            ("é".as_bytes(), "é".as_bytes()),
            (b"\xa0", b"\xa0"),
            (b" ", b""),
        ] {
            assert_eq!(trim_start(trim_end(text)), want);
        }
    }
}
