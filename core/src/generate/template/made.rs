//! The MachineConfigs of a role, each with the templates that it is made of.

use super::layout::{self, COMMON, Template};
use super::{Inputs, data, go, jinja, piece};
use crate::api::{MachineConfig, Raw};
use crate::generate::{Refusal, base_role, component};
use crate::part::GENERATED_BY;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_ignition::document::{Path, SourceId};
use garboard_ignition::model::Content;
use garboard_ignition::{Config, Merging, Origins};

/// More templates than this are not taken: each is laid over all before it.
const MOST: usize = 10_000;

/// A MachineConfig that templates make.
pub(crate) struct Made {
    pub(crate) config: MachineConfig,
    pub(crate) of: MadeOf,
}

/// What the config of such a MachineConfig is made of.
#[derive(Clone, Debug)]
pub(crate) struct MadeOf {
    /// Templates, by their paths: those of files, then those of units.
    pub(crate) templates: Vec<String>,
    /// Of which template each value is, by its number among them.
    origins: Origins,
}

impl MadeOf {
    /// The number of the template that sets the value at a path of the config.
    pub(crate) fn number(&self, path: &Path) -> Option<usize> {
        let origin = self.origins.of(path)?;
        usize::try_from(origin.source.0).ok()
    }
}

/// Why templates make nothing.
pub(crate) struct Fault {
    /// The template, if it is the fault of one.
    pub(crate) template: Option<String>,
    pub(crate) why: String,
}

impl Fault {
    fn of(path: &str, why: String) -> Self {
        Self { template: Some(path.into()), why }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { template: None, why: refusal.as_str().into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.template {
            Some(path) => write!(f, "failed to execute template {path}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

/// The MachineConfigs of a role, by name.
pub(crate) fn all(templates: &BTreeMap<String, String>, inputs: &Inputs<'_>, role: &str) -> Result<Vec<Made>, Fault> {
    if templates.len() > MOST {
        return Err(Refusal::new(format!("there are more than {MOST} templates: name a smaller directory")).into());
    }
    let folder = base_role(role);
    let names = layout::names(templates, folder);
    if names.is_empty() {
        let why = format!(
            "failed to read dir \"TEMPLATES/{folder}\": open TEMPLATES/{folder}: no such file or directory: \
             write templates as {folder}/<MachineConfig>/<variant>/files/<name>"
        );
        return Err(Refusal::new(why).into());
    }
    let variants = layout::variants(inputs.config).map_err(Refusal::new)?;
    let mut making = Making { templates, variants, filling: Filling::new(inputs, role)? };
    let mut all = Vec::new();
    for (number, name) in names.into_iter().enumerate() {
        let parents = [COMMON.into(), format!("{folder}/{name}")];
        let mut made = making.made(&parents[usize::from(number > 0)..], name, role)?;
        made.config.metadata.annotations = Some([(GENERATED_BY.into(), inputs.controller_version.into())].into());
        all.push(made);
    }
    Ok(all)
}

/// Fills templates in, each in its language.
struct Filling {
    go: serde_json::Value,
    jinja: jinja::Engine,
}

impl Filling {
    fn new(inputs: &Inputs<'_>, role: &str) -> Result<Self, Refusal> {
        let go = data::of(inputs)?;
        let jinja = jinja::Engine::new(&data::by_name(&go, role));
        Ok(Self { go, jinja })
    }

    fn fill(&mut self, template: Template<'_>) -> Result<String, Fault> {
        let filled =
            if template.is_jinja() { self.jinja.fill(template.text) } else { go::fill(template.text, &self.go) };
        filled.map_err(|why| Fault::of(template.path, why))
    }
}

/// The MachineConfigs of one role, in the making.
struct Making<'t> {
    templates: &'t BTreeMap<String, String>,
    variants: Vec<&'static str>,
    filling: Filling,
}

/// Templates that were filled in, by the name that variants override: each with its path.
type Filled<'t> = BTreeMap<&'t str, (&'t str, String)>;

impl<'t> Making<'t> {
    fn made(&mut self, parents: &[String], name: &str, role: &str) -> Result<Made, Fault> {
        let mut merging = Merging::new(SourceId(0), Content::default());
        let mut templates = Vec::new();
        for (kind, read) in [("files", piece::file as fn(&str) -> _), ("units", piece::unit)] {
            for (path, text) in self.filled(parents, kind)?.into_values() {
                let content = read(&text).map_err(|why| Fault::of(path, why))?;
                merging.add(SourceId(u32::try_from(templates.len()).unwrap_or(u32::MAX)), content);
                templates.push(path.into());
            }
        }
        let (content, origins) = merging.finish();
        let whole = Config::new(piece::VERSION, content);
        let whole = whole.map_err(|refused| Refusal::new(format!("{name}: {}", refused.first().message)))?;
        let extensions: BTreeSet<_> = self.filled(parents, "extensions")?.into_keys().map(String::from).collect();
        let mut config = component::empty(name, role);
        // It is JSON by its making, so that there is always one.
        config.spec.config = Raw::parse(&whole.to_json()).ok();
        config.spec.extensions = (!extensions.is_empty()).then(|| extensions.into_iter().collect());
        Ok(Made { config, of: MadeOf { templates, origins } })
    }

    /// The templates of one kind: an empty one takes the one of its name away, a blank one leaves it.
    fn filled(&mut self, parents: &[String], kind: &str) -> Result<Filled<'t>, Fault> {
        let mut filled = BTreeMap::new();
        for (parent, variant) in parents.iter().flat_map(|parent| self.variants.iter().map(move |it| (parent, *it))) {
            for template in layout::below(self.templates, &format!("{parent}/{variant}/{kind}/")) {
                if template.text.is_empty() {
                    filled.remove(template.key());
                    continue;
                }
                let text = self.filling.fill(template)?;
                if !text.trim().is_empty() {
                    filled.insert(template.key(), (template.path, text));
                }
            }
        }
        Ok(filled)
    }
}
