//! A directory of templates, read into texts.

use crate::out;
use garboard_ignition::document::{SourceId, Sources};
use std::path::{Component, Path};

/// Templates above this many bytes are not read.
const MAX_TEMPLATE: usize = 1 << 20;

/// Nor is a directory of more.
const MAX_ALL: usize = 64 << 20;

/// The directories that hold templates.
const KINDS: [&str; 3] = ["files", "units", "extensions"];

/// Roles that have a directory, and what is shared.
const ROLES: [&str; 3] = ["master", "worker", "arbiter"];
const COMMON: &str = "common";

/// What is to be written.
const LAYOUT: &str = "worker/<MachineConfig>/<variant>/files/<name>";

/// Templates, each a source of its own.
#[derive(Default)]
pub(crate) struct Templates(Vec<Template>);

struct Template {
    source: SourceId,
    /// Its path below the directory.
    path: String,
    text: String,
}

impl Templates {
    /// Reads a directory; none if none was asked for. What cannot be read is told on standard error, and then there is no
    /// answer. Whatever is in no place of templates, such as a README, is passed by.
    pub(crate) fn read(directory: Option<&Path>, sources: &mut Sources) -> Option<Self> {
        let Some(directory) = directory else { return Some(Self::default()) };
        let mut templates = Self::default();
        match templates.add(directory, sources) {
            Ok(()) => Some(templates),
            Err(why) => {
                out::error(&why);
                None
            }
        }
    }

    /// Gives them to whatever makes MachineConfigs of them: each with its source, and its path below the directory.
    pub(crate) fn each(&self, mut add: impl FnMut(SourceId, &str, String)) {
        for template in &self.0 {
            add(template.source, &template.path, template.text.clone());
        }
    }

    fn add(&mut self, directory: &Path, sources: &mut Sources) -> Result<(), String> {
        let mut left = MAX_ALL;
        for found in garboard_fs::all_below(directory) {
            let found = found.map_err(|error| error.to_string())?;
            let Some(path) = found.path.strip_prefix(directory).ok().and_then(path_of) else { continue };
            let name = found.path.display().to_string();
            let bytes = garboard_fs::read(&found.path).map_err(|error| error.to_string())?;
            if bytes.len() > MAX_TEMPLATE {
                return Err(format!("{name}: has more than {MAX_TEMPLATE} bytes, the most that a template may have"));
            }
            left = left.checked_sub(bytes.len()).ok_or_else(|| {
                format!("{}: has more than {MAX_ALL} bytes of templates: name a smaller directory", directory.display())
            })?;
            let text = String::from_utf8(bytes).map_err(|_| {
                format!("{name}: is no UTF-8 text: write bytes as `source: data:;base64,…` in a template")
            })?;
            let source = sources.add(name, text.clone().into_bytes());
            self.0.push(Template { source, path, text });
        }
        if self.0.is_empty() {
            return Err(format!("{}: holds no templates: write {LAYOUT} below it", directory.display()));
        }
        Ok(())
    }
}

/// A path as the layout has it, if it is that of a template.
fn path_of(path: &Path) -> Option<String> {
    let names = path.components().map(|component| match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let names: Vec<_> = names.collect::<Option<_>>()?;
    let is_template = match names[..] {
        [COMMON, _, kind, _, ..] => KINDS.contains(&kind),
        [role, _, _, kind, _, ..] => ROLES.contains(&role) && KINDS.contains(&kind),
        _ => false,
    };
    is_template.then(|| names.join("/"))
}
