//! Nodes, read from the objects of the API.

use super::labels::Labels;
use super::node::{Node, Problem, State};
use super::time::Timestamp;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// What all annotations that concern us begin with.
const PREFIX: &str = "machineconfiguration.openshift.io/";

/// A field as the API server reads it: null is what an absent one is.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

#[derive(Default, Deserialize)]
#[serde(default, bound = "'de: 'a")]
struct Object<'a> {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta<'a>,
    #[serde(deserialize_with = "nullable")]
    spec: Spec<'a>,
    #[serde(deserialize_with = "nullable")]
    status: Status<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound = "'de: 'a")]
struct Meta<'a> {
    #[serde(deserialize_with = "nullable")]
    name: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    labels: Pairs<'a>,
    #[serde(deserialize_with = "nullable")]
    annotations: Annotations<'a>,
    #[serde(deserialize_with = "nullable")]
    creation_timestamp: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound = "'de: 'a")]
struct Spec<'a> {
    #[serde(deserialize_with = "nullable")]
    unschedulable: bool,
    #[serde(deserialize_with = "nullable")]
    taints: Vec<Option<Taint<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound = "'de: 'a")]
struct Taint<'a> {
    #[serde(deserialize_with = "nullable")]
    key: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    effect: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound = "'de: 'a")]
struct Status<'a> {
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<Option<Condition<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound = "'de: 'a")]
struct Condition<'a> {
    #[serde(rename = "type", deserialize_with = "nullable")]
    kind: Text<'a>,
    #[serde(deserialize_with = "nullable")]
    status: Text<'a>,
}

/// A text, borrowed where it has no escapes.
#[derive(Default)]
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.into())))
            }
        }
        from.deserialize_str(Visit)
    }
}

/// The members of an object whose values are texts, as written.
#[derive(Default)]
struct Pairs<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((key, value)) = map.next_entry::<Text<'de>, Option<Text<'de>>>()? {
                    pairs.push((key.0, value.unwrap_or_default().0));
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Visit)
    }
}

/// The annotations that concern us; all others are passed by without a copy.
#[derive(Default)]
struct Annotations<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Annotations<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Annotations<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    if key.0.starts_with(PREFIX) {
                        pairs.push((key.0, map.next_value::<Option<Text<'de>>>()?.unwrap_or_default().0));
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Annotations(pairs))
            }
        }
        from.deserialize_map(Visit)
    }
}

impl Annotations<'_> {
    /// The value of an annotation; of those written twice the last one.
    fn get(&self, name: &str) -> Option<&str> {
        let named = |(key, _): &&(Cow<'_, str>, Cow<'_, str>)| key.strip_prefix(PREFIX) == Some(name);
        self.0.iter().rev().find(named).map(|(_, value)| &**value)
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Object::deserialize(from).map(Self::from)
    }
}

impl From<Object<'_>> for Node {
    fn from(object: Object<'_>) -> Self {
        let Object { metadata, spec, status } = object;
        let text = |name: &str| metadata.annotations.get(name);
        let shared = |name: &str| text(name).map(Into::into);
        let drained = |to: &str| to.split('-').next() == Some("drain");
        let mut conditions = status.conditions.iter().flatten();
        let tainted = |taint: &Taint<'_>| taint.key.0 == "UpdateInProgress" && taint.effect.0 == "PreferNoSchedule";
        Self {
            name: metadata.name.0.into(),
            created: Timestamp::parse(&metadata.creation_timestamp.0),
            current_config: shared("currentConfig"),
            desired_config: shared("desiredConfig"),
            current_image: shared("currentImage"),
            desired_image: shared("desiredImage"),
            reason: text("reason").filter(|reason| !reason.is_empty()).map(Box::from),
            topology: shared("controlPlaneTopology"),
            state: State::of(text("state").unwrap_or_default()),
            drained: text("lastAppliedDrain").is_some_and(drained),
            problem: conditions.find_map(|it| Problem::of(&it.kind.0, &it.status.0)),
            unschedulable: spec.unschedulable,
            tainted: spec.taints.iter().flatten().any(tainted),
            labels: Labels::from_iter(metadata.labels.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::{Node, Problem, State};
    use alloc::format;
    use alloc::string::ToString as _;
    use serde_json::{from_str, json};

    #[test]
    fn a_node_is_read_from_the_object_of_the_api() {
        let object = json!({
            "apiVersion": "v1", "kind": "Node",
            "metadata": {
                "name": "w1", "uid": "u", "creationTimestamp": "2026-01-28T00:00:00Z",
                "labels": { "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": "a\u{e9}\n" },
                "annotations": {
                    "other/currentConfig": "x",
                    "machineconfiguration.openshift.io/currentConfig": "rendered-worker-a",
                    "machineconfiguration.openshift.io/desiredConfig": "rendered-worker-b",
                    "machineconfiguration.openshift.io/desiredImage": "",
                    "machineconfiguration.openshift.io/state": "Degraded",
                    "machineconfiguration.openshift.io/reason": "a \"b\"",
                    "machineconfiguration.openshift.io/lastAppliedDrain": "drain-rendered-worker-b",
                    "machineconfiguration.openshift.io/controlPlaneTopology": "SingleReplica",
                },
                "managedFields": [{ "fieldsV1": { "f:metadata": {} } }],
            },
            "spec": {
                "unschedulable": true, "podCIDR": "10.0.0.0/24",
                "taints": [{ "key": "UpdateInProgress", "effect": "PreferNoSchedule" }],
            },
            "status": {
                "conditions": [{ "type": "MemoryPressure", "status": "True" }, { "type": "Ready", "status": "False" }],
                "images": [{ "names": ["a"] }],
            },
        });
        let node: Node = from_str(&object.to_string()).expect("a node");
        assert_eq!((&*node.name, node.zone(), node.state), ("w1", Some("a\u{e9}\n"), State::Degraded));
        assert_eq!(node.created.map(|it| it.seconds()), Some(1_769_558_400));
        assert_eq!(
            (node.current_config.as_deref(), node.desired_image.as_deref()),
            (Some("rendered-worker-a"), Some(""))
        );
        assert_eq!((node.current_image.as_deref(), node.reason.as_deref()), (None, Some("a \"b\"")));
        assert_eq!(node.topology.as_deref(), Some("SingleReplica"));
        assert_eq!(node.problem, Some(Problem::NotReady("False".into())));
        assert!(node.unschedulable && node.tainted && node.drained && !node.is_windows());
    }

    #[test]
    fn what_a_node_does_not_say_is_absent_and_null_is_nothing() {
        for text in [
            "{}",
            r#"{"metadata":null,"spec":null,"status":null}"#,
            r#"{"metadata":{"name":null,"labels":null,"annotations":null,"creationTimestamp":null},
                "spec":{"taints":null,"unschedulable":null},"status":{"conditions":null}}"#,
            r#"{"metadata":{"creationTimestamp":"x"},"spec":{"taints":[null,{"key":"UpdateInProgress","effect":null}]},
                "status":{"conditions":[null,{"type":null,"status":null}]}}"#,
        ] {
            let node: Node = from_str(text).expect(text);
            assert_eq!(format!("{node:?}"), format!("{:?}", Node::default()), "{text}");
        }
    }

    #[test]
    fn a_taint_of_another_effect_and_an_uncordoned_node_are_neither_tainted_nor_drained() {
        for (taint, drain) in [("NoSchedule", "uncordon-drain-x"), ("", ""), ("PreferNoSchedule ", "drained-x")] {
            let text = json!({
                "metadata": { "annotations": { "machineconfiguration.openshift.io/lastAppliedDrain": drain } },
                "spec": { "taints": [{ "key": "UpdateInProgress", "effect": taint }] },
            });
            let node: Node = from_str(&text.to_string()).expect("a node");
            assert!(!node.tainted && !node.drained, "{taint} {drain}");
        }
    }

    #[test]
    fn what_has_the_wrong_type_is_refused() {
        for text in
            ["1", r#"{"metadata":{"name":1}}"#, r#"{"metadata":{"labels":{"a":1}}}"#, r#"{"spec":{"taints":{}}}"#]
        {
            assert!(from_str::<Node>(text).is_err(), "{text}");
        }
    }
}
