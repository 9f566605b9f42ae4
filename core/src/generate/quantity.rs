//! Quantities as the reference reads them and writes them again: `500m`, `8192`, `10M`, `8Gi`, `1e3`.

use alloc::format;
use alloc::string::{String, ToString as _};

/// An amount, and how it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Quantity {
    amount: Amount,
    notation: Notation,
    /// The text that it was read from, where that is kept.
    written: Option<String>,
}

/// How a quantity is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Notation {
    /// That of a quantity that nobody wrote.
    #[default]
    None,
    /// `Ki`, `Mi`, …
    Binary,
    /// `m`, `k`, `M`, …
    Decimal,
    /// `e3`, `e6`, …
    Exponent,
}

/// A number of any size: its digits without zeros at either end, and the power of ten that they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Amount {
    negative: bool,
    digits: String,
    power: i64,
}

/// A text taken apart.
struct Parts<'a> {
    negative: bool,
    /// Without zeros in front; one zero if there is nothing else.
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// The suffixes of powers of a thousand, from the smallest on.
const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/// The power of ten of the first of them: nothing is smaller.
const NANO: i64 = -9;

/// The power of ten of the last.
const EXA: i64 = 18;

/// What binary amounts are cut down to.
const MOST: u128 = (1 << 63) - 1;

/// Whether the API server takes a text for a quantity: by a pattern, which is a little wider.
pub(crate) fn is_like_quantity(text: &str) -> bool {
    let Some(parts) = Parts::of(text) else { return false };
    let known = BINARY.iter().chain(&DECIMAL).any(|suffix| *suffix == parts.suffix);
    let exponent = parts.suffix.strip_prefix(['e', 'E']).and_then(Parts::of);
    known || exponent.is_some_and(|exponent| exponent.suffix.is_empty())
}

impl Quantity {
    /// Reads a quantity; nothing if the text is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let parts = Parts::of(text)?;
        if let Some(index) = BINARY.iter().position(|suffix| *suffix == parts.suffix) {
            return Some(Self::binary(text, &parts, u32::try_from(index).ok()? + 1));
        }
        let (power, notation) = match DECIMAL.iter().zip(0..).find(|(suffix, _)| **suffix == parts.suffix) {
            Some((_, index)) => (NANO + 3 * index, Notation::Decimal),
            None => (parts.exponent()?, Notation::Exponent),
        };
        let fraction = i64::try_from(parts.fraction.len()).ok()?;
        let amount = Amount::new(parts.negative, format!("{}{}", parts.whole, parts.fraction), power - fraction);
        let kept = text == "0" || parts.is_kept(power);
        Some(Self { amount, notation, written: kept.then(|| text.into()) })
    }

    /// Of powers of 1024.
    fn binary(text: &str, parts: &Parts<'_>, power: u32) -> Self {
        let digits = times(&format!("{}{}", parts.whole, parts.fraction), 1024_u64.pow(power));
        let fraction = i64::try_from(parts.fraction.len()).unwrap_or(i64::MAX);
        let mut amount = Amount::new(parts.negative, digits, -fraction);
        if amount.power >= 0 && amount.whole().is_none_or(|whole| whole > MOST) {
            amount = Amount::new(parts.negative, MOST.to_string(), 0);
        }
        let tiny = amount.is_below_one();
        let divisible = parts.whole[parts.whole.len().saturating_sub(3)..].parse::<u32>().is_ok_and(|end| end % 8 == 0);
        let digits = u32::try_from(parts.whole.len()).unwrap_or(u32::MAX);
        let short = 14_u32.checked_sub(3 * power).is_some_and(|most| digits <= most);
        let kept = !text.contains('.') && !divisible && short;
        let notation = if tiny { Notation::Decimal } else { Notation::Binary };
        Self { amount, notation, written: kept.then(|| text.into()) }
    }

    /// The amount as a whole number, rounded away from zero; 0 where 64 bits do not hold it, as the reference has it.
    pub(crate) fn value(&self) -> i64 {
        let Some(whole) = self.amount.whole() else { return 0 };
        let value = i128::try_from(whole).unwrap_or(i128::MAX);
        i64::try_from(if self.amount.negative { -value } else { value }).unwrap_or(0)
    }

    /// Whether it is exactly nothing.
    pub(crate) fn is_zero(&self) -> bool {
        self.amount.digits.is_empty()
    }

    /// The same amount in the notation of another quantity, if that has one. Text that is kept stays.
    pub(super) fn noted_as(&mut self, other: &Self) {
        if other.notation != Notation::None {
            self.notation = other.notation;
        }
    }

    /// The amount as it is written.
    pub(crate) fn text(&self) -> String {
        match &self.written {
            Some(text) => text.clone(),
            None => self.canonical(),
        }
    }

    fn canonical(&self) -> String {
        let sign = if self.amount.negative { "-" } else { "" };
        let Amount { digits, power, .. } = &self.amount;
        if self.is_zero() {
            return "0".into();
        }
        if self.notation == Notation::Binary
            && *power >= 0
            && let Some(whole) = self.amount.whole().filter(|whole| *whole >= 1024)
        {
            return format!("{sign}{}", binary(whole));
        }
        let decimal = matches!(self.notation, Notation::Binary | Notation::Decimal);
        let down = power.div_euclid(3) * 3;
        let own = if decimal { down.min(EXA) } else { down };
        let zeros = "0".repeat(usize::try_from(power - own).unwrap_or(0));
        let suffix = match usize::try_from((own - NANO) / 3) {
            Ok(index) if decimal => DECIMAL[index].into(),
            _ if own == 0 => String::new(),
            _ => format!("e{own}"),
        };
        format!("{sign}{digits}{zeros}{suffix}")
    }
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let digits = |text: &'a str| text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        let number = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, rest) = digits(number);
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
        let some = !whole.is_empty() || !fraction.is_empty();
        let bare = whole.trim_start_matches('0');
        let whole = if bare.is_empty() { "0" } else { bare };
        some.then_some(Self { negative: text.starts_with('-'), whole, fraction, suffix })
    }

    /// The exponent of `e3` and `E3`. More than anybody means is none.
    fn exponent(&self) -> Option<i64> {
        const MOST: i64 = 1 << 16;
        let exponent = self.suffix.strip_prefix(['e', 'E'])?.parse::<i64>().ok()?;
        (-MOST..=MOST).contains(&exponent).then_some(exponent)
    }

    /// Whether the reference keeps the text of a decimal quantity: where it holds it in 64 bits and would write it with
    /// as many digits.
    fn is_kept(&self, power: i64) -> bool {
        let scale = power - i64::try_from(self.fraction.len()).unwrap_or(i64::MAX);
        let digits = format!("{}{}", self.whole, self.fraction);
        scale % 3 == 0 && scale >= NANO && digits.len() <= 18 && !digits.starts_with('0') && !digits.ends_with("000")
    }
}

impl Amount {
    /// Rounded away from zero to a billionth.
    fn new(negative: bool, mut digits: String, mut power: i64) -> Self {
        if power < NANO {
            let dropped = usize::try_from(NANO - power).unwrap_or(usize::MAX);
            let cut = digits.len().saturating_sub(dropped);
            let up = digits[cut..].bytes().any(|b| b != b'0');
            digits.truncate(cut);
            if up {
                digits = plus_one(&digits);
            }
            power = NANO;
        }
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        digits.truncate(digits.len() - zeros);
        let digits: String = digits.trim_start_matches('0').into();
        let power = if digits.is_empty() { 0 } else { power + i64::try_from(zeros).unwrap_or(0) };
        Self { negative: negative && !digits.is_empty(), digits, power }
    }

    /// Without its sign, rounded up; nothing where 128 bits do not hold it.
    fn whole(&self) -> Option<u128> {
        let shift = usize::try_from(self.power.unsigned_abs()).ok()?;
        if self.power >= 0 {
            let number = if self.digits.is_empty() { 0 } else { self.digits.parse::<u128>().ok()? };
            return number.checked_mul(10_u128.checked_pow(u32::try_from(shift).ok()?)?);
        }
        // Digits do not end in zero, so that some of what is cut off counts.
        let cut = self.digits.len().saturating_sub(shift);
        let whole = if cut == 0 { 0 } else { self.digits[..cut].parse::<u128>().ok()? };
        whole.checked_add(1)
    }

    fn is_below_one(&self) -> bool {
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        length > 0 && length.saturating_add(self.power) <= 0
    }
}

/// Divided by 1024 as often as nothing is left over.
fn binary(whole: u128) -> String {
    let power = usize::try_from(whole.trailing_zeros() / 10).unwrap_or(0).min(BINARY.len());
    match power.checked_sub(1) {
        Some(index) => format!("{}{}", whole >> (10 * power), BINARY[index]),
        None => whole.to_string(),
    }
}

/// Digits times a number.
fn times(digits: &str, by: u64) -> String {
    let mut carry = 0_u128;
    let mut reversed = String::with_capacity(digits.len() + 20);
    for digit in digits.bytes().rev() {
        carry += u128::from(digit - b'0') * u128::from(by);
        reversed.push(char::from(b'0' + u8::try_from(carry % 10).unwrap_or(0)));
        carry /= 10;
    }
    let front = if carry == 0 { String::new() } else { carry.to_string() };
    front + &reversed.chars().rev().collect::<String>()
}

fn plus_one(digits: &str) -> String {
    let nines = digits.len() - digits.trim_end_matches('9').len();
    let (front, zeros) = (&digits[..digits.len() - nines], "0".repeat(nines));
    match front.split_at_checked(front.len().saturating_sub(1)) {
        Some((front, last)) if !last.is_empty() => {
            format!("{front}{}{zeros}", last.bytes().map(|b| char::from(b + 1)).collect::<String>())
        }
        _ => format!("1{zeros}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Quantity, is_like_quantity};

    #[test]
    fn quantities_are_written_as_the_reference_writes_them() {
        for (text, want) in [
            ("0", "0"),
            ("00", "0"),
            ("-0", "0"),
            ("+5", "+5"),
            ("1.500", "1.500"),
            ("1E3", "1E3"),
            ("09Ki", "09Ki"),
            ("1Gi", "1Gi"),
            ("8Ki", "8Ki"),
            ("16Ki", "16Ki"),
            ("1024Mi", "1Gi"),
            ("1.5Mi", "1536Ki"),
            ("1000Ki", "1000Ki"),
            ("0.5Ki", "512"),
            ("0.0001Ki", "102400u"),
            ("1000", "1k"),
            ("1000000", "1M"),
            ("2.5", "2500m"),
            ("1.5G", "1500M"),
            ("0.1", "100m"),
            ("10e3", "10e3"),
            ("1000e3", "1e6"),
            ("0.003e0", "3e-3"),
            ("1e0", "1e0"),
            ("1000e-3", "1"),
            ("0.0000000001", "1n"),
            ("-0.0000000001", "-1n"),
            ("0.0000000099", "10n"),
            ("12E", "12E"),
            ("1000E", "1000E"),
            ("100000000000000000000000000000000000000000000", "100000000000000000000000000E"),
            ("9Ei", "9223372036854775807"),
            ("4Ei", "4Ei"),
            ("1e-100", "1e-9"),
        ] {
            let quantity = Quantity::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(quantity.text(), want, "{text}");
        }
        for text in ["", "-", ".", "x", "1e", "Gi", "10MB", "1 k", "1K", "1ki", "--1", "1e99999999", "1e1.5"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn values_are_rounded_away_from_zero_and_nothing_beyond_64_bits() {
        for (text, want) in [
            ("8G", 8_000_000_000),
            ("100m", 1),
            ("-100m", -1),
            ("1.5", 2),
            ("1001m", 2),
            (".5Ki", 512),
            ("5.", 5),
            ("1E-3", 1),
            ("00012", 12),
            ("0.00000000001", 1),
            ("0E99", 0),
            ("1n", 1),
            ("12E", 0),
            ("9E", 9_000_000_000_000_000_000),
            ("1e60", 0),
            ("0", 0),
        ] {
            assert_eq!(Quantity::parse(text).expect(text).value(), want, "{text}");
        }
    }

    #[test]
    fn the_pattern_of_the_api_server() {
        for text in ["1", "-1.5Gi", ".5", "1.", "1E3", "1e+3.5", "1E"] {
            assert!(is_like_quantity(text), "{text}");
        }
        for text in ["", "1K", "10MB", "1e", "1e3k", "a"] {
            assert!(!is_like_quantity(text), "{text}");
        }
    }

    #[test]
    fn another_notation_shows_where_text_was_not_kept() {
        for (own, other, want) in [("8Ki", "1M", "8192"), ("4000", "1e3", "4e3"), ("4096", "1Ki", "4096")] {
            let mut quantity = Quantity::parse(own).expect(own);
            quantity.noted_as(&Quantity::parse(other).expect(other));
            assert_eq!(quantity.text(), want);
        }
        let mut nothing = Quantity::default();
        nothing.noted_as(&Quantity::parse("1M").expect("a quantity"));
        assert_eq!(nothing.text(), "0");
    }
}
