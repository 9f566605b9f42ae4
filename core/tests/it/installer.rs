//! What installers were told, and the ControllerConfig that is made of it.

use garboard_core::api::ControllerConfigSpec;
use garboard_core::bootstrap::{self, Bootstrapped, Manifests, Settings};
use garboard_core::render::Missing;
use garboard_ignition::Refused;
use garboard_ignition::document::SourceId;
use serde_json::{Value, json};

const TOLD: &str = "\
baseDomain: example.test
metadata: {name: one}
controlPlane: {replicas: 3}
networking:
  clusterNetwork: [{cidr: 10.128.0.0/14, hostPrefix: 23}]
  serviceNetwork: [172.31.0.0/16, 'fd02::/112']
platform: {none: {}}
pullSecret: 'hidden-pull-secret'
sshKey: ssh-ed25519 AAAAC3Nz me@example.test
fips: true
additionalTrustBundle: hidden-bundle
proxy: {httpProxy: 'http://user:hidden-word@proxy.example.test', noProxy: 'here.example.test, 10.0.0.0/8'}
imageDigestSources: [{source: quay.io/team, mirrors: [mirror.example.test/team]}]
";

const GATES: &str = "apiVersion: config.openshift.io/v1
kind: FeatureGate
metadata: {name: cluster}
status: {featureGates: [{version: 4.22.0}]}
";

const STREAM: &str = "apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: {name: 4.22.0}
spec:
  tags:
  - {name: machine-config-operator, from: {kind: DockerImage, name: quay.io/mco}}
  - {name: pod, from: {kind: DockerImage, name: quay.io/pod}}
  - {name: rhel-coreos, from: {kind: DockerImage, name: quay.io/os}}
  - {name: rhel-coreos-extensions, from: {kind: DockerImage, name: quay.io/extensions}}
";

fn cluster_config(told: &str) -> String {
    let text = told.replace('\n', "\n    ");
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cluster-config-v1, namespace: kube-system}}\ndata:\n  install-config: |\n    {text}\n"
    )
}

fn manifests(files: &[&str]) -> Manifests {
    let mut manifests = Manifests::default();
    for (number, text) in (0..).zip(files) {
        manifests.read(SourceId(number), text.as_bytes());
    }
    manifests
}

fn run(files: &[&str]) -> Result<Bootstrapped, Refused> {
    bootstrap::run(&manifests(files), &Settings::default())
}

fn spec(files: &[&str]) -> ControllerConfigSpec {
    manifests(files).controller_config(&Settings::default()).expect("a ControllerConfig").spec
}

fn infra(spec: &ControllerConfigSpec, path: &str) -> Value {
    let whole = Value::Object(spec.infra.clone().expect("an Infrastructure"));
    whole.pointer(path).cloned().unwrap_or_default()
}

#[test]
fn a_controller_config_is_made_of_what_the_installer_was_told() {
    let spec = spec(&[&cluster_config(TOLD), STREAM]);
    assert_eq!((&*spec.cluster_dns_ip, &*spec.ip_families), ("172.31.0.10", "DualStack"));
    assert_eq!((&*spec.platform, &*spec.network_type), ("none", "OVNKubernetes"));
    assert_eq!(infra(&spec, "/status/platformStatus/type"), "None");
    assert_eq!(infra(&spec, "/status/apiServerInternalURI"), "https://api-int.one.example.test:6443");
    assert_eq!(infra(&spec, "/status/controlPlaneTopology"), "HighlyAvailable");
    assert_eq!(spec.dns.expect("a DNS")["spec"], json!({ "baseDomain": "one.example.test" }));
    assert_eq!(spec.additional_trust_bundle.expect("a bundle").0, b"hidden-bundle");
    let hosts = ".cluster.local,.svc,10.0.0.0/8,10.128.0.0/14,127.0.0.1,172.31.0.0/16,api-int.one.example.test,fd02::/112,here.example.test,localhost";
    assert_eq!(spec.proxy.expect("a proxy").no_proxy, hosts);
    assert_eq!(
        (&*spec.base_os_container_image, &*spec.base_os_extensions_container_image),
        ("quay.io/os", "quay.io/extensions")
    );
    assert_eq!(spec.images.expect("images")["infraImageKey"], "quay.io/pod");
}

#[test]
fn objects_count_before_what_the_installer_was_told() {
    let objects = "apiVersion: config.openshift.io/v1
kind: Infrastructure
metadata: {name: cluster}
spec: {cloudConfig: {name: cloud-provider-config, key: config}}
status: {controlPlaneTopology: SingleReplica, platformStatus: {type: AWS, aws: {region: here}}}
---
apiVersion: config.openshift.io/v1
kind: Network
metadata: {name: cluster}
spec: {networkType: Other, serviceNetwork: ['fd02::/112']}
---
apiVersion: config.openshift.io/v1
kind: DNS
metadata: {name: cluster}
spec: {baseDomain: two.example.test}
---
apiVersion: config.openshift.io/v1
kind: Proxy
metadata: {name: cluster}
spec: {}
status: {}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: user-ca-bundle, namespace: openshift-config}
data: {ca-bundle.crt: other-bundle}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cloud-provider-config, namespace: openshift-config}
data: {config: of the cloud}
";
    for files in [&[objects][..], &[objects, &cluster_config(TOLD)]] {
        let spec = spec(files);
        assert_eq!((&*spec.cluster_dns_ip, &*spec.ip_families, &*spec.network_type), ("fd02::a", "IPv6", "Other"));
        assert_eq!((&*spec.platform, &*spec.cloud_provider_config), ("aws", "of the cloud"));
        assert_eq!(infra(&spec, "/status/platformStatus/aws/region"), "here");
        assert_eq!(spec.dns.expect("a DNS")["spec"]["baseDomain"], "two.example.test");
        assert_eq!(spec.additional_trust_bundle.expect("a bundle").0, b"other-bundle");
        assert_eq!(spec.proxy, None);
    }
}

#[test]
fn the_control_plane_tells_the_topology() {
    for (told, want) in [
        ("controlPlane: {replicas: 3}", "HighlyAvailable"),
        ("controlPlane: {}", "HighlyAvailable"),
        ("controlPlane: {replicas: 1}", "SingleReplica"),
        ("controlPlane: {replicas: 2, fencing: {}}", "DualReplica"),
        ("controlPlane: {replicas: 2}\narbiter: {replicas: 1}", "HighlyAvailableArbiter"),
    ] {
        let told = TOLD.replace("controlPlane: {replicas: 3}", told);
        assert_eq!(infra(&spec(&[&cluster_config(&told)]), "/status/controlPlaneTopology"), want);
    }
    let addresses = "platform: {baremetal: {apiVIPs: [10.0.0.1], ingressVIP: 10.0.0.2}}";
    let spec = spec(&[&cluster_config(&TOLD.replace("platform: {none: {}}", addresses))]);
    assert_eq!(infra(&spec, "/status/platformStatus/baremetal/apiServerInternalIPs"), json!(["10.0.0.1"]));
    assert_eq!(infra(&spec, "/status/platformStatus/baremetal/ingressIP"), "10.0.0.2");
}

#[test]
fn keys_and_fips_are_in_machine_configs_of_their_own() {
    let mine = "apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata: {name: 99-worker-ssh, labels: {machineconfiguration.openshift.io/role: worker}}
spec: {kernelArguments: [mine]}
";
    let config = cluster_config(TOLD);
    let made = run(&[&config, GATES, mine]).expect("a cluster");
    let names: Vec<_> = made.machine_configs.iter().map(|config| &*config.metadata.name).collect();
    assert_eq!(names, ["99-worker-ssh", "99-master-ssh", "99-master-fips", "99-worker-fips"]);
    let worker = made.rendered[1].spec();
    assert!(worker.fips && worker.kernel_arguments == ["mine"], "what stands there counts");
    let master = made.rendered[0].spec().config.as_ref().expect("a config").content();
    assert_eq!(master.passwd.users.as_ref().map(Vec::len), Some(1));
    let codes: Vec<_> = made.report.entries().iter().map(|entry| entry.rule.code).collect();
    assert!(codes.contains(&"install-config-supposed"), "{codes:?}");
}

#[test]
fn names_that_hang_on_what_is_supposed_are_partial() {
    let is_partial = |told: &str| {
        let mut manifests = manifests(&[told, GATES]);
        let template = "path: /etc/dns\ncontents: {inline: '{{ clusterDNSIP }}'}\n";
        for role in ["master", "worker"] {
            let path = format!("{role}/00-{role}/_base/files/dns.j2");
            manifests.add_template(SourceId(9), &path, template.to_owned());
        }
        let made = bootstrap::run(&manifests, &Settings::default()).expect("a cluster");
        made.rendered[0].certainty.missing().contains(&Missing::GeneratedConfigsUnlike)
    };
    assert!(is_partial(&cluster_config(TOLD)), "nobody said what the images of the release are");
    let controller = "apiVersion: machineconfiguration.openshift.io/v1\nkind: ControllerConfig\nmetadata: {name: x}\nspec: {clusterDNSIP: 10.0.0.1, infra: {status: {platformStatus: {type: None}}}}\n";
    assert!(!is_partial(controller));
}

#[test]
fn what_cannot_be_used_is_named_by_its_field_and_never_repeated() {
    for (from, to, words) in [
        ("baseDomain: example.test", "baseDomain: {hidden: 1}", "baseDomain must be text"),
        ("fips: true", "fips: hidden", "fips must be true or false"),
        ("metadata: {name: one}", "metadata: hidden", "metadata must be an object"),
        (
            "controlPlane: {replicas: 3}",
            "controlPlane: {replicas: hidden}",
            "controlPlane.replicas must be a whole number",
        ),
        ("{none: {}}", "{none: {}, aws: {}}", "platform must be one platform"),
        ("{none: {}}", "{hidden: {}}", "platform must be one of alibabacloud, aws,"),
        ("platform: {none: {}}", "x: 1", "platform is missing"),
        ("172.31.0.0/16", "172.31.0.0/30", "too small"),
        ("172.31.0.0/16", "here", "networking.serviceNetwork: \"here\" is no network"),
        ("[{cidr: 10.128.0.0/14, hostPrefix: 23}]", "[hidden]", "clusterNetwork must be a list of objects with cidr"),
        ("ssh-ed25519 AAAAC3Nz me@example.test", "hidden", "sshKey: SSH key 1 is no public key"),
        ("proxy: {", "proxy: {{hidden", "line 12 of it"),
        ("proxy: {httpProxy: 'http", "proxy: {httpsProxy: [hidden], x: 'http", "httpsProxy must be text"),
    ] {
        let told = TOLD.replace(from, to);
        assert_ne!(told, TOLD, "{from}");
        let refused = run(&[&cluster_config(&told), GATES]).expect_err(words);
        assert_eq!(refused.code(), "install-config-unusable");
        assert!(refused.to_string().contains(words), "{words}: {refused}");
        assert!(!refused.to_string().contains("hidden"), "{refused}");
    }
}

#[test]
fn what_was_told_is_not_shown_where_it_shares_a_line_with_the_name() {
    let object = json!({ "apiVersion": "v1", "kind": "ConfigMap", "data": { "install-config": "platform: 1\npullSecret: x\n" },
        "metadata": { "name": "cluster-config-v1" } });
    let refused = run(&[&object.to_string(), GATES]).expect_err("it is no platform");
    assert_eq!(refused.first().place.span, None);
    let refused = run(&[&cluster_config("platform: 1\npullSecret: x\n"), GATES]).expect_err("it is no platform");
    assert!(refused.first().place.span.is_some());
}

#[test]
fn with_a_controller_config_nobody_reads_what_the_installer_was_told() {
    let controller = "apiVersion: machineconfiguration.openshift.io/v1\nkind: ControllerConfig\nmetadata: {name: x}\nspec: {clusterDNSIP: 10.0.0.1}\n";
    assert_eq!(spec(&[&cluster_config("{"), controller]).cluster_dns_ip, "10.0.0.1");
}

/// The rules that the tests above break.
pub(crate) const fn covered() -> [&'static str; 2] {
    ["install-config-supposed", "install-config-unusable"]
}
