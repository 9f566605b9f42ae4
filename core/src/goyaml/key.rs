//! Keys of objects, whatever type they come from.

use super::{Error, forward};
use alloc::string::String;
use core::fmt::{Display, Write as _};
use serde::ser::{Impossible, Serialize, Serializer};

/// The key of an object, added to a text. JSON has text alone; numbers and booleans are written as such.
pub(super) struct KeyText<'k>(pub(super) &'k mut String);

impl KeyText<'_> {
    fn text(self, text: &str) -> Result<(), Error> {
        self.0.push_str(text);
        Ok(())
    }

    fn word(self, word: impl Display) -> Result<(), Error> {
        // Writing to a string cannot fail.
        _ = write!(self.0, "{word}");
        Ok(())
    }

    fn refused<V>(self, _: V) -> Result<(), Error> {
        Err(Error::Key)
    }
}

type NoKey = Impossible<(), Error>;

impl Serializer for KeyText<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = NoKey;
    type SerializeTuple = NoKey;
    type SerializeTupleStruct = NoKey;
    type SerializeTupleVariant = NoKey;
    type SerializeMap = NoKey;
    type SerializeStruct = NoKey;
    type SerializeStructVariant = NoKey;

    forward! {
        serialize_bool: bool => word,
        serialize_i8: i8 => word,
        serialize_i16: i16 => word,
        serialize_i32: i32 => word,
        serialize_i64: i64 => word,
        serialize_u8: u8 => word,
        serialize_u16: u16 => word,
        serialize_u32: u32 => word,
        serialize_u64: u64 => word,
        serialize_f32: f32 => refused,
        serialize_f64: f64 => refused,
        serialize_char: char => word,
        serialize_str: &str => text,
        serialize_bytes: &[u8] => refused,
    }

    fn serialize_none(self) -> Result<(), Error> {
        Err(Error::Key)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        Err(Error::Key)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        Err(Error::Key)
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
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error::Key)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<NoKey, Error> {
        Err(Error::Key)
    }

    fn serialize_tuple(self, _: usize) -> Result<NoKey, Error> {
        Err(Error::Key)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<NoKey, Error> {
        Err(Error::Key)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<NoKey, Error> {
        Err(Error::Key)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<NoKey, Error> {
        Err(Error::Key)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<NoKey, Error> {
        Err(Error::Key)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<NoKey, Error> {
        Err(Error::Key)
    }
}
