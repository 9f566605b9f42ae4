//! MachineConfigs as the render controller sees them: read once, to be rendered for any number of pools.

use crate::api::{MachineConfig, MachineConfigSpec, Raw};
use crate::check::{self, KERNELS, Rendering};
use crate::generate::template::MadeOf;
use crate::manifest::{self, Document, Format, Notation, Object};
use crate::role::ROLE;
use crate::rule;
use alloc::sync::Arc;
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use garboard_ignition::document::{At, Kind, Path, Place, SourceId, Span, Value};
use garboard_ignition::report::{Entry, Gate, Report, Rule, Severity};
use garboard_ignition::rule::EMPTY;
use garboard_ignition::{Config, Refused, read_json, v2};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// The annotation of MachineConfigs that a controller wrote, with the build of that controller.
pub const GENERATED_BY: &str = "machineconfiguration.openshift.io/generated-by-controller-version";

/// A MachineConfig of which others and it are made one.
///
/// ```
/// use garboard_core::{manifest, part::Part};
/// use garboard_ignition::document::SourceId;
///
/// let text = br#"{
///   "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
///   "metadata": { "name": "50-smt", "labels": { "machineconfiguration.openshift.io/role": "worker" } },
///   "spec": { "kernelArguments": ["nosmt"] }
/// }"#;
/// let read = manifest::read(SourceId(0), text, manifest::Format::Unknown);
/// let parts: Vec<_> = read.documents.iter().flat_map(Part::all).collect();
/// assert_eq!((&*parts[0].name, parts[0].role()), ("50-smt", Some("worker")));
/// assert_eq!(parts[0].spec.kernel_arguments, ["nosmt"]);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Part {
    /// `metadata.name`.
    pub name: String,
    /// `metadata.labels`; absent and empty differ.
    pub labels: Option<BTreeMap<String, String>>,
    /// The build of the controller that wrote it; empty if none did.
    pub generated_by: String,
    /// What it says.
    pub spec: Spec,
    /// Where it stands.
    pub stand: Stand,
    /// Why it cannot be rendered; empty if it can.
    pub refused: Report,
    /// Where the values of a config are written that was of spec 2.
    pub(crate) written: Option<Arc<v2::Written>>,
    /// Where the templates stand that it is made of.
    pub(crate) made_of: Option<Arc<Templates>>,
}

/// The templates that a MachineConfig is made of.
#[derive(Clone, Debug)]
pub(crate) struct Templates {
    pub(crate) of: MadeOf,
    /// Where each of them stands.
    pub(crate) stands: Vec<Stand>,
}

impl Templates {
    /// Where the template stands that sets the value at a path of the config.
    pub(crate) fn stand(&self, path: &Path) -> Option<Stand> {
        self.stands.get(self.of.number(path)?).copied()
    }
}

/// What a MachineConfig says, as far as it can be read.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Spec {
    /// The Ignition config, raised to 3.5 as the operator raises it.
    pub config: Option<Config>,
    /// `kernelArguments`.
    pub kernel_arguments: Vec<String>,
    /// `extensions`.
    pub extensions: Vec<String>,
    /// `fips`.
    pub fips: bool,
    /// `kernelType`; empty if absent.
    pub kernel_type: String,
    /// `osImageURL`; empty if absent.
    pub os_image_url: String,
    /// `baseOSExtensionsContainerImage`; empty if absent.
    pub extensions_image: String,
}

/// Where an object stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Stand {
    /// In which file.
    pub source: SourceId,
    /// In which of its documents, counted from 0.
    pub document: usize,
    /// Its name there; the object where it has none.
    pub name: Span,
    /// The whole object.
    pub object: Span,
    is_template: bool,
}

impl Stand {
    /// Where an object stands.
    #[must_use]
    pub fn of(object: &Object<'_>) -> Self {
        let whole = object.value.span();
        let name = object.value.get("metadata").and_then(|metadata| metadata.get("name"));
        let source = object.value.tape().source();
        Self {
            source,
            document: object.document,
            name: name.map_or(whole, Value::span),
            object: whole,
            is_template: false,
        }
    }

    /// A template: it stands for the MachineConfig that it is a part of.
    pub(crate) fn of_template(source: SourceId, text: &str) -> Self {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self {
            source,
            object: Span { start: 0, end },
            is_template: true,
            ..Self::default()
        }
    }

    /// Whether it is a template that stands there, whole, and not an object.
    #[must_use]
    pub const fn is_template(&self) -> bool {
        self.is_template
    }

    /// The place of a finding about the object.
    #[must_use]
    pub fn place(&self) -> Place {
        let name = At::ROOT.field("metadata");
        let path = if self.is_template { Path::root() } else { name.field("name").path() };
        let mut place = Place::new(self.source, path);
        place.span = Some(self.name);
        place
    }
}

impl Part {
    /// The MachineConfigs of a document, in its order.
    #[must_use]
    pub fn all(document: &Document<'_>) -> Vec<Self> {
        let of = |object| Self::of(&object, document.notation);
        document.objects().into_iter().filter_map(of).collect()
    }

    /// An object, if it is a MachineConfig.
    #[must_use]
    pub fn of(object: &Object<'_>, notation: Notation) -> Option<Self> {
        check::is_machine_config(object).then(|| Self::read(object, notation))
    }

    /// A MachineConfig as JSON; nothing if it is none. It stands nowhere, and nothing it holds has a line.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let read = manifest::read(SourceId::default(), json.as_bytes(), Format::Unknown);
        read.documents.iter().flat_map(Self::all).next()
    }

    /// A MachineConfig that a controller made, standing where the object does that it is made of.
    pub(crate) fn made(mut config: MachineConfig, stand: Stand) -> Self {
        let (read, refused) = match config.spec.config.take().map(config_in).transpose() {
            Ok(read) => (read, Report::new()),
            Err(refused) => (None, refused.into_report()),
        };
        let generated_by = config.metadata.annotation(GENERATED_BY).unwrap_or_default().into();
        let spec = Spec::with(&config.spec, read);
        let about_object = |mut entry: Entry| {
            (entry.place, entry.related) = (stand.place(), Vec::new());
            entry
        };
        Self {
            name: config.metadata.name,
            labels: config.metadata.labels,
            generated_by,
            spec,
            stand,
            written: None,
            made_of: None,
            refused: refused.into_iter().map(about_object).collect(),
        }
    }

    /// Reads an object as a MachineConfig, whatever kind it calls itself.
    #[must_use]
    pub fn read(object: &Object<'_>, notation: Notation) -> Self {
        let metadata = object.value.get("metadata");
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        let Rendering { report, config, written } = check::machine_config(object, notation);
        let mut spec = object.value.get("spec").map(Spec::read).unwrap_or_default();
        spec.config = config;
        Self {
            name: object.name().into_owned(),
            labels: metadata.and_then(|metadata| metadata.get("labels")).and_then(labels),
            generated_by: annotations.map(|annotations| text(annotations, GENERATED_BY)).unwrap_or_default(),
            spec,
            stand: Stand::of(object),
            written: written.map(Arc::new),
            made_of: None,
            refused: report.into_iter().filter(hinders).collect(),
        }
    }

    /// The value of its role label.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.labels.as_ref()?.get(ROLE).map(String::as_str)
    }

    /// A finding about it as a whole.
    pub(crate) fn found(&self, rule: &'static Rule, message: String) -> Entry {
        Entry::new(rule, self.stand.place()).at_gate(Gate::Render).saying(message)
    }

    /// Why no pool that selects it is rendered.
    pub(crate) fn blame(&self) -> Report {
        let about = |mut entry: Entry| {
            entry.message = format!("{}: {}", self.name, entry.message).into();
            entry
        };
        self.refused.entries().iter().cloned().map(about).collect()
    }
}

/// Whether a finding keeps a MachineConfig from being rendered: what the render controller refuses, and what it could
/// not even read. What else the API server refuses of it, such as its name, changes nothing of what it says; and its
/// size is not judged but that of the whole.
fn hinders(entry: &Entry) -> bool {
    let is = |rule: &'static Rule| entry.rule.code == rule.code;
    let unreadable = is(&rule::FIELD_TYPE) && entry.gate == Some(Gate::ApiServer);
    let refused = entry.gate == Some(Gate::Render) && !is(&rule::TOO_LARGE);
    entry.severity == Severity::Error && (refused || unreadable)
}

impl Serialize for Spec {
    /// With all seven fields, in the reference's order.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut spec = serializer.serialize_struct("MachineConfigSpec", 7)?;
        spec.serialize_field("osImageURL", &self.os_image_url)?;
        spec.serialize_field("baseOSExtensionsContainerImage", &self.extensions_image)?;
        spec.serialize_field("config", &self.config)?;
        spec.serialize_field("kernelArguments", &self.kernel_arguments)?;
        spec.serialize_field("extensions", &self.extensions)?;
        spec.serialize_field("fips", &self.fips)?;
        spec.serialize_field("kernelType", &self.kernel_type)?;
        spec.end()
    }
}

/// A spec with the keys of all its objects in order, for a writer that wants them so.
pub(crate) struct ByName<'a>(pub(crate) &'a Spec);

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut spec = serializer.serialize_struct("MachineConfigSpec", 7)?;
        spec.serialize_field("baseOSExtensionsContainerImage", &self.0.extensions_image)?;
        spec.serialize_field("config", &self.0.config.as_ref().map(Config::by_name))?;
        spec.serialize_field("extensions", &self.0.extensions)?;
        spec.serialize_field("fips", &self.0.fips)?;
        spec.serialize_field("kernelArguments", &self.0.kernel_arguments)?;
        spec.serialize_field("kernelType", &self.0.kernel_type)?;
        spec.serialize_field("osImageURL", &self.0.os_image_url)?;
        spec.end()
    }
}

impl Spec {
    /// What a MachineConfig says to the nodes, which read it strictly: one that any rule refuses has nothing to say.
    ///
    /// ```
    /// use garboard_core::api::MachineConfig;
    /// use garboard_core::part::Spec;
    /// use garboard_ignition::Version;
    ///
    /// let config: MachineConfig =
    ///     serde_json::from_str(r#"{"spec":{"config":{"ignition":{"version":"3.2.0"}},"fips":true}}"#)?;
    /// let spec = Spec::of(&config)?;
    /// assert!(spec.fips);
    /// assert_eq!(spec.config.map(|config| config.version()), Some(Version::V3_5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`], if it has no config, or one that the operator does not read.
    pub fn of(config: &MachineConfig) -> Result<Self, Refused> {
        let spec = &config.spec;
        let Some(written) = &spec.config else {
            let place = Place::new(SourceId::default(), At::ROOT.field("spec").field("config").path());
            return Err(Refused::because(Entry::new(&EMPTY, place)));
        };
        Ok(Self::with(spec, Some(config_of(written)?)))
    }

    /// The fields of a spec whose config has been read.
    fn with(spec: &MachineConfigSpec, config: Option<Config>) -> Self {
        Self {
            config,
            kernel_arguments: spec.kernel_arguments.clone().unwrap_or_default(),
            extensions: spec.extensions.clone().unwrap_or_default(),
            fips: spec.fips,
            kernel_type: spec.kernel_type.clone(),
            os_image_url: spec.os_image_url.clone(),
            extensions_image: spec.base_os_extensions_container_image.clone(),
        }
    }

    /// Whether it sets a kernel in place of the default one.
    pub(crate) fn replaces_kernel(&self) -> bool {
        let kernel = &*self.kernel_type;
        !matches!(kernel, "" | "default") && KERNELS.contains(&kernel)
    }

    fn read(spec: Value<'_>) -> Self {
        Self {
            config: None,
            kernel_arguments: texts(spec, "kernelArguments"),
            extensions: texts(spec, "extensions"),
            fips: spec.get("fips").and_then(Value::as_bool).unwrap_or_default(),
            kernel_type: text(spec, "kernelType"),
            os_image_url: text(spec, "osImageURL"),
            extensions_image: text(spec, "baseOSExtensionsContainerImage"),
        }
    }
}

/// The config of a MachineConfig, as nodes read it.
fn config_of(written: &Raw) -> Result<Config, Refused> {
    let tape = read_json(written.as_str().as_bytes(), SourceId::default())?;
    check::readable(tape.root())
}

/// The same of one that may not have to be read.
fn config_in(written: Raw) -> Result<Config, Refused> {
    written.into_config().map_or_else(|text| config_of(&text), check::readable_as_written)
}

fn text(object: Value<'_>, key: &str) -> String {
    object.get(key).and_then(Value::as_str).unwrap_or_default().into_owned()
}

fn texts(object: Value<'_>, key: &str) -> Vec<String> {
    let list = object.get(key).into_iter().flat_map(|list| list.elements());
    list.map(|element| element.as_str().unwrap_or_default().into_owned()).collect()
}

fn labels(labels: Value<'_>) -> Option<BTreeMap<String, String>> {
    let text = |value: Value<'_>| value.as_str().unwrap_or_default().into_owned();
    (labels.kind() == Kind::Object).then(|| labels.members().map(|(key, value)| (text(key), text(value))).collect())
}
