//! How Go's JSON reads and writes fields, which the API server and every controller share.
//!
//! Reading: null is what an absent field is, in lists and maps too. Writing: a field is written always, or unless it
//! is empty.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// What a field of an object may hold.
pub(super) trait Field: Sized {
    /// Reads a value, or null.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;

    /// Whether Go leaves it out where it may.
    fn is_empty(&self) -> bool;
}

/// Whether a field that may be left out is.
pub(super) fn omitempty<T: Field>(field: &T) -> bool {
    field.is_empty()
}

/// A value of a list or map, where null can stand as well.
struct Item<T>(T);

impl<'de, T: Field> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::read(from).map(Self)
    }
}

impl<T: Field> Field for Option<T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<Item<T>>::deserialize(from).map(|item| item.map(|item| item.0))
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T: Field> Field for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let items = Option::<Vec<Item<T>>>::deserialize(from)?.unwrap_or_default();
        Ok(items.into_iter().map(|item| item.0).collect())
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let items = Option::<BTreeMap<String, Item<T>>>::deserialize(from)?.unwrap_or_default();
        Ok(items.into_iter().map(|(key, item)| (key, item.0)).collect())
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// The value, or what an absent one is.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(from).map(Option::unwrap_or_default)
}

/// Types that are empty where they equal their default.
macro_rules! plain {
    ($($type:ty),* $(,)?) => {
        $(impl crate::api::go::Field for $type {
            fn read<'de, D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                crate::api::go::or_default(from)
            }

            fn is_empty(&self) -> bool {
                *self == Self::default()
            }
        })*
    };
}
pub(super) use plain;

plain!(bool, i32, i64, String, Map<String, Value>);

/// Declares objects: each field with its JSON name, and with `"omitempty"` where it is left out when it is empty.
/// Fields are written in the order in which they stand here; those that nobody declared are kept in `other`.
macro_rules! objects {
    ($($(#[$about:meta])* $object:ident {
        $($(#[$field_about:meta])* $field:ident: $type:ty = $name:literal $($omit:literal)?;)*
    })*) => {
        $($(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, ::serde::Deserialize, ::serde::Serialize)]
        #[serde(default)]
        #[non_exhaustive]
        pub struct $object {
            $($(#[$field_about])*
            #[serde(rename = $name, deserialize_with = "crate::api::go::Field::read")]
            $(#[serde(skip_serializing_if = $omit)])?
            pub $field: $type,)*
            /// Fields that this version does not know, as they were.
            #[serde(flatten)]
            pub other: ::serde_json::Map<::alloc::string::String, ::serde_json::Value>,
        }

        $crate::api::go::plain!($object);)*
    };
}
pub(super) use objects;

/// What the kinds of the API have in common: how they are called, and how a new one begins. Versions are `v1` where
/// nothing else is said.
macro_rules! kinds {
    ($($kind:ident in $group:literal $(at $version:literal)?),* $(,)?) => {
        $(impl $kind {
            /// What `kind` says.
            pub const KIND: &'static str = stringify!($kind);
            /// What `apiVersion` says.
            pub const API_VERSION: &'static str = $crate::api::go::api_version!($group $($version)?);

            /// One of this name that says nothing else.
            #[must_use]
            pub fn new(name: &str) -> Self {
                Self {
                    kind: Self::KIND.into(),
                    api_version: Self::API_VERSION.into(),
                    metadata: $crate::api::ObjectMeta::new(name),
                    ..Self::default()
                }
            }
        })*
    };
}
pub(super) use kinds;

/// A group with its version.
macro_rules! api_version {
    ($group:literal) => {
        concat!($group, "/v1")
    };
    ($group:literal $version:literal) => {
        concat!($group, "/", $version)
    };
}
pub(super) use api_version;
