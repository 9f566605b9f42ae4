//! The first fault in the syntax of a document, as the reader of spec 2 finds it: byte by byte,
//! with its own words.

use crate::go::quote;
use alloc::{format, string::String, vec::Vec};

/// What is wrong, and how many bytes were read until it was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) offset: usize,
}

/// The first fault; nothing where the document is JSON.
pub(super) fn fault(document: &[u8]) -> Option<Fault> {
    let mut scanner = Scanner { open: Vec::new(), state: State::Value };
    for (at, &byte) in document.iter().enumerate() {
        if let Err(context) = scanner.step(byte) {
            return Some(Fault { message: wrong(byte, context), offset: at + 1 });
        }
    }
    // The end counts as a blank.
    let message = match scanner.step(b' ') {
        Err(context) => wrong(b' ', context),
        Ok(()) if scanner.state == State::Done => return None,
        Ok(()) => String::from("unexpected end of JSON input"),
    };
    Some(Fault { message, offset: document.len() })
}

fn wrong(byte: u8, context: &str) -> String {
    let character = match byte {
        b'"' => String::from("'\"'"),
        // Each byte is shown as the character of its number.
        byte => quote::rune(Ok(char::from(byte))),
    };
    format!("invalid character {character} {context}")
}

struct Scanner {
    /// The objects (true) and lists that are open.
    open: Vec<bool>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A value must begin.
    Value,
    /// A value must begin, or the list end.
    FirstElement,
    /// A key must begin, or the object end.
    FirstKey,
    /// A key must begin.
    Key,
    /// A colon must come.
    Colon,
    /// A value has ended.
    After,
    /// The whole has ended.
    Done,
    /// In a string; of a key or not.
    Text {
        key: bool,
    },
    Escape {
        key: bool,
    },
    Unicode {
        key: bool,
        left: u8,
    },
    Minus,
    Zero,
    Digits,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    /// In a word, so far into it.
    Word {
        word: Word,
        read: u8,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    True,
    False,
    Null,
}

impl Word {
    const fn text(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Null => "null",
        }
    }
}

type Step = Result<(), &'static str>;

impl Scanner {
    fn step(&mut self, byte: u8) -> Step {
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        match self.state {
            State::Text { key } => self.text(byte, key),
            State::Escape { key } => self.escape(byte, key),
            State::Unicode { key, left } => self.unicode(byte, key, left),
            State::Word { word, read } => self.word(byte, word, read),
            State::Minus
            | State::Zero
            | State::Digits
            | State::Point
            | State::Fraction
            | State::Exponent
            | State::ExponentSign
            | State::ExponentDigits => self.number(byte),
            _ if blank => Ok(()),
            State::Value => self.value(byte),
            State::FirstElement if byte == b']' => self.close(),
            State::FirstElement => self.value(byte),
            State::FirstKey if byte == b'}' => self.close(),
            State::FirstKey | State::Key if byte == b'"' => self.to(State::Text { key: true }),
            State::FirstKey | State::Key => Err("looking for beginning of object key string"),
            State::Colon if byte == b':' => self.to(State::Value),
            State::Colon => Err("after object key"),
            State::After => self.after(byte),
            State::Done => Err("after top-level value"),
        }
    }

    const fn to(&mut self, state: State) -> Step {
        self.state = state;
        Ok(())
    }

    fn ended(&mut self) -> Step {
        self.to(if self.open.is_empty() { State::Done } else { State::After })
    }

    fn close(&mut self) -> Step {
        self.open.pop();
        self.ended()
    }

    fn value(&mut self, byte: u8) -> Step {
        match byte {
            b'{' => {
                self.open.push(true);
                self.to(State::FirstKey)
            }
            b'[' => {
                self.open.push(false);
                self.to(State::FirstElement)
            }
            b'"' => self.to(State::Text { key: false }),
            b'-' => self.to(State::Minus),
            b'0' => self.to(State::Zero),
            b'1'..=b'9' => self.to(State::Digits),
            b't' => self.to(State::Word { word: Word::True, read: 1 }),
            b'f' => self.to(State::Word { word: Word::False, read: 1 }),
            b'n' => self.to(State::Word { word: Word::Null, read: 1 }),
            _ => Err("looking for beginning of value"),
        }
    }

    fn after(&mut self, byte: u8) -> Step {
        match (self.open.last(), byte) {
            (Some(true), b',') => self.to(State::Key),
            (Some(false), b',') => self.to(State::Value),
            (Some(true), b'}') | (Some(false), b']') => self.close(),
            (Some(true), _) => Err("after object key:value pair"),
            (Some(false), _) => Err("after array element"),
            (None, _) => Err("after top-level value"),
        }
    }

    fn text(&mut self, byte: u8, key: bool) -> Step {
        match byte {
            b'"' if key => self.to(State::Colon),
            b'"' => self.ended(),
            b'\\' => self.to(State::Escape { key }),
            0..=0x1f => Err("in string literal"),
            _ => Ok(()),
        }
    }

    const fn escape(&mut self, byte: u8, key: bool) -> Step {
        match byte {
            b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => self.to(State::Text { key }),
            b'u' => self.to(State::Unicode { key, left: 4 }),
            _ => Err("in string escape code"),
        }
    }

    const fn unicode(&mut self, byte: u8, key: bool, left: u8) -> Step {
        match (byte.is_ascii_hexdigit(), left) {
            (false, _) => Err("in \\u hexadecimal character escape"),
            (true, 1) => self.to(State::Text { key }),
            (true, _) => self.to(State::Unicode { key, left: left - 1 }),
        }
    }

    fn word(&mut self, byte: u8, word: Word, read: u8) -> Step {
        let text = word.text().as_bytes();
        let at = usize::from(read);
        if text.get(at) != Some(&byte) {
            return Err(expected(word, read));
        }
        if at + 1 == text.len() { self.ended() } else { self.to(State::Word { word, read: read + 1 }) }
    }

    fn number(&mut self, byte: u8) -> Step {
        let next = match (self.state, byte) {
            (State::Minus, b'0') => State::Zero,
            (State::Minus, b'1'..=b'9') | (State::Digits, b'0'..=b'9') => State::Digits,
            (State::Zero | State::Digits, b'.') => State::Point,
            (State::Point | State::Fraction, b'0'..=b'9') => State::Fraction,
            (State::Zero | State::Digits | State::Fraction, b'e' | b'E') => State::Exponent,
            (State::Exponent, b'+' | b'-') => State::ExponentSign,
            (State::Exponent | State::ExponentSign | State::ExponentDigits, b'0'..=b'9') => State::ExponentDigits,
            (State::Minus, _) => return Err("in numeric literal"),
            (State::Point, _) => return Err("after decimal point in numeric literal"),
            (State::Exponent | State::ExponentSign, _) => return Err("in exponent of numeric literal"),
            // The number has ended; the byte belongs to what follows.
            _ => {
                self.ended()?;
                return self.step(byte);
            }
        };
        self.to(next)
    }
}

/// The words for a letter that is not the one a word has there.
const fn expected(word: Word, read: u8) -> &'static str {
    match (word, read) {
        (Word::True, 1) => "in literal true (expecting 'r')",
        (Word::True, 2) => "in literal true (expecting 'u')",
        (Word::True, _) => "in literal true (expecting 'e')",
        (Word::False, 1) => "in literal false (expecting 'a')",
        (Word::False, 2) => "in literal false (expecting 'l')",
        (Word::False, 3) => "in literal false (expecting 's')",
        (Word::False, _) => "in literal false (expecting 'e')",
        (Word::Null, 1) => "in literal null (expecting 'u')",
        (Word::Null, _) => "in literal null (expecting 'l')",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_found_byte_by_byte() {
        for (document, message, offset) in [
            ("", "unexpected end of JSON input", 0),
            ("tru", "invalid character ' ' in literal true (expecting 'e')", 3),
            ("\u{feff}{}", "invalid character 'ï' looking for beginning of value", 1),
            ("{\"a\":\"\\x\"}", "invalid character 'x' in string escape code", 8),
            ("{\"a\":\"\\u12\"}", "invalid character '\"' in \\u hexadecimal character escape", 11),
            ("{\"a\":1.}", "invalid character '}' after decimal point in numeric literal", 8),
            ("{\"a\":01}", "invalid character '1' after object key:value pair", 7),
            ("[1 2]", "invalid character '2' after array element", 4),
            ("{} x", "invalid character 'x' after top-level value", 4),
            ("'", "invalid character '\\'' looking for beginning of value", 1),
        ] {
            assert_eq!(fault(document.as_bytes()), Some(Fault { message: message.into(), offset }), "{document}");
        }
        for document in ["{}", " [1, -0.5e+7, true, null, \"\\u00e9\"] \n", "0"] {
            assert_eq!(fault(document.as_bytes()), None, "{document}");
        }
    }
}
