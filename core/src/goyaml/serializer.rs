//! Values into text, as they come: only the entries of an object wait for the last one to be put in order.

use super::forward;
use super::key::KeyText;
use super::passage::Passage;
use super::scalar::{self, Layout};
use super::writer::{Key, Opened, Writer};
use super::{Error, MAX_DEPTH, float, order, style};
use alloc::string::{String, ToString};
use core::fmt::{Display, Write as _};
use garboard_ignition::document::MAX_DOCUMENT;
use serde::ser::{self, Serialize, Serializer};

/// Writes a value that reaches the writer by this passage.
pub(super) fn write<T: Serialize + ?Sized>(value: &T, passage: Passage, room: usize) -> Result<String, Error> {
    let mut writer = Writer::with_room(room.min(MAX_DOCUMENT));
    value.serialize(Node { writer: &mut writer, passage, place: Place::Root, indent: 0, depth: 0 })?;
    if writer.out.len() > MAX_DOCUMENT { Err(Error::TooLong) } else { Ok(writer.out) }
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing: it is the whole document.
    Root,
    /// A key with its colon.
    Key,
    /// The dash of a list, or the colon below a key that takes lines of its own.
    Mark,
}

/// A place for a value.
struct Node<'w> {
    writer: &'w mut Writer,
    passage: Passage,
    place: Place,
    /// The column of the list or object it stands in.
    indent: usize,
    /// How many of them it stands in.
    depth: usize,
}

impl<'w> Node<'w> {
    fn text(mut self, text: &str) -> Result<(), Error> {
        if style::is_plain_word(text) {
            self.space();
            self.writer.out.push_str(text);
            self.writer.break_line();
            return Ok(());
        }
        let text = self.passage.text(text)?;
        let indent = self.indent + 2;
        self.writer.room_for(&text, indent)?;
        self.space();
        scalar::text(self.writer, &text, Layout { indent, folds: true });
        self.writer.end_line();
        Ok(())
    }

    /// What needs no quotes.
    fn word(mut self, word: impl Display) -> Result<(), Error> {
        self.space();
        // Writing to a string cannot fail.
        _ = write!(self.writer.out, "{word}");
        self.writer.end_line();
        Ok(())
    }

    fn float(mut self, number: f64) -> Result<(), Error> {
        if !number.is_finite() {
            return Err(Error::Number);
        }
        self.space();
        float::push(&mut self.writer.out, number);
        self.writer.end_line();
        Ok(())
    }

    fn space(&mut self) {
        if self.place != Place::Root {
            self.writer.out.push(' ');
        }
    }

    fn list(self) -> Result<Inside<'w>, Error> {
        // Below its key a list stands in the column of the key.
        let deeper = if self.place == Place::Key { 0 } else { 2 };
        self.open(deeper)
    }

    fn object(self) -> Result<Inside<'w>, Error> {
        self.open(2)
    }

    /// Opens what stands so many columns to the right of what it stands in; the outermost does not.
    fn open(self, deeper: usize) -> Result<Inside<'w>, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        let indent = if self.place == Place::Root { 0 } else { self.indent + deeper };
        let opened = self.writer.open();
        Ok(Inside {
            node: Self { indent, ..self },
            opened,
            is_empty: true,
            is_arranged: true,
            value: Place::Key,
        })
    }

    /// The value of an object with one entry.
    fn variant(self, name: &str) -> Result<Self, Error> {
        let mut object = self.object()?;
        object.key(name)?;
        object.node.writer.forget(object.opened);
        Ok(Self { place: object.value, depth: object.node.depth + 1, ..object.node })
    }
}

/// A list or an object that is being written.
struct Inside<'w> {
    /// Where it stands; the indent is its own.
    node: Node<'w>,
    /// Where its entries begin among those of the objects around it.
    opened: Opened,
    is_empty: bool,
    /// Whether its keys came in the order in which they stand.
    is_arranged: bool,
    /// Where the next value of an object stands.
    value: Place,
}

impl Inside<'_> {
    /// Begins a line, but for what comes first and may stand on the line that is begun.
    fn begin(&mut self) -> Result<(), Error> {
        let Node { writer, place, indent, .. } = &mut self.node;
        writer.room_for("", *indent)?;
        match (core::mem::replace(&mut self.is_empty, false), *place) {
            (true, Place::Root) => {}
            (true, Place::Mark) => writer.out.push(' '),
            (true, Place::Key) => {
                writer.break_line();
                writer.pad(*indent);
            }
            (false, _) => writer.pad(*indent),
        }
        Ok(())
    }

    fn node(&mut self, place: Place) -> Node<'_> {
        let Node { writer, passage, indent, depth, .. } = &mut self.node;
        Node { writer, passage: *passage, place, indent: *indent, depth: *depth + 1 }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.begin()?;
        self.node.writer.out.push('-');
        value.serialize(self.node(Place::Mark))
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.begin()?;
        let Node { writer, passage, indent, .. } = &mut self.node;
        // Nearly all keys are words, which stay as they are.
        let start = writer.out.len();
        key.serialize(KeyText(&mut writer.out))?;
        let text = &writer.out[start..];
        if order::are_letters(text) && style::are_plain_letters(text) {
            self.is_arranged &= writer.add(Key::Word(text.len()), start, self.opened);
            writer.out.push(':');
            self.value = Place::Key;
            return Ok(());
        }
        let apart = writer.apart(start);
        let key = Key::Apart(apart);
        self.is_arranged &= writer.add(key, start, self.opened);
        let text = writer.key(key, start);
        passage.key(text)?;
        writer.room_for(text, *indent + 2)?;
        self.value = if writer.write(apart, *indent) { Place::Key } else { Place::Mark };
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let place = self.value;
        value.serialize(self.node(place))
    }

    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), Error> {
        self.key(key)?;
        self.value(value)
    }

    fn close(self, empty: &str) -> Result<(), Error> {
        if self.is_empty {
            return self.node.word(empty);
        }
        if !self.is_arranged {
            self.node.writer.arrange(self.opened, self.node.indent);
        }
        self.node.writer.close(self.opened);
        Ok(())
    }
}

impl<'w> Serializer for Node<'w> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Inside<'w>;
    type SerializeTuple = Inside<'w>;
    type SerializeTupleStruct = Inside<'w>;
    type SerializeTupleVariant = Inside<'w>;
    type SerializeMap = Inside<'w>;
    type SerializeStruct = Inside<'w>;
    type SerializeStructVariant = Inside<'w>;

    forward! {
        serialize_i8: i8 => word,
        serialize_i16: i16 => word,
        serialize_i32: i32 => word,
        serialize_i64: i64 => word,
        serialize_u8: u8 => word,
        serialize_u16: u16 => word,
        serialize_u32: u32 => word,
        serialize_u64: u64 => word,
        serialize_f64: f64 => float,
        serialize_str: &str => text,
    }

    fn serialize_bool(mut self, value: bool) -> Result<(), Error> {
        self.space();
        self.writer.out.push_str(if value { "true" } else { "false" });
        self.writer.end_line();
        Ok(())
    }

    /// In the digits that JSON writes for 32 bits.
    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.float(value.to_string().parse().unwrap_or(f64::NAN))
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.word("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.word("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.word("null")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self.variant(variant)?)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'w>, Error> {
        self.list()
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'w>, Error> {
        self.list()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'w>, Error> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'w>, Error> {
        self.variant(variant)?.list()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'w>, Error> {
        self.object()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'w>, Error> {
        self.object()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Inside<'w>, Error> {
        self.variant(variant)?.object()
    }
}

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close("{}")
    }
}

/// What serde tells apart and JSON does not.
macro_rules! same {
    ($($of:ident: $method:ident($($name:ident)?) => $to:ident, $empty:literal;)*) => {
        $(impl ser::$of for Inside<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, $($name: &'static str,)? value: &T) -> Result<(), Error> {
                self.$to($($name,)? value)
            }

            fn end(self) -> Result<(), Error> {
                self.close($empty)
            }
        })*
    };
}

same! {
    SerializeSeq: serialize_element() => item, "[]";
    SerializeTuple: serialize_element() => item, "[]";
    SerializeTupleStruct: serialize_field() => item, "[]";
    SerializeTupleVariant: serialize_field() => item, "[]";
    SerializeStruct: serialize_field(key) => entry, "{}";
    SerializeStructVariant: serialize_field(key) => entry, "{}";
}
