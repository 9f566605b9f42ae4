//! Who set a value, with the place in the user's file: for answers and for people.

use garboard_core::blame::Blame;
use garboard_core::manifest::{self, Format, Read};
use garboard_core::places::Places;
use garboard_core::render;
use garboard_core::target::Target;
use garboard_ignition::document::{self, Path, Sources};
use serde::Serialize;
use serde_json::Value;

/// Who set a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub(crate) enum Source {
    /// A MachineConfig.
    Config {
        /// Its name.
        config: String,
        /// The path of the value there.
        path: Path,
        /// Null where it stands in no file.
        place: Option<Place>,
    },
    /// A step of rendering.
    Step {
        /// Its code.
        step: &'static str,
        #[serde(skip)]
        says: String,
    },
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// Which document of the file, counted from 0.
    pub(crate) document: usize,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// Where a value comes from.
#[derive(Debug, Serialize)]
pub(crate) struct Origin {
    pub(crate) path: Path,
    pub(crate) source: Source,
    pub(crate) overrides: Vec<Source>,
}

/// Who set a thing.
#[derive(Debug, Serialize)]
pub(crate) struct Blamed {
    pub(crate) target: Target,
    /// Null for secrets.
    pub(crate) value: Option<Value>,
    pub(crate) winner: Source,
    pub(crate) overridden: Vec<Source>,
    #[serde(skip)]
    pub(crate) values: Vec<Origin>,
}

/// Tells the places of sources.
pub(crate) struct Locator<'t> {
    sources: &'t Sources,
    places: Places<'t>,
}

/// Every file once more, since places are not kept.
pub(crate) fn read_again(sources: &Sources) -> Vec<Read<'_>> {
    sources.ids().map(|id| manifest::read(id, sources.text(id), Format::Unknown)).collect()
}

impl<'t> Locator<'t> {
    /// For files that were [read again](read_again); of other sources nothing has a place.
    pub(crate) fn new(sources: &'t Sources, read: &'t [Read<'t>]) -> Self {
        Self { sources, places: Places::new(read) }
    }

    /// A MachineConfig and a place in it: `50-foo, clusters/prod/50-foo.yaml:12`.
    pub(crate) fn words(&self, name: &str, place: &document::Place) -> String {
        match self.sources.locate(place) {
            Some(at) => format!("{name}, {}:{}", self.sources.name(place.source), at.line),
            None => name.to_owned(),
        }
    }

    /// For whoever looks places up itself.
    pub(crate) fn places(&mut self) -> &mut Places<'t> {
        &mut self.places
    }

    pub(crate) fn source(&mut self, source: render::Source) -> Source {
        match source {
            render::Source::Config { name, stand, path } => {
                let value = self.places.find(&stand, &path);
                let span = value.map_or(stand.name, |value| value.span());
                let known = self.places.holds(&stand) || stand.is_template();
                let at = known.then(|| self.sources.position(stand.source, span.start)).flatten();
                let place = at.map(|at| Place {
                    file: self.sources.name(stand.source).to_owned(),
                    document: stand.document,
                    line: at.line,
                    column: at.column,
                });
                Source::Config { config: name, path, place }
            }
            render::Source::Render(by) => Source::Step { step: by.code(), says: by.to_string() },
        }
    }

    pub(crate) fn origin(&mut self, origin: render::Origin) -> Origin {
        Origin {
            source: self.source(origin.source),
            overrides: origin.overrides.into_iter().map(|source| self.source(source)).collect(),
            path: origin.path,
        }
    }

    pub(crate) fn blames(&mut self, all: Vec<Blame>) -> Vec<Blamed> {
        all.into_iter().map(|blame| self.blame(blame)).collect()
    }

    fn blame(&mut self, blame: Blame) -> Blamed {
        Blamed {
            target: blame.target,
            value: blame.value,
            winner: self.source(blame.winner),
            overridden: blame.overridden.into_iter().map(|source| self.source(source)).collect(),
            values: blame.values.into_iter().map(|origin| self.origin(origin)).collect(),
        }
    }
}
