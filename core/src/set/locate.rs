//! From objects to the values in them, once the text is at hand again.

use crate::check::Comments;
use crate::manifest::{self, Format, Object};
use crate::part::Stand;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use garboard_ignition::document::{Lookup, Path, Place, SourceId, Span, Step, Value};
use garboard_ignition::report::Report;

/// Puts the places of findings that are in `source` where the values stand, and takes out those that a comment in its
/// text suppresses. Findings of [`check`](super::check) stand at objects.
pub fn locate(source: SourceId, text: &[u8], report: &mut Report) {
    let mut waiting: BTreeMap<Span, Vec<&mut Place>> = BTreeMap::new();
    for entry in report.entries_mut() {
        for place in core::iter::once(&mut entry.place).chain(&mut entry.related) {
            if let Some(span) = place.span.filter(|_| place.source == source) {
                waiting.entry(span).or_default().push(place);
            }
        }
    }
    let mut comments = Comments::of(source, text);
    drop(manifest::each(source, text, Format::Unknown, |document| {
        comments.pass(&document);
        for object in document.objects() {
            if let Some(places) = waiting.remove(&Stand::of(&object).name) {
                within(&object, places);
            }
        }
    }));
    comments.silence(report);
}

fn within(object: &Object<'_>, places: Vec<&mut Place>) {
    let mut lookup = Lookup::new(object.value).in_any_case();
    let raised = is_raised(object.value);
    for place in places {
        // What the operator raises is not counted as it is written.
        if !(raised && is_in_config(&place.path))
            && let (value, true) = lookup.find(&place.path)
        {
            place.span = Some(value.span());
        }
    }
}

/// Whether the config is of spec 2.
fn is_raised(object: Value<'_>) -> bool {
    let config = object.get("spec").and_then(|spec| spec.get("config"));
    let version = config.and_then(|config| config.get("ignition")).and_then(|ignition| ignition.get("version"));
    version.and_then(Value::as_str).is_some_and(|version| version.starts_with("2."))
}

fn is_in_config(path: &Path) -> bool {
    matches!(path.steps().get(1), Some(Step::Field("config")))
}
