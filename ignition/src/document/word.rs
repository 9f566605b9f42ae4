//! Eight bytes looked at together.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Marks the bytes of `word` that are `byte`. Only the first mark is sure: others may be false alarms.
const fn marks(word: u64, byte: u8) -> u64 {
    let zero_where_equal = word ^ (ONES * byte as u64);
    zero_where_equal.wrapping_sub(ONES) & !zero_where_equal & HIGH
}

/// The index of the first byte that is marked; 8 if none is.
const fn first(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// The index of the first `byte`; 8 if there is none.
pub(super) const fn first_of(byte: u8, eight: [u8; 8]) -> usize {
    first(marks(u64::from_le_bytes(eight), byte))
}

/// The index of the first byte that ends what is plain inside a JSON string: a quote, backslash or
/// control character; 8 if there is none.
pub(super) const fn first_special(eight: [u8; 8]) -> usize {
    let word = u64::from_le_bytes(eight);
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    first(control | marks(word, b'"') | marks(word, b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for place in 0..8 {
            for byte in 0..=255 {
                let mut eight = *b"abcdefgh";
                eight[place] = byte;
                let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(first_special(eight), if special { place } else { 8 }, "{eight:?}");
                if !eight[..place].contains(&byte) {
                    assert_eq!(first_of(byte, eight), place, "{eight:?}");
                }
            }
        }
        assert_eq!(first_of(b'x', *b"abcdefgh"), 8);
    }
}
