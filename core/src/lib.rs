//! MachineConfigs, their kin, and the manifests they come in.
//!
//! [`manifest::read`] takes a file of a GitOps repository apart, whatever it holds: YAML of many
//! documents, a stream of JSON, lists of objects, a bare Ignition config. [`check::file`] judges
//! what it finds as a cluster would, offline, and names for each finding the
//! [`Gate`](garboard_ignition::report::Gate) that would refuse it.
//! [`goyaml`] writes YAML in the bytes that a cluster hashes, [`render::name`] is the hash.
//!
//! [`generate`] says what KubeletConfigs and their kin turn into: the MachineConfigs that controllers write; [`bootstrap`] what
//! a cluster is installed with.
//!
//! [`api`] has the objects of the API as types, [`selector`] asks their labels, and [`serve`] is
//! what machines fetch.
//!
//! # What it is not
//! It reads no files and talks to no cluster. MachineConfigs, MachineConfigPools, KubeletConfigs and
//! ContainerRuntimeConfigs are judged, each object for itself, and so are the node disruption policies
//! of MachineConfigurations; the other kinds of the group are recognised and counted.
//!
//! ```
//! use garboard_core::{check, manifest};
//! use garboard_ignition::document::SourceId;
//!
//! let text = b"apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfig
//! metadata:
//!   name: 50-example
//!   labels:
//!     machineconfiguration.openshift.io/role: worker
//! spec:
//!   kernalArguments: [nosmt]
//! ";
//! let read = manifest::read(SourceId(0), text, manifest::Format::Unknown);
//! let report = check::file(&read, text, &check::Options::default());
//! assert_eq!(report.entries()[0].rule.code, "unknown-field");
//! ```

#![no_std]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

extern crate alloc;

pub mod api;
pub mod blame;
pub mod bootstrap;
pub mod changes;
pub mod check;
pub mod cluster;
pub mod disruption;
mod doubles;
pub mod generate;
mod gojson;
pub mod goyaml;
pub mod int_or_percent;
mod label;
pub mod manifest;
pub mod part;
pub mod places;
pub mod render;
pub mod role;
pub mod rule;
pub mod schema;
mod secret;
pub mod selector;
pub mod serve;
pub mod set;
pub mod target;
