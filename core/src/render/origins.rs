//! Where the values of a rendered MachineConfig come from.

use crate::part::{Part, Spec, Stand, Templates};
use alloc::sync::Arc;
use alloc::{string::String, vec::Vec};
use core::fmt;
use garboard_ignition::document::{At, Path, Step};
use garboard_ignition::model::Content;
use garboard_ignition::{self as ignition, v2};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// Its path in the rendered MachineConfig.
    pub path: Path,
    /// Who set it.
    pub source: Source,
    /// Who set it before, the one overridden last first.
    pub overrides: Vec<Source>,
}

/// Who set a value: one or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a value is a MachineConfig's or the render controller's own")]
pub enum Source {
    /// A MachineConfig.
    Config {
        /// Its name.
        name: String,
        /// Where it stands.
        stand: Stand,
        /// The path of the value there.
        path: Path,
    },
    /// The render controller itself.
    Render(By),
}

/// What the render controller sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum By {
    /// The version of the config, to which all are raised.
    Version,
    /// Files replace what is there, unless a MachineConfig says otherwise.
    DefaultOverwrite,
    /// The images of the release.
    ReleaseImage,
    /// What holds where no MachineConfig says anything.
    Default,
}

impl By {
    /// The word for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Version => "operator-version",
            Self::DefaultOverwrite => "default-overwrite",
            Self::ReleaseImage => "release-image",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version => "the operator's version of Ignition",
            Self::DefaultOverwrite => {
                "the render controller: files are overwritten unless a MachineConfig says otherwise"
            }
            Self::ReleaseImage => "the image of the release",
            Self::Default => "the default",
        })
    }
}

/// The parts of a rendered MachineConfig, and what each of them said.
#[derive(Clone, Debug)]
pub(super) struct Traced {
    parts: Vec<Known>,
    /// The values beside the config.
    fields: Vec<Origin>,
    config: ignition::Origins,
    /// The numbers of the files of which no part says whether they are overwritten.
    overwritten: Vec<usize>,
}

/// A part, as far as origins name it.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    stand: Stand,
    written: Option<Arc<v2::Written>>,
    made_of: Option<Arc<Templates>>,
}

impl Known {
    fn of(part: &Part) -> Self {
        Self {
            name: part.name.clone(),
            stand: part.stand,
            written: part.written.clone(),
            made_of: part.made_of.clone(),
        }
    }

    fn source(&self, path: Path) -> Source {
        Source::Config { name: self.name.clone(), stand: self.stand, path }
    }

    /// The source of a value that is at a path of the config.
    fn source_in_config(&self, path: &Path) -> Source {
        let written = self.written.as_ref().map_or_else(|| path.clone(), |written| written.of(path));
        let template = self.made_of.as_ref().and_then(|made| made.stand(path));
        let stand = template.unwrap_or(self.stand);
        Source::Config { name: self.name.clone(), stand, path: inside(&written) }
    }
}

impl Traced {
    pub(super) fn of(parts: &[&Part], config: ignition::Origins, overwritten: Vec<usize>) -> Self {
        let known: Vec<_> = parts.iter().map(|part| Known::of(part)).collect();
        let fields = Fields { parts, known: &known }.all();
        Self { parts: known, fields, config, overwritten }
    }

    /// Every value, those beside the config first.
    pub(super) fn all<'a>(&'a self, content: &'a Content) -> impl Iterator<Item = Origin> {
        let leaves = self.config.iter().filter_map(|origin| self.leaf(origin, content));
        self.fields.iter().cloned().chain(leaves).chain(self.overwrites())
    }

    /// A value of the config. One that the render controller took away again has no origin.
    fn leaf(&self, origin: ignition::Origin, content: &Content) -> Option<Origin> {
        if origin.path.steps() == [Step::Field("ignition"), Step::Field("version")] {
            return Some(Origin {
                path: inside(&origin.path),
                source: Source::Render(By::Version),
                overrides: Vec::new(),
            });
        }
        if is_cleared(&origin.path, content) {
            return None;
        }
        let source =
            |number: ignition::document::SourceId, path: &Path| self.parts[number.0 as usize].source_in_config(path);
        Some(Origin {
            path: inside(&origin.path),
            source: source(origin.source, &origin.from),
            overrides: origin.overrode.iter().map(|old| source(old.source, &old.path)).collect(),
        })
    }

    /// What files do with what is there, where no MachineConfig says.
    fn overwrites(&self) -> impl Iterator<Item = Origin> + use<'_> {
        self.overwritten.iter().map(|&number| {
            let storage = At::ROOT.field("storage");
            let path = storage.field("files").index(number).field("overwrite").path();
            Origin {
                path: inside(&path),
                source: Source::Render(By::DefaultOverwrite),
                overrides: Vec::new(),
            }
        })
    }
}

/// The path in the MachineConfig of what stands at a path of its config.
fn inside(path: &Path) -> Path {
    At::ROOT.field("spec").field("config").path().join(path)
}

/// Whether a value is a compression that means none, which the render controller takes away.
fn is_cleared(path: &Path, content: &Content) -> bool {
    let [_, Step::Field("files"), Step::Index(index), Step::Field("contents"), Step::Field("compression")] =
        path.steps()
    else {
        return false;
    };
    let file = content.storage.files.as_ref().and_then(|files| files.get(*index as usize));
    file.is_none_or(|file| file.contents.compression.is_none())
}

/// The fields beside the config.
struct Fields<'a> {
    parts: &'a [&'a Part],
    known: &'a [Known],
}

impl Fields<'_> {
    fn all(&self) -> Vec<Origin> {
        let mut all = Vec::new();
        // What controllers wrote of images is an old base image.
        let written = |part: &Part| part.generated_by.is_empty();
        let image = |part: &Part| written(part) && !part.spec.os_image_url.is_empty();
        let extensions = |part: &Part| written(part) && !part.spec.extensions_image.is_empty();
        all.push(self.last("osImageURL", image, By::ReleaseImage));
        all.push(self.last("baseOSExtensionsContainerImage", extensions, By::ReleaseImage));
        self.list("kernelArguments", |spec| &spec.kernel_arguments, &mut all);
        self.list("extensions", |spec| &spec.extensions, &mut all);
        all.push(self.last("fips", |part| part.spec.fips, By::Default));
        all.push(self.last("kernelType", |part| part.spec.replaces_kernel(), By::Default));
        all
    }

    /// The last part for which `says` holds, and the others that it overrides.
    fn last(&self, field: &'static str, says: impl Fn(&Part) -> bool, otherwise: By) -> Origin {
        let path = At::ROOT.field("spec").field(field).path();
        let saying = self.parts.iter().zip(self.known).rev().filter(|(part, _)| says(part));
        let mut sources = saying.map(|(_, known)| known.source(path.clone()));
        let source = sources.next().unwrap_or(Source::Render(otherwise));
        Origin { overrides: sources.collect(), path, source }
    }

    /// Lists are joined: each element has its own place.
    fn list(&self, field: &'static str, of: fn(&Spec) -> &Vec<String>, all: &mut Vec<Origin>) {
        let at = At::ROOT.field("spec");
        let at = at.field(field);
        let elements = self.parts.iter().zip(self.known);
        let elements = elements.flat_map(|(part, known)| (0..of(&part.spec).len()).map(move |index| (known, index)));
        all.extend(elements.enumerate().map(|(number, (known, index))| Origin {
            path: at.index(number).path(),
            source: known.source(at.index(index).path()),
            overrides: Vec::new(),
        }));
    }
}
