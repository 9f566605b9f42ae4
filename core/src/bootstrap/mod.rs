//! What is computed before a cluster has an API: the bootstrap host's files, from a directory of manifests.
//!
//! The first nodes are installed with what one program renders on the bootstrap host. Afterwards the controllers of the
//! cluster render the same manifests in their own way, and nodes whose first MachineConfig they do not come to degrade.
//! So both are functions here: [`run`] is day one, [`Manifests::cluster`] is day two, and [`hand_over`] names what differs.
//!
//! ```
//! use garboard_core::bootstrap::{self, Manifests, Settings};
//! use garboard_ignition::document::SourceId;
//!
//! let mut manifests = Manifests::default();
//! manifests.read(SourceId(0), b"
//! apiVersion: machineconfiguration.openshift.io/v1
//! kind: ControllerConfig
//! metadata: {name: machine-config-controller}
//! spec: {releaseImage: 'quay.io/release/release:4.22.0'}
//! ---
//! apiVersion: config.openshift.io/v1
//! kind: FeatureGate
//! metadata: {name: cluster}
//! status: {featureGates: [{version: 4.22.0, enabled: [], disabled: []}]}
//! ---
//! apiVersion: machineconfiguration.openshift.io/v1
//! kind: MachineConfig
//! metadata:
//!   name: 50-smt
//!   labels: {machineconfiguration.openshift.io/role: worker}
//! spec: {kernelArguments: [nosmt]}
//! ");
//! let made = bootstrap::run(&manifests, &Settings::default())?;
//! assert_eq!(made.rendered[0].spec().kernel_arguments, ["nosmt"]);
//! assert!(made.files()?.contains_key("machine-pools/worker.yaml"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it does not do
//! It asks no registry: where the gate `OSStreams` is on, the streams of the release are those that an OSImageStream among
//! the manifests lists. It makes nothing of an InternalReleaseImage, and says so.

mod files;
mod hand_over;
mod installer;
mod manifests;
mod pool;
mod pre_built;
mod ready;

pub use hand_over::{HandOver, hand_over};
pub use manifests::Manifests;

use crate::api::{ControllerConfig, MachineConfig, MachineConfigPool};
use crate::cluster::Cluster;
use crate::generate::Asked;
use crate::part::Part;
use crate::render::{self, Pools, Rendered, one_build};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::{Refused, Report};
use ready::Ready;
use serde_json::{Map, Value};

/// What the manifests do not say, or what is to count instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// What rendering needs besides.
    pub render: render::Settings,
    /// The release, such as `4.22.0`: the feature gates are those of this version. If nobody names it, those that are listed
    /// last count.
    pub payload_version: Option<String>,
    /// The image of the release, for a ControllerConfig that is made of what the installer was told.
    pub release_image: Option<String>,
}

/// What the bootstrap host makes of manifests.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Bootstrapped {
    /// All MachineConfigs that the pools select from, in the order in which they came to be: those of the manifests, of
    /// templates, of registries, container runtimes, feature gates, the set-up of nodes, kubelets and images built before.
    pub machine_configs: Vec<MachineConfig>,
    /// The rendered MachineConfig of each pool, pools by name.
    pub rendered: Vec<Rendered>,
    /// What the controllers know of the cluster.
    pub controller_config: ControllerConfig,
    /// The APIServer called `cluster`, as it was written.
    pub api_server: Option<Map<String, Value>>,
    /// What there is to say, though nothing of it is refused.
    pub report: Report,
    /// What the pools selected from.
    cluster: Cluster,
}

/// Makes of manifests what the bootstrap host makes of them. The order of files and documents does not matter, but for the
/// kinds of which the last counts, and for the order of [`Bootstrapped::machine_configs`].
///
/// # Errors
/// [`Refused`], with the words of the reference where it refuses too: a manifest that cannot be read, no ControllerConfig, no
/// FeatureGate or none of the release, objects that their controllers refuse, pools that cannot be rendered. All reasons of
/// a step are told, and the next step is not taken.
pub fn run(manifests: &Manifests, settings: &Settings) -> Result<Bootstrapped, Refused> {
    let Ready { mut cluster, mut machine_configs, controller_config, mut report } = manifests.ready(settings)?;
    let made = generate(&cluster, &controller_config, settings)?;
    report.append(made.report);
    report.append(cluster.bases_apart());
    let pre_built = pre_built::generate(&cluster.os_configs, &cluster.pools)?;
    for config in made.machine_configs.into_iter().chain(pre_built) {
        let stand = pool::stand_of(&config, &cluster);
        cluster.parts.push(Part::made(config.clone(), stand));
        machine_configs.push(config);
    }
    let rendered = render(&cluster, &settings.render, &mut report)?;
    Ok(Bootstrapped {
        machine_configs,
        rendered,
        controller_config,
        api_server: manifests.api_server.clone(),
        report,
        cluster,
    })
}

impl Bootstrapped {
    /// The pools, by name, each with its configuration: that names all MachineConfigs there are, so that a pool is made when
    /// it is asked for.
    pub fn pools(&self) -> impl Iterator<Item = MachineConfigPool> {
        let source = pool::source(&self.machine_configs);
        let pools = self.cluster.pools.iter().zip(&self.rendered);
        pools.map(move |(pool, rendered)| pool::configured(&pool.object, rendered, &source))
    }
}

/// What controllers make of the objects.
fn generate(
    cluster: &Cluster,
    controller_config: &ControllerConfig,
    settings: &Settings,
) -> Result<crate::generate::All, Refused> {
    let asked = Asked {
        pools: cluster.pools.iter().map(|pool| &pool.object).collect(),
        kubelet_configs: &cluster.kubelet_configs,
        runtime_configs: &cluster.runtime_configs,
        machine_configs: cluster.written.clone(),
        controller_config: Some(controller_config),
        surroundings: &cluster.surroundings,
        base: BTreeMap::new(),
    };
    // The build that is named, else the one that MachineConfigs name.
    asked.bootstrap(settings.render.controller_version.as_deref().unwrap_or_else(|| one_build(&cluster.parts)))
}

/// Renders every pool, or says why one of them cannot be.
fn render(cluster: &Cluster, settings: &render::Settings, report: &mut Report) -> Result<Vec<Rendered>, Refused> {
    let mut pools = Pools::at_bootstrap(cluster, settings);
    report.append(pools.report().clone());
    let (mut rendered, mut refused) = (Vec::new(), Report::new());
    for pool in &cluster.pools {
        match pools.render(&pool.object.metadata.name) {
            Ok(one) => {
                report.append(one.report.clone());
                rendered.push(one);
            }
            Err(why) => refused.append(why.into_report()),
        }
    }
    Refused::of(refused).map_or(Ok(rendered), Err)
}
