//! What is not shown to people who did not ask for it.

use garboard_ignition::document::{Path, Step};
use garboard_ignition::model::{File, Resource};

/// Files of a cluster that hold credentials.
const FILES: &[&str] = &["/etc/kubernetes/kubeconfig", "/var/lib/kubelet/config.json"];

/// What paths of files with keys or passwords end in, in whosever home they are.
const ENDINGS: &[&str] = &[".key", "/id_rsa", "/id_ed25519", "/id_ecdsa", "/.docker/config.json"];

/// What stands in every private key.
const MARK: &[u8] = b"PRIVATE KEY-----";

/// No user and password of an address are longer.
const LONGEST_USER: usize = 1024;

/// Longer contents are not searched.
const SEARCHED: usize = 1 << 20;

/// Whether a file holds what only its machine is to know: by its path, or since it is a private key or has a password in it.
pub(crate) fn is_secret(file: &File) -> bool {
    let path = &*file.path;
    let named = FILES.contains(&path) || ENDINGS.iter().any(|ending| path.ends_with(ending));
    named || is_told(&file.contents) || file.append.iter().flatten().any(is_told)
}

fn is_told(contents: &Resource) -> bool {
    contents.bytes(SEARCHED).is_ok_and(|bytes| tells(&bytes))
}

/// Whether a text has a private key in it, or a password in the address of a server.
pub(crate) fn tells(text: &[u8]) -> bool {
    memchr::memmem::find(text, MARK).is_some()
        || memchr::memmem::find_iter(text, b"://").any(|at| has_password(&text[at + 3..]))
}

/// Whether an address goes on with a user and a password.
fn has_password(address: &[u8]) -> bool {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'?' | b'#');
    let end = address.iter().take(LONGEST_USER).position(is_end).unwrap_or(address.len().min(LONGEST_USER));
    let user = memchr::memrchr(b'@', &address[..end]).map(|at| &address[..at]);
    user.and_then(|user| user.split(|byte| *byte == b':').nth(1)).is_some_and(|password| !password.is_empty())
}

/// Whether a value at this path is one.
pub(crate) fn is_secret_field(path: &Path) -> bool {
    path.steps().last().and_then(Step::name) == Some("passwordHash")
}

#[cfg(test)]
mod tests {
    use super::tells;

    #[test]
    fn passwords_of_servers_are_told_from_addresses() {
        for text in ["http://u:p@h", "x=https://u:p@h:1/a b", "\"socks5://:p@h\"", "-----BEGIN EC PRIVATE KEY-----"] {
            assert!(tells(text.as_bytes()), "{text}");
        }
        for text in ["http://h:1/a@b", "http://u@h", "http://u:@h", "a:b@c", "http://h b:c@d", "://", ""] {
            assert!(!tells(text.as_bytes()), "{text}");
        }
    }
}
