//! Which word was likely meant.

use alloc::vec::Vec;

/// The word closest to `given`, if one is close enough to be what was meant: the same in another
/// case, or one or two letters off.
pub fn nearest<'a>(given: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Long keys are not typed, and comparing them costs the square of their length.
    if given.len() > 64 {
        return None;
    }
    let allowed = if given.len() <= 4 { 1 } else { 2 };
    let distance = |word: &str| {
        if word.eq_ignore_ascii_case(given) { 0 } else { edits(given.as_bytes(), word.as_bytes()) }
    };
    words
        .into_iter()
        .map(|word| (distance(word), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, word)| word)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn edits(a: &[u8], b: &[u8]) -> usize {
    let mut rows: Vec<Vec<usize>> = (0..=a.len()).map(|_| Vec::from_iter(0..=b.len())).collect();
    for i in 1..=a.len() {
        rows[i][0] = i;
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = least;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn close_words_are_found_and_others_are_not() {
        let words = ["kernelArguments", "kernelType", "fips", "extensions"];
        for (given, want) in [
            ("kernalArguments", Some("kernelArguments")),
            ("KernelType", Some("kernelType")),
            ("fisp", Some("fips")),
            ("extention", None),
            ("extension", Some("extensions")),
            ("storage", None),
        ] {
            assert_eq!(nearest(given, words), want, "{given}");
        }
    }
}
