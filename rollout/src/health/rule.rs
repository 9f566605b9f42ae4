//! What a dump has to say about itself, for those who count findings.

use garboard_ignition::catalogue;
use garboard_ignition::report::Rule;

catalogue! {
    /// Objects of more than one cluster.
    SEVERAL_CLUSTERS = Rule::error("dump-of-several-clusters", "the dump holds objects of several clusters: {}",
        "Give what one cluster holds at a time: what is said of nodes and pools is worth nothing otherwise.").advice();
    /// An object that stands there more than once.
    OBJECT_TWICE = Rule::warning("dump-object-twice", "{} stands in the dump more than once; the last one counts",
        "Give each object once: of two states of it only one is that of now.").advice();
}
