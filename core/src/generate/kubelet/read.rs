//! Reading a kubelet's configuration as the reference does: JSON first, then YAML.

use super::decode::{Notation, object};
use super::fields::KUBELET;
use super::value::Object;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use garboard_ignition::document::{Kind, MAX_DOCUMENT, SourceId, Tape, read_yaml};
use garboard_ignition::read_json_stream;

/// Reads a whole text. Blank text, comments and `null` are a configuration that says nothing.
///
/// What begins with `{` is read as JSON, of which only the first value counts; where that fails for whatever reason, and
/// everything else, as the first document of YAML. So numbers are taken for texts, and `1e2` for a whole number.
pub(super) fn read(text: &[u8]) -> Result<Object, String> {
    if text.is_empty() {
        return Err("EOF".to_owned());
    }
    if text.len() > MAX_DOCUMENT {
        return Err(format!("it has {} bytes; more than {MAX_DOCUMENT} are not read", text.len()));
    }
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        return yaml(text);
    }
    json(text).or_else(|why| yaml(text).map_err(|_| why))
}

fn json(text: &[u8]) -> Result<Object, String> {
    match read_json_stream(text, 0, SourceId(0)) {
        Ok((tape, _)) => of(&tape, Notation::Json),
        Err(refused) => Err(refused.reference_error().to_owned()),
    }
}

fn yaml(text: &[u8]) -> Result<Object, String> {
    let document = read_yaml(first_document(text), SourceId(0), 0);
    let document = document.map_err(|error| format!("error converting YAML to JSON: yaml: {}", error.message))?;
    of(&document.tape, Notation::Yaml).map_err(|why| format!("error unmarshaling JSON: while decoding JSON: {why}"))
}

fn of(tape: &Tape<'_>, notation: Notation) -> Result<Object, String> {
    let mut config = Object::empty(&KUBELET);
    if tape.root().kind() != Kind::Null {
        object(tape.root(), &mut config, notation).map_err(|fault| fault.words())?;
    }
    Ok(config)
}

/// What stands before the first line of `---` that something stands before.
fn first_document(text: &[u8]) -> &[u8] {
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"---").map(<[u8]>::trim_ascii);
        if start > 0 && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"#")) {
            return &text[..start];
        }
        start += line.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::goyaml;
    use alloc::string::String;

    fn line(text: &str, name: &str) -> Result<String, String> {
        let yaml = goyaml::marshal(&read(text.as_bytes())?).expect("YAML");
        let line = yaml.lines().find(|line| line.trim_start().starts_with(name));
        Ok(line.unwrap_or_default().trim_start().into())
    }

    #[test]
    fn json_that_fails_is_read_as_yaml() {
        for (text, name, want) in [
            (r#"{"maxPods":5}"#, "maxPods", "maxPods: 5"),
            (r#"{"maxPods":1e2}"#, "maxPods", "maxPods: 100"),
            (r#"{"evictionHard":{"a":1}}"#, "a:", "a: \"1\""),
            (r#"{"podCIDR":true}"#, "podCIDR", "podCIDR: \"true\""),
            ("podCIDR: 1.50", "podCIDR", "podCIDR: \"1.5\""),
            ("podCIDR: 1e10", "podCIDR", "podCIDR: \"1e+10\""),
            ("podCIDR: 16777217.0", "podCIDR", "podCIDR: \"1.6777216e+07\""),
            ("podCIDR: 0x10", "podCIDR", "podCIDR: \"16\""),
            (r#"{"maxpods":7,"MAXPODS":8}"#, "maxPods", "maxPods: 8"),
            ("maxPods: 7\nmaxpods: 6\nMaxPods: 5\n", "maxPods", "maxPods: 6"),
            (r#"{"maxPods":5} and more"#, "maxPods", "maxPods: 5"),
            ("maxPods: 1\n---\nmaxPods: 2\n", "maxPods", "maxPods: 1"),
            ("---\nmaxPods: 1\n", "maxPods", "maxPods: 1"),
            ("# nothing\n", "maxPods", ""),
            ("null", "maxPods", ""),
            (" \n", "maxPods", ""),
            ("logging: {flushFrequency: 7}", "flush", "flushFrequency: 7"),
            ("logging: {flushFrequency: 7s}", "flush", "flushFrequency: 7s"),
            ("memoryThrottlingFactor: 1e6", "memoryT", "memoryThrottlingFactor: 1000000"),
            ("logging: null\nmaxPods: null\nresolvConf: null\nevictionHard: null", "resolv", ""),
        ] {
            assert_eq!(line(text, name).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        for text in [
            "",
            "[]",
            "5",
            "text",
            "a: [",
            "{",
            r#"{"maxPods":"10"}"#,
            r#"{"maxPods":1.5}"#,
            r#"{"maxPods":[1]}"#,
            r#"{"maxPods":2147483648}"#,
            r#"{"syncFrequency":null}"#,
            r#"{"syncFrequency":""}"#,
            r#"{"syncFrequency":5}"#,
            r#"{"evictionHard":[]}"#,
            r#"{"clusterDNS":"a"}"#,
            r#"{"logging":{"verbosity":-1}}"#,
            r#"{"authentication":[]}"#,
            r#"{"reservedMemory":[{"limits":{"memory":"x"}}]}"#,
            r#"{"registerWithTaints":[{"timeAdded":"x"}]}"#,
            r#"{"featureGates":{"A":"true"}}"#,
            r#"{"memoryThrottlingFactor":"1"}"#,
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
