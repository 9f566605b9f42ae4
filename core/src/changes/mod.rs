//! What differs between two MachineConfigs, thing by thing, and nothing left out: applied to the one, the changes give
//! the other.

mod apply;
mod compare;
mod contents;
mod meaning;
mod shape;

pub use contents::Contents;

use crate::part::Spec;
use crate::target::Target;
use alloc::{string::String, vec::Vec};
use core::fmt;
use serde::Serialize;
use serde_json::Value;

/// What happened to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is gone.
    Removed,
    /// It is new.
    Added,
    /// It says something else.
    Changed,
    /// A list has the same things in another order.
    Reordered,
}

impl Kind {
    /// The word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Reordered => "reordered",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What differs.
    pub target: Target,
    /// How.
    pub kind: Kind,
    /// What was said of it, as it is written; nothing if it is new. A unit of which only the drop-ins differ is none of
    /// the changes, and what stands here of other units is without theirs.
    pub old: Option<Value>,
    /// What is said of it now; of a list in another order, the names of what it holds.
    pub new: Option<Value>,
    /// The way to it from the spec.
    way: Vec<Step>,
}

/// A step down.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// To a field of an object.
    Field(String),
    /// To the element of a list that has this name.
    Named { key: &'static str, name: String },
    /// To the order of a list whose elements have this field as their name.
    Order { key: &'static str },
}

/// The differences of two MachineConfigs: what is gone first, then what is new, then what changed.
///
/// ```
/// use garboard_core::changes::{self, Kind};
/// use garboard_core::part::Part;
///
/// let part = |arguments: &str| Part::from_json(&format!(
///     r#"{{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig","spec":{{"kernelArguments":[{arguments}]}}}}"#
/// )).unwrap();
/// let (old, new) = (part(""), part(r#""nosmt""#));
/// let changes = changes::between(&old.spec, &new.spec);
/// assert_eq!(changes[0].target.to_string(), "field:$.spec.kernelArguments");
/// assert_eq!((changes[0].kind, changes.len()), (Kind::Changed, 1));
///
/// let mut spec = serde_json::to_value(&old.spec)?;
/// changes::apply(&changes, &mut spec);
/// assert_eq!(spec, serde_json::to_value(&new.spec)?);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn between(old: &Spec, new: &Spec) -> Vec<Change> {
    compare::specs(&written(old), &written(new))
}

/// Carries the changes out on the spec of the older MachineConfig, which becomes that of the newer one.
pub fn apply(changes: &[Change], spec: &mut Value) {
    apply::all(changes, spec);
}

/// A spec as JSON.
fn written(spec: &Spec) -> Value {
    serde_json::to_value(spec).expect("a spec holds what JSON holds, and its keys are text")
}
