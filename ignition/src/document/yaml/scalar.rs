//! What a scalar means to kubectl: YAML 1.1 as the reference reads it, rendered as JSON.

use super::super::char_at;
use crate::go::float;
use alloc::{borrow::Cow, format, string::String};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use core::num::ParseFloatError;

/// An explicit tag, as far as the reference tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Str,
    Bool,
    Int,
    Float,
    Null,
    Timestamp,
    Binary,
    /// `!`, or the tag of merge keys: makes a `<<` one even if it is quoted.
    Merge,
    /// Everything else: the text is taken as it stands.
    Other,
}

impl Tag {
    /// The tag that handle and suffix spell together.
    pub(super) fn of(handle: &str, suffix: &str) -> Self {
        const PREFIX: &str = "tag:yaml.org,2002:";
        if handle == PREFIX {
            return Self::named(suffix);
        }
        let whole = format!("{handle}{suffix}");
        match whole.strip_prefix(PREFIX) {
            Some(name) => Self::named(name),
            None if whole == "!" => Self::Merge,
            None => Self::Other,
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "merge" => Self::Merge,
            "str" => Self::Str,
            "bool" => Self::Bool,
            "int" => Self::Int,
            "float" => Self::Float,
            "null" => Self::Null,
            "timestamp" => Self::Timestamp,
            "binary" => Self::Binary,
            _ => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Str => "a string",
            Self::Bool => "a boolean",
            Self::Int => "an integer",
            Self::Float => "a float",
            Self::Null => "null",
            Self::Timestamp => "a timestamp",
            Self::Binary => "base64",
            Self::Merge | Self::Other => "what its tag says",
        }
    }
}

/// The meaning of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    /// An integer that stands in the source as JSON writes it.
    Decimal,
    Int(i64),
    /// Above the range of `Int`.
    Large(u64),
    Float(f64),
    /// The text itself.
    Text,
    /// Another text than the one in the source.
    Decoded(String),
}

/// What an untagged plain scalar means.
pub(super) fn plain(text: &str) -> Scalar {
    let bytes = text.as_bytes();
    match bytes.first() {
        None => Scalar::Null,
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        Some(b'.') => special(text).or_else(|| float(&between_digits(text))).unwrap_or(Scalar::Text),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(text),
        Some(_) => Scalar::Text,
    }
}

/// Whether an untagged plain scalar is read as the text it is; a timestamp is none, though JSON holds it as one.
pub(super) fn is_text(text: &str) -> bool {
    plain(text) == Scalar::Text && !is_timestamp(text)
}

/// What a scalar with a tag means, however it is quoted; the error says what it is instead.
pub(super) fn tagged(tag: Tag, text: &str) -> Result<Scalar, String> {
    let refuse = |found: &str| Err(format!("`{}` is tagged as {} but is {found}", excerpt(text), tag.name()));
    match tag {
        Tag::Str | Tag::Merge | Tag::Other => return Ok(Scalar::Text),
        Tag::Timestamp => return if is_timestamp(text) { Ok(Scalar::Text) } else { refuse("none") },
        Tag::Binary => return binary(text).map_or_else(|| refuse("not"), |text| Ok(Scalar::Decoded(text))),
        _ => {}
    }
    match (tag, plain(text)) {
        (Tag::Bool, scalar @ Scalar::Bool(_)) | (Tag::Null, scalar @ Scalar::Null) => Ok(scalar),
        (Tag::Int, scalar @ (Scalar::Decimal | Scalar::Int(_) | Scalar::Large(_))) => Ok(scalar),
        (Tag::Float, scalar @ Scalar::Float(_)) => Ok(scalar),
        // Integers of up to 63 bits become floats; the reference refuses longer ones.
        (Tag::Float, Scalar::Int(n)) => Ok(Scalar::Float(n as f64)),
        (Tag::Float, Scalar::Decimal) => Ok(text.parse::<i64>().map_or(Scalar::Decimal, |n| Scalar::Float(n as f64))),
        (_, Scalar::Null) => refuse("empty or null"),
        (_, Scalar::Bool(_)) => refuse("a boolean"),
        (_, Scalar::Decimal | Scalar::Int(_) | Scalar::Large(_)) => refuse("an integer"),
        (_, Scalar::Float(_)) => refuse("a float"),
        (_, Scalar::Text | Scalar::Decoded(_)) => refuse("a string"),
    }
}

fn excerpt(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn word(text: &str) -> Scalar {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        _ => Scalar::Text,
    }
}

fn special(text: &str) -> Option<Scalar> {
    Some(Scalar::Float(match text {
        ".nan" | ".NaN" | ".NAN" => f64::NAN,
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => f64::INFINITY,
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY,
        _ => return None,
    }))
}

/// A text that starts with a digit or a sign.
fn number(text: &str) -> Scalar {
    if is_decimal(text.as_bytes()) {
        return Scalar::Decimal;
    }
    if !text.bytes().all(is_in_numbers) {
        return Scalar::Text;
    }
    let without;
    let digits = if text.contains('_') {
        without = text.replace('_', "");
        &without
    } else {
        text
    };
    special(text)
        .or_else(|| integer(digits))
        .or_else(|| float(digits))
        .or_else(|| inner_sign(digits))
        .unwrap_or(Scalar::Text)
}

/// Whether a number of any notation may have such a byte: digits of any base, what stands before them, infinity.
const fn is_in_numbers(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
        || matches!(byte | 0x20, b'x' | b'o' | b'i' | b'n')
        || matches!(byte, b'+' | b'-' | b'.' | b'_')
}

/// Whether an integer is written as JSON writes it and surely fits 63 bits.
fn is_decimal(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let plain = match digits {
        [b'0'] => return text.len() == 1,
        [b'1'..=b'9', rest @ ..] => rest,
        _ => return false,
    };
    plain.len() < 18 && plain.iter().all(u8::is_ascii_digit)
}

/// An integer in Go's notation: `0x`, `0b`, `0o`, and octal after a leading zero.
fn integer(text: &str) -> Option<Scalar> {
    let (sign, digits) = match text.as_bytes() {
        [sign @ (b'+' | b'-'), digits @ ..] => (Some(*sign), digits),
        digits => (None, digits),
    };
    let (base, digits) = match digits {
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => (16, rest),
        [b'0', b'b' | b'B', rest @ ..] if !rest.is_empty() => (2, rest),
        [b'0', b'o' | b'O', rest @ ..] if !rest.is_empty() => (8, rest),
        [b'0', rest @ ..] => (8, rest),
        [] => return None,
        all => (10, all),
    };
    let size = digits.iter().try_fold(0u64, |sum, &digit| {
        let digit = char::from(digit).to_digit(base)?;
        sum.checked_mul(u64::from(base))?.checked_add(u64::from(digit))
    })?;
    if sign == Some(b'-') {
        return 0i64.checked_sub_unsigned(size).map(Scalar::Int);
    }
    match (i64::try_from(size), sign) {
        (Ok(n), _) => Some(Scalar::Int(n)),
        (Err(_), None) => Some(Scalar::Large(size)),
        (Err(_), Some(_)) => None,
    }
}

/// The reference also takes a sign after `0b`.
fn inner_sign(text: &str) -> Option<Scalar> {
    let digits = text.strip_prefix("0b")?;
    i64::from_str_radix(digits, 2).ok().map(Scalar::Int)
}

/// Without the underscores, if each of them stands between two digits.
fn between_digits(text: &str) -> Cow<'_, str> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let stands = |at| is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1));
    if memchr::memchr_iter(b'_', bytes).all(stands) { text.replace('_', "").into() } else { text.into() }
}

fn float(text: &str) -> Option<Scalar> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let fits = unsigned.starts_with(|c: char| c == '.' || c.is_ascii_digit())
        && unsigned.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    let number: Result<f64, ParseFloatError> = if fits { text.parse() } else { return None };
    number.ok().filter(|n| n.is_finite()).map(Scalar::Float)
}

/// The text of `!!binary`, where each invalid byte becomes U+FFFD as in the reference's JSON.
fn binary(text: &str) -> Option<String> {
    let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let digits = text.replace(['\r', '\n'], "");
    let bytes = GeneralPurpose::new(&STANDARD, config).decode(digits).ok()?;
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let c = char_at(&bytes, at);
        at += c.map_or(1, char::len_utf8);
        out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    Some(out)
}

/// `2001-1-2`, `2001-1-2 3:4:5.6`, `2001-1-2T3:4:5.6Z` and the like.
fn is_timestamp(text: &str) -> bool {
    date(text).is_some_and(|rest| match rest.as_bytes().first() {
        None => true,
        Some(b'T' | b't') => time(&rest[1..]).is_some_and(is_zone),
        Some(b' ') => time(&rest[1..]).is_some_and(str::is_empty),
        Some(_) => false,
    })
}

fn date(text: &str) -> Option<&str> {
    let year: u32 = text.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let (month, rest) = short(text[4..].strip_prefix('-')?)?;
    let (day, rest) = short(rest.strip_prefix('-')?)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

fn time(text: &str) -> Option<&str> {
    let (hour, rest) = short(text)?;
    let (minute, rest) = short(rest.strip_prefix(':')?)?;
    let (second, rest) = short(rest.strip_prefix(':')?)?;
    let fraction = rest.strip_prefix(['.', ',']).filter(|f| f.starts_with(|c: char| c.is_ascii_digit()));
    let rest = fraction.map_or(rest, |f| f.trim_start_matches(|c: char| c.is_ascii_digit()));
    (hour < 24 && minute < 60 && second < 60).then_some(rest)
}

/// A number of one or two digits and what follows it.
fn short(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    Some((text[..length].parse().ok()?, &text[length..]))
}

/// `Z` or `+01:00`.
fn is_zone(text: &str) -> bool {
    let two = |from: usize, limit: u32| {
        text.get(from..from + 2)
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse::<u32>().ok())
            .is_some_and(|n| n <= limit)
    };
    text == "Z"
        || text.len() == 6 && text.starts_with(['+', '-']) && text.as_bytes()[3] == b':' && two(1, 24) && two(4, 60)
}

/// A float as the key of an object: in the precision of 32 bits, whatever that loses.
pub(super) fn float_key(number: f64) -> String {
    let number = number as f32;
    if number.is_nan() {
        return ".nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.into();
    }
    let shortest = format!("{number:e}");
    // Of two as near the reference takes the even one; Rust only if told how many digits.
    let decimals = shortest.split('e').next().and_then(|digits| digits.split_once('.')).map_or(0, |(_, d)| d.len());
    let even = format!("{number:.decimals$e}");
    let text = if even.parse() == Ok(number) { even } else { shortest };
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.parse::<i32>().unwrap_or(0) {
        exponent @ -4..=5 => {
            let decimals = usize::try_from(i32::try_from(decimals).unwrap_or(0) - exponent).unwrap_or(0);
            format!("{number:.decimals$}")
        }
        exponent if exponent < 0 => format!("{digits}e-{:02}", -exponent),
        exponent => format!("{digits}e+{exponent:02}"),
    }
}

/// A finite float as the reference's JSON writes it.
pub(super) fn float_value(number: f64) -> String {
    float::json(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_they_mean_to_kubectl() {
        use Scalar::{Bool, Decimal, Float, Int, Large, Null, Text};
        for (text, want) in [
            ("", Null),
            ("~", Null),
            ("Null", Null),
            ("nUll", Text),
            ("y", Bool(true)),
            ("YES", Bool(true)),
            ("yEs", Text),
            ("Off", Bool(false)),
            ("0", Decimal),
            ("-1", Decimal),
            ("420", Decimal),
            ("123456789012345678", Decimal),
            ("1234567890123456789", Int(1_234_567_890_123_456_789)),
            ("+1", Int(1)),
            ("-0", Int(0)),
            ("0644", Int(420)),
            ("0o644", Int(420)),
            ("-0O17", Int(-15)),
            ("0x1F", Int(31)),
            ("0b101", Int(5)),
            ("0b-101", Int(-5)),
            ("-0b-1", Text),
            ("1_000", Int(1000)),
            ("0x_f", Int(15)),
            ("_1", Text),
            ("0x", Text),
            ("08", Float(8.0)),
            ("0778", Float(778.0)),
            ("18446744073709551615", Large(u64::MAX)),
            ("+18446744073709551615", Float(18_446_744_073_709_551_615.0)),
            ("18446744073709551616", Float(18_446_744_073_709_551_616.0)),
            ("-9223372036854775808", Int(i64::MIN)),
            ("0x10000000000000000", Text),
            ("420.0", Float(420.0)),
            ("1.", Float(1.0)),
            (".5e1", Float(5.0)),
            ("-.5", Float(-0.5)),
            (".", Text),
            ("1e3", Float(1000.0)),
            ("1e", Text),
            ("1e400", Text),
            ("1_0.5_0", Float(10.5)),
            (".5_0", Float(0.5)),
            (".5e1_0", Float(0.5e10)),
            (".5_", Text),
            ("._5", Text),
            (".5_e1", Text),
            ("0x1p-2", Text),
            (".Inf", Float(f64::INFINITY)),
            ("-.inf", Float(f64::NEG_INFINITY)),
            ("inf", Text),
            ("1:30", Text),
            ("2001-01-01", Text),
            ("<<", Text),
            ("=", Text),
        ] {
            assert_eq!(plain(text), want, "{text}");
        }
    }

    #[test]
    fn tags_take_what_they_name_and_nothing_else() {
        for (tag, text, want) in [
            (Tag::Str, "1", Some(Scalar::Text)),
            (Tag::Other, "1", Some(Scalar::Text)),
            (Tag::Int, "0644", Some(Scalar::Int(420))),
            (Tag::Int, "5.0", None),
            (Tag::Int, "", None),
            (Tag::Float, "5", Some(Scalar::Float(5.0))),
            (Tag::Float, "9223372036854775807", Some(Scalar::Float(9_223_372_036_854_775_807.0))),
            (Tag::Float, "9223372036854775808", None),
            (Tag::Float, "x", None),
            (Tag::Bool, "on", Some(Scalar::Bool(true))),
            (Tag::Bool, "1", None),
            (Tag::Null, "", Some(Scalar::Null)),
            (Tag::Null, "x", None),
            (Tag::Binary, "aGk=", Some(Scalar::Decoded("hi".into()))),
            (Tag::Binary, "aG\nk=", Some(Scalar::Decoded("hi".into()))),
            (Tag::Binary, "aGk", None),
            (Tag::Binary, "//9h", Some(Scalar::Decoded("\u{fffd}\u{fffd}a".into()))),
            (Tag::Timestamp, "2001-1-2", Some(Scalar::Text)),
            (Tag::Timestamp, "12", None),
        ] {
            assert_eq!(tagged(tag, text).ok(), want, "{tag:?} {text}");
        }
        for (handle, suffix, want) in [
            ("tag:yaml.org,2002:", "int", Tag::Int),
            ("", "tag:yaml.org,2002:int", Tag::Int),
            ("tag:yaml.org,2002:i", "nt", Tag::Int),
            ("!", "int", Tag::Other),
            ("", "!", Tag::Merge),
        ] {
            assert_eq!(Tag::of(handle, suffix), want);
        }
    }

    #[test]
    fn timestamps_are_days_that_exist() {
        for (text, want) in [
            ("2001-12-14", true),
            ("2001-1-2", true),
            ("2000-02-29", true),
            ("2100-02-29", false),
            ("2001-00-01", false),
            ("2001-01-01 1:2:3", true),
            ("2001-01-01 1:2:3.5,5", false),
            ("2001-01-01 1:2:60", false),
            ("2001-01-01T1:2:3Z", true),
            ("2001-01-01t1:2:3.12+05:30", true),
            ("2001-01-01T1:2:3", false),
            ("2001-01-01 1:2:3Z", false),
            ("2001-01-01T1:2:3+25:00", false),
            ("201-01-01", false),
        ] {
            assert_eq!(is_timestamp(text), want, "{text}");
        }
    }

    #[test]
    fn float_keys_lose_what_32_bits_lose() {
        for (number, want) in [
            (1.5, "1.5"),
            (420.0, "420"),
            (123_456.5, "123456.5"),
            (1e6, "1e+06"),
            (16_777_217.0, "1.6777216e+07"),
            (1e-4, "0.0001"),
            (1.5e-5, "1.5e-05"),
            (0.1, "0.1"),
            (-0.0, "-0"),
            (1e300, ".inf"),
            (f64::NEG_INFINITY, "-.inf"),
            (f64::NAN, ".nan"),
        ] {
            assert_eq!(float_key(number), want);
        }
    }
}
