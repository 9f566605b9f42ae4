//! TLS profiles of a KubeletConfig: what of them counts.

use super::shape::{Field, Shape};
use super::{Findings, shown};
use crate::rule;
use alloc::{format, vec::Vec};
use garboard_ignition::document::{At, Kind, Value};
use garboard_ignition::report::Gate;

pub(super) const PROFILE: Shape = Shape::Record(&[
    Field::new(
        "custom",
        Shape::Record(&[
            Field::new("ciphers", Shape::list(&Shape::Text)),
            Field::new("groups", Shape::distinct(&Shape::Word(GROUPS), 1, 7)),
            Field::new("minTLSVersion", Shape::Word(&["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"])),
        ]),
    ),
    Field::new("intermediate", Shape::Open),
    Field::new("modern", Shape::Open),
    Field::new("old", Shape::Open),
    Field::new("type", Shape::Word(&["Old", "Intermediate", "Modern", "Custom"])),
]);

const GROUPS: &[&str] =
    &["X25519", "secp256r1", "secp384r1", "secp521r1", "X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"];

/// The ciphers that are known, by the names that a profile has to use; with those that the kubelet gets.
const CIPHERS: &[(&str, &str)] = &[
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

/// What a profile says without effect.
pub(super) fn check(spec: Value<'_>, findings: &mut Findings<'_>) {
    let Some(profile) = spec.get("tlsSecurityProfile").filter(|profile| profile.kind() == Kind::Object) else { return };
    let spec_at = At::ROOT.field("spec");
    let at = spec_at.field("tlsSecurityProfile");
    let custom = profile.get("custom").filter(|custom| custom.kind() == Kind::Object);
    let rule = &rule::TLS_PROFILE_UNUSED;
    match (profile.get("type").filter(|kind| !kind.is_null()), custom) {
        (Some(kind), None) if kind.is_text("Custom") => {
            let message = "the type is Custom and there is no custom: the profile Intermediate is used";
            findings.say(rule, Gate::Generate, kind, &at.field("type"), message);
        }
        (Some(kind), Some(custom)) if kind.is_text("Custom") => {
            let at = at.field("custom");
            ciphers(custom, &at.field("ciphers"), findings);
        }
        (kind, Some(custom)) => {
            let used = kind.and_then(Value::as_str).unwrap_or("Intermediate".into());
            let message = format!("custom has no effect: the profile {} is used", shown(&used));
            let hint = "write type: Custom beside it";
            let key = profile.member("custom").map_or(custom, |(key, _)| key);
            findings.hint(rule, Gate::Generate, key, &at.field("custom"), message, Some(hint.into()));
        }
        _ => {}
    }
}

fn ciphers(custom: Value<'_>, at: &At<'_>, findings: &mut Findings<'_>) {
    let names: Vec<_> = CIPHERS.iter().map(|(name, _)| *name).collect();
    let Some(list) = custom.get("ciphers") else { return };
    for (index, cipher) in list.elements().enumerate() {
        let Some(name) = cipher.as_str().filter(|name| !names.contains(&&**name)) else { continue };
        let own = CIPHERS.iter().find(|(_, iana)| *iana == name).map(|(own, _)| format!("write {own}"));
        let hint = own.or_else(|| findings.did_you_mean(&name, &names));
        let message = format!("the cipher {} is not known by this name: it is dropped", shown(&name));
        findings.hint(&rule::TLS_CIPHER_UNKNOWN, Gate::Generate, cipher, &at.index(index), message, hint);
    }
}
