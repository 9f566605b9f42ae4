//! The labels of a node.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Labels: keys with their values, each key once. All of them are one text, so that a million nodes fit in memory.
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
    /// The first key, its value, the second key, and so on, by key.
    text: Box<str>,
    /// Where each of these ends.
    ends: Box<[u32]>,
}

impl Labels {
    /// The value of a label.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let (mut low, mut high) = (0, self.ends.len() / 2);
        while low < high {
            let middle = low.midpoint(high);
            match self.piece(2 * middle).cmp(key) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => return Some(self.piece(2 * middle + 1)),
            }
        }
        None
    }

    /// Keys with their values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.ends.len() / 2).map(|at| (self.piece(2 * at), self.piece(2 * at + 1)))
    }

    fn piece(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }
}

impl<'t, K: Into<alloc::borrow::Cow<'t, str>>, V: Into<alloc::borrow::Cow<'t, str>>> FromIterator<(K, V)> for Labels {
    /// Of equal keys the last one counts. Labels of more than 4 GiB end there.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(labels: I) -> Self {
        let mut labels: Vec<_> = labels.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        labels.reverse();
        labels.sort_by(|(a, _), (b, _)| a.cmp(b));
        labels.dedup_by(|(a, _), (b, _)| a == b);
        let (mut text, mut ends) = (String::new(), Vec::with_capacity(2 * labels.len()));
        for (key, value) in &labels {
            let end = |length: usize| u32::try_from(length).ok();
            let (first, second) = (text.len() + key.len(), text.len() + key.len() + value.len());
            let (Some(first), Some(second)) = (end(first), end(second)) else { break };
            text.push_str(key);
            text.push_str(value);
            ends.extend([first, second]);
        }
        Self { text: text.into(), ends: ends.into() }
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
    fn a_label_without_value_is_a_label() {
        let labels = Labels::from_iter([("node-role.kubernetes.io/worker", ""), ("", "x")]);
        assert_eq!(labels.get("node-role.kubernetes.io/worker"), Some(""));
        assert_eq!(labels.get(""), Some("x"));
    }
}
