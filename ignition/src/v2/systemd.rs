//! Units of systemd and networkd of spec 2.

use super::model::{called, field, key};
use crate::model::rows::{Formerly, Keyed, rows};
use crate::version::Version::{V2_1, V2_2};
use alloc::{string::String, vec::Vec};

/// Units of networkd.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Networkd {
    /// The units.
    pub units: Option<Vec<NetworkdUnit>>,
}

rows!(Networkd { units: field("units") });

/// A unit of networkd.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkdUnit {
    /// Its text.
    pub contents: String,
    /// Its drop-ins. Since 2.2.
    pub dropins: Option<Vec<Dropin>>,
    /// Its name, ending in `.link`, `.netdev` or `.network`.
    pub name: String,
}

static NETWORKD_DROPIN: Formerly = called("NetworkdDropin");

rows!(NetworkdUnit as Networkdunit {
    contents: field("contents"),
    dropins: field("dropins").since(V2_2).formerly(&NETWORKD_DROPIN),
    name: key("name"),
});

/// A drop-in of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropin {
    /// Its text.
    pub contents: String,
    /// Its file name, ending in `.conf`.
    pub name: String,
}

rows!(Dropin as SystemdDropin { contents: field("contents"), name: key("name") });

/// Units and their drop-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Systemd {
    /// The units.
    pub units: Option<Vec<Unit>>,
}

rows!(Systemd { units: field("units") });

/// A unit, or the drop-ins and state of one that the image brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unit {
    /// The unit file's text.
    pub contents: String,
    /// Drop-ins of the unit.
    pub dropins: Option<Vec<Dropin>>,
    /// The older spelling of `enabled: true`.
    pub enable: bool,
    /// True: enabled; false: disabled. Since 2.1.
    pub enabled: Option<bool>,
    /// True: masked.
    pub mask: bool,
    /// Its name with suffix.
    pub name: String,
}

rows!(Unit {
    contents: field("contents"),
    dropins: field("dropins"),
    enable: field("enable"),
    enabled: field("enabled").since(V2_1),
    mask: field("mask"),
    name: key("name"),
});

impl Keyed for Networkd {}
impl Keyed for NetworkdUnit {}
impl Keyed for Dropin {}
impl Keyed for Systemd {}
impl Keyed for Unit {}
