//! The files of the MachineConfig.

use super::super::component::File;
use super::super::image_policy::{self, Lists, ScopePolicies};
use super::super::runtime::{POLICY, REGISTRIES};
use super::super::toml::Unreadable;
use super::conf::Conf;
use super::edit::{Wanted, edit};
use super::mirrors::{self, MirrorSets};
use super::payload::{Access, Payload};
use super::scope::is_valid;
use super::{Refusal, refused};
use crate::api::RegistrySources;
use crate::generate::stated::Blamed;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::go::quote;

const ATTACHMENTS: &str = "/etc/containers/registries.d/sigstore-registries.yaml";
const SEARCH: &str = "/etc/containers/registries.conf.d/01-image-searchRegistries.conf";

/// What objects ask for.
#[derive(Clone, Copy)]
pub(super) struct Wishes<'o> {
    pub(super) registries: Option<&'o RegistrySources>,
    /// The image of the release.
    pub(super) payload: &'o str,
    pub(super) access: &'o Access,
    pub(super) by_digest: &'o MirrorSets<'o>,
    pub(super) by_tag: &'o MirrorSets<'o>,
    /// Whether there are objects about mirrors, even empty ones.
    pub(super) any_mirrors: bool,
    pub(super) policies: &'o ScopePolicies,
}

impl<'o> Wishes<'o> {
    /// The files, in their order.
    pub(super) fn files(self, conf: &str, policy: &str) -> Result<Vec<File>, Blamed> {
        let conf = self.conf(conf)?;
        let mut files: Vec<_> = conf.iter().map(|conf| File::new(REGISTRIES, conf.write())).collect();
        self.policies(policy, conf.as_ref(), &mut files)?;
        if let Some(search) = self.registries.and_then(|sources| sources.container_runtime_search_registries.clone()) {
            let conf = Conf { search: Some(search), ..Conf::default() };
            files.push(File::new(SEARCH, conf.write()));
        }
        Ok(files)
    }

    /// `registries.conf`, where there is anything to change in it.
    fn conf(self, base: &str) -> Result<Option<Conf>, Blamed> {
        let insecure = self.registries.and_then(|sources| sources.insecure_registries.as_deref());
        let blocked = &self.access.blocked;
        if insecure.is_none() && blocked.is_empty() && !self.any_mirrors {
            return Ok(None);
        }
        let insecure = insecure.unwrap_or_default();
        let edited = self.edited(base, insecure, blocked).map(Some);
        edited.map_err(|blamed| blamed.within("could not update registries config with new changes"))
    }

    fn edited(self, base: &str, insecure: &[String], blocked: &[String]) -> Result<Conf, Blamed> {
        let unreadable = |bad: Unreadable| Refusal::new(format!("error unmarshalling registries config: toml: {bad}"));
        let mut conf = Conf::read(base.as_bytes()).map_err(unreadable)?;
        for (list, what) in [(insecure, "insecure"), (blocked, "blocked")] {
            if let Some(scope) = list.iter().find(|scope| !is_valid(scope)) {
                let words = format!("invalid entry for {what} registries {}", quote::double(scope));
                return Err(Refusal::new(words).into());
            }
        }
        mirrors::check(self.by_digest, self.by_tag)?;
        edit(&mut conf, Wanted { insecure, blocked, by_digest: self.by_digest, by_tag: self.by_tag })?;
        Ok(conf)
    }

    /// `policy.json`, where signatures are looked for, and the policies of namespaces.
    fn policies(self, base: &str, conf: Option<&Conf>, files: &mut Vec<File>) -> Result<(), Refusal> {
        let lists = Lists { blocked: &self.access.policy_blocked, allowed: &self.access.allowed };
        if lists.blocked.is_empty() && lists.allowed.is_empty() && self.policies.is_empty() {
            return Ok(());
        }
        let payload = Payload::parse(self.payload).map(|payload| payload.repository).unwrap_or_default();
        let policy = image_policy::edit(base, lists, payload, &self.policies.cluster)
            .map_err(|why| Refusal::new(format!("could not update policy json with new changes: {why}")))?;
        if policy.is_empty() {
            return refused(
                "could not update namespace policy JSON from imagepolicy: cluster override policy is empty",
            );
        }
        let namespaces = image_policy::for_namespaces(&policy, lists, &self.policies.namespaces)
            .map_err(|why| Refusal::new(format!("could not update namespace policy JSON from imagepolicy: {why}")))?;
        files.push(File::new(POLICY, policy));
        if !self.policies.is_empty() {
            files.push(File::new(ATTACHMENTS, image_policy::attachments(self.policies.scopes(), conf)?));
        }
        let file =
            |(namespace, text): (String, String)| File::new(&format!("/etc/crio/policies/{namespace}.json"), text);
        files.extend(namespaces.into_iter().map(file));
        Ok(())
    }
}
