//! MachineConfigs as JSON inside the files that machines are served.

use crate::api::MachineConfig;
use alloc::string::String;

/// What stands in front of a line, once for each level.
const INDENT: &str = "    ";

/// A MachineConfig without what the server's own types do not know. They know the time when it was made, and drop it.
pub(super) fn known(config: &MachineConfig) -> MachineConfig {
    let mut known = config.clone();
    known.other.clear();
    known.spec.other.clear();
    known.metadata.other.clear();
    known.metadata.creation_timestamp = None;
    known.metadata.owner_references.iter_mut().for_each(|owner| owner.other.clear());
    known.metadata.managed_fields.iter_mut().for_each(|fields| fields.other.clear());
    known
}

/// Compact JSON with a line for each value; nothing if that is longer than `limit`, which few levels of brackets suffice
/// for.
pub(super) fn indented(json: &str, limit: usize) -> Option<String> {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut within, mut escaped) = (0, false, false);
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if within {
            within = escaped || c != '"';
            escaped = !escaped && c == '\\';
            out.push(c);
            continue;
        }
        match (c, chars.peek()) {
            ('{', Some('}')) | ('[', Some(']')) => {
                out.push(c);
                out.extend(chars.next());
            }
            ('{' | '[', _) => {
                depth += 1;
                out.push(c);
                line(&mut out, depth);
            }
            ('}' | ']', _) => {
                depth -= 1;
                line(&mut out, depth);
                out.push(c);
            }
            (',', _) => {
                out.push(c);
                line(&mut out, depth);
            }
            (':', _) => out.push_str(": "),
            _ => {
                within = c == '"';
                out.push(c);
            }
        }
        if out.len() > limit {
            return None;
        }
    }
    Some(out)
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth).for_each(|_| out.push_str(INDENT));
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn every_value_has_a_line_and_what_is_empty_stays_together() {
        let want = r#"{
    "a": {},
    "b": [
        1,
        "x: {\"y\": [1,2]}",
        []
    ]
}"#;
        let json = r#"{"a":{},"b":[1,"x: {\"y\": [1,2]}",[]]}"#;
        assert_eq!(indented(json, want.len()).as_deref(), Some(want));
        assert_eq!(indented(json, want.len() - 2), None);
    }
}
