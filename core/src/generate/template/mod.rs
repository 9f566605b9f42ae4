//! The MachineConfigs of roles, from a directory of templates: the operator's own, or one in its layout.
//!
//! Below the directory stand `<role>/<MachineConfig>/<variant>/{files,units,extensions}/<template>`, and
//! `common/<variant>/…` for the first MachineConfig of each role. A variant is a kind of platform; a later one takes the
//! place of a template of the same name, and an empty one takes it away. A template is filled in with what the
//! ControllerConfig says, and is then a file or a unit as Butane writes it. `templates/README.md` tells those who bring
//! their own.
//!
//! A template whose name ends in `.j2` is written in Jinja's language: it is bounded, knows neither clocks nor other
//! templates, and a name that says nothing is an error. All others have the few actions of Go that files of nodes need.
//!
//! ```
//! use garboard_core::api::ControllerConfig;
//! use garboard_core::generate::template::{self, Inputs};
//! use garboard_core::generate::{Bases, Tls};
//!
//! let file = "path: /etc/kubernetes/kubelet.conf\ncontents:\n  inline: |\n    clusterDNS: [{{ clusterDNSIP }}]\n";
//! let templates = [("worker/01-worker-kubelet/_base/files/kubelet.conf.j2".into(), file.into())].into();
//! let config: ControllerConfig = serde_json::from_str(r#"{ "spec": {
//!     "clusterDNSIP": "172.30.0.10", "infra": { "status": { "platformStatus": { "type": "None" } } }
//! } }"#)?;
//! let tls = Tls::of(None);
//! let inputs = Inputs::new(&config.spec, &tls);
//! let configs = template::machine_configs(&templates, &inputs, "worker")?;
//! assert_eq!(configs[0].metadata.name, "01-worker-kubelet");
//! assert_eq!(Bases::of(&configs).file("worker", "/etc/kubernetes/kubelet.conf"), Ok("clusterDNS: [172.30.0.10]\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod data;
mod filters;
mod go;
mod jinja;
mod layout;
mod made;
mod piece;
mod subset;

pub(crate) use made::all as made;
pub(crate) use made::{Fault, Made, MadeOf};

use super::{Base, Bases, Refusal, Surroundings, Tls, bases::texts_of};
use crate::api::{ControllerConfig, ControllerConfigSpec, MachineConfig};
use crate::role::{ARBITER, BUILT_IN};
use crate::rule;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_ignition::document::Place;
use garboard_ignition::report::Entry;

/// What templates are filled in with.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Inputs<'a> {
    /// What the controllers know of the cluster.
    pub config: &'a ControllerConfigSpec,
    /// Which TLS kubelets speak.
    pub tls: &'a Tls,
    /// With which images are pulled, as JSON; none if it is not known. Only templates that name it need it.
    pub pull_secret: Option<&'a str>,
    /// The build of the controllers.
    pub controller_version: &'a str,
}

impl<'a> Inputs<'a> {
    /// Of a cluster of which neither the pull secret nor the build of the controllers is known.
    #[must_use]
    pub const fn new(config: &'a ControllerConfigSpec, tls: &'a Tls) -> Self {
        Self { config, tls, pull_secret: None, controller_version: "" }
    }
}

/// What manifests say of what templates are filled in with.
pub(crate) struct Known<'a> {
    config: Cow<'a, ControllerConfigSpec>,
    tls: Tls,
    pull_secret: Option<&'a str>,
}

impl<'a> Known<'a> {
    pub(crate) fn of(controller: Option<&'a ControllerConfig>, around: &'a Surroundings) -> Self {
        Self {
            config: controller.map_or_else(Cow::default, |controller| Cow::Borrowed(&controller.spec)),
            tls: Tls::of(around.tls.as_ref()),
            pull_secret: around.pull_secret.as_deref(),
        }
    }

    /// The same for controllers of this build.
    pub(crate) fn inputs<'k>(&'k self, controller_version: &'k str) -> Inputs<'k> {
        let Self { config, tls, pull_secret } = self;
        Inputs { config, tls, pull_secret: *pull_secret, controller_version }
    }
}

/// That nothing is made for a role, and why.
pub(crate) fn nothing(role: &str, why: impl fmt::Display, place: Place) -> Entry {
    let words = format!("the templates of role {role} make no MachineConfigs: {why}");
    Entry::new(&rule::TEMPLATE_REFUSED, place).saying(words)
}

/// The roles that MachineConfigs are made for: those with a directory, `arbiter` only where the control plane has one.
#[must_use]
pub fn roles(templates: &BTreeMap<String, String>, inputs: &Inputs<'_>) -> Vec<&'static str> {
    let counts = |role: &&str| *role != ARBITER || layout::has_arbiter(inputs.config);
    let has = |role: &&str| !layout::names(templates, role).is_empty();
    BUILT_IN.into_iter().filter(counts).filter(has).collect()
}

/// The MachineConfigs of a role, by name; templates are named by their path below the directory. A role that clusters do
/// not have of themselves has those of `worker`, with its own label.
///
/// # Errors
/// [`Refusal`], with the template, the line and what to write, if one cannot be filled in or what it says is neither file
/// nor unit; or if there are no templates for the role, or nobody says on which platform the cluster is.
pub fn machine_configs(
    templates: &BTreeMap<String, String>,
    inputs: &Inputs<'_>,
    role: &str,
) -> Result<Vec<MachineConfig>, Refusal> {
    let made = made::all(templates, inputs, role).map_err(|fault| Refusal::new(format!("{fault}")))?;
    Ok(made.into_iter().map(|made| made.config).collect())
}

/// The base files of every role that clusters have. What cannot be made is refused role by role.
#[must_use]
pub fn bases(templates: &BTreeMap<String, String>, inputs: &Inputs<'_>) -> Bases {
    let mut bases = Bases::default();
    for role in BUILT_IN {
        let made = machine_configs(templates, inputs, role)
            .map_err(|why| Refusal::new(format!("GenerateMachineConfigsforRole failed with error: {why}")));
        bases.insert(role, made.map_or_else(Base::Refused, |configs| Base::Files(files(&configs))));
    }
    bases.complete()
}

/// The files of all, by path; of several with one path the first MachineConfig's.
fn files(configs: &[MachineConfig]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (path, text) in configs.iter().flat_map(texts_of) {
        all.entry(path).or_insert(text);
    }
    all
}
