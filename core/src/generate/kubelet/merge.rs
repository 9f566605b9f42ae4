//! Laying what a user says over what is there.

use super::fields::{LeftOut, Row};
use super::value::{Object, Value};
use crate::generate::quantity::Quantity;
use alloc::sync::Arc;

/// Lays `user` over `original`.
///
/// Zeros and empty values leave the original in place; what can be absent lands where the original has none, zero or not.
/// Structures are merged field by field and maps key by key, empty values included; lists are replaced.
pub(super) fn merge(original: &mut Object, user: &Object) {
    for ((row, original), user) in original.record.rows.iter().zip(&mut original.values).zip(&user.values) {
        match (original, user) {
            (_, None) => {}
            (Some(original), Some(user)) => over(Arc::make_mut(original), user),
            (original, Some(user)) => *original = anew(row, user),
        }
    }
}

/// Lays a value over one that is there.
fn over(original: &mut Value, user: &Value) {
    match (original, user) {
        (Value::Object(original), Value::Object(user)) => merge(original, user),
        (Value::Map(original), Value::Map(user)) => original.extend(user.clone()),
        (Value::Flush(original, as_text), Value::Flush(user, user_as_text)) => {
            if *user != 0 {
                *original = *user;
            }
            *as_text |= user_as_text;
        }
        // Of amounts of memory only the notation gets through.
        (Value::Quantity(original), Value::Quantity(user)) => original.noted_as(user),
        (original, user) if !user.is_zero() => *original = user.clone(),
        _ => {}
    }
}

/// What a value leaves where none is there.
fn anew(row: &Row, user: &Arc<Value>) -> Option<Arc<Value>> {
    match &**user {
        Value::Quantity(user) => {
            let mut nothing = Quantity::default();
            nothing.noted_as(user);
            Some(Arc::new(Value::Quantity(nothing)))
        }
        Value::Object(user) if row.left_out != LeftOut::Absent => {
            let mut empty = Object::empty(user.record);
            merge(&mut empty, user);
            Some(Arc::new(Value::Object(empty)))
        }
        value => (row.left_out == LeftOut::Absent || !value.is_zero()).then(|| Arc::clone(user)),
    }
}

#[cfg(test)]
mod tests {
    use super::merge;
    use crate::generate::kubelet::read::read;
    use crate::goyaml;
    use alloc::string::String;
    use alloc::vec::Vec;

    /// The lines of the merged configuration that begin so.
    fn merged(original: &str, user: &str, name: &str) -> Vec<String> {
        let mut config = read(original.as_bytes()).expect("a configuration");
        merge(&mut config, &read(user.as_bytes()).expect("another one"));
        let yaml = goyaml::marshal(&config).expect("YAML");
        yaml.lines().map(str::trim_start).filter(|line| line.starts_with(name)).map(Into::into).collect()
    }

    #[test]
    fn zeros_leave_in_place_what_is_there() {
        for (original, user, name, want) in [
            ("maxPods: 250", "maxPods: 0", "maxPods", "maxPods: 250"),
            ("maxPods: 250", "maxPods: 10", "maxPods", "maxPods: 10"),
            ("kubeAPIQPS: 50", "kubeAPIQPS: 0", "kubeAPIQPS", "kubeAPIQPS: 50"),
            ("{}", "registryPullQPS: 0", "registryPullQPS", "registryPullQPS: 0"),
            ("evictionHard: {a: 1Gi, b: x}", "evictionHard: {a: ''}", "a:", "a: \"\""),
            ("evictionHard: {a: 1Gi, b: x}", "evictionHard: {a: ''}", "b:", "b: x"),
            ("syncFrequency: 1m", "syncFrequency: 0s", "syncFrequency", "syncFrequency: 1m0s"),
            ("logging: {flushFrequency: 5s}", "logging: {flushFrequency: 7}", "flush", "flushFrequency: 7ns"),
            ("logging: {flushFrequency: 5}", "logging: {flushFrequency: 0s}", "flush", "flushFrequency: 5ns"),
            ("tracing: {endpoint: a}", "tracing: {samplingRatePerMillion: 1}", "endpoint", "endpoint: a"),
        ] {
            assert_eq!(merged(original, user, name), [want], "{user}");
        }
        let original = "logging: {options: {json: {infoBufferSize: 8Ki}}}";
        let user = "logging: {options: {json: {infoBufferSize: 1M}, text: {infoBufferSize: 5}}}";
        assert_eq!(merged(original, user, "info"), ["infoBufferSize: \"8192\"", "infoBufferSize: \"0\""]);
    }
}
