//! A request, taken apart once; its op asks for the fields it knows.

use super::answer::Failure;
use garboard_ignition::document::{Flat, Kind, SourceId, Tape, Value, read_flat};
use garboard_ignition::{Version, nearest, read_json};
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// A file that was sent: its path and its text.
pub(super) type File = (String, Vec<u8>);

/// An object, or the name of one.
pub(super) enum Named<T> {
    Name(String),
    Object(T),
}

/// A line that is not flat, taken apart.
pub(super) fn read(line: &str) -> Result<Tape<'_>, Failure> {
    read_json(line.as_bytes(), SourceId(0))
        .map_err(|refused| Failure::bad_request(format!("the line is not JSON: {refused}")))
}

/// A line that is an object, as its fields.
pub(super) struct Request<'l> {
    fields: Vec<Field<'l>>,
}

struct Field<'l> {
    name: Cow<'l, str>,
    /// As it is written.
    raw: &'l [u8],
    value: Content<'l>,
}

impl<'l> From<Flat<'l>> for Field<'l> {
    fn from(flat: Flat<'l>) -> Self {
        Self {
            name: Cow::Borrowed(flat.name),
            raw: flat.raw.as_bytes(),
            value: flat.text.map_or(Content::Plain, Content::Text),
        }
    }
}

enum Content<'l> {
    /// UTF-8. Who takes it as bytes looks at it anyway.
    Text(Cow<'l, [u8]>),
    /// A number, `true`, `false` or `null`.
    Plain,
    /// A list or an object.
    Nested(Value<'l>),
}

impl<'l> Request<'l> {
    /// Nearly all lines: nothing in them is nested.
    pub(super) fn flat(line: &'l str) -> Option<Self> {
        Some(Self { fields: read_flat(line)? })
    }

    pub(super) fn of(line: &'l Tape<'_>) -> Result<Self, Failure> {
        if line.root().kind() != Kind::Object {
            return Err(Failure::bad_request("the line is no request: that is an object with an op"));
        }
        let field = |(key, value): (Value<'l>, Value<'l>)| Field {
            name: key.as_str().unwrap_or_default(),
            raw: value.raw(),
            value: match (value.kind(), value.as_str()) {
                (_, Some(text)) => Content::Text(bytes(text)),
                (Kind::Array | Kind::Object, None) => Content::Nested(value),
                _ => Content::Plain,
            },
        };
        Ok(Self { fields: line.root().members().map(field).collect() })
    }

    /// The id as it is written; null if there is none.
    pub(super) fn id(&self) -> &'l [u8] {
        self.field("id").map_or(b"null", |field| field.raw)
    }

    pub(super) fn op(&self) -> Result<&str, Failure> {
        self.text("op")?.ok_or_else(|| Failure::bad_request("op is missing: it says what is asked"))
    }

    /// Refuses fields that are not among these, and fields that stand twice.
    pub(super) fn only(&self, known: &[&'static str]) -> Result<(), Failure> {
        let mut seen = 0_u32;
        for Field { name: key, .. } in &self.fields {
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

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Failure> {
        match self.field(name).map(|field| &field.value) {
            None => Ok(None),
            Some(Content::Text(text)) => str::from_utf8(text).map(Some).map_err(|_| wrong(name, "a text")),
            Some(_) => Err(wrong(name, "a text")),
        }
    }

    /// The bytes of a text, for whoever keeps them: it is not there any more.
    pub(super) fn take_text(&mut self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(place) = self.place(name) else { return Ok(None) };
        match self.fields.remove(place).value {
            Content::Text(text) => Ok(Some(text.into_owned())),
            _ => Err(wrong(name, "a text")),
        }
    }

    /// An object of the API.
    pub(super) fn object<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Failure> {
        // The line is UTF-8. Objects are read from text everywhere: each other way is a copy of all their readers.
        let read = |field: &Field<'_>| {
            let text = str::from_utf8(field.raw).unwrap_or_default();
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
        let list = |field: &Field<'l>| field.list().map(Value::raw).ok_or_else(|| wrong(name, "a list"));
        self.field(name).map(list).transpose()
    }

    /// A list of files, each with its path and its text.
    pub(super) fn files(&self, name: &str) -> Result<Option<Vec<File>>, Failure> {
        let missing = || wrong(name, "a list of files, each with path and text");
        let Some(field) = self.field(name) else { return Ok(None) };
        let list = field.list().ok_or_else(missing)?;
        let file = |file: Value<'_>| {
            let text = |key: &str| file.get(key).and_then(Value::as_str).ok_or_else(missing);
            Ok((text("path")?.into_owned(), text("text")?.into_owned().into_bytes()))
        };
        list.elements().map(file).collect::<Result<_, _>>().map(Some)
    }

    /// A text, or an object of the API that has it as its name.
    pub(super) fn named<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Named<T>>, Failure> {
        match self.field(name).map(|field| &field.value) {
            Some(Content::Text(_)) => Ok(self.text(name)?.map(|text| Named::Name(text.to_owned()))),
            _ => Ok(self.object(name)?.map(Named::Object)),
        }
    }

    /// A list of texts, which must be there.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<Cow<'_, str>>, Failure> {
        let missing = || wrong(name, "a list of texts");
        let list = self.field(name).and_then(Field::list).ok_or_else(missing)?;
        list.elements().map(|element| element.as_str().ok_or_else(missing)).collect()
    }

    /// False if it is not there.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.field(name).map(|field| field.raw) {
            None | Some(b"false") => Ok(false),
            Some(b"true") => Ok(true),
            Some(_) => Err(wrong(name, "true or false")),
        }
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
        let version = read(text).ok_or_else(|| {
            let known: Vec<_> = known.iter().map(|version| version.as_str()).collect();
            Failure::bad_request(format!("{name} is {text:?}: there are {}", known.join(", ")))
        });
        version.map(Some)
    }

    /// A field that is there; null is as good as none.
    fn field(&self, name: &str) -> Option<&Field<'l>> {
        self.place(name).map(|place| &self.fields[place])
    }

    fn place(&self, name: &str) -> Option<usize> {
        let place = self.fields.iter().rposition(|field| field.name == name)?;
        (self.fields[place].raw != b"null").then_some(place)
    }
}

impl<'l> Field<'l> {
    fn list(&self) -> Option<Value<'l>> {
        match self.value {
            Content::Nested(value) if value.kind() == Kind::Array => Some(value),
            _ => None,
        }
    }
}

fn bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
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
