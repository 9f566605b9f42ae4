//! `policy.json`.

use super::json::{Members, read, repeated, unknown};
use super::requirement::{BadPolicy, Requirement};
use crate::gojson;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize as _, Serialize};
use serde_json::value::RawValue;

/// What is asked of the images of each scope.
pub type ByScope = BTreeMap<String, Vec<Requirement>>;

/// The file: what is asked of images.
///
/// ```
/// use garboard_core::generate::image_policy::Policy;
///
/// let text = br#"{"transports": {"docker-daemon": {"": [{"type": "insecureAcceptAnything"}]}}, "default": [{"type": "reject"}]}"#;
/// let policy = Policy::read(text)?;
/// assert!(policy.write().starts_with("{\n  \"default\": [\n    {\n      \"type\": \"reject\"\n    }\n  ],\n  \"transports\""));
/// assert!(Policy::read(br#"{"default": []}"#).is_err());
/// # Ok::<(), garboard_core::generate::image_policy::BadPolicy>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Policy {
    /// What is asked of images of no scope.
    pub default: Vec<Requirement>,
    /// What is asked of others, by the way that they come and their scope.
    pub transports: BTreeMap<String, ByScope>,
}

impl Policy {
    /// Reads it as container runtimes do: members that they do not know, and those that stand twice, are refused. What
    /// follows the object is not looked at.
    ///
    /// # Errors
    /// [`BadPolicy`], if it is none.
    pub fn read(text: &[u8]) -> Result<Self, BadPolicy> {
        let mut reader = serde_json::Deserializer::from_slice(text);
        let json = Box::<RawValue>::deserialize(&mut reader);
        let json = json.map_err(|error| BadPolicy::new(alloc::format!("{error}")))?;
        let (mut default, mut transports) = (None, None);
        for (key, json) in Members::read(&json)?.0 {
            match &*key {
                "default" if default.is_none() => default = Some(requirements(&json)?),
                "transports" if transports.is_none() => {
                    transports = Some(by_name(&json, |json| by_name(json, requirements))?)
                }
                "default" | "transports" => return Err(repeated(&key)),
                _ => return Err(unknown(&key)),
            }
        }
        let default = default.ok_or_else(|| BadPolicy::new("Default policy is missing"))?;
        Ok(Self { default, transports: transports.unwrap_or_default() })
    }

    /// Its text, two columns a level.
    #[must_use]
    pub fn write(&self) -> String {
        gojson::to_string_pretty(self)
    }

    /// About how many bytes it is written in.
    pub(super) fn size(&self) -> usize {
        let scopes = self.transports.values().flatten();
        let sizes = scopes.map(|(scope, all)| scope.len() + 16 + all.iter().map(Requirement::size).sum::<usize>());
        sizes.fold(0, usize::saturating_add)
    }
}

fn requirements(json: &RawValue) -> Result<Vec<Requirement>, BadPolicy> {
    let list = read::<Option<Vec<Box<RawValue>>>>(json)?.unwrap_or_default();
    if list.is_empty() {
        return Err(BadPolicy::new("List of verification policy requirements must not be empty"));
    }
    list.iter().map(|json| Requirement::read(json)).collect()
}

fn by_name<T>(
    json: &RawValue,
    each: impl Fn(&RawValue) -> Result<T, BadPolicy>,
) -> Result<BTreeMap<String, T>, BadPolicy> {
    let mut all = BTreeMap::new();
    for (name, json) in Members::read(json)?.0 {
        if all.contains_key(&name) {
            return Err(repeated(&name));
        }
        let value = each(&json)?;
        all.insert(name, value);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use alloc::format;
    use alloc::string::ToString as _;

    fn with(requirement: &str) -> alloc::string::String {
        format!(r#"{{"default": [{requirement}]}}"#)
    }

    #[test]
    fn requirements_are_written_in_their_order() {
        for (read, want) in [
            (r#"{"type":"reject"}"#, r#"{"type":"reject"}"#),
            (
                r#"{"keyPath":"/k","keyType":"GPGKeys","type":"signedBy"}"#,
                r#"{"type":"signedBy","keyType":"GPGKeys","keyPath":"/k","signedIdentity":{"type":"matchRepoDigestOrExact"}}"#,
            ),
            (
                r#"{"baseLayerIdentity":{"type":"matchExact"},"type":"signedBaseLayer"}"#,
                r#"{"type":"signedBaseLayer","baseLayerIdentity":{"type":"matchExact"}}"#,
            ),
            (
                r#"{"signedIdentity":{"signedPrefix":"a.b/c","prefix":"d","type":"remapIdentity"},"keyDatas":["YQ=="],
                    "rekorPublicKeyPaths":["/r"],"type":"sigstoreSigned"}"#,
                concat!(
                    r#"{"type":"sigstoreSigned","keyDatas":["YQ=="],"rekorPublicKeyPaths":["/r"],"#,
                    r#""signedIdentity":{"type":"remapIdentity","prefix":"d","signedPrefix":"a.b/c"}}"#
                ),
            ),
        ] {
            let policy = Policy::read(with(read).as_bytes()).expect("a policy");
            assert_eq!(serde_json::to_string(&policy.default[0]).expect("JSON"), want);
            assert_eq!(Policy::read(policy.write().as_bytes()).as_ref(), Ok(&policy));
        }
    }

    #[test]
    fn what_container_runtimes_do_not_know_is_refused() {
        for (text, words) in [
            ("x".to_string(), "expected value"),
            ("{}".to_string(), "Default policy is missing"),
            (r#"{"default": []}"#.to_string(), "must not be empty"),
            (r#"{"default": [{"type":"reject"}], "extra": 1}"#.to_string(), "Unknown key \"extra\""),
            (
                r#"{"default": [{"type":"reject"}], "default": [{"type":"reject"}]}"#.to_string(),
                "Duplicate key \"default\"",
            ),
            (with("{}"), "Unknown policy requirement type \"\""),
            (with(r#"{"type":"reject","x":1}"#), "Unknown key \"x\""),
            (with(r#"{"type":"signedBy","keyPath":"/k"}"#), "Key \"keyType\" missing"),
            (with(r#"{"type":"signedBy","keyPath":"/k","keyType":"x"}"#), "invalid keyType"),
            (with(r#"{"type":"signedBy","keyPath":"","keyType":"GPGKeys"}"#), "exactly one of keyPath"),
            (with(r#"{"type":"sigstoreSigned"}"#), "exactly one of keyPath"),
            (with(r#"{"type":"sigstoreSigned","keyPath":"/a","keyData":"YQ=="}"#), "exactly one of keyPath"),
            (with(r#"{"type":"sigstoreSigned","keyPaths":[]}"#), "contains no entries"),
            (with(r#"{"type":"sigstoreSigned","keyData":"%"}"#), "Invalid"),
            (
                with(r#"{"type":"sigstoreSigned","fulcio":{"caPath":"/c","oidcIssuer":"o"}}"#),
                "subjectEmail not specified",
            ),
            (
                with(r#"{"type":"sigstoreSigned","fulcio":{"caPath":"/c","oidcIssuer":"o","subjectEmail":"s"}}"#),
                "must be specified if fulcio is used",
            ),
            (
                with(
                    r#"{"type":"sigstoreSigned","keyPath":"/k","signedIdentity":{"type":"exactReference","dockerReference":"a"}}"#,
                ),
                "contains neither a tag nor digest",
            ),
            (
                with(
                    r#"{"type":"sigstoreSigned","keyPath":"/k","signedIdentity":{"type":"exactRepository","dockerRepository":"A b"}}"#,
                ),
                "Invalid format of dockerRepository",
            ),
            (with(r#"{"type":"sigstoreSigned","keyPath":"/k","signedIdentity":null}"#), "expected an object"),
        ] {
            let bad = Policy::read(text.as_bytes()).expect_err(&text).to_string();
            assert!(bad.contains(words), "{text}: {bad}");
        }
    }
}
