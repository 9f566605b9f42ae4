//! What the API server takes for a name, a label and the value of one.

const MAX_NAME: usize = 253;
const MAX_PART: usize = 63;

/// A DNS subdomain after RFC 1123: the name of most objects.
pub(crate) fn is_name(text: &str) -> bool {
    let part = |part: &str| {
        let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        ends(part.bytes().next())
            && ends(part.bytes().last())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.len() <= MAX_NAME && text.split('.').all(part)
}

/// The value of a label, which may be empty.
pub(crate) fn is_value(text: &str) -> bool {
    let ends = |b: Option<u8>| b.is_none_or(|b| b.is_ascii_alphanumeric());
    text.len() <= MAX_PART
        && ends(text.bytes().next())
        && ends(text.bytes().last())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// A label: a name of its own kind, behind a domain and a slash if it has one.
pub(crate) fn is_key(text: &str) -> bool {
    let (domain, name) = text.split_once('/').map_or((None, text), |(domain, name)| (Some(domain), name));
    domain.is_none_or(is_name) && !name.is_empty() && is_value(name)
}

#[cfg(test)]
mod tests {
    use super::{is_key, is_name, is_value};
    use alloc::format;

    #[test]
    fn keys_are_names_behind_domains() {
        let longest = format!("{}/{}", "a".repeat(253), "B".repeat(63));
        for good in ["a", "A.b_c-9", "example.com/Role", "node-role.kubernetes.io/worker", &*longest] {
            assert!(is_key(good), "{good}");
        }
        for bad in ["", "/a", "a/", "a/b/c", "-a", "a.", "é", "Example.com/a", "a..b/c", &format!("{longest}c")] {
            assert!(!is_key(bad), "{bad}");
        }
        assert!(!is_key(&format!("{}/b", "a".repeat(254))));
    }

    #[test]
    fn a_value_may_be_empty_and_a_name_may_not() {
        assert!(is_value(""));
        assert!(!is_value("a b"));
        assert!(!is_value(&"a".repeat(64)));
        assert!(!is_name(""));
        assert!(!is_name("A"));
    }
}
