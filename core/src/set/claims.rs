//! The values that a MachineConfig sets, of which a pool has one each.

use super::kernel;
use crate::part::Part;
use alloc::collections::BTreeMap;
use core::fmt;
use garboard_ignition::document::{At, Path, Place};
use garboard_ignition::model::{PasswdUser, Resource, Storage, Unit};

/// What can be set once in a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'c> {
    /// What stands at a path.
    Node(&'c str),
    /// The text of a unit.
    Unit(&'c str),
    /// Whether a unit is enabled.
    Enabled(&'c str),
    /// A drop-in of a unit.
    Dropin(&'c str, &'c str),
    /// The password of a user.
    Password(&'c str),
    /// A key of a user.
    Authorized(&'c str, &'c str),
    /// A kernel argument, or all of a key of which the kernel takes the last.
    Argument(&'c str),
    /// A kernel in place of the default one.
    Kernel,
    /// The OS image.
    Image,
}

/// What it is set to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said<'c> {
    /// A file, with its mode.
    File(&'c Resource, i64),
    /// A directory, with its mode.
    Directory(i64),
    /// A link, and whether it is a hard one.
    Link(&'c str, bool),
    /// A text.
    Text(&'c str),
}

/// A value, and the way to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'c> {
    pub(super) said: Said<'c>,
    way: Way,
}

/// The way to a value.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// A field of `spec`.
    Field(&'static str),
    /// An element of `spec.kernelArguments`.
    Argument(usize),
    /// A field of an element of a list of the config.
    Listed([&'static str; 2], usize, &'static str),
    /// A field of an element of a list in such an element; the last has no field if it is empty.
    Nested([&'static str; 2], usize, &'static str, usize, &'static str),
}

/// All that a MachineConfig sets; of repeated values the last.
#[derive(Debug, Default)]
pub(super) struct Claims<'c>(BTreeMap<Key<'c>, Claim<'c>>);

impl<'c> Claims<'c> {
    /// All that `part` sets.
    pub(super) fn of(part: &'c Part) -> Self {
        let mut claims = Self::default();
        let spec = &part.spec;
        for (index, argument) in spec.kernel_arguments.iter().enumerate() {
            let (key, value) = kernel::split(argument);
            claims.add(Key::Argument(key), Said::Text(value), Way::Argument(index));
        }
        if !matches!(&*spec.kernel_type, "" | "default") {
            claims.add(Key::Kernel, Said::Text(&spec.kernel_type), Way::Field("kernelType"));
        }
        if !spec.os_image_url.is_empty() && part.generated_by.is_empty() {
            claims.add(Key::Image, Said::Text(&spec.os_image_url), Way::Field("osImageURL"));
        }
        if let Some(content) = spec.config.as_ref().map(garboard_ignition::Config::content) {
            claims.storage(&content.storage);
            content.systemd.units.iter().flatten().enumerate().for_each(|(index, unit)| claims.unit(index, unit));
            content.passwd.users.iter().flatten().enumerate().for_each(|(index, user)| claims.user(index, user));
        }
        claims
    }

    fn storage(&mut self, storage: &'c Storage) {
        for (index, file) in storage.files.iter().flatten().enumerate() {
            // A file without contents leaves those of another as they are.
            if file.contents.source.is_some() {
                let said = Said::File(&file.contents, file.mode.unwrap_or(0o644));
                self.add(Key::Node(&file.path), said, Way::Listed(["storage", "files"], index, "path"));
            }
        }
        for (index, directory) in storage.directories.iter().flatten().enumerate() {
            let said = Said::Directory(directory.mode.unwrap_or(0o755));
            self.add(Key::Node(&directory.path), said, Way::Listed(["storage", "directories"], index, "path"));
        }
        for (index, link) in storage.links.iter().flatten().enumerate() {
            let said = Said::Link(link.target.as_deref().unwrap_or_default(), link.hard.unwrap_or_default());
            self.add(Key::Node(&link.path), said, Way::Listed(["storage", "links"], index, "path"));
        }
    }

    fn unit(&mut self, index: usize, unit: &'c Unit) {
        let way = |field| Way::Listed(["systemd", "units"], index, field);
        if let Some(contents) = unit.contents.as_deref().filter(|contents| !contents.is_empty()) {
            self.add(Key::Unit(&unit.name), Said::Text(contents), way("name"));
        }
        if let Some(enabled) = unit.enabled {
            let said = Said::Text(if enabled { "enabled" } else { "disabled" });
            self.add(Key::Enabled(&unit.name), said, way("enabled"));
        }
        for (at, dropin) in unit.dropins.iter().flatten().enumerate() {
            let Some(contents) = &dropin.contents else { continue };
            let way = Way::Nested(["systemd", "units"], index, "dropins", at, "name");
            self.add(Key::Dropin(&unit.name, &dropin.name), Said::Text(contents), way);
        }
    }

    fn user(&mut self, index: usize, user: &'c PasswdUser) {
        if let Some(hash) = &user.password_hash {
            let way = Way::Listed(["passwd", "users"], index, "passwordHash");
            self.add(Key::Password(&user.name), Said::Text(hash), way);
        }
        for (at, key) in user.ssh_authorized_keys.iter().flatten().enumerate() {
            let way = Way::Nested(["passwd", "users"], index, "sshAuthorizedKeys", at, "");
            self.add(Key::Authorized(&user.name, key), Said::Text(""), way);
        }
    }

    /// Names with placeholders in them are not known to be the same.
    fn add(&mut self, key: Key<'c>, said: Said<'c>, way: Way) {
        if !key.names().iter().any(|name| name.contains(['$', '{'])) {
            self.0.insert(key, Claim { said, way });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Key<'c>, &Claim<'c>)> {
        self.0.iter().map(|(key, claim)| (*key, claim))
    }
}

impl Claim<'_> {
    /// Where it stands in a MachineConfig.
    pub(super) fn place(&self, part: &Part) -> Place {
        let mut place = part.stand.place();
        place.path = self.way.path();
        place
    }
}

impl Way {
    fn path(self) -> Path {
        let spec = At::ROOT.field("spec");
        let config = spec.field("config");
        match self {
            Self::Field(field) => spec.field(field).path(),
            Self::Argument(index) => spec.field("kernelArguments").index(index).path(),
            Self::Listed([section, list], index, field) => {
                config.field(section).field(list).index(index).field(field).path()
            }
            Self::Nested([section, list], index, inner, at, "") => {
                config.field(section).field(list).index(index).field(inner).index(at).path()
            }
            Self::Nested([section, list], index, inner, at, field) => {
                config.field(section).field(list).index(index).field(inner).index(at).field(field).path()
            }
        }
    }
}

impl<'c> Key<'c> {
    fn names(self) -> [&'c str; 2] {
        match self {
            Self::Node(name) | Self::Unit(name) | Self::Enabled(name) | Self::Password(name) => [name, ""],
            Self::Dropin(unit, name) => [unit, name],
            Self::Authorized(user, _) => [user, ""],
            Self::Argument(_) | Self::Kernel | Self::Image => ["", ""],
        }
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Node(path) => f.write_str(path),
            Self::Unit(name) => write!(f, "unit {name}"),
            Self::Enabled(name) => write!(f, "whether unit {name} is enabled"),
            Self::Dropin(unit, name) => write!(f, "drop-in {name} of {unit}"),
            Self::Password(user) => write!(f, "the password of {user}"),
            Self::Authorized(user, _) => write!(f, "a key of {user}"),
            Self::Argument(key) => write!(f, "kernel argument {key}"),
            Self::Kernel => f.write_str("kernelType"),
            Self::Image => f.write_str("osImageURL"),
        }
    }
}
