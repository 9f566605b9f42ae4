//! Of several ContainerRuntimeConfigs for a pool: which wins, and what the others lose.

use crate::api::ContainerRuntimeConfig;
use crate::cluster::Placed;
use crate::generate::component::File;
use crate::generate::stated::finding;
use crate::part::Stand;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::{Entry, Report};

/// The files of a MachineConfig.
struct Made {
    /// The object that they come from.
    config: String,
    stand: Stand,
    files: Vec<File>,
}

/// What was made, by pool, and by the names of MachineConfigs: in this order they are merged.
#[derive(Default)]
pub(super) struct Rivals<'o>(BTreeMap<&'o str, BTreeMap<String, Made>>);

impl<'o> Rivals<'o> {
    pub(super) fn add(&mut self, pool: &'o str, from: &Placed<ContainerRuntimeConfig>, name: String, files: Vec<File>) {
        let made = Made { config: from.object.metadata.name.clone(), stand: from.stand, files };
        self.0.entry(pool).or_default().insert(name, made);
    }

    /// A finding for each pool where something is lost.
    pub(super) fn report(&self) -> Report {
        self.0.iter().filter_map(|(pool, made)| lost(pool, made)).collect()
    }
}

fn lost(pool: &str, made: &BTreeMap<String, Made>) -> Option<Entry> {
    let (_, winner) = made.last_key_value()?;
    let mut set = BTreeMap::new();
    let mut lost = Vec::new();
    for made in made.values().rev() {
        for file in &made.files {
            if set.entry(file.path()).or_insert(file.contents()) != &file.contents() {
                lost.push(format!("{} of {}", file.path(), made.config));
            }
        }
    }
    let words = format!(
        "{} ContainerRuntimeConfigs are for pool {pool}: {} wins, and without effect are {}",
        made.len(),
        winner.config,
        lost.join(", ")
    );
    let related = made.values().filter(|made| made.stand != winner.stand).map(|made| made.stand.place());
    let entry = || finding(&rule::POOL_CONFIGS_COMPETE, winner.stand.place(), &words);
    (!lost.is_empty()).then(|| related.fold(entry(), Entry::beside))
}
