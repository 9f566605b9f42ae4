//! Two texts of `registries.conf`: judging the step ends, and the stricter rules are stricter.

use garboard_rollout::Rules;
use garboard_rollout::change::registries::change;

/// Holds the invariants of [`change`] against any bytes; the first NUL in them parts two texts.
pub fn holds(input: &[u8]) {
    let at = input.iter().position(|&byte| byte == 0).unwrap_or(input.len());
    let (old, new) = (&input[..at], input.get(at + 1..).unwrap_or_default());
    let judged = change(old, new, Rules::Mco);
    let strict = change(old, new, Rules::Safe);
    match (&judged, &strict) {
        (Ok(judged), Ok(strict)) => {
            assert!(strict.is_some() || judged.is_none(), "the stricter rules drain less");
            assert!([judged, strict].iter().all(|why| why.as_ref().is_none_or(|why| !why.is_empty())));
            for text in [old, new] {
                assert_eq!(change(text, text, Rules::Safe), Ok(None), "a text differs from itself");
            }
        }
        (Err(one), Err(other)) => assert_eq!(one, other),
        _ => panic!("{judged:?} {strict:?}"),
    }
    assert_eq!(change(old, new, Rules::Mco), judged, "a second answer differs");
}
