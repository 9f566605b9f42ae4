//! systemd units: what is read of one is part of it, and the ways to ask agree.

use garboard_ignition::unit::{BadUnit, has_install, options, parse};
use std::borrow::Cow;

/// Holds the invariants of [`mod@garboard_ignition::unit`] against any bytes.
pub fn holds(input: &[u8]) {
    let whole = parse(input);
    let mut read = Vec::new();
    let mut fault = None;
    let mut each = options(input);
    for option in each.by_ref() {
        match option {
            Ok(option) => read.push(option),
            Err(bad) => fault = Some(bad),
        }
    }
    assert!(each.next().is_none(), "an option behind the last");
    for option in &read {
        part_of(option.section, input);
        part_of(option.value, input);
        match &option.name {
            Cow::Borrowed(name) => part_of(name, input),
            Cow::Owned(name) => assert!(core::str::from_utf8(name).is_ok(), "a name that was mended is text"),
        }
    }
    match (&whole, &fault) {
        (Ok(options), None) => assert_eq!(*options, read),
        (Err(one), Some(other)) => {
            assert_eq!(one, other);
            placed(one, input);
        }
        _ => panic!("read whole: {whole:?}, one by one: {fault:?}"),
    }
    let installed = read.iter().any(|option| option.section == b"Install");
    assert_eq!(has_install(input), whole.map(|_| installed));
}

fn part_of(part: &[u8], whole: &[u8]) {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    assert!(whole.start <= part.start && part.end <= whole.end, "read from somewhere else");
}

fn placed(bad: &BadUnit, input: &[u8]) {
    assert!(!bad.message.is_empty() && bad.at <= input.len(), "{bad:?}");
    if let Ok(text) = core::str::from_utf8(input) {
        assert!(text.is_char_boundary(bad.at), "{bad:?} is inside of a character");
    }
}
