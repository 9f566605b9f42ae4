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
        let plain = plain.filter_map(|end| self.registries.get(&name[..end])).last();
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
