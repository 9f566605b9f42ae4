//! Findings get their places: the reference's, and ours.
//!
//! The reference looks a path up in a tree of its own, with exact keys, and stops at the deepest
//! ancestor it finds. People are shown the value itself, whatever the case of its key, and the
//! very spot inside its text where that is known.

use crate::check::Draft;
use crate::document::{Kind, Lookup, Path, Place, Span, Value};
use crate::report::{Entry, Report};

/// Looks up paths in one document. Paths that come in the order of the document cost little more
/// than one walk through it.
pub(crate) struct Locator<'t> {
    root: Value<'t>,
    exact: Lookup<'t>,
    lenient: Lookup<'t>,
    /// The reference finds no places in this document.
    blind: bool,
}

impl Report {
    /// Gives findings that have a path and no bytes their places in a document: those of a config
    /// that was restated are about what it said before.
    ///
    /// ```
    /// use garboard_ignition::document::{SourceId, Sources};
    /// use garboard_ignition::{Version, parse, read_json};
    ///
    /// let document = br#"{
    ///   "ignition": { "version": "3.4.0" },
    ///   "kernelArguments": { "shouldExist": ["nosmt"] }
    /// }"#;
    /// let mut sources = Sources::default();
    /// let source = sources.add("edge.ign".into(), document.to_vec());
    /// let tape = read_json(document, source)?;
    /// let mut report = parse(document)?.config.at(Version::V3_0).unwrap_err().into_report();
    /// report.locate(tape.root());
    /// assert_eq!(sources.locate(&report.entries()[0].place).unwrap().line, 3);
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    pub fn locate(&mut self, root: Value<'_>) {
        let mut lookup = Lookup::new(root).in_any_case();
        let mut locate = |place: &mut Place| {
            if place.span.is_none() {
                place.source = root.tape().source();
                place.span = Some(lookup.find(&place.path).0.span());
            }
        };
        for entry in self.entries_mut() {
            locate(&mut entry.place);
            entry.related.iter_mut().for_each(&mut locate);
        }
    }
}

impl<'t> Locator<'t> {
    pub(crate) fn new(root: Value<'t>) -> Self {
        let blind = root.tape().overflows();
        Self {
            root,
            exact: Lookup::new(root),
            lenient: Lookup::new(root).in_any_case(),
            blind,
        }
    }

    /// The finding with its places.
    pub(crate) fn entry(&mut self, draft: Draft) -> Entry {
        let tape = self.root.tape();
        let Draft { rule, path, message, inside, key, related, hint } = draft;
        let (exact, found) = match key {
            Some(key) => (Value::at(tape, key), true),
            None => self.exact.find(&path),
        };
        // Keys that are spelt so are the ones that count in any case too.
        let (value, whole) = if found { (exact, true) } else { self.lenient.find(&path) };
        let span = match inside {
            Some(at) if whole => spot(value, at),
            _ => value.span(),
        };
        let mut entry = Entry::new(rule, self.place(path, span)).saying(message);
        entry.hint = hint;
        entry.marker = (!self.blind).then(|| marker(exact));
        for path in related {
            let span = self.lenient.find(&path).0.span();
            let place = self.place(path, span);
            entry.related.push(place);
        }
        entry
    }

    fn place(&self, path: Path, span: Span) -> Place {
        let mut place = Place::new(self.root.tape().source(), path);
        place.span = Some(span);
        place
    }
}

/// The byte the reference points at: one past the bracket of an object or list.
fn marker(value: Value<'_>) -> u32 {
    let start = value.node().start;
    match value.kind() {
        Kind::Object | Kind::Array => start + 1,
        _ => start,
    }
}

/// What stands at `offset` of a string's text, in its source: a character or an escape.
pub(crate) fn spot(value: Value<'_>, offset: usize) -> Span {
    let whole = value.span();
    let start = value.source_offset(offset).min(whole.end.saturating_sub(1));
    let next = value.source_offset(offset + 1);
    Span { start, end: next.clamp(start + 1, whole.end.max(start + 1)) }
}
