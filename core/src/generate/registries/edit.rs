//! What objects change in `registries.conf`.

use super::conf::{Conf, Mirror, Registry};
use super::mirrors::{DIGEST_ONLY, MirrorSets, TAG_ONLY};
use super::scope::Scopes;
use super::{Refusal, refused};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// So many mirrors stand in one file at most: those of a scope are repeated for each entry within it.
const MOST_MIRRORS: usize = 200_000;

/// What objects ask for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'o> {
    /// Scopes that need no certificate.
    pub(crate) insecure: &'o [String],
    /// Scopes that nothing is pulled from.
    pub(crate) blocked: &'o [String],
    /// Mirrors for pulls by digest.
    pub(crate) by_digest: &'o MirrorSets<'o>,
    /// Mirrors for pulls by tag.
    pub(crate) by_tag: &'o MirrorSets<'o>,
}

/// The entries of a file while they are edited.
struct Entries {
    registries: Vec<Registry>,
    /// The first entry of each scope.
    first: BTreeMap<String, usize>,
}

impl Entries {
    fn of(registries: Vec<Registry>) -> Self {
        let mut first = BTreeMap::new();
        for (at, registry) in registries.iter().enumerate() {
            first.entry(registry.scope().into()).or_insert(at);
        }
        Self { registries, first }
    }

    /// The entry of a scope, which is appended if there is none.
    fn entry(&mut self, scope: &str) -> &mut Registry {
        let at = *self.first.entry(scope.into()).or_insert_with(|| {
            let mut registry = Registry::default();
            let named = if scope.starts_with("*.") { &mut registry.prefix } else { &mut registry.location };
            *named = scope.into();
            self.registries.push(registry);
            self.registries.len() - 1
        });
        &mut self.registries[at]
    }

    fn add_mirrors(&mut self, sets: &MirrorSets<'_>, pull: &str) {
        for (source, set) in &sets.merged {
            let entry = self.entry(source);
            entry.blocked |= set.never_source;
            let mirror =
                |location: &&str| Mirror { location: (*location).into(), pull: pull.into(), ..Mirror::default() };
            entry.mirrors.extend(set.mirrors.iter().map(mirror));
        }
    }

    fn set_insecure(&mut self, scopes: &[String]) {
        for scope in scopes {
            self.entry(scope);
        }
        let all = Scopes::of(scopes.iter().map(String::as_str));
        for registry in &mut self.registries {
            registry.insecure |= all.hold(registry.scope());
            for mirror in &mut registry.mirrors {
                mirror.insecure |= all.hold(&mirror.location);
            }
        }
    }

    fn set_blocked(&mut self, scopes: &[String]) {
        let all = Scopes::of(scopes.iter().map(String::as_str));
        for registry in &mut self.registries {
            registry.blocked |= all.hold(registry.scope());
        }
    }

    /// Only the entry that is closest to an image counts: one without mirrors gets those of a scope that it is part of.
    fn repeat_mirrors(&mut self, wanted: Wanted<'_>) -> Result<(), Refusal> {
        let sources: Vec<&str> = wanted.by_digest.sources().chain(wanted.by_tag.sources()).collect();
        let all = Scopes::of(sources.iter().copied());
        let mut total: usize = self.registries.iter().map(|registry| registry.mirrors.len()).sum();
        for at in 0..self.registries.len() {
            if !self.registries[at].mirrors.is_empty() {
                continue;
            }
            let scope = String::from(self.registries[at].scope());
            let around = all.around(&scope).filter(|number| sources[*number] != scope);
            let Some(source) = around.min().map(|number| sources[number]) else { continue };
            let below = scope.strip_prefix(source).filter(|_| !source.starts_with("*."));
            let Some(below) = below else {
                return refused(format!(
                    "internal error: mirrorsAdjustedForNestedScope for a wildcard scope \"{source}\""
                ));
            };
            let mirrors = &self.registries[self.first[source]].mirrors;
            total = total.saturating_add(mirrors.len());
            if total > MOST_MIRRORS {
                return refused(format!("registries.conf would have more than {MOST_MIRRORS} mirrors"));
            }
            let repeated =
                |mirror: &Mirror| Mirror { location: format!("{}{below}", mirror.location), ..mirror.clone() };
            self.registries[at].mirrors = mirrors.iter().map(repeated).collect();
        }
        Ok(())
    }
}

/// Changes a file as objects ask for.
pub(crate) fn edit(conf: &mut Conf, wanted: Wanted<'_>) -> Result<(), Refusal> {
    let mut entries = Entries::of(core::mem::take(&mut conf.registries));
    entries.add_mirrors(wanted.by_digest, DIGEST_ONLY);
    entries.add_mirrors(wanted.by_tag, TAG_ONLY);
    for scope in wanted.blocked {
        entries.entry(scope);
    }
    entries.set_insecure(wanted.insecure);
    entries.set_blocked(wanted.blocked);
    entries.repeat_mirrors(wanted)?;
    conf.registries = entries.registries;
    Ok(())
}
