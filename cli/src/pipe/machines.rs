//! The ops about what machines fetch.

use super::answer::Failure;
use super::request::Request;
use garboard_core::api::{ControllerConfig, MachineConfig};
use garboard_core::serve::{self, Context, Unserved};
use garboard_ignition::Finding;
use garboard_ignition::document::Sources;
use garboard_ignition::report::Voice;
use garboard_ignition::restate::Restated;
use serde::Serialize;

/// The answer to `negotiate`.
#[derive(Serialize)]
pub(super) struct Negotiated {
    version: &'static str,
}

/// Which version of Ignition a machine asks for.
pub(super) fn negotiate(request: &Request<'_>) -> Result<Negotiated, Failure> {
    request.only(&["accept"])?;
    let version = serve::negotiate(request.text("accept")?);
    let version = version.map_err(|refused| Failure::because(refused.code(), refused.to_string()))?;
    Ok(Negotiated { version: version.as_str() })
}

/// The answer to `serve`.
#[derive(Serialize)]
pub(super) struct Served {
    ignition: Restated,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Finding>,
}

/// What a machine is served.
pub(super) fn serve(request: &Request<'_>) -> Result<Served, Failure> {
    request.only(&["machine_config", "version", "current_config", "image", "kubeconfig", "controller_config"])?;
    let config = request.object::<MachineConfig>("machine_config")?;
    let config = config.ok_or_else(|| Failure::bad_request("machine_config is missing"))?;
    let controller_config = request.object::<ControllerConfig>("controller_config")?;
    let [current_config, image, kubeconfig] =
        ["current_config", "image", "kubeconfig"].map(|name| request.text(name).map(Option::unwrap_or_default));
    let (current_config, image, kubeconfig) = (current_config?, image?, kubeconfig?);
    let mut context = Context::new(current_config, kubeconfig);
    context.image = image;
    context.controller_config = controller_config.as_ref();
    let served = serve::serve(&config, request.any_version("version")?, &context).map_err(unserved)?;
    // The config stands in an object, and has no places of its own.
    let nowhere = Sources::default();
    let notes = served.report().findings(&nowhere).filter(|finding| finding.rule.voice == Voice::Advice).collect();
    Ok(Served { ignition: served, notes })
}

fn unserved(unserved: Unserved) -> Failure {
    match unserved {
        Unserved::Refused(refused) => Failure::unconverted(&refused, &Sources::default()),
        other => Failure::because(other.code(), other.to_string()),
    }
}
