//! The name of a rendered MachineConfig.

use alloc::string::String;
use md5::{Digest as _, Md5};

/// What the render controller hashes before the text.
const SALT: [u8; 80] = [
    0x10, 0x7c, 0xce, 0xe4, 0x8b, 0x38, 0xaf, 0xaf, 0x4f, 0xe5, 0x86, 0x76, 0x9d, 0x9a, 0xd3, 0x6e, 0x19, 0x5d, 0x2f,
    0xfd, 0xac, 0x6a, 0x25, 0x07, 0xae, 0x0d, 0xa0, 0xb9, 0x6e, 0x11, 0x57, 0x34, 0xdb, 0x83, 0x0c, 0xce, 0xda, 0x8d,
    0x74, 0x87, 0xbc, 0xb5, 0xc0, 0x97, 0xe9, 0x3e, 0x7e, 0xa5, 0x40, 0x53, 0xb3, 0x77, 0x0f, 0xa8, 0xd0, 0xc5, 0x92,
    0x6b, 0x3a, 0xe3, 0x85, 0xbc, 0xee, 0x1a, 0x21, 0x1a, 0xeb, 0xca, 0x20, 0xad, 0x1f, 0xea, 0x29, 0x90, 0x94, 0x4f,
    0x06, 0xce, 0x17, 0x16,
];

/// What the render controller calls the MachineConfig of a pool whose `spec` is this text, as
/// [`goyaml::marshal`](crate::goyaml::marshal) writes it. Nothing else is in the name: pools whose MachineConfigs say
/// the same have names with the same end.
///
/// ```
/// use garboard_core::{goyaml, render};
///
/// let spec = goyaml::marshal(&serde_json::json!({
///     "baseOSExtensionsContainerImage": "",
///     "config": {"ignition": {"version": "3.5.0"}},
///     "extensions": [],
///     "fips": false,
///     "kernelArguments": ["nosmt"],
///     "kernelType": "default",
///     "osImageURL": "",
/// }))?;
/// assert_eq!(render::name("worker", &spec), "rendered-worker-a6fa076e70c140f773ac0930772bc803");
/// # Ok::<(), goyaml::Error>(())
/// ```
#[must_use]
pub fn name(pool: &str, spec: &str) -> String {
    of(pool, &digest(spec))
}

/// The name of the MachineConfig of a pool whose spec has this hash.
pub(super) fn of(pool: &str, digest: &str) -> String {
    ["rendered-", pool, "-", digest].concat()
}

/// The hash of a spec, as names have it.
pub(super) fn digest(spec: &str) -> String {
    let digest = Md5::new().chain_update(SALT).chain_update(spec).finalize();
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
