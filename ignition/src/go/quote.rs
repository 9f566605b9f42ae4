//! How Go shows text in a message: `strconv.Quote`, `strconv.QuoteRune`, and the two renderings of its JSON scanner.

use alloc::string::String;
use core::fmt::Write as _;

use super::printable::is_print;

/// A character in a syntax error, `'x'`: `strconv.QuoteRune`, or the byte in hexadecimal where no character starts.
pub(crate) fn rune(c: Result<char, u8>) -> String {
    let mut out = String::from("'");
    push(&mut out, c, '\'');
    out.push('\'');
    out
}

/// The bytes of a bad escape in a syntax error, as Go's JSON scanner (`jsonwire.InvalidTextError`) shows them.
///
/// One character alone is shown as [`rune`] does. More are shown between backquotes, as they are, unless one of them
/// is white space, not printable, no character at all, or would be mistaken for one of these: then as [`double`] does.
pub(crate) fn sequence(bytes: &[u8]) -> String {
    let mut all = runes(bytes);
    if let (Some(only), None) = (all.next(), all.next()) {
        return rune(only);
    }
    let plain = |c: char| c != '`' && c != char::REPLACEMENT_CHARACTER && !c.is_whitespace() && is_print(c);
    match core::str::from_utf8(bytes) {
        Ok(text) if text.chars().all(plain) => alloc::format!("`{text}`"),
        _ => double(bytes),
    }
}

/// Text between double quotes: `strconv.Quote`, the verb `%q`.
#[must_use]
pub fn double(text: impl AsRef<[u8]>) -> String {
    let mut out = String::from("\"");
    for c in runes(text.as_ref()) {
        push(&mut out, c, '"');
    }
    out.push('"');
    out
}

/// Whether Go holds a JSON key for a field's name: `strings.EqualFold`, where `name` is ASCII.
///
/// Two characters beyond ASCII fold into it: U+017F is an `s`, U+212A a `k`.
#[must_use]
pub fn fold_eq(key: &str, name: &str) -> bool {
    if key.is_ascii() {
        return key.eq_ignore_ascii_case(name);
    }
    let folded = key.chars().map(|c| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        other => other.to_ascii_lowercase(),
    });
    folded.eq(name.chars().map(|c| c.to_ascii_lowercase()))
}

/// Characters as Go decodes them: every byte that is part of none comes alone.
pub(crate) fn runes(bytes: &[u8]) -> impl Iterator<Item = Result<char, u8>> {
    bytes.utf8_chunks().flat_map(|chunk| {
        let valid = chunk.valid().chars().map(Ok);
        valid.chain(chunk.invalid().iter().copied().map(Err))
    })
}

fn push(out: &mut String, c: Result<char, u8>, quote: char) {
    // Writing to a string cannot fail.
    let _ = match c {
        Err(byte) => write!(out, "\\x{byte:02x}"),
        Ok(c) if c == quote || c == '\\' => write!(out, "\\{c}"),
        Ok(c) if is_print(c) => out.write_char(c),
        Ok('\x07') => out.write_str("\\a"),
        Ok('\x08') => out.write_str("\\b"),
        Ok('\x0c') => out.write_str("\\f"),
        Ok('\n') => out.write_str("\\n"),
        Ok('\r') => out.write_str("\\r"),
        Ok('\t') => out.write_str("\\t"),
        Ok('\x0b') => out.write_str("\\v"),
        Ok(c) if c.is_ascii() => write!(out, "\\x{:02x}", u32::from(c)),
        Ok(c) if c <= '\u{ffff}' => write!(out, "\\u{:04x}", u32::from(c)),
        Ok(c) => write!(out, "\\U{:08x}", u32::from(c)),
    };
}

#[cfg(test)]
mod tests {
    use super::{double, fold_eq, rune, sequence};

    #[test]
    fn one_character() {
        for (c, want) in [
            (Ok('x'), r"'x'"),
            (Ok('\''), r"'\''"),
            (Ok('"'), r#"'"'"#),
            (Ok('\\'), r"'\\'"),
            (Ok('\x07'), r"'\a'"),
            (Ok('\x0b'), r"'\v'"),
            (Ok('\0'), r"'\x00'"),
            (Ok('\x7f'), r"'\x7f'"),
            (Ok('é'), "'é'"),
            (Ok('\u{85}'), r"'\u0085'"),
            (Ok('\u{a0}'), r"'\u00a0'"),
            (Ok('\u{feff}'), r"'\ufeff'"),
            (Ok('\u{fffd}'), "'\u{fffd}'"),
            (Ok('\u{e0001}'), r"'\U000e0001'"),
            (Err(0xff), r"'\xff'"),
        ] {
            assert_eq!(rune(c), want);
        }
    }

    #[test]
    fn several_bytes() {
        for (bytes, want) in [
            (&br"\x"[..], r"`\x`"),
            (br"\u12G4", r"`\u12G4`"),
            (b"\\`", r#""\\`""#),
            (b"\\ ", r#""\\ ""#),
            (b"\\\n", r#""\\\n""#),
            (b"\\\xc3", r#""\\\xc3""#),
            ("\\\u{fffd}".as_bytes(), "\"\\\\\u{fffd}\""),
            ("\\é".as_bytes(), r"`\é`"),
            (b"\xff", r"'\xff'"),
            ("é".as_bytes(), "'é'"),
        ] {
            assert_eq!(sequence(bytes), want);
        }
    }

    #[test]
    fn text() {
        for (text, want) in [
            (&b""[..], r#""""#),
            (b"a'b\"c", r#""a'b\"c""#),
            (b"\xe2\x98a", r#""\xe2\x98a""#),
            (b"\x01\x1f\r", r#""\x01\x1f\r""#),
        ] {
            assert_eq!(double(text), want);
        }
    }

    #[test]
    fn folding() {
        for (key, name, want) in [
            ("Storage", "storage", true),
            ("\u{17f}torage", "storage", true),
            ("\u{212a}ERNELaRGUMENTS", "kernelArguments", true),
            ("ſ", "k", false),
            ("storag", "storage", false),
            ("storage\u{17f}", "storage", false),
            ("stöRage", "storage", false),
            ("a_b", "a-b", false),
        ] {
            assert_eq!(fold_eq(key, name), want, "{key}");
        }
    }
}
