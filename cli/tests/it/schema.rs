//! `schema`: what it prints is held against manifests, good and bad, by a checker that others wrote.

use crate::run::Tree;
use garboard_ignition::Version;
use jsonschema::Validator;
use serde_json::{Value, json};

#[test]
fn the_newest_stable_version_is_printed_by_default() {
    let tree = Tree::new::<&str>(&[]);
    let default = tree.run(&["schema"]);
    assert_eq!((default.status, default.stderr.as_str()), (0, ""));
    assert_eq!(default.stdout, tree.run(&["schema", "--spec", "3.6.0"]).stdout);
    assert!(default.stdout.starts_with("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"));
    assert!(default.stdout.ends_with("}\n"));
}

#[test]
fn every_version_has_a_schema_that_others_take_for_one() {
    let tree = Tree::new::<&str>(&[]);
    for version in Version::ALL {
        let schema = printed(&tree, &["schema", "--spec", version.as_str()]);
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{version}: {error}"));
        let declared = &schema["$defs"]["Ignition"]["properties"]["version"]["const"];
        assert_eq!(declared, version.as_str());
    }
    jsonschema::meta::validate(&printed(&tree, &["schema", "--machineconfig"])).expect("a schema");
}

#[test]
fn a_version_that_is_none_is_met_with_those_that_are() {
    let tree = Tree::new::<&str>(&[]);
    for args in [&["schema", "--spec", "2.2.0"][..], &["schema", "--spec", "3.7.0"]] {
        let run = tree.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        for version in Version::ALL {
            assert!(run.stderr.contains(version.as_str()), "{args:?}: {}", run.stderr);
        }
    }
    assert_eq!(tree.run(&["schema", "--spec", "3.5.0", "--machineconfig"]).status, 2);
    let help = tree.run(&["schema", "--help"]).stdout;
    assert!(help.contains("# yaml-language-server: $schema="), "{help}");
}

#[test]
fn machine_configs_are_judged_by_the_schema_as_by_a_cluster() {
    let schema = machine_config();
    for (spec, wrong) in [
        (json!({}), &[][..]),
        (json!(null), &[]),
        (json!({ "config": null, "kernelArguments": null }), &[]),
        (json!({ "kernelType": "realtime", "kernelArguments": ["nosmt"], "extensions": ["usbguard"] }), &[]),
        (json!({ "config": { "ignition": { "version": "3.0.0" } } }), &[]),
        (config("3.5.0", json!({ "files": [{ "path": "/etc/a", "mode": 420 }] })), &[]),
        (config("3.2.0", json!({ "luks": [{ "name": "a", "device": "/dev/vda" }] })), &[]),
        // beside the config
        (json!({ "kernalType": "realtime" }), &["/spec"]),
        (json!({ "kernelType": "turbo" }), &["/spec/kernelType"]),
        (json!({ "kernelArguments": "nosmt" }), &["/spec/kernelArguments"]),
        (json!({ "extensions": ["usbgard"] }), &["/spec/extensions/0"]),
        (json!({ "fips": "true" }), &["/spec/fips"]),
        // the version
        (json!({ "config": {} }), &["/spec/config"]),
        (json!({ "config": { "ignition": {} } }), &["/spec/config/ignition"]),
        (json!({ "config": { "ignition": { "version": "3.6.0" } } }), &["/spec/config/ignition/version"]),
        // in the config, each told once and at its place
        (config("3.4.0", json!({ "files": [{ "path": "etc/a" }] })), &["/spec/config/storage/files/0/path"]),
        (config("3.4.0", json!({ "files": [{ "mode": 420 }] })), &["/spec/config/storage/files/0"]),
        (
            config("3.4.0", json!({ "files": [{ "path": "/a", "mode": "0644" }] })),
            &["/spec/config/storage/files/0/mode"],
        ),
        (config("3.4.0", json!({ "files": [{ "path": "/a", "mode": 1023 }] })), &["/spec/config/storage/files/0/mode"]),
        (config("3.1.0", json!({ "luks": [{ "name": "a", "device": "/dev/vda" }] })), &["/spec/config/storage"]),
        (
            config("3.4.0", json!({ "filesystems": [{ "device": "/dev/vda", "format": "ext3" }] })),
            &["/spec/config/storage/filesystems/0/format"],
        ),
    ] {
        let manifest = manifest(&spec);
        let places: Vec<_> = schema.iter_errors(&manifest).map(|error| error.instance_path().to_string()).collect();
        assert_eq!(places, wrong, "{spec}");
    }
}

#[test]
fn what_is_around_the_spec_is_judged_too() {
    let schema = machine_config();
    let good = manifest(&json!({}));
    let with = |pointer: &str, value: Value| {
        let mut manifest = good.clone();
        *manifest.pointer_mut(pointer).expect("it is there") = value;
        manifest
    };
    assert!(schema.is_valid(&good));
    assert!(schema.is_valid(&with("/metadata", json!({ "generateName": "a-" }))));
    for wrong in [
        with("/apiVersion", json!("v1")),
        with("/kind", json!("MachineConfigs")),
        with("/metadata", json!({})),
        with("/metadata/name", json!("50_worker")),
        with("/metadata/labels", json!({ "machineconfiguration.openshift.io/role": 1 })),
        with("/spec", json!([])),
    ] {
        assert!(!schema.is_valid(&wrong), "{wrong}");
    }
}

fn printed(tree: &Tree, args: &[&str]) -> Value {
    let run = tree.run(args);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}"))
}

fn machine_config() -> Validator {
    let tree = Tree::new::<&str>(&[]);
    jsonschema::validator_for(&printed(&tree, &["schema", "--machineconfig"])).expect("a schema")
}

fn manifest(spec: &Value) -> Value {
    json!({
        "apiVersion": "machineconfiguration.openshift.io/v1",
        "kind": "MachineConfig",
        "metadata": {
            "name": "50-worker-example",
            "labels": { "machineconfiguration.openshift.io/role": "worker" },
        },
        "spec": spec,
    })
}

fn config(version: &str, storage: Value) -> Value {
    json!({ "config": { "ignition": { "version": version }, "storage": storage } })
}
