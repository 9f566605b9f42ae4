//! What policies of the API ask of images.

use super::requirement::{BadPolicy, Given, Requirement, Value, check_names};
use super::table::{FULCIO, IDENTITIES, PKI, SIGSTORE_SIGNED, Shape, USUAL_IDENTITY};
use crate::api::{Bytes, RootOfTrust, SignedIdentity, SigstoreVerificationPolicy};
use crate::generate::Refusal;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

/// Members of an object that are said.
type Said = Vec<(&'static str, Value)>;

/// The requirement that a policy makes.
///
/// # Errors
/// [`Refusal`], if it says too little or too much, or names what is no name. Where the object of its own type is
/// missing the reference crashes.
pub(super) fn requirement(policy: &SigstoreVerificationPolicy) -> Result<Requirement, Refusal> {
    let mut said = root(&policy.root_of_trust)?;
    said.push(("type", Value::Text("sigstoreSigned".into())));
    said.push(("signedIdentity", Value::Object(identity(policy.signed_identity.as_ref())?)));
    Given::of(&SIGSTORE_SIGNED, said).map(Requirement::of).map_err(refused)
}

fn root(root: &RootOfTrust) -> Result<Said, Refusal> {
    let crash = |what: &str| Refusal::new(format!("rootOfTrust has no {what}: the reference crashes"));
    let mut said = Said::new();
    match &*root.policy_type {
        "PublicKey" => {
            let key = root.public_key.as_ref().ok_or_else(|| crash("publicKey"))?;
            data(&mut said, "keyData", key.key_data.as_ref());
            data(&mut said, "rekorPublicKeyData", some(key.rekor_key_data.as_ref()));
        }
        "FulcioCAWithRekor" => {
            let fulcio = root.fulcio_ca_with_rekor.as_ref().ok_or_else(|| crash("fulcioCAWithRekor"))?;
            let mut members = Said::new();
            data(&mut members, "caData", fulcio.fulcio_ca_data.as_ref());
            text(&mut members, "oidcIssuer", &fulcio.fulcio_subject.oidc_issuer);
            text(&mut members, "subjectEmail", &fulcio.fulcio_subject.signed_email);
            said.push(("fulcio", Value::Object(Given::of(&FULCIO, members).map_err(refused)?)));
            data(&mut said, "rekorPublicKeyData", fulcio.rekor_key_data.as_ref());
        }
        "PKI" => {
            let pki = root.pki.as_ref().ok_or_else(|| crash("pki"))?;
            let mut members = Said::new();
            data(&mut members, "caRootsData", pki.ca_roots_data.as_ref());
            data(&mut members, "caIntermediatesData", some(pki.ca_intermediates_data.as_ref()));
            text(&mut members, "subjectEmail", &pki.pki_certificate_subject.email);
            text(&mut members, "subjectHostname", &pki.pki_certificate_subject.hostname);
            said.push(("pki", Value::Object(Given::of(&PKI, members).map_err(refused)?)));
        }
        // Without a key, which is told when all is put together.
        _ => {}
    }
    Ok(said)
}

fn identity(identity: Option<&SignedIdentity>) -> Result<Given, Refusal> {
    let Some(identity) = identity else { return named(USUAL_IDENTITY, Said::new()) };
    let crash = |what: &str| Refusal::new(format!("signedIdentity has no {what}: the reference crashes"));
    let mut said = Said::new();
    match &*identity.match_policy {
        "MatchRepoDigestOrExact" => named(USUAL_IDENTITY, said),
        "MatchRepository" => named("matchRepository", said),
        "ExactRepository" => {
            let exact = identity.exact_repository.as_ref().ok_or_else(|| crash("exactRepository"))?;
            said.push(("dockerRepository", Value::Text(exact.repository.clone())));
            named("exactRepository", said)
        }
        "RemapIdentity" => {
            let remap = identity.remap_identity.as_ref().ok_or_else(|| crash("remapIdentity"))?;
            said.push(("prefix", Value::Text(remap.prefix.clone())));
            said.push(("signedPrefix", Value::Text(remap.signed_prefix.clone())));
            named("remapIdentity", said)
        }
        other => Err(Refusal::new(format!("unknown signedIdentity match policy: {other}"))),
    }
    .map_err(|why| match &*identity.match_policy {
        kind @ ("ExactRepository" | "RemapIdentity") if !why.as_str().ends_with("crashes") => {
            Refusal::new(format!("error getting signedIdentity for {kind}: {why}"))
        }
        _ => why,
    })
}

/// An identity of this type.
fn named(kind: &'static str, said: Said) -> Result<Given, Refusal> {
    const NOTHING: &Shape = &Shape { members: &[], choices: &[] };
    let shape = IDENTITIES.iter().find(|(name, _)| *name == kind).map_or(NOTHING, |(_, shape)| shape);
    let mut members = vec![("type", Value::Text(kind.into()))];
    members.extend(said);
    let given = Given::of(shape, members).map_err(refused)?;
    check_names(kind, &given).map_err(refused)?;
    Ok(given)
}

fn data(said: &mut Said, name: &'static str, bytes: Option<&Bytes>) {
    said.extend(bytes.map(|bytes| (name, Value::Data(bytes.clone()))));
}

fn text(said: &mut Said, name: &'static str, text: &str) {
    said.push((name, Value::Text(text.into())));
}

/// Bytes that are left out if there are none.
fn some(bytes: Option<&Bytes>) -> Option<&Bytes> {
    bytes.filter(|bytes| !bytes.0.is_empty())
}

fn refused(bad: BadPolicy) -> Refusal {
    Refusal::new(format!("{bad}"))
}
