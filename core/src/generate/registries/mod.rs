//! What becomes of registries, mirrors and policies of images: `99-<pool>-generated-registries`.
//!
//! One Image, and any number of ImageDigestMirrorSets, ImageTagMirrorSets, ImageContentSourcePolicies,
//! ClusterImagePolicies and ImagePolicies, make one MachineConfig for each built-in pool; at bootstrap for every pool. In
//! it are `registries.conf` and `policy.json`, edited; `sigstore-registries.yaml`, which says where signatures are looked
//! for; a policy for each namespace that has one; and a drop-in with the registries that short names are looked up in.
//!
//! ```
//! use garboard_core::api::{ImageDigestMirrorSet, MachineConfigPool};
//! use garboard_core::cluster::Placed;
//! use garboard_core::generate::{Base, Bases, Context, Existing, Mode, registries};
//! use serde_json::{from_value, json};
//!
//! let mirrors: ImageDigestMirrorSet = from_value(json!({
//!     "metadata": { "name": "quay" },
//!     "spec": { "imageDigestMirrors": [{ "source": "quay.io/team", "mirrors": ["mirror.example.com/team"] }] },
//! }))?;
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([
//!     ("/etc/containers/storage.conf".into(), "[storage]\n".into()),
//!     ("/etc/containers/registries.conf".into(), "unqualified-search-registries = ['docker.io']\n".into()),
//!     ("/etc/containers/policy.json".into(), r#"{"default": [{"type": "insecureAcceptAnything"}]}"#.into()),
//! ].into()));
//! let (pools, mirrors) = ([MachineConfigPool::new("worker")], [Placed::nowhere(mirrors)]);
//! let mut objects = registries::Objects::default();
//! objects.digest_mirrors = &mirrors;
//! let context = Context::new(Mode::Bootstrap, &pools, &bases);
//! let generated = registries::generate(objects, &context, Existing::default())?;
//! assert_eq!(generated.machine_configs[0].metadata.name, "99-worker-generated-registries");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod conf;
mod edit;
mod files;
mod found;
mod lookup;
mod mirrors;
mod order;
mod payload;
mod reference;
mod scope;

pub use super::toml::Unreadable;
pub use conf::{Conf, Mirror, Registry};
pub use found::Found;
pub(crate) use lookup::{Lookup, sources};
pub(crate) use reference::{Reference, is_host, is_location, is_repository, is_tagged};
pub use scope::is_nested;
pub(crate) use scope::{Scopes, is_valid};

use super::component::{Component, Encoding, File};
use super::image_policy::ScopePolicies;
use super::managed::{self, Purpose};
use super::runtime::{RuntimeBase, no_base_file};
use super::stated::{Blamed, finding, gate_off};
use super::{Context, Existing, Generated, Mode, Refusal, Status};
use crate::api::{
    ClusterImagePolicy, Condition, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy,
    ImageTagMirrorSet, MachineConfig, MachineConfigPool, OwnerReference,
};
use crate::cluster::Placed;
use crate::part::Stand;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use files::Wishes;
use garboard_ignition::Refused;
use garboard_ignition::report::{Entry, Report};
use mirrors::MirrorSets;
use payload::{Access, Payload};

/// The label of pools that the release brings.
const BUILT_IN: &str = "machineconfiguration.openshift.io/mco-built-in";

/// The feature gate of policies of images.
const SIGNATURES: &str = "SigstoreImageVerification";

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Objects<'o> {
    /// The image of the release; none if nobody knows it. Then what is blocked is blocked.
    pub release_image: Option<&'o str>,
    /// The Image called `cluster`. In a cluster nothing is made without it.
    pub image: Option<&'o Placed<Image>>,
    /// Mirrors for pulls by digest.
    pub digest_mirrors: &'o [Placed<ImageDigestMirrorSet>],
    /// Mirrors for pulls by tag.
    pub tag_mirrors: &'o [Placed<ImageTagMirrorSet>],
    /// Mirrors for pulls by digest, as older clusters have them.
    pub content_sources: &'o [Placed<ImageContentSourcePolicy>],
    /// Which signatures images must have anywhere.
    pub cluster_policies: &'o [Placed<ClusterImagePolicy>],
    /// Which signatures images must have in namespaces.
    pub policies: &'o [Placed<ImagePolicy>],
}

impl Objects<'_> {
    /// The object that findings are about where no other is to blame.
    fn stand(&self) -> Stand {
        let stands = self.image.map(|image| image.stand).into_iter();
        let stands = stands.chain(self.digest_mirrors.iter().map(|set| set.stand));
        let stands = stands.chain(self.tag_mirrors.iter().map(|set| set.stand));
        let stands = stands.chain(self.content_sources.iter().map(|policy| policy.stand));
        let stands = stands.chain(self.cluster_policies.iter().map(|policy| policy.stand));
        stands.chain(self.policies.iter().map(|policy| policy.stand)).next().unwrap_or_default()
    }

    /// Whether anything is asked for.
    pub(super) fn any(&self) -> bool {
        let policies = !(self.cluster_policies.is_empty() && self.policies.is_empty());
        self.image.is_some() || policies || self.any_mirrors()
    }

    fn any_mirrors(&self) -> bool {
        !(self.digest_mirrors.is_empty() && self.tag_mirrors.is_empty() && self.content_sources.is_empty())
    }
}

/// Makes the MachineConfigs. What is noted on policies is in the statuses under `namespace/name`; only those are there on
/// which something is noted. The order of objects of a kind does not matter. `existing` are the MachineConfigs that there
/// are; at bootstrap there are none.
///
/// # Errors
/// [`Refused`], where the controllers make nothing at all: a release that is none, mirrors that are none or contradict
/// each other, registries that are allowed and blocked, policies that are none or for images that cannot run.
pub fn generate(objects: Objects<'_>, context: &Context<'_>, existing: Existing) -> Result<Generated, Refused> {
    run(objects, context, existing).map_err(|blamed| blamed.refused(objects.stand()))
}

fn run(objects: Objects<'_>, context: &Context<'_>, existing: Existing) -> Result<Generated, Blamed> {
    let bootstrap = context.mode == Mode::Bootstrap;
    if !bootstrap && objects.image.is_none() {
        return Ok(Generated { machine_configs: existing.into_configs(), ..Generated::default() });
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
            Err(missing) => match no_base_file(&missing, pool, "what is said of registries", self.objects.stand()) {
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

fn refused<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(words))
}
