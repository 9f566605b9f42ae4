//! The walk over both sides.

use super::shape::{Named, SPEC, Shape};
use super::{Change, Kind, Step};
use crate::target::Target;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{borrow::ToOwned, string::String, vec::Vec};
use garboard_ignition::document;
use serde_json::{Map, Value};

pub(super) fn specs(old: &Value, new: &Value) -> Vec<Change> {
    let mut walk = Walk { way: Vec::new(), changes: Vec::new() };
    walk.values(Some(old), Some(new), SPEC, "");
    // Stable: what is new stands in the order in which it is to be added.
    walk.changes.sort_by_key(|change| change.kind);
    walk.changes
}

struct Walk {
    way: Vec<Step>,
    changes: Vec<Change>,
}

/// A list of things, each with its name.
type Things<'a> = Vec<(&'a str, &'a Map<String, Value>)>;

impl Walk {
    /// `owner` is the name of the thing that the values belong to.
    fn values(&mut self, old: Option<&Value>, new: Option<&Value>, shape: &Shape, owner: &str) {
        if old == new {
            return;
        }
        match shape {
            Shape::Named(list) => match (things(old, list.key), things(new, list.key)) {
                (Some(olds), Some(news)) => self.things(&olds, &news, list, owner),
                _ => self.field(old, new),
            },
            Shape::Plain => self.records(old, new, &[], owner),
            Shape::Record(fields) => self.records(old, new, fields, owner),
        }
    }

    fn records(
        &mut self,
        old: Option<&Value>,
        new: Option<&Value>,
        fields: &'static [(&'static str, Shape)],
        owner: &str,
    ) {
        // A record that is not there has no fields; where nothing is known about fields it is a thing itself.
        let empty = Map::new();
        let (old_fields, new_fields) = match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => (old, new),
            (Some(Value::Object(old)), None) if !fields.is_empty() => (old, &empty),
            (None, Some(Value::Object(new))) if !fields.is_empty() => (&empty, new),
            _ => return self.field(old, new),
        };
        let names: BTreeSet<_> = old_fields.keys().chain(new_fields.keys()).collect();
        for name in names {
            let shape = fields.iter().find(|(field, _)| field == name).map_or(&Shape::Plain, |(_, shape)| shape);
            self.way.push(Step::Field(name.clone()));
            self.values(old_fields.get(name), new_fields.get(name), shape, owner);
            self.way.pop();
        }
    }

    fn things(&mut self, olds: &Things<'_>, news: &Things<'_>, list: &Named, owner: &str) {
        let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (olds.iter().copied().collect(), news.iter().copied().collect());
        for &(name, thing) in olds.iter().filter(|(name, _)| !after.contains_key(name)) {
            self.thing(name, list, owner, Some(thing), None);
        }
        for &(name, thing) in news {
            match before.get(name) {
                None => self.thing(name, list, owner, None, Some(thing)),
                Some(old) if *old == thing => {}
                Some(old) => self.both(name, list, owner, (old, thing)),
            }
        }
        let names = |list: &Things<'_>| list.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
        // What stays keeps its place, what is new comes behind it.
        let stays = olds.iter().filter(|(name, _)| after.contains_key(name));
        let expected = stays.chain(news.iter().filter(|(name, _)| !before.contains_key(name)));
        if !expected.map(|(name, _)| name).eq(news.iter().map(|(name, _)| name)) {
            let target = Target::Field(self.path());
            self.way.push(Step::Order { key: list.key });
            self.push(target, Kind::Reordered, Some(names(olds).into()), Some(names(news).into()));
            self.way.pop();
        }
    }

    /// A thing that both sides have and that is not the same.
    fn both(&mut self, name: &str, list: &Named, owner: &str, (old, new): (&Map<String, Value>, &Map<String, Value>)) {
        let own = |thing: &Map<String, Value>| {
            let own = thing.iter().filter(|(field, _)| !list.inner.iter().any(|(inner, _)| inner == field));
            own.map(|(field, value)| (field.clone(), value.clone())).collect::<Map<_, _>>()
        };
        let (old_own, new_own) = (own(old), own(new));
        if old_own != new_own {
            self.thing(name, list, owner, Some(&old_own), Some(&new_own));
        }
        self.way.push(Step::Named { key: list.key, name: name.to_owned() });
        for (field, shape) in list.inner {
            self.way.push(Step::Field((*field).to_owned()));
            let empty = Value::Array(Vec::new());
            let side = |thing: &Map<String, Value>| thing.get(*field).unwrap_or(&empty).clone();
            self.values(Some(&side(old)), Some(&side(new)), shape, name);
            self.way.pop();
        }
        self.way.pop();
    }

    fn thing(
        &mut self,
        name: &str,
        list: &Named,
        owner: &str,
        old: Option<&Map<String, Value>>,
        new: Option<&Map<String, Value>>,
    ) {
        self.way.push(Step::Named { key: list.key, name: name.to_owned() });
        let value = |thing: Option<&Map<String, Value>>| thing.cloned().map(Value::Object);
        self.push((list.target)(owner, name.to_owned()), kind(old.is_some(), new.is_some()), value(old), value(new));
        self.way.pop();
    }

    fn field(&mut self, old: Option<&Value>, new: Option<&Value>) {
        let target = Target::Field(self.path());
        self.push(target, kind(old.is_some(), new.is_some()), old.cloned(), new.cloned());
    }

    fn push(&mut self, target: Target, kind: Kind, old: Option<Value>, new: Option<Value>) {
        self.changes.push(Change { target, kind, old, new, way: self.way.clone() });
    }

    /// The way from the MachineConfig, as far as it goes by fields.
    fn path(&self) -> document::Path {
        let name = |step: &Step| match step {
            Step::Field(name) | Step::Named { name, .. } => Some(document::Step::Key((**name).into())),
            Step::Order { .. } => None,
        };
        [document::Step::Field("spec")].into_iter().chain(self.way.iter().filter_map(name)).collect()
    }
}

const fn kind(old: bool, new: bool) -> Kind {
    match (old, new) {
        (true, false) => Kind::Removed,
        (false, true) => Kind::Added,
        _ => Kind::Changed,
    }
}

/// The things of a list, if each is an object with a name of its own. A list that is not there holds none.
fn things<'a>(list: Option<&'a Value>, key: &str) -> Option<Things<'a>> {
    let list = match list {
        None => return Some(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return None,
    };
    let mut seen = BTreeSet::new();
    let named = |thing: &'a Value| {
        let thing = thing.as_object()?;
        let name = thing.get(key).map_or(Some(""), Value::as_str)?;
        seen.insert(name).then_some((name, thing))
    };
    list.iter().map(named).collect()
}
