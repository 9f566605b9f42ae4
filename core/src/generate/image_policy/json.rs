//! JSON objects whose members are all known, and stand once.

use super::requirement::BadPolicy;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The members of an object, in their order.
pub(super) struct Members(pub(super) Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Walk;

        impl<'de> Visitor<'de> for Walk {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        from.deserialize_map(Walk)
    }
}

impl Members {
    pub(super) fn read(json: &RawValue) -> Result<Self, BadPolicy> {
        read(json)
    }
}

/// Reads a value of a type.
pub(super) fn read<'j, T: Deserialize<'j>>(json: &'j RawValue) -> Result<T, BadPolicy> {
    serde_json::from_str(json.get()).map_err(|error| BadPolicy::new(alloc::format!("{error}")))
}

/// That a member is none of an object.
pub(super) fn unknown(key: &str) -> BadPolicy {
    BadPolicy::new(alloc::format!("Unknown key \"{key}\""))
}

/// That a member stands twice.
pub(super) fn repeated(key: &str) -> BadPolicy {
    BadPolicy::new(alloc::format!("Duplicate key \"{key}\""))
}
