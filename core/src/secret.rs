//! What is not shown to people who did not ask for it.

use garboard_ignition::document::{Path, Step};
use garboard_ignition::model::{File, Resource};

/// Files of a cluster that hold credentials.
const FILES: &[&str] = &["/etc/kubernetes/kubeconfig", "/var/lib/kubelet/config.json"];

/// What paths of files with keys or passwords end in, in whosever home they are.
const ENDINGS: &[&str] = &[".key", "/id_rsa", "/id_ed25519", "/id_ecdsa", "/.docker/config.json"];

/// What stands in every private key.
const MARK: &[u8] = b"PRIVATE KEY-----";

/// Longer contents are not searched.
const SEARCHED: usize = 1 << 20;

/// Whether a file holds what only its machine is to know: by its path, or since it is a private key.
pub(crate) fn is_secret(file: &File) -> bool {
    let path = &*file.path;
    let named = FILES.contains(&path) || ENDINGS.iter().any(|ending| path.ends_with(ending));
    named || holds_key(&file.contents) || file.append.iter().flatten().any(holds_key)
}

fn holds_key(contents: &Resource) -> bool {
    contents.bytes(SEARCHED).is_ok_and(|bytes| memchr::memmem::find(&bytes, MARK).is_some())
}

/// Whether a value at this path is one.
pub(crate) fn is_secret_field(path: &Path) -> bool {
    path.steps().last().and_then(Step::name) == Some("passwordHash")
}
