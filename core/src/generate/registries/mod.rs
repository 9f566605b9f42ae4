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
mod run;
mod scope;

pub use super::toml::Unreadable;
pub use conf::{Conf, Mirror, Registry};
pub use found::Found;
pub(crate) use lookup::{Lookup, sources};
pub(crate) use reference::{Reference, is_host, is_location, is_repository, is_tagged};
pub use scope::is_nested;
pub(crate) use scope::{Scopes, is_valid};

use super::{Context, Existing, Generated, Refusal};
use crate::api::{
    ClusterImagePolicy, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy, ImageTagMirrorSet,
};
use crate::cluster::Placed;
use crate::part::Stand;
use alloc::string::String;
use garboard_ignition::Refused;

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
    run::run(objects, context, existing).map_err(|blamed| blamed.refused(objects.stand()))
}

fn refused<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(words))
}
