//! PinnedImageSets.

use super::go::{kinds, objects, omitempty};
use super::{NameReference, ObjectMeta};
use alloc::{string::String, vec::Vec};

objects! {
    /// Images that nodes hold in store.
    PinnedImageSet {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// Which images.
        spec: PinnedImageSetSpec = "spec";
    }

    /// Which images nodes hold in store.
    PinnedImageSetSpec {
        /// The images, by their digests.
        pinned_images: Option<Vec<NameReference>> = "pinnedImages";
    }
}

kinds!(PinnedImageSet in "machineconfiguration.openshift.io");
