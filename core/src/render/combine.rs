//! What MachineConfigs say together, whatever pool selects them.

use super::origins::Traced;
use super::size::Size;
use super::{Images, name};
use crate::check::RENDERED;
use crate::goyaml;
use crate::part::{ByName, Part, Spec};
use crate::rule;
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use garboard_ignition::document::{At, Place, SourceId};
use garboard_ignition::model::Content;
use garboard_ignition::report::{Entry, Gate, Refused, Report};
use garboard_ignition::{Config, Merging, Origins};

/// The spec of a rendered MachineConfig, and the text that is hashed.
#[derive(Clone, Debug)]
pub(super) struct Combined {
    pub(super) spec: Spec,
    pub(super) hashed: String,
    /// Its hash, as names have it.
    pub(super) digest: String,
    pub(super) size: Size,
    /// Where the values come from, if that was asked for.
    pub(super) traced: Option<Traced>,
}

/// What `parts`, in merge order, say together.
pub(super) fn combine(parts: &[&Part], images: &Images, traced: bool) -> Result<Combined, Refused> {
    refuse(parts)?;
    let Merged { config, origins, overwritten } = config(parts, traced);
    let mut spec = Spec::new(config);
    spec.os_image_url = images.os.clone();
    spec.extensions_image = images.extensions.clone();
    for part in parts {
        add(&mut spec, part);
    }
    if spec.kernel_type != DEFAULT && spec.extensions.iter().any(|name| name == "kernel-devel") {
        return Err(refused(no_devel(&spec.kernel_type, Place::default())));
    }
    let room = spec.config.as_ref().map_or(0, Config::size_hint);
    let hashed = goyaml::marshal_into(&ByName(&spec), room).map_err(|error| {
        let message = format!("the rendered MachineConfig has no name: {error}");
        refused(Entry::new(&rule::UNNAMEABLE, Place::default()).saying(message))
    })?;
    let (digest, size) = (name::digest(&hashed), Size::of(&spec, &hashed));
    let traced = origins.map(|origins| Traced::of(parts, origins, overwritten));
    Ok(Combined { spec, hashed, digest, size, traced })
}

const DEFAULT: &str = "default";

/// That there is no development package for a kernel.
pub(crate) fn no_devel(kernel_type: &str, place: Place) -> Entry {
    let message = format!("installing kernel-devel extension is not supported with kernelType: {kernel_type}");
    Entry::new(&rule::KERNEL_DEVEL, place).saying(message)
}

/// A refusal at the render controller.
pub(super) fn refused(entry: Entry) -> Refused {
    Refused::of(Report::from_iter([entry.at_gate(Gate::Render)])).expect("the rules of refusals are errors")
}

/// Every MachineConfig that is not fit to be rendered is named.
fn refuse(parts: &[&Part]) -> Result<(), Refused> {
    let mut report = Report::new();
    for part in parts {
        if part.labels.is_none() {
            let message = format!("cannot find label in MachineConfig {}", part.name);
            report.add(part.found(&rule::LABELS_MISSING, message));
        }
        report.append(part.blame());
    }
    if parts.is_empty() {
        let entry = Entry::new(&rule::NOTHING_SELECTED, Place::default());
        return Err(refused(entry.saying("empty machineconfig object")));
    }
    Refused::of(report).map_or(Ok(()), Err)
}

/// What one more MachineConfig adds to the fields beside the config.
fn add(spec: &mut Spec, part: &Part) {
    let own = &part.spec;
    // What the cluster's controllers wrote of images is an old base image.
    if part.generated_by.is_empty() {
        replace(&mut spec.os_image_url, &own.os_image_url);
        replace(&mut spec.extensions_image, &own.extensions_image);
    }
    spec.kernel_arguments.extend_from_slice(&own.kernel_arguments);
    spec.extensions.extend_from_slice(&own.extensions);
    spec.fips |= own.fips;
    if own.replaces_kernel() {
        spec.kernel_type.clone_from(&own.kernel_type);
    }
}

fn replace(old: &mut String, new: &String) {
    if !new.is_empty() {
        old.clone_from(new);
    }
}

/// The config of a rendered MachineConfig.
struct Merged {
    config: Config,
    origins: Option<Origins>,
    /// The numbers of the files of which no MachineConfig says whether they are overwritten.
    overwritten: Vec<usize>,
}

/// The configs merged, and what the operator writes into the outcome. The first MachineConfig is the parent of all,
/// also where it has no config.
fn config(parts: &[&Part], traced: bool) -> Merged {
    let mut configs = parts.iter().map(|part| part.spec.config.as_ref());
    let parent = configs.next().flatten().map_or_else(|| Config::empty(RENDERED), Config::clone);
    let merged = configs.clone().any(|child| child.is_some());
    let children = (1..).zip(configs).filter_map(|(number, child)| {
        let mut child = child?.content().clone();
        uncompressed(&mut child);
        Some((source(number), child))
    });
    let (mut origins, mut overwritten) = (None, Vec::new());
    // What is written at the operator's version needs no check: all of it was read or raised there.
    let config = parent.edit(|content| {
        make_room(&mut content.storage.files, parts, |content| content.storage.files.as_ref());
        make_room(&mut content.systemd.units, parts, |content| content.systemd.units.as_ref());
        if traced {
            origins = Some(with_origins(content, children));
        } else {
            content.merge_each(children.map(|(_, child)| child));
        }
        overwritten = finish(content, merged);
    });
    Merged { config, origins, overwritten }
}

/// Makes room for all that the parts can add to a list, so that it need not grow.
fn make_room<T>(list: &mut Option<Vec<T>>, parts: &[&Part], of: fn(&Content) -> Option<&Vec<T>>) {
    let contents = parts.iter().filter_map(|part| part.spec.config.as_ref()).map(Config::content);
    let count: usize = contents.filter_map(of).map(Vec::len).sum();
    if count > 0 {
        let list = list.get_or_insert_default();
        list.reserve_exact(count - list.len());
    }
}

fn with_origins(whole: &mut Content, children: impl Iterator<Item = (SourceId, Content)>) -> Origins {
    let mut merging = Merging::new(source(0), core::mem::take(whole));
    children.for_each(|(source, child)| merging.add(source, child));
    let (content, origins) = merging.finish();
    *whole = content;
    origins
}

/// The source that stands for the part with this number.
fn source(number: usize) -> SourceId {
    SourceId(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A file that a later MachineConfig has too is not compressed unless that one says so.
fn uncompressed(content: &mut Content) {
    for file in content.storage.files.iter_mut().flatten() {
        file.contents.compression.get_or_insert_default();
    }
}

/// What the operator writes into the merged config; answers which files are to be overwritten for want of another word.
/// Where nothing was merged, it keeps a compression that is empty.
fn finish(content: &mut Content, merged: bool) -> Vec<usize> {
    let mut overwritten = Vec::new();
    for (number, file) in content.storage.files.iter_mut().flatten().enumerate() {
        if merged {
            file.contents.compression.take_if(|compression| compression.is_empty());
        }
        if file.overwrite.is_none() {
            file.overwrite = Some(true);
            overwritten.push(number);
        }
    }
    overwritten
}

/// What the rules say of the whole. Nobody asks them before the pool has it.
pub(super) fn judged(spec: &Spec) -> Report {
    let found = spec.config.as_ref().map(Config::check).unwrap_or_default();
    let errors = found.into_iter().filter(|entry| entry.severity == garboard_ignition::Severity::Error);
    let path = At::ROOT.field("spec").field("config").path();
    let told = |entry: Entry| {
        let message = format!("the rendered config breaks a rule that its MachineConfigs keep: {}", entry.message);
        let mut place = entry.place;
        place.path = path.join(&place.path);
        Entry::new(&rule::RENDERED_INVALID, place).at_gate(Gate::Render).saying(message)
    };
    errors.map(told).collect()
}

impl Spec {
    /// What a rendered MachineConfig says when its parts say nothing else.
    fn new(config: Config) -> Self {
        Self {
            config: Some(config),
            kernel_type: DEFAULT.to_owned(),
            ..Self::default()
        }
    }
}
