//! Which word was likely meant.

/// Longer words are not typed.
const LONGEST: usize = 63;

/// The word closest to `given`, if one is close enough to be what was meant: the same in another
/// case, or one or two letters off.
pub fn nearest<'a>(given: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = if given.len() <= 4 { 1 } else { 2 };
    let near = |word: &str| word.len() <= LONGEST && word.len().abs_diff(given.len()) <= allowed;
    if given.len() > LONGEST {
        return None;
    }
    let distance = |word: &str| match word.eq_ignore_ascii_case(given) {
        true => 0,
        false => edits(given.as_bytes(), word.as_bytes()),
    };
    let words = words.into_iter().filter(|word| near(word)).map(|word| (distance(word), word));
    words.filter(|(distance, _)| *distance <= allowed).min().map(|(_, word)| word)
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour.
fn edits(a: &[u8], b: &[u8]) -> usize {
    // The two rows before the one that is filled: distances from beginnings of `a` to those of `b`.
    let mut before = [0; LONGEST + 1];
    let mut last: [usize; LONGEST + 1] = core::array::from_fn(|j| j);
    for i in 1..=a.len() {
        let mut row = [i; LONGEST + 1];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        (before, last) = (last, row);
    }
    last[b.len()]
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
            ("extention", Some("extensions")),
            ("extent", None),
            ("extension", Some("extensions")),
            ("storage", None),
        ] {
            assert_eq!(nearest(given, words), want, "{given}");
        }
    }
}
