//! The unused-key pass: keys in the document that the declared version does not know.
//!
//! It walks the model beside the document's own tree, in which keys count exactly as written and
//! of equal ones the last. What lies under an unknown key, or one in another case, is not seen.

use crate::check::Drafts;
use crate::document::{At, Kind, Value};
use crate::model::Content;
use crate::model::rows::{Formerly, Row, Rows, Shown};
use crate::nearest::nearest;
use crate::rule;
use crate::version::Version;
use alloc::{borrow::Cow, collections::BTreeMap, format, vec::Vec};

/// Adds a finding for each unused key below `root`, where `content` was decoded.
pub(crate) fn unused(content: &Content, root: Value<'_>, drafts: &mut Drafts) {
    record(content, None, Some(root), &At::ROOT, drafts);
}

fn record(
    record: &dyn Rows,
    former: Option<&'static Formerly>,
    value: Option<Value<'_>>,
    at: &At<'_>,
    drafts: &mut Drafts,
) {
    // A record that is not in the tree has nothing under it there.
    let Some(value) = value else { return };
    let version = drafts.version;
    if value.kind() == Kind::Object {
        keys(record.rows(), former, value, at, drafts);
    } else {
        let path = at.path();
        let message = format!(
            "context tree does not match content tree at {path}. Line and column reporting may be inconsistent. Unused keys may not be reported"
        );
        drafts.say(&rule::TREE_MISMATCH, at, message);
        return;
    }
    for (index, row) in record.rows().iter().enumerate().filter(|(_, row)| row.known_at(version, former)) {
        let at = at.field(row.key);
        match record.shown(index) {
            Shown::Record(inner) => {
                let value = value.get(row.key).filter(|v| !(v.is_null() && row.nullable_in == Some(version)));
                self::record(inner, row.former_at(version), value, &at, drafts);
            }
            Shown::List(list) => {
                let elements: Vec<_> = value.get(row.key).map(|list| list.elements().collect()).unwrap_or_default();
                for index in 0..list.count() {
                    let Shown::Record(inner) = list.item(index) else { break };
                    self::record(inner, row.former_at(version), elements.get(index).copied(), &at.index(index), drafts);
                }
            }
            _ => {}
        }
    }
}

/// The keys of one object; of equal ones the last, in the order of the document.
fn keys(rows: &'static [Row], former: Option<&'static Formerly>, value: Value<'_>, at: &At<'_>, drafts: &mut Drafts) {
    let version = drafts.version;
    let known = |key: &str| rows.iter().any(|row| row.key == key && row.known_at(version, former));
    let mut unknown = BTreeMap::new();
    for (key, _) in value.members() {
        let text = key.as_str().unwrap_or_default();
        if !known(&text) {
            unknown.insert(text, key.index());
        }
    }
    let mut unknown: Vec<_> = unknown.into_iter().collect();
    unknown.sort_unstable_by_key(|(_, index)| *index);
    for (text, index) in unknown {
        match drafts.say(&rule::UNUSED_KEY, &at.key(&text), format!("unused key {text}")) {
            Some(draft) => {
                draft.key = Some(index);
                draft.hint = hint(&text, rows, former, version);
            }
            None => return,
        }
    }
}

/// Which key was likely meant.
fn hint(
    key: &str,
    rows: &'static [Row],
    former: Option<&'static Formerly>,
    version: Version,
) -> Option<Cow<'static, str>> {
    if let Some(row) = rows.iter().find(|row| row.key == key && row.since > version) {
        return Some(format!("{key} exists since {}: declare that version", row.since).into());
    }
    let here = rows.iter().filter(|row| row.known_at(version, former)).map(|row| row.key);
    if let Some(near) = nearest(key, here) {
        return Some(format!("did you mean {near}?").into());
    }
    let sections = Content::default();
    let holds = |index: &usize| match sections.shown(*index) {
        Shown::Record(section) => section.rows().iter().any(|row| row.key == key),
        _ => false,
    };
    let section = (0..sections.rows().len()).find(holds)?;
    Some(format!("{key} belongs under {}", sections.rows()[section].key).into())
}
