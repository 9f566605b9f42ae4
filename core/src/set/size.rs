//! How large what a pool gets will be at least.

use super::claims::{Claims, Said};
use super::overrides::Won;
use crate::check::{RENDER_MOST, RENDER_NEAR};
use crate::part::Part;
use crate::rule;
use alloc::{format, vec::Vec};
use garboard_ignition::report::{Entry, Gate};

/// The contents of all files and units that win stand in the rendered MachineConfig, with more around them.
pub(super) fn found(won: &Won<'_>, chosen: &[(&Part, &Claims<'_>)]) -> Vec<Entry> {
    let sizes = won.values().filter_map(|sets| sets.last()).map(|set| (size(set.claim.said), set.part));
    let (mut whole, mut largest) = (0_usize, None);
    for (size, part) in sizes {
        whole = whole.saturating_add(size);
        if largest.is_none_or(|(most, _)| size > most) {
            largest = Some((size, part));
        }
    }
    // One that is too large alone has its own finding.
    let Some((_, part)) = largest.filter(|_| whole > RENDER_NEAR && chosen.len() > 1) else { return Vec::new() };
    let count = chosen.len();
    let (rule, message) = match whole > RENDER_MOST {
        true => (
            &rule::TOO_LARGE,
            format!(
                "the {count} MachineConfigs of a pool have more than {whole} bytes together, and {RENDER_MOST} is the most"
            ),
        ),
        false => (
            &rule::NEARLY_TOO_LARGE,
            format!(
                "the {count} MachineConfigs of a pool have more than {whole} bytes together of the {RENDER_MOST} they may have"
            ),
        ),
    };
    Vec::from([Entry::new(rule, part.stand.place()).at_gate(Gate::Render).saying(message)])
}

fn size(said: Said<'_>) -> usize {
    match said {
        Said::File(contents, _) => contents.source.as_ref().map_or(0, |source| source.len()),
        Said::Text(text) | Said::Link(text, _) => text.len(),
        Said::Directory(_) => 0,
    }
}
