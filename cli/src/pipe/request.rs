//! A request, taken apart once; its op asks for the fields it knows.

use super::answer::Failure;
use garboard_ignition::document::{Kind, SourceId, Tape, Value};
use garboard_ignition::{Version, nearest, read_json_resolved};
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// A file that was sent: its path and its text.
pub(super) type File = (String, Vec<u8>);

/// An object, or the name of one.
pub(super) enum Named<T> {
    Name(String),
    Object(T),
}

/// What a line says.
pub(super) fn read(line: &[u8]) -> Result<Tape<'_>, Failure> {
    let tape = read_json_resolved(line, SourceId(0));
    if let (Ok(false) | Err(_), Err(error)) = (tape.as_ref().map(Tape::is_utf8), str::from_utf8(line)) {
        return Err(Failure::bad_request(format!("the line is not UTF-8 at byte {}", error.valid_up_to())));
    }
    tape.map_err(|refused| Failure::bad_request(format!("the line is not JSON: {refused}")))
}

/// A line that is an object, as its fields.
pub(super) struct Request<'l> {
    fields: Vec<(Cow<'l, str>, Value<'l>)>,
}

impl<'l> Request<'l> {
    pub(super) fn of(line: &'l Tape<'_>) -> Result<Self, Failure> {
        if line.root().kind() != Kind::Object {
            return Err(Failure::bad_request("the line is no request: that is an object with an op"));
        }
        let field = |(key, value): (Value<'l>, Value<'l>)| (key.as_str().unwrap_or_default(), value);
        Ok(Self { fields: line.root().members().map(field).collect() })
    }

    /// The id as it is written; null if there is none.
    pub(super) fn id(&self) -> &'l [u8] {
        self.field("id").map_or(b"null", Value::raw)
    }

    pub(super) fn op(&self) -> Result<Cow<'_, str>, Failure> {
        self.text("op")?.ok_or_else(|| Failure::bad_request("op is missing: it says what is asked"))
    }

    /// Refuses fields that are not among these, and fields that stand twice.
    pub(super) fn only(&self, known: &[&'static str]) -> Result<(), Failure> {
        let mut seen = 0_u32;
        for (key, _) in &self.fields {
            let at = match &**key {
                "id" => Some(0),
                "op" => Some(1),
                key => known.iter().position(|name| *name == key).map(|at| at + 2),
            };
            let Some(at) = at else { return Err(unknown(key, known)) };
            // No op has more than a dozen fields.
            if seen & 1 << at != 0 {
                return Err(Failure::bad_request(format!("{key} stands twice")));
            }
            seen |= 1 << at;
        }
        Ok(())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>, Failure> {
        self.field(name).map(|value| value.as_str().ok_or_else(|| wrong(name, "a text"))).transpose()
    }

    /// An object of the API.
    pub(super) fn object<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        // The line is UTF-8. Objects are read from text everywhere: each other way is a copy of all their readers.
        let read = |value: Value<'_>| {
            let text = str::from_utf8(value.raw()).unwrap_or_default();
            serde_json::from_str(text).map_err(|error| Failure::bad_request(format!("{name}: {error}")))
        };
        self.field(name).map(read).transpose()
    }

    /// Whether a field is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// The bytes of a list as they are written.
    pub(super) fn list(&self, name: &str) -> Result<Option<&[u8]>, Failure> {
        let list = |value: Value<'_>| value.kind() == Kind::Array;
        self.field(name).map(|value| if list(value) { Ok(value.raw()) } else { Err(wrong(name, "a list")) }).transpose()
    }

    /// A list of files, each with its path and its text.
    pub(super) fn files(&self, name: &str) -> Result<Option<Vec<File>>, Failure> {
        let missing = || wrong(name, "a list of files, each with path and text");
        let Some(list) = self.field(name) else { return Ok(None) };
        if list.kind() != Kind::Array {
            return Err(missing());
        }
        let file = |file: Value<'_>| {
            let text = |key: &str| file.get(key).and_then(Value::as_str).ok_or_else(missing);
            Ok((text("path")?.into_owned(), text("text")?.into_owned().into_bytes()))
        };
        list.elements().map(file).collect::<Result<_, _>>().map(Some)
    }

    /// A text, or an object of the API that has it as its name.
    pub(super) fn named<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Named<T>>, Failure> {
        match self.field(name) {
            Some(value) if value.kind() == Kind::String => {
                Ok(self.text(name)?.map(|text| Named::Name(text.into_owned())))
            }
            _ => Ok(self.object(name)?.map(Named::Object)),
        }
    }

    /// A list of texts, which must be there.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<Cow<'_, str>>, Failure> {
        let missing = || wrong(name, "a list of texts");
        let list = self.field(name).filter(|value| value.kind() == Kind::Array).ok_or_else(missing)?;
        list.elements().map(|element| element.as_str().ok_or_else(missing)).collect()
    }

    /// False if it is not there.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        let flag = self.field(name).map(|value| value.as_bool().ok_or_else(|| wrong(name, "true or false")));
        Ok(flag.transpose()?.unwrap_or(false))
    }

    pub(super) fn version(&self, name: &str) -> Result<Option<Version>, Failure> {
        self.one_of(name, &Version::ALL, |text| text.parse().ok())
    }

    /// A version of either generation, which must be there.
    pub(super) fn any_version(&self, name: &str) -> Result<Version, Failure> {
        let all = [&Version::ALL_OF_SPEC_2[..], &Version::ALL].concat();
        let version = self.one_of(name, &all, Version::named)?;
        version.ok_or_else(|| Failure::bad_request(format!("{name} is missing")))
    }

    fn one_of(
        &self,
        name: &str,
        known: &[Version],
        read: fn(&str) -> Option<Version>,
    ) -> Result<Option<Version>, Failure> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let version = read(&text).ok_or_else(|| {
            let known: Vec<_> = known.iter().map(|version| version.as_str()).collect();
            Failure::bad_request(format!("{name} is {text:?}: there are {}", known.join(", ")))
        });
        version.map(Some)
    }

    /// A field that is there; null is as good as none.
    fn field(&self, name: &str) -> Option<Value<'l>> {
        let (_, value) = self.fields.iter().rfind(|(key, _)| key == name)?;
        (!value.is_null()).then_some(*value)
    }
}

#[cold]
fn unknown(key: &str, known: &[&'static str]) -> Failure {
    let known = || known.iter().copied().chain(["id", "op"]);
    let near = nearest(key, known()).map_or_else(
        || format!("it has {}", known().collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean {near}?"),
    );
    Failure::bad_request(format!("the op has no field {key:?}: {near}"))
}

fn wrong(name: &str, wanted: &str) -> Failure {
    Failure::bad_request(format!("{name} must be {wanted}"))
}
