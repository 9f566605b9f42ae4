//! The objects about registries that stand in manifests.

use super::super::complete::lay;
use super::Objects;
use crate::api::{
    ClusterImagePolicy, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy, ImageTagMirrorSet,
    ObjectMeta,
};
use crate::cluster::{Placed, placed};
use crate::manifest::{self, Document, Format, Object};
use crate::part::Stand;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use garboard_ignition::document::SourceId;
use garboard_ignition::report::Report;

/// The name of the one Image that counts.
const CLUSTER: &str = "cluster";

/// Objects about registries, wherever they stand. Whatever else manifests hold is passed by.
///
/// ```
/// use garboard_core::generate::registries::Found;
/// use garboard_ignition::document::SourceId;
///
/// let mut found = Found::default();
/// found.read(SourceId(0), b"
/// apiVersion: config.openshift.io/v1
/// kind: ImageDigestMirrorSet
/// metadata: {name: quay}
/// spec:
///   imageDigestMirrors:
///   - {source: quay.io/team, mirrors: [mirror.example.com/team]}
/// ");
/// let objects = found.objects(Some("quay.io/release/release:1"));
/// assert_eq!(objects.digest_mirrors[0].object.spec.image_digest_mirrors[0].source, "quay.io/team");
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Found {
    /// The Images; only the last one called `cluster` counts.
    pub images: Vec<Placed<Image>>,
    /// Mirrors for pulls by digest.
    pub digest_mirrors: Vec<Placed<ImageDigestMirrorSet>>,
    /// Mirrors for pulls by tag.
    pub tag_mirrors: Vec<Placed<ImageTagMirrorSet>>,
    /// Mirrors for pulls by digest, as older clusters have them.
    pub content_sources: Vec<Placed<ImageContentSourcePolicy>>,
    /// Which signatures images must have anywhere.
    pub cluster_policies: Vec<Placed<ClusterImagePolicy>>,
    /// Which signatures images must have in namespaces.
    pub policies: Vec<Placed<ImagePolicy>>,
    /// What could not be read.
    pub report: Report,
}

impl Found {
    /// Adds what a file holds.
    pub fn read(&mut self, source: SourceId, text: &[u8]) {
        let unread = manifest::each(source, text, Format::Unknown, |document| self.add(&document));
        self.report.append(unread);
    }

    /// Adds what a document holds.
    pub fn add(&mut self, document: &Document<'_>) {
        document.objects().iter().for_each(|object| self.add_object(object));
    }

    /// Adds an object.
    pub(crate) fn add_object(&mut self, object: &Object<'_>) {
        let report = &mut self.report;
        let kind = object.kind();
        let is = |name: &str, api: &str| *kind == *name && api.split('/').next() == Some(&*object.group());
        if is(Image::KIND, Image::API_VERSION) {
            self.images.extend(placed(object, report));
        } else if is(ImageDigestMirrorSet::KIND, ImageDigestMirrorSet::API_VERSION) {
            self.digest_mirrors.extend(placed(object, report));
        } else if is(ImageTagMirrorSet::KIND, ImageTagMirrorSet::API_VERSION) {
            self.tag_mirrors.extend(placed(object, report));
        } else if is(ImageContentSourcePolicy::KIND, ImageContentSourcePolicy::API_VERSION) {
            self.content_sources.extend(placed(object, report));
        } else if is(ClusterImagePolicy::KIND, ClusterImagePolicy::API_VERSION) {
            self.cluster_policies.extend(placed(object, report));
        } else if is(ImagePolicy::KIND, ImagePolicy::API_VERSION) {
            self.policies.extend(placed(object, report));
        }
    }

    /// What they ask for, in a cluster of this release.
    #[must_use]
    pub fn objects<'o>(&'o self, release_image: Option<&'o str>) -> Objects<'o> {
        Objects {
            release_image,
            image: self.images.iter().rfind(|image| image.object.metadata.name == CLUSTER),
            digest_mirrors: &self.digest_mirrors,
            tag_mirrors: &self.tag_mirrors,
            content_sources: &self.content_sources,
            cluster_policies: &self.cluster_policies,
            policies: &self.policies,
        }
    }

    /// Whether there is any of them.
    pub(crate) fn any(&self) -> bool {
        self.objects(None).any()
    }

    /// Where the last of them stands: of those that were laid over others, it is among the new ones.
    pub(crate) fn stand(&self) -> Option<Stand> {
        let last = |stands: &mut dyn DoubleEndedIterator<Item = Stand>| stands.next_back();
        last(&mut self.policies.iter().map(|it| it.stand))
            .or_else(|| last(&mut self.cluster_policies.iter().map(|it| it.stand)))
            .or_else(|| last(&mut self.content_sources.iter().map(|it| it.stand)))
            .or_else(|| last(&mut self.tag_mirrors.iter().map(|it| it.stand)))
            .or_else(|| last(&mut self.digest_mirrors.iter().map(|it| it.stand)))
            .or_else(|| last(&mut self.images.iter().map(|it| it.stand)))
    }

    /// Whether these, laid over `base`, ask for something else.
    pub(crate) fn changes(&self, base: &Self) -> bool {
        differ(&self.images, &base.images, |it| (&it.metadata, &it.spec))
            || differ(&self.digest_mirrors, &base.digest_mirrors, |it| (&it.metadata, &it.spec))
            || differ(&self.tag_mirrors, &base.tag_mirrors, |it| (&it.metadata, &it.spec))
            || differ(&self.content_sources, &base.content_sources, |it| (&it.metadata, &it.spec))
            || differ(&self.cluster_policies, &base.cluster_policies, |it| (&it.metadata, &it.spec))
            || differ(&self.policies, &base.policies, |it| (&it.metadata, &it.spec))
    }

    /// Lays these over others.
    pub(crate) fn lay_over(&mut self, base: &Self) {
        lay(&mut self.images, &base.images, |it| &mut it.metadata);
        lay(&mut self.digest_mirrors, &base.digest_mirrors, |it| &mut it.metadata);
        lay(&mut self.tag_mirrors, &base.tag_mirrors, |it| &mut it.metadata);
        lay(&mut self.content_sources, &base.content_sources, |it| &mut it.metadata);
        lay(&mut self.cluster_policies, &base.cluster_policies, |it| &mut it.metadata);
        lay(&mut self.policies, &base.policies, |it| &mut it.metadata);
    }
}

/// What an object asks for, by what it is called.
type Asked<'o, S> = ((&'o str, &'o str), &'o S);

/// Whether any of `own` asks for something else than the one of its name in `base`.
fn differ<T, S: PartialEq>(own: &[Placed<T>], base: &[Placed<T>], of: fn(&T) -> (&ObjectMeta, &S)) -> bool {
    fn named<'o, T, S>(it: &'o Placed<T>, of: fn(&T) -> (&ObjectMeta, &S)) -> Asked<'o, S> {
        let (metadata, spec) = of(&it.object);
        ((&*metadata.name, &*metadata.namespace), spec)
    }
    let known: BTreeMap<_, _> = base.iter().map(|it| named(it, of)).collect();
    own.iter().map(|it| named(it, of)).any(|(name, spec)| known.get(&name) != Some(&spec))
}
