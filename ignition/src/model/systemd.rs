//! Units and their drop-ins.

use super::rows::{Keyed, field, key, rows};
use alloc::{borrow::Cow, string::String, vec::Vec};

/// Units and their drop-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Systemd {
    /// The units.
    pub units: Option<Vec<Unit>>,
}

rows!(Systemd { units: field("units") });

impl Keyed for Systemd {}

/// A unit, or the drop-ins and state of one that the image brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unit {
    /// The unit file's text.
    pub contents: Option<String>,
    /// Drop-ins of the unit.
    pub dropins: Option<Vec<Dropin>>,
    /// True: enabled, by its `[Install]` section; false: disabled; absent: left as it is.
    pub enabled: Option<bool>,
    /// True: masked.
    pub mask: Option<bool>,
    /// Its name with suffix, such as `chronyd.service`.
    pub name: String,
}

rows!(Unit {
    contents: field("contents"),
    dropins: field("dropins"),
    enabled: field("enabled"),
    mask: field("mask"),
    name: key("name"),
});

impl Keyed for Unit {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }
}

/// A drop-in of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropin {
    /// The drop-in's text.
    pub contents: Option<String>,
    /// Its file name, ending in `.conf`.
    pub name: String,
}

rows!(Dropin { contents: field("contents"), name: key("name") });

impl Keyed for Dropin {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }
}
