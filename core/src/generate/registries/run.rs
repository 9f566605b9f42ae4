//! A run of the controller over all pools.

use super::files::Wishes;
use super::mirrors::MirrorSets;
use super::payload::{Access, Payload};
use super::{BUILT_IN, Objects, SIGNATURES};
use crate::api::{ClusterImagePolicy, Condition, Image, ImagePolicy, MachineConfig, MachineConfigPool, OwnerReference};
use crate::cluster::Placed;
use crate::generate::component::{Component, Encoding, File};
use crate::generate::image_policy::ScopePolicies;
use crate::generate::managed::{self, Purpose};
use crate::generate::runtime::{RuntimeBase, no_base_file};
use crate::generate::stated::{Blamed, finding, gate_off};
use crate::generate::{Context, Existing, Generated, Mode, Status};
use crate::part::Stand;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::{Entry, Report};

pub(super) fn run(objects: Objects<'_>, context: &Context<'_>, existing: Existing) -> Result<Generated, Blamed> {
    let bootstrap = context.mode == Mode::Bootstrap;
    if !bootstrap && objects.image.is_none() {
        let message =
            "the Image cluster is not among the manifests: without it, nothing is made of mirrors and policies";
        let report = Report::from_iter([Entry::new(&rule::IMAGE_MISSING, objects.stand().place()).saying(message)]);
        return Ok(Generated {
            machine_configs: existing.into_configs(),
            report,
            ..Generated::default()
        });
    }
    let mut run = Run::of(objects, context, existing)?;
    let mut made = Vec::new();
    for pool in context.pools.iter().filter(|pool| bootstrap || is_built_in(pool)) {
        made.extend(run.pool(pool)?);
    }
    let machine_configs = if bootstrap { made } else { run.existing.into_configs() };
    Ok(Generated { machine_configs, statuses: run.statuses, report: run.report })
}

fn is_built_in(pool: &MachineConfigPool) -> bool {
    pool.metadata.label(BUILT_IN) == Some("")
}

/// A run of the controller.
struct Run<'r, 'o> {
    objects: Objects<'o>,
    context: &'r Context<'o>,
    existing: Existing,
    access: Access,
    by_digest: MirrorSets<'o>,
    by_tag: MirrorSets<'o>,
    policies: ScopePolicies,
    statuses: BTreeMap<String, Status>,
    report: Report,
    /// What was made of base files, since many pools have the same.
    known: BTreeMap<(&'o str, &'o str), Vec<File>>,
}

impl<'r, 'o> Run<'r, 'o> {
    fn of(objects: Objects<'o>, context: &'r Context<'o>, existing: Existing) -> Result<Self, Blamed> {
        let mut run = Self {
            access: Access::default(),
            by_digest: MirrorSets::by_digest(objects.digest_mirrors, objects.content_sources),
            by_tag: MirrorSets::by_tag(objects.tag_mirrors),
            policies: ScopePolicies::default(),
            statuses: BTreeMap::new(),
            report: Report::default(),
            known: BTreeMap::new(),
            existing,
            context,
            objects,
        };
        if context.feature_gates.get(SIGNATURES) == Some(&true) {
            run.policies = ScopePolicies::of(objects.cluster_policies, objects.policies)?;
            run.note_conflicts();
        } else {
            run.note_gate();
        }
        if let Some(image) = objects.image {
            let sources = &image.object.spec.registry_sources;
            run.access = match objects.release_image {
                Some(release) => Payload::parse(release)?.access(sources, &run.by_digest),
                None => run.access_of_unknown(image),
            };
            if context.mode == Mode::Bootstrap {
                // The reference adds them a second time.
                run.access.allowed.extend_from_slice(sources.allowed_registries.as_deref().unwrap_or_default());
            }
            run.note_access(image.stand);
        }
        Ok(run)
    }

    /// Says which policies do not count.
    fn note_gate(&mut self) {
        let cluster =
            self.objects.cluster_policies.iter().map(|it| (ClusterImagePolicy::KIND, &it.object.metadata, it.stand));
        let own = self.objects.policies.iter().map(|it| (ImagePolicy::KIND, &it.object.metadata, it.stand));
        for (kind, metadata, stand) in cluster.chain(own) {
            self.report.add(gate_off(&format!("{kind} {}", metadata.name), SIGNATURES, stand));
        }
    }

    /// Says which scopes of policies have no effect.
    fn note_conflicts(&mut self) {
        for conflict in &self.policies.conflicts {
            let name = &conflict.policy;
            let message = conflict.message();
            let said = format!("ImagePolicy {name} {message}");
            self.report.add(finding(&rule::IMAGE_POLICY_CONFLICT, conflict.stand.place(), &said));
            if self.context.mode == Mode::Cluster {
                let condition = Condition {
                    kind: "Pending".into(),
                    status: "False".into(),
                    reason: "ConflictScopes".into(),
                    message,
                    ..Condition::default()
                };
                self.statuses.insert(name.clone(), Status { conditions: [condition].into(), ..Status::default() });
            }
        }
    }

    /// What is to be blocked and allowed where the release is not known.
    fn access_of_unknown(&mut self, image: &Placed<Image>) -> Access {
        let access = Access::of_unknown(&image.object.spec.registry_sources);
        if !access.blocked.is_empty() {
            self.report.add(Entry::new(&rule::RELEASE_UNKNOWN, image.stand.place()));
        }
        access
    }

    /// Says which registries are not blocked though they are said to be.
    fn note_access(&mut self, image: Stand) {
        if let Some(words) = self.access.spared_words() {
            self.report.add(finding(&rule::PAYLOAD_NOT_BLOCKED, image.place(), &words));
        }
        if let Some(why) = &self.access.dropped {
            let words = format!("blocked and allowed registries have no effect: {why}");
            self.report.add(finding(&rule::REGISTRY_LISTS_DROPPED, image.place(), &words));
        }
    }

    /// The MachineConfig of a pool, where its base files are known; in a cluster it is put among the others.
    fn pool(&mut self, pool: &MachineConfigPool) -> Result<Option<MachineConfig>, Blamed> {
        let Some(files) = self.files(&pool.metadata.name)? else { return Ok(None) };
        let name = managed::name(Purpose::Registries, &pool.metadata, &mut self.existing);
        let component = Component {
            name: &name,
            role: &pool.metadata.name,
            files: &files,
            encoding: Encoding::Compact,
            controller_version: self.context.controller_version,
            owner: Some(self.owner()),
        };
        if self.context.mode == Mode::Cluster {
            self.existing.write(&component);
            return Ok(None);
        }
        let mut config = component.machine_config();
        config.metadata.annotations = None;
        Ok(Some(config))
    }

    fn files(&mut self, pool: &str) -> Result<Option<Vec<File>>, Blamed> {
        let base = match RuntimeBase::of(self.context.bases, pool) {
            Ok(base) => base,
            Err(missing) => match no_base_file(&missing, pool, Purpose::Registries.subject(), self.objects.stand()) {
                Some(entry) => {
                    self.report.add(entry);
                    return Ok(None);
                }
                None => {
                    let refused = Blamed::from(missing.refusal);
                    return Err(refused.within("could not generate original ContainerRuntime Configs"));
                }
            },
        };
        let key = (base.registries, base.policy);
        if let Some(files) = self.known.get(&key) {
            return Ok(Some(files.clone()));
        }
        let files = self.wishes().files(base.registries, base.policy).map_err(|blamed| match self.context.mode {
            Mode::Bootstrap => blamed,
            Mode::Cluster => blamed.within("could not Create/Update MachineConfig"),
        })?;
        self.known.insert(key, files.clone());
        Ok(Some(files))
    }

    fn wishes(&self) -> Wishes<'_> {
        Wishes {
            registries: self.objects.image.map(|image| &image.object.spec.registry_sources),
            payload: self.objects.release_image.unwrap_or_default(),
            access: &self.access,
            by_digest: &self.by_digest,
            by_tag: &self.by_tag,
            any_mirrors: self.objects.any_mirrors(),
            policies: &self.policies,
        }
    }

    fn owner(&self) -> OwnerReference {
        let image = self.objects.image.filter(|_| self.context.mode == Mode::Cluster);
        let metadata = image.map(|image| &image.object.metadata);
        OwnerReference {
            api_version: Image::API_VERSION.into(),
            kind: Image::KIND.into(),
            name: metadata.map(|metadata| metadata.name.clone()).unwrap_or_default(),
            uid: metadata.map(|metadata| metadata.uid.clone()).unwrap_or_default(),
            ..OwnerReference::default()
        }
    }
}
