//! How people get into nodes.

use super::{Refusal, component};
use crate::api::{MachineConfig, Raw};
use crate::gojson;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The spec version in which installers write it.
const VERSION: &str = "3.2.0";

/// The user that nodes have for people.
const USER: &str = "core";

/// The bytes of a public key begin with the length of the name of its kind, which is short.
const BLOB: &str = "AAAA";

/// The MachineConfig `99-<role>-ssh`: the keys that let people in as the user `core`, and the hash of that user's password.
///
/// Installers make it of what they were told, and from then on it is an ordinary MachineConfig of the administrators.
///
/// ```
/// use garboard_core::generate::ssh;
///
/// let config = ssh("worker", &["ssh-ed25519 AAAAC3Nz me@example.com"], None)?;
/// assert_eq!(config.metadata.name, "99-worker-ssh");
/// let want = r#"{"ignition":{"version":"3.2.0"},"passwd":{"users":["#.to_owned()
///     + r#"{"name":"core","sshAuthorizedKeys":["ssh-ed25519 AAAAC3Nz me@example.com"]}]}}"#;
/// assert_eq!(config.spec.config.map(|raw| raw.as_str().to_owned()), Some(want));
/// # Ok::<(), garboard_core::generate::Refusal>(())
/// ```
///
/// # Errors
/// [`Refusal`], if there is neither key nor hash, if a key is no line of `authorized_keys`, or if the hash is none of
/// `crypt(3)`. It never repeats them.
pub fn ssh<K: AsRef<str>>(role: &str, keys: &[K], password_hash: Option<&str>) -> Result<MachineConfig, Refusal> {
    if keys.is_empty() && password_hash.is_none() {
        return Err(Refusal::new("there is neither an SSH key nor the hash of a password: name one of them"));
    }
    for (number, key) in (1..).zip(keys) {
        check_key(key.as_ref()).map_err(|why| Refusal::new(format!("SSH key {number} {why}")))?;
    }
    password_hash.map_or(Ok(()), check_hash)?;
    let name = format!("99-{role}-ssh");
    let mut config = component::empty(&name, role);
    // It is JSON by its making, so that there is always one.
    config.spec.config = Raw::parse(&ignition(keys, password_hash)).ok();
    Ok(config)
}

fn ignition<K: AsRef<str>>(keys: &[K], password_hash: Option<&str>) -> String {
    let hash = password_hash.map(|hash| format!(r#","passwordHash":{}"#, gojson::to_string(&hash)));
    let keys: Vec<_> = keys.iter().map(AsRef::as_ref).collect();
    let keys = (!keys.is_empty()).then(|| format!(r#","sshAuthorizedKeys":{}"#, gojson::to_string(&keys)));
    let (hash, keys) = (hash.unwrap_or_default(), keys.unwrap_or_default());
    format!(r#"{{"ignition":{{"version":"{VERSION}"}},"passwd":{{"users":[{{"name":"{USER}"{hash}{keys}}}]}}}}"#)
}

/// Options may stand before the kind of a key, and a comment behind its bytes.
fn check_key(key: &str) -> Result<(), &'static str> {
    if key.trim().is_empty() {
        return Err("is empty: write a public key, or leave it out");
    }
    if key.chars().any(char::is_control) {
        return Err("has a line break or another control character: name each key by itself, on one line");
    }
    let mut words = key.split_whitespace();
    let kind = words.find(|word| ["ssh-", "ecdsa-", "sk-"].iter().any(|start| word.starts_with(start)));
    let blob = kind.and_then(|_| words.next());
    if !blob.is_some_and(|blob| blob.starts_with(BLOB)) {
        return Err("is no public key: write the line of a file *.pub, such as \"ssh-ed25519 AAAA… name\"");
    }
    Ok(())
}

fn check_hash(hash: &str) -> Result<(), Refusal> {
    let is_hash = hash.len() > 1 && hash.starts_with('$') && hash.chars().all(|c| c.is_ascii_graphic() && c != ':');
    if is_hash {
        return Ok(());
    }
    Err(Refusal::new(
        "the hash of the password is none of crypt(3): write what `mkpasswd` prints, such as \"$y$j9T$…\"",
    ))
}

#[cfg(test)]
mod tests {
    use super::ssh;
    use crate::part::Part;
    use garboard_ignition::Version;

    const KEY: &str = "ssh-rsa AAAAB3Nz <me> & you";

    #[test]
    fn keys_and_hash_are_what_the_config_says() {
        let config =
            ssh("infra", &[KEY, "restrict ecdsa-sha2-nistp256 AAAAE2Vj"], Some("$6$salt$hash")).expect("a config");
        let json = serde_json::to_string(&config).expect("JSON");
        assert!(json.contains(r"\u003cme\u003e \u0026 you"), "{json}");
        let part = Part::from_json(&json).expect("a MachineConfig");
        assert_eq!((part.role(), part.refused.is_empty()), (Some("infra"), true));
        let read = part.spec.config.expect("a config").at(Version::V3_5).expect("raised").config;
        let users = read.into_content().passwd.users.expect("users");
        assert_eq!((users[0].name.as_str(), users[0].password_hash.as_deref()), ("core", Some("$6$salt$hash")));
        assert_eq!(users[0].ssh_authorized_keys.as_ref().map(|keys| keys.len()), Some(2));
    }

    #[test]
    fn what_is_no_key_and_no_hash_is_refused_and_not_repeated() {
        for (keys, hash, word) in [
            (&[][..], None, "neither"),
            (&[""], None, "SSH key 1 is empty"),
            (&[KEY, "ssh-rsa AAAAB3Nz me\nssh-rsa AAAA"], None, "SSH key 2 has a line break"),
            (&["-----BEGIN OPENSSH PRIVATE KEY-----"], None, "*.pub"),
            (&["ssh-rsa"], None, "*.pub"),
            (&["ssh-rsa B3Nz"], None, "*.pub"),
            (&[], Some(""), "mkpasswd"),
            (&[], Some("hunter2"), "mkpasswd"),
            (&[], Some("$6$a:b"), "mkpasswd"),
            (&[], Some("$6$a b\n"), "mkpasswd"),
        ] {
            let refusal = ssh("worker", keys, hash).expect_err("refused");
            assert!(refusal.as_str().contains(word), "{refusal}");
            assert!(!refusal.as_str().contains("hunter2") && !refusal.as_str().contains("B3Nz"), "{refusal}");
        }
    }
}
