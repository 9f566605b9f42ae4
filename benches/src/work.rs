//! What is measured: each is one way to spend time on documents, and answers something that cannot be left out.

use crate::documents::Documents;
use crate::fleet::LARGE;
use crate::generated::generate_and_render;
use crate::manifests;
use garboard_core::cluster::Cluster;
use garboard_core::part::Part;
use garboard_core::render::{Context, Pools, Settings, render};
use garboard_core::{check, manifest};
use garboard_ignition::document::SourceId;
use garboard_ignition::{Config, Version, merge_all, parse};

/// A piece of work, under the name that `counted` knows it by.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// Does it once.
    pub run: fn(&Documents) -> usize,
}

/// All of them. The ones called `…-value` do what serde_json does with the same bytes, to be compared with.
pub const SCENARIOS: &[Scenario] = &[
    Scenario { name: "nothing", run: |_| 0 },
    Scenario {
        name: "small",
        run: |documents| documents.small.iter().map(|text| judged(text)).sum(),
    },
    Scenario {
        name: "small-value",
        run: |documents| documents.small.iter().map(|text| value(text)).sum(),
    },
    Scenario { name: "large", run: |documents| judged(&documents.large) },
    Scenario { name: "large-value", run: |documents| value(&documents.large) },
    Scenario {
        name: "syntax",
        run: |documents| documents.broken.iter().map(|text| judged(text)).sum(),
    },
    Scenario { name: "faults", run: |documents| worded(&documents.faulty) },
    Scenario { name: "yaml", run: |documents| checked(&documents.yaml) },
    Scenario { name: "write", run: |documents| written(&documents.large) },
    Scenario { name: "merge", run: |documents| merged(&documents.large) },
    Scenario { name: "origins", run: |documents| traced(&documents.large) },
    Scenario { name: "render", run: |documents| rendered(&documents.pool) },
    Scenario { name: "render-value", run: |documents| value(&documents.pool) },
    Scenario { name: "pools-one", run: |documents| pooled(&documents.many, 1) },
    Scenario { name: "pools-hundred", run: |documents| pooled(&documents.many, 100) },
    Scenario {
        name: "generate",
        run: |documents| generate_and_render(documents.generated.cluster()),
    },
    Scenario {
        name: "generate-value",
        run: |documents| value(&documents.generated_text),
    },
    Scenario {
        name: "generate-bare",
        run: |documents| generate_and_render(documents.bare.cluster()),
    },
    Scenario {
        name: "generate-bare-value",
        run: |documents| value(&documents.bare_text),
    },
    Scenario {
        name: "plan-parts",
        run: |documents| documents.cluster.plan_in_parts(LARGE),
    },
    Scenario { name: "plan-whole", run: |documents| documents.cluster.plan() },
    Scenario { name: "serde", run: |documents| replayed(&documents.large) },
];

/// Reads a config, judges it and reports; how much there is to say about it.
#[must_use]
pub fn judged(text: &str) -> usize {
    match parse(text.as_bytes()) {
        Ok(parsed) => 1 + parsed.report.len(),
        Err(refused) => refused.report().len(),
    }
}

/// The same bytes as serde_json's own value; whether they are one.
#[must_use]
pub fn value(text: &str) -> usize {
    usize::from(serde_json::from_slice::<serde_json::Value>(text.as_bytes()).is_ok())
}

/// Reads, judges and reports in the reference's words; how many bytes they have.
#[must_use]
pub fn worded(text: &str) -> usize {
    let report = match parse(text.as_bytes()) {
        Ok(parsed) => parsed.report,
        Err(refused) => refused.into_report(),
    };
    report.to_text(text.as_bytes()).len()
}

/// Takes a file of manifests apart and judges everything in it; how much there is to say.
#[must_use]
pub fn checked(text: &str) -> usize {
    let read = manifest::read(SourceId::default(), text.as_bytes(), manifest::Format::Unknown);
    read.documents.len() + check::file(&read, text.as_bytes(), &check::Options::default()).len()
}

/// Reads a config, restates it at the newest version and writes it; how many bytes that gives.
#[must_use]
pub fn written(text: &str) -> usize {
    let config = parse(text.as_bytes()).map(|parsed| parsed.config);
    let raised = config.and_then(|config| config.at(Version::LATEST));
    raised.map_or(0, |parsed| parsed.config.to_json().len())
}

/// Reads a config and lays it over itself; how many files that gives.
#[must_use]
pub fn merged(text: &str) -> usize {
    let config = parse(text.as_bytes()).map(|parsed| parsed.config);
    let merged = config.map(|config| config.clone().merge(config));
    merged.map_or(0, |config| config.content().storage.files.as_ref().map_or(0, Vec::len))
}

/// Reads a config and lays it over itself, with origins; how many there are.
#[must_use]
pub fn traced(text: &str) -> usize {
    let config = parse(text.as_bytes()).map(|parsed| parsed.config);
    let merged = config.map(|config| merge_all([(SourceId(0), config.clone()), (SourceId(1), config)]));
    merged.ok().flatten().map_or(0, |merged| merged.origins.len())
}

/// Reads the MachineConfigs of a pool, renders and names them; how many bytes are hashed.
#[must_use]
pub fn rendered(text: &str) -> usize {
    let mut parts = Vec::new();
    let add = |document: manifest::Document<'_>| parts.append(&mut Part::all(&document));
    let unread = manifest::each(SourceId::default(), text.as_bytes(), manifest::Format::Unknown, add);
    let parts: Vec<_> = parts.iter().collect();
    let rendered = render(&parts, &Context::new("worker"));
    unread.len() + rendered.map_or(0, |rendered| rendered.hashed().len())
}

/// Reads MachineConfigs for workers and so many pools that select all of them, and renders and names each pool; how many
/// bytes their names have.
#[must_use]
pub fn pooled(text: &str, pools: usize) -> usize {
    let mut cluster = Cluster::default();
    cluster.read(SourceId(0), text.as_bytes());
    cluster.read(SourceId(1), manifests::pools(pools).as_bytes());
    let mut pools = Pools::new(&cluster, &Settings::default());
    let names: Vec<_> = pools.names().map(str::to_owned).collect();
    names.iter().filter_map(|name| pools.render(name).ok()).map(|rendered| rendered.name.len()).sum()
}

/// Reads a config through serde; whether it is one.
#[must_use]
pub fn replayed(text: &str) -> usize {
    usize::from(serde_json::from_str::<Config>(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_are_what_they_are_said_to_be() {
        let documents = Documents::new();
        let config = parse(documents.large.as_bytes()).expect("the large config is good");
        assert!(config.report.is_empty(), "{}", config.report.to_text(documents.large.as_bytes()));
        let content = config.config.content();
        assert_eq!(content.storage.files.as_deref().map(<[_]>::len), Some(2_000));
        assert_eq!(content.systemd.units.as_deref().map(<[_]>::len), Some(2_000));
        assert!((880_000..920_000).contains(&documents.large.len()), "{}", documents.large.len());
        assert!((190_000..210_000).contains(&documents.yaml.len()), "{}", documents.yaml.len());

        let good = documents.small.iter().filter(|text| parse(text.as_bytes()).is_ok()).count();
        assert!((150..350).contains(&good), "{good} of {} are good", documents.small.len());
        assert!(documents.small.iter().all(|text| value(text) == 1), "all are JSON");
        assert!(documents.broken.iter().all(|text| value(text) == 0), "none is JSON");
        let mean = documents.small.iter().map(String::len).sum::<usize>() / documents.small.len();
        assert!((300..500).contains(&mean), "{mean} bytes on average");
        assert!(checked(&documents.yaml) > 40, "40 documents, and something to say about some");
    }

    #[test]
    fn every_scenario_does_something() {
        let documents = Documents::new();
        for scenario in SCENARIOS {
            assert_eq!((scenario.run)(&documents) > 0, scenario.name != "nothing", "{}", scenario.name);
        }
    }
}
