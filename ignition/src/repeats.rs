//! Which keys of a list stand in it twice, in time that does not grow with the square of it.

use alloc::vec::Vec;

/// For each key that an earlier element has too: the first element that has it, and this one, in
/// the order of the list. Elements without a key never repeat.
pub(crate) fn repeats<'a>(keys: impl Iterator<Item = Option<&'a str>> + Clone) -> Vec<(usize, usize)> {
    if keys.size_hint().1.is_some_and(|count| count <= FEW) {
        return repeats_among_few(keys);
    }
    let mut sorted: Vec<_> =
        keys.enumerate().filter_map(|(index, key)| key.map(|key| (hash(key), key, index))).collect();
    sort(&mut sorted);
    let mut found: Vec<_> = Vec::new();
    let mut first = None;
    for &(hash, key, index) in &sorted {
        match first {
            Some((other_hash, other, earlier)) if other_hash == hash && other == key => found.push((earlier, index)),
            _ => first = Some((hash, key, index)),
        }
    }
    found.sort_unstable_by_key(|&(_, later)| later);
    found
}

/// Keys in an order that finds equal ones quickly.
pub(crate) struct Index<'a> {
    sorted: Vec<(u64, &'a str, usize)>,
    /// A bit for each hash, of which some are those of keys: most of what is not there is known by its bit.
    bits: Vec<u64>,
}

impl<'a> Index<'a> {
    /// Keys with their hashes.
    pub(crate) fn new(keys: impl Iterator<Item = (u64, &'a str)>) -> Self {
        let mut sorted: Vec<_> = keys.enumerate().map(|(index, (hash, key))| (hash, key, index)).collect();
        sort(&mut sorted);
        let mut bits = alloc::vec![0; (sorted.len() / 2 + 1).next_power_of_two()];
        for &(hash, ..) in &sorted {
            let (word, bit) = place(&bits, hash);
            bits[word] |= bit;
        }
        Self { sorted, bits }
    }

    /// Where the keys stand that are `key`, in order.
    pub(crate) fn find(&self, hash: u64, key: &str) -> impl DoubleEndedIterator<Item = usize> + Clone + use<'_, 'a> {
        let (word, bit) = place(&self.bits, hash);
        let same = if self.bits[word] & bit == 0 { &[] } else { self.same(hash, key) };
        same.iter().map(|&(.., index)| index)
    }

    fn same(&self, hash: u64, key: &str) -> &[(u64, &'a str, usize)] {
        let wanted = (hash, key);
        let rest = &self.sorted[self.sorted.partition_point(|&(hash, key, _)| (hash, key) < wanted)..];
        let is_it = |&(hash, key, _): &(u64, &str, usize)| (hash, key) == wanted;
        let same = match rest.iter().take(3).position(|at| !is_it(at)) {
            Some(few @ 0..2) => few,
            // The same key may stand in it a hundred thousand times: its end is sought like its beginning.
            _ => rest.partition_point(is_it),
        };
        &rest[..same]
    }
}

/// The word and the bit of a hash; how many words there are is a power of two.
fn place(bits: &[u64], hash: u64) -> (usize, u64) {
    let folded = hash ^ hash >> 32;
    let word = usize::try_from(folded >> 6 & u64::from(u32::MAX)).unwrap_or(0) & (bits.len() - 1);
    (word, 1 << (folded & 63))
}

/// Sorts keys by their hashes, since they have long beginnings in common. Where hashes collide, by
/// chance or by malice, the keys themselves decide, then their indexes.
fn sort(keys: &mut [(u64, &str, usize)]) {
    keys.sort_unstable_by_key(|&(hash, ..)| hash);
    for same in keys.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_unstable();
    }
}

/// So few keys are compared with each other sooner than sorted.
const FEW: usize = 8;

fn repeats_among_few<'a>(keys: impl Iterator<Item = Option<&'a str>> + Clone) -> Vec<(usize, usize)> {
    let earlier = |later: usize, key| keys.clone().take(later).position(|other| other == Some(key));
    let repeat = |(later, key): (usize, Option<&'a str>)| Some((earlier(later, key?)?, later));
    keys.clone().enumerate().filter_map(repeat).collect()
}

/// The first number in the list that an earlier element has too, with that element.
pub(crate) fn first_repeat(numbers: impl Iterator<Item = Option<i64>>) -> Option<(usize, usize)> {
    let mut sorted: Vec<_> =
        numbers.enumerate().filter_map(|(index, number)| number.map(|number| (number, index))).collect();
    sorted.sort_unstable();
    let pairs = sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    pairs.map(|pair| (pair[0].1, pair[1].1)).min_by_key(|&(_, later)| later)
}

/// Eight bytes at a time; good enough to sort by.
pub(crate) fn hash(key: &str) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = key.as_bytes().as_chunks::<8>();
    // Where there are eight, the last eight, whether or not some of them were counted before.
    let tail = key.as_bytes().last_chunk().copied().unwrap_or_else(|| {
        let mut tail = [0; 8];
        tail[..rest.len()].copy_from_slice(rest);
        tail
    });
    let mix = |sum: u64, word: &[u8; 8]| (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
    mix(words.iter().fold(key.len() as u64, mix), &tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_names_the_first_of_its_kind() {
        let keys = ["/a", "/b", "/a", "", "/a", "", "/b"].map(Some);
        assert_eq!(repeats(keys.into_iter()), [(0, 2), (0, 4), (3, 5), (1, 6)]);
        assert_eq!(repeats(keys.into_iter().chain([None, None])), [(0, 2), (0, 4), (3, 5), (1, 6)]);
        assert_eq!(first_repeat([Some(1), Some(2), None, Some(2), Some(1)].into_iter()), Some((1, 3)));
        assert_eq!(first_repeat([Some(1), None, None].into_iter()), None);
    }
}
