//! Eight bytes looked at together.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Bytes that were sought, marked. Only the first mark is sure: those behind it may be false alarms.
#[derive(Clone, Copy)]
pub(crate) struct Marks(u64);

impl Marks {
    /// The bytes that are `byte`.
    pub(crate) const fn of(byte: u8, eight: [u8; 8]) -> Self {
        Self(equal(u64::from_le_bytes(eight), byte))
    }

    /// The bytes that end what is plain inside a JSON string: quotes, backslashes and control
    /// characters.
    pub(crate) const fn special(eight: [u8; 8]) -> Self {
        let word = u64::from_le_bytes(eight);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        Self(control | equal(word, b'"') | equal(word, b'\\'))
    }

    /// The index of the first, if there is one.
    pub(crate) const fn first(self) -> Option<usize> {
        if self.0 == 0 { None } else { Some((self.0.trailing_zeros() / 8) as usize) }
    }
}

const fn equal(word: u64, byte: u8) -> u64 {
    let zero_where_equal = word ^ (ONES * byte as u64);
    zero_where_equal.wrapping_sub(ONES) & !zero_where_equal & HIGH
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
                assert_eq!(Marks::special(eight).first(), special.then_some(place), "{eight:?}");
                if !eight[..place].contains(&byte) {
                    assert_eq!(Marks::of(byte, eight).first(), Some(place), "{eight:?}");
                }
            }
        }
        assert_eq!(Marks::of(b'x', *b"abcdefgh").first(), None);
    }
}
