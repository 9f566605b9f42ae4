//! From two rendered configs to what a node does about the difference.
