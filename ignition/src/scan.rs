//! A search for any byte of a kind, as fast as one for a single byte.

/// The first byte that is `wanted`.
///
/// For speed `wanted` must not branch (`|`, not `||`, and no `matches!`): then 32 bytes are looked at together.
pub(crate) fn find(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<32>();
    let has = |chunk: &&[u8; 32]| chunk.iter().fold(false, |has, &byte| has | wanted(byte));
    let skipped = chunks.iter().take_while(|chunk| !has(chunk)).count();
    // What is behind the last chunk is looked at together with what is before it.
    if skipped == chunks.len() && bytes.last_chunk().is_some_and(|last| !has(&last)) {
        return None;
    }
    let skipped = 32 * skipped;
    bytes[skipped..].iter().position(|&byte| wanted(byte)).map(|at| skipped + at)
}

/// The bytes that are `wanted`, a bit for each, the first one lowest. `wanted` must not branch.
pub(crate) fn marks(bytes: &[u8; 64], wanted: impl Fn(u8) -> bool) -> u64 {
    /// Moves the lowest bits of eight bytes, of which the others are 0, into the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let found = bytes.map(|byte| u8::from(wanted(byte)));
    let (eights, _) = found.as_chunks::<8>();
    let eight = |found: &[u8; 8]| u64::from_le_bytes(*found).wrapping_mul(GATHER) >> 56;
    eights.iter().rev().fold(0, |marks, found| marks << 8 | eight(found))
}

#[cfg(test)]
mod tests {
    use super::{find, marks};

    #[test]
    fn each_byte_has_its_bit() {
        for at in 0..64 {
            let mut bytes = [b'a'; 64];
            bytes[at] = b'b';
            assert_eq!(marks(&bytes, |byte| byte == b'b'), 1 << at);
            assert_eq!(marks(&bytes, |byte| byte == b'a'), !(1 << at));
        }
    }

    #[test]
    fn every_place() {
        for length in [0, 1, 31, 32, 33, 64, 100] {
            let mut bytes = alloc::vec![b'a'; length];
            assert_eq!(find(&bytes, |byte| byte == b'b'), None);
            for at in (0..length).rev() {
                bytes[at] = b'b';
                assert_eq!(find(&bytes, |byte| byte == b'b'), Some(at));
            }
        }
    }
}
