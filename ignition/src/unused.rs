//! The unused-key pass: keys in the document that the declared version does not know.
//!
//! It walks the model beside the document's own tree, in which keys count exactly as written and
//! of equal ones the last. What lies under an unknown key, or one in another case, is not seen.

use crate::check::Drafts;
use crate::decode::Decoded;
use crate::document::{At, Kind, Value};
use crate::model::Content;
use crate::model::rows::{Formerly, Row, Rows, Shown, head};
use crate::nearest::nearest;
use crate::rule;
use crate::version::Version;
use alloc::{borrow::Cow, collections::BTreeMap, format, vec::Vec};

/// Adds a finding for each unused key below `root`, where `decoded` comes from.
pub(crate) fn unused(decoded: &Decoded, root: Value<'_>, drafts: &mut Drafts) {
    let mut walk = Walk { suspects: &decoded.suspects, drafts };
    walk.record(&decoded.content, None, Some(root), &At::ROOT);
}

struct Walk<'w> {
    suspects: &'w [usize],
    drafts: &'w mut Drafts,
}

impl Walk<'_> {
    fn record(&mut self, record: &dyn Rows, former: Option<&'static Formerly>, value: Option<Value<'_>>, at: &At<'_>) {
        // A record that is not in the tree has nothing under it there.
        let Some(value) = value.filter(|value| self.is_suspect(*value)) else { return };
        let version = self.drafts.version;
        if value.kind() != Kind::Object {
            let path = at.path();
            let message = format!(
                "context tree does not match content tree at {path}. Line and column reporting may be inconsistent. Unused keys may not be reported"
            );
            self.drafts.say(&rule::TREE_MISMATCH, at, message);
            return;
        }
        let values = members(record.rows(), former, value, at, self.drafts);
        for (index, row) in record.rows().iter().enumerate() {
            let Some(value) = values[index] else { continue };
            let at = at.field(row.key);
            match record.shown(index) {
                Shown::Record(_) if value.is_null() && row.nullable_in == Some(version) => {}
                Shown::Record(inner) => self.record(inner, row.former_at(version), Some(value), &at),
                Shown::List(list) => {
                    let mut elements = value.elements();
                    for index in 0..list.count() {
                        let Shown::Record(inner) = list.item(index) else { break };
                        self.record(inner, row.former_at(version), elements.next(), &at.index(index));
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether decoding met anything odd in it.
    fn is_suspect(&self, value: Value<'_>) -> bool {
        let first = self.suspects.partition_point(|&suspect| suspect < value.index());
        self.suspects.get(first).is_some_and(|&suspect| suspect < value.index() + value.size())
    }
}

/// No record has more fields.
const MOST: usize = 16;

/// The values of the fields that one object has, of equal keys the last; adds a finding for each
/// other key.
fn members<'t>(
    rows: &'static [Row],
    former: Option<&'static Formerly>,
    object: Value<'t>,
    at: &At<'_>,
    drafts: &mut Drafts,
) -> [Option<Value<'t>>; MOST] {
    let version = drafts.version;
    let mut values = [None; MOST];
    let mut unknown = Vec::new();
    for (key, value) in object.members() {
        let text = key.plain_text().map_or_else(|| Cow::Owned(text_of(key)), Cow::Borrowed);
        let head = head(&text);
        match rows.iter().position(|row| row.is_named(&text, head) && row.known_at(version, former)) {
            Some(row) => values[row] = Some(value),
            None => unknown.push(key),
        }
    }
    if unknown.len() > 1 {
        unknown = last_of_equal(unknown);
    }
    for key in unknown {
        let text = key.as_str().unwrap_or_default();
        match drafts.say(&rule::UNUSED_KEY, &at.key(&text), format!("unused key {text}")) {
            Some(draft) => {
                draft.key = Some(key.index());
                draft.hint = hint(&text, rows, former, version);
            }
            None => break,
        }
    }
    values
}

fn text_of(key: Value<'_>) -> Vec<u8> {
    key.as_str().unwrap_or_default().into_owned().into_bytes()
}

/// Of equal keys the last, in the order of the document.
fn last_of_equal(keys: Vec<Value<'_>>) -> Vec<Value<'_>> {
    let last: BTreeMap<_, _> = keys.into_iter().map(|key| (key.as_str().unwrap_or_default(), key)).collect();
    let mut keys: Vec<_> = last.into_values().collect();
    keys.sort_unstable_by_key(|key| key.index());
    keys
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
