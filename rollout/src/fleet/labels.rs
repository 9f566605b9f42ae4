//! The labels of a node.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Labels: keys with their values, each key once. All of them are one text, so that a million nodes fit in memory, and the
/// labels of one node lie side by side.
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
    /// Numbers, then the first key, its value, the second key, and so on, by key. The numbers are how many digits each
    /// further one has, how many labels there are, and where each key and value ends behind the numbers. Their digits are
    /// characters below 128. Without labels all of it is empty.
    text: Box<str>,
}

/// How many digits numbers have at most.
const WIDEST: u8 = 5;

/// The digits of a number, the last one first, if these many are enough.
fn digits(number: usize, width: u8) -> Option<impl Iterator<Item = char>> {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    let digit = move |at: u8| u8::try_from(number >> (7 * at) & 0x7f).ok().map(char::from);
    (number >> (7 * width) == 0).then(|| (0..width).filter_map(digit))
}

/// What digits say.
#[inline]
fn number(digits: &[u8]) -> usize {
    digits.iter().rev().fold(0, |number, &digit| number << 7 | usize::from(digit))
}

impl Labels {
    /// The value of a label.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let width = self.text.as_bytes().first()?;
        // Most labels have few digits, and these are read the faster for it.
        match width {
            1 => self.find(key, 1),
            2 => self.find(key, 2),
            _ => self.find(key, usize::from(*width)),
        }
    }

    /// Looks at the numbers first, and at a key only if it is as long as this one: the texts are far away.
    #[inline]
    fn find(&self, key: &str, width: usize) -> Option<&str> {
        let (numbers, texts) = self.parts(width);
        let (text, key) = (texts.as_bytes(), key.as_bytes());
        let mut start = 0;
        for pair in numbers.chunks_exact(2 * width) {
            let (first, second) = pair.split_at(width);
            let (middle, end) = (number(first), number(second));
            if middle - start == key.len() && text[start..middle] == *key {
                return texts.get(middle..end);
            }
            start = end;
        }
        None
    }

    /// Keys with their values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let width = self.text.as_bytes().first().map_or(1, |&width| width.into());
        let (numbers, texts) = self.parts(width);
        let mut start = 0;
        numbers.chunks_exact(2 * width).map(move |pair| {
            let (first, second) = pair.split_at(width);
            let (middle, end) = (number(first), number(second));
            let label = (&texts[start..middle], &texts[middle..end]);
            start = end;
            label
        })
    }

    /// The numbers that say where keys and values end, and the texts.
    #[inline]
    fn parts(&self, width: usize) -> (&[u8], &str) {
        let Some(count) = self.text.as_bytes().get(1..=width) else { return (&[], "") };
        let texts = 1 + width + 2 * width * number(count);
        (&self.text.as_bytes()[1 + width..texts], &self.text[texts..])
    }

    /// Labels that are sorted, in numbers of this width; `None` where these are too narrow.
    fn of(labels: &[(Cow<'_, str>, Cow<'_, str>)], width: u8) -> Option<Self> {
        let pieces = || labels.iter().flat_map(|(key, value)| [key, value]);
        let length: usize = pieces().map(|piece| piece.len()).sum();
        let mut text = String::with_capacity(1 + (2 * labels.len() + 1) * usize::from(width) + length);
        text.push(char::from(width));
        text.extend(digits(labels.len(), width)?);
        let mut end = 0;
        for piece in pieces() {
            end += piece.len();
            text.extend(digits(end, width)?);
        }
        text.extend(pieces().map(|piece| &**piece));
        Some(Self { text: text.into() })
    }
}

impl<'t, K: Into<Cow<'t, str>>, V: Into<Cow<'t, str>>> FromIterator<(K, V)> for Labels {
    /// Of equal keys the last one counts. More than 32 GiB of labels are none.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(labels: I) -> Self {
        let mut labels: Vec<_> = labels.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        labels.reverse();
        labels.sort_by(|(a, _), (b, _)| a.cmp(b));
        labels.dedup_by(|(a, _), (b, _)| a == b);
        if labels.is_empty() {
            return Self::default();
        }
        (1..=WIDEST).find_map(|width| Self::of(&labels, width)).unwrap_or_default()
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
    fn labels_of_any_length_are_found() {
        for length in [0, 1, 61, 62, 63, 127, 128, 129, 8_000, 16_383, 16_384, 2_097_152] {
            let long = "\u{e9}".repeat(length);
            let labels = Labels::from_iter([("a", &*long), ("b", "2"), ("c", ""), ("\u{e9}", "x")]);
            assert_eq!((labels.get("a"), labels.get("b"), labels.get("c")), (Some(&*long), Some("2"), Some("")));
            assert_eq!((labels.get("\u{e9}"), labels.iter().count()), (Some("x"), 4));
        }
    }

    #[test]
    fn a_label_without_value_is_a_label() {
        let labels = Labels::from_iter([("node-role.kubernetes.io/worker", ""), ("", "x")]);
        assert_eq!(labels.get("node-role.kubernetes.io/worker"), Some(""));
        assert_eq!(labels.get(""), Some("x"));
    }
}
