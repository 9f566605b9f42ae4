//! The rules of spec 2, in the order of the reference's walk: a value's own rules first, and
//! nothing in it if they hold an error; then each field's rule and the field; then unknown keys.

mod passwd;
mod resource;
mod storage;
mod systemd;

use super::model::{Content, Ignition};
use crate::check::Drafts;
use crate::document::{At, Value};
use crate::go::quote;
use crate::model::rows::{Record, Row};
use crate::report::Rule;
use crate::rule;
use crate::version::Version::{self, V2_1, V2_2, V2_3, V2_4};
use alloc::{borrow::Cow, collections::BTreeMap, format, vec::Vec};

/// Where the walk is: the path, and the value that the document has there.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) at: At<'a>,
    pub(super) value: Option<Value<'a>>,
}

impl Here<'_> {
    fn field(&self, name: &'static str) -> Here<'_> {
        Here {
            at: self.at.field(name),
            value: self.value.and_then(|value| value.get(name)),
        }
    }

    /// A field that `since` has: before that it is an unknown key, and nobody looks into it.
    fn newer(&self, name: &'static str, since: Version, version: Version) -> Here<'_> {
        let field = self.field(name);
        Here { value: field.value.filter(|_| version >= since), ..field }
    }

    fn say(&self, rule: &'static Rule, message: impl Into<Cow<'static, str>>, drafts: &mut Drafts) {
        drafts.say(rule, &self.at, message);
    }

    fn add(&self, rule: &'static Rule, drafts: &mut Drafts) {
        drafts.add(rule, &self.at);
    }
}

/// Looks at everything the reference looks at, and at unknown keys where there is a document.
pub(super) fn config(content: &Content, here: &Here<'_>, drafts: &mut Drafts) {
    storage::filesystem_names(&content.storage, here, drafts);
    ignition(&content.ignition, &here.field("ignition"), drafts);
    systemd::networkd(&content.networkd, &here.field("networkd"), drafts);
    passwd::passwd(&content.passwd, &here.field("passwd"), drafts);
    storage::storage(&content.storage, &here.field("storage"), drafts);
    systemd::systemd(&content.systemd, &here.field("systemd"), drafts);
    unknown_keys::<Content>(here, drafts);
}

fn ignition(ignition: &Ignition, here: &Here<'_>, drafts: &mut Drafts) {
    let config = here.field("config");
    each(&ignition.config.append, &config.field("append"), drafts, resource::reference);
    if let Some(replace) = &ignition.config.replace {
        resource::reference(replace, &config.field("replace"), drafts);
    }
    unknown_keys::<super::IgnitionConfig>(&config, drafts);
    let version = drafts.version;
    unknown_keys::<super::Proxy>(&here.newer("proxy", V2_4, version), drafts);
    security(&ignition.security, &here.newer("security", V2_2, version), drafts);
    unknown_keys::<super::Timeouts>(&here.newer("timeouts", V2_1, version), drafts);
    unknown_keys::<Ignition>(here, drafts);
}

fn security(security: &super::Security, here: &Here<'_>, drafts: &mut Drafts) {
    let mut tls = here.field("tls");
    if drafts.version == V2_3 {
        // There the walk does not find tls, and takes it for unknown.
        tls.value = None;
    }
    each(&security.tls.certificate_authorities, &tls.field("certificateAuthorities"), drafts, resource::reference);
    unknown_keys::<super::Tls>(&tls, drafts);
    if drafts.version == V2_3 {
        unknown(here, &mut |_| true, &mut core::iter::once("certificateAuthorities"), drafts);
    } else {
        unknown_keys::<super::Security>(here, drafts);
    }
}

/// Visits the elements of a list that may be absent.
fn each<T>(list: &Option<Vec<T>>, here: &Here<'_>, drafts: &mut Drafts, visit: fn(&T, &Here<'_>, &mut Drafts)) {
    let mut values = here.value.map(Value::elements);
    for (index, item) in list.iter().flatten().enumerate() {
        let value = values.as_mut().and_then(Iterator::next);
        visit(item, &Here { at: here.at.index(index), value }, drafts);
    }
}

/// Adds a finding for each key that the record does not have at the version.
fn unknown_keys<R: Record>(here: &Here<'_>, drafts: &mut Drafts) {
    let version = drafts.version;
    let known = || R::ROWS.iter().filter(move |row: &&Row| row.known_at(version, None)).map(|row| row.key);
    unknown(here, &mut |key| known().all(|known| known != key), &mut known(), drafts);
}

fn unknown(
    here: &Here<'_>,
    is_unknown: &mut dyn FnMut(&str) -> bool,
    known: &mut dyn Iterator<Item = &'static str>,
    drafts: &mut Drafts,
) {
    let Some(object) = here.value else { return };
    let mut keys = BTreeMap::new();
    for (key, _) in object.members() {
        let text = key.as_str().unwrap_or_default();
        if is_unknown(&text) {
            // Of equal keys the last.
            keys.insert(text, key);
        }
    }
    if keys.is_empty() {
        return;
    }
    let known: Vec<_> = known.collect();
    let mut keys: Vec<_> = keys.into_values().collect();
    keys.sort_unstable_by_key(|key| key.index());
    for key in keys {
        let text = key.as_str().unwrap_or_default();
        let at = here.at.key(&text);
        let Some(draft) = drafts.say(&rule::KEY_UNKNOWN, &at, format!("Config has unrecognized key: {text}")) else {
            return;
        };
        draft.key = Some(key.index());
        let Some(meant) = known.iter().find(|known| quote::fold_eq(&text, known)) else { continue };
        if let Some(draft) = drafts.say(&rule::KEY_CASE, &at, format!("Did you mean {meant} instead of {text}")) {
            draft.key = Some(key.index());
        }
    }
}
