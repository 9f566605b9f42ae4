//! What a cluster is installed with: what has to be there, in which order things are made, and what the cluster makes
//! otherwise afterwards.

use garboard_core::bootstrap::{self, Bootstrapped, Manifests, Settings};
use garboard_core::cluster::Cluster;
use garboard_core::render::Pools;
use garboard_ignition::Refused;
use garboard_ignition::document::SourceId;
use garboard_ignition::go::dataurl;

const MCO: &str = "machineconfiguration.openshift.io/v1";
const CONFIG: &str = "config.openshift.io/v1";

/// An object: its API version, and from its kind on as YAML.
fn object(api: &str, rest: &str) -> String {
    format!("apiVersion: {api}\nkind: {rest}\n")
}

fn controller_config() -> String {
    object(
        MCO,
        "ControllerConfig\nmetadata: {name: machine-config-controller}\nspec:\n  releaseImage: quay.io/release/release:1\n  baseOSContainerImage: quay.io/os@sha256:1\n  baseOSExtensionsContainerImage: quay.io/ext@sha256:2",
    )
}

fn feature_gate(rest: &str) -> String {
    object(CONFIG, &format!("FeatureGate\nmetadata: {{name: cluster}}\n{rest}"))
}

const GATES: &str = "status: {featureGates: [{version: 4.22.0, enabled: [{name: Some}], disabled: [{name: SigstoreImageVerification}]}]}";

fn config(name: &str, role: &str, spec: &str) -> String {
    object(
        MCO,
        &format!(
            "MachineConfig\nmetadata:\n  name: {name}\n  labels: {{machineconfiguration.openshift.io/role: {role}}}\nspec: {spec}"
        ),
    )
}

/// The files that a role has of itself.
fn base(role: &str) -> String {
    let file = |path: &str, text: &str| {
        let text =
            text.replace(' ', "%20").replace('[', "%5B").replace(']', "%5D").replace('{', "%7B").replace('}', "%7D");
        format!("{{path: {path}, mode: 420, contents: {{source: 'data:,{text}'}}}}")
    };
    let files = [
        file("/etc/kubernetes/kubelet.conf", "maxPods: 250"),
        file("/etc/containers/storage.conf", "[storage]"),
        file("/etc/containers/registries.conf", ""),
        file("/etc/containers/policy.json", "{}"),
    ];
    let spec = format!("{{config: {{ignition: {{version: 3.5.0}}, storage: {{files: [{}]}}}}}}", files.join(", "));
    config(&format!("01-{role}-kubelet"), role, &spec) + "---\n" + &config(&format!("00-{role}"), role, "{}")
}

fn pool(name: &str, rest: &str) -> String {
    object(
        MCO,
        &format!(
            "MachineConfigPool\nmetadata: {{name: {name}, labels: {{pool: {name}}}}}\nspec:\n  machineConfigSelector:\n    matchExpressions: [{{key: machineconfiguration.openshift.io/role, operator: In, values: [worker, {name}]}}]\n{rest}"
        ),
    )
}

fn kubelet(name: &str, pool: &str) -> String {
    object(
        MCO,
        &format!(
            "KubeletConfig\nmetadata: {{name: {name}}}\nspec:\n  machineConfigPoolSelector: {{matchLabels: {{pool: {pool}}}}}\n  kubeletConfig: {{maxPods: 500}}"
        ),
    )
}

/// What a directory of these files holds.
fn manifests<T: AsRef<str>>(files: &[T]) -> Manifests {
    let mut manifests = Manifests::default();
    for (number, text) in (0..).zip(files) {
        manifests.read(SourceId(number), text.as_ref().as_bytes());
    }
    manifests
}

fn run<T: AsRef<str>>(files: &[T]) -> Result<Bootstrapped, Refused> {
    bootstrap::run(&manifests(files), &Settings::default())
}

/// A directory that a cluster can be installed from, and more.
fn with(more: &[String]) -> Vec<String> {
    let mut files = vec![controller_config(), feature_gate(GATES), base("master"), base("worker")];
    files.extend_from_slice(more);
    files
}

fn names(made: &Bootstrapped) -> Vec<&str> {
    made.rendered.iter().map(|rendered| &*rendered.name).collect()
}

#[test]
fn machine_configs_are_made_in_the_order_of_the_reference() {
    let runtime = object(
        MCO,
        "ContainerRuntimeConfig\nmetadata: {name: pids}\nspec:\n  machineConfigPoolSelector: {matchLabels: {pool: infra}}\n  containerRuntimeConfig: {pidsLimit: 2048}",
    );
    let built = object(
        MCO,
        &format!(
            "MachineOSConfig\nmetadata:\n  name: infra\n  annotations: {{machineconfiguration.openshift.io/pre-built-image: 'quay.io/team/os@sha256:{}'}}\nspec: {{machineConfigPool: {{name: infra}}}}",
            "a".repeat(64)
        ),
    );
    let made = run(&with(&[kubelet("pods", "infra"), runtime, built, pool("infra", "")])).expect("a cluster");
    let all: Vec<_> = made.machine_configs.iter().map(|config| &*config.metadata.name).collect();
    let want = [
        "01-master-kubelet",
        "00-master",
        "01-worker-kubelet",
        "00-worker",
        "99-infra-generated-registries",
        "99-master-generated-registries",
        "99-worker-generated-registries",
        "99-infra-generated-containerruntime",
        "98-infra-generated-kubelet",
        "98-master-generated-kubelet",
        "98-worker-generated-kubelet",
        "97-infra-generated-kubelet",
        "97-master-generated-kubelet",
        "97-worker-generated-kubelet",
        "99-infra-generated-kubelet",
        "10-prebuiltimage-osimageurl-infra",
    ];
    assert_eq!(all, want);
    assert_eq!(made.pools().count(), 3);
    for (pool, rendered) in made.pools().zip(&made.rendered) {
        assert_eq!(pool.spec.configuration.name, rendered.name);
        assert_eq!(pool.status.configuration, pool.spec.configuration);
        let source: Vec<_> = pool.spec.configuration.source.iter().map(|source| &*source.name).collect();
        assert_eq!(source, want, "whatever it selects");
    }
    let infra = &made.rendered[0];
    assert!(infra.spec().os_image_url.starts_with("quay.io/team/os@sha256:"));
    assert!(infra.spec().kernel_arguments.iter().any(|argument| argument == "systemd.unified_cgroup_hierarchy=1"));
    let files = infra.spec().config.as_ref().expect("a config").content().storage.files.clone().unwrap_or_default();
    let conf = files.iter().find(|file| &*file.path == "/etc/kubernetes/kubelet.conf").expect("a file");
    let text = dataurl::decode(conf.contents.source.as_deref().expect("a source")).expect("a data URL");
    assert!(String::from_utf8_lossy(&text).contains("maxPods: 500"));
}

#[test]
fn what_has_to_be_there_is_named_as_the_reference_names_it() {
    let several = with(&[kubelet("a", "infra"), kubelet("b", "infra"), pool("infra", "")]);
    let built = |annotations: &str, pool: &str| {
        let text = format!(
            "MachineOSConfig\nmetadata: {{name: infra, annotations: {annotations}}}\nspec: {{machineConfigPool: {{name: {pool}}}}}"
        );
        with(&[object(MCO, &text)])
    };
    let image = |image: &str| format!("{{machineconfiguration.openshift.io/pre-built-image: '{image}'}}");
    let cases = [
        (vec![feature_gate(GATES)], "error: no controllerconfig found in dir"),
        (vec![controller_config()], "error: no featuregate found in dir"),
        (vec![controller_config(), feature_gate("")], "error creating feature gates handler"),
        (several, "error found multiple KubeletConfigs targeting MachineConfigPool infra"),
        (
            with(&[pool("infra", "").replace("[worker, infra]", "[other]")]),
            "couldn't find any MachineConfigs for pool: infra",
        ),
        (
            with(&[pool("infra", "").replace("matchExpressions", "other")]),
            "couldn't find any MachineConfigs for pool: infra",
        ),
        (
            with(&[object(MCO, "KubeletConfig\nmetadata: {name: x}\nspec: [1]")]),
            "error parsing [1] manifest: KubeletConfig x cannot",
        ),
        (
            with(&[object(CONFIG, "Image\nmetadata: {name: cluster}\nspec: 7")]),
            "error parsing [1] manifest: Image cluster cannot",
        ),
        (with(&["a: [".into()]), "is never closed"),
        (built("{}", "worker"), "MachineOSConfig \"infra\" is missing required annotation"),
        (built(&image("quay.io/os@sha256:1"), "worker"), "has invalid format: invalid reference format"),
        (
            built(&image("quay.io/os:1"), "worker"),
            "pre-built image must use digested format (image@sha256:digest), got",
        ),
        (built(&image("quay.io/os:1"), "other"), "references non-existent pool \"other\""),
    ];
    for (files, words) in cases {
        let refused = run(&files).expect_err(words);
        assert!(refused.to_string().contains(words), "{words}: {refused}");
    }
}

#[test]
fn the_feature_gates_are_those_of_the_release() {
    let gates = "status: {featureGates: [{version: 4.22.0, enabled: [{name: Old}]}, {version: 4.23.0, enabled: [{name: New}]}]}";
    let mut files = with(&[]);
    files[1] = feature_gate(gates);
    let rendered = |version: Option<&str>| {
        let mut settings = Settings::default();
        settings.payload_version = version.map(str::to_owned);
        bootstrap::run(&manifests(&files), &settings)
    };
    let (old, new) = (rendered(Some("4.22.0")).expect("a cluster"), rendered(Some("4.23.0")).expect("another"));
    assert_ne!(names(&old), names(&new));
    assert_eq!(names(&new), names(&rendered(None).expect("the last")));
    let refused = rendered(Some("4.24.0")).expect_err("there is none");
    assert!(refused.to_string().contains("no version 4.24.0, only 4.22.0, 4.23.0"), "{refused}");
}

#[test]
fn of_several_the_last_counts_and_the_order_of_others_does_not_matter() {
    let mut files =
        with(&[kubelet("pods", "infra"), pool("infra", ""), config("50-x", "worker", "{kernelArguments: [x]}")]);
    let first = run(&files).expect("a cluster");
    files.reverse();
    assert_eq!(names(&run(&files).expect("the same")), names(&first));
    let whole = files.join("---\n");
    assert_eq!(names(&run(&[whole]).expect("the same")), names(&first));
    files.push(controller_config().replace("quay.io/os@", "quay.io/other@"));
    assert_ne!(names(&run(&files).expect("other images")), names(&first));
    files.push(controller_config());
    assert_eq!(names(&run(&files).expect("the first images")), names(&first));
}

#[test]
fn pools_of_the_release_make_way_for_those_of_people() {
    let own = object(
        MCO,
        "MachineConfigPool\nmetadata:\n  name: worker\n  labels: {machineconfiguration.openshift.io/mco-built-in: '', pools.operator.machineconfiguration.openshift.io/worker: ''}\nspec:\n  machineConfigSelector: {matchLabels: {machineconfiguration.openshift.io/role: worker}}\n  nodeSelector: {matchLabels: {node-role.kubernetes.io/worker: ''}}",
    );
    let paused = own.clone() + "  paused: true\n";
    let unavailable = own.clone() + "  maxUnavailable: 3\n";
    for (pools, want) in [
        (vec![], (false, None)),
        (vec![&own, &own], (false, None)),
        (vec![&paused, &own], (true, None)),
        (vec![&own, &paused], (true, None)),
        (vec![&paused, &unavailable, &own], (false, Some("3"))),
    ] {
        let pools: Vec<_> = pools.into_iter().cloned().collect();
        let made = run(&with(&pools)).expect("a cluster");
        let worker = made.pools().find(|pool| pool.metadata.name == "worker").expect("a pool");
        let most = worker.spec.max_unavailable.as_ref().map(ToString::to_string);
        assert_eq!((worker.spec.paused, most.as_deref()), want);
    }
}

#[test]
fn lists_are_passed_by_and_what_is_not_known_is_silent() {
    let item = config("50-x", "worker", "{kernelArguments: [x]}").replace('\n', "\n  ");
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {item}\n");
    let other = object("example.com/v1", "Thing\nspec: 1");
    let (first, second) = (run(&with(&[])).expect("a cluster"), run(&with(&[list, other])).expect("the same"));
    assert_eq!(names(&first), names(&second));
    let found: Vec<_> = second.report.entries().iter().map(|entry| entry.rule.code).collect();
    assert!(found.contains(&"bootstrap-list-skipped"), "{found:?}");
}

#[test]
fn files_are_those_of_the_machine_config_server() {
    let server = object(CONFIG, "APIServer\nmetadata: {name: cluster}\nspec: {tlsSecurityProfile: {type: Modern}}");
    let made = run(&with(&[server])).expect("a cluster");
    let files = made.files().expect("YAML");
    let [master, worker] = [0, 1].map(|at| format!("machine-configs/{}.yaml", made.rendered[at].name));
    let want = [
        "api-server/api-server.yaml",
        "controller-config/machine-config-controller.yaml",
        &master,
        &worker,
        "machine-pools/master.yaml",
        "machine-pools/worker.yaml",
    ];
    assert_eq!(files.keys().collect::<Vec<_>>(), want);
    assert!(files[&worker].contains("machineconfiguration.openshift.io/release-image-version: \"\""));
    assert!(files["machine-pools/worker.yaml"].starts_with("apiVersion: machineconfiguration.openshift.io/v1\nkind:"));
}

/// What differs on day two: the codes of findings, by pool.
fn differs(files: &[String]) -> Vec<(String, Vec<&'static str>)> {
    let (manifests, settings) = (manifests(files), Settings::default());
    let first = bootstrap::run(&manifests, &settings).expect("a cluster");
    let cluster: Cluster = manifests.cluster(&settings).expect("the same cluster");
    let pools = bootstrap::hand_over(&first, &mut Pools::new(&cluster, &settings.render));
    pools.into_iter().map(|it| (it.pool, it.report.entries().iter().map(|entry| entry.rule.code).collect())).collect()
}

#[test]
fn built_in_pools_are_rendered_the_same_on_both_days() {
    let more = [
        kubelet("pods", "worker"),
        object(
            CONFIG,
            "Image\nmetadata: {name: cluster}\nspec: {registrySources: {insecureRegistries: [a.example.com]}}",
        ),
        object(CONFIG, "Node\nmetadata: {name: cluster}\nspec: {workerLatencyProfile: MediumUpdateAverageReaction}"),
        pool("worker", "")
            .replace("[worker, worker]", "[worker]")
            .replace("{pool: worker}", "{pool: worker, machineconfiguration.openshift.io/mco-built-in: ''}"),
    ];
    assert_eq!(differs(&with(&more)), [("master".into(), vec![]), ("worker".into(), vec![])]);
}

#[test]
fn kernel_arguments_of_custom_pools_are_gone_on_the_second_day() {
    let found = differs(&with(&[pool("infra", "")]));
    assert_eq!(found[0], ("infra".into(), vec!["bootstrap-name-lost", "bootstrap-kernel-arguments"]));
    assert_eq!(found[1..], [("master".into(), vec![]), ("worker".into(), vec![])]);
    let alone = pool("infra", "").replace("[worker, infra]", "[infra]");
    let want = vec!["bootstrap-name-lost", "bootstrap-kernel-arguments", "bootstrap-registries"];
    assert_eq!(differs(&with(&[alone]))[0], ("infra".into(), want));
}

#[test]
fn a_machine_config_that_stands_twice_counts_twice_on_the_first_day_only() {
    let twice = ["a", "b"].map(|argument| config("50-x", "worker", &format!("{{kernelArguments: [{argument}]}}")));
    let found = differs(&with(&twice));
    assert_eq!(found[1], ("worker".into(), vec!["bootstrap-name-lost", "bootstrap-config-twice"]));
}

#[test]
fn what_a_cluster_says_otherwise_is_named() {
    let mine = config("50-x", "worker", "{kernelArguments: [a]}");
    let theirs = [mine.replace("[a]", "[b]"), config("51-y", "worker", "{}")];
    let gone = config("52-z", "worker", "{fips: false}");
    let settings = Settings::default();
    let first = run(&with(&[mine, gone])).expect("a cluster");
    let cluster = manifests(&with(&theirs)).cluster(&settings).expect("another");
    let pools = bootstrap::hand_over(&first, &mut Pools::new(&cluster, &settings.render));
    let found: Vec<_> = pools[1].report.entries().iter().map(|entry| &*entry.message).collect();
    let words = ["50-x says something else", "51-y is made only by the cluster", "the cluster makes no 52-z"];
    assert!(found[0].contains("the first rendered name differs"), "{found:?}");
    for (found, words) in found[1..].iter().zip(words) {
        assert!(found.contains(words), "{words}: {found}");
    }
}

#[test]
fn what_is_not_made_here_is_said() {
    let gates =
        "status: {featureGates: [{version: 4.22.0, enabled: [{name: OSStreams}, {name: NoRegistryClusterInstall}]}]}";
    let stream = "OSImageStream\nmetadata: {name: cluster}\nstatus:\n  defaultStream: rhel-9\n  availableStreams: [{name: rhel-9, osImage: quay.io/stream, osExtensionsImage: quay.io/extensions}]";
    let release = "InternalReleaseImage\nmetadata: {name: cluster}";
    let mut files = with(&[object(MCO, release)]);
    files[1] = feature_gate(gates);
    let codes = |made: &Bootstrapped| -> Vec<_> { made.report.entries().iter().map(|entry| entry.rule.code).collect() };
    let made = run(&files).expect("a cluster");
    assert_eq!(codes(&made), ["bootstrap-streams-unknown", "bootstrap-release-image"]);
    assert_eq!(made.rendered[1].spec().os_image_url, "quay.io/os@sha256:1");
    files.push(object(MCO, stream));
    let made = run(&files).expect("a cluster");
    assert_eq!(codes(&made), ["bootstrap-release-image"]);
    assert_eq!(made.rendered[1].spec().os_image_url, "quay.io/stream");
    files[1] = feature_gate(GATES);
    assert_eq!(run(&files).expect("a cluster").rendered[1].spec().os_image_url, "quay.io/os@sha256:1");
}

/// The rules that the tests above break.
pub(crate) const fn covered() -> [&'static str; 11] {
    [
        "bootstrap-config-differs",
        "bootstrap-config-twice",
        "bootstrap-controller-config",
        "bootstrap-feature-gate",
        "bootstrap-kernel-arguments",
        "bootstrap-list-skipped",
        "bootstrap-name-lost",
        "bootstrap-registries",
        "bootstrap-release-image",
        "bootstrap-streams-unknown",
        "pre-built-image",
    ]
}
