//! MachineConfigurations: what the administrator of a cluster asks of the operator.

use super::go::{kinds, objects, omitempty};
use super::{Condition, LabelSelector, ObjectMeta, Raw};
use alloc::{string::String, vec::Vec};

objects! {
    /// What the operator is asked to do in a cluster. There is one, `cluster`.
    MachineConfiguration {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Its name, labels and annotations.
        metadata: ObjectMeta = "metadata" "omitempty";
        /// What is asked for.
        spec: MachineConfigurationSpec = "spec";
        /// What became of it.
        status: MachineConfigurationStatus = "status" "omitempty";
    }

    /// What the operator is asked to do.
    MachineConfigurationSpec {
        /// `Managed`, `Unmanaged`, `Force` or `Removed`.
        management_state: String = "managementState" "omitempty";
        /// How much is logged: `Normal` to `TraceAll`.
        log_level: String = "logLevel" "omitempty";
        /// How much the operator itself logs.
        operator_log_level: String = "operatorLogLevel" "omitempty";
        /// Settings that nobody answers for.
        unsupported_config_overrides: Option<Raw> = "unsupportedConfigOverrides" "omitempty";
        /// Settings that the operator found.
        observed_config: Option<Raw> = "observedConfig" "omitempty";
        /// A new text here starts things anew.
        force_redeployment_reason: String = "forceRedeploymentReason" "omitempty";
        /// How many failed revisions are kept.
        failed_revision_limit: i32 = "failedRevisionLimit" "omitempty";
        /// How many good revisions are kept.
        succeeded_revision_limit: i32 = "succeededRevisionLimit" "omitempty";
        /// Whose boot images are kept up to date.
        managed_boot_images: Option<ManagedBootImages> = "managedBootImages" "omitempty";
        /// What a change of files, units and keys does to a node.
        node_disruption_policy: Option<NodeDisruptionPolicyConfig> = "nodeDisruptionPolicy" "omitempty";
        /// Changes that are let pass though nodes do not take them over.
        irreconcilable_validation_overrides: Option<IrreconcilableValidationOverrides> =
            "irreconcilableValidationOverrides" "omitempty";
        /// How old boot images may be.
        boot_image_skew_enforcement: Option<BootImageSkewEnforcement> = "bootImageSkewEnforcement" "omitempty";
    }

    /// Whose boot images are kept up to date.
    ManagedBootImages {
        /// By kind of what makes machines.
        machine_managers: Vec<MachineManager> = "machineManagers" "omitempty";
    }

    /// A kind of what makes machines.
    MachineManager {
        /// The plural of the kind: `machinesets` or `controlplanemachinesets`.
        resource: String = "resource";
        /// Its group.
        api_group: String = "apiGroup";
        /// Which of them.
        selection: MachineManagerSelector = "selection";
    }

    /// Which of a kind.
    MachineManagerSelector {
        /// `All`, `Partial` or `None`.
        mode: String = "mode";
        /// Which, if not all.
        partial: Option<PartialSelector> = "partial" "omitempty";
    }

    /// Which of a kind, by labels.
    PartialSelector {
        /// The selector.
        machine_resource_selector: Option<LabelSelector> = "machineResourceSelector" "omitempty";
    }

    /// What a change of files, units and keys does to a node.
    NodeDisruptionPolicyConfig {
        /// Of files.
        files: Vec<NodeDisruptionPolicyFile> = "files" "omitempty";
        /// Of units.
        units: Vec<NodeDisruptionPolicyUnit> = "units" "omitempty";
        /// Of the keys with which people log in.
        sshkey: Option<NodeDisruptionPolicySshKey> = "sshkey" "omitempty";
    }

    /// What a change of a file does.
    NodeDisruptionPolicyFile {
        /// The path of the file, or of a folder above it.
        path: String = "path";
        /// What is done.
        actions: Option<Vec<NodeDisruptionPolicyAction>> = "actions";
    }

    /// What a change of a unit does.
    NodeDisruptionPolicyUnit {
        /// The unit.
        name: String = "name";
        /// What is done.
        actions: Option<Vec<NodeDisruptionPolicyAction>> = "actions";
    }

    /// What a change of the keys does with which people log in.
    NodeDisruptionPolicySshKey {
        /// What is done.
        actions: Option<Vec<NodeDisruptionPolicyAction>> = "actions";
    }

    /// One thing that is done.
    NodeDisruptionPolicyAction {
        /// `Reboot`, `Drain`, `Reload`, `Restart`, `DaemonReload` or `None`; in a status also `Special`.
        kind: String = "type";
        /// What is reloaded.
        reload: Option<ServiceReference> = "reload" "omitempty";
        /// What is restarted.
        restart: Option<ServiceReference> = "restart" "omitempty";
    }

    /// A unit that is acted on.
    ServiceReference {
        /// Its name.
        service_name: String = "serviceName";
    }

    /// Changes that are let pass though nodes do not take them over.
    IrreconcilableValidationOverrides {
        /// Of `Disks`, `FileSystems` or `Raid`.
        storage: Vec<String> = "storage" "omitempty";
    }

    /// How old boot images may be.
    BootImageSkewEnforcement {
        /// `Automatic` (in a status), `Manual` or `None`.
        mode: String = "mode";
        /// How old they are, as the operator found.
        automatic: Option<BootImageVersions> = "automatic" "omitempty";
        /// How old they are, as somebody says.
        manual: Option<BootImageManual> = "manual" "omitempty";
    }

    /// How old boot images are.
    BootImageVersions {
        /// By the release that they came with.
        ocp_version: String = "ocpVersion" "omitempty";
        /// By their own version.
        rhcos_version: String = "rhcosVersion" "omitempty";
    }

    /// How old boot images are, as somebody says.
    BootImageManual {
        /// Which of the two holds: `OCPVersion` or `RHCOSVersion`.
        mode: String = "mode";
        /// The release that they came with.
        ocp_version: String = "ocpVersion" "omitempty";
        /// Their own version.
        rhcos_version: String = "rhcosVersion" "omitempty";
    }

    /// What became of what the operator was asked.
    MachineConfigurationStatus {
        /// The `generation` that this speaks of.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// What holds of it.
        conditions: Vec<Condition> = "conditions" "omitempty";
        /// What a change does to a node, as it holds.
        node_disruption_policy_status: Option<NodeDisruptionPolicyStatus> = "nodeDisruptionPolicyStatus" "omitempty";
        /// Whose boot images are kept up to date, as it holds.
        managed_boot_images_status: Option<ManagedBootImages> = "managedBootImagesStatus" "omitempty";
        /// How old boot images are.
        boot_image_skew_enforcement_status: Option<BootImageSkewEnforcement> =
            "bootImageSkewEnforcementStatus" "omitempty";
    }

    /// What a change does to a node, as it holds.
    NodeDisruptionPolicyStatus {
        /// What was asked for, on top of what holds in every cluster.
        cluster_policies: Option<NodeDisruptionPolicyConfig> = "clusterPolicies" "omitempty";
    }
}

kinds!(MachineConfiguration in "operator.openshift.io");
