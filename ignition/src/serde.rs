//! The model for serde: written in the reference's field order, read by the reference's rules.
//!
//! What is deserialised is replayed into a tape first, whatever format it comes in, so that
//! repeated keys, nulls, key case and versions mean what they mean in a JSON document.

use crate::config::Config;
use crate::decode;
use crate::document::{Kind, Passage, SourceId, Tape};
use crate::encode::Order;
use crate::model::rows::{Formerly, Record, Rows, Shown};
use crate::parse;
use crate::restate::Restated;
use crate::v2;
use crate::version::Version;
use alloc::format;
use core::fmt;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

impl Serialize for Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_at(self.version(), self.content(), Order::Reference, serializer)
    }
}

impl Config {
    /// The same for serde, with the fields of each record in the order of their names: for formats that write them so,
    /// which need not put them in order then.
    ///
    /// ```
    /// let config = garboard_ignition::parse(br#"{"ignition":{"version":"3.4.0"},"passwd":{"users":[{"name":"core","gecos":"-"}]}}"#)?.config;
    /// let json = r#"{"ignition":{"version":"3.4.0"},"passwd":{"users":[{"gecos":"-","name":"core"}]}}"#;
    /// assert_eq!(serde_json::to_string(&config.by_name()).unwrap(), json);
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    #[must_use]
    pub fn by_name(&self) -> impl Serialize + use<'_> {
        Written::new(self.version(), self.content(), Order::ByName)
    }
}

impl Serialize for v2::Config {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_at(self.version(), self.content(), Order::Reference, serializer)
    }
}

impl Serialize for Restated {
    /// The config; what was lost on the way is not part of it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Spec3(parsed) => parsed.config.serialize(serializer),
            Self::Spec2(parsed) => parsed.config.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Config {
    /// Reads a config and judges it at the version it declares; its warnings are dropped.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tape = tape(deserializer)?;
        match parse::decode(tape.root(), Version::LATEST) {
            Ok(parsed) => Ok(parsed.config),
            Err(refused) => Err(D::Error::custom(format!("{refused} at {}", refused.first().place.path))),
        }
    }
}

/// Writes a record of the model at the newest version.
pub(crate) fn write<S: Serializer>(record: &dyn Rows, serializer: S) -> Result<S::Ok, S::Error> {
    write_at(Version::LATEST, record, Order::Reference, serializer)
}

fn write_at<S: Serializer>(
    version: Version,
    record: &dyn Rows,
    order: Order,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Written::new(version, record, order).serialize(serializer)
}

/// Reads a record of the model at the newest version.
pub(crate) fn read<'de, R: Record, D: Deserializer<'de>>(deserializer: D) -> Result<R, D::Error> {
    let tape = tape(deserializer)?;
    decode::record_at(tape.root(), Version::LATEST).map_err(|fault| {
        let (message, _) = crate::mismatch::describe(tape.root(), fault, crate::mismatch::Reading::Part(R::NAME));
        D::Error::custom(message)
    })
}

fn tape<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tape<'static>, D::Error> {
    let mut tape = Tape::new(&[], SourceId::default(), 0, Passage::Direct);
    Replay(&mut tape).deserialize(deserializer)?;
    Ok(tape)
}

struct Written<'a> {
    shown: Shown<'a>,
    version: Version,
    former: Option<&'static Formerly>,
    order: Order,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.shown {
            Shown::Absent => serializer.serialize_none(),
            Shown::Plain(text) | Shown::Text(text) => serializer.serialize_str(text),
            Shown::Int(number) | Shown::PlainInt(number) => serializer.serialize_i64(number),
            Shown::Bool(value) => serializer.serialize_bool(value),
            Shown::Version => serializer.serialize_str(self.version.as_str()),
            Shown::Record(record) => {
                let mut map = serializer.serialize_map(None)?;
                for (row, shown) in crate::encode::written_rows(record, self.former, self.version, self.order) {
                    map.serialize_entry(row.key, &self.inner(shown, row.former_at(self.version)))?;
                }
                map.end()
            }
            Shown::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.count()))?;
                for index in 0..list.count() {
                    seq.serialize_element(&self.inner(list.item(index), self.former))?;
                }
                seq.end()
            }
        }
    }
}

impl<'a> Written<'a> {
    const fn new(version: Version, record: &'a dyn Rows, order: Order) -> Self {
        Self { shown: Shown::Record(record), version, former: None, order }
    }

    const fn inner<'b>(&self, shown: Shown<'b>, former: Option<&'static Formerly>) -> Written<'b> {
        Written { shown, former, version: self.version, order: self.order }
    }
}

/// Appends whatever comes to a tape.
struct Replay<'a>(&'a mut Tape<'static>);

impl Replay<'_> {
    fn leaf(self, kind: Kind, text: &str) {
        self.0.copied(kind, crate::document::tape::Style::Json, text, 0, 0);
    }
}

impl<'de> DeserializeSeed<'de> for Replay<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Replay<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a number, a string, a list or a map with string keys")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.leaf(if value { Kind::True } else { Kind::False }, "");
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.leaf(Kind::Number, &format!("{value}"));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.leaf(Kind::Number, &format!("{value}"));
        Ok(())
    }

    /// Keeps the point, so that 420.0 is no whole number here either.
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.leaf(Kind::Number, &format!("{value:?}"));
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.leaf(Kind::String, value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.leaf(Kind::Null, "");
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.leaf(Kind::Null, "");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let index = self.0.open(Kind::Array, 0);
        while seq.next_element_seed(Replay(self.0))?.is_some() {}
        self.0.close(index, 0);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let index = self.0.open(Kind::Object, 0);
        while let Some(key) = map.next_key::<alloc::string::String>()? {
            Replay(self.0).leaf(Kind::String, &key);
            map.next_value_seed(Replay(self.0))?;
        }
        self.0.close(index, 0);
        Ok(())
    }
}
