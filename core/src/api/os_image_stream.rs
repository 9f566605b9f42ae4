//! OSImageStreams.

use super::ObjectMeta;
use super::go::{kinds, objects, omitempty};
use alloc::{string::String, vec::Vec};

objects! {
    /// The streams of OS images that pools can follow.
    OSImageStream {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What is asked for.
        spec: OSImageStreamSpec = "spec" "omitempty";
        /// What there is.
        status: OSImageStreamStatus = "status" "omitempty";
    }

    /// Which stream pools follow.
    OSImageStreamSpec {
        /// The stream of pools that name none.
        default_stream: String = "defaultStream" "omitempty";
    }

    /// Which streams there are.
    OSImageStreamStatus {
        /// The streams.
        available_streams: Vec<OSImageStreamSet> = "availableStreams" "omitempty";
        /// The stream of pools that name none.
        default_stream: String = "defaultStream" "omitempty";
    }

    /// A stream.
    OSImageStreamSet {
        /// Its name.
        name: String = "name" "omitempty";
        /// Its OS image, by its digest.
        os_image: String = "osImage" "omitempty";
        /// The image that extensions are installed from, by its digest.
        os_extensions_image: String = "osExtensionsImage" "omitempty";
    }
}

kinds!(OSImageStream in "machineconfiguration.openshift.io");
