//! What a machine fetches when it boots for the first time: the config of its pool, in the version that it reads, and
//! what it needs to join.
//!
//! [`negotiate`] says which version a machine asks for, [`serve`] what it gets.

mod embed;
mod negotiate;

pub use negotiate::{UnsupportedVersion, negotiate};

use crate::api::{ControllerConfig, MachineConfig, Raw};
use crate::check::{RENDERED as INTERNAL, raised};
use crate::gojson;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::{fmt, mem};
use garboard_ignition::document::{MAX_DOCUMENT, Place, SourceId};
use garboard_ignition::model::{Content, File, Resource};
use garboard_ignition::report::Entry;
use garboard_ignition::restate::{Restated, as_server};
use garboard_ignition::rule::{NOT_EXPRESSIBLE, SPEC_2, TOO_LARGE};
use garboard_ignition::{Config, Refused, Version, decode, read_json};
use serde_json::json;

/// The first one that has kernel arguments.
const WITH_KERNEL_ARGUMENTS: Version = Version::V3_3;

const NODE_ANNOTATIONS: &str = "/etc/machine-config-daemon/node-annotations.json";
const KUBECONFIG: &str = "/etc/kubernetes/kubeconfig";
const MACHINE_CONFIG: &str = "/etc/mcs-machine-config-content.json";
const ENCAPSULATED: &str = "/etc/ignition-machine-config-encapsulated.json";
const KUBELET_CA: &str = "/etc/kubernetes/kubelet-ca.crt";
const CLOUD_CA: &str = "/etc/kubernetes/static-pod-resources/configmaps/cloud-config/ca-bundle.pem";

const PREFIX: &str = "machineconfiguration.openshift.io/";

/// What a server knows besides the MachineConfig.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context<'c> {
    /// The name of the rendered MachineConfig that the machine begins with.
    pub current_config: &'c str,
    /// The kubeconfig with which the machine joins.
    pub kubeconfig: &'c str,
    /// The OS image that was built for the pool in the cluster; empty if there is none.
    pub image: &'c str,
    /// Whose certificates take the place of those in the MachineConfig, which may be older.
    pub controller_config: Option<&'c ControllerConfig>,
}

impl<'c> Context<'c> {
    /// Without an image and a ControllerConfig.
    #[must_use]
    pub const fn new(current_config: &'c str, kubeconfig: &'c str) -> Self {
        Self { current_config, kubeconfig, image: "", controller_config: None }
    }
}

/// What a machine is served that asks for the config of its pool at `version`.
///
/// Kernel arguments of the config go to the MachineConfig if `version` is older than 3.3; certificates are brought up to
/// date; files are added with which the machine joins and takes over; then the config is restated. Nothing is kept from
/// one call to the next.
///
/// ```
/// use garboard_core::api::MachineConfig;
/// use garboard_core::serve::{Context, serve};
/// use garboard_ignition::Version;
///
/// let config: MachineConfig =
///     serde_json::from_str(r#"{"spec":{"config":{"ignition":{"version":"3.4.0"}}}}"#)?;
/// let served = serve(&config, Version::V3_2, &Context::new("rendered-worker-1", "kind: Config\n"))?;
/// assert!(served.to_json().starts_with(r#"{"ignition":{"version":"3.2.0"},"storage":{"files":["#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Unserved`], if there is no config, if it is none that the server reads, if it has one of the added files already,
/// and if `version` cannot say what it says.
pub fn serve(config: &MachineConfig, version: Version, context: &Context<'_>) -> Result<Restated, Unserved> {
    let written = config.spec.config.as_ref().ok_or(Unserved::NoConfig)?;
    let mut content = read(written)?;
    let mut config = embed::known(config);
    if version < WITH_KERNEL_ARGUMENTS {
        move_kernel_arguments(&mut content, &mut config, version)?;
    }
    let files = content.storage.files.get_or_insert_default();
    for (path, bytes) in certificates(context) {
        renew(files, path, bytes);
    }
    files.extend(added(config, version, context)?);
    Ok(as_server(Config::new(INTERNAL, content)?, version)?)
}

/// Why a machine gets nothing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Unserved {
    /// The MachineConfig has no config.
    NoConfig,
    /// The config cannot be read, or cannot be served at the version.
    Refused(Refused),
}

impl Unserved {
    /// A name that programs can rely on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoConfig => "no-config",
            Self::Refused(refused) => refused.code(),
        }
    }
}

impl fmt::Display for Unserved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConfig => f.write_str("the MachineConfig has no config"),
            Self::Refused(refused) => refused.fmt(f),
        }
    }
}

impl core::error::Error for Unserved {}

impl From<Refused> for Unserved {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// A config of any version that the server reads.
fn read(written: &Raw) -> Result<Content, Refused> {
    let tape = read_json(written.as_str().as_bytes(), SourceId::default())?;
    match decode(tape.root(), INTERNAL) {
        Err(refused) if is_spec_2(&refused) => Ok(raised(tape.root())?.0.into_content()),
        parsed => Ok(parsed?.config.at(INTERNAL)?.config.into_content()),
    }
}

fn is_spec_2(refused: &Refused) -> bool {
    refused.report().entries().iter().any(|entry| entry.rule.code == SPEC_2.code)
}

/// What a version without kernel arguments cannot say is said by the MachineConfig.
fn move_kernel_arguments(content: &mut Content, config: &mut MachineConfig, version: Version) -> Result<(), Refused> {
    let arguments = mem::take(&mut content.kernel_arguments);
    if arguments.should_not_exist.is_some_and(|unwanted| !unwanted.is_empty()) {
        let message = format!("can't serve version {version} with ignition KernelArguments.ShouldNotExist populated");
        return Err(Refused::because(Entry::new(&NOT_EXPRESSIBLE, Place::default()).saying(message)));
    }
    let wanted = arguments.should_exist.unwrap_or_default();
    if !wanted.is_empty() {
        config.spec.kernel_arguments.get_or_insert_default().extend(wanted);
    }
    Ok(())
}

/// The certificates that the cluster has by now.
fn certificates<'c>(context: &Context<'c>) -> impl Iterator<Item = (&'static str, &'c [u8])> {
    let spec = context.controller_config.map(|config| &config.spec);
    let files = spec
        .map(|spec| [(KUBELET_CA, &spec.kube_api_server_serving_ca_data), (CLOUD_CA, &spec.cloud_provider_ca_data)]);
    let files = files.into_iter().flatten().filter_map(|(path, bytes)| Some((path, &*bytes.as_ref()?.0)));
    files.filter(|(_, bytes)| !bytes.is_empty())
}

/// Gives the first file at `path` other bytes, and nothing else; makes one if there is none.
fn renew(files: &mut Vec<File>, path: &str, bytes: &[u8]) {
    let contents = Resource::escaped(bytes);
    match files.iter_mut().find(|file| file.path == path) {
        Some(file) => file.contents.source = contents.source,
        None => files.push(File::new(path, 0o644, contents)),
    }
}

/// The files that the server adds, in order.
fn added(mut config: MachineConfig, version: Version, context: &Context<'_>) -> Result<[File; 4], Refused> {
    let annotations = gojson::to_string(&annotations(&config, context));
    if !context.image.is_empty() {
        config.spec.os_image_url = context.image.into();
    }
    let whole = embed::indented(&gojson::to_string(&config), MAX_DOCUMENT).ok_or_else(too_long)?;
    config.spec.config = Some(Raw::from(&json!({ "ignition": { "version": version.as_str() } })));
    let encapsulated = gojson::to_string(&config);
    let files = [
        (NODE_ANNOTATIONS, &*annotations),
        (KUBECONFIG, context.kubeconfig),
        (MACHINE_CONFIG, &*whole),
        (ENCAPSULATED, &*encapsulated),
    ];
    Ok(files.map(|(path, text)| File::new(path, 0o644, Resource::escaped(text.as_bytes()))))
}

fn too_long() -> Refused {
    let message = format!("the MachineConfig would have more than {MAX_DOCUMENT} bytes with a line for each value");
    Refused::because(Entry::new(&TOO_LARGE, Place::default()).saying(message))
}

/// The annotations that the node begins with, by name.
fn annotations<'a>(config: &'a MachineConfig, context: &Context<'a>) -> BTreeMap<String, &'a str> {
    let built_before =
        config.metadata.annotation(&format!("{PREFIX}pre-built-image")).filter(|image| !image.is_empty());
    let image = built_before.unwrap_or(context.image);
    let annotations = [
        ("currentConfig", context.current_config),
        ("desiredConfig", context.current_config),
        ("firstPivotConfig", context.current_config),
        ("state", "Done"),
        ("currentImage", image),
        ("desiredImage", image),
    ];
    let needed = annotations.into_iter().filter(|(name, value)| !(name.ends_with("Image") && value.is_empty()));
    needed.map(|(name, value)| (format!("{PREFIX}{name}"), value)).collect()
}
