//! The labels of a node.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

/// Labels: keys with their values, each key once. All of them are one text in one place, since a million nodes
/// come from memory one after the other.
///
/// ```
/// use garboard_rollout::fleet::Labels;
///
/// let labels = Labels::from_iter([("zone", "b"), ("disk", "ssd"), ("zone", "a")]);
/// assert_eq!(labels.get("zone"), Some("a"), "of equal keys the last one counts");
/// assert_eq!(labels.iter().next(), Some(("disk", "ssd")));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Where the pieces begin and end, in digits of seven bits, which are characters. Behind these the pieces: the first
    /// key, its value, the second key, and so on, by key.
    text: Box<str>,
    /// How many pieces there are.
    pieces: u32,
    /// How many digits a bound has.
    digits: u32,
}

/// So many digits hold any bound.
const MOST_DIGITS: u32 = 5;

impl Labels {
    /// The value of a label.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let (mut low, mut high) = (0, self.pieces as usize / 2);
        while low < high {
            let middle = low.midpoint(high);
            match self.text.as_bytes()[self.bounds(2 * middle)].cmp(key.as_bytes()) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => return Some(self.piece(2 * middle + 1)),
            }
        }
        None
    }

    /// Keys with their values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.pieces as usize / 2).map(|at| (self.piece(2 * at), self.piece(2 * at + 1)))
    }

    fn piece(&self, at: usize) -> &str {
        &self.text[self.bounds(at)]
    }

    fn bounds(&self, at: usize) -> Range<usize> {
        let digits = self.digits as usize;
        let bounds = &self.text.as_bytes()[at * digits..][..2 * digits];
        match bounds {
            // The labels of nearly every node.
            [a, b, c, d] => number(&[*a, *b])..number(&[*c, *d]),
            _ => number(&bounds[..digits])..number(&bounds[digits..]),
        }
    }
}

fn number(digits: &[u8]) -> usize {
    digits.iter().fold(0, |number, &digit| number << 7 | usize::from(digit))
}

impl<'t, K: Into<Cow<'t, str>>, V: Into<Cow<'t, str>>> FromIterator<(K, V)> for Labels {
    /// Of equal keys the last one counts. Labels of more than 4 GiB end there.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(labels: I) -> Self {
        let mut labels: Vec<_> = labels.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        labels.reverse();
        labels.sort_by(|(a, _), (b, _)| a.cmp(b));
        labels.dedup_by(|(a, _), (b, _)| a == b);
        let (mut pieces, mut length) = (0, MOST_DIGITS);
        for (key, value) in &labels {
            let longer = length.checked_add(2 * MOST_DIGITS).and_then(|longer| {
                let label = u32::try_from(key.len().checked_add(value.len())?).ok()?;
                longer.checked_add(label)
            });
            let Some(longer) = longer else { break };
            (pieces, length) = (pieces + 2, longer);
        }
        if pieces == 0 {
            return Self::default();
        }
        // No bound is greater than with all the digits that there may be.
        let digits = (2..MOST_DIGITS).find(|digits| length >> (7 * digits) == 0).unwrap_or(MOST_DIGITS);
        let mut text = String::with_capacity(length as usize);
        let mut push_bound = |bound: u32| {
            text.extend((0..digits).rev().filter_map(|digit| char::from_u32(bound >> (7 * digit) & 0x7f)));
        };
        let all = || labels.iter().flat_map(|(key, value)| [&**key, &**value]).take(pieces as usize);
        let mut bound = (pieces + 1) * digits;
        push_bound(bound);
        for piece in all() {
            bound += u32::try_from(piece.len()).unwrap_or_default();
            push_bound(bound);
        }
        all().for_each(|piece| text.push_str(piece));
        Self { text: text.into(), pieces, digits }
    }
}

impl fmt::Debug for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Labels;
    use alloc::vec::Vec;

    #[test]
    fn labels_are_found_whatever_their_number_and_order() {
        for count in 0..20_usize {
            let keys: Vec<_> = (0..count).map(|n| alloc::format!("k{}", n * 7 % 23)).collect();
            let labels: Labels = keys.iter().map(|key| (&**key, &key[1..])).collect();
            assert_eq!(labels.iter().count(), count);
            for key in &keys {
                assert_eq!(labels.get(key), Some(&key[1..]));
            }
            for absent in ["", "k", "k99", "zzz"] {
                assert_eq!(labels.get(absent), None);
            }
        }
    }

    #[test]
    fn labels_are_found_whatever_their_length() {
        for length in [0, 1, 127, 128, 16_300, 16_383, 16_384, 3 << 20] {
            let long = "ä".repeat(length);
            let labels = Labels::from_iter([("b", &*long), (&*long, "c"), ("z", "d")]);
            assert_eq!(labels.get("b"), Some(&*long));
            assert_eq!(labels.get(&long), Some("c"));
            assert_eq!(labels.get("z"), Some("d"));
            assert_eq!(labels.iter().map(|(key, _)| key).collect::<Vec<_>>().len(), 3);
        }
    }

    #[test]
    fn there_is_one_way_to_have_no_labels() {
        assert_eq!(Labels::from_iter([("", ""); 0]), Labels::default());
        assert_eq!(Labels::default().get(""), None);
    }

    #[test]
    fn a_label_without_value_is_a_label() {
        let labels = Labels::from_iter([("node-role.kubernetes.io/worker", ""), ("", "x")]);
        assert_eq!(labels.get("node-role.kubernetes.io/worker"), Some(""));
        assert_eq!(labels.get(""), Some("x"));
    }
}
