//! Images that are built in the cluster for a pool.

use super::target::Target;
use alloc::string::String;
use alloc::{borrow::Cow, format};
use garboard_core::api::{Condition, MachineConfigPool, MachineOSBuild, MachineOSConfig};
use garboard_ignition::go::quote;

const CURRENT_BUILD: &str = "machineconfiguration.openshift.io/current-machine-os-build";
const TARGET_POOL: &str = "machineconfiguration.openshift.io/target-machine-config-pool";

/// What there is of an image for a pool: the MachineOSConfig that asks for it, and its build. With either of them the
/// pool is layered.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Build<'a> {
    /// Who asks for it.
    pub mosc: Option<&'a MachineOSConfig>,
    /// How far it is.
    pub mosb: Option<&'a MachineOSBuild>,
}

/// How far a build is, by the first of its conditions that is true, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Prepared,
    Building,
    Succeeded,
    Failed,
    Interrupted,
    Initial,
}

/// Whether nodes may go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gate {
    /// They may.
    Open,
    /// Not yet: why.
    Wait(&'static str),
    /// Not before somebody mends this.
    Refused(String),
}

/// Whether the first condition of a kind is true.
pub(super) fn is_true(conditions: &[Condition], kind: &str) -> bool {
    conditions.iter().find(|it| it.kind == kind).is_some_and(|it| it.status == "True")
}

impl<'a> Build<'a> {
    /// Of these.
    #[must_use]
    pub const fn new(mosc: Option<&'a MachineOSConfig>, mosb: Option<&'a MachineOSBuild>) -> Self {
        Self { mosc, mosb }
    }

    /// What belongs to a pool: the MachineOSConfig that names it, and its build for the pool's MachineConfig. The build
    /// that an annotation of the MachineOSConfig names goes before others, unless it is of another MachineConfig. A
    /// build that names the pool in a label is found without a MachineOSConfig too, and is an orphan then.
    #[must_use]
    pub fn of(pool: &MachineConfigPool, moscs: &'a [MachineOSConfig], mosbs: &'a [MachineOSBuild]) -> Self {
        let name = &*pool.metadata.name;
        let by_name = |a: &&MachineOSConfig, b: &&MachineOSConfig| a.metadata.name.cmp(&b.metadata.name);
        let mosc = moscs.iter().filter(|it| it.spec.machine_config_pool.name == name).min_by(by_name);
        let config = &*pool.spec.configuration.name;
        let builds = || mosbs.iter().filter(|it| it.spec.machine_config.name == config);
        let first = |a: &&MachineOSBuild, b: &&MachineOSBuild| a.metadata.name.cmp(&b.metadata.name);
        let mosb = match mosc {
            Some(mosc) => {
                let annotated = mosc.metadata.annotation(CURRENT_BUILD);
                let named = builds().find(|it| annotated == Some(&*it.metadata.name));
                let own = |it: &&MachineOSBuild| it.spec.machine_os_config.name == mosc.metadata.name;
                named.or_else(|| builds().filter(own).min_by(first))
            }
            None => builds().filter(|it| it.metadata.label(TARGET_POOL) == Some(name)).min_by(first),
        };
        Self { mosc, mosb }
    }

    /// Whether images are built for the pool.
    #[must_use]
    pub const fn is_layered(&self) -> bool {
        self.mosc.is_some() || self.mosb.is_some()
    }

    /// Where the nodes of a pool with this MachineConfig are to be.
    #[must_use]
    pub fn target<'t>(&self, config: &'t str) -> Target<'t>
    where
        'a: 't,
    {
        match (self.mosc, self.mosb) {
            (None, None) => Target::of_config(config),
            (Some(mosc), Some(mosb)) => {
                Target::of_build(config, &mosb.spec.machine_config.name, &mosc.status.current_image_pull_spec)
            }
            _ => Target::unbuilt(config),
        }
    }

    /// The image that the MachineOSConfig has; empty if there is none.
    pub(super) fn image(&self) -> &'a str {
        self.mosc.map_or("", |mosc| &mosc.status.current_image_pull_spec)
    }

    pub(super) fn phase(&self) -> Option<Phase> {
        let holds = |kind| is_true(&self.mosb?.status.conditions, kind).then_some(());
        self.mosb?;
        let phases = [
            ("Prepared", Phase::Prepared),
            ("Building", Phase::Building),
            ("Succeeded", Phase::Succeeded),
            ("Failed", Phase::Failed),
            ("Interrupted", Phase::Interrupted),
        ];
        let found = phases.into_iter().find(|(kind, _)| holds(kind).is_some());
        Some(found.map_or(Phase::Initial, |(_, phase)| phase))
    }

    /// Whether nodes cannot be where they are to be, because their image is still to come.
    pub(super) fn is_pending(&self) -> bool {
        let (Some(mosc), Some(mosb)) = (self.mosc, self.mosb) else { return false };
        let holds = |kind| is_true(&mosb.status.conditions, kind);
        let digest = &mosb.status.digested_image_push_spec;
        holds("Building")
            || holds("Prepared")
            || holds("Failed")
            || (holds("Succeeded") && !digest.is_empty() && *digest != mosc.status.current_image_pull_spec)
    }

    /// Whether nodes of a layered pool may go, in the words of the machine-config-operator where it has any.
    pub(super) fn gate(&self) -> Gate {
        let (mosc, mosb) = match (self.mosc, self.mosb) {
            (None, None) => return Gate::Open,
            (None, Some(mosb)) => {
                let name = quote::double(&mosb.metadata.name);
                return Gate::Refused(format!("orphaned MachineOSBuild {name} found, no MachineOSConfig asks for it"));
            }
            (Some(_), None) => return Gate::Wait("No MachineOSConfig or MachineOSBuild for this pool"),
            (Some(mosc), Some(mosb)) => (mosc, mosb),
        };
        let image = &mosc.status.current_image_pull_spec;
        let holds = |kind| is_true(&mosb.status.conditions, kind);
        if image.is_empty() {
            Gate::Wait("Desired image not set in MachineOSConfig")
        } else if holds("Succeeded") {
            let there = mosb.status.digested_image_push_spec == *image;
            if there { Gate::Open } else { Gate::Wait("The MachineOSConfig does not have the built image yet") }
        } else if holds("Building") {
            Gate::Wait("Image build pending")
        } else if holds("Failed") {
            Gate::Refused(format!("image build for MachineConfigPool {} failed", mosb.metadata.name))
        } else {
            Gate::Wait("Image is not ready yet")
        }
    }

    /// What is updated, in messages: the MachineConfig, and the image if there is one.
    pub(super) fn line(&self, config: &str) -> Cow<'static, str> {
        let image = self.image();
        let image = if image.is_empty() { String::new() } else { format!(" / Image {image}") };
        format!("MachineConfig {config}{image}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Build, Gate};
    use garboard_core::api::{MachineConfigPool, MachineOSBuild, MachineOSConfig};
    use serde_json::{Value, from_value, json};

    fn mosc(image: &str) -> MachineOSConfig {
        from_value(json!({ "metadata": { "name": "c" }, "spec": { "machineConfigPool": { "name": "worker" } },
            "status": { "currentImagePullSpec": image } }))
        .expect("a MachineOSConfig")
    }

    fn mosb(name: &str, config: &str, condition: &str, digest: &str) -> MachineOSBuild {
        from_value(json!({ "metadata": { "name": name },
            "spec": { "machineConfig": { "name": config }, "machineOSConfig": { "name": "c" } },
            "status": { "conditions": [{ "type": condition, "status": "True" }], "digestedImagePushSpec": digest } }))
        .expect("a MachineOSBuild")
    }

    #[test]
    fn nodes_of_a_layered_pool_wait_for_their_image() {
        let wait = Gate::Wait;
        for (image, condition, digest, want) in [
            ("", "Succeeded", "i", wait("Desired image not set in MachineOSConfig")),
            ("i", "Succeeded", "i", Gate::Open),
            ("i", "Succeeded", "j", wait("The MachineOSConfig does not have the built image yet")),
            ("i", "Building", "", wait("Image build pending")),
            ("i", "Failed", "", Gate::Refused("image build for MachineConfigPool b failed".into())),
            ("i", "Prepared", "", wait("Image is not ready yet")),
            ("i", "Interrupted", "", wait("Image is not ready yet")),
        ] {
            let (mosc, mosb) = (mosc(image), mosb("b", "x", condition, digest));
            assert_eq!(Build::new(Some(&mosc), Some(&mosb)).gate(), want, "{image} {condition} {digest}");
        }
        let (mosc, mosb) = (mosc("i"), mosb("b", "x", "Succeeded", "i"));
        assert_eq!(Build::new(None, None).gate(), Gate::Open);
        assert!(
            matches!(Build::new(None, Some(&mosb)).gate(), Gate::Refused(why) if why.starts_with("orphaned MachineOSBuild \"b\" found, "))
        );
        assert_eq!(Build::new(Some(&mosc), None).gate(), wait("No MachineOSConfig or MachineOSBuild for this pool"));
    }

    #[test]
    fn the_build_of_the_pools_config_is_found() {
        let pool = |value: Value| -> MachineConfigPool { from_value(value).expect("a pool") };
        let worker = pool(json!({ "metadata": { "name": "worker" }, "spec": { "configuration": { "name": "x" } } }));
        let mut builds = [mosb("b2", "x", "", ""), mosb("b1", "x", "", ""), mosb("old", "w", "", "")];
        let mut config = mosc("i");
        let found = |config: &MachineOSConfig, builds: &[MachineOSBuild]| {
            let build = Build::of(&worker, core::slice::from_ref(config), builds);
            build.mosb.map(|mosb| mosb.metadata.name.clone())
        };
        assert_eq!(found(&config, &builds).as_deref(), Some("b1"), "the first by name");
        config.metadata.annotations = Some([(super::CURRENT_BUILD.into(), "b2".into())].into());
        assert_eq!(found(&config, &builds).as_deref(), Some("b2"), "the one that is named");
        config.metadata.annotations = Some([(super::CURRENT_BUILD.into(), "old".into())].into());
        assert_eq!(found(&config, &builds).as_deref(), Some("b1"), "what is named is of another config");
        assert!(Build::of(&worker, &[], &builds).mosb.is_none());
        builds[0].metadata.labels = Some([(super::TARGET_POOL.into(), "worker".into())].into());
        let orphan = Build::of(&worker, &[], &builds);
        assert!(orphan.mosc.is_none() && orphan.is_layered());
        let infra = pool(json!({ "metadata": { "name": "infra" }, "spec": { "configuration": { "name": "y" } } }));
        assert!(!Build::of(&infra, core::slice::from_ref(&config), &builds).is_layered());
    }
}
