//! What is asked of images.

use super::json::{Members, read, repeated, unknown};
use super::table::{Holds, IDENTITIES, KEY_TYPES, REQUIREMENTS, Shape, USUAL_IDENTITY};
use crate::api::Bytes;
use crate::generate::registries::{is_host, is_location, is_repository, is_tagged};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Why a text is no policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPolicy(String);

impl BadPolicy {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for BadPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for BadPolicy {}

/// What is asked of an image: that it is any, that it is none, or that it is signed in a way. Copies share its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement(Arc<Given>);

/// The members that an object has, in the order in which they are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given(Vec<(&'static str, Value)>);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Texts(Vec<String>),
    Data(Bytes),
    Datas(Vec<Bytes>),
    Object(Given),
}

impl Value {
    fn read(holds: Holds, json: &RawValue) -> Result<Option<Self>, BadPolicy> {
        Ok(match holds {
            Holds::Text => Some(Self::Text(read::<Option<String>>(json)?.unwrap_or_default())),
            Holds::Texts => read::<Option<_>>(json)?.map(Self::Texts),
            Holds::Data => read::<Option<_>>(json)?.map(Self::Data),
            Holds::Datas => read::<Option<_>>(json)?.map(Self::Datas),
            Holds::Object(shape) => Some(Self::Object(Given::read(shape, Members::read(json)?)?)),
            Holds::Identity => Some(Self::Object(typed("policy reference match", IDENTITIES, json)?)),
        })
    }

    /// Whether it counts where one of several members has to be given: empty data does, empty text does not.
    fn counts(&self) -> bool {
        !matches!(self, Self::Text(text) if text.is_empty())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Data(data) => data.0.is_empty(),
            Self::Datas(datas) => datas.is_empty(),
            Self::Object(_) => false,
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Texts(texts) => texts.iter().map(String::len).sum(),
            Self::Data(data) => data.0.len() / 3 * 4,
            Self::Datas(datas) => datas.iter().map(|data| data.0.len() / 3 * 4).sum(),
            Self::Object(object) => object.size(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(to),
            Self::Texts(texts) => texts.serialize(to),
            Self::Data(data) => data.serialize(to),
            Self::Datas(datas) => datas.serialize(to),
            Self::Object(object) => object.serialize(to),
        }
    }
}

impl Given {
    /// Members of an object of this shape, in any order.
    ///
    /// # Errors
    /// [`BadPolicy`], if one is missing, or too many or few of those are there of which some must be.
    pub(super) fn of(shape: &Shape, mut members: Vec<(&'static str, Value)>) -> Result<Self, BadPolicy> {
        let place = |name| shape.members.iter().position(|member| member.name == name);
        members.sort_by_key(|(name, _)| place(*name));
        let given = Self(members);
        if let Some(member) = shape.members.iter().find(|member| member.always && given.get(member.name).is_none()) {
            return Err(BadPolicy::new(format!("Key \"{}\" missing", member.name)));
        }
        for (name, value) in &given.0 {
            if matches!(value, Value::Texts(_) | Value::Datas(_)) && value.is_empty() {
                return Err(BadPolicy::new(format!("\"{name}\" contains no entries")));
            }
        }
        let counts = |name: &&str| given.get(name).is_some_and(Value::counts);
        for choice in shape.choices {
            let number = choice.of.iter().filter(|name| counts(name)).count();
            let asked = choice.with.is_none_or(|with| counts(&with));
            if asked && !(choice.least..=choice.most).contains(&number) {
                return Err(BadPolicy::new(choice.words));
            }
        }
        Ok(given)
    }

    fn read(shape: &'static Shape, members: Members) -> Result<Self, BadPolicy> {
        let mut given = Vec::new();
        for (key, json) in members.0 {
            let Some(member) = shape.members.iter().find(|member| member.name == key) else {
                return Err(unknown(&key));
            };
            if given.iter().any(|(name, _)| *name == member.name) {
                return Err(repeated(&key));
            }
            given.extend(Value::read(member.holds, &json)?.map(|value| (member.name, value)));
        }
        let asks = |member: &&super::table::Member| member.name == "signedIdentity";
        if shape.members.iter().any(|member| asks(&member)) && given.iter().all(|(name, _)| *name != "signedIdentity") {
            given.push(("signedIdentity", Value::Object(usual_identity())));
        }
        Self::of(shape, given)
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    fn size(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.size() + 16).sum()
    }
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        for (name, value) in &self.0 {
            // Members that are always written are those that cannot be empty, but for names.
            if !value.is_empty() {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

/// An object that says of which type it is.
fn typed(what: &str, known: &'static [(&'static str, Shape)], json: &RawValue) -> Result<Given, BadPolicy> {
    let members = Members::read(json)?;
    let kind = match members.0.iter().find(|(key, _)| key == "type") {
        Some((_, kind)) => read::<Option<String>>(kind)?.unwrap_or_default(),
        None => String::new(),
    };
    let Some((_, shape)) = known.iter().find(|(name, _)| *name == kind) else {
        return Err(BadPolicy::new(format!("Unknown {what} type \"{kind}\"")));
    };
    let given = Given::read(shape, members)?;
    check_names(&kind, &given)?;
    Ok(given)
}

/// That names in it are names.
pub(super) fn check_names(kind: &str, given: &Given) -> Result<(), BadPolicy> {
    let (repository, reference) = (given.text("dockerRepository"), given.text("dockerReference"));
    match kind {
        "signedBy" if !KEY_TYPES.contains(&given.text("keyType")) => {
            Err(BadPolicy::new(format!("invalid keyType \"{}\"", given.text("keyType"))))
        }
        "exactRepository" if !is_repository(repository) => Err(BadPolicy::new(format!(
            "Invalid format of dockerRepository \"{repository}\": invalid reference format"
        ))),
        "exactReference" if !is_repository(reference) => {
            Err(BadPolicy::new(format!("Invalid format of dockerReference \"{reference}\": invalid reference format")))
        }
        "exactReference" if !is_tagged(reference) => {
            Err(BadPolicy::new(format!("dockerReference \"{reference}\" contains neither a tag nor digest")))
        }
        "remapIdentity" => ["prefix", "signedPrefix"].into_iter().try_for_each(|name| {
            let prefix = given.text(name);
            let holds = is_host(prefix) || is_location(prefix);
            if holds { Ok(()) } else { Err(BadPolicy::new(format!("prefix \"{prefix}\" is not valid"))) }
        }),
        _ => Ok(()),
    }
}

/// The identity where none is said.
fn usual_identity() -> Given {
    Given(vec![("type", Value::Text(USUAL_IDENTITY.into()))])
}

impl Requirement {
    /// Any image is good.
    #[must_use]
    pub fn accept() -> Self {
        Self::plain("insecureAcceptAnything")
    }

    /// No image is good.
    #[must_use]
    pub fn reject() -> Self {
        Self::plain("reject")
    }

    fn plain(kind: &str) -> Self {
        Self::of(Given(vec![("type", Value::Text(kind.into()))]))
    }

    pub(super) fn of(given: Given) -> Self {
        Self(Arc::new(given))
    }

    /// Reads one.
    ///
    /// # Errors
    /// [`BadPolicy`], if it is of no known type or not as that type is.
    pub(super) fn read(json: &RawValue) -> Result<Self, BadPolicy> {
        typed("policy requirement", REQUIREMENTS, json).map(Self::of)
    }

    /// About how many bytes it is written in.
    pub(super) fn size(&self) -> usize {
        self.0.size()
    }
}

impl Serialize for Requirement {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}
