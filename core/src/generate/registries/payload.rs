//! Registries that are blocked, unless the release itself comes from there.

use super::conf::Conf;
use super::edit::{Wanted, edit};
use super::lookup::{Lookup, sources};
use super::mirrors::MirrorSets;
use super::reference::Reference;
use super::scope::{Scopes, is_nested};
use super::{Refusal, refused};
use crate::api::RegistrySources;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Which registries are blocked and allowed, where.
#[derive(Debug, Default)]
pub(crate) struct Access {
    /// In `registries.conf`.
    pub(crate) blocked: Vec<String>,
    /// In `policy.json`.
    pub(crate) policy_blocked: Vec<String>,
    /// In `policy.json`.
    pub(crate) allowed: Vec<String>,
    /// Those that are not blocked though they are said to be, since the release is pulled from there and from nowhere
    /// else.
    pub(crate) spared: Vec<String>,
    /// Why all of this was dropped.
    pub(crate) dropped: Option<Refusal>,
}

/// The release of a cluster, by its image.
#[derive(Clone, Copy)]
pub(crate) struct Payload<'o> {
    image: &'o str,
    /// Host and repository.
    pub(crate) repository: &'o str,
}

impl<'o> Payload<'o> {
    pub(crate) fn parse(image: &'o str) -> Result<Self, Refusal> {
        let reference = Reference::canonical(image);
        let reference = reference.map_err(|_| Refusal::new("error parsing reference of release image"))?;
        Ok(Self { image, repository: reference.name })
    }

    /// What is to be blocked and allowed. Where it cannot be told whether the release has a mirror, nothing is.
    pub(crate) fn access(self, registries: &RegistrySources, mirrors: &MirrorSets<'_>) -> Access {
        self.judge(registries, mirrors).unwrap_or_else(|why| Access { dropped: Some(why), ..Access::default() })
    }

    fn judge(self, registries: &RegistrySources, mirrors: &MirrorSets<'_>) -> Result<Access, Refusal> {
        let blocked = registries.blocked_registries.as_deref().unwrap_or_default();
        let mut access = Access::default();
        let mut mirrored = None;
        for scope in blocked {
            if is_nested(self.repository, scope) {
                let mirrored = match mirrored {
                    Some(known) => known,
                    None => *mirrored.insert(self.is_mirrored(registries, mirrors)?),
                };
                if !mirrored {
                    access.spared.push(scope.clone());
                    continue;
                }
                // Its images are pulled from mirrors, and must stay allowed by their own name.
                access.allowed.push(self.repository.into());
            }
            access.blocked.push(scope.clone());
            if scope != self.repository {
                access.policy_blocked.push(scope.clone());
            }
        }
        access.allowed.extend_from_slice(registries.allowed_registries.as_deref().unwrap_or_default());
        Ok(access)
    }

    /// Whether the release can be pulled from somewhere that is not blocked.
    fn is_mirrored(self, registries: &RegistrySources, mirrors: &MirrorSets<'_>) -> Result<bool, Refusal> {
        let blocked = registries.blocked_registries.as_deref().unwrap_or_default();
        let insecure = registries.insecure_registries.as_deref().unwrap_or_default();
        let mut conf = Conf::default();
        edit(&mut conf, Wanted { insecure, blocked, by_digest: mirrors, by_tag: &MirrorSets::default() })?;
        let lookup = Lookup::of(conf)?;
        let Some(entry) = lookup.find(self.repository) else {
            return refused(format!("no entry is found for {}: the reference crashes", self.repository));
        };
        let blocked = Scopes::of(blocked.iter().map(String::as_str));
        let open = |source: &Option<_>| {
            let name = source.as_ref().map_or(self.repository, |source: &super::lookup::Source| &source.name);
            !blocked.hold(name)
        };
        Ok(sources(entry, self.image)?.iter().any(open))
    }
}

impl Access {
    /// Where the release is not known: all that is said.
    pub(crate) fn of_unknown(registries: &RegistrySources) -> Self {
        let blocked = registries.blocked_registries.clone().unwrap_or_default();
        let allowed = registries.allowed_registries.clone().unwrap_or_default();
        Self { policy_blocked: blocked.clone(), blocked, allowed, ..Self::default() }
    }

    /// What people should know of registries that are not blocked.
    pub(crate) fn spared_words(&self) -> Option<String> {
        let quoted = |scope: &String| garboard_ignition::go::quote::double(scope);
        let list: Vec<_> = self.spared.iter().map(quoted).collect();
        (!list.is_empty()).then(|| {
            format!(
                "error adding [{}] to blocked registries, cannot block the repository being used by the payload",
                list.join(" ")
            )
        })
    }
}
