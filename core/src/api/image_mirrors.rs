//! Where images are pulled from instead.

use super::ObjectMeta;
use super::go::{kinds, objects, omitempty};
use alloc::{string::String, vec::Vec};
use serde_json::{Map, Value};

objects! {
    /// Mirrors for images that are pulled by their digests.
    ImageDigestMirrorSet {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// Which.
        spec: ImageDigestMirrorSetSpec = "spec";
        /// What was made of it.
        status: Map<String, Value> = "status" "omitempty";
    }

    /// Mirrors for pulls by digest.
    ImageDigestMirrorSetSpec {
        /// The mirrors of each source.
        image_digest_mirrors: Vec<ImageMirrors> = "imageDigestMirrors" "omitempty";
    }

    /// Mirrors for images that are pulled by their tags.
    ImageTagMirrorSet {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// Which.
        spec: ImageTagMirrorSetSpec = "spec";
        /// What was made of it.
        status: Map<String, Value> = "status" "omitempty";
    }

    /// Mirrors for pulls by tag.
    ImageTagMirrorSetSpec {
        /// The mirrors of each source.
        image_tag_mirrors: Vec<ImageMirrors> = "imageTagMirrors" "omitempty";
    }

    /// The mirrors of one source.
    ImageMirrors {
        /// A host, a part of what is on it, or hosts by `*.`.
        source: String = "source";
        /// In which order they are asked.
        mirrors: Vec<String> = "mirrors" "omitempty";
        /// Whether the source itself is asked in the end: `AllowContactingSource` or `NeverContactSource`.
        mirror_source_policy: String = "mirrorSourcePolicy" "omitempty";
    }

    /// Mirrors for images that are pulled by their digests, as older clusters have them.
    ImageContentSourcePolicy {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// Which.
        spec: ImageContentSourcePolicySpec = "spec";
    }

    /// Mirrors for pulls by digest.
    ImageContentSourcePolicySpec {
        /// The mirrors of each source.
        repository_digest_mirrors: Vec<RepositoryDigestMirrors> = "repositoryDigestMirrors";
    }

    /// The mirrors of one source.
    RepositoryDigestMirrors {
        /// A host, or a part of what is on it.
        source: String = "source";
        /// In which order they are asked.
        mirrors: Vec<String> = "mirrors";
    }
}

kinds!(
    ImageDigestMirrorSet in "config.openshift.io",
    ImageTagMirrorSet in "config.openshift.io",
    ImageContentSourcePolicy in "operator.openshift.io" at "v1alpha1",
);
