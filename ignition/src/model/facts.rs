//! Rows against facts that were not written by whoever wrote the rows.

use super::rows::{Formerly, Rows, Shown};
use crate::decode;
use crate::document::{Passage, SourceId, json};
use crate::version::Version;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{format, string::String, vec::Vec};

/// Path, type and first version of every field of the published schemas.
const FIELDS: &str = include_str!("../../tests/data/fields.tsv");

fn facts() -> impl Iterator<Item = (&'static str, &'static str, Version)> {
    FIELDS.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap();
        let (path, kind, since) = (next(), next(), next());
        let since = Version::ALL.into_iter().find(|version| version.as_str().starts_with(&format!("{since}.")));
        (path, kind, since.unwrap())
    })
}

/// A document that sets every field there is.
fn everything() -> String {
    let kinds: BTreeMap<_, _> = facts().map(|(path, kind, _)| (path, kind)).collect();
    write("", "object", &kinds)
}

fn write(path: &str, kind: &str, kinds: &BTreeMap<&str, &str>) -> String {
    let below = |name: &str| if path.is_empty() { name.into() } else { format!("{path}.{name}") };
    match kind {
        "object" => {
            let is_own = |other: &&str| match path {
                "" => !other.contains('.'),
                _ => other.strip_prefix(&format!("{path}.")).is_some_and(|rest| !rest.contains('.')),
            };
            let own = kinds.keys().filter(|other| is_own(other));
            let members: Vec<_> = own
                .map(|own| own.rsplit('.').next().unwrap())
                .map(|name| format!("\"{name}\":{}", write(&below(name), kinds[&*below(name)], kinds)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        "array" => format!("[{}]", write(&below("*"), kinds[&*below("*")], kinds)),
        "string" => "\"x\"".into(),
        "integer" => "1".into(),
        "boolean" => "true".into(),
        other => panic!("unknown type {other} of {path}"),
    }
}

/// Every path the rows know at `version`, from a config in which everything is set.
fn walk(record: &dyn Rows, former: Option<&Formerly>, path: &str, version: Version, found: &mut BTreeSet<String>) {
    for (index, row) in record.rows().iter().enumerate().filter(|(_, row)| row.known_at(version, former)) {
        let path = if path.is_empty() { row.key.into() } else { format!("{path}.{}", row.key) };
        match record.shown(index) {
            Shown::Absent => panic!("{path} is in no published schema"),
            Shown::Record(inner) => walk(inner, row.former_at(version), &path, version, found),
            Shown::List(list) => {
                let element = format!("{path}.*");
                if let Shown::Record(inner) = list.item(0) {
                    walk(inner, row.former_at(version), &element, version, found);
                }
                found.insert(element);
            }
            _ => {}
        }
        found.insert(path);
    }
}

#[test]
fn rows_and_published_schemas_have_the_same_fields_at_every_version() {
    let document = everything();
    let tape = json::read(document.as_bytes(), SourceId::default(), 0, Passage::Direct).unwrap();
    let content = decode::config(tape.root(), Version::LATEST).unwrap().content;
    for version in Version::ALL {
        let mut rows = BTreeSet::new();
        walk(&content, None, "", version, &mut rows);
        let published: BTreeSet<_> =
            facts().filter(|(_, _, since)| *since <= version).map(|(path, ..)| String::from(path)).collect();
        let differing: Vec<_> = rows.symmetric_difference(&published).collect();
        assert!(differing.is_empty(), "{version}: {differing:?}");
    }
}

#[test]
fn documentation_of_a_field_names_the_version_of_its_row() {
    let sources =
        [include_str!("mod.rs"), include_str!("passwd.rs"), include_str!("storage.rs"), include_str!("systemd.rs")];
    let mut checked = 0;
    for source in sources {
        // Structs and rows stand in turn; a field's documentation comes before its row.
        let mut since = BTreeMap::new();
        let mut said = None;
        for line in source.lines().map(str::trim) {
            if let Some(text) = line.strip_prefix("///") {
                said = text.split("Since 3.").nth(1).map(|rest| rest.trim_end_matches('.')).or(said);
                continue;
            }
            if let Some((name, _)) = line.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
                since.insert(name, said);
            }
            said = None;
            // Short records have all their rows on one line.
            let rows = line.rsplit("{ ").next().unwrap_or_default().split("), ");
            for (name, row) in rows.filter_map(|row| row.split_once(": field(").or(row.split_once(": key("))) {
                let row = row.split("since(V3_").nth(1).and_then(|rest| rest.split(')').next());
                assert_eq!(since.get(name).copied().flatten(), row, "{name}");
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "only {checked} rows were found");
}
