//! What is done on a node after its files are written.

use super::policies::BadActionKind;
use alloc::string::String;
use core::fmt;
use garboard_core::api::{NodeDisruptionPolicyAction, ServiceReference};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// What is done on a node for a change. The order is that of answers: what disturbs most comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_enums, reason = "whoever carries actions out must know all of them")]
pub enum Action {
    /// The node reboots, and nothing else is done.
    Reboot,
    /// Its pods are moved away before.
    Drain,
    /// systemd reads its units again.
    DaemonReload,
    /// A service is reloaded.
    Reload(String),
    /// A service is restarted.
    Restart(String),
    /// crio.service is reloaded; whether pods are moved away depends on what is changed in `registries.conf`.
    Special,
    /// Nothing.
    None,
}

impl Action {
    /// The word that objects have for its type.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reboot => "Reboot",
            Self::Drain => "Drain",
            Self::DaemonReload => "DaemonReload",
            Self::Reload(_) => "Reload",
            Self::Restart(_) => "Restart",
            Self::Special => "Special",
            Self::None => "None",
        }
    }

    /// An action that an administrator asks for.
    pub(super) fn of(action: &NodeDisruptionPolicyAction) -> Result<Self, BadActionKind> {
        let service = |of: &Option<ServiceReference>| match of {
            Some(service) => Ok(service.service_name.clone()),
            None => Err(BadActionKind::NoService { word: action.kind.clone() }),
        };
        Ok(match &*action.kind {
            "Reboot" => Self::Reboot,
            "Drain" => Self::Drain,
            "DaemonReload" => Self::DaemonReload,
            "Reload" => Self::Reload(service(&action.reload)?),
            "Restart" => Self::Restart(service(&action.restart)?),
            "None" => Self::None,
            word => return Err(BadActionKind::Unknown { word: word.into() }),
        })
    }

    /// Its fields in an object that says more.
    pub(super) fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        object.serialize_entry("type", self.kind())?;
        match self {
            Self::Reload(service) => object.serialize_entry("reload", &Service(service)),
            Self::Restart(service) => object.serialize_entry("restart", &Service(service)),
            _ => Ok(()),
        }
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        self.write(&mut object)?;
        object.end()
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())?;
        match self {
            Self::Reload(service) | Self::Restart(service) => write!(f, " {service}"),
            _ => Ok(()),
        }
    }
}

struct Service<'a>(&'a str);

impl Serialize for Service<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut service = serializer.serialize_map(Some(1))?;
        service.serialize_entry("serviceName", self.0)?;
        service.end()
    }
}
