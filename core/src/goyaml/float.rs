//! Floating-point numbers as they come out of JSON, a reader of YAML, and Go's `%g`.

use alloc::format;
use alloc::string::{String, ToString};

/// Appends a finite number. One that JSON writes out in full comes back as an integer if it fits 64 bits.
pub(super) fn push(out: &mut String, number: f64) {
    let text = shortest(number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = exponent.parse().unwrap_or_default();
    let text = match integer(digits, exponent) {
        Some(text) => text,
        None => general(number, digits, exponent),
    };
    out.push_str(&text);
}

/// In the fewest digits that read back as the number. Of two as near Go takes the even one; Rust does only if told
/// how many digits.
fn shortest(number: f64) -> String {
    let text = format!("{number:e}");
    let decimals = text.split_once('e').map_or(0, |(digits, _)| decimals(digits));
    let even = format!("{number:.decimals$e}");
    if even.parse() == Ok(number) { even } else { text }
}

fn decimals(digits: &str) -> usize {
    digits.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// What JSON writes without point and exponent.
fn integer(digits: &str, exponent: i32) -> Option<String> {
    let zeros = usize::try_from(exponent).ok().filter(|&exponent| exponent < 21)?.checked_sub(decimals(digits))?;
    let text = digits.replace('.', "") + &"0".repeat(zeros);
    let small = text.parse::<i64>().map(|number| number.to_string());
    small.or_else(|_| text.parse::<u64>().map(|number| number.to_string())).ok()
}

/// With an exponent of at least two digits below 1e-4 and from 1e6 on.
fn general(number: f64, digits: &str, exponent: i32) -> String {
    match exponent {
        -4..=5 => {
            let decimals = i32::try_from(decimals(digits)).unwrap_or_default() - exponent;
            format!("{number:.0$}", usize::try_from(decimals).unwrap_or_default())
        }
        ..-4 => format!("{digits}e-{:02}", -exponent),
        _ => format!("{digits}e+{exponent:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        for (number, want) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-420.0, "-420"),
            (1.5, "1.5"),
            (-0.25, "-0.25"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e-7, "1e-07"),
            (123_456.5, "123456.5"),
            (1_234_567.5, "1.2345675e+06"),
            (1e15, "1000000000000000"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (9_223_372_036_854_775_807.0, "9223372036854776000"),
            (-9_223_372_036_854_775_808.0, "-9.223372036854776e+18"),
            (1e19, "10000000000000000000"),
            (18_446_744_073_709_551_615.0, "1.8446744073709552e+19"),
            (1e20, "1e+20"),
            (1e21, "1e+21"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (2_614_415_380_065_065.0 / 4.0, "6.536038450162662e+14"), // ends in .25: .3 is as near
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            let mut out = String::new();
            push(&mut out, number);
            assert_eq!(out, want);
        }
    }
}
