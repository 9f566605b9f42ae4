//! What must hold for every input, whatever it is.
//!
//! An invariant is a plain function of bytes: it returns, or panics and says what is wrong. The files in
//! `fuzz_targets/` hand them to libFuzzer; ordinary tests hold them against the seeds in `corpus/` and against some
//! thousands of mutations of these.
//!
//! Where an input should be more than bytes, it is a list of [`Choices`](choices::Choices): a document is grown or
//! changed by what the bytes decide, so that whoever searches over bytes searches over documents.

pub mod bootstrap;
pub mod choices;
pub mod dataurl;
pub mod diff;
pub mod fleet;
pub mod generate;
pub mod generate_registries;
pub mod goyaml;
pub mod json;
pub mod manifest;
pub mod merge;
pub mod mutate;
pub mod mutated;
pub mod parse;
pub mod places;
pub mod preview;
pub mod registries;
pub mod roundtrip;
pub mod simulate;
pub mod spans;
pub mod spec_2;
pub mod template;
pub mod tree;
pub mod unit;
pub mod url;
pub mod yaml;
pub mod yaml_json;

/// An invariant and its name, which is that of its file in `fuzz_targets/` and of its seeds in `corpus/`.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Panics where the invariant does not hold.
    pub holds: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "bootstrap", holds: bootstrap::holds },
    Target { name: "dataurl", holds: dataurl::holds },
    Target { name: "diff", holds: diff::holds },
    Target { name: "fleet", holds: fleet::holds },
    Target { name: "generate", holds: generate::holds },
    Target { name: "generate_registries", holds: generate_registries::holds },
    Target { name: "goyaml", holds: goyaml::holds },
    Target { name: "json", holds: json::holds },
    Target { name: "manifest", holds: manifest::holds },
    Target { name: "merge", holds: merge::holds },
    Target { name: "mutated", holds: mutated::holds },
    Target { name: "parse", holds: parse::holds },
    Target { name: "registries", holds: registries::holds },
    Target { name: "preview", holds: preview::holds },
    Target { name: "roundtrip", holds: roundtrip::holds },
    Target { name: "simulate", holds: simulate::holds },
    Target { name: "spans", holds: spans::holds },
    Target { name: "spec_2", holds: spec_2::holds },
    Target { name: "template", holds: template::holds },
    Target { name: "unit", holds: unit::holds },
    Target { name: "url", holds: url::holds },
    Target { name: "yaml", holds: yaml::holds },
    Target { name: "yaml_json", holds: yaml_json::holds },
];
