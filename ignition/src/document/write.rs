//! Values for serde: a document, or a part of one, as whatever format a serializer writes.

use super::tape::{Kind, Value};
use serde::ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

/// Deepest nesting that is written: each level takes some of the caller's stack.
const MOST_LEVELS: usize = 128;

impl Serialize for Value<'_> {
    /// With every member, also those whose keys are repeated; deeper than 128 levels is an error.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Level { value: *self, left: MOST_LEVELS }.serialize(serializer)
    }
}

/// A value, and how many levels there may be below it.
struct Level<'t> {
    value: Value<'t>,
    left: usize,
}

impl Serialize for Level<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.value;
        match value.kind() {
            Kind::Null => serializer.serialize_none(),
            Kind::True => serializer.serialize_bool(true),
            Kind::False => serializer.serialize_bool(false),
            Kind::Number => number(value, serializer),
            Kind::String => serializer.serialize_str(&value.as_str().unwrap_or_default()),
            Kind::Array => {
                let mut list = serializer.serialize_seq(None)?;
                for element in value.elements() {
                    list.serialize_element(&self.below(element)?)?;
                }
                list.end()
            }
            Kind::Object => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in value.members() {
                    map.serialize_entry(&key.as_str().unwrap_or_default(), &self.below(value)?)?;
                }
                map.end()
            }
        }
    }
}

impl Level<'_> {
    fn below<'t, E: serde::ser::Error>(&self, value: Value<'t>) -> Result<Level<'t>, E> {
        let left = self.left.checked_sub(1).ok_or_else(|| E::custom("the value is nested too deep"))?;
        Ok(Level { value, left })
    }
}

/// A number as an integer where it is one, and as the nearest float elsewhere.
fn number<S: Serializer>(value: Value<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let digits = value.as_number().unwrap_or_default();
    match (digits.parse::<i64>(), digits.parse::<u64>(), digits.parse::<f64>()) {
        (Ok(number), ..) => serializer.serialize_i64(number),
        (_, Ok(number), _) => serializer.serialize_u64(number),
        (.., Ok(number)) if number.is_finite() => serializer.serialize_f64(number),
        _ => Err(S::Error::custom(alloc::format!("the number {digits} is out of range"))),
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{SourceId, read_yaml};
    use alloc::{format, string::String};

    fn json(yaml: &str) -> Result<String, String> {
        let document = read_yaml(yaml.as_bytes(), SourceId(0), 0).expect("YAML");
        serde_json::to_string(&document.tape.root()).map_err(|error| format!("{error}"))
    }

    #[test]
    fn values_are_written_as_they_stand() {
        let yaml = "b: [1, -2, 18446744073709551615, 1.5, ~]\na: {x: yes, z: \"t\\n\"}\n";
        assert_eq!(json(yaml).as_deref(), Ok(r#"{"b":[1,-2,18446744073709551615,1.5,null],"a":{"x":true,"z":"t\n"}}"#));
    }

    #[test]
    fn what_is_nested_too_deep_is_no_overflow() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(json(&nested(129)), Ok(nested(129)));
        assert_eq!(json(&nested(130)).unwrap_err(), "the value is nested too deep");
    }
}
