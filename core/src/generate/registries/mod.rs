//! What becomes of registries, mirrors and policies of images: `99-<pool>-generated-registries`.
//!
//! One Image, and any number of ImageDigestMirrorSets, ImageTagMirrorSets, ImageContentSourcePolicies,
//! ClusterImagePolicies and ImagePolicies, make one MachineConfig for each built-in pool; at bootstrap for every pool. In
//! it are `registries.conf` and `policy.json`, edited; `sigstore-registries.yaml`, which says where signatures are looked
//! for; a policy for each namespace that has one; and a drop-in with the registries that short names are looked up in.
//!
//! ```
//! use garboard_core::api::{ImageDigestMirrorSet, MachineConfigPool};
//! use garboard_core::generate::{Base, Bases, Mode, registries};
//! use serde_json::json;
//!
//! let mirrors: ImageDigestMirrorSet = serde_json::from_value(json!({
//!     "metadata": { "name": "quay" },
//!     "spec": { "imageDigestMirrors": [{ "source": "quay.io/team", "mirrors": ["mirror.example.com/team"] }] },
//! }))?;
//! let mut bases = Bases::default();
//! bases.insert("worker", Base::Files([
//!     ("/etc/containers/storage.conf".into(), "[storage]\n".into()),
//!     ("/etc/containers/registries.conf".into(), "unqualified-search-registries = ['docker.io']\n".into()),
//!     ("/etc/containers/policy.json".into(), r#"{"default": [{"type": "insecureAcceptAnything"}]}"#.into()),
//! ].into()));
//! let (pools, mirrors) = ([MachineConfigPool::new("worker")], [mirrors]);
//! let mut input = registries::Input::new(Mode::Bootstrap, &pools, &bases);
//! input.digest_mirrors = &mirrors;
//! let generated = registries::generate(input)?;
//! assert_eq!(generated.machine_configs[0].metadata.name, "99-worker-generated-registries");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod conf;
mod edit;
mod files;
mod lookup;
mod mirrors;
mod order;
mod payload;
mod reference;
mod scope;

pub use super::toml::Unreadable;
pub use conf::{Conf, Mirror, Registry};
pub(crate) use lookup::{Lookup, sources};
pub(crate) use reference::{Reference, is_host, is_location, is_repository, is_tagged};
pub use scope::is_nested;
pub(crate) use scope::{Scopes, is_valid};

use super::component::{Component, Encoding, File};
use super::image_policy::ScopePolicies;
use super::managed::{self, Purpose};
use super::runtime::{RuntimeBase, no_base_file};
use super::{Bases, Existing, Generated, Mode, Refusal, Status};
use crate::api::{
    ClusterImagePolicy, Condition, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy,
    ImageTagMirrorSet, MachineConfigPool, OwnerReference,
};
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use files::Wishes;
use garboard_ignition::document::{Path, Place, SourceId, Step};
use garboard_ignition::report::{Entry, Gate, Report};
use mirrors::MirrorSets;
use payload::{Access, Payload};

/// The label of pools that the release brings.
const BUILT_IN: &str = "machineconfiguration.openshift.io/mco-built-in";

/// What is asked for, and of what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Input<'o> {
    /// When.
    pub mode: Mode,
    /// The pools.
    pub pools: &'o [MachineConfigPool],
    /// `storage.conf`, `registries.conf` and `policy.json`, by role.
    pub bases: &'o Bases,
    /// The image of the release.
    pub release_image: &'o str,
    /// The Image called `cluster`. In a cluster nothing is made without it.
    pub image: Option<&'o Image>,
    /// Mirrors for pulls by digest.
    pub digest_mirrors: &'o [ImageDigestMirrorSet],
    /// Mirrors for pulls by tag.
    pub tag_mirrors: &'o [ImageTagMirrorSet],
    /// Mirrors for pulls by digest, as older clusters have them.
    pub content_sources: &'o [ImageContentSourcePolicy],
    /// Which signatures images must have anywhere.
    pub cluster_policies: &'o [ClusterImagePolicy],
    /// Which signatures images must have in namespaces.
    pub policies: &'o [ImagePolicy],
    /// Whether policies count: the feature gate `SigstoreImageVerification`.
    pub signatures: bool,
    /// The build of the controllers.
    pub controller_version: &'o str,
    /// The MachineConfigs that there are.
    pub existing: Existing,
}

impl<'o> Input<'o> {
    /// For pools with these base files; nothing else is there.
    #[must_use]
    pub fn new(mode: Mode, pools: &'o [MachineConfigPool], bases: &'o Bases) -> Self {
        Self {
            mode,
            pools,
            bases,
            release_image: "",
            image: None,
            digest_mirrors: &[],
            tag_mirrors: &[],
            content_sources: &[],
            cluster_policies: &[],
            policies: &[],
            signatures: true,
            controller_version: "",
            existing: Existing::default(),
        }
    }
}

/// Makes the MachineConfigs. What is noted on policies is in the statuses under `namespace/name`; only those are there on
/// which something is noted. The order of objects of a kind does not matter.
///
/// # Errors
/// [`Refusal`], where the controllers make nothing at all: a release that is none, mirrors that are none or contradict
/// each other, registries that are allowed and blocked, policies that are none or for images that cannot run.
pub fn generate(input: Input<'_>) -> Result<Generated, Refusal> {
    let mut run = Run::of(input)?;
    let (mode, pools) = (run.input.mode, run.input.pools);
    let mut made = Vec::new();
    if mode == Mode::Bootstrap || run.input.image.is_some() {
        for pool in pools.iter().filter(|pool| mode == Mode::Bootstrap || is_built_in(pool)) {
            made.extend(run.pool(pool)?);
        }
    }
    let configs = match mode {
        Mode::Bootstrap => made,
        Mode::Cluster => run.input.existing.into_configs(),
    };
    Ok(Generated { machine_configs: configs, statuses: run.statuses, report: run.report })
}

fn is_built_in(pool: &MachineConfigPool) -> bool {
    pool.metadata.label(BUILT_IN) == Some("")
}

/// A run of the controller.
struct Run<'o> {
    input: Input<'o>,
    access: Access,
    by_digest: MirrorSets<'o>,
    by_tag: MirrorSets<'o>,
    policies: ScopePolicies,
    statuses: BTreeMap<String, Status>,
    report: Report,
    /// What was made of base files, since many pools have the same.
    known: BTreeMap<(&'o str, &'o str), Vec<File>>,
}

impl<'o> Run<'o> {
    fn of(input: Input<'o>) -> Result<Self, Refusal> {
        let mut run = Self {
            access: Access::default(),
            by_digest: MirrorSets::by_digest(input.digest_mirrors, input.content_sources),
            by_tag: MirrorSets::by_tag(input.tag_mirrors),
            policies: ScopePolicies::default(),
            statuses: BTreeMap::new(),
            report: Report::default(),
            known: BTreeMap::new(),
            input,
        };
        if run.input.mode == Mode::Cluster && run.input.image.is_none() {
            return Ok(run);
        }
        if run.input.signatures {
            run.policies = ScopePolicies::of(run.input.cluster_policies, run.input.policies)?;
            run.note_conflicts();
        }
        if let Some(image) = run.input.image {
            let sources = &image.spec.registry_sources;
            run.access = Payload::parse(run.input.release_image)?.access(sources, &run.by_digest);
            if run.input.mode == Mode::Bootstrap {
                // The reference adds them a second time.
                run.access.allowed.extend_from_slice(sources.allowed_registries.as_deref().unwrap_or_default());
            }
            run.note_access();
        }
        Ok(run)
    }

    /// Says which scopes of policies have no effect.
    fn note_conflicts(&mut self) {
        for conflict in &self.policies.conflicts {
            let (namespace, name) = &conflict.policy;
            let message = conflict.message();
            let said = format!("ImagePolicy {namespace}/{name} {message}");
            self.report.add(found(&rule::IMAGE_POLICY_CONFLICT, "spec.scopes", said));
            if self.input.mode == Mode::Cluster {
                let condition = Condition {
                    kind: "Pending".into(),
                    status: "False".into(),
                    reason: "ConflictScopes".into(),
                    message,
                    ..Condition::default()
                };
                let status = Status { conditions: [condition].into(), ..Status::default() };
                self.statuses.insert(format!("{namespace}/{name}"), status);
            }
        }
    }

    /// Says which registries are not blocked though they are said to be.
    fn note_access(&mut self) {
        const AT: &str = "spec.registrySources.blockedRegistries";
        if let Some(words) = self.access.spared_words() {
            self.report.add(found(&rule::PAYLOAD_NOT_BLOCKED, AT, words));
        }
        if let Some(why) = &self.access.dropped {
            let words = format!("blocked and allowed registries have no effect: {why}");
            self.report.add(found(&rule::REGISTRY_LISTS_DROPPED, AT, words));
        }
    }

    /// The MachineConfig of a pool, where its base files are known.
    fn pool(&mut self, pool: &MachineConfigPool) -> Result<Option<crate::api::MachineConfig>, Refusal> {
        let Some(files) = self.files(&pool.metadata.name)? else { return Ok(None) };
        let name = managed::name(Purpose::Registries, &pool.metadata, &mut self.input.existing);
        let component = Component {
            name: &name,
            role: &pool.metadata.name,
            files: &files,
            encoding: Encoding::Compact,
            controller_version: self.input.controller_version,
            owner: Some(self.owner()),
        };
        if self.input.mode == Mode::Bootstrap {
            let mut config = component.machine_config();
            config.metadata.annotations = None;
            return Ok(Some(config));
        }
        self.input.existing.write(&component);
        Ok(None)
    }

    fn files(&mut self, pool: &str) -> Result<Option<Vec<File>>, Refusal> {
        let base = match RuntimeBase::of(self.input.bases, pool) {
            Ok(base) => base,
            Err(missing) => match no_base_file(&missing, pool, "registries") {
                Some(entry) => {
                    self.report.add(entry);
                    return Ok(None);
                }
                None => {
                    let why = missing.refusal;
                    return refused(format!("could not generate original ContainerRuntime Configs: {why}"));
                }
            },
        };
        let (conf, policy) = (base.registries, base.policy);
        if let Some(files) = self.known.get(&(conf, policy)) {
            return Ok(Some(files.clone()));
        }
        let wishes = Wishes {
            registries: self.input.image.map(|image| &image.spec.registry_sources),
            payload: self.input.release_image,
            access: &self.access,
            by_digest: &self.by_digest,
            by_tag: &self.by_tag,
            any_mirrors: !(self.input.digest_mirrors.is_empty()
                && self.input.tag_mirrors.is_empty()
                && self.input.content_sources.is_empty()),
            policies: &self.policies,
        };
        let files = wishes.files(conf, policy).map_err(|why| match self.input.mode {
            Mode::Bootstrap => why,
            Mode::Cluster => Refusal::new(format!("could not Create/Update MachineConfig: {why}")),
        })?;
        self.known.insert((conf, policy), files.clone());
        Ok(Some(files))
    }

    fn owner(&self) -> OwnerReference {
        let image = self.input.image.filter(|_| self.input.mode == Mode::Cluster);
        OwnerReference {
            api_version: Image::API_VERSION.into(),
            kind: Image::KIND.into(),
            name: image.map(|image| image.metadata.name.clone()).unwrap_or_default(),
            uid: image.map(|image| image.metadata.uid.clone()).unwrap_or_default(),
            ..OwnerReference::default()
        }
    }
}

/// A finding about a field of an object that its words name.
fn found(rule: &'static garboard_ignition::report::Rule, field: &str, words: String) -> Entry {
    let keys = field.split('.').filter(|key| !key.is_empty());
    let path: Path = keys.map(|key| Step::Key(key.into())).collect();
    Entry::new(rule, Place::new(SourceId::default(), path)).at_gate(Gate::Generate).saying(words)
}

fn refused<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(words))
}
