//! Whether a change of `registries.conf` leaves running pods alone.
//!
//! Images that a node has pulled must mean the same afterwards. Adding places to pull from by digest is harmless: a digest
//! names its content wherever it comes from. A tag does not, and a registry that is gone, blocked or looked up in another
//! order may change what a running pod would pull next.

use crate::Rules;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;
use garboard_core::generate::registries::{Conf, Mirror, Registry};
use garboard_ignition::go::dataurl;
use garboard_ignition::model::{Content, Resource};

/// The file that is looked at.
pub const PATH: &str = garboard_core::disruption::REGISTRIES;

/// Why the file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PATH} cannot be read: {}", self.message)
    }
}

impl core::error::Error for Unreadable {}

impl Unreadable {
    fn because(message: impl fmt::Display) -> Self {
        Self { message: message.to_string() }
    }
}

/// What makes it necessary to drain nodes; nothing if the change is safe. A file that is not there says nothing.
///
/// # Errors
/// [`Unreadable`], if one of the two is no such file.
pub(super) fn judge(old: &Content, new: &Content, rules: Rules) -> Result<Option<String>, Unreadable> {
    let (old, new) = (bytes(old, rules)?, bytes(new, rules)?);
    change(&old, &new, rules)
}

/// The text of the file. The reference does not unpack it, so that a packed one is no TOML to it.
fn bytes(content: &Content, rules: Rules) -> Result<Vec<u8>, Unreadable> {
    let Some(file) = content.file(PATH) else { return Ok(Vec::new()) };
    match rules {
        Rules::Mco => match file.contents.source.as_deref() {
            None => Ok(Vec::new()),
            Some(source) => dataurl::decode(source).map_err(|bad| Unreadable::because(bad.message)),
        },
        Rules::Safe => file.contents.bytes(Resource::AMPLE).map_err(Unreadable::because),
    }
}

/// The same for two texts: what makes it necessary to drain nodes, and nothing if the change is safe.
///
/// ```
/// use garboard_rollout::{Rules, change::registries};
///
/// let old = b"unqualified-search-registries = ['a']";
/// let added = b"unqualified-search-registries = ['a', 'b']";
/// assert_eq!(registries::change(old, added, Rules::Mco), Ok(None));
/// assert!(registries::change(added, old, Rules::Mco)?.is_some());
/// # Ok::<(), registries::Unreadable>(())
/// ```
///
/// # Errors
/// [`Unreadable`], if one of the two is no such file.
pub fn change(old: &[u8], new: &[u8], rules: Rules) -> Result<Option<String>, Unreadable> {
    let (old, new) = (Known::read(old)?, Known::read(new)?);
    Ok(old.search(&new).or_else(|| old.known(&new, rules)).or_else(|| old.added(&new)).or_else(|| match rules {
        Rules::Mco => None,
        Rules::Safe => old.unexamined(&new),
    }))
}

/// The file, with its registries by prefix, or by location where there is none.
struct Known {
    conf: Conf,
    registries: BTreeMap<String, Registry>,
}

const DIGEST_ONLY: &str = "digest-only";

fn is_digest_only(mirror: &Mirror) -> bool {
    mirror.pull == DIGEST_ONLY
}

fn by_location(registry: &Registry) -> BTreeMap<&str, &Mirror> {
    registry.mirrors.iter().map(|mirror| (&*mirror.location, mirror)).collect()
}

/// What in the new form of a registry is not safe.
fn changed(old: &Registry, new: &Registry, rules: Rules) -> Option<String> {
    let fields = [
        (old.prefix != new.prefix, "its prefix"),
        (old.location != new.location, "its location"),
        (old.blocked != new.blocked, "whether it is blocked"),
        (old.insecure != new.insecure, "whether it is insecure"),
    ];
    if let Some((_, what)) = fields.iter().find(|(differs, _)| *differs) {
        return Some(format!("{what} changes"));
    }
    let (old_mirrors, new_mirrors) = (by_location(old), by_location(new));
    for (location, old) in &old_mirrors {
        let Some(mirror) = new_mirrors.get(location) else { return Some(format!("its mirror {location} is gone")) };
        if old.pull != mirror.pull && !is_digest_only(mirror) {
            return Some(format!("its mirror {location} serves more than pulls by digest"));
        }
    }
    let added = |mirror: &&Mirror| !old_mirrors.contains_key(&*mirror.location);
    let by_tag = |mirror: &&Mirror| !is_digest_only(mirror) && !new.by_digest_only;
    if let Some(mirror) = new.mirrors.iter().filter(added).find(by_tag) {
        return Some(format!("its new mirror {} is not for pulls by digest alone", mirror.location));
    }
    if rules == Rules::Mco { None } else { unexamined(old, new) }
}

/// What of a registry the reference does not look at.
fn unexamined(old: &Registry, new: &Registry) -> Option<String> {
    if old.by_digest_only && !new.by_digest_only {
        return Some("its mirrors are no longer for pulls by digest alone".into());
    }
    let kept: Vec<_> = {
        let olds = by_location(old);
        new.mirrors.iter().filter(|mirror| olds.contains_key(&*mirror.location)).collect()
    };
    if !kept.iter().map(|mirror| &mirror.location).eq(old.mirrors.iter().map(|mirror| &mirror.location)) {
        return Some("its mirrors come in another order".into());
    }
    let insecure = kept.iter().zip(&old.mirrors).find(|(new, old)| new.insecure != old.insecure);
    insecure.map(|(mirror, _)| format!("whether its mirror {} is insecure changes", mirror.location))
}

impl Known {
    fn read(text: &[u8]) -> Result<Self, Unreadable> {
        let mut conf = Conf::read(text).map_err(Unreadable::because)?;
        let registries = core::mem::take(&mut conf.registries);
        let registries = registries.into_iter().map(|registry| (registry.scope().into(), registry)).collect();
        Ok(Self { conf, registries })
    }

    fn search(&self, new: &Self) -> Option<String> {
        let list = |known: &Self| known.conf.search.clone().unwrap_or_default();
        let kept = list(new).starts_with(&list(self));
        (!kept).then(|| "the old unqualified-search-registries are not the first of the new ones".into())
    }

    /// Registries that were there before.
    fn known(&self, new: &Self, rules: Rules) -> Option<String> {
        self.registries.iter().find_map(|(key, old)| match new.registries.get(key) {
            None => Some(format!("the registry {key} is gone")),
            Some(new) => changed(old, new, rules).map(|what| format!("the registry {key}: {what}")),
        })
    }

    /// Registries that are new.
    fn added(&self, new: &Self) -> Option<String> {
        let mut added = new.registries.iter().filter(|(key, _)| !self.registries.contains_key(*key));
        added.find_map(|(key, registry)| {
            let fine = match &*registry.mirrors {
                [] => registry.by_digest_only,
                mirrors => mirrors.iter().all(is_digest_only),
            };
            (!fine).then(|| format!("the new registry {key} is not for pulls by digest alone"))
        })
    }

    /// What the reference does not look at.
    fn unexamined(&self, new: &Self) -> Option<String> {
        let (old, new) = (&self.conf, &new.conf);
        let differing = [
            (old.short_name_mode != new.short_name_mode, "short-name-mode"),
            (old.aliases != new.aliases, "aliases"),
            (old.credential_helpers != new.credential_helpers, "credential-helpers"),
            (old.layer_store_helper != new.layer_store_helper, "additional-layer-store-auth-helper"),
        ];
        let other = differing.iter().find(|(differs, _)| *differs);
        other.map(|(_, key)| format!("{key} changes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is a key of the registry `a`, or of its mirrors.
    fn conf(registry: &str, mirrors: &[&str]) -> String {
        let mirrors: String = mirrors.iter().map(|mirror| format!("[[registry.mirror]]\n{mirror}\n")).collect();
        format!("[[registry]]\nlocation='a'\n{registry}\n{mirrors}")
    }

    const PLAIN: &str = "location='m'";
    const DIGEST: &str = "location='m'\npull-from-mirror='digest-only'";
    const TAG: &str = "location='m'\npull-from-mirror='tag-only'";
    const BY_DIGEST: &str = "mirror-by-digest-only=true";

    /// Whether nodes are drained by the reference, and by the stricter rules.
    fn drains(old: &str, new: &str) -> (bool, bool) {
        let judge = |rules| change(old.as_bytes(), new.as_bytes(), rules).expect("two such files").is_some();
        (judge(Rules::Mco), judge(Rules::Safe))
    }

    #[test]
    fn what_running_pods_may_notice_drains() {
        let search = |list: &str| format!("unqualified-search-registries=[{list}]");
        for (old, new, want) in [
            (search("'a'"), search("'a','b'"), false),
            (search("'a'"), search("'b','a'"), true),
            (search("'a','b'"), search("'a'"), true),
            (search("'a','b'"), search("'b','a'"), true),
            (String::new(), conf("", &[]), true),
            (String::new(), conf(BY_DIGEST, &[]), false),
            (String::new(), conf("", &[DIGEST]), false),
            (String::new(), conf("", &[TAG]), true),
            (String::new(), conf("", &[PLAIN]), true),
            (String::new(), conf(BY_DIGEST, &[PLAIN]), true),
            (conf(BY_DIGEST, &[]), conf(BY_DIGEST, &[PLAIN]), false),
            (conf("", &[]), conf("", &[PLAIN]), true),
            (conf("", &[]), conf("", &[DIGEST]), false),
            (conf("", &[PLAIN]), conf("", &[DIGEST]), false),
            (conf("", &[DIGEST]), conf("", &[PLAIN]), true),
            (conf("", &[DIGEST]), conf("", &[]), true),
            (conf("", &[]), conf("blocked=true", &[]), true),
            (conf("", &[]), conf("insecure=true", &[]), true),
            (conf("", &[]), conf("prefix='a'", &[]), true),
            (conf("", &[]), String::new(), true),
            (conf("", &[DIGEST]), conf("", &[DIGEST]), false),
            (String::new(), String::new(), false),
        ] {
            assert_eq!(drains(&old, &new), (want, want), "{old}\n->\n{new}");
        }
    }

    #[test]
    fn the_stricter_rules_look_at_all_of_registries_conf() {
        let (a, b) = (DIGEST, "location='n'\npull-from-mirror='digest-only'");
        let insecure = &*format!("{DIGEST}\ninsecure=true");
        for (old, new) in [
            (conf("", &[DIGEST]), conf("", &[insecure])),
            (conf("", &[a, b]), conf("", &[b, a])),
            (conf(BY_DIGEST, &[PLAIN]), conf("", &[PLAIN])),
            (String::new(), "short-name-mode='enforcing'".into()),
            ("credential-helpers=['a']".into(), String::new()),
        ] {
            assert_eq!(drains(&old, &new), (false, true), "{old}\n->\n{new}");
        }
    }

    #[test]
    fn what_is_no_such_file_is_told() {
        for bad in [
            "=",
            "\0",
            "registry=1",
            "registry=[1]",
            "[registry]",
            "[[registry]]\nblocked='yes'",
            "[[registry]]\nlocation=1",
            "[[registry]]\nmirror=[{location=2}]",
            "unqualified-search-registries='a'",
            "unqualified-search-registries=[1]",
            "short-name-mode=1",
            "a=1\na=2",
        ] {
            for (old, new) in [(bad, ""), ("", bad)] {
                let error = change(old.as_bytes(), new.as_bytes(), Rules::Mco).expect_err(bad);
                assert!(error.to_string().starts_with(PATH), "{error}");
            }
        }
        assert!(change(b"\xff", b"", Rules::Mco).is_err());
    }

    #[test]
    fn keys_count_in_any_case() {
        let old = "Unqualified-Search-Registries=['a']\n[[Registry]]\nLocation='a'\nBlocked=true";
        let new = "unqualified-search-registries=['a']\n[[registry]]\nlocation='a'\nblocked=true";
        assert_eq!(drains(old, new), (false, false));
        assert_eq!(drains(old, &new.replace("true", "false")), (true, true));
    }
}
