//! JSON Schemas (2020-12) of the spec's versions, printed from the rows, for editors to complete
//! and check with.
//!
//! They are stricter than the reference in one way: a key that has no effect, of which it only
//! warns, is refused. Otherwise they accept what it accepts. They cannot say everything: what it
//! checks across fields, in unit files and inside URLs is left to [`parse`](crate::parse()), and
//! JSON Schema takes 420.0 for the whole number that the reference does not see in it.
//!
//! ```
//! use garboard_ignition::{Version, schema};
//!
//! let schema = schema::schema(Version::V3_4);
//! let format = &schema["$defs"]["Filesystem"]["properties"]["format"];
//! assert!(format["enum"].as_array().unwrap().contains(&"xfs".into()));
//! assert!(schema::text(&schema).starts_with("{\n  \"$schema\": "));
//! ```

mod ruled;

use crate::model::Content;
use crate::model::rows::{Formerly, List, Record, Row, Sort, Type};
use crate::version::Version;
use alloc::{boxed::Box, format, string::String, vec::Vec};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

/// The schema of a config of this version.
#[must_use]
pub fn schema(version: Version) -> Value {
    let mut schema = part(version, "#");
    schema["$schema"] = DIALECT.into();
    schema["$id"] = format!("urn:garboard:schema:ignition:{version}").into();
    schema["title"] = format!("Ignition config {version}").into();
    schema
}

/// The same to be a part of another schema, at the place `base` of it, such as `#/$defs/config`.
#[must_use]
pub fn part(version: Version, base: &str) -> Value {
    let mut writer = Writer { version, base, definitions: Map::new() };
    let sort = Sort { name: Content::NAME, rows: Content::ROWS, types: Content::TYPES };
    let mut root = writer.record(&sort, None);
    root["description"] = format!("What a machine is told at its first boot, in Ignition {version}.").into();
    root["$defs"] = writer.definitions.into();
    root
}

/// What `$schema` says: which JSON Schema this is.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema as text, indented, with its keys in the order in which people read them.
#[must_use]
pub fn text(schema: &Value) -> String {
    // What was made of strings and maps of strings cannot fail to be written.
    let mut text = serde_json::to_string_pretty(&Ordered(schema)).unwrap_or_default();
    text.push('\n');
    text
}

struct Writer<'a> {
    version: Version,
    base: &'a str,
    definitions: Map<String, Value>,
}

impl Writer<'_> {
    /// The schema of a record as it was at the version, `former` if it stands in that one's place.
    fn record(&mut self, sort: &Sort, former: Option<&'static Formerly>) -> Value {
        let version = self.version;
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (row, holds) in sort.rows.iter().zip(sort.types).filter(|(row, _)| row.known_at(version, former)) {
            let field = self.field(row, *holds).set("description", description(&format!("{}.{}", sort.name, row.key)));
            let names = core::iter::once(sort.name).chain(former.map(|former| former.name));
            let field = names.fold(field, |field, name| ruled::narrow(field, name, row.key, version));
            if field.required {
                required.push(row.key);
            }
            properties.insert(row.key.into(), field.into_value());
        }
        let mut record = json!({
            "description": description(sort.name),
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
        });
        if required.is_empty() {
            // Null is read as a record in which nothing is set.
            record["type"] = json!(["object", "null"]);
        } else {
            record["required"] = required.into();
        }
        record
    }

    fn field(&mut self, row: &Row, holds: Type) -> Field {
        match holds {
            Type::Text => Field::of("string"),
            Type::Int => Field::of("integer").within(i64::MIN, i64::MAX),
            Type::Bool => Field::of("boolean"),
            Type::Version => Field::of("string").set("const", self.version.as_str()).required(),
            Type::List(elements) => {
                // Of records the key alone must not repeat, which a schema cannot say.
                let unique = matches!(elements, Type::Text) && row.list != List::Append;
                let list = Field {
                    elements: Some(Box::new(self.field(row, *elements))),
                    ..Field::of("array")
                };
                if unique { list.set("uniqueItems", true) } else { list }
            }
            Type::Record(sort) => {
                let former = row.former_at(self.version);
                let name = former.map_or(sort.name, |former| former.name);
                if !self.definitions.contains_key(name) {
                    let record = self.record(sort, former);
                    self.definitions.insert(name.into(), record);
                }
                Field::new(json!({ "$ref": format!("{}/$defs/{name}", self.base) }))
            }
        }
    }
}

/// What the documentation of the model says of a record, by its name, or of a field, by
/// `record.field`.
fn description(of: &str) -> &'static str {
    let lines = include_str!("descriptions.tsv").lines();
    lines.filter_map(|line| line.split_once('\t')).find(|(name, _)| *name == of).map_or("", |(_, text)| text)
}

/// The schema of a field in the making.
struct Field {
    said: Value,
    required: bool,
    elements: Option<Box<Self>>,
}

impl Field {
    const fn new(said: Value) -> Self {
        Self { said, required: false, elements: None }
    }

    fn of(kind: &str) -> Self {
        Self::new(json!({ "type": kind }))
    }

    fn set(mut self, keyword: &str, value: impl Into<Value>) -> Self {
        self.said[keyword] = value.into();
        self
    }

    fn within(self, least: i64, most: i64) -> Self {
        self.set("minimum", least).set("maximum", most)
    }

    /// Absent and null are refused.
    fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same list, of elements that `narrow` says more about.
    fn each(self, narrow: fn(Self) -> Self) -> Self {
        Self {
            elements: self.elements.map(|element| Box::new(narrow(*element))),
            ..self
        }
    }

    fn into_value(self) -> Value {
        let Self { mut said, required, elements } = self;
        if let Some(elements) = elements {
            said["items"] = elements.into_value();
        }
        // Null is read as absent, or as an empty text.
        if !required && let Some(kind) = said.get("type").cloned() {
            said["type"] = json!([kind, "null"]);
            if let Some(words) = said.get_mut("enum").and_then(Value::as_array_mut) {
                words.push(Value::Null);
            }
        }
        said
    }
}

/// A schema whose keys stand in the order in which people read them.
struct Ordered<'a>(&'a Value);

/// The keywords that come first; others follow in the order of the alphabet.
const FIRST: &[&str] = &["$schema", "$id", "title", "description", "$ref", "type", "required", "properties"];
/// The keywords that come last.
const LAST: &[&str] = &["default", "additionalProperties", "$defs"];

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                // By the key too: how a map is ordered is a choice of whoever builds serde_json.
                members.sort_by_key(|&(key, _)| (rank(key), key));
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, value) in members {
                    map.serialize_entry(key, &Ordered(value))?;
                }
                map.end()
            }
            Value::Array(elements) => serializer.collect_seq(elements.iter().map(Ordered)),
            leaf => leaf.serialize(serializer),
        }
    }
}

fn rank(key: &str) -> usize {
    let first = FIRST.iter().position(|it| *it == key);
    let last = || LAST.iter().position(|it| *it == key).map(|at| FIRST.len() + 1 + at);
    first.or_else(last).unwrap_or(FIRST.len())
}
