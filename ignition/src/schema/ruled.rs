//! What the rules and the readers say of single fields: words, forms, bounds, defaults.
//!
//! Everything here is refused by a rule too, at the same versions. The words are those that the
//! checks themselves look at.

use super::Field;
use crate::check::{FORMATS, HASHES, PINS, REDUNDANT, SCHEMES, STRIPED, SUFFIXES};
use crate::rule;
use crate::version::Version::{self, V3_7};
use alloc::{format, string::String, vec::Vec};
use serde_json::json;

/// By the name of a record, the reference's, and of its field.
type Ruled = (&'static str, &'static str, fn(Field, Version) -> Field);

static RULED: &[Ruled] = &[
    ("Config", "ignition", |field, _| field.required()),
    ("IgnitionConfig", "merge", sources),
    ("TLS", "certificateAuthorities", sources),
    ("CaReference", "source", |field, _| field.filled().required()),
    ("Resource", "compression", |field, _| field.words(["gzip"])),
    ("Resource", "source", |field, version| field.set("pattern", url(version))),
    ("Verification", "hash", |field, version| field.set("pattern", hash(version))),
    ("HTTPHeader", "name", |field, _| field.filled().required()),
    ("HTTPHeader", "value", |field, _| field.filled()),
    ("Proxy", "httpProxy", |field, _| field.http()),
    ("Proxy", "httpsProxy", |field, _| field.http()),
    ("Timeouts", "httpResponseHeaders", |field, _| field.default(10)),
    ("Timeouts", "httpTotal", |field, _| field.default(0)),
    ("PasswdGroup", "shouldExist", |field, _| field.default(true)),
    ("PasswdGroup", "system", |field, _| field.default(false)),
    ("PasswdUser", "noCreateHome", |field, _| field.default(false)),
    ("PasswdUser", "noLogInit", |field, _| field.default(false)),
    ("PasswdUser", "noUserGroup", |field, _| field.default(false)),
    ("PasswdUser", "shouldExist", |field, _| field.default(true)),
    ("PasswdUser", "system", |field, _| field.default(false)),
    ("Directory", "path", |field, _| field.path().required()),
    ("Directory", "mode", |field, _| field.within(0, 0o7777).default(0o755)),
    ("Directory", "overwrite", |field, _| field.default(false)),
    ("File", "path", |field, _| field.path().required()),
    ("File", "mode", |field, _| field.within(0, 0o7777).default(0o644)),
    ("File", "overwrite", |field, _| field.default(false)),
    ("Link", "path", |field, _| field.path().required()),
    ("Link", "hard", |field, _| field.default(false)),
    ("Link", "overwrite", |field, _| field.default(false)),
    (
        "Link",
        "target",
        |field, version| {
            if rule::LINK_TARGET_MISSING.lives_in(version) { field.filled().required() } else { field }
        },
    ),
    ("Disk", "device", |field, _| field.path().required()),
    ("Disk", "wipeTable", |field, _| field.default(false)),
    ("Partition", "guid", |field, _| field.set("pattern", GUID)),
    ("Partition", "label", |field, _| field.set("maxLength", 36).set("pattern", "^[^:]*$")),
    ("Partition", "number", |field, _| field.default(0)),
    ("Partition", "resize", |field, _| field.default(false)),
    ("Partition", "shouldExist", |field, _| field.default(true)),
    ("Partition", "typeGuid", |field, _| field.set("pattern", GUID)),
    ("Partition", "wipePartitionEntry", |field, _| field.default(false)),
    ("Filesystem", "device", |field, version| {
        // There a device may be the tag of a virtiofs share.
        if version < V3_7 { field.path().required() } else { field.filled().required() }
    }),
    ("Filesystem", "format", |field, version| {
        let known = FORMATS.iter().filter(|(_, _, since)| *since <= version).map(|(name, ..)| *name);
        field.words(known)
    }),
    ("Filesystem", "path", |field, _| field.set("pattern", format!("^$|{CLEAN_PATH}"))),
    ("Filesystem", "wipeFilesystem", |field, _| field.default(false)),
    ("Raid", "devices", |field, _| field.each(|device| device.path().required()).set("minItems", 1).required()),
    ("Raid", "level", |field, _| field.set("enum", [STRIPED, REDUNDANT].concat()).required()),
    ("Raid", "spares", |field, _| field.default(0)),
    ("Luks", "device", |field, _| field.path().required()),
    ("Luks", "discard", |field, _| field.default(false)),
    ("Luks", "label", |field, _| field.set("maxLength", 47)),
    ("Luks", "name", |field, _| field.set("pattern", "^[^/]*$")),
    ("Luks", "wipeVolume", |field, _| field.default(false)),
    ("Cex", "enabled", |field, _| field.default(false)),
    ("Clevis", "tpm2", |field, _| field.default(false)),
    ("ClevisCustom", "needsNetwork", |field, _| field.default(false)),
    ("ClevisCustom", "pin", |field, version| {
        if rule::CLEVIS_PIN_UNKNOWN.lives_in(version) { field.words(PINS.iter().copied()) } else { field }
    }),
    ("Tang", "advertisement", |field, _| field.set("contentMediaType", "application/json")),
    ("Tang", "thumbprint", |field, _| field.filled().required()),
    ("Tang", "url", |field, _| field.http().required()),
    ("Unit", "mask", |field, _| field.default(false)),
    ("Unit", "name", |field, _| field.set("pattern", suffix(SUFFIXES)).required()),
    ("Dropin", "name", |field, _| field.set("pattern", suffix(&[".conf"])).required()),
];

/// The field with all that is said of it.
pub(super) fn narrow(field: Field, record: &str, key: &str, version: Version) -> Field {
    let said = RULED.iter().filter(|(of, it, _)| *of == record && *it == key);
    said.fold(field, |field, (.., narrow)| narrow(field, version))
}

/// An absolute path without `.`, `..`, `//` and a trailing `/`. No pattern here looks ahead, which
/// not every reader of schemas can.
const CLEAN_PATH: &str = r"^(/|(/(\.?[^/.][^/]*|\.\.[^/]+))+)$";

const GUID: &str = "^(|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})$";

impl Field {
    fn default(self, value: impl Into<serde_json::Value>) -> Self {
        self.set("default", value)
    }

    /// One of these words, or an empty text, which comes last where words are offered.
    fn words(self, words: impl IntoIterator<Item = &'static str>) -> Self {
        self.set("enum", words.into_iter().chain([""]).collect::<Vec<_>>())
    }

    /// A text with at least one letter.
    fn filled(self) -> Self {
        self.set("minLength", 1)
    }

    fn path(self) -> Self {
        self.set("pattern", CLEAN_PATH)
    }

    fn http(self) -> Self {
        self.set("pattern", format!("^({}|{}):", any_case("http"), any_case("https")))
    }
}

/// A list of resources each of which must have a source.
fn sources(list: Field, version: Version) -> Field {
    if rule::SOURCE_MISSING.lives_in(version) {
        list.each(|resource| resource.set("type", "object").set("required", json!(["source"])).required())
    } else {
        list
    }
}

/// Nothing, or the beginning of a URL that a reader of the version can fetch.
fn url(version: Version) -> String {
    let known = SCHEMES.iter().filter(|(_, since)| *since <= version).map(|(scheme, _)| match *scheme {
        // The one that is looked at in its own case.
        "data" => "data".into(),
        scheme => any_case(scheme),
    });
    format!("^$|^({}):", known.collect::<Vec<String>>().join("|"))
}

/// `[Hh][Tt]` for `ht`.
fn any_case(word: &str) -> String {
    let either = |c: char| if c.is_ascii_alphabetic() { format!("[{}{c}]", c.to_ascii_uppercase()) } else { c.into() };
    word.chars().map(either).collect()
}

/// The length of a sum, without its digits: those are not looked at before the first boot.
fn hash(version: Version) -> String {
    let known = HASHES.iter().filter(|(.., since)| *since <= version);
    let forms: Vec<_> = known.map(|(function, length, _)| format!("{function}-.{{{length}}}")).collect();
    format!("^({})$", forms.join("|"))
}

fn suffix(known: &[&str]) -> String {
    format!(r"\.({})$", known.join("|").replace('.', ""))
}

#[cfg(test)]
mod tests {
    use super::RULED;
    use crate::schema::schema;
    use crate::version::Version;

    #[test]
    fn what_is_ruled_is_there() {
        for (record, key, _) in RULED {
            // The reference's name in 3.2 of a record that is spelt otherwise later.
            let there = Version::ALL.into_iter().any(|version| {
                let schema = schema(version);
                let record = if *record == "Config" { &schema } else { &schema["$defs"][record] };
                record["properties"].get(key).is_some()
            });
            assert!(there, "{record}.{key}");
        }
    }
}
