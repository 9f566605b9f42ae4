//! Where signatures are looked for: `sigstore-registries.yaml`.

use crate::generate::Refusal;
use crate::generate::registries::{Conf, Lookup, Reference, Registry, Scopes, sources};
use crate::goyaml;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString as _};
use serde::Serialize;

/// What a name of an image is made up with, to see where it is pulled from.
const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const TAG: &str = "aaa";
const REPOSITORY: &str = "/a";
const HOST: &str = "matched";

#[derive(Serialize)]
struct File<'n> {
    docker: BTreeMap<&'n str, Attachments>,
}

#[derive(Clone, Copy, Serialize)]
struct Attachments {
    #[serde(rename = "use-sigstore-attachments")]
    wanted: bool,
}

/// The text of the file: the scopes of policies, and wherever images of them are pulled from, by the `registries.conf`
/// that was written, if one was.
pub(crate) fn attachments<'s>(scopes: impl Iterator<Item = &'s str>, conf: Option<&Conf>) -> Result<String, Refusal> {
    let scopes: BTreeSet<&str> = scopes.collect();
    let mut names: BTreeSet<String> = scopes.iter().map(|scope| (*scope).into()).collect();
    if let Some(conf) = conf {
        let lookup =
            Lookup::of(conf.clone()).map_err(|why| Refusal::new(format!("loading registries configuration: {why}")))?;
        for scope in pulled(&scopes, conf) {
            let Some(entry) = lookup.find(scope) else { continue };
            add(&mut names, scope, entry).map_err(|why| {
                Refusal::new(format!("error adding clusterimagepolicy scope {scope} relevant mirrors: {why}"))
            })?;
        }
    }
    let docker = names.iter().map(|name| (&**name, Attachments { wanted: true })).collect();
    goyaml::marshal(&File { docker }).map_err(|why| Refusal::new(why.to_string()))
}

/// The scopes, and those of all entries that lie within one.
fn pulled<'a>(scopes: &BTreeSet<&'a str>, conf: &'a Conf) -> BTreeSet<&'a str> {
    let all = Scopes::of(scopes.iter().copied());
    let within = conf.registries.iter().map(Registry::scope).filter(|scope| all.hold(scope));
    scopes.iter().copied().chain(within).collect()
}

/// Adds the names that images of a scope are pulled by.
fn add(names: &mut BTreeSet<String>, scope: &str, entry: &Registry) -> Result<(), Refusal> {
    let mut image = match scope.strip_prefix('*').filter(|domain| domain.starts_with('.')) {
        Some(domain) => format!("{HOST}{domain}"),
        None => scope.to_string(),
    };
    let made_up = !image.contains('/');
    if made_up {
        image.push_str(REPOSITORY);
    }
    let reference = Reference::parse(&image);
    let reference =
        reference.ok_or_else(|| Refusal::new(format!("error parsing scope {image}: invalid reference format")))?;
    for (kind, end) in [("digest", format!("@{DIGEST}")), ("tag", format!(":{TAG}"))] {
        let found = sources(entry, &format!("{}{end}", reference.name));
        let found =
            found.map_err(|why| Refusal::new(format!("error getting {kind} sources for scope {image}: {why}")))?;
        for source in found.into_iter().flatten() {
            let name = if made_up { source.name.strip_suffix(REPOSITORY) } else { None };
            names.insert(name.unwrap_or(&source.name).into());
        }
    }
    Ok(())
}
