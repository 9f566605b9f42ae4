//! A rendered MachineConfig.

use super::combine::judged;
use super::origins::Origin;
use super::{Certainty, Combined, Context};
use crate::check::GROUP;
use crate::part::{GENERATED_BY, Spec};
use alloc::sync::Arc;
use alloc::{format, string::String, vec::Vec};
use garboard_ignition::Config;
use garboard_ignition::report::Report;
use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

/// The annotation with the release that a MachineConfig was rendered for.
pub(super) const RELEASE: &str = "machineconfiguration.openshift.io/release-image-version";

/// The annotation of a MachineConfig whose image is not that of the release.
const OVERRIDDEN: &str = "machineconfiguration.openshift.io/os-image-url-overridden";

/// The MachineConfig of a pool, as the render controller writes it. Its `Serialize` gives the object.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rendered {
    /// Its name.
    pub name: String,
    /// How sure the name is.
    pub certainty: Certainty,
    /// The MachineConfigs it was made of, in merge order.
    pub parts: Vec<String>,
    /// What is to be said of it, though it was rendered.
    pub report: Report,
    pub(super) context: Context,
    /// Whether it brings an image of its own.
    pub(super) overrides: bool,
    /// Shared among pools that select the same.
    pub(super) combined: Arc<Combined>,
}

impl Rendered {
    /// What it says.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.combined.spec
    }

    /// The YAML of its spec, of which the name is a hash.
    #[must_use]
    pub fn hashed(&self) -> &str {
        &self.combined.hashed
    }

    /// Where each value comes from: those beside the config, then the leaves of the config, then what the render
    /// controller says of files. Nothing unless origins were asked for.
    pub fn origins(&self) -> impl Iterator<Item = Origin> {
        let content = self.spec().config.as_ref().map(Config::content);
        self.combined.traced.iter().zip(content).flat_map(|(traced, content)| traced.all(content))
    }

    /// What the rules of Ignition say of the config as a whole, which keeps all of them if each MachineConfig says its
    /// own. Nobody judges it in a cluster before it is the pool's, and after that no later one can be rendered.
    #[must_use]
    pub fn judge(&self) -> Report {
        judged(self.spec())
    }

    /// The pool it is for.
    #[must_use]
    pub fn pool(&self) -> &str {
        &self.context.pool
    }

    /// What stands around what it says.
    pub(super) const fn metadata(&self) -> impl Serialize {
        Metadata(self)
    }
}

impl Serialize for Rendered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("MachineConfig", 4)?;
        object.serialize_field("kind", "MachineConfig")?;
        object.serialize_field("apiVersion", &format!("{GROUP}/v1"))?;
        object.serialize_field("metadata", &Metadata(self))?;
        object.serialize_field("spec", self.spec())?;
        object.end()
    }
}

struct Metadata<'a>(&'a Rendered);

impl Serialize for Metadata<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut metadata = serializer.serialize_struct("ObjectMeta", 3)?;
        metadata.serialize_field("name", &self.0.name)?;
        metadata.serialize_field("annotations", &Annotations(self.0))?;
        metadata.serialize_field("ownerReferences", &[Owner(&self.0.context)])?;
        metadata.end()
    }
}

struct Annotations<'a>(&'a Rendered);

impl Serialize for Annotations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let build = &self.0.context.build;
        let mut annotations = serializer.serialize_map(None)?;
        annotations.serialize_entry(GENERATED_BY, &build.hash)?;
        if self.0.overrides {
            annotations.serialize_entry(OVERRIDDEN, "true")?;
        }
        annotations.serialize_entry(RELEASE, &build.release)?;
        annotations.end()
    }
}

/// The pool, as the owner.
struct Owner<'a>(&'a Context);

impl Serialize for Owner<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut owner = serializer.serialize_struct("OwnerReference", 6)?;
        owner.serialize_field("apiVersion", &format!("{GROUP}/v1"))?;
        owner.serialize_field("kind", "MachineConfigPool")?;
        owner.serialize_field("name", &self.0.pool)?;
        owner.serialize_field("uid", &self.0.uid)?;
        owner.serialize_field("controller", &true)?;
        owner.serialize_field("blockOwnerDeletion", &true)?;
        owner.end()
    }
}
