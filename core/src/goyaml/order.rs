//! The order of keys: numbers in them by their size, letters after everything else.

use alloc::vec::Vec;
use core::cmp::Reverse;

/// Whether a key stands behind one, as [`arrange`] leaves them. Of keys with letters alone, the order of their bytes says so.
pub(super) fn follows(key: &str, before: &str) -> bool {
    before < key && !is_before(key, before)
}

/// The indices of keys in order; of equal keys that of the last.
///
/// The reference's order is none: `a12` stands before `a1b`, that before `a2`, and that before `a12`. What is left of
/// three such keys depends on where they start; here they start in the order of their bytes, so that the same keys
/// always give the same text. The standard sort may panic on such an order, hence this one.
pub(super) fn arrange(keys: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_unstable_by_key(|&index| (keys[index], Reverse(index)));
    order.dedup_by_key(|index| keys[*index]);
    if keys.iter().all(|key| are_letters(key)) {
        return order;
    }
    let mut width = 1;
    while width < order.len() {
        let mut merged = Vec::with_capacity(order.len());
        for pair in order.chunks(2 * width) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(keys, left, right, &mut merged);
        }
        (order, width) = (merged, 2 * width);
    }
    order
}

/// Whether a text has letters alone, of those that Latin has: the order of such keys is that of their bytes.
pub(super) fn are_letters(text: &str) -> bool {
    const AT_ONCE: usize = 8;
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk::<AT_ONCE>() else { return bytes.iter().all(u8::is_ascii_alphabetic) };
    // What is left behind the last eight of them stands among the last eight of all.
    bytes.as_chunks::<AT_ONCE>().0.iter().chain([last]).all(|some| are_eight_letters(*some))
}

/// Eight at once: each byte has its highest bit in `reaches` if it is not below `a`, and in `exceeds` if it is above `z`.
const fn are_eight_letters(bytes: [u8; 8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let bytes = u64::from_ne_bytes(bytes);
    let lower = bytes & !HIGHEST | ONES << 5;
    let reaches = lower + (0x80 - b'a' as u64) * ONES;
    let exceeds = lower + (0x7f - b'z' as u64) * ONES;
    bytes & HIGHEST == 0 && reaches & !exceeds & HIGHEST == HIGHEST
}

fn merge(keys: &[&str], mut left: &[usize], mut right: &[usize], merged: &mut Vec<usize>) {
    let precedes = |a: &usize, b: &usize| is_before(keys[*a], keys[*b]);
    let apart = |left: &[usize], right: &[usize]| match (left.last(), right.first()) {
        (Some(last), Some(first)) => !precedes(first, last),
        _ => true,
    };
    if !apart(left, right) {
        while let ([first_left, rest_left @ ..], [first_right, rest_right @ ..]) = (left, right) {
            if precedes(first_right, first_left) {
                merged.push(*first_right);
                right = rest_right;
            } else {
                merged.push(*first_left);
                left = rest_left;
            }
        }
    }
    merged.extend(left);
    merged.extend(right);
}

/// Whether the reference puts `a` before `b`: decided where they first differ.
fn is_before(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let at = a.floor_char_boundary(same);
    let (Some(own), Some(other)) = (a[at..].chars().next(), b[at..].chars().next()) else {
        return a.len() < b.len();
    };
    match (is_letter(own), is_letter(other)) {
        (true, true) => own < other,
        (false, false) => {
            let started = (own == '0' || other == '0') && ends_in_a_number(&a[..at]);
            (number(&a[at..], started), own) < (number(&b[at..], started), other)
        }
        (_, other_is_letter) => other_is_letter,
    }
}

/// A letter as Unicode's categories have it, but for some marks and signs that Rust counts as letters too.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !c.is_numeric()
}

/// Whether digits stand at the end that are not all zero.
fn ends_in_a_number(text: &str) -> bool {
    text.bytes().rev().take_while(u8::is_ascii_digit).any(|digit| digit != b'0')
}

/// The number at the start and how many digits it has. What does not fit 64 bits wraps, as in the reference.
fn number(text: &str, started: bool) -> (i64, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.fold((i64::from(started), 0), |(number, length), digit| {
        (number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')), length + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::{are_letters, arrange, follows};
    use alloc::format;
    use alloc::vec::Vec;

    #[test]
    fn numbers_count_and_letters_come_last() {
        for want in [
            &["", "-", "-1", "1", "2", "10", "A", "a"][..],
            &["B", "a-", "a.", "a_", "a1", "a01", "a001", "a9", "a10", "a100", "aB", "aa", "b"],
            &["a12", "a1b"],
            &["a1b", "a2"],
            &["x", "xy"],
            &["~", "ä", "日"],
        ] {
            let reversed: Vec<&str> = want.iter().rev().copied().collect();
            let got: Vec<&str> = arrange(&reversed).into_iter().map(|index| reversed[index]).collect();
            assert_eq!(got, want);
        }
    }

    #[test]
    fn keys_in_a_circle_have_one_order_wherever_they_start() {
        let orders = [["a12", "a1b", "a2"], ["a2", "a12", "a1b"], ["a1b", "a2", "a12"], ["a2", "a1b", "a12"]];
        for keys in orders {
            let got: Vec<&str> = arrange(&keys).into_iter().map(|index| keys[index]).collect();
            assert_eq!(got, ["a12", "a1b", "a2"]);
            let arranged = follows(keys[1], keys[0]) && follows(keys[2], keys[1]);
            assert_eq!(arranged, keys == orders[0]);
        }
    }

    /// The reference has `5` before `\u{660}`, a zero of another script, and `~` before `\u{345}`, a mark.
    #[test]
    fn digits_of_other_scripts_are_signs_and_marks_of_vowels_are_letters() {
        assert_eq!(arrange(&["5", "\u{660}", "\u{345}", "日"]), [1, 0, 2, 3]);
    }

    #[test]
    fn of_equal_keys_the_last_holds() {
        assert_eq!(arrange(&["b", "a", "b", "a"]), [3, 2]);
    }

    #[test]
    fn letters_are_those_of_latin_wherever_they_stand() {
        for byte in 0..=127_u8 {
            let c = char::from(byte);
            for (before, behind) in [(0, 0), (3, 4), (0, 7), (7, 0), (8, 2), (2, 8), (13, 13)] {
                let text = format!("{}{c}{}", "q".repeat(before), "Z".repeat(behind));
                assert_eq!(are_letters(&text), c.is_ascii_alphabetic(), "{text:?}");
            }
        }
        assert!(are_letters(""));
        assert!(!are_letters("straße") && !are_letters("abcdefghäb"));
    }
}
