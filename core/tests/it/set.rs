//! What manifests say together.

use garboard_core::cluster::Cluster;
use garboard_core::set::{check, locate};
use garboard_ignition::document::SourceId;
use garboard_ignition::{Report, Severity};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

fn config(name: &str, role: &str, spec: &str) -> String {
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {{name: {name}, labels: \
         {{machineconfiguration.openshift.io/role: {role}}}}}\nspec: {spec}\n"
    )
}

fn file(name: &str, role: &str, path: &str, text: &str) -> String {
    let contents = format!("{{path: {path}, contents: {{source: \"data:,{text}\"}}}}");
    config(name, role, &format!("{{config: {{ignition: {{version: 3.2.0}}, storage: {{files: [{contents}]}}}}}}"))
}

fn pool(name: &str, roles: &str) -> String {
    let labels = format!("{{pools.operator.machineconfiguration.openshift.io/{name}: \"\"}}");
    let role = "{key: machineconfiguration.openshift.io/role, operator: In, values: ";
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {{name: {name}, labels: \
         {labels}}}\nspec: {{machineConfigSelector: {{matchExpressions: [{role}[{roles}]}}]}}}}\n"
    )
}

fn kubelet(name: &str, pool: &str) -> String {
    of_pool("KubeletConfig", &format!("name: {name}"), pool, &format!("kubeletConfig: {{clusterName: {name}}}"))
}

/// An object for a pool.
fn of_pool(kind: &str, metadata: &str, pool: &str, spec: &str) -> String {
    let label = format!("{{pools.operator.machineconfiguration.openshift.io/{pool}: \"\"}}");
    format!(
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: {kind}\nmetadata: {{{metadata}}}\nspec: \
         {{machineConfigPoolSelector: {{matchLabels: {label}}}, {spec}}}\n"
    )
}

/// What is found in files of one object each, located.
fn found(objects: &[String]) -> Report {
    let mut cluster = Cluster::default();
    for (source, text) in (0..).map(SourceId).zip(objects) {
        cluster.read(source, text.as_bytes());
    }
    let mut report = check(&cluster);
    for (source, text) in (0..).map(SourceId).zip(objects) {
        locate(source, text.as_bytes(), &mut report);
    }
    report
}

/// Each finding as its code, the object that it stands at, and the text there.
fn told(objects: &[String]) -> Vec<(&'static str, usize, String)> {
    let at = |entry: &garboard_ignition::Entry| {
        let source = entry.place.source.0 as usize;
        let span = entry.place.span.expect("it stands somewhere");
        (entry.rule.code, source, objects[source][span.start as usize..span.end as usize].to_owned())
    };
    found(objects).entries().iter().map(at).collect()
}

fn codes(objects: &[String]) -> Vec<(&'static str, usize)> {
    told(objects).into_iter().map(|(code, at, _)| (code, at)).collect()
}

/// For each rule: manifests that break it, and those near them that do not.
fn rows() -> Vec<Row> {
    let kernel = |name: &str, role: &str, kernel: &str| config(name, role, &format!("{{kernelType: {kernel}}}"));
    let arguments = |name: &str, list: &str| config(name, "worker", &format!("{{kernelArguments: [{list}]}}"));
    let user = |name: &str, user: &str| {
        let users = format!("{{ignition: {{version: 3.2.0}}, passwd: {{users: [{{name: core, {user}}}]}}}}");
        config(name, "worker", &format!("{{config: {users}}}"))
    };
    let unit = |name: &str, unit: &str| {
        let units = format!("{{ignition: {{version: 3.2.0}}, systemd: {{units: [{{name: a.service, {unit}}}]}}}}");
        config(name, "worker", &format!("{{config: {units}}}"))
    };
    let policy = |subject: &str, service: &str| {
        let actions = format!("actions: [{{type: Restart, restart: {{serviceName: {service}}}}}]");
        format!(
            "apiVersion: operator.openshift.io/v1\nkind: MachineConfiguration\nmetadata: {{name: cluster}}\nspec: \
             {{nodeDisruptionPolicy: {{{}}}}}\n",
            subject.replace("ACTIONS", &actions)
        )
    };
    let of_file = |service: &str| policy("files: [{path: /etc/a, ACTIONS}]", service);
    let templated = unit("50-a", "contents: \"[Service]\"").replace("a.service", "a@.service");
    vec![
        (
            "a service nobody installs",
            vec![of_file("a.service"), kernel("50-a", "worker", "default")],
            &[("disruption-service-unknown", 0)],
        ),
        (
            "a service of which there are settings alone",
            vec![
                policy("sshkey: {ACTIONS}", "a.service"),
                unit("50-a", "dropins: [{name: b.conf, contents: \"[Service]\"}]"),
            ],
            &[("disruption-service-unknown", 0)],
        ),
        (
            "a masked service",
            vec![
                policy("units: [{name: b.service, ACTIONS}]", "a.service"),
                unit("50-a", "contents: \"[Service]\""),
                unit("60-b", "mask: true"),
            ],
            &[("disruption-service-masked", 0)],
        ),
        ("a service of a MachineConfig", vec![of_file("a.service"), unit("50-a", "contents: \"[Service]\"")], &[]),
        ("an instance of a template", vec![of_file("a@b.service"), templated], &[]),
        ("a service of the system", vec![of_file("chronyd.service"), kernel("50-a", "worker", "default")], &[]),
        ("no MachineConfigs", vec![of_file("a.service")], &[]),
        (
            "a later file",
            vec![file("50-a", "worker", "/etc/a", "1"), file("60-b", "worker", "/etc/a", "2")],
            &[("value-overridden", 0)],
        ),
        (
            "the same bytes otherwise encoded",
            vec![file("50-a", "worker", "/etc/a", "1"), file("60-b", "worker", "/etc/a", "%31")],
            &[("value-repeated", 0)],
        ),
        ("other pools", vec![file("50-a", "worker", "/etc/a", "1"), file("60-b", "master", "/etc/a", "2")], &[]),
        ("a placeholder", vec![file("50-a", "worker", "/etc/$X", "1"), file("60-b", "worker", "/etc/$X", "2")], &[]),
        (
            "the operator's own",
            vec![
                file("01-worker-kubelet", "worker", "/etc/kubernetes/kubelet.conf", "1"),
                file("99-worker-generated-kubelet", "worker", "/etc/kubernetes/kubelet.conf", "2"),
            ],
            &[],
        ),
        (
            "the operator's, by a user",
            vec![
                file("00-worker", "worker", "/etc/containers/storage.conf", "1"),
                file("50-mine", "worker", "/etc/containers/storage.conf", "2"),
            ],
            &[("operator-file-replaced", 1)],
        ),
        (
            "a user's, by the operator",
            vec![
                file("50-mine", "worker", "/etc/kubernetes/kubelet.conf", "1"),
                file("99-worker-generated-kubelet", "worker", "/etc/kubernetes/kubelet.conf", "2"),
            ],
            &[("value-overridden", 0)],
        ),
        (
            "the operator's, alone",
            vec![file("50-mine", "worker", "/etc/kubernetes/kubelet.conf", "1")],
            &[("operator-file-replaced", 0)],
        ),
        (
            "a drop-in beside a unit",
            vec![
                unit("50-a", "contents: \"[Service]\""),
                unit("60-b", "dropins: [{name: b.conf, contents: \"[Service]\"}]"),
            ],
            &[],
        ),
        (
            "two drop-ins of a name",
            vec![
                unit("50-a", "dropins: [{name: b.conf, contents: \"[Service]\"}]"),
                unit("60-b", "dropins: [{name: b.conf, contents: \"[Unit]\"}]"),
            ],
            &[("value-overridden", 0)],
        ),
        (
            "a unit enabled and disabled",
            vec![unit("50-a", "enabled: true"), unit("60-b", "enabled: false")],
            &[("value-overridden", 0)],
        ),
        (
            "parameters of files that are read by name",
            vec![
                file("50-a", "worker", "/etc/sysctl.d/99-a.conf", "vm.swappiness%20=%2010%0A"),
                file("60-b", "worker", "/etc/sysctl.d/10-b.conf", "vm/swappiness=60%0Akernel.pid_max=1"),
            ],
            &[("sysctl-overridden", 1)],
        ),
        (
            "arguments of which the last counts",
            vec![arguments("50-a", "mitigations=off"), arguments("60-b", "mitigations=auto")],
            &[("value-overridden", 0)],
        ),
        ("arguments that add up", vec![arguments("50-a", "console=tty0"), arguments("60-b", "console=ttyS0")], &[]),
        ("an argument again", vec![arguments("50-a", "nosmt"), arguments("60-b", "nosmt")], &[("value-repeated", 0)]),
        (
            "arguments that undo each other",
            vec![arguments("50-a", "selinux=0"), arguments("60-b", "enforcing=1")],
            &[("kernel-arguments-apart", 0)],
        ),
        (
            "an argument on and off",
            vec![arguments("50-a", "intel_iommu=on, iommu=pt"), arguments("60-b", "intel_iommu=off")],
            &[("kernel-arguments-apart", 1)],
        ),
        (
            "threads that are off and not",
            vec![arguments("50-a", "mitigations=auto"), arguments("60-b", "nosmt")],
            &[("kernel-arguments-apart", 1)],
        ),
        (
            "threads that are off, twice",
            vec![arguments("50-a", "'mitigations=auto,nosmt'"), arguments("60-b", "nosmt")],
            &[],
        ),
        (
            "a kernel taken back",
            vec![kernel("50-a", "worker", "realtime"), kernel("60-b", "worker", "default")],
            &[("kernel-type-not-reset", 1)],
        ),
        ("a kernel set later", vec![kernel("50-a", "worker", "default"), kernel("60-b", "worker", "realtime")], &[]),
        (
            "kernel-devel",
            vec![
                kernel("50-a", "worker", "realtime"),
                config("60-b", "worker", "{extensions: [usbguard, kernel-devel]}"),
            ],
            &[("kernel-devel-beside-kernel-type", 1)],
        ),
        (
            "a key again",
            vec![
                user("50-a", "sshAuthorizedKeys: [one, two]"),
                user("60-b", "sshAuthorizedKeys: [two], passwordHash: x"),
            ],
            &[("ssh-key-repeated", 0)],
        ),
        (
            "kubelet configs of a pool",
            vec![kubelet("a", "worker"), kubelet("b", "worker"), kubelet("c", "master")],
            &[("pool-configs-compete", 0)],
        ),
        (
            "a name again",
            vec![file("50-a", "worker", "/etc/a", "1"), file("50-a", "worker", "/etc/a", "2")],
            &[("duplicate-name", 0)],
        ),
        (
            "a role without a pool",
            vec![
                pool("infra", "worker, infra"),
                file("50-a", "infra", "/etc/a", "1"),
                file("50-b", "infar", "/etc/b", "1"),
                file("50-c", "master", "/etc/c", "1"),
            ],
            &[("not-selected", 2)],
        ),
        ("a role where no pools are", vec![file("50-b", "infra", "/etc/b", "1")], &[]),
        (
            "a pool with worker's",
            vec![pool("infra", "worker, infra"), file("50-a", "worker", "/etc/a", "1")],
            &[("pool-takes-worker-configs", 0)],
        ),
    ]
}

/// The rules that have a row here.
pub(crate) fn covered() -> impl Iterator<Item = &'static str> {
    rows().into_iter().flat_map(|(_, _, want)| want).map(|(code, _)| *code).chain([TOO_LARGE])
}

/// Its least input is a large one, in a test of its own.
const TOO_LARGE: &str = "set-too-large";

#[test]
fn what_is_too_much_to_be_compared_is_said() {
    let mut cluster = Cluster::default();
    cluster.read(SourceId(0), pool("infra", "infra").as_bytes());
    cluster.read(SourceId(1), file("50-a", "infra", "/etc/a", "1").as_bytes());
    let (one, part) = (cluster.pools.remove(0), cluster.parts.remove(0));
    for number in 0..4_500 {
        let (mut one, mut part) = (one.clone(), part.clone());
        one.object.metadata.name = format!("p{number}");
        part.name = format!("50-{number}");
        cluster.pools.push(one);
        cluster.parts.push(part);
    }
    let report = check(&cluster);
    let said: Vec<_> = report.entries().iter().filter(|entry| entry.rule.code == TOO_LARGE).collect();
    assert_eq!(said.len(), 1);
    assert!(said[0].message.starts_with("4500 pools and 4500 MachineConfigs are too many"), "{}", said[0].message);
}

/// Who wins by what is known of each: the suffix that its MachineConfig has, and when it was made.
#[test]
fn of_several_kubelet_configs_the_one_whose_name_is_merged_last_wins() {
    let meta = |name: &str, suffix: Option<&str>, created: Option<u32>| {
        let suffix =
            suffix.map(|it| format!(", annotations: {{machineconfiguration.openshift.io/mc-name-suffix: '{it}'}}"));
        let created = created.map(|day| format!(", creationTimestamp: '2026-01-0{day}T00:00:00Z'"));
        format!("name: {name}{}{}", suffix.unwrap_or_default(), created.unwrap_or_default())
    };
    for (one, other, winner) in [
        ((None, None), (None, None), None),
        ((None, Some(1)), (None, Some(2)), Some("b")),
        ((None, Some(2)), (None, Some(1)), Some("a")),
        ((None, Some(1)), (None, Some(1)), None),
        ((Some(""), Some(2)), (Some("1"), Some(1)), Some("b")),
        ((Some("2"), None), (Some("1"), None), Some("a")),
        ((Some("1"), None), (Some("1"), None), None),
        ((Some("1"), Some(1)), (None, None), Some("b")),
        ((Some("1"), Some(1)), (None, Some(2)), Some("b")),
        ((Some("1"), Some(2)), (None, Some(1)), None),
        ((Some("9"), Some(1)), (None, None), None),
    ] {
        let object =
            |name, (suffix, created), spec| of_pool("KubeletConfig", &meta(name, suffix, created), "worker", spec);
        let objects = [
            object("a", one, "kubeletConfig: {maxPods: 1}, logLevel: 3"),
            object("b", other, "kubeletConfig: {podsPerCore: 1}"),
        ];
        let report = found(&objects);
        let [entry] = report.entries() else { panic!("one finding in {report:?}") };
        let want = match winner {
            Some("a") => "a wins, and without effect are podsPerCore of b",
            Some(_) => "b wins, and without effect are maxPods of a",
            None => "the one that is made last wins, and the others lose what they say of maxPods, podsPerCore",
        };
        assert_eq!(entry.message, format!("2 KubeletConfigs are for pool worker: {want}"), "{one:?} {other:?}");
    }
}

#[test]
fn settings_with_files_of_their_own_do_not_compete() {
    let runtime = |name: &str, spec: &str| {
        let spec = format!("containerRuntimeConfig: {{{spec}}}");
        of_pool("ContainerRuntimeConfig", &format!("name: {name}"), "worker", &spec)
    };
    for (one, other, want) in [
        ("pidsLimit: 100", "logLevel: debug", None),
        ("pidsLimit: 100", "pidsLimit: 100", None),
        ("pidsLimit: 100, logLevel: debug", "pidsLimit: 200", Some("pidsLimit")),
        ("overlaySize: 8G", "additionalLayerStores: [{path: /a}]", Some("additionalLayerStores, overlaySize")),
    ] {
        let report = found(&[runtime("a", one), runtime("b", other)]);
        let said = report.entries().first().map(|entry| entry.message.to_string());
        let start = "2 ContainerRuntimeConfigs are for pool worker: the one that is made last wins, and the others lose \
                     what they say of ";
        assert_eq!(said, want.map(|lost| format!("{start}{lost}")), "{one} {other}");
    }
}

#[test]
fn each_rule_has_what_it_is_about_and_nothing_else() {
    for (what, objects, want) in rows() {
        assert_eq!(codes(&objects), want, "{what}");
    }
}

#[test]
fn findings_stand_at_the_values_and_name_the_winner() {
    let objects = [file("10-a", "worker", "/etc/a", "1"), file("9-b", "worker", "/etc/a", "2")];
    let report = found(&objects);
    let [entry] = report.entries() else { panic!("one finding in {report:?}") };
    assert_eq!(entry.message, "/etc/a of this object is overridden by 9-b");
    assert_eq!(entry.hint.as_deref(), Some("names are compared as text: 10-a comes before 9-b"));
    assert_eq!(told(&objects)[0].2, "/etc/a");
    let [winner] = &entry.related[..] else { panic!("one related place") };
    assert_eq!((winner.source, winner.path.to_string().contains("files")), (SourceId(1), true));
    assert_eq!(objects[1].find("/etc/a"), winner.span.map(|span| span.start as usize));
}

#[test]
fn a_custom_pool_overrides_worker_as_it_is_meant_to() {
    let objects =
        [pool("infra", "worker, infra"), file("99-a", "worker", "/etc/a", "1"), file("10-b", "infra", "/etc/a", "2")];
    let report = found(&objects);
    let overridden = report.entries().iter().find(|entry| entry.rule.code == "value-overridden");
    assert_eq!(overridden.map(|entry| entry.severity), Some(Severity::Info));
}

#[test]
fn a_comment_suppresses_what_stands_at_its_line() {
    let silent =
        file("10-a", "worker", "/etc/a", "1").replace("\nspec:", "\n# garboard: ignore[value-overridden]\nspec:");
    assert_eq!(codes(&[silent, file("20-b", "worker", "/etc/a", "2")]), []);
}

#[test]
fn the_order_of_files_and_documents_does_not_matter() {
    let mut objects = vec![pool("infra", "worker, infra"), pool("worker", "worker"), kubelet("a", "worker")];
    objects.extend([kubelet("b", "worker"), kubelet("b", "infra"), pool("infra", "infra")]);
    for number in 0..24 {
        let (name, role) = (format!("{number}-x"), ["worker", "infra", "lost"][number % 3]);
        objects.push(file(&name, role, &format!("/etc/{}", number % 5), &format!("{}", number % 2)));
        let arguments = format!("{{kernelArguments: [mitigations=v{}, quiet]}}", number % 4);
        objects.push(config(&format!("{}-y", number % 20), role, &arguments));
    }
    let said = |order: &[usize], each: usize| {
        let mut cluster = Cluster::default();
        for (source, group) in (0..).map(SourceId).zip(order.chunks(each)) {
            let texts: Vec<_> = group.iter().map(|&at| &*objects[at]).collect();
            cluster.read(source, texts.join("---\n").as_bytes());
        }
        let mut said: Vec<_> =
            check(&cluster).entries().iter().map(|entry| (entry.rule.code, entry.message.to_string())).collect();
        said.sort();
        said
    };
    let mut order: Vec<_> = (0..objects.len()).collect();
    let want = said(&order, 1);
    assert!(want.len() > 10, "{want:?}");
    let mut state = 7_usize;
    for round in 1..60 {
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (state >> 33) % (at + 1));
        }
        assert_eq!(said(&order, 1 + round % 7), want, "{order:?}");
    }
}

#[test]
fn many_files_in_many_machine_configs_take_no_time() {
    let mut cluster = Cluster::default();
    for number in 0..1000_u32 {
        let mut files = String::new();
        for at in 0..100 {
            // Half of them are everybody's.
            let path = if at % 2 == 0 { at } else { number * 100 + at };
            let _ = write!(files, "{{path: /etc/sysctl.d/{path}.conf, contents: {{source: \"data:,a={number}\"}}}}, ");
        }
        let spec = format!("{{config: {{ignition: {{version: 3.2.0}}, storage: {{files: [{files}]}}}}}}");
        cluster.read(SourceId(number), config(&format!("{number}-x"), "worker", &spec).as_bytes());
    }
    let started = Instant::now();
    assert!(!check(&cluster).is_empty());
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

/// What it is about, the objects, and what is found at which of them.
type Row = (&'static str, Vec<String>, &'static [(&'static str, usize)]);
