//! Bytes, which JSON holds as base64.

use super::go::plain;
use alloc::{string::String, vec::Vec};
use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Base64 as Go reads it: padded, whatever the last bits say.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

/// Bytes, in JSON text in base64. `Debug` tells their number only: many are secrets.
///
/// ```
/// use garboard_core::api::Bytes;
///
/// let bytes: Bytes = serde_json::from_str("\"aGVsbG8=\"")?;
/// assert_eq!(bytes.0, b"hello");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(from)?;
        text.retain(|c| !matches!(c, '\r' | '\n'));
        BASE64.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

plain!(Bytes);
