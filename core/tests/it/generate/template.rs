//! MachineConfigs that templates make.

use garboard_core::api::{ControllerConfigSpec, MachineConfig};
use garboard_core::cluster::Cluster;
use garboard_core::generate::template::{self, Inputs};
use garboard_core::generate::{Bases, Refusal, Tls};
use garboard_core::render::{Pools, Settings, Source};
use garboard_ignition::Severity;
use garboard_ignition::document::SourceId;
use garboard_ignition::go::dataurl;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;

type Templates = BTreeMap<String, String>;

fn spec(status: Value) -> ControllerConfigSpec {
    serde_json::from_value(json!({
        "clusterDNSIP": "172.30.0.10",
        "images": { "infraImageKey": "quay.io/pause:1" },
        "infra": { "status": status },
        "proxy": { "httpProxy": "http://proxy:3128" },
        "rootCAData": "UEVN",
    }))
    .expect("a ControllerConfig")
}

fn none() -> ControllerConfigSpec {
    spec(json!({ "platformStatus": { "type": "None" } }))
}

fn templates(files: &[(&str, &str)]) -> Templates {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn made(files: &[(&str, &str)], config: &ControllerConfigSpec, role: &str) -> Result<Vec<MachineConfig>, Refusal> {
    template::machine_configs(&templates(files), &Inputs::new(config, &Tls::of(None)), role)
}

/// The one MachineConfig that there is, as JSON.
fn config(made: &MachineConfig) -> Value {
    made.spec.config.as_ref().expect("a config").read().expect("JSON")
}

/// The texts of files by their paths.
fn texts(made: &[MachineConfig]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for config in made.iter().map(config) {
        for file in config["storage"]["files"].as_array().into_iter().flatten() {
            let text = dataurl::decode(file["contents"]["source"].as_str().unwrap_or("data:,")).expect("bytes");
            texts.insert(file["path"].as_str().expect("a path").to_owned(), String::from_utf8(text).expect("text"));
        }
    }
    texts
}

fn file(path: &str, text: &str) -> String {
    format!("path: {path}\nmode: 0644\ncontents:\n  inline: |\n    {text}\n")
}

/// A template in Jinja's language, filled in.
fn jinja(text: &str) -> Result<String, String> {
    let files = [("worker/00-worker/_base/files/a.j2", &*file("/a", text))];
    let made = made(&files, &none(), "worker").map_err(|refusal| refusal.as_str().to_owned())?;
    Ok(texts(&made)["/a"].trim_end().to_owned())
}

#[test]
fn each_directory_of_a_role_is_a_machine_config() {
    let unit = "name: kubelet.service\nenabled: true\ncontents: |\n  [Install]\n  WantedBy=multi-user.target\n";
    let dropin = "name: kubelet.service\ndropins: [{name: 10-a.conf, contents: \"[Service]\\n\"}]\n";
    let files = [
        ("README.md", "not a template"),
        ("common/_base/files/motd", &*file("/etc/motd", "hello")),
        ("worker/00-worker/_base/extensions/usbguard", "yes\n"),
        ("worker/01-worker-kubelet/_base/units/kubelet.service", unit),
        ("worker/01-worker-kubelet/_base/units/kubelet-dropin", dropin),
        ("worker/01-worker-kubelet/_base/OWNERS", "not a template"),
        ("master/00-master/_base/files/motd", &*file("/etc/motd", "welcome")),
    ];
    let config_of = none();
    let tls = Tls::of(None);
    let mut inputs = Inputs::new(&config_of, &tls);
    inputs.controller_version = "abc";
    let made = template::machine_configs(&templates(&files), &inputs, "worker").expect("made");
    let names: Vec<_> = made.iter().map(|made| &*made.metadata.name).collect();
    assert_eq!(names, ["00-worker", "01-worker-kubelet"]);
    let shown = serde_json::to_value(&made[0]).expect("JSON");
    assert_eq!(shown["metadata"]["labels"]["machineconfiguration.openshift.io/role"], "worker");
    let version = "machineconfiguration.openshift.io/generated-by-controller-version";
    assert_eq!(shown["metadata"]["annotations"][version], "abc");
    assert_eq!(shown["spec"]["extensions"], json!(["usbguard"]));
    assert_eq!(shown["spec"]["osImageURL"], "");
    let want = r#"{"ignition":{"version":"3.5.0"},"storage":{"files":[{"overwrite":true,"path":"/etc/motd","contents":{"source":"data:,hello%0A"},"mode":420}]}}"#;
    assert_eq!(made[0].spec.config.as_ref().expect("a config").as_str(), want);
    // The drop-in comes first by name, and common is in the first MachineConfig alone.
    let want = json!({ "ignition": { "version": "3.5.0" }, "systemd": { "units": [{
        "name": "kubelet.service", "enabled": true, "contents": "[Install]\nWantedBy=multi-user.target\n",
        "dropins": [{ "name": "10-a.conf", "contents": "[Service]\n" }],
    }] } });
    assert_eq!(config(&made[1]), want);
    assert_eq!(made[1].spec.extensions, None);
    // A custom role has what workers have, with its own label.
    let infra = template::machine_configs(&templates(&files), &inputs, "infra").expect("made");
    let names: Vec<_> = infra.iter().map(|made| &*made.metadata.name).collect();
    assert_eq!(names, ["00-worker", "01-worker-kubelet"]);
    assert_eq!(infra[0].metadata.label("machineconfiguration.openshift.io/role"), Some("infra"));
    assert_eq!(infra[0].spec, made[0].spec);
    // What a role has comes after what all have.
    let master = template::machine_configs(&templates(&files), &inputs, "master").expect("made");
    assert_eq!(texts(&master)["/etc/motd"], "welcome\n");
}

#[test]
fn later_variants_override_by_the_names_of_templates() {
    let base = |name: &str| format!("worker/00-worker/_base/files/{name}");
    let on = |variant: &str, name: &str| format!("worker/00-worker/{variant}/files/{name}");
    let rows = [
        (base("kept"), file("/kept", "base")),
        (base("other"), file("/base", "base")),
        (base("deleted"), file("/deleted", "base")),
        (base("survives"), file("/survives", "base")),
        (base("blank"), " \n".into()),
        (base("deep"), file("/deep", "base")),
        (base("jinja"), file("/jinja", "base")),
        (on("none", "other"), file("/none", "none")),
        (on("none", "deleted"), String::new()),
        (on("none", "survives"), "{{if .NetworkType}}x{{end}}\n".into()),
        (on("none", "sub/deep"), file("/deep", "none")),
        (on("none", "jinja.j2"), file("/jinja", "{{ role }}")),
        (on("aws", "kept"), file("/kept", "aws")),
        (on("sno", "kept"), file("/kept", "sno")),
    ];
    let files: Vec<_> = rows.iter().map(|(path, text)| (&**path, &**text)).collect();
    let mut config = none();
    config.network_type = "".into();
    let rows = files.iter().copied().filter(|(path, _)| !path.ends_with("survives") || path.contains("_base"));
    let texts_of = |files: &[(&str, &str)], config: &ControllerConfigSpec| {
        texts(&made(files, config, "worker").expect("made")).into_iter().collect::<Vec<_>>()
    };
    let pair = |path: &str, text: &str| (path.to_owned(), format!("{text}\n"));
    let want = [
        pair("/deep", "none"),
        pair("/jinja", "worker"),
        pair("/kept", "base"),
        pair("/none", "none"),
        pair("/survives", "base"),
    ];
    assert_eq!(texts_of(&rows.collect::<Vec<_>>(), &config), want);
    // A blank one leaves what there was.
    config.network_type = "OVN".into();
    let blank = [
        ("worker/00-worker/_base/files/a", &*file("/a", "base")),
        ("worker/00-worker/none/files/a", "{{if .Nothing}}{{end}}"),
    ];
    assert!(made(&blank, &config, "worker").is_err());
    let blank = [
        ("worker/00-worker/_base/files/a", &*file("/a", "base")),
        ("worker/00-worker/none/files/a.j2", "{% if networkType == 'x' %}x{% endif %}\n"),
    ];
    assert_eq!(texts_of(&blank, &config), [pair("/a", "base")]);
}

#[test]
fn variants_are_those_of_platform_and_topology() {
    let all =
        ["_base", "on-prem", "cloud-platform-alt-dns", "aws", "baremetal", "none", "sno", "two-node-with-fencing"];
    let rows: Vec<_> =
        all.iter().map(|it| (format!("worker/00-worker/{it}/files/{it}"), file(&format!("/{it}"), it))).collect();
    let files: Vec<_> = rows.iter().map(|(path, text)| (&**path, &**text)).collect();
    let own_dns = json!({ "dnsType": "ClusterHosted", "clusterHosted": {} });
    for (platform, topology, want) in [
        (json!({ "type": "None" }), "HighlyAvailable", &["/_base", "/none"][..]),
        (json!({ "type": "BareMetal" }), "SingleReplica", &["/_base", "/baremetal", "/on-prem", "/sno"]),
        (json!({ "type": "AWS" }), "DualReplica", &["/_base", "/aws", "/two-node-with-fencing"]),
        (
            json!({ "type": "AWS", "aws": { "cloudLoadBalancerConfig": own_dns } }),
            "",
            &["/_base", "/aws", "/cloud-platform-alt-dns"],
        ),
        (json!({ "type": "IBMCloud" }), "", &["/_base", "/none"]),
    ] {
        let config = spec(json!({ "platformStatus": platform, "controlPlaneTopology": topology }));
        let made = made(&files, &config, "worker").expect("made");
        assert_eq!(texts(&made).into_keys().collect::<Vec<_>>(), want, "{platform} {topology}");
    }
    for (platform, words) in [(json!({}), "no platformStatus.type is set"), (json!({ "type": "_base" }), "unsupported")]
    {
        let config = spec(json!({ "platformStatus": platform }));
        let refusal = made(&files, &config, "worker").expect_err("refused");
        assert!(refusal.as_str().contains(words), "{refusal}");
    }
}

#[test]
fn an_arbiter_is_made_for_where_there_is_one() {
    let files = templates(&[
        ("arbiter/00-arbiter/_base/files/a", ""),
        ("worker/00-worker/_base/files/a", ""),
        ("common/_base/files/a", ""),
    ]);
    let tls = Tls::of(None);
    for (topology, want) in [("HighlyAvailable", &["worker"][..]), ("HighlyAvailableArbiter", &["arbiter", "worker"])] {
        let config = spec(json!({ "platformStatus": { "type": "None" }, "controlPlaneTopology": topology }));
        assert_eq!(template::roles(&files, &Inputs::new(&config, &tls)), want);
    }
}

#[test]
fn templates_in_jinja_know_the_controller_config_by_json_names() {
    for (text, want) in [
        ("{{ clusterDNSIP }} {{ images.infraImageKey }} {{ role }}", "172.30.0.10 quay.io/pause:1 worker"),
        ("{{ infra.status.platformStatus.type }}", "None"),
        ("{{ tlsMinVersion }} {{ tlsCipherSuites | join(',') | length > 10 }}", "VersionTLS12 true"),
        ("{%+ if proxy.httpsProxy %}no{% else %}{{ proxy.httpProxy }}{% endif %}", "http://proxy:3128"),
        ("{%+ if infra.status.apiServerInternalURI is defined %}no{% endif %}{{ rootCAData }}", "PEM"),
        ("{{ '<&>' }} {{ images | tojson }}", r#"<&> {"infraImageKey":"quay.io/pause:1"}"#),
        ("{{ '{{' }} mustache }}", "{{ mustache }}"),
        (
            "{%+ for one in tlsCipherSuites %}{% if loop.last %}{{ one | upper }}{% endif %}{% endfor %}{# no #}",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        ),
        ("{{ 'b' if role in ['master', 'worker'] else 'c' }}{{ nothing | default('d') }}", "bd"),
        ("{{ 'a\nb' | indent(4) }}{{ ' X ' | trim | lower | replace('x', 'y') }}{{ [1, 2] | last }}", "a\nby2"),
    ] {
        assert_eq!(jinja(text).as_deref(), Ok(want), "{text}");
    }
    let config = none();
    let tls = Tls::of(None);
    let mut inputs = Inputs::new(&config, &tls);
    let files = templates(&[("worker/00-worker/_base/files/a.j2", &*file("/a", "{{ pullSecret }}"))]);
    let refusal = template::machine_configs(&files, &inputs, "worker").expect_err("not known");
    assert!(refusal.as_str().contains("pullSecret"), "{refusal}");
    inputs.pull_secret = Some("{ \"auths\" : {} }");
    assert_eq!(texts(&template::machine_configs(&files, &inputs, "worker").expect("made"))["/a"], "{\"auths\":{}}\n");
    inputs.pull_secret = Some("hunter2");
    let refusal = template::machine_configs(&files, &inputs, "worker").expect_err("no JSON");
    assert!(refusal.as_str().contains("no JSON") && !refusal.as_str().contains("hunter2"), "{refusal}");
}

#[test]
fn what_is_wrong_is_told_with_template_line_and_what_to_write() {
    for (text, words) in [
        ("{{ clusterDnsIP }}", &["files/a.j2", "line 5", "clusterDnsIP", "JSON name"][..]),
        ("{% if porxy %}{% endif %}", &["line 5", "porxy"]),
        ("{{ additionalTrustBundle }}", &["line 5", "not set"]),
        ("{{ infra.status.nothing }}", &["line 5", "nothing", "is defined"]),
        ("{{ clusterDNSIP", &["line 5", "syntax error"]),
        ("{% include 'other' %}", &["include"]),
        ("{% import 'other' as other %}", &["import"]),
        ("{% macro a() %}{% endmacro %}", &["macro"]),
        ("{{ infra }}", &["line 5", "tojson"]),
        ("{% set a = 1 %}", &["line 5", "{% set %} is not known", "endfor"]),
        ("{{ role ~ role }}", &["line 5", "`~`", "one after the other"]),
        ("{{ [role] }}", &["line 5", "`role`"]),
        ("{% for a in role, role %}{% endfor %}", &["line 5", "`,`"]),
        ("{{ now() }}", &["now", "there are default"]),
        ("{{ clusterDNSIP | b64 }}", &["b64", "there are default"]),
    ] {
        let why = jinja(text).expect_err(text);
        for word in words {
            assert!(why.contains(word), "{text}: no {word} in {why}");
        }
    }
    for (path, text, words) in [
        (
            "worker/00-worker/_base/files/a",
            "path: etc/motd",
            &["_base/files/a", "path not absolute", "Begin the path"][..],
        ),
        ("worker/00-worker/_base/files/a", "{{.Nothing}}", &["_base/files/a", "{{.Nothing}}"]),
        ("worker/00-worker/_base/units/a", "enabled: true", &["_base/units/a", "no name"]),
        ("master/00-master/_base/files/a", "path: /a", &["worker/<MachineConfig>/<variant>/files/<name>"]),
    ] {
        let refusal = made(&[(path, text)], &none(), "worker").expect_err(text);
        for word in words {
            assert!(refusal.as_str().contains(word), "{text}: no {word} in {refusal}");
        }
    }
}

#[test]
fn bombs_are_refused_in_no_time() {
    let doubling = |step: &str, last: &str| {
        let mut text = String::from("{% set a = 'xxxxxxxx' %}");
        (0..200).for_each(|_| text += step);
        text + last
    };
    let nested =
        (0..60).map(|n| format!("{{% for a{n} in range(1000) %}}")).collect::<String>() + &"{% endfor %}".repeat(60);
    let lists = |last: &str| {
        (1..60).fold(String::from("{% set a0 = [1, 1] %}{% set b0 = [1, 1] %}"), |text, n| {
            text + &format!("{{% set a{n} = [a{0}, a{0}] %}}{{% set b{n} = [b{0}, b{0}] %}}", n - 1)
        }) + last
    };
    for text in [
        "{% for i in range(10**9) %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        &nested,
        "{{ 'x' * 10**9 }}",
        "{{ 'x' * 10**9 * 10**9 }}",
        "{{ [1] * 10**9 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'x' | indent(10**9) }}",
        "{{ '%1000000000d' | format(1) }}",
        "{{ 'x' | replace('', 'x' * 100000) | replace('x', 'x' * 100000) }}",
        &doubling("{% set a = a ~ a %}", "{{ a }}"),
        &doubling("{% set a = a + a %}", "{{ a }}"),
        &doubling("{% set a %}{{ a }}{{ a }}{% endset %}", "{{ a }}"),
        &doubling("{% set a = [a, a] %}", "{{ a }}"),
        &doubling("{% set a = [a, a] %}", "{{ a | tojson }}"),
        &lists("{{ a59 == b59 }}"),
        &lists("{{ [a59, b59] | sort | length }}"),
        &lists("{{ [a59, b59] | unique | length }}"),
        &lists("{{ a59 in [b59] }}"),
        &format!("{}1{}", String::from("{{ ") + &"(".repeat(100_000), ")".repeat(100_000)),
        "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        &"{% if 1 %}".repeat(100_000),
        &"{{.".repeat(100_000),
    ] {
        let start = Instant::now();
        let shown = &text[..text.len().min(60)];
        let made = jinja(text);
        assert!(made.is_err(), "{shown}: {:?}", made.map(|text| text.len()));
        assert!(start.elapsed().as_secs() < 5, "{shown}: {:?}", start.elapsed());
    }
    let many: Vec<_> = (0..10_001).map(|n| format!("worker/00-worker/_base/files/{n}")).collect();
    let many: Vec<_> = many.iter().map(|path| (&**path, "path: /a\ncontents: {inline: a}")).collect();
    assert!(made(&many, &none(), "worker").is_err_and(|why| why.as_str().contains("more than 10000 templates")));
    let start = Instant::now();
    made(&many[1..], &none(), "worker").expect("as many as there may be");
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    let go = "{{range .List}}{{end}}";
    assert!(made(&[("worker/00-worker/_base/files/a", go)], &none(), "worker").is_err());
    let mut config = none();
    config.dns = serde_json::from_value(json!({ "list": vec![1; 1000] })).expect("an object");
    let go = "{{range $.DNS.list}}".repeat(20) + &"{{end}}".repeat(20);
    let refusal = made(&[("worker/00-worker/_base/files/a", &go)], &config, "worker").expect_err("too much");
    assert!(refusal.as_str().contains("fewer loops"), "{refusal}");
}

#[test]
fn the_same_templates_make_the_same() {
    let files = [
        ("common/_base/files/a.j2", &*file("/a", "{{ images | tojson }}{{ infra | tojson }}")),
        ("worker/00-worker/_base/files/b", &*file("/b", "{{.ClusterDNSIP}}")),
        ("worker/01-worker-kubelet/_base/files/b", &*file("/b", "second")),
    ];
    let mut turned = files;
    turned.reverse();
    let first = made(&files, &none(), "worker").expect("made");
    assert_eq!(first, made(&turned, &none(), "worker").expect("made"));
    assert_eq!(first, made(&files, &none(), "worker").expect("made"));
    let config = none();
    let bases = template::bases(&templates(&files), &Inputs::new(&config, &Tls::of(None)));
    assert_eq!(bases.file("worker", "/b"), Ok("172.30.0.10\n"), "the first MachineConfig's");
    assert_eq!(Bases::of(&first).file("worker", "/b"), Ok("second\n"), "the last one's, as nodes have it");
}

const CONTROLLER_CONFIG: &str = "\
apiVersion: machineconfiguration.openshift.io/v1
kind: ControllerConfig
metadata: {name: machine-config-controller}
spec: {clusterDNSIP: 10.96.0.10, infra: {status: {platformStatus: {type: None}}}}
";

/// A cluster of manifests and templates, each a source of its own.
fn cluster(manifests: &[&str], templates: &[(&str, &str)]) -> Cluster {
    let mut cluster = Cluster::default();
    let mut sources = (0..).map(SourceId);
    for (text, source) in manifests.iter().zip(sources.by_ref()) {
        cluster.read(source, text.as_bytes());
    }
    for (source, (path, text)) in sources.zip(templates) {
        cluster.add_template(source, path, (*text).into());
    }
    cluster
}

#[test]
fn a_cluster_has_what_its_templates_make() {
    let kubelet = "apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata: {name: pods}\nspec:\n  \
                   machineConfigPoolSelector: {matchLabels: {pools.operator.machineconfiguration.openshift.io/worker: \"\"}}\n  \
                   kubeletConfig: {maxPods: 500}\n";
    let own = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\n\
               metadata: {name: 01-worker-own, labels: {machineconfiguration.openshift.io/role: worker}}\nspec: {fips: true}\n";
    let templates = [
        ("worker/00-worker/_base/files/motd", &*file("/etc/motd", "hello")),
        ("worker/01-worker-kubelet/_base/files/other", &*file("/etc/other", "x")),
        (
            "worker/01-worker-kubelet/_base/files/kubelet.conf.j2",
            &*file("/etc/kubernetes/kubelet.conf", "maxPods: 250"),
        ),
        ("worker/01-worker-own/_base/files/a", &*file("/a", "not made: the cluster has its own")),
    ];
    let mut cluster = cluster(&[CONTROLLER_CONFIG, kubelet, own], &templates);
    assert!(cluster.complete().is_empty());
    let names: Vec<_> = cluster.parts.iter().map(|part| &*part.name).collect();
    assert_eq!(names, ["01-worker-own", "00-worker", "01-worker-kubelet", "99-worker-generated-kubelet"]);
    assert!(cluster.parts[0].spec.fips, "what the cluster has counts");
    // Whoever asks is told which template it was.
    let mut settings = Settings::default();
    settings.origins = true;
    settings.os_image = Some("os".into());
    settings.extensions_image = Some("ext".into());
    let mut pools = Pools::new(&cluster, &settings);
    let rendered = pools.render("worker").expect("rendered");
    assert!(rendered.certainty.is_exact(), "{:?}", rendered.certainty);
    let source_of = |path: &str| {
        let origin = rendered.origins().find(|origin| origin.path.to_string() == path).expect("an origin");
        match origin.source {
            Source::Config { name, stand, .. } => (name, stand.source.0),
            by => panic!("{by:?}"),
        }
    };
    let content = rendered.spec().config.as_ref().expect("a config").content();
    for (index, file) in (0..).zip(content.storage.files.iter().flatten()) {
        let source = source_of(&format!("$.spec.config.storage.files.{index}.path"));
        let want = match &*file.path {
            "/etc/motd" => ("00-worker".to_owned(), 3),
            "/etc/other" => ("01-worker-kubelet".to_owned(), 4),
            _ => ("99-worker-generated-kubelet".to_owned(), 1),
        };
        assert_eq!(source, want, "{}", file.path);
    }
}

#[test]
fn the_pull_secret_is_known_from_its_secret() {
    let template = [("worker/00-worker/_base/files/a.j2", &*file("/a", "{{ pullSecret }}"))];
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: pull-secret, namespace: openshift-config}\n";
    for (data, known) in [
        ("data: {.dockerconfigjson: eyJhdXRocyI6IHt9fQ==}\n", true),
        ("stringData: {.dockerconfigjson: '{\"auths\": {}}'}\n", true),
        ("data: {.dockerconfigjson: '${SECRET}'}\n", false),
        ("data: [a]\n", false),
    ] {
        let mut cluster = cluster(&[CONTROLLER_CONFIG, &format!("{secret}{data}")], &template);
        let report = cluster.complete();
        assert_eq!(report.is_empty(), known, "{data}: {report:?}");
        let config = cluster.parts.first().and_then(|part| part.spec.config.as_ref());
        let json = config.map(|config| config.to_json()).unwrap_or_default();
        assert_eq!(json.contains("data:,%7B%22auths%22%3A%7B%7D%7D%0A"), known, "{json}");
    }
}

#[test]
fn a_cluster_is_told_why_templates_make_nothing() {
    let bad = [("worker/00-worker/_base/files/a.j2", "path: {{ nothing }}\n")];
    let good = [("worker/00-worker/_base/files/a", "path: /a\n")];
    for (manifests, templates, words) in [
        (&[CONTROLLER_CONFIG][..], &bad[..], "files/a.j2: line 1: undefined value: `nothing`"),
        (&[], &good, "add the ControllerConfig of the cluster"),
        (&[CONTROLLER_CONFIG], &[("files/a", "path: /a\n")], "no directory of a role"),
    ] {
        let mut cluster = cluster(manifests, templates);
        cluster.complete_noting();
        let entry = &cluster.report.entries()[0];
        assert_eq!((entry.rule.code, entry.severity), ("template-refused", Severity::Error));
        assert_eq!(entry.place.source.0 as usize, manifests.len());
        assert!(entry.message.contains(words), "{}", entry.message);
        assert!(cluster.parts.is_empty());
    }
}
