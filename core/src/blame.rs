//! Who set what a rendered MachineConfig says, thing by thing.

use crate::render::{Origin, Rendered, Source};
use crate::secret::{is_secret, is_secret_field, tells};
use crate::target::Target;
use alloc::borrow::ToOwned;
use alloc::{format, string::String, vec::Vec};
use core::fmt;
use garboard_ignition::document::{Path, Step};
use garboard_ignition::model::{Content, File};
use serde_json::Value;

/// A thing that a rendered MachineConfig says something about, and who said it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Blame {
    /// The thing.
    pub target: Target,
    /// What is said of it, as JSON; nothing where that is a secret.
    pub value: Option<Value>,
    /// Who set it: of a file, unit or link what it contains, which may keep a mode that another set.
    pub winner: Source,
    /// Whose word on it, or on a part of it, does not count, the one overridden last first.
    pub overridden: Vec<Source>,
    /// Each value of it, with who set that.
    pub values: Vec<Origin>,
}

/// A target of which a rendered MachineConfig says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchTarget {
    /// The target.
    pub target: Target,
    /// The pool.
    pub pool: String,
}

impl fmt::Display for NoSuchTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rendered MachineConfig of pool {} says nothing of {}", self.pool, self.target)
    }
}

impl core::error::Error for NoSuchTarget {}

/// Everything that a MachineConfig says, which must have been rendered with origins.
///
/// ```
/// use garboard_core::part::Part;
/// use garboard_core::render::{Context, render};
/// use garboard_core::blame;
///
/// let part = |name: &str, unit: &str| Part::from_json(&format!(r#"{{
///   "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
///   "metadata": {{ "name": "{name}", "labels": {{ "machineconfiguration.openshift.io/role": "worker" }} }},
///   "spec": {{ "config": {{ "ignition": {{ "version": "3.4.0" }}, "systemd": {{ "units": [ {unit} ] }} }} }}
/// }}"#)).unwrap();
/// let (first, second) =
///     (part("50-a", r#"{"name":"a.service","mask":true}"#), part("60-b", r#"{"name":"a.service","mask":false}"#));
/// let mut context = Context::new("worker");
/// context.origins = true;
/// let rendered = render(&[&first, &second], &context)?;
///
/// let unit = &blame::of(&rendered, &"unit:a.service".parse()?)?[0];
/// assert_eq!(unit.winner.name(), Some("60-b"));
/// assert_eq!(unit.overridden[0].name(), Some("50-a"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn all(rendered: &Rendered) -> Vec<Blame> {
    let Some(content) = rendered.spec().config.as_ref().map(garboard_ignition::Config::content) else {
        return Vec::new();
    };
    let spec = serde_json::to_value(rendered.spec()).expect("a spec is JSON, with text for keys");
    let mut things: Vec<(Thing, Vec<Origin>)> = Vec::new();
    for origin in rendered.origins() {
        let thing = Thing::of(&origin.path, content, &spec);
        match things.last_mut() {
            Some((last, values)) if *last == thing => values.push(origin),
            _ => things.push((thing, Vec::from([origin]))),
        }
    }
    let mut all: Vec<Blame> = Vec::new();
    // What the render controller adds comes after all else.
    things.sort_by(|(a, _), (b, _)| a.target.cmp(&b.target));
    for (thing, values) in things {
        match all.last_mut() {
            Some(last) if last.target == thing.target => last.values.extend(values),
            _ => all.push(thing.blame(values, content, &spec)),
        }
    }
    all
}

/// What a MachineConfig says of one target; of a field, and of what stands below it.
///
/// # Errors
/// [`NoSuchTarget`], if it says nothing of it.
pub fn of(rendered: &Rendered, target: &Target) -> Result<Vec<Blame>, NoSuchTarget> {
    let found: Vec<_> = match target {
        Target::Field(path) => fields(rendered, path),
        target => all(rendered).into_iter().filter(|blame| blame.target == *target).collect(),
    };
    if found.is_empty() {
        return Err(NoSuchTarget { target: target.clone(), pool: rendered.pool().to_owned() });
    }
    Ok(found)
}

/// The values at and below a path, one by one.
fn fields(rendered: &Rendered, path: &Path) -> Vec<Blame> {
    let spec = serde_json::to_value(rendered.spec()).expect("a spec is JSON, with text for keys");
    let below = |origin: &Origin| {
        let steps = origin.path.steps();
        path.steps().len() <= steps.len() && path.steps().iter().zip(steps).all(|(a, b)| same(a, b))
    };
    let blame = |origin: Origin| Blame {
        value: value_at(&spec, &origin.path).filter(|_| !is_secret_field(&origin.path)).cloned(),
        target: Target::Field(origin.path.clone()),
        winner: origin.source.clone(),
        overridden: origin.overrides.clone(),
        values: Vec::from([origin]),
    };
    rendered.origins().filter(below).map(blame).collect()
}

/// Whether two steps lead the same way, however each was made.
fn same(a: &Step, b: &Step) -> bool {
    match (a.name(), b.name()) {
        (None, None) => a == b,
        (a, b) => a == b,
    }
}

/// What stands at a path of the MachineConfig.
fn value_at<'a>(spec: &'a Value, path: &Path) -> Option<&'a Value> {
    path.steps()[1..].iter().try_fold(spec, |here, step| match step {
        Step::Index(index) => here.get(*index as usize),
        step => here.get(step.name()?),
    })
}

/// A thing, and how many steps lead to it.
#[derive(PartialEq)]
struct Thing {
    target: Target,
    path: Path,
}

impl Thing {
    /// The thing that a value belongs to.
    fn of(path: &Path, content: &Content, spec: &Value) -> Self {
        let steps = path.steps();
        let named = |target: Target, length: usize| Self { target, path: steps[..length].iter().cloned().collect() };
        let names: Vec<_> = steps.iter().map(|step| step.name().unwrap_or_default()).collect();
        let index = |at: usize| match steps.get(at) {
            Some(Step::Index(index)) => Some(*index as usize),
            _ => None,
        };
        let found = match (&names[..], index(2), index(4), index(6)) {
            (["spec", "kernelArguments", ..], Some(_), ..) => {
                let argument = value_at(spec, path).and_then(Value::as_str).unwrap_or_default();
                Some(named(Target::KernelArgument(argument.to_owned()), 3))
            }
            (["spec", "config", "systemd", "units", _, "dropins", ..], _, Some(unit), Some(dropin)) => {
                dropin_of(content, unit, dropin).map(|target| named(target, 7))
            }
            (["spec", "config", section, list, ..], _, Some(index), _) => {
                element(content, section, list, index).map(|target| named(target, 5))
            }
            _ => None,
        };
        found.unwrap_or_else(|| named(Target::Field(path.clone()), steps.len()))
    }

    /// The file that it is.
    fn file<'c>(&self, content: &'c Content) -> Option<&'c File> {
        let Some(Step::Index(number)) = self.path.steps().last() else { return None };
        content.storage.files.as_ref()?.get(*number as usize)
    }

    fn blame(self, values: Vec<Origin>, content: &Content, spec: &Value) -> Blame {
        let winner = winner(&values, self.path.steps().len());
        let mut overridden: Vec<Source> = Vec::new();
        for source in values.iter().flat_map(|origin| &origin.overrides) {
            let source = source.up_to(self.path.steps().len());
            if source != winner && !overridden.contains(&source) {
                overridden.push(source);
            }
        }
        let value = value_at(spec, &self.path).cloned().and_then(|value| shown(&self, value, content));
        Blame { target: self.target, value, winner, overridden, values }
    }
}

fn dropin_of(content: &Content, unit: usize, dropin: usize) -> Option<Target> {
    let unit = content.systemd.units.as_ref()?.get(unit)?;
    let name = unit.dropins.as_ref()?.get(dropin)?.name.clone();
    Some(Target::Dropin { unit: unit.name.clone(), name })
}

/// What the element of a list is called.
fn element(content: &Content, section: &str, list: &str, at: usize) -> Option<Target> {
    let storage = &content.storage;
    Some(match (section, list) {
        ("storage", "files") => Target::File(storage.files.as_ref()?.get(at)?.path.clone()),
        ("storage", "directories") => Target::Directory(storage.directories.as_ref()?.get(at)?.path.clone()),
        ("storage", "links") => Target::Link(storage.links.as_ref()?.get(at)?.path.clone()),
        ("storage", "disks") => Target::Disk(storage.disks.as_ref()?.get(at)?.device.clone()),
        ("storage", "raid") => Target::Raid(storage.raid.as_ref()?.get(at)?.name.clone()),
        ("storage", "filesystems") => Target::Filesystem(storage.filesystems.as_ref()?.get(at)?.device.clone()),
        ("storage", "luks") => Target::Luks(storage.luks.as_ref()?.get(at)?.name.clone()),
        ("systemd", "units") => Target::Unit(content.systemd.units.as_ref()?.get(at)?.name.clone()),
        ("passwd", "users") => Target::User(content.passwd.users.as_ref()?.get(at)?.name.clone()),
        ("passwd", "groups") => Target::Group(content.passwd.groups.as_ref()?.get(at)?.name.clone()),
        _ => return None,
    })
}

/// The fields of a thing that matter most: who sets one of these sets the thing. The name of a thing is set by the last
/// MachineConfig that has it.
const MAIN: &[&[&str]] = &[&["contents", "source"], &["contents"], &["target"], &["name"], &["path"], &["device"]];

fn winner(values: &[Origin], length: usize) -> Source {
    let is = |origin: &Origin, field: &[&str]| {
        origin.path.steps()[length..].iter().map(Step::name).eq(field.iter().map(|name| Some(*name)))
    };
    let main = MAIN.iter().find_map(|field| values.iter().find(|origin| is(origin, field)));
    let origin = main.or_else(|| values.first());
    origin.expect("a thing has at least one value").source.up_to(length)
}

/// What is shown of a thing.
fn shown(thing: &Thing, mut value: Value, content: &Content) -> Option<Value> {
    match &thing.target {
        Target::File(_) if thing.file(content).is_some_and(is_secret) => return None,
        Target::User(_) => {
            if let Some(hash) = value.get_mut("passwordHash") {
                *hash = Value::Null;
            }
        }
        Target::Unit(_) | Target::Dropin { .. } if tells(format!("{value}").as_bytes()) => return None,
        Target::Unit(_) => {
            if let Some(unit) = value.as_object_mut() {
                unit.remove("dropins");
            }
        }
        Target::Field(path) if is_secret_field(path) => return None,
        _ => {}
    }
    Some(value)
}

impl Source {
    /// The name of the MachineConfig; nothing if it is none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Config { name, .. } => Some(name),
            Self::Render(_) => None,
        }
    }

    /// The thing that a value belongs to: what so many steps of its path lead to.
    #[must_use]
    pub fn up_to(&self, length: usize) -> Self {
        match self {
            Self::Config { name, stand, path } => {
                let path = path.steps().iter().take(length).cloned().collect();
                Self::Config { name: name.clone(), stand: *stand, path }
            }
            Self::Render(by) => Self::Render(*by),
        }
    }
}
