//! Every rule about manifests, MachineConfigs and their kin, once.

use garboard_ignition::catalogue;
use garboard_ignition::report::Rule;

catalogue! {
    // ── files ───────────────────────────────────────────────────────────────────────────────
    /// A file that is no text.
    NOT_TEXT = Rule::error("not-text", "the file is not UTF-8 text",
        "Save it as UTF-8. Binary files do not belong among manifests.").advice();
    /// A file without a document.
    EMPTY_FILE = Rule::info("empty-file", "there is nothing in the file",
        "White space and comments are nothing to a cluster. Remove the file, or write what it was made for.").advice();
    /// A document that is no YAML.
    YAML_SYNTAX = Rule::error("yaml-syntax", "the document is not YAML: {}",
        "Mend the text at the place named; the other documents of the file were checked.").advice();
    /// A document that is still a template.
    TEMPLATE_NOT_RENDERED = Rule::warning("template-not-rendered",
        "the document is a template and cannot be read before it is rendered",
        "Check what the template renders to.").advice();
    /// A value that is still to be filled in.
    PLACEHOLDER = Rule::warning("placeholder", "the value holds a placeholder: it is not checked",
        "Check the file again with the placeholder filled in.").advice();
    /// A key that is written twice.
    YAML_DUPLICATE_KEY = Rule::warning("yaml-duplicate-key", "the key is written twice: the last one wins",
        "Remove one of them.").advice();
    /// A document that kubectl does not see.
    YAML_SECOND_DOCUMENT = Rule::warning("yaml-second-document",
        "kubectl does not see this document: the --- before it is not alone on its line",
        "Put --- on a line of its own.").advice();
    /// A merge key that replaces what stands above it.
    YAML_MERGE_REPLACES_KEY = Rule::warning("yaml-merge-replaces-key",
        "kubectl lets this merge key replace the key above it; other readers keep the key",
        "Put << first in the mapping, or leave one of them out.").advice();
    /// Text that kubectl drops.
    YAML_TRAILING_TEXT = Rule::warning("yaml-trailing-text", "kubectl drops this text: the document ends before it",
        "Put --- on a line of its own before it, or indent it as the lines above: a line less indented than the first ends the document.").advice();
    /// A comment that names no rule.
    SUPPRESSION_UNKNOWN = Rule::warning("suppression-unknown", "the comment suppresses nothing: there is no rule {}",
        "Write the code of a rule, as findings show it in brackets; `garboard rules` prints them all.").advice();
    /// An Ignition config that is no JSON.
    IGNITION_IN_YAML = Rule::warning("ignition-in-yaml", "this looks like an Ignition config, but it is YAML: it is not checked",
        "Machines read Ignition as JSON. Convert it, or write it as Butane or inside a MachineConfig.").advice();
    /// An object without a kind.
    KIND_MISSING = Rule::warning("kind-missing", "the object has no kind: it is not checked",
        "Objects have apiVersion, kind and metadata.name.").advice();
    /// An object without an API version.
    API_VERSION_MISSING = Rule::warning("api-version-missing", "the object has no apiVersion: it is not checked",
        "Objects have apiVersion, kind and metadata.name.").advice();
    /// An object that is nearly one of a kind that is judged.
    KIND_UNKNOWN = Rule::warning("kind-unknown", "no matches for kind {} in version {}: the object is not checked",
        "A MachineConfig has apiVersion: machineconfiguration.openshift.io/v1 and kind: MachineConfig, letter by letter.");

    // ── objects: what the API server does ───────────────────────────────────────────────────
    /// A field the API server does not know.
    UNKNOWN_FIELD = Rule::warning("unknown-field", "unknown field {}: the API server drops it silently",
        "The field has no effect. Correct its spelling or remove it.");
    /// A field of the wrong type.
    FIELD_TYPE = Rule::error("field-type", "{} must be {}",
        "Write a value of the type named. Bare words such as yes, on and 1 are no strings: put them in quotes.");
    /// A field that has to be there.
    FIELD_MISSING = Rule::error("field-missing", "{} is missing", "Write the field: the API server takes no such object without it.");
    /// A value of the right type that is not allowed.
    FIELD_VALUE = Rule::error("field-value", "{} must be {}", "Write one of the values that the message names.");
    /// An object without a name.
    NAME_MISSING = Rule::error("name-missing", "metadata.name is missing", "Name the object.");
    /// A name the API server refuses.
    NAME_INVALID = Rule::error("name-invalid", "metadata.name is not a valid name",
        "Names have at most 253 letters, digits, - and ., in lower case, and begin and end with a letter or digit.");
    /// A label the API server refuses.
    LABEL_INVALID = Rule::error("label-invalid", "the label's value is not valid",
        "Values have at most 63 letters, digits, -, _ and ., and begin and end with a letter or digit. Numbers and true need quotes.");

    // ── MachineConfigs: what the render controller does ─────────────────────────────────────
    /// No role.
    ROLE_MISSING = Rule::warning("role-missing",
        "the label machineconfiguration.openshift.io/role is missing: no pool selects this by default",
        "Add the label with worker, master or the name of a custom pool.").advice();
    /// A config without a version.
    CONFIG_VERSION_MISSING = Rule::error("config-version-missing",
        "parsing Ignition config failed: invalid version. Supported spec versions: 2.2,3.0,3.1,3.2,3.3,3.4,3.5",
        "Set spec.config.ignition.version to a version from 3.0.0 to 3.5.0, as a string.");
    /// A config of a version that is not rendered.
    CONFIG_VERSION_UNKNOWN = Rule::error("config-version-unknown",
        "parsing Ignition config failed: unknown version. Supported spec versions: 2.2,3.0,3.1,3.2,3.3,3.4,3.5",
        "Declare a version from 3.0.0 to 3.5.0. A cluster's operator does not read 3.6.0 and newer.");
    /// A mode the operator refuses.
    MODE_ABOVE_0777 = Rule::error("mode-above-0777", "invalid mode {} for {}, cannot exceed 0777",
        "Write a mode from 0 to 511 (0777). If the digits were meant as octal, write the decimal number: 0755 is 493.");
    /// A kernel that is not known.
    KERNEL_TYPE = Rule::error("kernel-type-invalid", "kernelType={} is invalid",
        "Types are default, realtime and 64k-pages.");
    /// An extension that is not known.
    EXTENSION = Rule::error("extension-unknown", "invalid extensions found: [{}]",
        "Extensions are ipsec, kerberos, kernel-devel, sandboxed-containers, sysstat, two-node-ha and usbguard.");
    /// An absent partition beside one that takes the next free number.
    PARTITION_ZERO_BESIDE_ABSENT = Rule::error("partition-zero-beside-absent",
        "shouldExist is false for a partition and other partition(s) has start or size 0",
        "Give every partition of the disk a number.");
    /// A user other than core.
    USER_NOT_CORE = Rule::warning("user-not-core", "a user other than core: machines that exist already refuse the change",
        "Only core, and only its keys and password hash, can be changed by a MachineConfig after installation.").advice();
    /// More than the operator stores.
    TOO_LARGE = Rule::error("machine-config-too-large", "the MachineConfig has {} bytes, more than 1572864",
        "Fetch large files by URL, or put them into the image.");
    /// Nearly more than the operator stores.
    NEARLY_TOO_LARGE = Rule::warning("machine-config-nearly-too-large",
        "the MachineConfig has {} bytes; a rendered one must stay below 1572864",
        "All MachineConfigs of a pool are rendered into one of this size.").advice();

    // ── selectors ───────────────────────────────────────────────────────────────────────────
    /// A selector that the controllers refuse.
    BAD_SELECTOR = Rule::error("bad-selector", "invalid label selector: {}",
        "Operators are In and NotIn, with values, and Exists and DoesNotExist, without. Keys and values are those that labels can have.");
    /// A selector that finds no pool.
    POOL_SELECTOR_EMPTY = Rule::error("pool-selector-empty", "could not find any MachineConfigPool set for {}",
        "An absent or empty machineConfigPoolSelector selects no pool. Select a pool by a label that it has, such as matchLabels: {pools.operator.machineconfiguration.openshift.io/worker: \"\"}.");
    /// A selector that takes every node.
    SELECTING_ALL_NODES = Rule::error("selecting-all-nodes",
        "This machineconfigpool is selecting all nodes. A non-empty selector is required.",
        "Select nodes by a label, such as matchLabels: {node-role.kubernetes.io/infra: \"\"}.");

    // ── MachineConfigPools ──────────────────────────────────────────────────────────────────
    /// A pool that the admission policy refuses.
    POOL_NOT_FROM_WORKER = Rule::error("pool-not-from-worker",
        "All custom MachineConfigPools must inherit from the worker pool and must have a machineConfigSelector that matches for a 'machineconfiguration.openshift.io/role: worker' label",
        "The selector needs the label machineconfiguration.openshift.io/role: In, with worker among the values, or in matchLabels worker, master or arbiter.");
    /// A pool that does not get what is made for it.
    POOL_WITHOUT_ITS_ROLE = Rule::warning("pool-without-its-role",
        "the pool does not select the role {}: what is generated for it reaches no node",
        "Controllers give the MachineConfigs that they make of KubeletConfigs and the like the pool's name as role. Select it too.").advice();
    /// A pool that has no nodes.
    POOL_WITHOUT_NODES = Rule::warning("pool-without-nodes", "without a nodeSelector the pool has no nodes",
        "Select nodes by a label, such as matchLabels: {node-role.kubernetes.io/infra: \"\"}.").advice();
    /// A number of nodes that is none.
    MAX_UNAVAILABLE = Rule::error("max-unavailable-invalid", "invalid value for IntOrString: {}",
        "Write a whole number without quotes, or a whole percentage such as 10%.");
    /// Fewer than no nodes.
    MAX_UNAVAILABLE_NEGATIVE = Rule::warning("max-unavailable-negative", "maxUnavailable is below zero: no node is ever updated",
        "Write 1 or more. To stop updates set paused to true.").advice();
    /// No nodes, which cannot be.
    MAX_UNAVAILABLE_ZERO = Rule::warning("max-unavailable-zero", "maxUnavailable is zero and counts as 1",
        "Write 1 or more. To stop updates set paused to true.").advice();

    // ── KubeletConfigs: what the kubelet-config controller does ─────────────────────────────
    /// A configuration that cannot be decoded.
    KUBELET_UNREADABLE = Rule::error("kubelet-config-unreadable", "KubeletConfig could not be unmarshalled, err: {}",
        "Write a value of the type named. Numbers, true and false have no quotes; durations have a unit, as 10s.");
    /// A field of the operator's own.
    KUBELET_FIELD_FORBIDDEN = Rule::error("kubelet-field-forbidden",
        "KubeletConfiguration: {} is not allowed to be set, but contains: {}",
        "Remove the field: the operator sets it itself, and makes nothing of a KubeletConfig that has it.");
    /// A field that the kubelet does not have.
    KUBELET_FIELD_UNKNOWN = Rule::warning("kubelet-field-unknown", "unknown kubelet field {}: accepted and without effect",
        "Correct its spelling, or remove it. Nothing else will report it.").advice();
    /// A value that does not replace another.
    KUBELET_ZERO = Rule::warning("kubelet-zero-without-effect",
        "{} has no effect: what says nothing leaves the operator's own value in place",
        "The operator merges: false, 0 and what is empty replace nothing. Write another value, or remove the field.").advice();
    /// Two ways to reserve.
    KUBELET_RESERVED_TWICE = Rule::error("kubelet-reserved-twice",
        "KubeletConfiguration: autoSizingReserved and systemdReserved cannot be set together",
        "Set autoSizingReserved to false, or remove systemReserved.");
    /// Two cgroups that have to be one.
    KUBELET_CGROUPS_DIFFER = Rule::error("kubelet-cgroups-differ",
        "KubeletConfiguration: systemReservedCgroup ({}) must match systemCgroups ({})", "Write the same cgroup in both.");
    /// A profile that is not the one used.
    TLS_PROFILE_UNUSED = Rule::warning("tls-profile-unused", "the profile has no effect",
        "Ciphers and versions of one's own stand in custom, and count where type is Custom.").advice();
    /// A cipher that gets lost.
    TLS_CIPHER_UNKNOWN = Rule::warning("tls-cipher-unknown", "the cipher {} is not known by this name: it is dropped",
        "Profiles name ciphers as OpenSSL does, such as ECDHE-RSA-AES128-GCM-SHA256, in capitals; those of TLS 1.3 begin with TLS_.").advice();

    // ── ContainerRuntimeConfigs: what the container-runtime-config controller does ──────────
    /// A log level that CRI-O does not have.
    LOG_LEVEL = Rule::error("log-level-invalid",
        "invalid LogLevel {}, must be one of error, fatal, panic, warn, info, debug, or trace",
        "Write one of these, in lower case.");
    /// Fewer processes than a container needs.
    PIDS_LIMIT = Rule::error("pids-limit-invalid", "invalid PidsLimit {}", "Write 20 or more, or 0.");
    /// Logs that are too small.
    LOG_SIZE = Rule::error("log-size-invalid", "invalid LogSizeMax {}, cannot be less than 8kB",
        "Write more than 8192 bytes, such as 10M, or -1 for no limit.");
    /// A size below nothing.
    OVERLAY_SIZE = Rule::error("overlay-size-invalid", "invalid overlaySize {}, cannot be less than 0",
        "Write a size such as 8G, or remove the field.");
    // ── MachineConfigurations: what changes do to nodes ──────────────────────────────────────
    /// An action that allows no other beside it.
    DISRUPTION_ALONE = Rule::error("disruption-action-not-alone",
        "{} action can only be specified standalone, as it will override any other actions",
        "Leave the other actions out, or this one.");
    /// A service that is missing, or that no action asks for.
    DISRUPTION_SERVICE = Rule::error("disruption-action-service", "{} is required when type is {}, and forbidden otherwise",
        "An action of type Reload has reload.serviceName, one of type Restart has restart.serviceName, and no other has either.");
    /// A path that no file has.
    DISRUPTION_MATCHES_NOTHING = Rule::warning("disruption-policy-matches-nothing", "the policy for {} matches no file",
        "Write the absolute path of a file or of a directory above it. A policy for / is never asked: what no policy matches means a reboot.").advice();
    /// A path of which the policy may mean more than it seems.
    DISRUPTION_WIDE = Rule::warning("disruption-policy-wide", "the policy is for every file below {}, at any depth",
        "A reboot is left out for files that need one, too. Name the files, or the directory that holds them.").advice();
    /// A policy that another takes the place of.
    DISRUPTION_SHADOWED = Rule::warning("disruption-policy-shadowed", "the policy never counts: that for {} does",
        "Of several policies above a file, the one whose path is written longest counts, a slash at its end included. Leave one of them out.").advice();
    /// A directory in which the operator's own policies go on.
    DISRUPTION_STANDARD = Rule::info("disruption-policy-standard", "the policy is not for {}, of which the operator has its own",
        "To change what they do, write policies for these very paths.").advice();
    /// A service that no unit is known for.
    DISRUPTION_UNIT_UNKNOWN = Rule::warning("disruption-service-unknown", "no MachineConfig installs {}",
        "If the operating system has no such unit, the action fails and the node degrades. Mind the spelling.").advice();
    /// A service that cannot be started.
    DISRUPTION_UNIT_MASKED = Rule::warning("disruption-service-masked", "{} is masked by MachineConfig {}",
        "A masked unit cannot be reloaded or restarted: the action fails and the node degrades. Unmask it, or leave the action out.").advice();

    // ── pools: what the render controller does with all that one selects ────────────────────
    /// A pool that selects nothing.
    NOTHING_SELECTED = Rule::error("nothing-selected", "no MachineConfigs found matching selector {}",
        "Give the pool's machineConfigSelector the role label of its MachineConfigs, or the MachineConfigs that label.");
    /// A MachineConfig without any label.
    LABELS_MISSING = Rule::error("labels-missing", "cannot find label in MachineConfig {}",
        "Add the label machineconfiguration.openshift.io/role.");
    /// A MachineConfig that a controller of another build wrote.
    OTHER_BUILD = Rule::error("controller-version-differs", "ignoring MC {} generated by older version {} (my version: {})",
        "Take all MachineConfigs that the cluster's own controllers write from one cluster at one time, or leave the controller's version open.");
    /// A development package for a kernel that has none.
    KERNEL_DEVEL = Rule::error("kernel-devel-beside-kernel-type",
        "installing kernel-devel extension is not supported with kernelType: {}",
        "Leave kernel-devel out of extensions, or the kernel type at default.");
    /// An image from a MachineConfig and one from a stream.
    IMAGE_AND_STREAM = Rule::error("image-beside-stream",
        "cannot override MachineConfig osImageURL and set MachineConfigPool spec.osImageStream.name simultaneously",
        "Take osImageURL out of the MachineConfigs, or osImageStream out of the pool.");
    /// What the reference cannot name.
    UNNAMEABLE = Rule::error("not-nameable", "the rendered MachineConfig has no name: {}",
        "Names are a hash of YAML, which some control characters cannot enter. Encode the contents that hold them in base64.");
    /// A whole that breaks rules though its parts do not.
    RENDERED_INVALID = Rule::warning("rendered-config-invalid", "the rendered config breaks a rule that its MachineConfigs keep: {}",
        "Nobody judges the rendered config before it is the pool's; once it is, every later render of the pool fails. Change the MachineConfigs named.");
    /// An object whose fields do not fit its kind.
    UNREADABLE = Rule::error("object-unreadable", "{} cannot be read: {}",
        "Write the object as `oc explain` describes its kind.");
    /// A pool that nobody knows.
    NO_SUCH_POOL = Rule::error("no-such-pool", "there is no MachineConfigPool {}",
        "Name a pool among the manifests, or master or worker.").advice();
    /// A selector that selects everything.
    EMPTY_SELECTOR = Rule::error("empty-selector",
        "This machineconfigpool is selecting all machineconfigs. A non-empty selector is required.",
        "Select by role: matchLabels with machineconfiguration.openshift.io/role.");
    /// Objects of one kind and name.
    DUPLICATE_NAME = Rule::error("duplicate-name", "{} MachineConfigs are called {}: a cluster has one of a name",
        "Check one set of manifests at a time, or rename all but one.").advice();
    /// MachineConfigs that controllers of several builds wrote.
    MIXED_CONTROLLER_VERSIONS = Rule::warning("mixed-controller-versions",
        "controllers of several versions wrote these MachineConfigs: {}",
        "A controller refuses what another version wrote. Take all from one cluster at one time, or name the version that is to render.");
    /// A ControllerConfig that a controller of another build wrote.
    CONTROLLER_CONFIG_VERSION = Rule::warning("controller-config-version-differs",
        "ignoring controller config generated from {} (my version: {})",
        "A controller waits until its own version has written the ControllerConfig. Take it and the MachineConfigs from one cluster at one time.");
    /// A stream that there is not.
    STREAM_UNKNOWN = Rule::error("stream-unknown", "could not get OSImageStreamSet for pool {}: requested OSImageStream {} not found",
        "Name one of the streams in the status of the OSImageStream.");
    /// A runtime that the operating system lacks.
    RUNC_MISSING = Rule::error("runc-missing",
        "MachineConfigPool {} targets a RHEL 10 OS image where runc is not available",
        "Remove ContainerRuntimeConfigs with defaultRuntime: runc, and MachineConfigs with default_runtime = \"runc\" for CRI-O.");
    /// A drop-in of CRI-O that cannot be read.
    CRIO_DROPIN = Rule::error("crio-dropin-unreadable", "failed to parse TOML from CRI-O drop-in {} in MC {}: {}",
        "Drop-ins below /etc/crio/crio.conf.d/ are TOML.");

    // ── generation: what objects turn into ──────────────────────────────────────────────────
    /// An object that a controller makes nothing of.
    GENERATION_REFUSED = Rule::error("generation-refused", "the controller refuses the object: {}",
        "Nothing reaches the nodes of what the object asks for until it is mended; the message is the controller's own.");
    /// A template of MachineConfigs that makes none.
    TEMPLATE_REFUSED = Rule::error("template-refused", "the templates of role {} make no MachineConfigs: {}",
        "Mend the template; without it, nothing of what the templates of the role make reaches the nodes.").advice();
    /// A directory without a ControllerConfig.
    BOOTSTRAP_CONTROLLER_CONFIG = Rule::error("bootstrap-controller-config", "error: no controllerconfig found in dir",
        "Add the ControllerConfig machine-config-controller that the operator writes on the bootstrap host, or what it is made of: the ConfigMap cluster-config-v1 with the install-config, or the Infrastructure cluster.");
    /// What an installer was told cannot be used.
    INSTALL_CONFIG = Rule::error("install-config-unusable", "the install-config cannot be used: {}",
        "Correct the field that the message names, in the text of data.install-config of the ConfigMap cluster-config-v1.").advice();
    /// Something that nobody says.
    INSTALL_SUPPOSED = Rule::info("install-config-supposed", "no manifest says it, and it is supposed: {}",
        "What is supposed can differ from what the installer writes: add the manifest that the message names, and it counts.").advice();
    /// A directory without the features of the release.
    BOOTSTRAP_FEATURE_GATE = Rule::error("bootstrap-feature-gate", "error: no featuregate found in dir",
        "Add the FeatureGate cluster as it is rendered for the release: status.featureGates lists what is on and off, by version.");
    /// A list of objects among the manifests of a cluster that is installed.
    BOOTSTRAP_LIST = Rule::warning("bootstrap-list-skipped", "the bootstrap host passes by the objects of this {}",
        "Write each object as a document of its own: lists are read by kubectl, and not by the bootstrap host.");
    /// Streams of OS images that nobody here asks for.
    BOOTSTRAP_STREAMS = Rule::info("bootstrap-streams-unknown", "the gate OSStreams is on, and the images of the release's streams are not known",
        "The bootstrap host asks the release. Add an OSImageStream with status.availableStreams and status.defaultStream, or name the images.").advice();
    /// A release that is served from within.
    BOOTSTRAP_RELEASE_IMAGE = Rule::warning("bootstrap-release-image", "the bootstrap host makes MachineConfigs of this InternalReleaseImage, and they are not made here",
        "The rendered names are those of a cluster without it.").advice();
    /// An image built before the cluster that cannot be used.
    PRE_BUILT_IMAGE = Rule::error("pre-built-image", "validation failed for MachineOSConfigs: {}",
        "Name the image with its digest, as registry/name@sha256:…, in the annotation machineconfiguration.openshift.io/pre-built-image, and the pool that it is for.");
    /// Nodes whose first MachineConfig the cluster does not have.
    BOOTSTRAP_NAME_LOST = Rule::warning("bootstrap-name-lost", "nodes of pool {} will degrade: the first rendered name differs, they are installed with {} and the cluster renders {}",
        "A node looks for the MachineConfig that it was installed with. Change what the findings beside this one name, so that both render the same, or add the pool after the installation.").advice();
    /// Kernel arguments that custom pools have only at first.
    BOOTSTRAP_KERNEL_ARGUMENTS = Rule::warning("bootstrap-kernel-arguments", "{} sets the kernel arguments {} while the cluster is installed, and not afterwards: then only built-in pools get them",
        "The bootstrap host gives kernel arguments for control groups to every pool. Add custom pools when the cluster is installed.").advice();
    /// Registries that custom pools have only at first.
    BOOTSTRAP_REGISTRIES = Rule::info("bootstrap-registries", "{} is there while the cluster is installed, and not afterwards",
        "In a cluster custom pools get what is said of registries with the MachineConfigs of worker; a pool that does not select those gets nothing.").advice();
    /// A MachineConfig that stands twice.
    BOOTSTRAP_TWICE = Rule::warning("bootstrap-config-twice", "{} stands {} times: all count now, and a cluster holds one",
        "Put all of it into one MachineConfig, or rename one of them.").advice();
    /// A MachineConfig that is not the same in the cluster.
    BOOTSTRAP_CONFIG_DIFFERS = Rule::warning("bootstrap-config-differs", "{} says something else in the cluster",
        "The difference is shown with the changes of the pool.").advice();
    /// A file that is not known, of which another would be made.
    NO_BASE_FILE = Rule::info("no-base-file", "what pool {} gets of {} is not known without its {}",
        "Add the MachineConfigs 00-ROLE and 01-ROLE-* of the cluster to the manifests: controllers start from the files in them.").advice();
    /// A registry that is not blocked, since the release comes from there.
    PAYLOAD_NOT_BLOCKED = Rule::warning("payload-registry-not-blocked",
        "error adding [{}] to blocked registries, cannot block the repository being used by the payload",
        "The controller only logs this. Add an ImageDigestMirrorSet for the repository of the release with a mirror that is not blocked.");
    /// What counts only behind a feature gate that is not on.
    FEATURE_GATE_OFF = Rule::warning("feature-gate-off", "{} has no effect: the feature gate {} is not on",
        "The controllers pass it by in silence. If the cluster has the gate, add its FeatureGate to the manifests.").advice();
    /// A release that nobody named.
    RELEASE_UNKNOWN = Rule::info("release-unknown",
        "the image of the release is not known: whether a registry is blocked that it is pulled from cannot be told",
        "Add the ClusterVersion, or a ControllerConfig with releaseImage.").advice();
    /// A role has one file of a path to start from.
    BASE_FILES_APART = Rule::warning("base-files-apart", "{} and {} have different {}",
        "In a cluster the MachineConfigs 00-ROLE and 01-ROLE-* have each file once. Take one of the two away.").advice();
    /// A cluster makes nothing of mirrors and policies without its Image.
    IMAGE_MISSING = Rule::info("image-missing", "the Image cluster is not among the manifests: {}",
        "Add the Image of the cluster: oc get images.config.openshift.io cluster -o yaml.").advice();
    /// Lists of registries that are dropped as a whole.
    REGISTRY_LISTS_DROPPED = Rule::error("registry-lists-dropped", "blocked and allowed registries have no effect: {}",
        "The controller cannot tell whether the release has a mirror, logs that, and drops both lists. Correct the mirror or registry that the message names.");
    /// Scopes of an ImagePolicy that a ClusterImagePolicy has.
    IMAGE_POLICY_CONFLICT = Rule::warning("image-policy-conflict",
        "ImagePolicy {} has conflicting scope(s) [{}] that equal to or nest inside existing clusterimagepolicy, only policy from clusterimagepolicy scope(s) will be applied",
        "Take the scopes out of the ImagePolicy, or out of the ClusterImagePolicy.");

    // ── sets: what manifests say together ───────────────────────────────────────────────────
    /// A value that another MachineConfig of the pool replaces.
    VALUE_OVERRIDDEN = Rule::warning("value-overridden", "{} of this object is overridden by {}",
        "A pool gets the value of the MachineConfig that is merged last: those of worker first, then the others, each by name as text, so that 10-a comes before 9-b. Leave the value out of one of them, or rename one.").advice();
    /// A value that another MachineConfig of the pool has too.
    VALUE_REPEATED = Rule::info("value-repeated", "{} stands in {} too, with the same value",
        "Nothing changes for the nodes. Leave it out of one of them, so that they cannot drift apart.").advice();
    /// A value of the operator that a user replaces.
    OPERATOR_FILE_REPLACED = Rule::warning("operator-file-replaced", "this replaces the whole of {}, which the operator writes itself",
        "Nothing of the operator's own text is kept, and what it changes there later does not reach the nodes. Use the object that the file is made from, or a drop-in beside it.").advice();
    /// A kernel parameter that another file sets too.
    SYSCTL_OVERRIDDEN = Rule::warning("sysctl-overridden", "{} is overridden by {} of {}",
        "systemd reads the files of /etc/sysctl.d by their names, and the last value counts, whatever MachineConfig the file is from. Set the parameter in one of them.").advice();
    /// A key that another MachineConfig has too.
    SSH_KEY_REPEATED = Rule::info("ssh-key-repeated", "a key of {} stands in {} too: it goes only when both leave it out",
        "The keys of all MachineConfigs of a pool are joined; none takes the key of another away.").advice();
    /// A kernel type that nothing takes back.
    KERNEL_TYPE_NOT_RESET = Rule::warning("kernel-type-not-reset", "kernelType default has no effect: {} sets another, which nothing takes back",
        "default and an absent kernelType are the same to a pool. Change the MachineConfig that sets the other kernel.").advice();
    /// Kernel arguments that contradict each other.
    KERNEL_ARGUMENTS_APART = Rule::warning("kernel-arguments-apart", "the kernel arguments {} and {} contradict each other",
        "Kernel arguments of all MachineConfigs of a pool are strung together. Leave one of the two out.").advice();
    /// Several KubeletConfigs or ContainerRuntimeConfigs for a pool.
    POOL_CONFIGS_COMPETE = Rule::warning("pool-configs-compete", "{} are for pool {}: {} wins, and without effect are {}",
        "Each is written into a MachineConfig of its own, whose name ends with the annotation mc-name-suffix of the object; the newest object gets the next number, and the last name wins. Its kubelet.conf replaces that of the others as a whole; of ContainerRuntimeConfigs each setting has its own file, but sizes and stores of storage.conf. Put all settings of a pool into one object.").advice();
    /// More than is judged together.
    SET_TOO_LARGE = Rule::info("set-too-large", "{} are too many: what they say together is not judged in full",
        "Everything else was judged. Check fewer manifests at a time, such as those of one cluster or one pool.").advice();
    /// A MachineConfig for no pool.
    NOT_SELECTED = Rule::warning("not-selected", "no pool among these manifests selects this MachineConfig of the role {}",
        "Correct the role, or add the pool whose machineConfigSelector selects it.").advice();
    /// A pool that shares MachineConfigs with worker.
    POOL_TAKES_WORKERS = Rule::info("pool-takes-worker-configs", "pool {} selects MachineConfigs of worker too: a change of {} reaches its nodes",
        "That is how custom pools are meant. Nodes of both pools reboot when such a MachineConfig changes.").advice();
}
