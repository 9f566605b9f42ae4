//! What Kubernetes says of a demand that it refuses.

use super::Test;
use crate::label::{is_name, is_value};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use garboard_ignition::go::quote::double;

const PART: &str = "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character \
    (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and \
    must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for \
    validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const DOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and \
    must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// All that is wrong with a demand of a label, in one text.
pub(super) fn of(key: &str, test: Test, values: &[String]) -> String {
    let mut all = Vec::new();
    let faults = of_key(key);
    if !faults.is_empty() {
        all.push(format!("key: Invalid value: {}: {}", double(key), faults.join("; ")));
    }
    match test {
        Test::In | Test::NotIn if values.is_empty() => {
            all.push("values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty".to_owned());
        }
        Test::Exists | Test::DoesNotExist if !values.is_empty() => {
            let shown = serde_json::to_string(values).unwrap_or_default();
            all.push(format!("values: Invalid value: {shown}: values set must be empty for exists and does not exist"));
        }
        _ => {}
    }
    for (at, value) in values.iter().enumerate() {
        let faults = of_value(value);
        if !faults.is_empty() {
            all.push(format!("values[{at}][{key}]: Invalid value: {}: {}", double(value), faults.join("; ")));
        }
    }
    if all.len() == 1 { all.remove(0) } else { format!("[{}]", all.join(", ")) }
}

fn of_key(key: &str) -> Vec<String> {
    let (domain, name) = match *key.split('/').collect::<Vec<_>>() {
        [name] => (None, name),
        [domain, name] => (Some(domain), name),
        _ => {
            return vec![format!(
                "a valid label key must consist of {PART} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    let mut faults = Vec::new();
    match domain {
        Some("") => faults.push("prefix part must be non-empty".to_owned()),
        Some(domain) if !is_name(domain) => {
            if domain.len() > 253 {
                faults.push("prefix part must be no more than 253 bytes".to_owned());
            }
            if !is_name(&domain.chars().take(253).collect::<String>()) {
                faults.push(format!("prefix part {DOMAIN}"));
            }
        }
        _ => {}
    }
    if name.is_empty() {
        faults.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        faults.push("name part must be no more than 63 bytes".to_owned());
    }
    if name.is_empty() || !is_written_well(name) {
        faults.push(format!("name part must consist of {PART}"));
    }
    faults
}

fn of_value(value: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if value.len() > 63 {
        faults.push("must be no more than 63 bytes".to_owned());
    }
    if !is_written_well(value) {
        faults.push(VALUE.to_owned());
    }
    faults
}

/// Whether it would be good but for its length, which is another fault.
fn is_written_well(text: &str) -> bool {
    let ends = [text.chars().next(), text.chars().last()].into_iter().flatten().all(|c| c.is_ascii_alphanumeric());
    ends && (is_value(text) || text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
}

#[cfg(test)]
mod tests {
    use super::{Test, of};
    use alloc::string::String;

    #[test]
    fn several_faults_of_one_demand_are_a_list() {
        assert_eq!(
            of("/x", Test::Exists, &["a".into()]),
            "[key: Invalid value: \"/x\": prefix part must be non-empty, values: Invalid value: [\"a\"]: values set must be empty for exists and does not exist]"
        );
        assert_eq!(
            of("a", Test::In, &[]),
            "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty"
        );
        let long = "x".repeat(64);
        assert_eq!(
            of("a", Test::In, &["b".into(), long.clone()]),
            alloc::format!("values[1][a]: Invalid value: \"{long}\": must be no more than 63 bytes")
        );
        let text = of(&alloc::format!("A.b/{long}"), Test::Exists, &[] as &[String]);
        assert!(
            text.contains("prefix part a lowercase RFC 1123") && text.contains("; name part must be no more"),
            "{text}"
        );
    }
}
