//! TLS profiles of a KubeletConfig: what of them counts.

use super::shape::{Field, Shape};
use super::{Findings, shown};
use crate::generate::CIPHERS;
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
