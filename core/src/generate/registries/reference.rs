//! Names of images, as container runtimes read them.

/// The longest name that there is.
const LONGEST: usize = 255;

/// An image by its whole name: host, repository, and a tag or digest or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'t> {
    /// Host and repository.
    pub(crate) name: &'t str,
    /// Whether it has a digest.
    pub(crate) by_digest: bool,
}

/// Why a text is no whole name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadReference {
    /// It is no name at all.
    Format,
    /// It says less than the whole name.
    NotCanonical,
}

impl BadReference {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Format => "invalid reference format",
            Self::NotCanonical => "repository name must be canonical",
        }
    }
}

impl<'t> Reference<'t> {
    /// Any name, with or without a host.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest)));
        let last = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match rest[last..].find(':') {
            Some(colon) => (&rest[..last + colon], Some(&rest[last + colon + 1..])),
            None => (rest, None),
        };
        let holds = is_name(name) && name.len() <= LONGEST && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
        holds.then_some(Self { name, by_digest: digest.is_some() })
    }

    /// A whole name, as it is said nowhere shorter.
    pub(crate) fn canonical(text: &'t str) -> Result<Self, BadReference> {
        let (host, rest) = text.split_once('/').ok_or_else(|| Self::short(text))?;
        let is_host = host.contains(['.', ':']) || host == "localhost";
        let official = host == "docker.io" && !rest.contains('/');
        if !is_host || official || host == "index.docker.io" {
            return Err(Self::short(text));
        }
        let lower = |name: &str| !name.chars().any(char::is_uppercase);
        let repository = rest.split(':').next().unwrap_or_default();
        Self::parse(text).filter(|_| lower(repository)).ok_or(BadReference::Format)
    }

    /// What is wrong with a name that is not whole.
    fn short(text: &'t str) -> BadReference {
        if Self::parse(text).is_some() { BadReference::NotCanonical } else { BadReference::Format }
    }
}

/// Whether it names a repository, by its whole name or by less, perhaps with a tag or digest.
pub(crate) fn is_repository(text: &str) -> bool {
    let identifier = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let named = text.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':']) || host == "localhost");
    let lower = named || !text.split(':').next().is_some_and(|name| name.chars().any(char::is_uppercase));
    !identifier && lower && Reference::parse(text).is_some()
}

/// Whether it has a tag or a digest.
pub(crate) fn is_tagged(text: &str) -> bool {
    Reference::parse(text).is_some_and(|reference| reference.name.len() < text.len())
}

/// Whether it is a host, or a host with a repository or a part of its name.
pub(crate) fn is_location(text: &str) -> bool {
    let (host, rest) = text.split_once('/').map_or((text, None), |(host, rest)| (host, Some(rest)));
    is_host(host) && rest.is_none_or(|rest| rest.split('/').all(is_component))
}

/// Whether it is a location, or all hosts below a domain.
pub(crate) fn is_source(text: &str) -> bool {
    text.strip_prefix("*.").is_some_and(|domain| domain.split('.').all(is_label)) || is_location(text)
}

/// Whether it is a host with a port or without.
pub(crate) fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    name.split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_name(text: &str) -> bool {
    text.split('/').all(is_component) || (text.contains('/') && is_location(text))
}

fn is_label(text: &str) -> bool {
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    ends(bytes.first()) && ends(bytes.last()) && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Small letters and digits, with a dot, one or two underscores or any number of dashes in between.
fn is_component(text: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let ends = bytes.first().is_some_and(plain) && bytes.last().is_some_and(plain);
    ends && bytes
        .split(plain)
        .all(|between| matches!(between, b"" | b"." | b"_" | b"__") || between.iter().all(|byte| *byte == b'-'))
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let first = text.bytes().next().is_some_and(word);
    first && text.len() <= 128 && text.bytes().all(|byte| word(byte) || byte == b'.' || byte == b'-')
}

/// A digest of a kind that is known.
fn is_digest(text: &str) -> bool {
    const KINDS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];
    let hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    text.split_once(':').is_some_and(|(kind, sum)| KINDS.contains(&(kind, sum.len())) && hex(sum))
}

#[cfg(test)]
mod tests {
    use super::{BadReference, Reference, is_host, is_location, is_repository, is_source};
    use alloc::format;

    #[test]
    fn whole_names_have_a_host() {
        let sum = "ab".repeat(32);
        let digest = format!("quay.io/a/b@sha256:{sum}");
        let both = format!("quay.io/a/b:t@sha256:{sum}");
        for (text, name, by_digest) in [
            ("quay.io/a/b", "quay.io/a/b", false),
            ("quay.io/a/b:tag", "quay.io/a/b", false),
            (&digest, "quay.io/a/b", true),
            (&both, "quay.io/a/b", true),
            ("localhost/a", "localhost/a", false),
            ("host:5000/a", "host:5000/a", false),
            ("docker.io/library/a", "docker.io/library/a", false),
        ] {
            assert_eq!(Reference::canonical(text), Ok(Reference { name, by_digest }), "{text}");
        }
        for text in ["a", "a/b", "quay.io", "docker.io/a", "index.docker.io/a/b", "quay.io:5000"] {
            assert_eq!(Reference::canonical(text), Err(BadReference::NotCanonical), "{text}");
        }
        for text in
            ["", "/", "quay.io/", "quay.io/A", "quay.io/a@sha256:1", "quay.io/a:", "quay.io/a/:x", "x y/z", "*.io"]
        {
            assert_eq!(Reference::canonical(text), Err(BadReference::Format), "{text}");
        }
        assert_eq!(Reference::canonical(&format!("quay.io/{}", "a".repeat(248))), Err(BadReference::Format));
    }

    #[test]
    fn parts_of_names() {
        for text in ["a", "A-b.c:1", "a/b", "a/b__c/d---e/f.g"] {
            assert!(is_location(text) && is_source(text), "{text}");
        }
        for text in
            ["", "-a", "a-", "a..b", "a:", "a:b", "a/B", "a/b_", "a/b___c", "a/b..c", "a/b._c", "a/", "*.a", "a b"]
        {
            assert!(!is_location(text), "{text}");
        }
        assert!(is_source("*.a.b") && !is_source("*") && !is_source("*.") && !is_source("*.a/b") && !is_source("a.*"));
        assert!(is_host("a.b:5000") && !is_host("a/b"));
        assert!(is_repository("a") && is_repository("quay.io/a") && is_repository("quay.io/a:t"));
        assert!(!is_repository("") && !is_repository("A") && !is_repository(&"a".repeat(64)));
    }
}
