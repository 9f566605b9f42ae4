//! Which lists of a MachineConfig hold things that have names.

use crate::target::Target;
use alloc::string::String;

/// How a value is compared.
#[derive(Debug)]
pub(super) enum Shape {
    /// Field by field, as far as both sides are objects.
    Plain,
    /// Field by field; those not named here are plain.
    Record(&'static [(&'static str, Self)]),
    /// Thing by thing.
    Named(Named),
}

/// A list of things with names.
#[derive(Debug)]
pub(super) struct Named {
    /// The field that is the name.
    pub(super) key: &'static str,
    /// What to call a thing: the name of the thing that it belongs to, and its own.
    pub(super) target: fn(&str, String) -> Target,
    /// The lists in it that are compared on their own.
    pub(super) inner: &'static [(&'static str, Shape)],
}

pub(super) const SPEC: &Shape = &Shape::Record(&[("config", CONFIG)]);

const CONFIG: Shape = Shape::Record(&[("passwd", PASSWD), ("storage", STORAGE), ("systemd", SYSTEMD)]);

const PASSWD: Shape = Shape::Record(&[
    ("groups", named("name", |_, name| Target::Group(name))),
    ("users", named("name", |_, name| Target::User(name))),
]);

const STORAGE: Shape = Shape::Record(&[
    ("directories", named("path", |_, path| Target::Directory(path))),
    ("disks", named("device", |_, device| Target::Disk(device))),
    ("files", named("path", |_, path| Target::File(path))),
    ("filesystems", named("device", |_, device| Target::Filesystem(device))),
    ("links", named("path", |_, path| Target::Link(path))),
    ("luks", named("name", |_, name| Target::Luks(name))),
    ("raid", named("name", |_, name| Target::Raid(name))),
]);

const SYSTEMD: Shape = Shape::Record(&[("units", UNITS)]);

const UNITS: Shape = Shape::Named(Named {
    key: "name",
    target: |_, name| Target::Unit(name),
    inner: &[("dropins", named("name", |unit, name| Target::Dropin { unit: unit.into(), name }))],
});

const fn named(key: &'static str, target: fn(&str, String) -> Target) -> Shape {
    Shape::Named(Named { key, target, inner: &[] })
}
