//! Which entry of `registries.conf` an image is pulled by, and from where.

use super::conf::{Conf, Mirror, Registry};
use super::mirrors::{DIGEST_ONLY, TAG_ONLY};
use super::reference::{Reference, is_host};
use super::{Refusal, refused};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

/// A file as container runtimes take it.
pub(crate) struct Lookup {
    registries: BTreeMap<String, Registry>,
    /// How long prefixes are.
    lengths: BTreeSet<usize>,
}

/// Where an image is pulled from: a name, and whether it is the one of a registry's own location.
pub(crate) struct Source {
    /// Host and repository.
    pub(crate) name: String,
}

impl Lookup {
    /// Takes a file, or says why container runtimes would not.
    pub(crate) fn of(mut conf: Conf) -> Result<Self, Refusal> {
        for registry in &mut conf.registries {
            complete(registry)?;
        }
        agree(&conf.registries)?;
        for host in conf.search.iter().flatten() {
            if !is_host(without_slashes(host)?) {
                return refused(format!("Invalid unqualified-search-registries entry {host:?}"));
            }
        }
        if !matches!(&*conf.short_name_mode, "" | "disabled" | "enforcing" | "permissive") {
            return refused(format!("invalid short-name mode: {:?}", conf.short_name_mode));
        }
        let mut registries = BTreeMap::new();
        for registry in conf.registries {
            registries.entry(registry.prefix.clone()).or_insert(registry);
        }
        let wild = |prefix: &&String| prefix.starts_with("*.") && prefix.contains(['/', '@', ':']);
        if let Some(prefix) = registries.keys().find(wild) {
            return refused(format!(
                "Wildcarded prefix should be in the format: *.example.com. Current prefix {prefix:?} is incorrectly formatted"
            ));
        }
        let lengths = registries.keys().map(String::len).collect();
        Ok(Self { registries, lengths })
    }

    /// The entry with the longest prefix that the name begins with.
    pub(crate) fn find(&self, name: &str) -> Option<&Registry> {
        let ends = name.match_indices([':', '/', '@']).map(|(at, _)| at).chain([name.len()]);
        let plain = ends.filter(|end| *end > 0 && self.lengths.contains(end));
        let plain = plain.rev().find_map(|end| self.registries.get(&name[..end]));
        let wild = self.wild(name);
        // Of two that are equally long, the one of the domain comes first.
        [wild, plain].into_iter().flatten().reduce(
            |one, other| {
                if other.prefix.len() > one.prefix.len() { other } else { one }
            },
        )
    }

    /// The longest domain that the host of the name lies in.
    fn wild(&self, name: &str) -> Option<&Registry> {
        let host = name.split('/').next().unwrap_or_default();
        let domain = |at: usize| {
            let rest = &name[at..];
            let domain = &rest[..rest.find([':', '/', '@']).unwrap_or(rest.len())];
            if !self.lengths.contains(&(domain.len() + 1)) {
                return None;
            }
            let registry = self.registries.get(&format!("*{domain}"))?;
            // Readers look at the first place where the domain stands, and at no other.
            (name.find(domain) == Some(at)).then_some(registry)
        };
        let found = host.match_indices('.').filter_map(|(at, _)| domain(at));
        found.reduce(|one, other| if other.prefix.len() > one.prefix.len() { other } else { one })
    }
}

/// The prefix of an entry that says none, and what is no entry.
fn complete(registry: &mut Registry) -> Result<(), Refusal> {
    registry.location.truncate(without_slashes(&registry.location)?.len());
    if registry.prefix.is_empty() {
        if registry.location.is_empty() {
            return refused("invalid condition: both location and prefix are unset");
        }
        registry.prefix.clone_from(&registry.location);
    } else {
        registry.prefix.truncate(without_slashes(&registry.prefix)?.len());
        if !registry.prefix.starts_with("*.") && registry.location.is_empty() {
            return refused("invalid condition: location is unset and prefix is not in the format: *.example.com");
        }
    }
    let prefix = quoted(&registry.prefix);
    if !registry.pull.is_empty() {
        return refused(format!("pull-from-mirror must not be set for a non-mirror registry {prefix}"));
    }
    for mirror in &registry.mirrors {
        let location = without_slashes(&mirror.location)?;
        if location.is_empty() {
            return refused("invalid condition: mirror location is unset");
        }
        if registry.by_digest_only && !mirror.pull.is_empty() {
            return refused(format!(
                "cannot set mirror usage mirror-by-digest-only for the registry ({prefix}) and pull-from-mirror for \
                per-mirror ({}) at the same time",
                quoted(location)
            ));
        }
        if !matches!(&*mirror.pull, "" | "all" | DIGEST_ONLY | TAG_ONLY) {
            return refused(format!(
                "unsupported pull-from-mirror value {} for mirror {}",
                quoted(&mirror.pull),
                quoted(location)
            ));
        }
    }
    Ok(())
}

/// Entries for one location must agree about it.
fn agree(registries: &[Registry]) -> Result<(), Refusal> {
    let mut known: BTreeMap<&str, &Registry> = BTreeMap::new();
    for registry in registries {
        let key = if registry.location.is_empty() { &registry.prefix } else { &registry.location };
        let other = known.entry(key).or_insert(registry);
        for (differs, what) in
            [(other.insecure != registry.insecure, "insecure"), (other.blocked != registry.blocked, "blocked")]
        {
            if differs {
                let location = &registry.location;
                return refused(format!(
                    "registry '{location}' is defined multiple times with conflicting '{what}' setting"
                ));
            }
        }
    }
    Ok(())
}

fn without_slashes(location: &str) -> Result<&str, Refusal> {
    let trimmed = location.trim_end_matches('/');
    if trimmed.starts_with("http://") || trimmed.starts_with("https://") {
        return refused(format!("invalid location '{location}': URI schemes are not supported"));
    }
    Ok(trimmed)
}

fn quoted(text: &str) -> String {
    garboard_ignition::go::quote::double(text)
}

/// Where an image is pulled from by an entry: its mirrors that serve such a pull, then its own location. An entry
/// without a location pulls from the image's own name, which is `None` here.
pub(crate) fn sources(registry: &Registry, image: &str) -> Result<Vec<Option<Source>>, Refusal> {
    let by_digest = Reference::parse(image).is_some_and(|image| image.by_digest);
    let serves = |mirror: &&Mirror| match &*mirror.pull {
        _ if registry.by_digest_only => by_digest,
        DIGEST_ONLY => by_digest,
        TAG_ONLY => !by_digest,
        _ => true,
    };
    let mirrors = registry.mirrors.iter().filter(serves).map(|mirror| &*mirror.location);
    let Some(prefix) = matched(image, &registry.prefix) else {
        return refused(format!("invalid prefix '{}' for reference '{image}'", registry.prefix));
    };
    let rewrite = |location: &str| {
        if location.is_empty() {
            return Ok(None);
        }
        let name = format!("{location}{}", &image[prefix..]);
        match Reference::canonical(&name) {
            Ok(reference) => Ok(Some(Source { name: reference.name.to_string() })),
            Err(bad) => refused(format!("rewriting reference: {}", bad.words())),
        }
    };
    mirrors.chain([&*registry.location]).map(rewrite).collect()
}

/// How much of a name a prefix is, if the name begins with it.
fn matched(name: &str, prefix: &str) -> Option<usize> {
    let ends = |at: usize| name[at..].is_empty() || name[at..].starts_with([':', '/', '@']);
    match prefix.strip_prefix('*').filter(|domain| domain.starts_with('.')) {
        Some(domain) => {
            let at = name.find(domain).filter(|at| !name[..*at].contains('/'))?;
            Some(at + domain.len()).filter(|at| ends(*at))
        }
        None => name.starts_with(prefix).then_some(prefix.len()).filter(|at| ends(*at)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lookup, sources};
    use crate::generate::registries::Conf;
    use alloc::format;
    use alloc::string::ToString as _;
    use alloc::vec::Vec;

    fn lookup(text: &str) -> Result<Lookup, alloc::string::String> {
        Lookup::of(Conf::read(text.as_bytes()).expect("such a file")).map_err(|why| why.to_string())
    }

    #[test]
    fn the_longest_prefix_counts() {
        let prefixes =
            ["quay.io", "quay.io/a", "quay.io/a:5", "*.io", "*.x.io", "*.b.example.com", "a.b.example.com/a/bc"];
        let text: Vec<_> = prefixes.iter().map(|it| format!("[[registry]]\nprefix = '{it}'\nlocation = 'l'")).collect();
        let lookup = lookup(&text.join("\n")).expect("such a file");
        for (name, want) in [
            ("quay.io/a/b", Some("quay.io/a")),
            ("quay.io/ab", Some("quay.io")),
            ("quay.io/a:5", Some("quay.io/a:5")),
            ("quay.io/a@sha256:1", Some("quay.io/a")),
            ("b.quay.io/a", Some("*.io")),
            ("other.io", Some("*.io")),
            ("a.x.io:5000/b", Some("*.x.io")),
            // `.io` stands in it before the end of the host, and only that place is looked at.
            ("a.io.y.io/b", None),
            ("a.b.example.com/a/b", Some("*.b.example.com")),
            ("a.b.example.com/a/bc/d", Some("a.b.example.com/a/bc")),
            ("example.com", None),
            ("quay.ioo", None),
        ] {
            assert_eq!(lookup.find(name).map(|entry| &*entry.prefix), want, "{name}");
        }
    }

    #[test]
    fn mirrors_serve_the_pulls_that_they_are_for() {
        let mirror =
            |name: &str, pull: &str| format!("[[registry.mirror]]\nlocation = '{name}'\npull-from-mirror = '{pull}'\n");
        let mirrors = mirror("d.example.com", "digest-only")
            + &mirror("t.example.com", "tag-only")
            + &mirror("b.example.com", "all");
        let lookup = lookup(&format!("[[registry]]\nprefix = 'quay.io/a'\nlocation = 'l.example.com'\n{mirrors}"))
            .expect("such a file");
        let entry = lookup.find("quay.io/a/b").expect("an entry");
        let names = |image: &str| {
            let found = sources(entry, image).expect("names").into_iter().flatten();
            found.map(|source| source.name).collect::<Vec<_>>()
        };
        assert_eq!(names("quay.io/a/b:t"), ["t.example.com/b", "b.example.com/b", "l.example.com/b"]);
        let digest = format!("quay.io/a/b@sha256:{}", "0".repeat(64));
        assert_eq!(names(&digest), ["d.example.com/b", "b.example.com/b", "l.example.com/b"]);
        assert!(sources(entry, "quay.io/b:t").is_err());
        assert!(sources(entry, "quay.io/a:t").is_err(), "a host alone is no name of an image");
    }

    #[test]
    fn what_container_runtimes_refuse_is_refused() {
        for (text, words) in [
            ("[[registry]]", "both location and prefix are unset"),
            ("[[registry]]\nprefix = 'a'", "location is unset and prefix is not in the format"),
            ("[[registry]]\nlocation = 'http://a'", "URI schemes are not supported"),
            ("[[registry]]\nlocation = 'a'\npull-from-mirror = 'all'", "must not be set for a non-mirror registry"),
            ("[[registry]]\nlocation = 'a'\n[[registry.mirror]]", "mirror location is unset"),
            (
                "[[registry]]\nlocation = 'a'\n[[registry.mirror]]\nlocation = 'b'\npull-from-mirror = 'x'",
                "unsupported",
            ),
            (
                "[[registry]]\nlocation = 'a'\nmirror-by-digest-only = true\n[[registry.mirror]]\nlocation = 'b'\n\
                pull-from-mirror = 'all'",
                "at the same time",
            ),
            ("[[registry]]\nprefix = '*.a/b'", "incorrectly formatted"),
            ("[[registry]]\nlocation = 'a'\n[[registry]]\nprefix = 'b'\nlocation = 'a'\nblocked = true", "'blocked'"),
            ("unqualified-search-registries = ['a b']", "Invalid unqualified-search-registries entry"),
            ("short-name-mode = 'x'", "invalid short-name mode"),
        ] {
            let why = lookup(text).err().unwrap_or_default();
            assert!(why.contains(words), "{text}: {why}");
        }
    }
}
