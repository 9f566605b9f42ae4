//! Pools: what they select, what is rendered for them, and what is said of manifests that do not fit.

use garboard_core::cluster::Cluster;
use garboard_core::render::{Missing, Pools, Settings};
use garboard_ignition::document::SourceId;

/// Manifests of which API version is left out; each begins with its kind.
fn cluster(objects: &[&str]) -> Cluster {
    let mut cluster = Cluster::default();
    for (number, object) in (0..).zip(objects) {
        let text = format!("apiVersion: machineconfiguration.openshift.io/v1\nkind: {object}");
        cluster.read(SourceId(number), text.as_bytes());
    }
    cluster
}

fn config(name: &str, role: &str, spec: &str) -> String {
    format!(
        "MachineConfig\nmetadata:\n  name: {name}\n  labels: {{machineconfiguration.openshift.io/role: {role}}}\nspec: {spec}\n"
    )
}

fn pool(name: &str, selector: &str) -> String {
    format!(
        "MachineConfigPool\nmetadata: {{name: {name}, uid: u-{name}}}\nspec:\n  machineConfigSelector: {selector}\n"
    )
}

const BOTH: &str =
    "{matchExpressions: [{key: machineconfiguration.openshift.io/role, operator: In, values: [worker, infra]}]}";

#[test]
fn a_custom_pool_merges_the_workers_configs_first() {
    let objects = [
        config("00-infra", "infra", "{kernelArguments: [infra]}"),
        config("99-worker", "worker", "{kernelArguments: [worker]}"),
        config("50-master", "master", "{kernelArguments: [master]}"),
        pool("infra", BOTH),
    ];
    let cluster = cluster(&objects.each_ref().map(|text| &**text));
    let mut pools = Pools::new(&cluster, &Settings::default());
    assert_eq!(pools.names().collect::<Vec<_>>(), ["infra", "master", "worker"]);
    assert!(pools.is_assumed("worker") && !pools.is_assumed("infra"));
    let rendered = pools.render("infra").expect("a rendered MachineConfig");
    assert_eq!(rendered.spec().kernel_arguments, ["worker", "infra"]);
    assert_eq!(rendered.parts, ["99-worker", "00-infra"]);
    assert_eq!(pools.render("worker").expect("another").spec().kernel_arguments, ["worker"]);
}

#[test]
fn a_name_is_exact_only_if_nothing_is_missing() {
    let bases = ["00-worker", "01-worker-kubelet"].map(|name| config(name, "worker", "{}"));
    let own = config("50-x", "worker", "{}");
    let controller = "ControllerConfig\nmetadata: {name: machine-config-controller}\nspec:\n  baseOSContainerImage: quay.io/os@sha256:1\n  baseOSExtensionsContainerImage: quay.io/ext@sha256:2\n";
    let labelled = "MachineConfigPool\nmetadata: {name: worker, labels: {size: large}}\nspec:\n  machineConfigSelector: {matchLabels: {machineconfiguration.openshift.io/role: worker}}\n";
    let kubelet =
        "KubeletConfig\nmetadata: {name: large}\nspec:\n  machineConfigPoolSelector: {matchLabels: {size: large}}\n";
    let generated = config("99-worker-generated-kubelet", "worker", "{}");
    let [first, second] = bases.each_ref().map(|text| &**text);
    let images = [Missing::BaseImageUnknown, Missing::ExtensionsImageUnknown];
    for (objects, missing) in [
        (&[&*own][..], &[images[0], images[1], Missing::BaseConfigsMissing][..]),
        (&[first, second, &own], &images),
        (&[first, &own, controller], &[Missing::BaseConfigsMissing]),
        (&[first, second, &own, controller], &[]),
        (&[first, second, controller, labelled, kubelet], &[Missing::GeneratedConfigsMissing]),
        (&[first, second, controller, labelled, kubelet, &generated], &[]),
    ] {
        let cluster = cluster(objects);
        assert!(cluster.report.is_empty());
        let rendered = Pools::new(&cluster, &Settings::default()).render("worker").expect("a rendered MachineConfig");
        assert_eq!(rendered.certainty.missing(), missing, "{objects:?}");
        assert_eq!(rendered.certainty.is_exact(), missing.is_empty());
    }
}

/// For each rule about the pools of a cluster: manifests that break it, and the pool that shows it.
fn rows() -> Vec<(&'static str, &'static str, Vec<String>)> {
    let stream = "OSImageStream\nmetadata: {name: cluster}\nspec: {}\nstatus: {defaultStream: rhel-9, availableStreams: [{name: rhel-9, osImage: a, osExtensionsImage: b}]}\n";
    let streamed = "MachineConfigPool\nmetadata: {name: worker}\nspec:\n  osImageStream: {name: rhel-8}\n  machineConfigSelector: {matchLabels: {machineconfiguration.openshift.io/role: worker}}\n";
    let ten = |dropin: &str| {
        let source = dropin.replace(' ', "%20").replace('[', "%5B").replace(']', "%5D");
        let files = format!("[{{path: /etc/crio/crio.conf.d/99-x, contents: {{source: 'data:,{source}'}}}}]");
        let spec = format!("{{config: {{ignition: {{version: 3.4.0}}, storage: {{files: {files}}}}}}}");
        Vec::from([config("a", "worker", &spec), stream.replace("rhel-9", "rhel-10")])
    };
    let written = |name: &str, by: &str| {
        config(name, "worker", "{}").replace(
            "metadata:\n",
            &format!("metadata:\n  annotations: {{machineconfiguration.openshift.io/generated-by-controller-version: {by}}}\n"),
        )
    };
    let controller = "ControllerConfig\nmetadata: {name: c, annotations: {machineconfiguration.openshift.io/generated-by-version: v4.1-g1234567}}\nspec: {}\n";
    Vec::from([
        (
            "object-unreadable",
            "worker",
            Vec::from(["MachineConfigPool\nmetadata: {name: p}\nspec: {paused: 1}\n".into()]),
        ),
        ("no-such-pool", "gpu", Vec::new()),
        ("bad-selector", "p", Vec::from([pool("p", "{matchExpressions: [{key: a, operator: Near}]}")])),
        ("empty-selector", "p", Vec::from([pool("p", "{}")])),
        ("nothing-selected", "worker", Vec::new()),
        ("duplicate-name", "worker", Vec::from([config("a", "worker", "{}"), config("a", "worker", "{}")])),
        ("mixed-controller-versions", "worker", Vec::from([written("a", "xx"), written("b", "zz")])),
        ("controller-config-version-differs", "worker", Vec::from([written("a", "7654321abc"), controller.into()])),
        ("runc-missing", "worker", ten("[crio.runtime]%0Adefault_runtime = %22runc%22")),
        ("crio-dropin-unreadable", "worker", ten("[crio")),
        ("stream-unknown", "worker", Vec::from([config("a", "worker", "{}"), stream.into(), streamed.into()])),
    ])
}

/// The rules that have a row here.
pub(crate) fn covered() -> Vec<&'static str> {
    rows().into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn what_does_not_fit_is_named_by_its_rule() {
    for (code, pool, objects) in rows() {
        let cluster = cluster(&objects.iter().map(|text| &**text).collect::<Vec<_>>());
        let mut pools = Pools::new(&cluster, &Settings::default());
        let refused = pools.render(pool).err().map(garboard_ignition::Refused::into_report);
        let reports = [Some(&cluster.report), Some(pools.report()), refused.as_ref()];
        let codes: Vec<_> = reports.into_iter().flatten().flat_map(|it| it.entries()).map(|it| it.rule.code).collect();
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn all_places_of_a_name_that_stands_twice_are_told() {
    let twice = config("a", "worker", "{}");
    let cluster = cluster(&[&twice, &config("b", "worker", "{}"), &twice, &twice]);
    let refused = Pools::new(&cluster, &Settings::default()).render("worker").expect_err("no name stands twice");
    let entry = refused.first();
    let sources: Vec<_> = [&entry.place].into_iter().chain(&entry.related).map(|place| place.source.0).collect();
    assert_eq!((entry.rule.code, sources), ("duplicate-name", Vec::from([0, 2, 3])));
}

#[test]
fn the_order_of_manifests_never_matters() {
    let mut objects: Vec<String> = (0..12)
        .map(|number| {
            config(
                &format!("{number}-x"),
                ["worker", "infra"][number % 2],
                &format!("{{kernelArguments: [n{number}]}}"),
            )
        })
        .collect();
    objects.push(pool("infra", BOTH));
    let answer = |objects: &[String]| {
        let cluster = cluster(&objects.iter().map(|text| &**text).collect::<Vec<_>>());
        let mut pools = Pools::new(&cluster, &Settings::default());
        let names: Vec<_> = pools.names().map(str::to_owned).collect();
        names.into_iter().map(|name| pools.render(&name).expect("rendered").name).collect::<Vec<_>>()
    };
    let want = answer(&objects);
    let mut state = 0x5EED_usize;
    for _ in 0..50 {
        for last in (1..objects.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            objects.swap(last, (state >> 33) % (last + 1));
        }
        assert_eq!(answer(&objects), want);
    }
}

#[test]
fn a_stream_gives_its_images_and_custom_pools_follow_workers() {
    let stream = "OSImageStream\nmetadata: {name: cluster}\nspec: {}\nstatus: {defaultStream: rhel-9, availableStreams: [{name: rhel-9, osImage: nine, osExtensionsImage: e9}, {name: rhel-10, osImage: ten, osExtensionsImage: e10}]}\n";
    let worker = pool("worker", "{matchLabels: {machineconfiguration.openshift.io/role: worker}}")
        + "  osImageStream: {name: rhel-10}\n";
    let objects =
        [stream.into(), worker, pool("infra", BOTH), config("a", "worker", "{}"), config("m", "master", "{}")];
    let cluster = cluster(&objects.each_ref().map(|text: &String| &**text));
    let mut pools = Pools::new(&cluster, &Settings::default());
    for (pool, image) in [("worker", "ten"), ("infra", "ten"), ("master", "nine")] {
        assert_eq!(pools.render(pool).expect("rendered").spec().os_image_url, image, "{pool}");
    }
}
