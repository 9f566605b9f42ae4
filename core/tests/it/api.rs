//! The types of the API against its schemas.
//!
//! `data/api_fields.tsv` has a line for each field of each kind: the kind, the path, the type, whether it is required,
//! and whether it is nullable. The lines were taken from the CustomResourceDefinitions of openshift/api at `2a3d7391`;
//! those of fields behind feature gates and of `metadata` were added by hand.

use garboard_core::api::{
    ContainerRuntimeConfig, ControllerConfig, KubeletConfig, MachineConfig, MachineConfigNode, MachineConfigPool,
    MachineConfiguration, MachineOSBuild, MachineOSConfig, OSImageStream, PinnedImageSet,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Reads an object and writes it.
type Through = fn(&Value) -> serde_json::Result<Value>;

const KINDS: [(&str, Through); 11] = [
    (ContainerRuntimeConfig::KIND, through::<ContainerRuntimeConfig>),
    (ControllerConfig::KIND, through::<ControllerConfig>),
    (KubeletConfig::KIND, through::<KubeletConfig>),
    (MachineConfig::KIND, through::<MachineConfig>),
    (MachineConfigNode::KIND, through::<MachineConfigNode>),
    (MachineConfigPool::KIND, through::<MachineConfigPool>),
    (MachineConfiguration::KIND, through::<MachineConfiguration>),
    (MachineOSBuild::KIND, through::<MachineOSBuild>),
    (MachineOSConfig::KIND, through::<MachineOSConfig>),
    (OSImageStream::KIND, through::<OSImageStream>),
    (PinnedImageSet::KIND, through::<PinnedImageSet>),
];

fn through<T: DeserializeOwned + Serialize>(object: &Value) -> serde_json::Result<Value> {
    serde_json::from_str::<T>(&object.to_string()).and_then(serde_json::to_value)
}

/// A field: its path, and what it holds.
struct Field {
    path: &'static str,
    holds: &'static str,
}

fn fields(kind: &str) -> Vec<Field> {
    let rows = include_str!("../data/api_fields.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let fields: Vec<_> = rows.filter(|row| row[0] == kind).map(|row| Field { path: row[1], holds: row[2] }).collect();
    assert!(!fields.is_empty(), "{kind}");
    fields
}

/// A value of a type, and one that is none.
fn values(holds: &str) -> (Value, Value) {
    if let Some(item) = holds.strip_prefix("list of ") {
        return (json!([values(item).0]), json!({}));
    }
    match holds {
        "bytes" => (json!("aGk="), json!("no base64")),
        "boolean" => (json!(true), json!("true")),
        "int32" => (json!(7), json!(1_i64 << 40)),
        "int64" => (json!(1_i64 << 40), json!("7")),
        "int-or-string" | "quantity" => (json!("10"), json!(true)),
        "map of string" => (json!({ "a": "b" }), json!({ "a": 1 })),
        "embedded" => (json!({ "kind": "Infrastructure" }), json!("text")),
        "object" => (json!({}), json!("text")),
        "raw" => (json!({ "b": 1.5, "a": [null] }), Value::Null),
        "string" => (json!("text"), json!(1)),
        _ => panic!("{holds}"),
    }
}

/// What stands at a path, in the first item of every list on the way.
fn at<'v>(object: &'v mut Value, path: &str) -> &'v mut Value {
    path.split('.').fold(object, |value, step| match step.strip_suffix("[]") {
        Some(list) => &mut value[list][0],
        None => &mut value[step],
    })
}

/// An object with every field.
fn whole(kind: &str) -> Value {
    let mut object = json!({ "kind": kind, "apiVersion": "example.com/v1", "metadata": { "name": "a" } });
    for field in fields(kind) {
        *at(&mut object, field.path) = values(field.holds).0;
    }
    object
}

#[test]
fn every_field_is_read_and_written() {
    for (kind, through) in KINDS {
        let object = whole(kind);
        assert_eq!(through(&object).expect(kind), object);
    }
}

#[test]
fn every_field_has_a_type() {
    for (kind, through) in KINDS {
        for field in fields(kind).iter().filter(|field| field.holds != "raw") {
            let mut object = whole(kind);
            *at(&mut object, field.path) = values(field.holds).1;
            assert!(through(&object).is_err(), "{kind} {}", field.path);
        }
    }
}

#[test]
fn null_is_what_an_absent_field_is() {
    for (kind, through) in KINDS {
        for field in fields(kind) {
            let mut object = whole(kind);
            *at(&mut object, field.path) = Value::Null;
            let null = through(&object).expect(field.path);
            let (parent, name) = field.path.rsplit_once('.').unwrap_or(("", field.path));
            let parent = if parent.is_empty() { &mut object } else { at(&mut object, parent) };
            parent.as_object_mut().expect("an object").remove(name);
            assert_eq!(through(&object).expect(field.path), null, "{kind} {}", field.path);
        }
    }
}

#[test]
fn null_in_a_list_is_what_an_empty_item_is() {
    for (kind, through) in KINDS {
        for field in fields(kind).iter().filter(|field| field.holds.starts_with("list of ")) {
            let mut object = whole(kind);
            *at(&mut object, field.path) = json!([null]);
            let null = through(&object).expect(field.path);
            *at(&mut object, field.path) = if field.holds == "list of object" { json!([{}]) } else { json!([""]) };
            assert_eq!(through(&object).expect(field.path), null, "{kind} {}", field.path);
        }
    }
}

#[test]
fn unknown_fields_are_kept_at_every_level() {
    for (kind, through) in KINDS {
        let mut object = whole(kind);
        let mut objects = 0;
        each_object(&mut object, &mut |it| {
            objects += 1;
            it.insert("later".into(), json!({ "a": [1, null] }));
        });
        assert!(objects > 2, "{kind}");
        // Keys and values of maps are text.
        for field in fields(kind).iter().filter(|field| field.holds == "map of string") {
            *at(&mut object, field.path) = values(field.holds).0;
        }
        assert_eq!(through(&object).expect(kind), object);
    }
}

/// Every object within a value, innermost first.
fn each_object(value: &mut Value, then: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|value| each_object(value, then));
            then(object);
        }
        Value::Array(items) => items.iter_mut().for_each(|value| each_object(value, then)),
        _ => {}
    }
}

#[test]
fn what_is_always_written_is_written() {
    for (kind, through) in KINDS {
        let written = through(&json!({})).expect(kind);
        let spec = &written["spec"];
        match kind {
            "MachineConfig" => {
                let text = serde_json::to_string(&MachineConfig::default()).expect("JSON");
                let want = r#"{"spec":{"osImageURL":"","baseOSExtensionsContainerImage":"","config":null,"kernelArguments":null,"extensions":null,"fips":false,"kernelType":""}}"#;
                assert_eq!(text, want);
            }
            "MachineConfigPool" => assert_eq!(written, json!({ "spec": { "paused": false, "configuration": {} } })),
            "ControllerConfig" => {
                for field in ["additionalTrustBundle", "cloudProviderCAData", "dns", "infra", "network", "proxy"] {
                    assert!(spec.as_object().expect("an object").contains_key(field), "{field}");
                }
                assert_eq!(spec.get("platform"), None);
            }
            "OSImageStream" => assert_eq!(written, json!({})),
            _ => assert!(spec.is_object(), "{kind}"),
        }
    }
}

#[test]
fn empty_lists_and_maps_are_kept_apart_from_none() {
    let text = r#"{"kind":"MachineConfig","spec":{"kernelArguments":[],"extensions":null}}"#;
    let config: MachineConfig = serde_json::from_str(text).expect("a MachineConfig");
    assert_eq!(config.spec.kernel_arguments, Some(vec![]));
    assert_eq!(config.spec.extensions, None);
    assert_eq!(config.metadata.labels, None);
    let labelled: MachineConfig = serde_json::from_str(r#"{"metadata":{"labels":{}}}"#).expect("a MachineConfig");
    assert!(labelled.metadata.labels.is_some_and(|labels| labels.is_empty()));
}

#[test]
fn a_config_stays_the_text_it_was() {
    let text =
        r#"{"spec":{"config":{ "storage": {"files": []}, "ignition": {"version": "3.5.0"}, "n": 1.50e1, "n": 2 }}}"#;
    let config: MachineConfig = serde_json::from_str(text).expect("a MachineConfig");
    let want = r#"{"storage":{"files":[]},"ignition":{"version":"3.5.0"},"n":1.50e1,"n":2}"#;
    assert_eq!(config.spec.config.as_ref().expect("a config").as_str(), want);
    assert!(serde_json::to_string(&config).expect("JSON").contains(want));
}
