//! Numbers as Go's `encoding/json` writes them.

use alloc::format;
use alloc::string::String;

/// A finite number in the fewest digits that read back as it; of two as near, that with the even last digit.
///
/// Written out in full, but with an exponent below 1e-6 and from 1e21 on, as ECMAScript does.
pub(crate) fn json(number: f64) -> String {
    let size = number.abs();
    let in_full = size == 0.0 || (1e-6..1e21).contains(&size);
    let shortest = if in_full { format!("{number}") } else { format!("{number:e}") };
    // Rust takes the greater of two as near, but rounds to the even one when told how many digits.
    let fraction = shortest.split('e').next().and_then(|number| number.split_once('.'));
    let even = fraction
        .map(|(_, digits)| digits.len())
        .map(|digits| if in_full { format!("{number:.digits$}") } else { format!("{number:.digits$e}") });
    let text = even.filter(|even| even.parse() == Ok(number)).unwrap_or(shortest);
    if size < 1.0 { text } else { text.replace('e', "e+") }
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn writing() {
        for (number, want) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (420.0, "420"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (2_614_415_380_065_065.0 / 4.0, "653603845016266.2"), // ends in .25: .3 is as near
            (1e-6, "0.000001"),
            (9.99e-7, "9.99e-7"),
            (1e-7, "1e-7"),
            (-1.25e-10, "-1.25e-10"),
            (123456789012345680000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (-1.5e300, "-1.5e+300"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(json(number), want);
        }
    }
}
