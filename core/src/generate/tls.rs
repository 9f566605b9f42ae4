//! TLS profiles: the oldest version and the ciphers that programs are told.

use crate::api::{CustomTlsProfile, TlsSecurityProfile};
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

/// The ciphers that are known, by the names that a profile has to use; with those that programs are told. All others are
/// dropped.
pub(crate) const CIPHERS: &[(&str, &str)] = &[
    ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
    ("TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
    ("TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"),
    ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    ("ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
    ("ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
    ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    ("AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    ("AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256"),
    ("ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    ("ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    ("ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    ("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
    ("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"),
    ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    ("ECDHE-RSA-DES-CBC3-SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
];

/// Of `CIPHERS` the first three are those of TLS 1.3, which is all that Modern has; Intermediate has six more.
const MODERN: usize = 3;
const INTERMEDIATE: usize = 9;

/// Of Old, by their own names; the order is that of the profile, and not all of them are known.
const OLD: &[&str] = &[
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-RSA-AES128-SHA256",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-RSA-AES256-SHA384",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-RSA-AES256-SHA",
    "AES128-GCM-SHA256",
    "AES256-GCM-SHA384",
    "AES128-SHA256",
    "AES256-SHA256",
    "AES128-SHA",
    "AES256-SHA",
    "DES-CBC3-SHA",
];

/// What a profile comes to.
///
/// ```
/// use garboard_core::api::TlsSecurityProfile;
/// use garboard_core::generate::Tls;
///
/// let modern: TlsSecurityProfile = serde_json::from_str(r#"{"type": "Modern"}"#)?;
/// assert_eq!(Tls::of(Some(&modern)).min_version, "VersionTLS13");
/// assert_eq!(Tls::of(None).min_version, "VersionTLS12", "Intermediate is what no profile means");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// The oldest version; empty if nothing is said.
    pub min_version: String,
    /// The ciphers, in the names of IANA.
    pub ciphers: Vec<String>,
}

impl Tls {
    /// Of a profile; none, an unknown one and `Custom` without `custom` are Intermediate.
    #[must_use]
    pub fn of(profile: Option<&TlsSecurityProfile>) -> Self {
        match profile.map(|profile| (&*profile.kind, &profile.custom)) {
            Some(("Old", _)) => Self::named("VersionTLS10", OLD.iter().copied()),
            Some(("Modern", _)) => Self::first("VersionTLS13", MODERN),
            Some(("Custom", Some(custom))) => Self::custom(custom),
            _ => Self::first("VersionTLS12", INTERMEDIATE),
        }
    }

    fn first(min_version: &str, count: usize) -> Self {
        Self::named(min_version, CIPHERS.iter().take(count).map(|(own, _)| *own))
    }

    fn custom(custom: &CustomTlsProfile) -> Self {
        Self::named(&custom.min_tls_version, custom.ciphers.iter().flatten().map(String::as_str))
    }

    fn named<'n>(min_version: &str, ciphers: impl Iterator<Item = &'n str>) -> Self {
        let known = |name: &str| CIPHERS.iter().find(|(own, _)| *own == name).map(|(_, iana)| (*iana).to_owned());
        Self {
            min_version: min_version.into(),
            ciphers: ciphers.filter_map(known).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tls;
    use serde_json::{Value, from_value, json};

    fn of(profile: Value) -> Tls {
        Tls::of(Some(&from_value(profile).expect("a profile")))
    }

    #[test]
    fn what_is_not_known_is_dropped_and_groups_say_nothing() {
        let tls = of(json!({ "type": "Custom", "custom": {
            "ciphers": ["bogus", "", "aes128-sha", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "AES128-SHA"],
            "minTLSVersion": "TLS1.2", "groups": ["X25519"],
        } }));
        assert_eq!((&*tls.min_version, tls.ciphers), ("TLS1.2", ["TLS_RSA_WITH_AES_128_CBC_SHA".into()].into()));
        assert_eq!(of(json!({ "type": "Old" })).ciphers.len(), 21);
        for unknown in [json!({}), json!({ "type": "old" }), json!({ "type": "Custom" })] {
            assert_eq!(of(unknown), Tls::of(None));
        }
    }
}
