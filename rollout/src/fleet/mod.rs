//! The pools and nodes of a cluster: where each node is, and what is done next.
