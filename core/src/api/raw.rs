//! JSON inside an object that is nobody's business but its reader's.

use super::go::Field;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use core::fmt;
use garboard_ignition::Config;
use memchr::memchr2;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value as it was written, without the white space around its parts: the order of keys, repeated keys and the
/// digits of numbers stay what they were.
///
/// `serde_json` reads and writes it, as part of an object too; other formats cannot.
///
/// ```
/// use garboard_core::api::Raw;
///
/// let raw = Raw::parse(r#"{ "b": 1.0, "a": "two words" }"#)?;
/// assert_eq!(raw.as_str(), r#"{"b":1.0,"a":"two words"}"#);
/// assert_eq!(raw.read::<serde_json::Value>()?["a"], "two words");
/// # Ok::<(), garboard_core::api::BadJson>(())
/// ```
#[derive(Clone)]
pub struct Raw {
    text: String,
    config: Option<Arc<Config>>,
}

/// Why text is no JSON, or no JSON of the wanted shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadJson(String);

impl Raw {
    /// Takes JSON.
    ///
    /// # Errors
    /// [`BadJson`], if it is none.
    pub fn parse(text: &str) -> Result<Self, BadJson> {
        serde_json::from_str(text).map_err(BadJson::of)
    }

    /// A config as a controller wrote it, which need not be read to know what it says. It has what the operator demands
    /// beyond the rules of Ignition: nobody asks for that again.
    pub(crate) fn of(config: Config, write: fn(&Config) -> String) -> Self {
        Self { text: write(&config), config: Some(config.into()) }
    }

    /// The config that was written, or itself if that is not known.
    pub(crate) fn into_config(mut self) -> Result<Config, Self> {
        self.config.take().map(Arc::unwrap_or_clone).ok_or(self)
    }

    /// The JSON text, compact.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reads it into a type.
    ///
    /// # Errors
    /// [`BadJson`], if the type does not take it, or if it is nested deeper than 128 levels.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, BadJson> {
        serde_json::from_str(self.as_str()).map_err(BadJson::of)
    }

    /// Takes JSON without white space around its parts.
    const fn compacted(text: String) -> Self {
        Self { text, config: None }
    }

    fn compact(value: Box<RawValue>) -> Self {
        match compact(value.get()) {
            Cow::Borrowed(_) => Self::compacted(Box::<str>::from(value).into_string()),
            Cow::Owned(compact) => Self::compacted(compact),
        }
    }
}

impl BadJson {
    fn of(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for BadJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for BadJson {}

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Raw {}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&Value> for Raw {
    fn from(value: &Value) -> Self {
        Self::compacted(value.to_string())
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(from).map(Self::compact)
    }
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(self.as_str()).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl Field for Raw {
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::deserialize(from)
    }

    fn is_empty(&self) -> bool {
        false
    }
}

/// JSON without the white space outside of its texts.
fn compact(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut kept = String::new();
    let (mut at, mut from) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_whitespace() {
            kept.push_str(&json[from..at]);
            from = at + 1;
        }
        at = if *byte == b'"' { behind_text(bytes, at + 1) } else { at + 1 };
    }
    if from == 0 {
        return Cow::Borrowed(json);
    }
    kept.push_str(&json[from..]);
    Cow::Owned(kept)
}

/// Behind the quote that ends a text which goes on here.
fn behind_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::Raw;

    #[test]
    fn only_white_space_between_parts_goes() {
        for (text, want) in [
            ("{}", "{}"),
            (" [ 1 , 1.50 , 1E5 ]\n", "[1,1.50,1E5]"),
            (r#"{"b" : 1, "a\" : " : "x y\\", "b":2 }"#, r#"{"b":1,"a\" : ":"x y\\","b":2}"#),
            ("\t\"a  b\"", "\"a  b\""),
            ("null", "null"),
        ] {
            assert_eq!(Raw::parse(text).expect("JSON").as_str(), want);
        }
        for text in ["", "{", "{a: 1}", "1 2"] {
            assert!(Raw::parse(text).is_err(), "{text}");
        }
    }
}
