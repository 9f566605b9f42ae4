//! What Kubernetes takes for the name of an object, and for the key and the value of a label.

/// A DNS subdomain after RFC 1123.
pub(super) fn is_name(text: &str) -> bool {
    let part = |part: &str| {
        let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        ends(part.bytes().next())
            && ends(part.bytes().last())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.len() <= 253 && text.split('.').all(part)
}

/// A name of at most 63 characters, behind the domain of its owner if it has one.
pub(super) fn is_label_key(text: &str) -> bool {
    let (domain, name) = text.rsplit_once('/').map_or((None, text), |(domain, name)| (Some(domain), name));
    domain.is_none_or(is_name) && !name.is_empty() && is_label_value(name)
}

pub(super) fn is_label_value(text: &str) -> bool {
    let ends = |b: Option<u8>| b.is_none_or(|b| b.is_ascii_alphanumeric());
    text.len() <= 63
        && ends(text.bytes().next())
        && ends(text.bytes().last())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::is_label_key;

    #[test]
    fn keys_of_labels_have_a_name_and_may_have_a_domain() {
        let long = "a".repeat(63);
        for key in ["role", "A_b.c-9", "example.org/role", "node-role.kubernetes.io/worker-1", &long] {
            assert!(is_label_key(key), "{key}");
        }
        let longer = "a".repeat(64);
        for key in ["", "/a", "a/", "a b", "-a", "a.", "Example.org/a", "a/b/c", "a_b/c", &longer] {
            assert!(!is_label_key(key), "{key}");
        }
    }
}
