//! Values of objects, found again in the files that they come from.

use crate::manifest::Read;
use crate::part::Stand;
use alloc::collections::BTreeMap;
use garboard_ignition::document::{Lookup, Path, SourceId, Span, Value};

/// Finds values in files that were read. Spans of a whole file are not kept, so files are read once more where places
/// are to be told.
///
/// ```
/// use garboard_core::manifest::{self, Format};
/// use garboard_core::part::Part;
/// use garboard_core::places::Places;
/// use garboard_ignition::document::{At, SourceId};
///
/// let text = b"apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nspec:\n  fips: true\n";
/// let read = [manifest::read(SourceId(0), text, Format::Unknown)];
/// let part = &Part::all(&read[0].documents[0])[0];
/// let mut places = Places::new(&read);
/// let value = places.find(&part.stand, &At::ROOT.field("spec").field("fips").path()).unwrap();
/// assert_eq!(value.raw(), b"true");
/// ```
pub struct Places<'t> {
    objects: BTreeMap<(SourceId, Span), Lookup<'t>>,
}

impl<'t> Places<'t> {
    /// Places in these files.
    #[must_use]
    pub fn new(read: &'t [Read<'t>]) -> Self {
        let objects = read.iter().flat_map(|read| &read.documents).flat_map(|document| document.objects());
        let entry = |value: Value<'t>| ((value.tape().source(), value.span()), Lookup::new(value).in_any_case());
        Self { objects: objects.map(|object| entry(object.value)).collect() }
    }

    /// Whether an object stands in one of the files.
    #[must_use]
    pub fn holds(&self, stand: &Stand) -> bool {
        self.objects.contains_key(&(stand.source, stand.object))
    }

    /// What stands at a path of an object; nothing where it is implied, and written nowhere.
    pub fn find(&mut self, stand: &Stand, path: &Path) -> Option<Value<'t>> {
        let (value, whole) = self.objects.get_mut(&(stand.source, stand.object))?.find(path);
        whole.then_some(value)
    }
}
