//! Clusters with the MachineConfigs that controllers make of their other objects.

use garboard_core::cluster::Cluster;
use garboard_core::generate::{Manifests, Mode};
use garboard_core::part::Part;
use garboard_core::render::{Missing, Pools, Settings};
use garboard_ignition::document::SourceId;
use garboard_ignition::go::dataurl;
use garboard_ignition::{Report, Severity};

const BASE: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata: {name: 01-worker-kubelet, labels: {machineconfiguration.openshift.io/role: worker}}
spec:
  config:
    ignition: {version: 3.5.0}
    storage: {files: [{path: /etc/kubernetes/kubelet.conf, contents: {source: 'data:,maxPods:%20250'}}]}
";

/// The codes of findings that are made here.
pub(super) const CODES: [&str; 1] = ["base-files-apart"];

const NAME: &str = "99-worker-generated-kubelet";

fn kubelet(metadata: &str, pods: u32) -> String {
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata: {{name: pods{metadata}}}\n\
         spec:\n  machineConfigPoolSelector: {{matchLabels: {{pools.operator.machineconfiguration.openshift.io/worker: \
         \"\"}}}}\n  kubeletConfig: {{maxPods: {pods}}}\n"
    )
}

fn cluster(files: &[&str]) -> Cluster {
    let mut cluster = Cluster::default();
    for (source, text) in (0..).map(SourceId).zip(files) {
        cluster.read(source, text.as_bytes());
    }
    cluster
}

fn made(cluster: &Cluster) -> Option<&Part> {
    cluster.parts.iter().find(|part| part.name == NAME)
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.entries().iter().map(|entry| entry.rule.code).collect()
}

fn kubelet_conf(part: &Part) -> String {
    let config = part.spec.config.as_ref().expect("a config");
    let file = config.content().file("/etc/kubernetes/kubelet.conf").expect("the file");
    let source = file.contents.source.as_deref().expect("contents");
    String::from_utf8(dataurl::decode(source).expect("a data URL")).expect("a text")
}

/// What a cluster holds that has made it: the object as its server keeps it, and the MachineConfig.
fn dump(pods: u32) -> Vec<String> {
    let noted = ", uid: u, annotations: {machineconfiguration.openshift.io/mc-name-suffix: \"\"}";
    let object = kubelet(noted, pods);
    let mut manifests = Manifests::default();
    let pool = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker, \
                labels: {pools.operator.machineconfiguration.openshift.io/worker: \"\"}}\n";
    for text in [BASE, &object, pool] {
        manifests.read(SourceId(0), text.as_bytes());
    }
    let all = manifests.generate(Mode::Cluster, "").machine_configs;
    let mut config = all.into_iter().find(|config| config.metadata.name == NAME).expect("it is made");
    config.api_version = "machineconfiguration.openshift.io/v1".into();
    config.kind = "MachineConfig".into();
    vec![BASE.into(), object, serde_json::to_string(&config).expect("an object")]
}

fn texts(files: &[String]) -> Vec<&str> {
    files.iter().map(String::as_str).collect()
}

fn missing(cluster: &Cluster) -> Vec<Missing> {
    let mut pools = Pools::new(cluster, &Settings::default());
    pools.render("worker").expect("it can be rendered").certainty.missing().to_vec()
}

#[test]
fn what_is_made_stands_where_its_object_does() {
    let mut cluster = cluster(&[BASE, &kubelet("", 500)]);
    assert!(missing(&cluster).contains(&Missing::GeneratedConfigsMissing));
    assert!(cluster.complete().is_empty());
    let part = made(&cluster).expect("it is made");
    assert!(kubelet_conf(part).contains("maxPods: 500"), "{}", kubelet_conf(part));
    assert_eq!(part.stand, cluster.kubelet_configs[0].stand);
    assert!(!missing(&cluster).contains(&Missing::GeneratedConfigsMissing));
    let parts = cluster.parts.len();
    assert!(cluster.complete().is_empty());
    assert_eq!(cluster.parts.len(), parts, "once more adds nothing");
}

#[test]
fn without_a_base_nothing_is_made_and_that_is_said() {
    let mut cluster = cluster(&[&BASE.replace("kubelet.conf", "other.conf"), &kubelet("", 500)]);
    let report = cluster.complete();
    assert!(made(&cluster).is_none());
    assert_eq!(codes(&report), ["no-base-file"]);
}

#[test]
fn what_a_cluster_has_counts_before_what_would_be_made() {
    let files = dump(300);
    let mut cluster = cluster(&texts(&files));
    let before = made(&cluster).expect("it is there").stand;
    assert!(cluster.complete().is_empty());
    assert_eq!(made(&cluster).expect("it is there").stand, before);
}

#[test]
fn a_changed_object_is_made_anew_and_an_unchanged_one_is_not() {
    let files = dump(300);
    let held = cluster(&texts(&files));
    for (pods, anew) in [(300, false), (500, true)] {
        let mut laid = cluster(&[&kubelet("", pods)]).over(&held);
        assert!(laid.complete().is_empty());
        let part = made(&laid).expect("it is there");
        assert_eq!(part.stand == laid.kubelet_configs[0].stand, anew);
        assert!(kubelet_conf(part).contains(&format!("maxPods: {pods}")));
        assert!(!missing(&laid).contains(&Missing::GeneratedConfigsUnlike));
    }
}

#[test]
fn where_a_cluster_has_something_else_than_follows_names_are_partial() {
    let mut files = dump(300);
    // Another file of the base: what the cluster has was made of more than is known here.
    files[0] = files[0].replace("maxPods:%20250", "podPidsLimit:%2099");
    let held = cluster(&texts(&files));
    let mut laid = cluster(&[&kubelet("", 500)]).over(&held);
    assert!(laid.complete().is_empty());
    assert!(missing(&laid).contains(&Missing::GeneratedConfigsUnlike));
}

#[test]
fn what_cannot_be_read_of_the_surroundings_is_told_and_hinders_nothing() {
    let mirrors = "apiVersion: config.openshift.io/v1\nkind: ImageDigestMirrorSet\nmetadata: {name: m}\nspec: {imageDigestMirrors: 7}\n";
    let mut cluster = cluster(&[BASE, &kubelet("", 500), mirrors]);
    let told: Vec<_> = cluster.report.entries().iter().map(|entry| (entry.severity, entry.place.source)).collect();
    assert_eq!(told, [(Severity::Warning, SourceId(2))]);
    assert!(cluster.complete().is_empty());
    assert!(made(&cluster).is_some());
}

#[test]
fn mirrors_are_seen_through_though_the_image_of_the_cluster_is_not_there() {
    let file = |path: &str, text: &str| format!("{{path: {path}, contents: {{source: 'data:,{text}'}}}}");
    let policy = "%7B%22default%22:%5B%7B%22type%22:%22insecureAcceptAnything%22%7D%5D%7D";
    let files = [
        file("/etc/containers/storage.conf", ""),
        file("/etc/containers/registries.conf", ""),
        file("/etc/containers/policy.json", policy),
    ];
    let base = BASE.replace("01-worker-kubelet", "01-worker-container-runtime");
    let at = base.find("files: [").expect("a list of files") + "files: [".len();
    let base = [&base[..at], &files.join(", "), ", ", &base[at..]].concat();
    let mirrors = "apiVersion: config.openshift.io/v1\nkind: ImageDigestMirrorSet\nmetadata: {name: m}\nspec: {imageDigestMirrors: [{source: a.com/b, mirrors: [c.com/d]}]}\n";
    let mut with = cluster(&[&base, mirrors]);
    assert_eq!(codes(&with.complete()), ["image-missing"]);
    let part = with.parts.iter().find(|part| part.name == "99-worker-generated-registries").expect("it is made");
    assert_eq!(part.stand.source, SourceId(1));
    assert!(missing(&with).contains(&Missing::GeneratedConfigsUnlike), "nobody knows what the Image asks for");

    let unserved = mirrors.replace("openshift.io/v1", "openshift.io/v9");
    let mut without = cluster(&[&base, &unserved]);
    assert_eq!(codes(&without.report), ["kind-unknown"]);
    assert!(without.complete().is_empty());
}

#[test]
fn base_files_that_contradict_each_other_are_told() {
    let other = BASE.replace("01-worker-kubelet", "00-worker");
    let same = cluster(&[BASE, &other, &kubelet("", 500)]).complete();
    assert!(same.is_empty(), "the same text twice is no contradiction");
    let mut cluster = cluster(&[BASE, &other.replace("250", "99"), &kubelet("", 500)]);
    let report = cluster.complete();
    assert_eq!(codes(&report), CODES);
    let entry = &report.entries()[0];
    assert_eq!((entry.place.source, entry.related[0].source), (SourceId(1), SourceId(0)));
    assert!(kubelet_conf(made(&cluster).expect("one more")).contains("maxPods: 500"));
}

#[test]
fn what_an_object_cannot_be_read_of_is_not_repeated() {
    let config = "apiVersion: machineconfiguration.openshift.io/v1\nkind: ControllerConfig\nmetadata: {name: c}\nspec: {proxy: 'http://u:hidden@p\", expected'}\n";
    let cluster = cluster(&[config]);
    let message = &cluster.report.entries()[0].message;
    assert!(message.contains("invalid type: text, expected") && !message.contains("hidden"), "{message}");
}
