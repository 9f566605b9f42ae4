//! Keys that stand in an object more than once.

use super::super::tape::Value;
use super::{Note, NoteKind};
use alloc::vec::Vec;

/// Nobody reads so many; a hostile document of some megabytes has millions.
const MOST_NOTES: usize = 100_000;

/// Notes each repetition, beside the first. `keys` is room to work in.
pub(super) fn note(object: Value<'_>, keys: &mut Vec<u64>, notes: &mut Vec<Note>) {
    // Hash and node of each key in one number. A null is a merge key.
    keys.clear();
    let members = object.members().filter(|(key, _)| !key.is_null());
    keys.extend(members.map(|(key, _)| hash(key) << 32 | key.index() as u64));
    let hash_of = |key: u64| key >> 32;
    // Objects are small as a rule, and their keys differ.
    if keys.len() <= 8 {
        let repeated = |i: usize| keys[..i].iter().any(|&earlier| hash_of(earlier) == hash_of(keys[i]));
        if !(1..keys.len()).any(repeated) {
            return;
        }
    }
    keys.sort_unstable();
    let key = |key: u64| Value::at(object.tape(), (key & u64::from(u32::MAX)) as usize);
    for like in keys.chunk_by_mut(|&a, &b| hash_of(a) == hash_of(b)).filter(|like| like.len() > 1) {
        like.sort_by(|&a, &b| key(a).as_str().cmp(&key(b).as_str()));
        for same in like.chunk_by(|&a, &b| key(a).as_str() == key(b).as_str()) {
            let related = Some(key(same[0]).span());
            let repeats = same[1..].iter().take(MOST_NOTES.saturating_sub(notes.len()));
            notes.extend(repeats.map(|&again| Note { kind: NoteKind::DuplicateKey, at: key(again).span(), related }));
        }
    }
}

/// FNV-1a, in 32 bits.
fn hash(key: Value<'_>) -> u64 {
    let text = key.as_str().unwrap_or_default();
    let hash = text.bytes().fold(0x811c_9dc5, |sum: u32, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    u64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::document::SourceId;
    use alloc::vec::Vec;

    #[test]
    fn keys_that_stand_twice_are_noted_with_the_first() {
        for (text, want) in [
            ("a: 1\nb: 2\na: 3", &[(10, 0)][..]),
            ("a: 1\n'a': 2\n\"\\x61\": 3", &[(5, 0), (12, 0)]),
            ("1: a\n'1': b\n0x1: c", &[(5, 0), (12, 0)]),
            ("- {a: 1, b: 2}\n- {a: 1}", &[]),
            ("a: {a: 1}", &[]),
            ("a: 1\na: &x {b: 1, b: 2}\nc: *x", &[(5, 0), (18, 12)]),
            ("{a, b, c, d, e, f, g, h, i, j, k, c}", &[(34, 7)]),
        ] {
            let document = read(text.as_bytes(), SourceId::default(), 0).unwrap();
            let found: Vec<_> =
                document.notes.iter().map(|note| (note.at.start, note.related.unwrap().start)).collect();
            assert_eq!(found, want, "{text}");
        }
    }
}
