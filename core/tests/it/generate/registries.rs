//! Registries, mirrors and policies of images.

use super::{Input, differ, shown, sorted};
use crate::cases::{Case, replay};
use garboard_core::api::{
    ClusterImagePolicy, Condition, Image, ImageContentSourcePolicy, ImageDigestMirrorSet, ImagePolicy,
    ImageTagMirrorSet, MachineConfigPool,
};
use garboard_core::cluster::Placed;
use garboard_core::generate::registries::{Objects, generate};
use garboard_core::generate::{Base, Bases, Context, Existing, Generated, Manifests, Mode};
use garboard_core::part::Stand;
use garboard_ignition::Refused;
use garboard_ignition::document::SourceId;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

#[derive(Deserialize)]
struct Line {
    input: Own,
}

/// What these cases ask about besides.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Own {
    #[serde(default)]
    release_image: String,
    image: Option<Image>,
    #[serde(deserialize_with = "placed")]
    idms: Vec<Placed<ImageDigestMirrorSet>>,
    #[serde(deserialize_with = "placed")]
    itms: Vec<Placed<ImageTagMirrorSet>>,
    #[serde(deserialize_with = "placed")]
    icsp: Vec<Placed<ImageContentSourcePolicy>>,
    #[serde(deserialize_with = "placed")]
    cluster_image_policies: Vec<Placed<ClusterImagePolicy>>,
    #[serde(deserialize_with = "placed")]
    image_policies: Vec<Placed<ImagePolicy>>,
}

/// Objects that stand in no file.
pub(super) fn placed<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Vec<Placed<T>>, D::Error> {
    Ok(Vec::deserialize(from)?.into_iter().map(Placed::nowhere).collect())
}

/// What they turn into, as cases have it: at bootstrap by name.
fn answer(common: &Input, own: &Own) -> Value {
    let bases = common.bases();
    let context = common.context(&bases);
    let image = own.image.clone().map(Placed::nowhere);
    let mut objects = Objects::default();
    objects.release_image = Some(&own.release_image);
    objects.image = image.as_ref();
    objects.digest_mirrors = &own.idms;
    objects.tag_mirrors = &own.itms;
    objects.content_sources = &own.icsp;
    objects.cluster_policies = &own.cluster_image_policies;
    objects.policies = &own.image_policies;
    let generated = match generate(objects, &context, common.existing()) {
        Ok(generated) => generated,
        Err(refused) => return json!({ "error": refused.reference_error() }),
    };
    let mut answer = json!({});
    if !generated.statuses.is_empty() {
        answer["imagePolicies"] = noted(&generated);
    }
    let bootstrap = context.mode == Mode::Bootstrap;
    answer["machineConfigs"] = shown(generated.machine_configs);
    if bootstrap { sorted(answer) } else { answer }
}

/// What is noted on policies.
fn noted(generated: &Generated) -> Value {
    let lines = |conditions: &[Condition]| -> Vec<String> {
        conditions.iter().map(|it| format!("{}={} {}: {}", it.kind, it.status, it.reason, it.message)).collect()
    };
    let all: BTreeMap<_, _> =
        generated.statuses.iter().map(|(name, status)| (name.clone(), lines(&status.conditions))).collect();
    json!(all)
}

fn compare(case: &Case) -> Result<(), String> {
    let line: Line = serde_json::from_str(&case.line).expect("a case");
    let common = Input::of(&case.line);
    let want = if common.mode == "bootstrap" { sorted(case.want.clone()) } else { case.want.clone() };
    differ(answer(&common, &line.input), want)
}

#[test]
fn registries_and_policies_are_those_of_the_reference() {
    replay("generate/registries", 300, compare);
}

#[test]
fn the_order_of_objects_and_pools_says_nothing_about_registries() {
    replay("generate/registries", 300, |case| {
        let line: Line = serde_json::from_str(&case.line).expect("a case");
        let (mut common, mut own) = (Input::of(&case.line), line.input);
        let before = answer(&common, &own);
        common.pools.reverse();
        own.idms.reverse();
        own.itms.reverse();
        own.icsp.reverse();
        own.cluster_image_policies.reverse();
        own.image_policies.reverse();
        differ(answer(&common, &own), before)
    });
}

#[test]
fn registries_that_are_generated_twice_change_nothing() {
    replay("generate/registries", 300, |case| {
        let line: Line = serde_json::from_str(&case.line).expect("a case");
        let (mut common, own) = (Input::of(&case.line), line.input);
        let before = answer(&common, &own);
        if common.mode == "cluster" && before.get("error").is_none() {
            common.machine_configs =
                serde_json::from_str(&before["machineConfigs"].to_string()).expect("MachineConfigs");
        }
        differ(answer(&common, &own), before)
    });
}

/// The codes of findings that are made here.
pub(super) const CODES: [&str; 6] = [
    "image-missing",
    "payload-registry-not-blocked",
    "registry-lists-dropped",
    "release-unknown",
    "image-policy-conflict",
    "feature-gate-off",
];

/// A worker and what its files say of themselves.
fn worker(registries: &str, policy: &str) -> (Vec<MachineConfigPool>, Bases) {
    let mut pool = MachineConfigPool::new("worker");
    pool.metadata.labels = Some([("machineconfiguration.openshift.io/mco-built-in".into(), String::new())].into());
    let files = [("storage.conf", "[storage]"), ("registries.conf", registries), ("policy.json", policy)];
    let files = files.map(|(name, text)| (format!("/etc/containers/{name}"), text.to_owned()));
    let mut bases = Bases::default();
    bases.insert("worker", Base::Files(files.into()));
    (vec![pool], bases)
}

const ANYTHING: &str = r#"{"default": [{"type": "insecureAcceptAnything"}]}"#;

fn read<T: for<'de> Deserialize<'de>>(object: Value) -> Placed<T> {
    Placed::nowhere(serde_json::from_str(&object.to_string()).expect("an object"))
}

fn mirrors(sets: &[(String, Vec<String>)]) -> Placed<ImageDigestMirrorSet> {
    let sets = sets.iter().map(|(source, mirrors)| json!({ "source": source, "mirrors": mirrors }));
    read(json!({ "metadata": { "name": "m" }, "spec": { "imageDigestMirrors": sets.collect::<Vec<_>>() } }))
}

/// What many objects turn into, and that it takes no longer than a few times what half as many take.
fn swiftly(objects: Objects<'_>, registries: &str) -> Result<Generated, Refused> {
    let (pools, bases) = worker(registries, ANYTHING);
    let mut context = Context::new(Mode::Cluster, &pools, &bases);
    context.feature_gates.insert("SigstoreImageVerification".into(), true);
    let image = objects.image.cloned().unwrap_or_else(|| read(json!({ "metadata": { "name": "cluster" } })));
    let objects = {
        let mut all = objects;
        all.release_image = Some("release.example.com/ocp/release:1");
        all.image = Some(&image);
        all
    };
    let start = Instant::now();
    let made = generate(objects, &context, Existing::default());
    assert!(start.elapsed() < Duration::from_secs(20), "it takes {:?}", start.elapsed());
    made
}

#[test]
fn ten_thousand_mirrors_take_no_time() {
    let name = |at: usize| format!("m{at}.example.com/x");
    let of_one = [mirrors(&[("quay.io".into(), (0..20_000).map(name).collect())])];
    let of_each = [mirrors(&(0..20_000).map(|at| (format!("s{at}.example.com"), vec![name(at)])).collect::<Vec<_>>())];
    let nested = "a/".repeat(100) + "a";
    let deep = (0..500).map(|at| (format!("quay.io/{at}/{nested}"), vec![name(at)])).collect::<Vec<_>>();
    for sets in [&of_one, &of_each, &[mirrors(&deep)]] {
        let mut objects = Objects::default();
        objects.digest_mirrors = sets;
        let made = swiftly(objects, "").expect("mirrors");
        assert_eq!(made.machine_configs.len(), 1);
    }
}

#[test]
fn ten_thousand_registries_are_looked_up_in_no_time() {
    let names: Vec<_> = (0..10_000).map(|at| format!("r{at}.a.b.example.com/x/y/z")).collect();
    let image = read(json!({ "metadata": { "name": "cluster" }, "spec": { "registrySources": {
        "insecureRegistries": names, "blockedRegistries": names,
    } } }));
    let policy = read::<ClusterImagePolicy>(json!({ "metadata": { "name": "p" }, "spec": {
        "scopes": (0..10_000).map(|at| format!("q{at}.example.com")).chain(["*.c.example.com".into()]).collect::<Vec<_>>(),
        "policy": { "rootOfTrust": { "policyType": "PublicKey", "publicKey": { "keyData": "a2V5" } } },
    } }));
    let policies = [policy];
    let mut objects = Objects::default();
    objects.image = Some(&image);
    objects.cluster_policies = &policies;
    assert_eq!(swiftly(objects, "").expect("registries").machine_configs.len(), 1);
}

#[test]
fn mirrors_are_not_repeated_without_end() {
    let base: String = (0..1_000).map(|at| format!("[[registry]]\nlocation = 'quay.io/{at}'\n")).collect();
    let sets = [mirrors(&[("quay.io".into(), (0..1_000).map(|at| format!("m{at}")).collect())])];
    let mut objects = Objects::default();
    objects.digest_mirrors = &sets;
    let refused = swiftly(objects, &base).expect_err("a million mirrors");
    assert!(refused.to_string().contains("more than 200000 mirrors"), "{refused}");
}

#[test]
fn keys_of_a_megabyte_are_written_a_few_times_and_no_more() {
    let policy = |scopes: usize| {
        read::<ClusterImagePolicy>(json!({ "metadata": { "name": "p" }, "spec": {
            "scopes": (0..scopes).map(|at| format!("q{at}.example.com")).collect::<Vec<_>>(),
            "policy": { "rootOfTrust": { "policyType": "PublicKey", "publicKey": { "keyData": "a2V5".repeat(1 << 18) } } },
        } }))
    };
    for (scopes, taken) in [(1, true), (1_000, false)] {
        let policies = [policy(scopes)];
        let mut objects = Objects::default();
        objects.cluster_policies = &policies;
        assert_eq!(swiftly(objects, "").is_ok(), taken, "{scopes}");
    }
}

#[test]
fn refusals_name_the_object_to_blame() {
    let at = |mut placed: Placed<ImageDigestMirrorSet>, source| {
        placed.stand = Stand::default();
        placed.stand.source = SourceId(source);
        placed
    };
    let sets = [
        at(mirrors(&[("quay.io".into(), vec!["m.example.com".into()])]), 1),
        at(mirrors(&[("quay.io".into(), vec!["no mirror".into()])]), 2),
    ];
    let mut objects = Objects::default();
    objects.digest_mirrors = &sets;
    let refused = swiftly(objects, "").expect_err("no mirror");
    assert_eq!(refused.first().place.source, SourceId(2));
    assert_eq!(refused.code(), "generation-refused");
    let words = "could not Create/Update MachineConfig: could not update registries config with new changes: \
        invalid format for mirror \"no mirror\"";
    assert_eq!(refused.to_string(), words);
}

#[test]
fn what_administrators_should_know_of_registries_is_told() {
    let image = read(json!({ "metadata": { "name": "cluster" }, "spec": { "registrySources": {
        "blockedRegistries": ["release.example.com"],
    } } }));
    let mut objects = Objects::default();
    objects.image = Some(&image);
    let codes = |made: Generated| made.report.entries().iter().map(|entry| entry.rule.code).collect::<Vec<_>>();
    assert_eq!(codes(swiftly(objects, "").expect("made")), ["payload-registry-not-blocked"]);
    let (pools, bases) = worker("", ANYTHING);
    objects.release_image = None;
    let made = generate(objects, &Context::new(Mode::Cluster, &pools, &bases), Existing::default()).expect("made");
    assert_eq!(codes(made), ["release-unknown"]);
    let sets = [mirrors(&[("*.example.com".into(), vec!["m.example.org".into()])])];
    objects.digest_mirrors = &sets;
    assert_eq!(codes(swiftly(objects, "").expect("made")), ["registry-lists-dropped"]);
    let bases = Bases::default();
    objects.release_image = Some("release.example.com/ocp/release:1");
    let made = generate(objects, &Context::new(Mode::Cluster, &pools, &bases), Existing::default()).expect("nothing");
    assert_eq!(made.machine_configs, []);
    assert_eq!(codes(made), ["registry-lists-dropped", "no-base-file"]);
    let policy = json!({ "rootOfTrust": { "policyType": "PublicKey", "publicKey": { "keyData": "a2V5" } } });
    let spec = |scope: &str| json!({ "scopes": [scope], "policy": policy });
    let all = [read(json!({ "metadata": { "name": "c" }, "spec": spec("quay.io") }))];
    let own = [read(json!({ "metadata": { "name": "p", "namespace": "n" }, "spec": spec("quay.io/a") }))];
    let mut objects = Objects::default();
    objects.cluster_policies = &all;
    objects.policies = &own;
    assert_eq!(codes(swiftly(objects, "").expect("made")), ["image-policy-conflict"]);
    let made = generate(objects, &Context::new(Mode::Bootstrap, &[], &bases), Existing::default()).expect("nothing");
    assert_eq!(codes(made), ["feature-gate-off", "feature-gate-off"]);
}

#[test]
fn a_base_file_that_is_no_toml_hides_no_other_object() {
    let text = b"apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfigPool
metadata:
  name: worker
  labels: {machineconfiguration.openshift.io/mco-built-in: ''}
---
apiVersion: config.openshift.io/v1
kind: Image
metadata: {name: cluster}
spec: {registrySources: {containerRuntimeSearchRegistries: [quay.io]}}
---
apiVersion: machineconfiguration.openshift.io/v1
kind: ContainerRuntimeConfig
metadata: {name: pids}
spec:
  machineConfigPoolSelector: {matchLabels: {machineconfiguration.openshift.io/mco-built-in: ''}}
  containerRuntimeConfig: {pidsLimit: 2048}
---
apiVersion: operator.openshift.io/v1alpha1
kind: ImageContentSourcePolicy
metadata: {name: mirrors}
spec: {repositoryDigestMirrors: [{source: quay.io, mirrors: [m.example.com]}]}
";
    let made = |registries: &str| {
        let mut manifests = Manifests::default();
        manifests.read(SourceId(7), text);
        let files = [("storage.conf", ""), ("registries.conf", registries), ("policy.json", ANYTHING)];
        manifests.base(files.map(|(name, text)| (format!("/etc/containers/{name}"), text.into())).into());
        let made = manifests.generate(Mode::Cluster, "1");
        let names: Vec<_> = made.machine_configs.iter().map(|config| config.metadata.name.clone()).collect();
        let told: Vec<_> = made.report.entries().iter().map(|it| (it.place.clone(), it.message.to_string())).collect();
        (names, told)
    };
    let (runtime, registries) = ("99-worker-generated-containerruntime", "99-worker-generated-registries");
    assert_eq!(made(""), (vec![runtime.to_owned(), registries.to_owned()], vec![]));
    let (names, told) = made("a = 1\n[[registry");
    assert_eq!(names, [runtime]);
    let [(place, words)] = &told[..] else { panic!("{told:?}") };
    assert!(words.contains("error unmarshalling registries config: toml: line 2: "), "{words}");
    let span = place.span.expect("bytes");
    assert_eq!((place.source, &text[span.start as usize..span.end as usize]), (SourceId(7), &b"cluster"[..]));
}
