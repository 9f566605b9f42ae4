//! Ignition configs: read, judged, restated and written as the reference does.
//!
//! [`parse`] reads a config of spec 3.0 to 3.6 (and 3.7-experimental) and gives a [`Config`] with
//! a [`Report`]: every finding has a [`Rule`](report::Rule) with a stable code, the words of the
//! reference (coreos/ignition), and its place in the text. Configs also stand inside other
//! documents: [`document::Tape`] holds JSON and YAML alike, and [`decode`] reads a config from any
//! value of one.
//!
//! # What it is not
//! It applies nothing, fetches nothing and writes no files. It does not read Butane. Configs of spec
//! 2.x are read by [`v2`], which raises them to spec 3.
//!
//! ```
//! use garboard_ignition::{Version, parse};
//!
//! let parsed = parse(br#"{
//!   "ignition": { "version": "3.3.0" },
//!   "storage": { "files": [ { "path": "/etc/motd", "mode": 1420 } ] }
//! }"#)?;
//! let warning = &parsed.report.entries()[0];
//! assert_eq!(warning.rule.code, "mode-special-bits");
//! assert_eq!(warning.place.path.to_string(), "$.storage.files.0.mode");
//!
//! let raised = parsed.config.at(Version::V3_6)?;
//! assert_eq!(raised.config.content().storage.files.as_ref().unwrap()[0].mode, Some(0o614));
//! # Ok::<(), garboard_ignition::Refused>(())
//! ```

#![no_std]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

extern crate alloc;

mod access;
mod advice;
mod change;
mod check;
mod config;
mod contents;
mod decode;
pub mod document;
mod duplicate;
mod encode;
mod finding;
pub mod go;
mod locate;
mod merge;
mod mismatch;
pub mod model;
mod nearest;
mod origins;
mod parse;
mod repeats;
pub mod restate;
#[macro_use]
pub mod report;
pub mod rule;
mod scan;
pub mod schema;
mod serde;
pub mod unit;
mod unused;
pub mod v2;
mod version;

pub use config::Config;
pub use contents::Undecodable;
pub use finding::{Finding, Spot};
pub use merge::{Merged, Merging, merge_all, merge_at};
pub use nearest::nearest;
pub use origins::{Origin, Origins, Overridden};
pub use parse::{Options, Parsed, content, decode, parse, parse_with, read_json, read_json_stream};
pub use report::{Entry, Refused, Report, Severity};
pub use version::{BadVersion, Version};

/// Keeps the example in the README compiling and running.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
