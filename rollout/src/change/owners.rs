//! Who set what in the two configs.

use super::spot::{Side, Spot};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use core::fmt::Display;
use garboard_core::render::{Rendered, Source};
use garboard_ignition::document::{Path, Step};

/// Finds who set a value of one of two rendered MachineConfigs, by where the values of each come from.
///
/// `S` is a source: [`garboard_core::render::Source`] for what was rendered here, or whatever an embedder has.
#[derive(Clone, Debug)]
pub struct Owners<S = Source> {
    old: BTreeMap<String, S>,
    new: BTreeMap<String, S>,
}

/// How many steps lead to a thing of the config: `$.spec.config.storage.files.3`.
const THING: usize = 5;

/// The fields of a thing that matter most: whoever set the first of them that is there set the thing.
const MAIN: &[&str] = &["contents.source", "contents", "target", "name", "path", "device"];

impl<S> Owners<S> {
    /// From the values of each side that are no lists and no objects: the path of each, as `$.spec.fips`, and its source.
    #[must_use]
    pub fn new<P: Display>(old: impl IntoIterator<Item = (P, S)>, new: impl IntoIterator<Item = (P, S)>) -> Self {
        let by_text = |(path, source): (P, S)| (path.to_string(), source);
        Self {
            old: old.into_iter().map(by_text).collect(),
            new: new.into_iter().map(by_text).collect(),
        }
    }

    /// Who set a value; of a thing, who set what matters most of it. Where nothing is known of a field of a thing, who
    /// set the thing.
    #[must_use]
    pub fn of(&self, spot: &Spot) -> Option<&S> {
        let values = match spot.side {
            Side::Old => &self.old,
            Side::New => &self.new,
        };
        let steps = spot.path.steps();
        let lengths = (THING.min(steps.len())..=steps.len()).rev();
        lengths.filter_map(|length| below(values, &steps[..length])).next()
    }
}

/// Who set what stands at or below a path.
fn below<'o, S>(values: &'o BTreeMap<String, S>, steps: &[Step]) -> Option<&'o S> {
    let path = steps.iter().cloned().collect::<Path>().to_string();
    let start = path.clone() + ".";
    let all = || values.range(start.clone()..).take_while(|(key, _)| key.starts_with(&start));
    let main = || MAIN.iter().find_map(|field| values.get(&(start.clone() + field)));
    values.get(&path).or_else(main).or_else(|| all().next().map(|(_, source)| source))
}

impl Owners {
    /// From two MachineConfigs that were rendered with origins.
    #[must_use]
    pub fn rendered(old: &Rendered, new: &Rendered) -> Self {
        Self::new(sources(old), sources(new))
    }

    /// Who set a value or a thing, with the path of just that in the MachineConfig: of a file, that of the file.
    #[must_use]
    pub fn source(&self, spot: &Spot) -> Option<Source> {
        self.of(spot).map(|source| source.up_to(spot.path.steps().len()))
    }
}

fn sources(rendered: &Rendered) -> impl Iterator<Item = (Path, Source)> {
    rendered.origins().map(|origin| (origin.path, origin.source))
}
