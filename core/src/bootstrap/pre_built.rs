//! Images that were built before the cluster is: `10-prebuiltimage-osimageurl-<pool>`.

use crate::api::{MachineConfig, MachineConfigPool, MachineOSConfig};
use crate::cluster::Placed;
use crate::generate::component;
use crate::generate::registries::Reference;
use crate::rule;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::report::{Entry, Gate, Refused, Report};

/// The annotation with the image.
const IMAGE: &str = "machineconfiguration.openshift.io/pre-built-image";

/// The annotation of a MachineOSConfig of which an image was built.
const BUILT: &str = "machineconfiguration.openshift.io/current-machine-os-build";

/// The condition of a MachineOSConfig whose image was taken over.
const SEEDED: &str = "Seeded";

/// The MachineConfigs that name the images.
///
/// # Errors
/// [`Refused`] for every MachineOSConfig without such an image, for a pool that is none, or with an image by no digest.
pub(super) fn generate(
    configs: &[Placed<MachineOSConfig>],
    pools: &[Placed<MachineConfigPool>],
) -> Result<Vec<MachineConfig>, Refused> {
    let (mut made, mut refused) = (Vec::new(), Report::new());
    for Placed { object, stand } in configs {
        match machine_config(object, pools) {
            Ok(config) => made.extend(config),
            Err(why) => {
                let words = format!("validation failed for MachineOSConfigs: {why}");
                refused.add(Entry::new(&rule::PRE_BUILT_IMAGE, stand.place()).at_gate(Gate::Generate).saying(words));
            }
        }
    }
    Refused::of(refused).map_or(Ok(made), Err)
}

fn machine_config(
    config: &MachineOSConfig,
    pools: &[Placed<MachineConfigPool>],
) -> Result<Option<MachineConfig>, String> {
    let name = &config.metadata.name;
    let Some(image) = config.metadata.annotation(IMAGE).filter(|image| !image.is_empty()) else {
        let why = format!(
            "MachineOSConfig {name:?} is missing required annotation {IMAGE:?} - this is required for install-time OCL"
        );
        return if is_seeded(config) { Ok(None) } else { Err(why) };
    };
    let pool = &*config.spec.machine_config_pool.name;
    if !pools.iter().any(|it| it.object.metadata.name == pool) {
        return Err(format!("MachineOSConfig {name:?} references non-existent pool {pool:?}"));
    }
    check(image).map_err(|why| {
        format!("invalid pre-built image {image:?} for MachineOSConfig {name:?} (pool {pool:?}): {why}")
    })?;
    let mut made = component::empty(&format!("10-prebuiltimage-osimageurl-{pool}"), pool);
    made.metadata.annotations = Some(BTreeMap::from([(IMAGE.into(), image.into())]));
    made.spec.os_image_url = image.into();
    Ok(Some(made))
}

/// Whether the image was taken over once, so that nobody need name it any more.
fn is_seeded(config: &MachineOSConfig) -> bool {
    let mut conditions = config.status.conditions.iter();
    conditions.any(|it| it.kind == SEEDED && it.status == "True")
        || config.metadata.annotation(BUILT).is_some_and(|build| !build.is_empty())
}

/// An image by its whole name and its digest.
fn check(image: &str) -> Result<(), String> {
    let reference = Reference::canonical(image)
        .map_err(|bad| format!("pre-built image {image:?} has invalid format: {}", bad.words()))?;
    if !reference.by_digest {
        return Err(format!("pre-built image must use digested format (image@sha256:digest), got: {image:?}"));
    }
    match image.rsplit('@').next().and_then(|digest| digest.split_once(':')) {
        Some(("sha256", _)) | None => Ok(()),
        Some((algorithm, _)) => Err(format!("pre-built image must use SHA256 digest, got {algorithm}: {image:?}")),
    }
}
