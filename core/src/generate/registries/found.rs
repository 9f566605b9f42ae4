//! The objects about registries that stand in manifests.

use super::Objects;
use crate::api::{
    ClusterImagePolicy, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy, ImageTagMirrorSet,
};
use crate::cluster::{Placed, changed, lay, noted, placed};
use crate::manifest::{self, Document, Format, Object};
use crate::part::Stand;
use alloc::borrow::Cow;
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

    /// Whether the Image `cluster` is not among them, though others are.
    pub(crate) fn lack_image(&self) -> bool {
        self.any() && self.objects(None).image.is_none()
    }

    /// The same with the Image `cluster`, without which a cluster makes nothing of the rest. Every cluster has it; one that
    /// is added asks for nothing, and stands where the last of the others does.
    pub(crate) fn with_image(&self) -> Cow<'_, Self> {
        if !self.lack_image() {
            return Cow::Borrowed(self);
        }
        let mut with = self.clone();
        with.images.push(Placed { object: Image::new(CLUSTER), stand: self.stand().unwrap_or_default() });
        Cow::Owned(with)
    }

    /// Where the last of them stands: of those that were laid over others, it is among the new ones.
    pub(crate) fn stand(&self) -> Option<Stand> {
        fn last<T>(of: &[Placed<T>]) -> Option<Stand> {
            of.last().map(|it| it.stand)
        }
        last(&self.policies)
            .or_else(|| last(&self.cluster_policies))
            .or_else(|| last(&self.content_sources))
            .or_else(|| last(&self.tag_mirrors))
            .or_else(|| last(&self.digest_mirrors))
            .or_else(|| last(&self.images))
    }

    /// Whether these, laid over `base`, ask for something else.
    pub(crate) fn changes(&self, base: &Self) -> bool {
        let changes = [
            changed(&self.images, &base.images, |own, theirs| own.spec == theirs.spec),
            changed(&self.digest_mirrors, &base.digest_mirrors, |own, theirs| own.spec == theirs.spec),
            changed(&self.tag_mirrors, &base.tag_mirrors, |own, theirs| own.spec == theirs.spec),
            changed(&self.content_sources, &base.content_sources, |own, theirs| own.spec == theirs.spec),
            changed(&self.cluster_policies, &base.cluster_policies, |own, theirs| own.spec == theirs.spec),
            changed(&self.policies, &base.policies, |own, theirs| own.spec == theirs.spec),
        ];
        changes.iter().any(|names| !names.is_empty())
    }

    /// Lays these over others.
    pub(crate) fn lay_over(&mut self, base: &Self) {
        lay(&mut self.images, &base.images, noted);
        lay(&mut self.digest_mirrors, &base.digest_mirrors, noted);
        lay(&mut self.tag_mirrors, &base.tag_mirrors, noted);
        lay(&mut self.content_sources, &base.content_sources, noted);
        lay(&mut self.cluster_policies, &base.cluster_policies, noted);
        lay(&mut self.policies, &base.policies, noted);
    }
}
