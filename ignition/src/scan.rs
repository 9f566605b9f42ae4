//! A search for any byte of a kind, as fast as one for a single byte.

/// The first byte that is `wanted`.
///
/// For speed `wanted` must not branch (`|`, not `||`, and no `matches!`): then 32 bytes are looked at together.
pub(crate) fn find(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (chunks, _) = bytes.as_chunks::<32>();
    let has = |chunk: &&[u8; 32]| chunk.iter().fold(false, |has, &byte| has | wanted(byte));
    let skipped = 32 * chunks.iter().take_while(|chunk| !has(chunk)).count();
    let rest = bytes[skipped..].iter().position(|&byte| wanted(byte));
    rest.map(|at| skipped + at)
}

#[cfg(test)]
mod tests {
    use super::find;

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
