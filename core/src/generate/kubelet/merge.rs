//! Laying what a user says over what is there.

use super::fields::{LeftOut, Row};
use super::value::{Object, Value};

/// Lays `user` over `original`.
///
/// Zeros and empty values leave the original in place; what can be absent lands where the original has none, zero or not.
/// Structures are merged field by field and maps key by key, empty values included; lists are replaced.
pub(super) fn merge(original: &mut Object, user: Object) {
    for ((row, original), user) in original.record.rows.iter().zip(&mut original.values).zip(user.values) {
        if let Some(user) = user {
            field(row, original, user);
        }
    }
}

fn field(row: &Row, original: &mut Option<Value>, user: Value) {
    match (original, user) {
        (Some(Value::Object(original)), Value::Object(user)) => merge(original, user),
        (Some(Value::Map(original)), Value::Map(user)) => original.extend(user),
        (Some(Value::Flush(original, as_text)), Value::Flush(user, user_as_text)) => {
            if user != 0 {
                *original = user;
            }
            *as_text |= user_as_text;
        }
        // Of amounts of memory only the notation gets through.
        (Some(Value::Quantity(original)), Value::Quantity(user)) => original.noted_as(&user),
        (original @ None, Value::Quantity(user)) => {
            if let Value::Quantity(mut nothing) = Value::zero(row.kind) {
                nothing.noted_as(&user);
                *original = Some(Value::Quantity(nothing));
            }
        }
        (original @ None, Value::Object(user)) if row.left_out != LeftOut::Absent => {
            let mut empty = Object::empty(user.record);
            merge(&mut empty, user);
            *original = Some(Value::Object(empty));
        }
        (original @ None, user) if row.left_out == LeftOut::Absent => *original = Some(user),
        (original, user) if !user.is_zero() => *original = Some(user),
        _ => {}
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
        merge(&mut config, read(user.as_bytes()).expect("another one"));
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
