//! What rpm-ostree is told about kernel arguments.

use alloc::{format, string::String, vec::Vec};

/// The arguments of `rpm-ostree kargs`: everything the old config had goes, everything the new one has comes, whether or
/// not it is the same. None if neither has any, and then it is not called.
pub(super) fn delta(old: &[String], new: &[String]) -> Vec<String> {
    let deleted = old.iter().flat_map(|argument| tokens(argument)).map(|token| format!("--delete-if-present={token}"));
    let appended = new.iter().flat_map(|argument| tokens(argument)).map(|token| format!("--append={token}"));
    deleted.chain(appended).collect()
}

/// The words of an argument. Within double quotes white space separates nothing; a quote that nobody closes holds to the
/// end, and nothing escapes one.
fn tokens(argument: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let parts = argument.split(move |c: char| {
        quoted ^= c == '"';
        !quoted && c.is_whitespace()
    });
    parts.filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Vec<String> {
        items.iter().map(|&item| item.into()).collect()
    }

    #[test]
    fn old_arguments_go_and_new_ones_come() {
        for (old, new, want) in [
            (&[][..], &["a"][..], &["--append=a"][..]),
            (&["a"], &[], &["--delete-if-present=a"]),
            (&["a", "b"], &["b", "a"], &["--delete-if-present=a", "--delete-if-present=b", "--append=b", "--append=a"]),
            (&[], &["foo=\"bar baz\" q"], &["--append=foo=\"bar baz\"", "--append=q"]),
            (&[], &["un\"closed a b"], &["--append=un\"closed a b"]),
            (&[""], &[" \t\n"], &[]),
            (&[], &[" a\tb\nc "], &["--append=a", "--append=b", "--append=c"]),
            (&["a", "a"], &["a"], &["--delete-if-present=a", "--delete-if-present=a", "--append=a"]),
        ] {
            assert_eq!(delta(&list(old), &list(new)), list(want), "{old:?} {new:?}");
        }
    }
}
