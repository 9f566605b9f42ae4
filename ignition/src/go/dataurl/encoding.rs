//! The two encodings that data comes in: text with escapes, and base64 as Go's `base64.StdEncoding` reads it.
//!
//! `at` is where the data starts in the URL, for the place of an error.

use alloc::format;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{BadDataUrl, bad};
use crate::scan;

/// Checks text: first its characters, then its escapes.
pub(super) fn check_text(data: &[u8], at: usize) -> Result<(), BadDataUrl> {
    // No branches: see `scan`.
    let wrong = scan::find(data, |byte| {
        !(b'!'..=b'~').contains(&byte)
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'#')
            | (byte == b'"')
            | (byte == b'{')
            | (byte == b'}')
            | (byte == b'|')
            | (byte == b'\\')
            | (byte == b'^')
            | (byte == b'[')
            | (byte == b']')
            | (byte == b'`')
    });
    match wrong {
        Some(wrong) => bad(BAD_CHARACTER, at + wrong),
        None => check_escapes(data, at),
    }
}

/// Checks what follows each `%`.
pub(super) fn check_escapes(data: &[u8], at: usize) -> Result<(), BadDataUrl> {
    for percent in memchr::memchr_iter(b'%', data) {
        for digit in [percent + 1, percent + 2] {
            let message = match data.get(digit) {
                Some(digit) if digit.is_ascii_hexdigit() => continue,
                // The reference means to name the digit, and names the percent sign.
                Some(_) => "rfc2396: invalid char 0x25 in unescape sequence",
                None => "rfc2396: unexpected end of unescape sequence",
            };
            return bad(message, at + percent);
        }
    }
    Ok(())
}

/// Undoes the escapes of text that was checked.
pub(super) fn unescape(data: &[u8]) -> impl Iterator<Item = u8> {
    let mut bytes = data.iter().copied();
    core::iter::from_fn(move || match bytes.next()? {
        b'%' => {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            u8::try_from(digit()? << 4 | digit()?).ok()
        }
        byte => Some(byte),
    })
}

/// Checks base64: first its characters, then its padding. Newlines count for nothing but offsets.
pub(super) fn check_base64(data: &[u8], at: usize) -> Result<(), BadDataUrl> {
    // No branches: see `scan`.
    let wrong = scan::find(data, |byte| {
        let letter = (byte | 0x20).is_ascii_lowercase();
        // From `/` on, the digits follow.
        !(letter | (b'/'..=b'9').contains(&byte) | (byte == b'+') | (byte == b'=') | (byte == b'\n'))
    });
    if let Some(wrong) = wrong {
        return bad(BAD_CHARACTER, at + wrong);
    }
    let illegal = |index: usize| bad(format!("illegal base64 data at input byte {index}"), at + index);

    let groups = memchr::memchr2(b'=', b'\n', data).unwrap_or(data.len()) / 4 * 4;
    let rest = data.iter().enumerate().skip(groups).filter(|&(_, &byte)| byte != b'\n');
    // How many characters of the current group of four are read, and whether the last of them is padding.
    let mut read = 0;
    let mut padded = false;
    for (index, &byte) in rest {
        match (read, padded, byte) {
            (2 | 3, _, b'=') => padded = true,
            (_, false, _) if byte != b'=' => {}
            // Go names the character before: the padding itself, unless a newline is between.
            (3, true, _) => return illegal(index - 1),
            _ => return illegal(index),
        }
        read = if read == 3 && !padded { 0 } else { read + 1 };
    }
    match (read, padded) {
        (0 | 4, _) => Ok(()),
        (3, true) => illegal(data.len()),
        _ => illegal(data.len() - read),
    }
}

/// Decodes base64 that was checked.
pub(super) fn decode_base64(data: &[u8]) -> Vec<u8> {
    if memchr::memchr(b'\n', data).is_some() {
        return decode_base64(&without_newlines(data).collect::<Vec<_>>());
    }
    ENGINE.decode(data).unwrap_or_default()
}

/// Base64 as it is decoded.
pub(super) fn without_newlines(data: &[u8]) -> impl Iterator<Item = u8> {
    data.iter().copied().filter(|&byte| byte != b'\n')
}

/// The bits beyond the last byte may be anything.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

const BAD_CHARACTER: &str = "invalid data character";
