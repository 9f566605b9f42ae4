//! YAML byte for byte as Go's `gopkg.in/yaml.v2` writes it, which clusters hash and `oc` prints.
//!
//! Block style, two columns deeper for each level, lists in the column of their key; keys in natural order (`a9`
//! before `a10`); text without quotes where YAML 1.1 reads it back as text, in single quotes, double quotes or a
//! literal block elsewhere; lines folded at the first space beyond column 80.
//!
//! Two verbs, which differ in text that JSON holds and a reader of YAML does not take as it is:
//!
//! - [`to_string`] keeps every value: what it writes reads back as what it was given, but for a key `<<`, which the
//!   reference leaves without quotes. Text with U+2028 or U+2029 is written so that Go reads it back; this project's
//!   own reader refuses it outside of quotes and in keys, as invisible.
//! - [`marshal`] does what `Marshal` of `github.com/ghodss/yaml` does: the value is written as JSON, *read as YAML*, and
//!   written again. Next lines (U+0085) become spaces and line feeds on the way, and some control characters are
//!   refused. The name of a rendered MachineConfig is a hash of this text.
//!
//! ```
//! use garboard_core::goyaml;
//! use serde_json::json;
//!
//! let unit = json!({"name": "a.service", "enabled": true, "contents": "[Service]\nType=oneshot\n"});
//! let spec = json!({"systemd": {"units": [unit]}, "kernelArguments": ["nosmt", "on", "a: b"], "extensions": []});
//! let want = r#"extensions: []
//! kernelArguments:
//! - nosmt
//! - "on"
//! - 'a: b'
//! systemd:
//!   units:
//!   - contents: |
//!       [Service]
//!       Type=oneshot
//!     enabled: true
//!     name: a.service
//! "#;
//! assert_eq!(goyaml::to_string(&spec)?, want);
//!
//! // Two texts, one hash.
//! assert_eq!(goyaml::marshal("next\u{85}line")?, "next line\n");
//! assert_eq!(goyaml::to_string("next\u{85}line")?, "\"next\\Nline\"\n");
//! # Ok::<(), goyaml::Error>(())
//! ```

mod float;
mod key;
mod order;
mod passage;
mod scalar;
mod serializer;
mod style;
mod writer;

use alloc::string::{String, ToString};
use core::fmt;
use garboard_ignition::document::MAX_DOCUMENT;
use passage::Passage;
use serde::Serialize;

/// The methods of a serializer that hand a value to another method.
macro_rules! forward {
    ($($method:ident: $type:ty => $to:ident),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), Error> {
            self.$to(value)
        })*
    };
}
use forward;

/// Deepest nesting of lists and objects that is written. Each level takes some of the caller's stack.
pub const MAX_DEPTH: usize = 128;

/// Writes a value, whatever text it holds.
///
/// # Errors
/// [`Error`] says which: too deep, too long, or nothing that JSON could hold.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serializer::write(value, Passage::Direct, 0)
}

/// Writes a value as `Marshal` of `ghodss/yaml` does, losses included.
///
/// # Errors
/// As [`to_string`], and [`Error::Json`] where the reference cannot read its own JSON.
pub fn marshal<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    marshal_into(value, 0)
}

/// The same where it is known about how many bytes it takes: then its memory need not grow.
pub(crate) fn marshal_into<T: Serialize + ?Sized>(value: &T, room: usize) -> Result<String, Error> {
    serializer::write(value, Passage::Json, room)
}

/// Why a value cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Lists and objects nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// The text would have more bytes than a document that is read.
    TooLong,
    /// A key that is no text, number or boolean.
    Key,
    /// A number that JSON cannot hold: infinite, or none at all.
    Number,
    /// The value in JSON is nothing that the reference reads as YAML: what it says, without the line.
    Json(&'static str),
    /// What the `Serialize` of a type of the caller's says.
    Value(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            Self::TooLong => write!(f, "the YAML would have more than {MAX_DOCUMENT} bytes"),
            Self::Key => f.write_str("the key of an object must be text"),
            Self::Number => f.write_str("the number is not finite"),
            Self::Json(message) => write!(f, "error converting JSON to YAML: yaml: {message}"),
            Self::Value(message) => f.write_str(message),
        }
    }
}

impl core::error::Error for Error {}

impl serde::ser::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Value(message.to_string())
    }
}
