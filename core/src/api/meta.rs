//! What objects of all kinds have.

use super::Raw;
use super::go::{objects, omitempty, plain};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::fmt;
use serde::{Deserialize, Serialize};

objects! {
    /// How an object is called, and what is noted about it.
    ObjectMeta {
        /// Its name, unique in its kind.
        name: String = "name" "omitempty";
        /// What the server makes a name from where there is none.
        generate_name: String = "generateName" "omitempty";
        /// Its namespace; empty for kinds of the whole cluster.
        namespace: String = "namespace" "omitempty";
        /// Where the API has it: no longer in use.
        self_link: String = "selfLink" "omitempty";
        /// What tells it from others of the same name before and after it.
        uid: String = "uid" "omitempty";
        /// Which change of it this is; only the server can compare two.
        resource_version: String = "resourceVersion" "omitempty";
        /// How often what it asks for was changed.
        generation: i64 = "generation" "omitempty";
        /// When it was made: RFC 3339.
        creation_timestamp: Option<String> = "creationTimestamp" "omitempty";
        /// When it is to be gone: RFC 3339. It is being deleted if there is one.
        deletion_timestamp: Option<String> = "deletionTimestamp" "omitempty";
        /// How many seconds it had until then.
        deletion_grace_period_seconds: Option<i64> = "deletionGracePeriodSeconds" "omitempty";
        /// Labels, by which others select it. None and an empty map are different things to the render controller.
        labels: Option<BTreeMap<String, String>> = "labels" "no_entries";
        /// Notes of programs.
        annotations: Option<BTreeMap<String, String>> = "annotations" "no_entries";
        /// What it belongs to.
        owner_references: Vec<OwnerReference> = "ownerReferences" "omitempty";
        /// Who has something to do before it may be gone.
        finalizers: Vec<String> = "finalizers" "omitempty";
        /// Who set which of its fields.
        managed_fields: Vec<ManagedFields> = "managedFields" "omitempty";
    }

    /// An object that another one belongs to, and goes with.
    OwnerReference {
        /// Its group and version.
        api_version: String = "apiVersion";
        /// Its kind.
        kind: String = "kind";
        /// Its name.
        name: String = "name";
        /// Its uid.
        uid: String = "uid";
        /// Whether it is the one that controls the other.
        controller: Option<bool> = "controller" "omitempty";
        /// Whether it waits for the other to be gone first.
        block_owner_deletion: Option<bool> = "blockOwnerDeletion" "omitempty";
    }

    /// What one program set in an object.
    ManagedFields {
        /// The program.
        manager: String = "manager" "omitempty";
        /// How: Apply or Update.
        operation: String = "operation" "omitempty";
        /// The version that the fields are named in.
        api_version: String = "apiVersion" "omitempty";
        /// When: RFC 3339.
        time: Option<String> = "time" "omitempty";
        /// How the fields are written.
        fields_type: String = "fieldsType" "omitempty";
        /// The fields.
        fields_v1: Option<Raw> = "fieldsV1" "omitempty";
        /// The part of the object it went through.
        subresource: String = "subresource" "omitempty";
    }

    /// An object, or a part of one, by name.
    ObjectReference {
        /// Its kind.
        kind: String = "kind" "omitempty";
        /// Its namespace.
        namespace: String = "namespace" "omitempty";
        /// Its name.
        name: String = "name" "omitempty";
        /// Its uid.
        uid: String = "uid" "omitempty";
        /// Its group and version.
        api_version: String = "apiVersion" "omitempty";
        /// Which change of it.
        resource_version: String = "resourceVersion" "omitempty";
        /// Which part of it.
        field_path: String = "fieldPath" "omitempty";
    }

    /// An object by its name alone, where its kind is a matter of course.
    NameReference {
        /// The name.
        name: String = "name";
    }

    /// An object by the plural of its kind, as in URLs.
    ResourceReference {
        /// Its group.
        group: String = "group";
        /// The plural of its kind.
        resource: String = "resource";
        /// Its namespace.
        namespace: String = "namespace" "omitempty";
        /// Its name.
        name: String = "name";
    }

    /// Something that holds of an object, or does not.
    Condition {
        /// What.
        kind: String = "type";
        /// `True`, `False` or `Unknown`.
        status: String = "status";
        /// What the object's `generation` was then.
        observed_generation: i64 = "observedGeneration" "omitempty";
        /// Since when: RFC 3339.
        last_transition_time: Option<String> = "lastTransitionTime";
        /// Why, in a word for programs.
        reason: String = "reason";
        /// Why, for people.
        message: String = "message";
    }

    /// Which objects are meant, by their labels. One without any demands means all of them; see
    /// [`selector`](crate::selector).
    LabelSelector {
        /// Labels that objects must have, with their values.
        match_labels: BTreeMap<String, String> = "matchLabels" "omitempty";
        /// Demands one by one.
        match_expressions: Vec<LabelSelectorRequirement> = "matchExpressions" "omitempty";
    }

    /// What a selector demands of one label.
    LabelSelectorRequirement {
        /// The label.
        key: String = "key";
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        operator: String = "operator";
        /// The values that `In` and `NotIn` speak of.
        values: Vec<String> = "values" "omitempty";
    }
}

impl ObjectMeta {
    /// Of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The value of an annotation.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.as_ref()?.get(key).map(String::as_str)
    }

    /// The value of a label.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.as_ref()?.get(key).map(String::as_str)
    }
}

impl NameReference {
    /// What is called so.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

fn no_entries(map: &Option<BTreeMap<String, String>>) -> bool {
    map.as_ref().is_none_or(BTreeMap::is_empty)
}

/// A number, or text that says one in its own way, such as `10%`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum IntOrString {
    /// A number of 32 bits.
    Int(i32),
    /// Text.
    String(String),
}

impl Default for IntOrString {
    fn default() -> Self {
        Self::Int(0)
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::String(text) => f.write_str(text),
        }
    }
}

plain!(IntOrString);
