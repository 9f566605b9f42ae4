//! What a ControllerConfig is made of, where there is none: objects of the installer, and what it was told.
//!
//! An object counts before what the installer was told, the install-config in the ConfigMap `cluster-config-v1`: the program
//! that makes the ControllerConfig on the bootstrap host reads objects alone.

mod addresses;
mod infrastructure;
mod install_config;
mod machine_configs;
mod no_proxy;
mod spec;

use super::Settings;
use crate::api::{ControllerConfig, ImageContentSourcePolicy, ImageDigestMirrorSet, MachineConfig};
use crate::cluster::Placed;
use crate::manifest::Object;
use crate::part::Stand;
use crate::rule;
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::document::{At, Kind, Place, Value as Node};
use garboard_ignition::report::{Entry, Gate, Refused, Report};
use install_config::InstallConfig;
use serde_json::{Map, Value};

/// The ConfigMap with what the installer was told, and its key.
const CLUSTER_CONFIG: &str = "cluster-config-v1";
const INSTALL_CONFIG: &str = "install-config";

/// Objects of the installer.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    install_config: Option<Told>,
    /// Infrastructure, Network, DNS and Proxy, each called `cluster`.
    objects: BTreeMap<String, Map<String, Value>>,
    /// ConfigMaps with their texts.
    config_maps: BTreeMap<String, BTreeMap<String, String>>,
    /// The images of the release, by their tags.
    images: BTreeMap<String, String>,
}

/// The text of an install-config, and where it stands.
#[derive(Clone, Debug)]
struct Told {
    text: String,
    stand: Stand,
    /// Whether the line of the ConfigMap's name shows nothing of it.
    is_apart: bool,
}

/// What is made of it all.
pub(super) struct Installed {
    pub(super) controller_config: Placed<ControllerConfig>,
    /// The MachineConfigs that installers write.
    pub(super) machine_configs: Vec<MachineConfig>,
    pub(super) digest_mirrors: Option<Placed<ImageDigestMirrorSet>>,
    pub(super) content_sources: Option<Placed<ImageContentSourcePolicy>>,
    pub(super) report: Report,
}

impl Installed {
    /// What is known where there is a ControllerConfig.
    pub(super) fn of(controller_config: Placed<ControllerConfig>) -> Self {
        Self {
            controller_config,
            machine_configs: Vec::new(),
            digest_mirrors: None,
            content_sources: None,
            report: Report::new(),
        }
    }
}

impl Given {
    /// Adds an object; others are passed by.
    pub(super) fn add(&mut self, object: &Object<'_>) {
        let (api, kind) = (object.api_version(), object.kind());
        match (&*api, &*kind) {
            ("v1", "ConfigMap") => self.add_config_map(object),
            ("config.openshift.io/v1", "Infrastructure" | "Network" | "DNS" | "Proxy")
                if object.name() == "cluster" =>
            {
                self.objects.extend(object.read().ok().map(|whole| (kind.into_owned(), whole)));
            }
            ("image.openshift.io/v1", "ImageStream") => {
                let images = tags(object.value);
                if images.contains_key("machine-config-operator") {
                    self.images = images;
                }
            }
            _ => {}
        }
    }

    fn add_config_map(&mut self, object: &Object<'_>) {
        let Some(data) = object.value.get("data") else { return };
        if object.name() == CLUSTER_CONFIG
            && let Some(value) = data.get(INSTALL_CONFIG)
        {
            let text = value.as_str().unwrap_or_default().into_owned();
            let stand = Stand::of(object);
            let is_apart = has_lines_of_its_own(value.raw());
            self.install_config = Some(Told { text, stand, is_apart });
            return;
        }
        let text = |node: Node<'_>| node.as_str().unwrap_or_default().into_owned();
        let texts = data.members().map(|(key, value)| (text(key), text(value))).collect();
        self.config_maps.insert(object.name().into_owned(), texts);
    }

    /// A text of a ConfigMap.
    fn text(&self, name: &str, key: &str) -> Option<&str> {
        self.config_maps.get(name)?.get(key).map(String::as_str)
    }

    /// A field of one of the objects, by its path.
    fn field<'g>(&'g self, kind: &str, path: &[&str]) -> Option<&'g Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.objects.get(kind)?.get(*first)?, |value, key| value.get(key))
    }

    /// What is made of all that; nothing where nobody says which cluster it is.
    ///
    /// # Errors
    /// [`Refused`], if the install-config cannot be read, or if something is missing that cannot be supposed.
    pub(super) fn installed(&self, settings: &Settings) -> Result<Option<Installed>, Refused> {
        if self.install_config.is_none() && !self.objects.contains_key("Infrastructure") {
            return Ok(None);
        }
        let mut notes = Notes { told: self.install_config.as_ref(), report: Report::new() };
        let told = match &self.install_config {
            Some(told) => InstallConfig::read(&told.text).map_err(|faults| notes.refused(faults))?,
            None => InstallConfig::default(),
        };
        let controller_config = spec::controller_config(self, &told, settings, &mut notes)?;
        let stand = self.install_config.as_ref().map(|told| told.stand).unwrap_or_default();
        Ok(Some(Installed {
            machine_configs: machine_configs::all(&told, &mut notes)?,
            digest_mirrors: told.digest_mirrors().map(|object| Placed { object, stand }),
            content_sources: told.content_sources().map(|object| Placed { object, stand }),
            controller_config: Placed { object: controller_config, stand },
            report: notes.report,
        }))
    }
}

/// So many faults of an install-config are told.
const MOST_FAULTS: usize = 100;

/// What is noted on the way.
struct Notes<'t> {
    told: Option<&'t Told>,
    report: Report,
}

impl Notes<'_> {
    /// That a value is not known, and what is taken for it.
    fn suppose(&mut self, what: &str) {
        self.report.add(Entry::new(&rule::INSTALL_SUPPOSED, self.place()).saying(what.to_owned()));
    }

    /// That nothing can be made of it.
    fn refused(&self, faults: Vec<String>) -> Refused {
        let told = |fault: String| {
            let message = format!("the install-config cannot be used: {fault}");
            Entry::new(&rule::INSTALL_CONFIG, self.place()).at_gate(Gate::Generate).saying(message)
        };
        let more = faults.len().saturating_sub(MOST_FAULTS);
        let more = (more > 0).then(|| format!("{more} more faults are not told"));
        let report: Report = faults.into_iter().take(MOST_FAULTS).chain(more).map(told).collect();
        Refused::of(report).unwrap_or_else(|_| Refused::because(Entry::new(&rule::INSTALL_CONFIG, self.place())))
    }

    fn place(&self) -> Place {
        let Some(told) = self.told else { return Place::default() };
        let mut place = Place::new(told.stand.source, At::ROOT.field("data").field(INSTALL_CONFIG).path());
        // The text itself holds secrets, and the lines of a place are shown.
        place.span = Some(told.stand.name).filter(|_| told.is_apart);
        place
    }
}

/// Whether a text is written as a block: those begin below their key, and nothing else stands on their lines.
fn has_lines_of_its_own(raw: &[u8]) -> bool {
    !raw.starts_with(b"\"") && !raw.starts_with(b"'") && raw.contains(&b'\n')
}

/// The images of an ImageStream, by their tags.
fn tags(stream: Node<'_>) -> BTreeMap<String, String> {
    let list = stream.get("spec").and_then(|spec| spec.get("tags")).filter(|tags| tags.kind() == Kind::Array);
    let of = |tag: Node<'_>| {
        let from = tag.get("from")?;
        let is_image = from.get("kind").and_then(Node::as_str)? == "DockerImage";
        let (tag, image) = (tag.get("name")?.as_str()?, from.get("name")?.as_str()?);
        is_image.then(|| (tag.into_owned(), image.into_owned()))
    };
    list.into_iter().flat_map(|tags| tags.elements()).filter_map(of).collect()
}
