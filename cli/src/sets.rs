//! What `validate` judges together, once each file was judged alone.

use crate::load::{Input, Unreadable};
use garboard_core::cluster::Cluster;
use garboard_core::set;
use garboard_ignition::Report;
use garboard_ignition::document::{Place, SourceId, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The manifests of each directory, or of all; of their texts none but that of standard input, which is not read twice.
pub(crate) struct Sets {
    /// Whether all belongs to one cluster.
    whole: bool,
    clusters: BTreeMap<PathBuf, Cluster>,
    inputs: Vec<(Input, Option<Vec<u8>>)>,
}

/// What was found, with the texts it is about.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) report: Report,
    pub(crate) sources: Sources,
    /// Files that were there before.
    pub(crate) unreadable: Vec<Unreadable>,
}

impl Sets {
    pub(crate) fn new(whole: bool) -> Self {
        Self { whole, clusters: BTreeMap::new(), inputs: Vec::new() }
    }

    /// Takes the objects of a file.
    pub(crate) fn add(&mut self, input: Input, text: &[u8]) {
        let source = SourceId(u32::try_from(self.inputs.len()).unwrap_or(u32::MAX));
        let directory = if self.whole { PathBuf::new() } else { input.directory() };
        self.clusters.entry(directory).or_default().read(source, text);
        let kept = input.is_stdin().then(|| text.to_owned());
        self.inputs.push((input, kept));
    }

    /// Judges them, then reads the files again that findings are about.
    pub(crate) fn check(mut self) -> Found {
        let mut found = Found::default();
        for cluster in self.clusters.values_mut() {
            let made = cluster.complete();
            found.report.append(set::check(cluster));
            found.report.append(set::beside(made, cluster));
        }
        let named: BTreeSet<_> = found
            .report
            .entries()
            .iter()
            .flat_map(|entry| entry.related.iter().chain([&entry.place]).map(|place| place.source))
            .collect();
        let mut moved = BTreeMap::new();
        for (number, (input, kept)) in (0..).zip(self.inputs).filter(|(number, _)| named.contains(&SourceId(*number))) {
            match kept.map_or_else(|| input.bytes(), Ok) {
                Ok(text) => drop(moved.insert(SourceId(number), found.sources.add(input.name(), text))),
                Err(unreadable) => found.unreadable.push(unreadable),
            }
        }
        found.settle(&moved);
        found
    }
}

impl Found {
    /// Gives the places their new sources, and their lines there.
    fn settle(&mut self, moved: &BTreeMap<SourceId, SourceId>) {
        let there = |place: &Place| moved.contains_key(&place.source);
        self.report.retain(|entry| there(&entry.place));
        for entry in self.report.entries_mut() {
            entry.related.retain(there);
            for place in entry.related.iter_mut().chain([&mut entry.place]) {
                place.source = moved.get(&place.source).copied().unwrap_or(place.source);
            }
        }
        for source in self.sources.ids() {
            set::locate(source, self.sources.text(source), &mut self.report);
        }
        self.report.sort();
    }
}
